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
from sites.ledger.notes import outside_notes, row_notes, total_notes, unrecorded_notes
from sites.ledger.rows import TO_CHECK, ledger_rows
from sites.settings.ledger import (
    CNO,
    COUNTERS,
    DERIVED_EXISTING,
    REGULAR,
    LedgerParams,
)
from sites.tables.filters import own_municipalities

__all__ = [
    "CNO", "COUNTERS", "DERIVED_EXISTING", "REGULAR", "SUMS", "Ledger", "LedgerError",
    "existing_places", "ledger_on", "ledger_rows", "pressure", "slider",
    "state_on", "town_slider",
]  # fmt: skip

SUMS: Final = ("existing", "planned", "to_check", "unknown")


@dataclass(frozen=True)
class Ledger:
    """The state on one day.

    ``rows`` are the rows that count then, with ``counted`` "bestaand", "gepland" or "na te gaan".
    ``totals`` has one row per counter: existing, planned, to_check, unknown (rows without a
    number). ``towns`` has the same per municipality and counter. ``regular`` is the regular total
    in use that day; ``derived_difference`` what it lies above the derived 2.101 (missing where
    the settings compare nothing). ``recorded`` are the counters that have anything but plans on any
    day: about the others the ledger knows nothing.
    """

    on: date
    rows: pd.DataFrame
    totals: pd.DataFrame
    towns: pd.DataFrame
    regular: int
    planned: int
    target: int
    derived_difference: int | None
    cno_candidates: tuple[str, ...]
    notes: tuple[str, ...]
    recorded: tuple[str, ...] = COUNTERS


def state_on(rows: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return the rows that count on a day, with ``counted``; the end day itself is excluded.

    An ended row counts on the days it ran. A planned row counts as planned up to its end, also
    after its expected start: only its status can make it existing.
    """
    return _live(rows, on.isoformat()).reset_index(drop=True)


def _live(rows: pd.DataFrame, today: Any) -> pd.DataFrame:  # noqa: ANN401 - one day or one per row
    start = rows["from_date"].fillna("0000-01-01")
    end = rows["until_date"].fillna("9999-12-31")
    planned = rows["status"] == "gepland"
    runs = (start <= today) & (today < end)
    ended_unknown = (rows["status"] == "beëindigd") & rows["until_date"].isna()
    live: pd.DataFrame = rows[(runs | (planned & (today < end))) & ~ended_unknown]
    return live.assign(counted=live["status"].replace({"beëindigd": "bestaand"}))


def ledger_on(
    rows: pd.DataFrame,
    on: date,
    *,
    municipalities: pd.DataFrame,
    target: int = 4793,
    params: LedgerParams | None = None,
) -> Ledger:
    """Return the ledger on a day; locations outside the area do not count for the target."""
    params = params or LedgerParams()
    own = own_municipalities(municipalities)
    inside = rows[rows["gm_code"].isin(own["gm_code"])]
    live = state_on(inside, on)
    totals = _sums(live, ["counter"]).reindex(list(params.counters), fill_value=0)
    towns = _sums(live, ["gm_code", "counter"]).reset_index()
    used = set(inside.loc[inside["status"] != "gepland", "counter"])
    recorded = tuple(counter for counter in params.counters if counter in used)
    regular = int(totals["existing"][REGULAR])
    has_regular = set(
        live.loc[(live["counter"] == REGULAR) & (live["counted"] != TO_CHECK), "gm_code"]
    )
    # The letter: CNO first where there is no regular reception and no concrete plan for it.
    candidates = tuple(own.loc[~own["gm_code"].isin(has_regular), "name"].sort_values())
    compared = params.derived_existing > 0
    return Ledger(
        on=on,
        rows=live,
        totals=totals.rename_axis("counter").reset_index(),
        towns=towns,
        regular=regular,
        planned=int(totals["planned"][REGULAR]),
        target=target,
        derived_difference=regular - params.derived_existing if compared else None,
        cno_candidates=candidates,
        notes=(
            *total_notes(regular, on, target, params),
            *row_notes(live, on),
            *outside_notes(rows, inside),
            *unrecorded_notes(params.counters, recorded),
        ),
        recorded=recorded,
    )


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
