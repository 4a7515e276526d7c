"""Keep the ledger: what counts on a day, row by row, and what never counts together.

Counters: regular places (existing, planned, to be checked), amv, crisis emergency (CNO), other
emergency, Ukraine, statushouders, and own ones. Only "regulier" makes the regular total; no CNO
place ever does. An unknown number of places is a row that says so, never a 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd

from sites.base.apportion import LedgerError
from sites.ledger.notes import (
    outside_notes,
    pending_notes,
    row_notes,
    total_notes,
    unrecorded_notes,
)
from sites.ledger.rows import TO_CHECK, ledger_rows
from sites.settings.ledger import (
    CNO,
    COUNTERS,
    DERIVED_EXISTING,
    REGULAR,
    LedgerParams,
)
from sites.settings.netherlands import TARGET_PLACES
from sites.tables.filters import own_municipalities
from sites.tables.ledger import UNDECIDED

__all__ = [
    "CNO",
    "COUNTERS",
    "DERIVED_EXISTING",
    "REGULAR",
    "SUMS",
    "Ledger",
    "LedgerError",
    "existing_places",
    "hubs_on",
    "ledger_on",
    "ledger_rows",
    "pending_on",
    "pressure",
    "slider",
    "state_on",
    "town_slider",
]  # fmt: skip

SUMS: Final = ("existing", "planned", "to_check", "unknown")
PLANNED: Final = "gepland"
#: Why a planned row does not count on a day.
LATER: Final = "besloten, begint later"
NO_START: Final = "besloten, begindag onbekend"
NO_DECISION: Final = "geen besluit bekend"
_FIRM: Final = (LATER, NO_START)


@dataclass(frozen=True)
class Ledger:
    """The state on one day.

    ``rows`` are the rows that count then, with ``counted`` "bestaand", "gepland" or "na te gaan".
    ``pending`` is planned or talked of and does not count yet (``pending_on``).
    ``totals`` has one row per counter: existing, planned, to_check, unknown (rows without a
    number). ``towns`` has the same per municipality and counter. ``regular`` is the regular total
    in use that day; ``derived_difference`` what it lies above the derived 2.101 (missing where
    the settings compare nothing). ``recorded`` are the counters that have anything but plans on any
    day: about the others the ledger knows nothing.
    """

    on: date
    rows: pd.DataFrame
    pending: pd.DataFrame
    totals: pd.DataFrame
    towns: pd.DataFrame
    regular: int
    planned: int
    target: int | None
    derived_difference: int | None
    cno_candidates: tuple[str, ...]
    notes: tuple[str, ...]
    recorded: tuple[str, ...] = COUNTERS


def state_on(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the rows that count on a day, with ``counted``; the end day itself is excluded.

    An ended row counts on the days it ran. A planned row counts as planned between its dates, and
    only with a decision and a first day; only its status can make it existing. What is undecided
    counts on no day: ``pending_on`` lists it.
    """
    return _live(rows, on.isoformat()).reset_index(drop=True)


def _live(rows: pd.DataFrame, today: Any) -> pd.DataFrame:  # noqa: ANN401 - one day or one per row
    start = rows["from_date"].fillna("0000-01-01")
    end = rows["until_date"].fillna("9999-12-31")
    runs = (start <= today) & (today < end) & ~rows["status"].isin(UNDECIDED)
    loose = (rows["status"] == PLANNED) & ~(_is_decided(rows, today) & rows["from_date"].notna())
    ended_unknown = (rows["status"] == "beëindigd") & rows["until_date"].isna()
    live: pd.DataFrame = rows[runs & ~loose & ~ended_unknown]
    return live.assign(counted=live["status"].replace({"beëindigd": "bestaand"}))


def _is_decided(rows: pd.DataFrame, today: Any) -> pd.Series:  # noqa: ANN401 - as in _live
    """Return whether a decision was there by a day, as far as its own date tells."""
    decided: pd.Series = rows["decided"].fillna("9999") <= today
    return decided


