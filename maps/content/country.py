"""Say on one light page what an area of several provinces is asked, has, and could find.

It draws no sites: those stand on the pages of the provinces.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from maps.base import words
from maps.base.blocks import Figure, Grid, Row, rows_of, whole
from maps.base.names import page_name
from maps.content.background import Area
from maps.content.ledger_lookup import REGULAR, LedgerBook
from maps.content.levels import Link, province_files, province_links
from maps.content.notes import Source, sources_of
from maps.content.scoreboard import Board, TownRow, lead_of, over_words, total_of
from maps.content.shapes import rings, simplified_cover
from maps.content.story import Away, area_sentence
from maps.content.story_page import Standing, Strip, now_figure, standing_of, strip_of, third_figure
from sites.base.dutch import counted, listed, long_day, number
from sites.outcome.province_scenario import province_name
from sites.outcome.provinces import SUM_OF_TASKS
from sites.tables.columns import short
from sites.tables.filters import own_municipalities
from sites.tables.provinces import ProvinceBalance, ProvinceBoard
from sites.tables.results import ProvincePart, ProvinceTables, RunResult
from sites.tables.schemas import Edition
from sites.tables.scoreboard import Scoreboard

#: Of a province more is asked than of a gemeente: the map of provinces has classes of its own.
CLASS_FROM: Final = (0, 1, 500, 1_500, 3_000)
CLASS_WORDS: Final = ("niets meer", "1 tot en met 499", "500 tot en met 1.499",
                      "1.500 tot en met 2.999", "3.000 of meer")  # fmt: skip
#: A bend smaller than this part of the country's width is left out.
_BEND: Final = 1 / 1_500
_DEGREE_M: Final = 111_320.0
_LEAST_BEND_M: Final = 45.0
_BALANCE: Final = ("short_name", "short_places", "room_name", "hubs", "room_places", "sites",
                   "could")  # fmt: skip
#: So many names are listed; of more the count is said.
_NAMED: Final = 8


@dataclass(frozen=True, eq=False)
class CountryContent:
    """Everything the page of a country says and draws."""

    name: str
    title: str
    file_name: str
    edition: Edition
    edition_mark: str
    reference_day: str
    first: str
    rest: str
    figures: tuple[Figure, ...]
    strip: Strip
    board: Board
    areas: tuple[Area, ...]
    balance: Grid | None
    balance_words: tuple[str, ...]
    notes: tuple[str, ...]
    links: tuple[Link, ...]
    sources: tuple[Source, ...]
    fingerprint: str
    versions: tuple[tuple[str, str], ...]

    @property
    def has_map(self) -> bool:
        """Return whether the page draws sites on a map that can be moved: this one never does."""
        return False


def country_content(
    result: RunResult, provinces: ProvinceTables, drawn: Sequence[str]
) -> CountryContent:
    """Return what the page of the whole area says; ``drawn`` are the provinces with a page."""
    scenario = result.scenario
    name = scenario.area.name
    book = None if result.ledger is None else LedgerBook(result, result.ledger)
    standing = standing_of(book, None)
    board = provinces.board
    has_plans = any(part.plan is not None for part in provinces.parts)
    found = int(board["in_plan"].sum()) if has_plans else 0
    away = Away(int(board["agreed"].sum()) if has_plans else 0, is_partner=True)
    asked = Figure("Doel", whole(standing.asked.amount), "hele gebied")
    files = {code: file for code, file in _files(result, provinces).items() if code in drawn}
    links = province_links(provinces, result.edition)
    return CountryContent(
        name=name[:1].upper() + name[1:],
        title=f"{scenario.title}: {name}",
        file_name=page_name(None, result.edition),
        edition=result.edition,
        edition_mark=words.EDITION[result.edition],
        reference_day=long_day(scenario.reference_date),
        first=country_sentence(name, standing),
        rest=_rest(provinces, found, away, has_plans=has_plans, at_least=standing.at_least),
        figures=(asked, now_figure(standing),
                 third_figure(standing, found, away, shows_plan=has_plans)),
        strip=strip_of(standing, found, away),
        board=_board(result, provinces, files, standing.asked.amount, has_plans=has_plans),
        areas=province_areas(result, provinces),
        balance=_balance(provinces),
        balance_words=_balance_words(provinces),
        notes=_notes(result, provinces),
        links=tuple(link for link in links if link.file_name in files.values()),
        sources=sources_of(result),
        fingerprint=result.fingerprint,
        versions=tuple(result.versions.items()),
    )  # fmt: skip


def _files(result: RunResult, provinces: ProvinceTables) -> dict[str, str]:
    return province_files(provinces, result.edition)


def country_sentence(name: str, standing: Standing) -> str:
    """Say what the whole area has and what is still to come, or which of the two nobody knows.

    >>> from maps.content.story import Asked
    >>> country_sentence("Proefland", Standing(Asked(None), 840))
    'Proefland: er zijn 840 plekken in gebruik. Hoeveel er nodig zijn, is niet bekend.'
    >>> country_sentence("Proefland", Standing(Asked(90), None))
    'Van Proefland is niet bekend hoeveel plekken er nog nodig zijn.'
    """
    asked, existing = standing.asked.amount, standing.existing
    if existing is None or (asked is None and standing.at_least and not existing):
        return f"Van {name} is niet bekend hoeveel plekken er nog nodig zijn."
    if asked is None:
        verb, least = "is" if existing == 1 else "zijn", "ten minste " if standing.at_least else ""
        used = f"er {verb} {least}{counted(existing, 'plek', 'plekken')} in gebruik"
        return f"{name[:1].upper()}{name[1:]}: {used}. Hoeveel er nodig zijn, is niet bekend."
    return area_sentence(name, asked, existing, at_least=standing.at_least)


def plans_sentence(
    found: int, left: Sequence[int | None], over: int, away: Away, *, at_least: bool = False
) -> str:
    """Say what the plans of all provinces find, and in how many something is still lacking.

    ``left`` has what is not found per province, None where that is unknown; ``over`` provinces
    have more than is asked or reckoned.

    >>> plans_sentence(1, [0, 1], 0, Away(0))
    'De plannen van de provincies vinden samen 1 plek. In 1 provincie is nog 1 plek niet gevonden.'
    >>> plans_sentence(90, [0, 0], 0, Away(0))
    'De plannen van de provincies vinden samen 90 plekken. Dat is in elke provincie genoeg.'
    >>> plans_sentence(0, [None, 7], 1, Away(0))[:60]
    'De plannen van de provincies vinden geen enkele plek. In 1 p'
    """
    what = f"samen {counted(found, 'plek', 'plekken')}" if found else "geen enkele plek"
    told = f"De plannen van de provincies vinden {what}."
    if away.counts:
        told += f" {away.words}."
    lacking = [places for places in left if places]
    if lacking:
        where = counted(len(lacking), "provincie", "provincies")
        places = counted(sum(lacking), "plek", "plekken")
        most, verb = "hoogstens " if at_least else "", "is" if sum(lacking) == 1 else "zijn"
        told += f" In {where} {verb} nog {most}{places} niet gevonden"
        has = "heeft" if over == 1 else "hebben"
        more = counted(over, "provincie", "provincies")
        told += f"; {more} {has} er meer dan gevraagd of berekend." if over else "."
    elif None not in left:
        told += " Dat is in elke provincie genoeg."
    if unknown := sum(places is None for places in left):
        where = counted(unknown, "provincie", "provincies")
        told += f" Van {where} is het doel niet bekend."
    return told


def _rest(
    provinces: ProvinceTables, found: int, away: Away, *, has_plans: bool, at_least: bool
) -> str:
    if not has_plans:
        return ""
    board = provinces.board
    left = [None if pd.isna(places) else int(places) for places in board["left"]]
    over = int((board["existing"] > board["target"]).sum())
    return plans_sentence(found, left, over, away, at_least=at_least)


def _board(
    result: RunResult,
    provinces: ProvinceTables,
    files: dict[str, str],
    target: int | None,
    *,
    has_plans: bool,
) -> Board:
    parts = {part.code: part for part in provinces.parts}
    rows = [_row(parts[str(row["province_code"])], row, files) for row in rows_of(provinces.board)]
    rows.sort(key=lambda row: (row.todo is None, -(row.figures["to_realise"] or 0), row.name))
    name = result.scenario.area.name
    where = f"{name[:1].upper()}{name[1:]}"
    return Board(
        area=where if target is None else f"{where}, doel {number(target)}",
        rows=tuple(rows),
        columns=_columns(rows),
        plan=0 if has_plans else -1,
        plan_names=("plan per provincie",) if has_plans else (),
        target=target,
        total=total_of(rows, target, sum(row.figures["agreed"] or 0 for row in rows)),
        lead=lead_of(rows, "provincie", "provincies"),
        kinds=_kinds(rows),
        notes=over_words(rows, "provincie", "provincies"),
        mixed=len({row.figures["task"] is None for row in rows if row.asked is not None}) > 1,
        each="provincie",
        each_many="provincies",
        class_words=CLASS_WORDS,
    )


def _row(part: ProvincePart, row: Row, files: dict[str, str]) -> TownRow:
    """Return a province as the scoreboard has a gemeente; a reckoned target is no task."""
    official = row["rests_on"] == SUM_OF_TASKS or part.is_given
    totals = None if part.ledger is None else part.ledger.totals.set_index("counter")
    counts: Any = {} if totals is None or REGULAR not in totals.index else totals.loc[REGULAR]
    figures = {
        **{
            key: row[key]
            for key in ("existing", "to_realise", "in_plan", "agreed", "left", "rests_on")
        },
        "task": row["target"] if official else None,
        "computed": None if official else row["target"],
        "planned": int(counts.get("planned", 0)) if part.ledger is not None else None,
        "unknown": int(counts.get("unknown", 0)),
        "next_end": None,
        "next_end_places": None,
    }
    return TownRow(
        gm_code=part.code,
        name=part.name,
        file_name=files.get(part.code),
        figures=figures,
        found=(),
        agreed=(),
        at_least=bool(figures["unknown"]),
        class_from=CLASS_FROM,
    )


def _columns(rows: Sequence[TownRow]) -> tuple[tuple[str, str], ...]:
    keys = ("task", "computed", "existing", "planned", "to_realise", "in_plan", "agreed", "left")
    told = [key for key in keys if any(row.figures[key] is not None for row in rows)]
    (name,) = short(ProvinceBoard, "province")
    if "agreed" in told and not any(row.figures["agreed"] for row in rows):
        told.remove("agreed")
    heads = dict(zip(told, short(Scoreboard, *told), strict=True))
    return (("name", name), *((key, heads[key]) for key in told))


def _kinds(rows: Sequence[TownRow]) -> str:
    shares = [row for row in rows if row.figures["computed"] is not None]
    if not shares:
        return ""
    who = "Elk aandeel" if len(shares) == len(rows) else "Een aandeel"
    return f"{who} is de som van de aandelen van de gemeenten: dit is geen wettelijke opgave."


def province_areas(result: RunResult, provinces: ProvinceTables) -> tuple[Area, ...]:
    """Return the provinces as shapes: their gemeenten together, in as much detail as shows."""
    towns = own_municipalities(result.layers.municipalities)
    west, _, east, _ = towns.total_bounds
    bend_m = max(_LEAST_BEND_M, (east - west) * _DEGREE_M * _BEND)
    shapes = simplified_cover(towns.geometry, bend_m).to_numpy()
    codes = towns["gm_code"].to_numpy()
    areas = []
    for part in provinces.parts:
        whole_of = _union(shapes[np.isin(codes, part.gm_codes)])
        areas.append(Area(part.code, part.name, "gebied", rings(whole_of)))
    left = shapes[np.isin(codes, [code for part in provinces.parts for code in part.gm_codes],
                          invert=True)]  # fmt: skip
    areas += [Area("", "", "rondom", rings(shape)) for shape in left]
    return tuple(areas)


def _union(shapes: NDArray[np.object_]) -> shapely.Geometry:
    valid = shapely.make_valid(shapes)
    return shapely.union_all(valid)


def _balance(provinces: ProvinceTables) -> Grid | None:
    rows = rows_of(provinces.balance)
    if not rows:
        return None
    return Grid(
        caption="Tekort in de ene provincie, ruimte in de andere: een rekenvoorbeeld",
        headers=short(ProvinceBalance, *_BALANCE),
        rows=tuple(
            tuple(number(row[key]) if isinstance(row[key], int) else str(row[key])
                  for key in _BALANCE)
            for row in rows
        ),
        numeric=(1, 4, 5, 6),
        wide=(3, 5),
        paper_rows=len(rows),
    )  # fmt: skip


def _balance_words(provinces: ProvinceTables) -> tuple[str, ...]:
    """Say how to read the balance; nothing where no plan was made."""
    if provinces.balance is None:
        return ()
    board = provinces.board
    short_in = board.loc[board["left"] > 0, "province"].tolist()
    if not short_in:
        return ("Geen provincie komt volgens haar plan plekken tekort.",)
    alone = sorted(set(short_in) - set(provinces.balance["short_name"]))
    told = [
        "Elk plan telt alleen met de moederlocaties van de eigen provincie.",
        (
            "Hier staat welke provincie daarna ruimte over heeft, dicht genoeg bij locaties van "
            "een provincie met een tekort."
        ),
        "Dit is een rekenvoorbeeld, geen besluit.",
        "De rijen tellen niet op: zij kunnen over dezelfde ruimte gaan.",
    ]
    if alone:
        told.append(f"Voor {_named(alone)} is er geen ruimte dichtbij gevonden.")
    return tuple(told)


def _notes(result: RunResult, provinces: ProvinceTables) -> tuple[str, ...]:
    sites = counted(len(result.sites), "locatie of zoekgebied", "locaties en zoekgebieden")
    notes = [
        "Deze pagina tekent geen locaties.",
        f"De {sites} staan op de pagina's van de provincies en van de gemeenten.",
    ]
    notes += [f"{province_name(part.name)[:1].upper()}{province_name(part.name)[1:]}: {part.why}"
              for part in provinces.parts if part.why]  # fmt: skip
    if provinces.unplaced:
        notes.append(
            f"Van {_named(provinces.unplaced)} is niet bekend in welke provincie het ligt: "
            "die tellen in geen rij mee."
        )
    return tuple(notes)


def _named(names: Sequence[str]) -> str:
    if len(names) <= _NAMED:
        return listed(list(names))
    return f"{listed(list(names[:_NAMED]))} en nog {number(len(names) - _NAMED)}"
