"""Follow a plan over several periods: who has to move when a site ends, and what that costs.

"Voorkom verhuisbewegingen, of indien nodig, verhuis binnen de regio": every move is a harm, a
school child's most of all, and a move out of the region more than one inside it. So a longer term
wins from a shorter one, all else equal, and the table says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import largest_remainder, records
from sites.base.dutch import counted, day, number
from sites.base.errors import OpvangkaartError
from sites.settings.ledger import PhaseParams
from sites.tables.after_plan import Moves

__all__ = ["PhaseError", "PhaseParams", "Phases", "phases"]


class PhaseError(OpvangkaartError):
    """Refuse phases that make no sense; the message says what to change."""


@dataclass(frozen=True)
class Phases:
    """The periods between the days on which sites start or end, and the moves on those days.

    ``periods`` has from_date, until_date, sites, places. ``terms`` has one row per site with its
    days, the moves it causes and a Dutch sentence.
    """

    periods: pd.DataFrame
    moves: DataFrame[Moves]
    terms: pd.DataFrame
    price: float


@dataclass(frozen=True)
class Ending:
    """A location that loses places: how many, and in which region it lies."""

    site_id: str
    places: int
    region: str


def phases(
    plan_rows: pd.DataFrame,
    region_of: dict[str, str],
    *,
    first: date,
    last: date,
    params: PhaseParams | None = None,
    breaks: Iterable[date] = (),
) -> Phases:
    """Follow a plan from ``first`` to ``last``; the end day of a site itself is excluded.

    ``breaks`` are more days on which a period ends, because something outside the plan changes.

    Every site is full while it runs. When one ends, its residents fill the sites that start that
    day: those of the same region first, then the lowest id; the rest leave the plan.

    Raises
    ------
    PhaseError
        A period that ends before it starts, a site whose dates do, a municipality without region.
    """
    params = params or PhaseParams()
    if last <= first:
        raise PhaseError(
            "the phases end ({last}) before they start ({first}); mend the dates",
            last=last,
            first=first,
        )
    sites = [_term(row, region_of, first, last) for row in records(plan_rows)]
    sites = sorted((s for s in sites if s["from"] < s["until"]), key=lambda s: s["site_id"])
    inside = {moment for moment in breaks if first < moment < last}
    days = sorted({first, last, *inside, *(s[key] for s in sites for key in ("from", "until"))})
    moves = [move for on in days[:-1] for move in _moves_on(sites, on, params)]
    table = DataFrame[Moves](pd.DataFrame(moves, columns=list(Moves.to_schema().columns)))
    return Phases(
        _periods(sites, days), table, _terms(sites, table, last), float(table["price"].sum())
    )


def _term(
    row: dict[str, Any], region_of: dict[str, str], first: date, last: date
) -> dict[str, Any]:
    site_id = row["site_id"]
    if row["gm_code"] not in region_of:
        raise PhaseError(
            "municipality {gm_code} of site {site_id} has no region; add it",
            gm_code=row["gm_code"],
            site_id=site_id,
        )
    start, end = (_date(row[key], site_id) for key in ("from_date", "until_date"))
    if start is not None and end is not None and end < start:
        raise PhaseError(
            "site {site_id} ends ({end}) before it starts ({start}); mend the dates",
            site_id=site_id,
            end=end,
            start=start,
        )
    return {
        "site_id": site_id,
        "places": int(row["places"]),
        "region": region_of[row["gm_code"]],
        "from": max(first, start or first),
        "until": min(last, end or last),
        "is_open_ended": end is None,
    }


def _date(value: object, site_id: str) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PhaseError(
            "site {site_id}: {value!r} is not a date; write jjjj-mm-dd",
            site_id=site_id,
            value=value,
        ) from None


def _moves_on(
    sites: list[dict[str, Any]], on: date, params: PhaseParams
) -> list[dict[str, object]]:
    """Move the residents of the sites that end to those that start that day."""
    free = {s["site_id"]: s["places"] for s in sites if s["from"] == on}
    region = {s["site_id"]: s["region"] for s in sites}
    moves = []
    for ending in (s for s in sites if s["until"] == on):
        people = people_there = int(ending["places"])
        order = sorted(free, key=lambda i: (region[i] != ending["region"], i))
        parts: list[tuple[str | None, int]] = []
        for target in order:
            taken = min(people, free[target])
            free[target] -= taken
            people -= taken
            parts.append((target, taken))
        parts.append((None, people))
        parts = [(target, taken) for target, taken in parts if taken]
        lost = Ending(ending["site_id"], people_there, ending["region"])
        moves += priced(lost, parts, region, on, params)
    return moves


def priced(
    ending: Ending,
    parts: list[tuple[str | None, int]],
    region: dict[str, str],
    on: date,
    params: PhaseParams,
) -> list[dict[str, object]]:
    """Return the moves of one ending location with what each weighs.

    ``parts`` are where its residents go and how many; None is nowhere.
    """
    children = round(ending.places * params.child_share)
    weights = pd.Series([taken for _, taken in parts], dtype=float)
    shared = largest_remainder(children, weights).tolist()
    moves = []
    for (target, taken), young in zip(parts, shared, strict=True):
        inside = target is not None and region[target] == ending.region
        price = taken * params.move + young * params.school_move
        price += 0.0 if inside else taken * params.out_of_region
        moves.append(
            {
                "on": on.isoformat(),
                "from_site": ending.site_id,
                "to_site": target,
                "residents": taken,
                "children": young,
                "inside_region": inside,
                "price": price,
            }
        )
    return moves


def _periods(sites: list[dict[str, Any]], days: list[date]) -> pd.DataFrame:
    rows = []
    for start, end in pairwise(days):
        running = [s for s in sites if s["from"] <= start < s["until"]]
        rows.append(
            (start.isoformat(), end.isoformat(), len(running), sum(s["places"] for s in running))
        )
    return pd.DataFrame(rows, columns=["from_date", "until_date", "sites", "places"])


def _terms(sites: list[dict[str, Any]], moves: pd.DataFrame, last: date) -> pd.DataFrame:
    """Return what the term of every site means; fewest points per place and year first."""
    rows = []
    ends = {site["until"] for site in sites if site["until"] < last}
    for site in sites:
        own = moves[moves["from_site"] == site["site_id"]]
        years = (site["until"] - site["from"]).days / 365.25
        price = float(own["price"].sum())
        rows.append(
            {
                "site_id": site["site_id"],
                "days": (site["until"] - site["from"]).days,
                "residents_moved": int(own["residents"].sum()),
                "children_moved": int(own["children"].sum()),
                "price": price,
                "price_per_place_year": price / site["places"] / years,
                "words": _words(site, own, last, some_end=bool(ends)),
            }
        )
    columns = ["site_id", "days", "residents_moved", "children_moved", "price"]
    table = pd.DataFrame(rows, columns=[*columns, "price_per_place_year", "words"])
    order = ["price_per_place_year", "days", "site_id"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True)


def _words(site: dict[str, Any], own: pd.DataFrame, last: date, *, some_end: bool) -> str:
    """Say what the term means, and that the longer one wins where all else is equal."""
    if site["until"] >= last:
        until = f"blijft tot het einde van het plan ({day(last)})"
        stays = f"Deze locatie {until}: niemand hoeft te verhuizen."
        if site["is_open_ended"]:
            stays = f"Er is geen einddatum. Aanname: {until} en niemand hoeft te verhuizen."
        wins = " Daarom gaat deze locatie voor een locatie die eerder stopt en verder gelijk is."
        return stays + (wins if some_end else "")
    people = counted(int(own["residents"].sum()), "bewoner verhuist", "bewoners verhuizen")
    young = counted(int(own["children"].sum()), "kind", "kinderen")
    away = int(own.loc[~own["inside_region"].astype(bool), "residents"].sum())
    region = f" Van hen gaan er {number(away)} naar buiten de regio of het plan." if away else ""
    return (
        f"Stopt op {day(site['until'])}: {people}, onder wie naar schatting {young}.{region} "
        "Een langere looptijd voorkomt dat: een locatie die langer blijft en verder gelijk is, "
        "gaat voor."
    )
