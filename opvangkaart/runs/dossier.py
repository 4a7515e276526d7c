"""What a team asks of its list: take one in, put it out, run it, see how it goes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.readers.initiatives import ALIASES, TeamList, read_initiatives
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.incoming import preview, take_in
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import Dossier
from opvangkaart.language.speech import heard
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.told import Alarm, View
from sites.base import dutch
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.progress.days import ZONE, end_of
from sites.progress.entry import Value
from sites.progress.incoming import CHANGES, NEW_ROW, WHAT_HAPPENS, Step
from sites.progress.list_out import heading_of_field, places_of
from sites.progress.personal import personal
from sites.progress.replay import listed_at
from sites.progress.state import (
    compared,
    expected,
    latest_phase,
    open_obstacles,
    places_by_phase,
    state_on,
)
from sites.tables.dossier import PHASES
from sites.tables.filters import own_municipalities
from sites.tables.progress import (
    ExpectedHalves,
    Movements,
    OpenObstacles,
    PhasePlaces,
)
from sites.tables.results import Layers

#: The fields that a heading of a list can stand for, in the order a person matches them.
FIELDS: Final = tuple(name for name in ALIASES if name not in {"row_id", "version"})
#: What a screen can show of a border: some 50 m.
_SCREEN_DEGREES: Final = 0.0005
#: Free text of the list that may hold words about a person.
_FREE: Final = ("name", "address", "target_groups", "extra")


def today() -> str:
    """Return the day of today, as the clock on the wall here has it.

    >>> len(today())
    10
    """
    return datetime.now(ZONE).date().isoformat()


def acting(dossier: Dossier, who: str) -> Editor:
    """Return the one who changes a dossier: on a server its role, else the code that was given.

    Raises
    ------
    DossierError
        No code, or another one than the role.
    """
    if dossier.role is not None and who not in {"", dossier.role}:
        raise DossierError(
            "on a server you are your role, {role}; leave {who!r} out", role=dossier.role, who=who
        )
    return Editor(dossier, dossier.role or who)


@dataclass(frozen=True, eq=False)
class Incoming:
    """A list that was read and laid beside the dossier; nothing is written yet."""

    read: TeamList
    steps: Sequence[Step]

    def counted(self) -> Mapping[str, int]:
        """Return how many rows do what."""
        counts: dict[str, int] = {}
        for step in self.steps:
            counts[step.action] = counts.get(step.action, 0) + 1
        return counts


def look_at_list(
    dossier: Dossier, path: Path, *, scenario_path: Path | None = None, sheet: str | None = None,
    matched: Mapping[str, str] | None = None, name: str | None = None,
    mended: Mapping[int, Mapping[str, str]] | None = None,
) -> Incoming:  # fmt: skip
    """Read a list and say per row what it would do; ``name`` is what the list is known by.

    ``mended`` are cells that were written anew; see ``read_initiatives``.

    Raises
    ------
    InputFileError
        The file as a whole cannot be read.
    """
    area = read_scenario(scenario_path)[0].area
    read = read_initiatives(path, area, sheet=sheet, matched=matched, mended=mended)
    read = replace(read, name=name or read.name)
    return Incoming(read, preview(dossier, read.entries, read.name))


def columns_of(matched: Sequence[str]) -> dict[str, str]:
    """Return which heading stands for a field, from "field=heading".

    Raises
    ------
    OpvangkaartError
        A field that a list does not have.

    >>> columns_of(["places=Aantal bedden"])
    {'places': 'Aantal bedden'}
    """
    parts = [text.partition("=") for text in matched]
    for field, sign, heading in parts:
        if field not in ALIASES or not sign or not heading.strip():
            raise OpvangkaartError(
                "--column {field!r} is not known; write field=heading with one of {fields}",
                field=field, fields=tuple(name for name in ALIASES if name != "version"),
            )  # fmt: skip
    return {field: heading.strip() for field, _, heading in parts}


def incoming_lines(incoming: Incoming) -> Iterator[str | Message]:
    """Say which heading is what, and of every row that is no plain copy what it does."""
    read = incoming.read
    for name, heading in read.known.items():
        yield say("{heading} is read as {field}", heading=heading, field=_field(name))
    if read.kept:
        yield say("kept as they are: {columns}", columns=read.kept)
    yield from read.notes
    for step in incoming.steps:
        row, name = step.entry.row, str(step.entry.fields.get("name") or "-")
        for is_wrong, told in _step_lines(step):
            line = say("row {row} ({name}): {what}", row=row, name=name, what=told)
            yield Alarm(heard().said(line)) if is_wrong else line
    yield _counts(incoming.counted())


def _step_lines(step: Step) -> Iterator[tuple[bool, Message]]:
    """Say what a row does, and whether someone must look at it."""
    yield from ((True, reason) for reason in step.reasons)
    for field, clash in step.clashes.items():
        yield True, say(
            "{field} was {base}, the dossier says {theirs}, the list says {yours}",
            field=_field(field), base=_shown(clash.base), theirs=_shown(clash.theirs),
            yours=_shown(clash.yours),
        )  # fmt: skip
    if step.action == CHANGES:
        given = dict(step.fields) | ({"phase": step.phase} if step.phase else {})
        for field, value in given.items():
            yield False, say("{field}: {value}", field=_field(field), value=_shown(value))
    for warning in warned(step):
        yield True, say("{warning}; leave it out", warning=warning)


def warned(step: Step) -> tuple[Message, ...]:
    """Say what in the news of a row looks like data about a person."""
    if step.action not in {NEW_ROW, CHANGES}:
        return ()
    words = [*(step.entry.fields.get(key) for key in _FREE), step.note]
    found = (told for text in words if isinstance(text, str) for told in personal(text))
    return tuple(dict.fromkeys(found))


def _counts(counts: Mapping[str, int]) -> Message:
    parts = tuple(
        say("{what}: {count}", what=what, count=counts[what])
        for what in WHAT_HAPPENS if what in counts
    )  # fmt: skip
    return say("rows: {parts}", parts=parts)


def _field(name: str) -> str:
    return heading_of_field(name) if name not in {"row_id", "version"} else name


def _shown(value: Value) -> str:
    return dutch.UNKNOWN if value is None else str(value)


def bring_in(
    editor: Editor, incoming: Incoming, *, choices: Mapping[tuple[int, str], str] | None = None,
    day: str | None = None,
) -> Message:  # fmt: skip
    """Write what was looked at, in one go, and say how many rows did what.

    Raises
    ------
    DossierError
        A clash nobody chose in, or a row that someone changed meanwhile.
    """
    read = incoming.read
    counted = take_in(
        editor, incoming.steps, read.name, read.headings, day=day or today(), choices=choices
    )
    return _counts(counted)


def progress_told(
    dossier: Dossier, *, since: str | None = None, until: str | None = None,
) -> Iterator[str | Message | View]:  # fmt: skip
    """Say how far the list is at the end of a day, and what moved since an earlier one."""
    changes, day = read_changes(dossier), until or today()
    state = state_on(changes, day)
    shown = places_by_phase(state)
    yield View(
        f"Stand op {dutch.day(date.fromisoformat(day))}", PhasePlaces, PhasePlaces.validate(shown),
        ("phase", "initiatives", "low", "high", "unknown"),
    )  # fmt: skip
    if since is not None:
        moved = compared(state_on(changes, since), state)
        for change, rows in moved.groupby("change", sort=True):
            yield f"{change}: {dutch.counted(len(rows), 'initiatief', 'initiatieven')}"
        told = moved[moved["change"] != "gelijk"].drop(columns="row_id")
        if len(told):
            columns = ("number", "name", "change", "phase_before", "phase_after", "still_days")
            yield View(
                f"Sinds {dutch.day(date.fromisoformat(since))}", Movements,
                Movements.validate(told[[*columns]].reset_index(drop=True)), columns,
                left=("name", "change", "phase_before", "phase_after"),
            )  # fmt: skip
    held = open_obstacles(listed_at(changes, end_of(day)), day)
    if len(held):
        shown_of = tuple(OpenObstacles.to_schema().columns)
        yield View("Open belemmeringen", OpenObstacles, OpenObstacles.validate(held), shown_of,
                   left=("due_date", "name", "text", "status", "is_late"))  # fmt: skip
    ahead = expected(state)
    if len(ahead):
        yield View("Verwachte plekken per half jaar", ExpectedHalves,
                   ExpectedHalves.validate(ahead), tuple(ahead.columns))  # fmt: skip


def list_with_words(dossier: Dossier) -> pd.DataFrame:
    """Return the initiatives with their phase and their places in words."""
    table = read_table(dossier, "initiatives").astype(object)
    last = latest_phase(read_table(dossier, "phases"))
    table["phase"] = table["row_id"].map(last["phase"]).astype(object).fillna(PHASES[0])
    table["order"] = [PHASES.index(phase) for phase in table["phase"]]
    table["places"] = pd.Series(places_of(table), index=table.index, dtype=object)
    return table.where(table.notna(), None)


def gemeente_shapes(layers: Layers) -> str:
    """Return the borders of the municipalities as GeoJSON in degrees, for a map on a screen."""
    towns = layers.municipalities[["gm_code", "name", "geometry"]]
    own = set(own_municipalities(layers.municipalities)["gm_code"])
    simple = towns.set_geometry(towns.geometry.simplify(_SCREEN_DEGREES))
    simple["own"] = simple["gm_code"].isin(own)
    return str(simple.to_json())


def border_credit(layers: Layers) -> str:
    """Return who made the borders and the mother locations, under which licence, and when."""
    info = layers.info[layers.info["layer"].isin(["municipalities", "hubs"])]
    said = [
        f"{row['source']} ({row['licence']}; {dutch.moment(row['data_date'])})"
        for row in info.astype(object).to_dict("records")
    ]
    return f"Grenzen en moederlocaties: {'; '.join(dict.fromkeys(said))}"
