"""What the workbench works on: the dossier, the scenario, who is at work, and what was uploaded."""

import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, RLock, Thread
from typing import Final, Self

import pandas as pd
import typer

from geodata.files.files import WORKBOOKS
from geodata.files.swap import write_whole
from opvangkaart.app.beside import beside, layers_beside
from opvangkaart.app.jobs.jobs import Jobs
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.read import log_mark
from opvangkaart.dossier.store import Dossier
from opvangkaart.runs.dossier import acting, list_with_words
from opvangkaart.runs.lean import Asker, open_asker
from opvangkaart.runs.progress import Around, around_of
from opvangkaart.runs.reach import prepare
from opvangkaart.runs.scenario_file import read_scenario
from sites.base.boundary import reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

#: So many lists wait to be taken in; the oldest goes.
MOST_UPLOADS: Final = 10


@dataclass(frozen=True)
class Choices:
    """Which heading stands for a field, and which cells of which row were written anew."""

    matched: dict[str, str] = field(default_factory=dict)
    mended: dict[int, dict[str, str]] = field(default_factory=dict)

    def mend(self, row: int, cells: Mapping[str, str]) -> Self:
        """Return the choices with other cells in a row; what was mended before stays."""
        return replace(self, mended=self.mended | {row: self.mended.get(row, {}) | dict(cells)})

    def mend_all(self, rows: Mapping[int, Mapping[str, str]]) -> Self:
        """Return the choices with other cells in several rows."""
        choices = self
        for row, cells in rows.items():
            choices = choices.mend(row, cells)
        return choices


