"""Say in plain Dutch what a progress report holds: one content for page, A4 and screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from maps.base import words
from maps.base.blocks import rows_of
from maps.base.names import edition_name, slug
from sites.base.dutch import UNKNOWN, counted, day, listed, number
from sites.progress.report import NEWS, Report, between
from sites.progress.state import STILL_DAYS, ends
from sites.tables.columns import Schema, found, heading
from sites.tables.dossier import HINDRANCE, IN_USE, OBSTACLE_KINDS, PHASES, STOPPED
from sites.tables.progress import (
    ExpectedHalves,
    Movements,
    ObstacleOwners,
    OpenObstacles,
    PhaseSteps,
    TownProgress,
)
from sites.tables.schemas import Edition

_CHANCE: Final = OBSTACLE_KINDS[1]
_STILL: Final = f"stil (meer dan {STILL_DAYS} dagen)"
#: What became of initiatives, in words that follow a number.
_NEWS: Final[Mapping[str, str]] = dict(zip(NEWS, NEWS, strict=True)) | {
    "stil": _STILL, "weg": "van de lijst", "gelijk": "zonder verandering van fase",
}  # fmt: skip
_FOR_TEAM: Final = "De woorden bij belemmeringen staan alleen in de editie intern."
_NEW_HERE: Final = (
    "Nieuw is ook een initiatief dat deze lezers op de eerste dag nog niet mochten zien."
)


@dataclass(frozen=True)
class PlaceBar:
    """One bar: its name, the places from low to high, what it was before (None: nothing said).

    ``said`` are the words at its end.
    """

    name: str
    low: float
    high: float
    before: float | None
    said: str


@dataclass(frozen=True)
class Grid:
    """A table as it is shown: caption, headings and cells; ``numeric`` columns stand right."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]


@dataclass(frozen=True)
class ProgressContent:
    """What a progress report says, from top to bottom."""

    title: str
    area: str
    gm_code: str | None
    edition: Edition
    status: str
    mark: str
    day: date
    lead: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]  # a figure and what it is
    phases: tuple[PlaceBar, ...]
    halves: tuple[PlaceBar, ...]
    asked: tuple[float, str] | None
    then: str
    now: str
    phase_grid: Grid
    moved: Grid | None
    ahead: Grid | None
    obstacles: Grid | None
    owners: Grid | None
    towns: Grid | None
    notes: tuple[str, ...]
    footer: str


def progress_name(content: ProgressContent, suffix: str = ".html") -> str:
    """Return the file name of a report: the area and, unless everybody may read it, the edition."""
    stem = "voortgang" if content.gm_code is None else f"voortgang-{slug(content.area)}"
    return edition_name(stem, suffix, content.edition)


def progress_content(report: Report) -> ProgressContent:
    """Return the words and figures of a report."""
    now = date.fromisoformat(report.day)
    then = None if report.since is None else date.fromisoformat(report.since)
    asked = report.area.asked.to_realise
    return ProgressContent(
        title=f"Voortgang van de opvang: {report.area.name}",
        area=report.area.name, gm_code=report.area.gm_code, edition=report.edition,
        status="Concept, geen besluit. Geteld uit de lijst van het team.",
        mark=words.EDITION[report.edition], day=now,
        lead=_lead(report, now, then), figures=_figures(report),
        phases=_phase_bars(report), halves=_half_bars(report),
        asked=None if not asked else (asked, f"nog te realiseren: {number(asked)}"),
        then=day(then) if then else "", now=day(now),
        phase_grid=_phase_grid(report, now, then),
        moved=_moved_grid(report, then, now), ahead=_ahead_grid(report),
        obstacles=_grid("Open belemmeringen", OpenObstacles, report.obstacles),
        owners=_owner_grid(report.obstacles), towns=_town_grid(report),
        notes=_notes(report),
        footer=f"Kenmerk {report.fingerprint}, stand op {day(now)}",
    )  # fmt: skip