def pending_on(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return what is planned or talked of and counts on a day as nothing yet, with ``standing``."""
    today = on.isoformat()
    waits = rows["until_date"].fillna("9999-12-31") > today
    planned = rows["status"] == PLANNED
    decided = _is_decided(rows, today)
    later = planned & decided & (rows["from_date"].fillna("") > today)
    undated = planned & decided & rows["from_date"].isna()
    loose = planned & ~decided
    standing = rows["status"].mask(loose, NO_DECISION).mask(undated, NO_START).mask(later, LATER)
    listed = waits & (later | undated | loose | rows["status"].isin(UNDECIDED))
    found: pd.DataFrame = rows.assign(standing=standing)[listed]
    return found.reset_index(drop=True)


def ledger_on(
    rows: pd.DataFrame,
    on: date,
    *,
    municipalities: pd.DataFrame,
    target: int | None = TARGET_PLACES,
    params: LedgerParams | None = None,
    words: str | None = None,
) -> Ledger:
    """Return the ledger on a day; locations outside the area do not count for the target.

    ``words`` name the target, with its regime and date.
    """
    params = params or LedgerParams()
    own = own_municipalities(municipalities)
    inside = rows[rows["gm_code"].isin(own["gm_code"])]
    live = state_on(inside, on)
    totals = _sums(live, ["counter"]).reindex(list(params.counters), fill_value=0)
    towns = _sums(live, ["gm_code", "counter"]).reset_index()
    pending = pending_on(inside, on)
    hoped = (PLANNED, *UNDECIDED)
    used = set(inside.loc[~inside["status"].isin(hoped), "counter"])
    recorded = tuple(counter for counter in params.counters if counter in used)
    regular = int(totals["existing"][REGULAR])
    compared = params.derived_existing > 0
    return Ledger(
        on=on,
        rows=live,
        pending=pending,
        totals=totals.rename_axis("counter").reset_index(),
        towns=towns,
        regular=regular,
        planned=int(totals["planned"][REGULAR]),
        target=target,
        derived_difference=regular - params.derived_existing if compared else None,
        cno_candidates=_cno_first(own, live, pending, on, params),
        notes=(
            *total_notes(regular, on, target, params, words),
            *row_notes(live, on),
            *pending_notes(pending),
            *outside_notes(rows, inside),
            *unrecorded_notes(params.counters, recorded),
        ),
        recorded=recorded,
    )


def _cno_first(
    own: pd.DataFrame, live: pd.DataFrame, pending: pd.DataFrame, on: date, params: LedgerParams
) -> tuple[str, ...]:
    """Return who comes first for crisis places (letter): without reception or a firm plan for it.

    The letter's request has an end: from that day on nobody comes first.
    """
    if params.cno_until is None or on >= params.cno_until:
        return ()
    busy = set(live.loc[live["counted"] != TO_CHECK, "gm_code"])
    busy |= set(pending.loc[pending["standing"].isin(_FIRM), "gm_code"])
    return tuple(own.loc[~own["gm_code"].isin(busy), "name"].sort_values())


def _sums(live: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    amounts = pd.DataFrame(
        {
            "existing": live["places"].where(live["counted"] == "bestaand", 0),
            "planned": live["places"].where(live["counted"] == "gepland", 0),
            "to_check": live["places"].where(live["counted"] == TO_CHECK, 0),
            "unknown": live["places"].isna(),
        }
    )
    amounts = amounts.fillna(0).astype("int64")
    return amounts.groupby([live[key] for key in by]).sum()


def existing_places(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the regular places in use that a plan starts from: gm_code and places."""
    live = state_on(rows, on)
    live = live[(live["counter"] == REGULAR) & (live["counted"] == "bestaand")]
    live = live[live["places"].notna() & live["gm_code"].notna()]
    return live.groupby("gm_code")["places"].sum().astype("int64").reset_index()


def hubs_on(hubs: pd.DataFrame, rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the locations with the places of every counter that are in use there on a day.

    Only what is in use by the table and has rows in the ledger changes: a number that no row knows
    is missing, and a location whose rows have all ended has ended.
    """
    live = state_on(rows, on)
    held = live[live["counted"] == "bestaand"].groupby("hub_id")["places"].sum(min_count=1)
    used = (hubs["status"] == "in gebruik") & hubs["hub_id"].isin(rows["hub_id"])
    runs = hubs["hub_id"].isin(live["hub_id"])
    last = rows["until_date"].fillna("9999-12-31").groupby(rows["hub_id"]).max()
    over = used & ~runs & (hubs["hub_id"].map(last) <= on.isoformat())
    places = hubs["hub_id"].map(held).astype("Int64").mask(~runs, 0)
    return hubs.assign(
        places=hubs["places"].where(~used, places),
        status=hubs["status"].mask(over, "beëindigd"),
    )


def change_days(rows: pd.DataFrame, first: date, last: date) -> list[date]:
    """Return the first day, the last, and every day between on which a row begins or ends.

    Raises
    ------
    LedgerError
        A slider that ends before it starts.
    """
    if last < first:
        raise LedgerError(
            "the slider ends ({last}) before it starts ({first}); mend the dates",
            last=last,
            first=first,
        )
    dates = pd.concat([rows["from_date"], rows["until_date"]]).dropna()
    inside = (date.fromisoformat(text) for text in dates.unique())
    return sorted({first, last, *(d for d in inside if first < d < last)})


def slider(
    rows: pd.DataFrame,
    municipalities: pd.DataFrame,
    *,
    first: date,
    last: date,
    counters: Sequence[str] = COUNTERS,
) -> pd.DataFrame:
    """Return the totals on every day on which something changes, by day and counter.

    Columns: on, counter, existing, planned, to_check, unknown. Between two days of the table
    nothing changes, so any day can be read from it.
    """
    rows = rows[rows["gm_code"].isin(own_municipalities(municipalities)["gm_code"])]
    days = change_days(rows, first, last)
    keys = pd.MultiIndex.from_product([_iso(days), counters], names=["on", "counter"])
    return _by_day(rows, days, ["counter"]).reindex(keys, fill_value=0).reset_index()


def town_slider(
    rows: pd.DataFrame, municipalities: pd.DataFrame, *, first: date, last: date
) -> pd.DataFrame:
    """Return ``slider`` per municipality, for the municipalities and counters that have rows.

    Columns: on, gm_code, counter, existing, planned, to_check, unknown.
    """
    rows = rows[rows["gm_code"].isin(own_municipalities(municipalities)["gm_code"])]
    days = change_days(rows, first, last)
    pairs = rows[["gm_code", "counter"]].drop_duplicates().sort_values(["gm_code", "counter"])
    keys = pd.DataFrame({"on": _iso(days)}).merge(pairs, how="cross")
    index = pd.MultiIndex.from_frame(keys)
    return _by_day(rows, days, ["gm_code", "counter"]).reindex(index, fill_value=0).reset_index()


def _iso(days: Iterable[date]) -> list[str]:
    return [moment.isoformat() for moment in days]


def _by_day(rows: pd.DataFrame, days: list[date], by: list[str]) -> pd.DataFrame:
    """Sum every day in one go: all rows beside all days, then only what counts then."""
    every = rows.iloc[np.tile(np.arange(len(rows)), len(days))].reset_index(drop=True)
    every["on"] = pd.Series(np.repeat(_iso(days), len(rows)), dtype=rows["hub_id"].dtype)
    return _sums(_live(every, every["on"]), ["on", *by])


def pressure(
    ledger: Ledger,
    municipalities: pd.DataFrame,
    counters: Iterable[str],
    *,
    known: Sequence[str] = COUNTERS,
) -> pd.DataFrame:
    """Return per municipality what is in use of the counters asked, side by side and together.

    Columns: gm_code, name, one per counter, together, per_1000, incomplete. Leaving a counter out
    changes that counter and the sum only. A number is missing where the ledger has rows for it
    without any number of places, and a whole column where the ledger knows nothing of a counter.
    ``together`` adds up what is known; ``incomplete`` says that a row in it has no number.
    """
    asked = list(dict.fromkeys(counters))
    if strange := [c for c in asked if c not in known]:
        raise LedgerError(
            "unknown counter {strange!r}; choose from {known}",
            strange=strange[0],
            known=", ".join(known),
        )
    own = own_municipalities(municipalities).sort_values("gm_code", ignore_index=True)
    used = ledger.rows[ledger.rows["counted"] == "bestaand"]
    used = used[used["counter"].isin(asked)]
    cells = used.groupby(["gm_code", "counter"])["places"].agg(
        places=lambda p: p.sum(min_count=1), unknown=lambda p: bool(p.isna().any())
    )
    wide = cells["places"].unstack("counter").reindex(own["gm_code"]).reindex(columns=asked)  # noqa: PD010
    told = pd.MultiIndex.from_product([own["gm_code"], asked]).isin(cells.index)
    # No row at all is 0 in this reception table; a row without a number is unknown.
    table = wide.astype("Int64").mask(~told.reshape(wide.shape), 0).reset_index(drop=True)
    table[[c for c in asked if c not in ledger.recorded]] = pd.NA
    table = own[["gm_code", "name"]].join(table.astype("Int64"))
    table["together"] = table[asked].fillna(0).sum(axis=1).astype("int64")
    table["per_1000"] = 1000 * table["together"] / own["population"].astype("Float64")
    table["per_1000"] = table["per_1000"].astype(float)
    lacking = set(cells.index[cells["unknown"].to_numpy(dtype=bool)].get_level_values("gm_code"))
    table["incomplete"] = table["gm_code"].isin(lacking)
    return table
