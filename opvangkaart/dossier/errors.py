"""What can be wrong with a dossier, and with a change to it."""

from collections.abc import Mapping
from typing import Any

from sites.base.errors import OpvangkaartError
from sites.base.messages import Message
from sites.progress.entry import Value


class DossierError(OpvangkaartError):
    """Refuse a dossier that cannot be opened, read or written; nothing in it was changed."""


class EditConflictError(DossierError):
    """Refuse a change of a row that someone else has changed meanwhile, and show both.

    ``theirs`` is the row as it stands now, at ``version``; ``yours`` what was asked.
    """

    def __init__(
        self, message: Message, *, version: int, theirs: Mapping[str, Value],
        yours: Mapping[str, Value],
    ) -> None:  # fmt: skip
        """Take the sentence and the two sides."""
        super().__init__(message)
        self.version, self.theirs, self.yours = version, dict(theirs), dict(yours)

    def __reduce__(self) -> Any:  # noqa: ANN401 - another shape than that of its base
        """Travel between processes with both sides."""
        return _conflict, (self.message, self.version, self.theirs, self.yours)


def _conflict(
    message: Message, version: int, theirs: dict[str, Value], yours: dict[str, Value]
) -> EditConflictError:
    text = message
    return EditConflictError(text, version=version, theirs=theirs, yours=yours)