def _lead(report: Report, now: date, then: date | None) -> tuple[str, ...]:
    state = report.state
    if state.empty:
        return (f"Op {day(now)} staan er voor deze lezers geen initiatieven op de lijst.",)
    goes_on = state[~state["phase"].isin([IN_USE, STOPPED])]
    told = [f"Op {day(now)} lopen er {counted(len(goes_on), 'initiatief', 'initiatieven')}."]
    if report.moved is not None and then is not None:
        told.append(f"{day(then)} tegen {day(now)}: {moved_words(report.moved)}.")
    told.append(
        f"Open: {counted(report.open_counts[HINDRANCE], 'belemmering', 'belemmeringen')} en "
        f"{counted(report.open_counts[_CHANCE], 'kans', 'kansen')}."
    )
    told.append(_against(report))
    return tuple(filter(None, told))


def moved_words(moved: pd.DataFrame) -> str:
    """Return how many initiatives did what, in the order of ``NEWS``.

    >>> moved_words(pd.DataFrame({"change": ["stil", "verder", "verder"]}))
    '2 verder en 1 stil (meer dan 90 dagen)'
    """
    counts = moved["change"].value_counts()
    told = [f"{number(counts[key])} {_NEWS[key]}" for key in NEWS if key in counts]
    return listed(told) or "er stond niets op de lijst"


def _against(report: Report) -> str:
    """Say what the list may give against what is asked."""
    asked = report.area.asked
    if asked.to_realise is None:
        return "Hoeveel er nog te realiseren is, is hier niet bekend."
    rests = "de opgave" if asked.task is not None else "het berekende aandeel"
    rests = rests if asked.goal is None else "het doel"
    lacks = asked.to_realise
    weighed = float(report.ahead["weighed_low"].sum())
    gap = max(0, lacks - round(weighed))
    return (
        f"Van {rests} ({number(asked.counts)}) is nog {number(lacks)} te realiseren. Met de kans "
        f"die het team invulde geeft de lijst ten minste {counted(weighed, 'plek', 'plekken')}. "
        f"Dan blijft er een tekort van {number(gap)}."
    )


def _figures(report: Report) -> tuple[tuple[str, str], ...]:
    state = report.state
    low, high = ends(state)
    ahead = ~state["phase"].isin([IN_USE, STOPPED]).to_numpy(dtype=bool)
    used = (state["phase"] == IN_USE).to_numpy(dtype=bool)
    weighed = report.ahead
    return (
        (between(int(low[ahead].sum()), int(high[ahead].sum())),
         "plekken in initiatieven die lopen, als alles doorgaat"),
        (between(float(weighed["weighed_low"].sum()), float(weighed["weighed_high"].sum())),
         "daarvan te verwachten, met de kans die het team invulde"),
        (between(int(low[used].sum()), int(high[used].sum())), "plekken van de lijst in gebruik"),
    )  # fmt: skip


def _phase_bars(report: Report) -> tuple[PlaceBar, ...]:
    now, then = _sums(report.state), None if report.before is None else _sums(report.before)
    rows = rows_of(report.phases)
    return tuple(
        PlaceBar(
            row["phase"], *now[row["phase"]], None if then is None else then[row["phase"]][0],
            _phase_words(row),
        )
        for row in rows
    )  # fmt: skip


def _phase_words(row: Mapping[Any, Any]) -> str:
    """Say how many initiatives a phase has, with their places, and how many it had.

    >>> _phase_words({"initiatives": 2, "places": "80 tot 100", "initiatives_before": 1})
    '2 initiatieven, 80 tot 100 plekken (was 1)'
    """
    told = counted(row["initiatives"], "initiatief", "initiatieven")
    if row["initiatives"]:
        told += f", {row['places']} plekken"
    was = row["initiatives_before"]
    return told if was is None or was is pd.NA else f"{told} (was {number(was)})"


def _sums(state: pd.DataFrame) -> dict[str, tuple[float, float]]:
    low, high = ends(state)
    phases = state["phase"]
    return {
        phase: (float(low[phases == phase].sum()), float(high[phases == phase].sum()))
        for phase in PHASES
    }


def _half_bars(report: Report) -> tuple[PlaceBar, ...]:
    """Return what is expected with each half-year, added up: that is set against a goal."""
    told, low, high = [], 0.0, 0.0
    for row in rows_of(report.ahead.dropna(subset=["half"])):
        low, high = low + float(row["weighed_low"]), high + float(row["weighed_high"])
        told.append(PlaceBar(str(row["half"]), low, high, None, between(low, high)))
    return tuple(told)


