"""Show on the page of a whole area who does what: a coloured map and a table of gemeenten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from maps.base import words
from maps.base.blocks import FULL, Bar, rows_of, widths
from maps.content.ledger_lookup import REGULAR
from maps.content.plan_views import PlanView
from sites.base.apportion import to_realise
from sites.base.dutch import UNKNOWN, counted, number
from sites.outcome.scoreboard import asked_of, scoreboard
from sites.tables.columns import short
from sites.tables.filters import own_municipalities
from sites.tables.results import RunResult
from sites.tables.scoreboard import Scoreboard

#: The least places of each class of what is still to be realised; the classes never change.
CLASS_FROM: Final = (0, 1, 50, 100, 200)
CLASS_WORDS: Final = ("niets meer", "1 tot en met 49", "50 tot en met 99", "100 tot en met 199",
                      "200 of meer")  # fmt: skip
#: Columns that stand to the right.
_NUMERIC: Final = ("task", "computed", "existing", "planned", "to_realise", "in_plan", "agreed",
                   "left")  # fmt: skip
#: Columns of a plan: hidden while none is shown.
OF_PLAN: Final = ("in_plan", "agreed", "left")


def todo_class(places: int | None, class_from: Sequence[int] = CLASS_FROM) -> int | None:
    """Return the class of what is still to be realised, 0 for nothing; None is unknown.

    >>> [todo_class(places) for places in (0, 1, 49, 50, 199, 200, None)]
    [0, 1, 1, 2, 3, 4, None]
    """
    if places is None:
        return None
    return max(place for place, least in enumerate(class_from) if places >= least)


@dataclass(frozen=True)
class TownRow:
    """One gemeente: its figures by column, as text too, and a bar of how far it is.

    ``found`` are the places per choice of the plan, ``agreed`` what counts there by agreements;
    ``file_name`` is None without a page.
    """

    gm_code: str
    name: str
    file_name: str | None
    figures: Mapping[str, Any]
    found: tuple[int, ...]
    agreed: tuple[int, ...]
    at_least: bool  # a location of which nobody knows the places counts as none
    class_from: tuple[int, ...] = CLASS_FROM

    @property
    def asked(self) -> int | None:
        """Return what counts for this gemeente: its task, or the reckoned share."""
        return asked_of(dict(self.figures))

    @property
    def todo(self) -> int | None:
        """Return the class of what is still to be realised."""
        return todo_class(self.figures["to_realise"], self.class_from)

    def is_nil(self, key: str) -> bool:
        """Return whether a cell says that there is nothing: the eye may pass it by."""
        return self.figures[key] == 0 and not self.at_least

    def text(self, key: str) -> str:
        """Write one cell; what nobody knows is said, what does not apply is a dash."""
        value = self.figures[key]
        if key in ("task", "computed"):
            return _DASH if value is None and self.asked is not None else _whole(value)
        if key == "next_end":
            return _DASH if value is None else _ending(value, self.figures["next_end_places"])
        if self.at_least and key == "existing":
            return f"{number(value)} of meer" if value else UNKNOWN
        if self.at_least and key in ("to_realise", "left") and value:
            return f"hoogstens {number(value)}"
        return _whole(value)

    @property
    def bar(self) -> Bar:
        """Return what is there, decided and found against what counts, in words too."""
        return _bar(self.figures, self.asked)


_DASH: Final = "\N{EN DASH}"


def _whole(value: int | None) -> str:
    return UNKNOWN if value is None else number(value)


def _ending(day: str, places: int | None) -> str:
    """Write the first day on which something ends, and how much.

    >>> _ending("2028-12-31", 300), _ending("2028-12-31", None)
    ('31-12-2028 (300)', '31-12-2028 (aantal onbekend)')
    """
    return f"{words.iso_day(day)} ({'aantal onbekend' if places is None else number(places)})"


def _bar(figures: Mapping[str, Any], asked: int | None) -> Bar:
    used, decided, found = (figures[key] or 0 for key in ("existing", "planned", "in_plan"))
    there = max(0, figures["agreed"] or 0)
    if figures["existing"] is None:
        return Bar("Stand", "stand onbekend", ())
    if asked is None:  # no whole to fill: an empty bar would say "nothing yet"
        return Bar("Stand", f"{number(used)} in gebruik", ())
    full = max(1, asked, used + decided, used + found + there)
    # What is decided may be what the plan found: the two are laid over each other, never added.
    parts = widths(
        (("bestaand", used), ("nieuw", found), ("elders", there),
         ("gepland", max(0, decided - found - there))), full,
    )  # fmt: skip
    text = f"{number(used)} in gebruik van {number(asked)}"
    return Bar("Stand", text, parts, (round(FULL * asked / full, 2),))


@dataclass(frozen=True)
class Board:
    """The scoreboard of an area: its rows with most to do first, and what to say of them."""

    area: str
    rows: tuple[TownRow, ...]
    columns: tuple[tuple[str, str], ...]  # key and heading
    plan: int  # the choice of the plan that the figures show, -1 for none
    plan_names: tuple[str, ...]
    target: int | None
    total: Mapping[str, str]
    lead: str
    kinds: str  # on what the figures rest; nothing where every one is an official figure
    notes: tuple[str, ...]
    mixed: bool  # some have an official figure, others a reckoned one
    each: str = "gemeente"
    each_many: str = "gemeenten"
    class_words: tuple[str, ...] = CLASS_WORDS
    outside: tuple[int, ...] = ()  # the places at partners, per choice of the plan

    @property
    def classes(self) -> tuple[tuple[int, str], ...]:
        """Return the classes that the map shows, each with its words."""
        used = {row.todo for row in self.rows}
        return tuple((place, said) for place, said in enumerate(self.class_words) if place in used)

    @property
    def of_plan(self) -> tuple[str, ...]:
        """Return the columns that only a plan fills."""
        return OF_PLAN

    @property
    def has_elsewhere(self) -> bool:
        """Return whether some plan counts places elsewhere for a gemeente."""
        return any(key == "agreed" for key, _ in self.columns)

    @property
    def has_unknown(self) -> bool:
        """Return whether of some gemeente it is not known what is still to be realised."""
        return any(row.todo is None for row in self.rows)

    def is_numeric(self, key: str) -> bool:
        """Return whether a column stands to the right."""
        return key in _NUMERIC


def board_of(
    result: RunResult,
    file_names: Mapping[str, str],
    views: Sequence[PlanView],
    best: str | None,
) -> Board | None:
    """Return the scoreboard of a run's whole area; None where nothing is known of any gemeente.

    ``views`` are the choices of the plan in their order and ``best`` the key of the best of them;
    a gemeente without a page has no link.
    """
    ledger, plan = result.ledger, result.plan
    own = own_municipalities(result.layers.municipalities)
    if (ledger is None and plan is None) or own.empty:
        return None
    table = scoreboard(own, ledger, plan, result.scenario.plan.share.key)
    is_silent = ledger is not None and REGULAR not in ledger.recorded
    rows = [
        TownRow(
            gm_code=str(row["gm_code"]),
            name=str(row["name"]),
            file_name=file_names.get(str(row["gm_code"])),
            figures={str(key): value for key, value in row.items()},
            found=tuple(view.towns.get(str(row["gm_code"]), 0) for view in views),
            agreed=tuple(view.away.counts(str(row["gm_code"])) for view in views),
            at_least=bool(row["unknown"]) or is_silent,
        )
        for row in rows_of(table)
    ]
    rows.sort(key=_most_first)
    name = result.scenario.area.name
    where = f"{name[:1].upper()}{name[1:]}"
    target = None if ledger is None else ledger.target
    start = next((i for i, v in enumerate(views) if v.whole and v.plan == best), -1)
    outside = tuple(view.away.outside for view in views)
    return Board(
        area=where if target is None else f"{where}, doel {number(target)}",
        rows=tuple(rows),
        columns=_columns(rows, outside),
        plan=start,
        plan_names=tuple(view.name for view in views),
        target=target,
        total=total_of(rows, target, outside[start] if start >= 0 else 0),
        lead=lead_of(rows),
        kinds=_kinds(rows),
        notes=(*_notes(rows, result), *_elsewhere_notes(rows, outside)),
        mixed=len({row.figures["task"] is None for row in rows if row.asked is not None}) > 1,
        outside=outside,
    )


def _most_first(row: TownRow) -> tuple[bool, int, str]:
    todo = row.figures["to_realise"]
    return todo is None, -(todo or 0), row.name


def _columns(rows: Sequence[TownRow], outside: Sequence[int]) -> tuple[tuple[str, str], ...]:
    """Return the columns that say something; an official and a reckoned figure keep their own."""
    keys = ("task", "computed", "existing", "planned", "to_realise", "in_plan", "agreed", "left",
            "next_end")  # fmt: skip
    told = [key for key in keys if any(row.figures[key] is not None for row in rows)]
    if "agreed" in told and not any(outside) and not any(any(row.agreed) for row in rows):
        told.remove("agreed")
    if not {"task", "computed"} & {*told}:
        told.insert(0, "task")
    return tuple(zip(("name", *told), short(Scoreboard, "name", *told), strict=True))


def total_of(rows: Sequence[TownRow], target: int | None, outside: int) -> dict[str, str]:
    """Return the figures of the whole area: against its own target, not a sum of gemeenten.

    Agreements inside it add up to nothing; what partners ``outside`` take counts.
    """
    sums = {
        key: sum(row.figures[key] or 0 for row in rows)
        for key in ("existing", "planned", "in_plan")
        if any(row.figures[key] is not None for row in rows)
    }
    told = {key: number(amount) for key, amount in sums.items()}
    if "existing" in sums and target is not None:
        told["to_realise"] = number(to_realise(target, sums["existing"]))
        if "in_plan" in sums:
            found = sums["existing"] + sums["in_plan"] + outside
            told["left"] = number(to_realise(target, found))
    if "in_plan" in sums:
        told["agreed"] = number(outside)
    return told if not any(row.at_least for row in rows) else open_ended(told)


def open_ended(total: Mapping[str, str]) -> dict[str, str]:
    """Return the figures of an area where of some location nobody knows the places.

    >>> open_ended({"existing": "840", "planned": "0", "to_realise": "387", "left": "0"})
    {'existing': '840 of meer', 'planned': '0', 'to_realise': 'hoogstens 387', 'left': '0'}
    >>> open_ended({"existing": "0"})
    {'existing': 'onbekend'}
    """
    told = dict(total)
    if "existing" in told:
        told["existing"] = UNKNOWN if told["existing"] == "0" else f"{told['existing']} of meer"
    for key in ("to_realise", "left"):
        if told.get(key, "0") != "0":
            told[key] = f"hoogstens {told[key]}"
    return told


def lead_of(rows: Sequence[TownRow], one: str = "gemeente", many: str = "gemeenten") -> str:
    """Say who has most to do and who is done: the answer to "wie doet wat" in one line."""
    busy = [row for row in rows if row.figures["to_realise"]]
    known = [row for row in rows if row.figures["to_realise"] is not None]
    if not known:
        return f"Van geen enkele {one} is bekend hoeveel plekken zij nog moet realiseren."
    if not busy:
        return f"Elke {one} met een bekend cijfer is klaar."
    done = len(known) - len(busy)
    first = busy[0]
    said = f"{first.name} heeft het meest te doen: nog {first.text('to_realise')} plekken."
    if done:
        verb = f"{one} heeft" if done == 1 else f"{many} hebben"
        said += f" {number(done)} {verb} genoeg plekken in gebruik."
    return said


def _kinds(rows: Sequence[TownRow]) -> str:
    shares = [row for row in rows if row.figures["computed"] is not None]
    if not shares:
        return ""
    kinds = " of ".join(sorted({str(row.figures["rests_on"]) for row in shares}))
    who = "Elk aandeel" if len(shares) == len(rows) else "Een aandeel"
    return f"{who} is {kinds}: dit is geen wettelijke opgave."


def _notes(rows: Sequence[TownRow], result: RunResult) -> tuple[str, ...]:
    notes = []
    if result.ledger is not None and result.ledger.target is not None:
        notes.append(f"Het doel van het hele gebied is {result.ledger.target_words}.")
    notes += over_words(rows)
    if unknown := sum(row.figures["unknown"] for row in rows):
        notes.append(
            f"Van {counted(unknown, 'locatie', 'locaties')} is het aantal plekken onbekend: "
            "onbekend is geen nul."
        )
    return tuple(notes)


def over_words(
    rows: Sequence[TownRow], one: str = "gemeente", many: str = "gemeenten"
) -> tuple[str, ...]:
    """Say why the rows do not add up to the whole area; nothing where they do."""
    known = [row for row in rows if row.asked is not None and row.figures["existing"] is not None]
    over = sum(row.figures["existing"] > (row.asked or 0) for row in known)
    if not over or over == len(known):
        return ()
    verb = f"{one} doet" if over == 1 else f"{many} doen"
    told = f"Daarom tellen de {many} samen niet op tot het cijfer van het hele gebied."
    return (f"{number(over)} {verb} meer dan gevraagd of berekend. {told}",)


def _elsewhere_notes(rows: Sequence[TownRow], outside: Sequence[int]) -> tuple[str, ...]:
    """Say what counts by agreements, and what in the total only; nothing where nothing does."""
    notes = []
    if any(any(row.agreed) for row in rows):
        notes.append("Via afspraken: elders geteld, met een min voor een ander.")
    if any(outside):
        notes.append("In de onderste regel: bij partners buiten het gebied.")
    return tuple(notes)


def board_data(board: Board | None, area_codes: Sequence[str]) -> dict[str, Any] | None:
    """Return what the script needs to sort the table, recolour the map and follow the plan.

    ``areas`` has per row its place among the areas of the map, -1 for none. -1 is unknown.
    """
    if board is None:
        return None
    place = {code: i for i, code in enumerate(area_codes)}
    rows = board.rows

    def numbers(key: str) -> list[int]:
        return [-1 if row.figures[key] is None else int(row.figures[key]) for row in rows]

    return {
        "names": [row.name for row in rows],
        "areas": [place.get(row.gm_code, -1) for row in rows],
        "task": numbers("task"),
        "computed": numbers("computed"),
        "existing": numbers("existing"),
        "planned": numbers("planned"),
        "to_realise": numbers("to_realise"),
        "todoClass": [-1 if row.todo is None else row.todo for row in rows],
        "ends": [row.figures["next_end"] or "" for row in rows],
        "open": "".join("1" if row.at_least else "0" for row in rows),
        "target": -1 if board.target is None else board.target,
        "found": [[row.found[i] for row in rows] for i in range(len(board.plan_names))],
        "agreed": [[row.agreed[i] for row in rows] for i in range(len(board.plan_names))],
        "outside": list(board.outside),
    }
