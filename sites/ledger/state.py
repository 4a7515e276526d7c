"""Keep the ledger: what counts on a day, row by row, and what never counts together.

Counters: regular places (existing, planned, to be checked), amv, crisis emergency (CNO), other
emergency, Ukraine and statushouders. Only "regulier" makes the regular total; no CNO place ever
does. An unknown number of places is a row that says so, never a 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series

from sites.dutch import day, number
from sites.ledger.shares import LedgerError, largest_remainder, records, shares_side_by_side
from sites.plan.params import ShareParams
from sites.schemas import _Table

__all__ = ["Ledger", "LedgerError", "LedgerRows", "existing_places", "ledger_on", "ledger_rows"]

REGULAR: Final = "regulier"
CNO: Final = "cno"
COUNTERS: Final = (REGULAR, "amv", CNO, "noodopvang", "oekraine", "statushouders")
STATUSES: Final = ("bestaand", "gepland", "na te gaan", "beëindigd")
#: Existing places that the annex implies: 4.793 - 6.730.000 / 2.500.
DERIVED_EXISTING: Final = 2101


class LedgerRows(_Table):
    """One thing to count: a location, a counter, a term. Dates are ISO; the end day is excluded."""

    hub_id: Series[str]
    name: Series[str]
    gm_code: Series[str] = pa.Field(nullable=True)
    counter: Series[str] = pa.Field(isin=COUNTERS)
    status: Series[str] = pa.Field(isin=STATUSES)
    places: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    from_date: Series[str] = pa.Field(nullable=True)
    until_date: Series[str] = pa.Field(nullable=True)
    note: Series[str] = pa.Field(nullable=True)
    source: Series[str] = pa.Field(nullable=True)


@dataclass(frozen=True)
class Ledger:
    """The state on one day.

    ``rows`` are the rows that count then, with ``counted`` "bestaand", "gepland" or "na te gaan".
    ``totals`` has one row per counter: existing, planned, to_check, unknown (rows without a
    number). ``towns`` has the same per municipality and counter. ``regular`` is the regular total
    in use that day; ``derived_difference`` what it lies above the derived 2.101.
    """

    on: date
    rows: pd.DataFrame
    totals: pd.DataFrame
    towns: pd.DataFrame
    regular: int
    planned: int
    target: int
    derived_difference: int
    cno_candidates: tuple[str, ...]
    notes: tuple[str, ...]


def ledger_rows(
    hubs: pd.DataFrame, unplaced: pd.DataFrame | None, terms: pd.DataFrame | None
) -> DataFrame[LedgerRows]:
    """Build the rows: by ``terms`` where these tell counter and dates, else from the table itself.

    ``terms`` has hub_id, counter, status, places, from_date, until_date, note; a location may have
    several. A location without terms counts by its kind, with no dates.

    Raises
    ------
    LedgerError
        A term for an unknown location, a date that is not ISO, a term that ends before it starts.
    """
    columns = ["hub_id", "name", "gm_code", "kind", "status", "places", "source"]
    known = pd.concat(
        [
            hubs.reindex(columns=columns),
            *([] if unplaced is None else [unplaced.reindex(columns=columns)]),
        ],
        ignore_index=True,
    )
    facts = {row["hub_id"]: row for row in records(known)}
    rows = [] if terms is None else [_term(row, facts) for row in records(terms)]
    told = {row["hub_id"] for row in rows}
    rows += [_by_kind(row) for key, row in facts.items() if key not in told]
    table = pd.DataFrame(rows, columns=list(LedgerRows.to_schema().columns))
    table = table.sort_values(["hub_id", "counter", "from_date"], ignore_index=True, kind="stable")
    return DataFrame[LedgerRows](table)


def _term(row: dict[str, Any], facts: dict[str, dict[str, Any]]) -> dict[str, Any]:
    hub_id = str(row["hub_id"])
    if hub_id not in facts:
        msg = f"term for {hub_id}: no such reception location; add it or remove the term"
        raise LedgerError(msg)
    start, end = (_day(row.get(key), hub_id) for key in ("from_date", "until_date"))
    if start is not None and end is not None and end < start:
        msg = f"term of {hub_id} ends ({end}) before it starts ({start}); mend the dates"
        raise LedgerError(msg)
    fact = facts[hub_id]
    return {
        "hub_id": hub_id,
        "name": fact["name"],
        "gm_code": fact["gm_code"],
        "counter": row["counter"],
        "status": row["status"],
        "places": row["places"],
        "from_date": None if start is None else start.isoformat(),
        "until_date": None if end is None else end.isoformat(),
        "note": row["note"] if isinstance(row["note"], str) else None,
        "source": fact["source"],
    }


def _day(value: object, hub_id: str) -> date | None:
    if value is None or value != value or value is pd.NA:  # noqa: PLR0124 - NaN
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        msg = f"term of {hub_id}: {value!r} is not a date; write jjjj-mm-dd"
        raise LedgerError(msg) from None


def _by_kind(fact: dict[str, Any]) -> dict[str, Any]:
    kind, status = str(fact["kind"]).lower(), str(fact["status"])
    counter = REGULAR
    for word, name in (("crisis", CNO), ("noodopvang", "noodopvang"), ("amv", "amv")):
        if word in kind:
            counter = name
            break
    words = {"in gebruik": "bestaand", "gepland": "gepland", "beëindigd": "beëindigd"}
    return {key: fact[key] for key in ("hub_id", "name", "gm_code", "places", "source")} | {
        "counter": counter,
        "status": words.get(status, "na te gaan"),
        "from_date": None,
        "until_date": None,
        "note": "zonder termijn: telt elke dag",
    }


def state_on(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the rows that count on a day, with ``counted``; the end day itself is excluded.

    An ended row counts on the days it ran. A planned row counts as planned up to its end, also
    after its expected start: only its status can make it existing.
    """
    today = on.isoformat()
    start = rows["from_date"].fillna("0000-01-01")
    end = rows["until_date"].fillna("9999-12-31")
    planned = rows["status"] == "gepland"
    runs = (start <= today) & (today < end)
    ended_unknown = (rows["status"] == "beëindigd") & rows["until_date"].isna()
    live = rows[(runs | (planned & (today < end))) & ~ended_unknown]
    counted = live["status"].replace({"beëindigd": "bestaand"})
    return live.assign(counted=counted).reset_index(drop=True)


