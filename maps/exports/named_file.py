"""Write one file that the user named on the command line, and never over another kind of file."""

from pathlib import Path

from maps.exports.folder import write_whole
from sites.base.boundary import because
from sites.base.errors import ExportError


def write_named(path: Path, content: bytes, *endings: str) -> None:
    """Write a file that the user named, whole or not at all.

    A name with none of the endings is refused before anything is touched: it may well be the list
    that the question was about. A device may have any name.

    Raises
    ------
    ExportError
        The name has another ending, or the file cannot be written.

    >>> write_named(Path("locaties.csv"), b"{}", ".json")
    Traceback (most recent call last):
        ...
    sites.base.errors.ExportError: locaties.csv does not end in .json; give the file such a name
    """
    shown = (path.name or str(path))[:60]
    is_plain = path.is_file() or not path.exists()
    if is_plain and path.suffix.lower() not in endings:
        raise ExportError(
            "{file} does not end in {ending}; give the file such a name",
            file=shown, ending=endings[0],
        )  # fmt: skip
    folder = path.parent
    if not folder.exists():
        raise ExportError(
            "{file}: folder {folder!r} does not exist; make it first",
            file=shown, folder=folder.name[:60],
        )  # fmt: skip
    try:
        write_whole(path, content)
    except OSError as error:
        raise ExportError(
            "{file} cannot be written: {why}; choose another place", file=shown, why=because(error)
        ) from error