@dataclass
class Bench:
    """One workbench; ``who`` is empty until someone says who is at work.

    ``place`` is where the dossier stands, for work in another process; ``opener`` shows a file or
    folder with the program that this machine has for it, and returns 0 where it could. ``sources``
    has other addresses to fetch layers from.
    """

    dossier: Dossier
    uploads: Path
    scenario: Path | None = None
    who: str = ""
    today: Callable[[], str] | None = None
    tour: int | None = None
    place: str = field(kw_only=True)
    sources: Path | None = field(default=None, kw_only=True)
    opener: Callable[[str], int] = field(default=typer.launch, kw_only=True)
    jobs: Jobs = field(kw_only=True)
    _asker: Asker | None = field(default=None, repr=False)
    _prepared: Asker | None = field(default=None, repr=False)
    _around: Around | None = field(default=None, repr=False)
    _opening: Lock = field(default_factory=Lock, repr=False)
    _reading: Lock = field(default_factory=Lock, repr=False)
    _changing: RLock = field(default_factory=RLock, repr=False)
    _settings: int = field(default=0, repr=False)
    _list: tuple[tuple[int, int], pd.DataFrame] | None = field(default=None, repr=False)
    _beside: list[Thread] = field(default_factory=list, repr=False)

    @property
    def outputs(self) -> Path:
        """Return the folder beside the dossier where what was made stands, an edition each."""
        return beside(self.place, ".uitvoer")

    @property
    def settings_file(self) -> Path:
        """Return where the team's own settings stand: a scenario beside the dossier."""
        return beside(self.place, ".toml")

    @property
    def layers(self) -> Path:
        """Return the folder of fetched layers: of the settings, else one beside the dossier."""
        scenario, base = read_scenario(self.scenario)
        named = scenario.layers.store
        return layers_beside(self.place) if named is None else base / named

    def use_settings(self, scenario: Path) -> None:
        """Answer with other settings from now on, also where the old ones are still being read."""
        with self._changing:
            self.scenario, self._asker, self._around = scenario, None, None
            self._settings += 1
        self.begin_beside(self.warm)

    @property
    def editor(self) -> Editor:
        """Return the one who changes the dossier now."""
        return acting(self.dossier, self.dossier.role or self.who)

    def asker(self) -> Asker:
        """Return what answers questions about a place; the layers are read once."""
        with self._opening:
            while self._asker is None:
                settings, scenario = self._settings, self.scenario
                asker = open_asker(scenario)
                asker.engine, asker.standing  # noqa: B018 - made here, and kept
                with self._changing:
                    if settings == self._settings:
                        self._asker = asker
                        self.begin_beside(self._prepare, asker)
                        return asker
            return self._asker

    def _prepare(self, asker: Asker) -> None:
        """Make a first click as quick as a second; what fails is said to who asks."""
        with suppress(OpvangkaartError):
            prepare(asker)
        with self._changing:
            if self._asker is asker:
                self._prepared = asker

    def warm(self) -> None:
        """Read the layers before anyone asks; what is wrong with them is said to who asks."""
        with suppress(OpvangkaartError):
            self.asker()

    def begin_beside(self, work: Callable[..., None], *asked: object) -> None:
        """Begin work that nobody waits for, but for ``rest``."""
        thread = Thread(target=work, args=asked, daemon=True)
        thread.start()
        self._beside.append(thread)

    def rest(self) -> None:
        """Wait for what was begun beside: a program that ends while a library reads may crash.

        >>> bench, done = Bench(None, Path(), place="team.dossier", jobs=None), []
        >>> bench.begin_beside(done.append, "read")
        >>> bench.rest()
        >>> done
        ['read']
        """
        while self._beside:  # the list grows meanwhile: who read the layers begins another
            self._beside[0].join()
            del self._beside[0]

    def asker_if_ready(self) -> Asker | None:
        """Return what answers questions, or None while it is still being made ready."""
        asker = self._asker
        return asker if self._prepared is asker else None

    def around(self) -> Around:
        """Return the gemeenten and what is asked of each; read once."""
        with self._reading:
            while (around := self._around) is None:
                settings, scenario = self._settings, self.scenario
                around = around_of(scenario)
                with self._changing:
                    if settings == self._settings:
                        self._around = around
            return around

    def listed(self) -> pd.DataFrame:
        """Return the list with phases and places in words, read anew when something changed."""
        mark, kept = log_mark(self.dossier), self._list
        if kept is None or kept[0] != mark:
            kept = self._list = (mark, list_with_words(self.dossier))
        return kept[1]

    def keep(self, name: str, content: bytes) -> str:
        """Keep an uploaded list until it is taken in, and return its code.

        The file is known by that code: a name that someone else chose never becomes a path, only
        its end does where it is one we read, or can say what to do about.
        """
        kept = sorted(self.uploads.iterdir(), key=lambda path: path.stat().st_mtime)
        for old in kept[: max(0, len(kept) - MOST_UPLOADS + 1)]:
            for part in old.iterdir():
                part.unlink()
            old.rmdir()
        code = secrets.token_hex(8)
        folder = self.uploads / code
        folder.mkdir()
        end = Path(name.lower()).suffix
        end = end if end == ".xlsx" or end in WORKBOOKS else ".csv"
        (folder / f"lijst{end}").write_bytes(content)
        (folder / "naam").write_text(plain_file_name(name), encoding="utf-8")
        return code

    def kept(self, code: str) -> tuple[Path, str] | None:
        """Return an uploaded list and the name it had, while it is kept."""
        folder = self.uploads / code
        if not code.isalnum() or not folder.is_dir():
            return None
        path = next(part for part in folder.iterdir() if part.stem == "lijst")
        return path, (folder / "naam").read_text(encoding="utf-8")

    def choices(self, code: str) -> Choices:
        """Return what was chosen and mended in an uploaded list so far."""
        path = self.uploads / code / "keuzes"
        if not path.is_file():
            return Choices()
        with reading(path.name, say("choose a file first")):
            kept = json.loads(path.read_text(encoding="utf-8"))
        mended = {int(row): cells for row, cells in kept["mended"].items()}
        return Choices(kept["matched"], mended)

    def choose(self, code: str, change: Callable[[Choices], Choices]) -> None:
        """Change what was chosen and mended in an uploaded list; two at once both count."""
        path = self.uploads / code / "keuzes"
        with self._changing:
            choices = change(self.choices(code))
            text = json.dumps({"matched": choices.matched, "mended": choices.mended})
            write_whole(path, text.encode())


def plain_file_name(name: str) -> str:
    """Return the last part of a file's name, without what could steer a screen or a path.

    >>> plain_file_name("C:/fakepath/onze lijst.xlsx"), plain_file_name("../../x.csv")
    ('onze lijst.xlsx', 'x.csv')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in last if letter.isprintable())[:120] or "lijst"
