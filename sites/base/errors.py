"""Say in one line what is wrong, where, how many, and what to change."""

from sites.base.messages import Message, Value, say


class OpvangkaartError(ValueError):
    """Mark an error that the user can mend; the command line prints it and exits with 2.

    It carries a message, an English template with its values, never a finished sentence:

    >>> error = OpvangkaartError("{file}: {count} rows are empty", file="sites.csv", count=3)
    >>> error.message.text, str(error)
    ('{file}: {count} rows are empty', 'sites.csv: 3 rows are empty')
    """

    def __init__(self, text: str | Message, /, **values: Value) -> None:
        """Take the template and its values, or a message made elsewhere."""
        self.message = text if isinstance(text, Message) else say(text, **values)
        super().__init__(str(self.message))

    def __reduce__(self) -> tuple[type["OpvangkaartError"], tuple[Message]]:
        """Travel between processes with its message."""
        return type(self), (self.message,)


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
