"""Say in one line what is wrong, where, how many, and what to change."""


class OpvangkaartError(ValueError):
    """Mark an error that the user can mend; the command line prints it and exits with 2."""


class ScenarioError(OpvangkaartError):
    """Refuse a scenario: an unknown key, a norm out of order, a missing layer."""


class InputFileError(OpvangkaartError):
    """Refuse an input file; the message names the file and, where known, row and column."""


class SiteError(OpvangkaartError):
    """Refuse candidate sites that cannot be placed or told apart."""


class TravelError(OpvangkaartError):
    """Refuse a travel question the engine cannot answer."""


class ExportError(OpvangkaartError):
    """Refuse to write: an edition that may not be shown, a folder that is not ours."""