def ledger_on(
    rows: pd.DataFrame,
    on: date,
    *,
    municipalities: pd.DataFrame,
    target: int = 4793,
    only_area: bool = True,
) -> Ledger:
    """Return the ledger on a day; locations outside the area do not count for the target."""
    own = _area(municipalities)
    inside = rows[rows["gm_code"].isin(own["gm_code"])] if only_area else rows
    live = state_on(inside, on)
    totals = _sums(live, ["counter"]).reindex(list(COUNTERS), fill_value=0)
    towns = _sums(live, ["gm_code", "counter"]).reset_index()
    regular = int(totals["existing"][REGULAR])
    has_regular = set(
        live.loc[(live["counter"] == REGULAR) & (live["counted"] != "na te gaan"), "gm_code"]
    )
    # The letter: CNO first where there is no regular reception and no concrete plan for it.
    candidates = tuple(own.loc[~own["gm_code"].isin(has_regular), "name"].sort_values())
    return Ledger(
        on=on,
        rows=live,
        totals=totals.reset_index(),
        towns=towns,
        regular=regular,
        planned=int(totals["planned"][REGULAR]),
        target=target,
        derived_difference=regular - DERIVED_EXISTING,
        cno_candidates=candidates,
        notes=_notes(live, regular, on),
    )


def _area(municipalities: pd.DataFrame) -> pd.DataFrame:
    if "role" in municipalities:
        return municipalities[municipalities["role"] == "gebied"]
    return municipalities