def _grid(caption: str, schema: Schema, table: pd.DataFrame | None,
          columns: Sequence[str] | None = None) -> Grid | None:  # fmt: skip
    if table is None or table.empty:
        return None
    told = {name: found(schema, name) for name in columns or schema.to_schema().columns}
    kinds = [one.type in {"Int64", "float64"} for one in told.values()]
    rows = tuple(
        tuple(_cell(row[name], name) for name in told) for row in rows_of(table)
    )  # fmt: skip
    return Grid(caption, tuple(one.short for one in told.values()), rows,
                tuple(place for place, numeric in enumerate(kinds) if numeric))  # fmt: skip


def _cell(value: Any, name: str) -> str:  # noqa: ANN401 - a cell of any table
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return {"owner": "niemand", "due_date": "geen dag", "half": "geen dag ingevuld",
                "phase_before": "stond er niet", "phase_after": "staat er niet meer",
                }.get(name, UNKNOWN)  # fmt: skip
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if name.endswith("_date"):
        return day(date.fromisoformat(str(value)))
    return number(float(value)) if isinstance(value, int | float) else str(value)


def _phase_grid(report: Report, now: date, then: date | None) -> Grid:
    names = ["phase", "initiatives_before", "places_before", "initiatives", "places", "unknown"]
    if then is None:
        names = [name for name in names if not name.endswith("_before")]
    rows = tuple(tuple(_cell(row[name], name) for name in names) for row in rows_of(report.phases))
    heads = {"initiatives_before": f"Initiatieven op {day(then)}",
             "places_before": f"Plekken op {day(then)}",
             "initiatives": f"Initiatieven op {day(now)}",
             "places": f"Plekken op {day(now)}"}  # fmt: skip
    shown = tuple(heads.get(name, heading(PhaseSteps, name)) for name in names)
    numeric = tuple(range(1, len(names)))
    return Grid("Plekken per fase", shown, rows, numeric)


def _moved_grid(report: Report, then: date | None, now: date) -> Grid | None:
    if report.moved is None or then is None:
        return None
    news = report.moved[report.moved["change"] != "gelijk"]
    return _grid(f"Wat veranderde van {day(then)} tot en met {day(now)}", Movements, news)


def _ahead_grid(report: Report) -> Grid | None:
    return _grid("Verwachte plekken per half jaar", ExpectedHalves, report.ahead)


def _owner_grid(held: pd.DataFrame | None) -> Grid | None:
    """Return how many hindrances each owner has, and how many of them are late."""
    if held is None or held.empty:
        return None
    by_owner = held.groupby("owner", dropna=False, sort=True)["is_late"].agg(["size", "sum"])
    table = by_owner.reset_index().set_axis(list(ObstacleOwners.to_schema().columns), axis=1)
    return _grid("Open belemmeringen per persoon (code)", ObstacleOwners, table)


def _town_grid(report: Report) -> Grid | None:
    towns = report.towns
    if towns is None:
        return None
    names = ["name", "initiatives", "low", "high", "weighed_low", "task", "computed", "to_realise",
             "short"]  # fmt: skip
    kept = [name for name in names if name == "name" or towns[name].notna().any()]
    ordered = towns.assign(least=-towns["short"].fillna(-1)).sort_values(
        ["least", "name"], kind="stable"
    )
    return _grid("Wie heeft er nog tekort", TownProgress, ordered, kept)


def _notes(report: Report) -> tuple[str, ...]:
    told = [
        "Plekken zonder aantal tellen niet mee. Onbekend is niet nul.",
        ("De kans is een schatting van het team zelf. Zonder kans telt een initiatief niet mee bij "
        "de verwachting met kans."),
        "Een verwachting is geen besluit en geen belofte.",
    ]  # fmt: skip
    if report.edition != "intern":
        told += [_FOR_TEAM, *([_NEW_HERE] if report.moved is not None else [])]
        told.append("Initiatieven die deze lezers niet mogen zien, tellen nergens in mee.")
    if report.towns is not None and report.towns["computed"].notna().any():
        told.append("Een berekend aandeel is geen opgave.")
    return tuple(told)
