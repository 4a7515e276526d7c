"""One kind of bad input, and the commands that several are asked of; see ``bad_input``."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from made_input import Make


@dataclass(frozen=True)
class Kind:
    """One kind of bad input: what it is, how it is made, and what is asked of the program.

    ``tells`` stands in the line that tells of it, where the command goes on with the rest.
    ``around`` is what goes on in the folder meanwhile.
    """

    group: str
    what: str
    words: tuple[str, ...]
    make: Make
    tells: str = ""
    around: Callable[[Path], AbstractContextManager[None]] | None = None


SCORE = ("score", "lijst.csv")
RUN = ("run", "s.toml")
WIJKEN = ("data", "import", "wijken", "wijken.gpkg", "--store", "g")