def _sums(live: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    amounts = pd.DataFrame(
        {
            "existing": live["places"].where(live["counted"] == "bestaand", 0),
            "planned": live["places"].where(live["counted"] == "gepland", 0),
            "to_check": live["places"].where(live["counted"] == "na te gaan", 0),
            "unknown": live["places"].isna(),
        }
    )
    amounts = amounts.fillna(0).astype("int64")
    return amounts.groupby([live[key] for key in by]).sum()


def _notes(live: pd.DataFrame, regular: int, on: date) -> tuple[str, ...]:
    difference = regular - DERIVED_EXISTING
    more = "meer" if difference >= 0 else "minder"
    text = (
        f"Op {day(on)}: {number(regular)} reguliere plekken in gebruik, {number(abs(difference))} "
        f"{more} dan de {number(DERIVED_EXISTING)} die volgt uit 4.793 - 6.730.000 / 2.500."
    )
    notes = [text]
    if unknown := int(live["places"].isna().sum()):
        one = unknown == 1
        notes.append(
            f"Van {number(unknown)} {'regel' if one else 'regels'} is het aantal plekken "
            "onbekend: die tellen niet mee."
        )
    return tuple(notes)


def existing_places(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the regular places in use that a plan starts from: gm_code, kern, places."""
    live = state_on(rows, on)
    live = live[(live["counter"] == REGULAR) & (live["counted"] == "bestaand")]
    live = live[live["places"].notna() & live["gm_code"].notna()]
    held = live.groupby("gm_code")["places"].sum().astype("int64").reset_index()
    return held.assign(kern=None)[["gm_code", "kern", "places"]]


def slider(
    rows: pd.DataFrame, municipalities: pd.DataFrame, *, first: date, last: date
) -> pd.DataFrame:
    """Return the totals on every day on which something changes: on, counter, existing, planned.

    Between two days of the table nothing changes, so any day can be read from it.
    """
    if last < first:
        msg = f"the slider ends ({last}) before it starts ({first}); mend the dates"
        raise LedgerError(msg)
    dates = pd.concat([rows["from_date"], rows["until_date"]]).dropna()
    days = sorted({first, last, *(d for d in map(date.fromisoformat, dates) if first < d < last)})
    own = _area(municipalities)["gm_code"]
    inside = rows[rows["gm_code"].isin(own)]
    tables = []
    for moment in days:
        sums = _sums(state_on(inside, moment), ["counter"]).reindex(list(COUNTERS), fill_value=0)
        tables.append(sums.reset_index().assign(on=moment.isoformat()))
    table = pd.concat(tables, ignore_index=True)
    return table[["on", "counter", "existing", "planned", "to_check", "unknown"]]


def tranches(
    towns: pd.DataFrame,
    total: int,
    first: int,
    share: ShareParams | None = None,
) -> pd.DataFrame:
    """Compare one distribution at once with two tranches; both add up to the same total.

    Columns: gm_code, name, once, tranche_1, tranche_2, in_two, difference. The rounding of two
    tranches may shift a place between municipalities: ``difference`` shows it.
    """
    if not 0 <= first <= total:
        msg = f"a first tranche of {first} does not fit a total of {total}; give 0 to {total}"
        raise LedgerError(msg)
    share = share or ShareParams()
    column = {"bevolking": "population_share", "eigen": "own_share", "opgave": "task"}[share.key]
    once = shares_side_by_side(towns, total, share)
    parts = once[column].astype("int64")
    weights = pd.Series(parts.to_numpy(), index=once["gm_code"])
    halves = [largest_remainder(size, weights).to_numpy() for size in (first, total - first)]
    table = once[["gm_code", "name"]].assign(once=parts, tranche_1=halves[0], tranche_2=halves[1])
    table["in_two"] = table["tranche_1"] + table["tranche_2"]
    table["difference"] = table["in_two"] - table["once"]
    return table


def pressure(ledger: Ledger, municipalities: pd.DataFrame, counters: Iterable[str]) -> pd.DataFrame:
    """Return per municipality what is in use of the counters asked, side by side and together.

    Columns: gm_code, name, one per counter, together, per_1000. Leaving a counter out changes
    that counter and the sum only.
    """
    asked = list(dict.fromkeys(counters))
    if strange := [c for c in asked if c not in COUNTERS]:
        msg = f"unknown counter {strange[0]!r}; choose from {', '.join(COUNTERS)}"
        raise LedgerError(msg)
    own = _area(municipalities).sort_values("gm_code", ignore_index=True)
    wide = ledger.towns.pivot_table(
        index="gm_code", columns="counter", values="existing", aggfunc="sum", fill_value=0
    ).reindex(index=own["gm_code"], columns=asked, fill_value=0)
    table = own[["gm_code", "name"]].join(wide.astype("int64").reset_index(drop=True))
    table["together"] = wide.sum(axis=1).to_numpy(dtype="int64")
    table["per_1000"] = 1000 * table["together"] / own["population"].astype(float)
    return table
