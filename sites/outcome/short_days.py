"""Say from which day how many places are too few: with the plan as it is, and after what happens.

One home for both figures, because a page, a terminal and a workbook show them side by side: as the
plan is, a site stays open where its mother location closes; after an event it may not.
"""

from datetime import date, timedelta
from typing import Final

import pandas as pd

from sites.base.dutch import counted, moment, number
from sites.outcome.events_asked import held_on
from sites.tables.results import EventTables

_AS_IS: Final = (
    "Wat per periode te weinig is, gaat uit van het plan zoals het is, ook waar een moederlocatie "
    "stopt."
)


def short_later(phases: pd.DataFrame) -> str:
    """Say from which day how many places are too few again, because what exists ends.

    ``phases`` has from_date and short (``PlanPhases``); nothing is said where none lack later.

    >>> days = ["2026-11-01", "2028-05-01", "2028-12-31"]
    >>> short_later(pd.DataFrame({"from_date": days, "short": [0, 400, 700]}))
    'Opvang die er al is, stopt: vanaf 1-5-2028 400 te weinig, vanaf 31-12-2028 700 te weinig.'
    """
    told = ", ".join(_from(str(on), amount) for on, amount in _worse(phases).items())
    return f"Opvang die er al is, stopt: {told}." if told else ""


def short_after(phases: pd.DataFrame, happens: EventTables | None) -> str:
    """Say how many lack after what happens, on the days on which ``short_later`` says otherwise.

    Also on the days on which an event leaves more places short. Nothing is said where nobody asked
    for events, or where both figures are the same on every day.

    >>> days = ["2026-11-01", "2028-05-01"]
    >>> phases, periods = (pd.DataFrame({"from_date": days, "short": [0, n]}) for n in (854, 950))
    >>> events = pd.DataFrame({"asked": [False]})
    >>> short_after(phases, EventTables(events, None, None, periods, ()))[:54]
    'Wat per periode te weinig is, gaat uit van het plan zo'
    >>> short_after(phases, EventTables(events, None, None, periods, ()))[-54:]
    'herstel dat is gevonden: vanaf 1-5-2028 950 te weinig.'
    """
    if happens is None or happens.periods.empty:
        return ""
    as_is, after = _by_day(phases), _by_day(happens.periods)
    days = sorted({*_worse(phases).index, *_worse(happens.periods).index} - {min(after.index)})
    both = [(on, _on(as_is, on), _on(after, on)) for on in days]
    if not (told := ", ".join(_from(on, now) for on, plain, now in both if plain != now)):
        return ""
    said = f"Met wat er gebeurt en het beste herstel dat is gevonden: {told}."
    if not _worse(phases).size:
        return said
    asked = " Wat is gevraagd, telt daarin niet mee." if happens.events["asked"].any() else ""
    return f"{_AS_IS}{asked} {said}"


def lost_mothers(
    plan_rows: pd.DataFrame, ledger_rows: pd.DataFrame, first: date, last: date
) -> tuple[str, ...]:
    """Say per day how many sites of a plan lose their mother location, which the periods keep.

    ``plan_rows`` are those of one plan (``PlanRows``), ``ledger_rows`` those of the ledger. Only
    what closes after ``first`` and before ``last`` is told, and only sites that still run then.

    >>> plan = pd.DataFrame({"site_id": ["a", "b"], "hub_id": "H", "places": [60, 40],
    ...     "until_date": [None, "2028-05-01"]})
    >>> rows = pd.DataFrame({"hub_id": ["H"], "counter": "regulier", "status": "bestaand",
    ...     "places": 400, "from_date": None, "until_date": "2028-05-01", "decided": None})
    >>> lost_mothers(plan, rows, date(2026, 11, 1), date(2036, 11, 1))[0][:59]
    'Op 1-5-2028 raakt 1 locatie van dit plan (60 plekken) de mo'
    """
    lost: dict[str, pd.DataFrame] = {}
    for hub, sites in plan_rows.groupby("hub_id"):
        own = ledger_rows[ledger_rows["hub_id"] == hub]
        for on in sorted(own["until_date"].dropna().unique()):
            end = date.fromisoformat(on)
            eve = end - timedelta(days=1)
            closes = held_on(own, str(hub), eve) and not held_on(own, str(hub), end)
            going = sites[sites["until_date"].isna() | (sites["until_date"] > on)]
            if first < end < last and closes and len(going):
                lost[on] = pd.concat([lost[on], going]) if on in lost else going
    return tuple(_lost(on, rows) for on, rows in sorted(lost.items()))


def _lost(on: str, rows: pd.DataFrame) -> str:
    sites = counted(len(rows), "locatie", "locaties")
    places = counted(int(rows["places"].sum()), "plek", "plekken")
    one = len(rows) == 1
    return (
        f"Op {moment(on)} {'raakt' if one else 'raken'} {sites} van dit plan ({places}) de "
        f"moederlocatie kwijt; het tekort per periode gaat ervan uit dat "
        f"{'die openblijft' if one else 'ze openblijven'}."
    )


def _from(on: str, amount: int) -> str:
    return f"vanaf {moment(on)} {number(amount) if amount else 'niets'} te weinig"


def _by_day(table: pd.DataFrame) -> pd.Series:
    return table.set_index(table["from_date"].astype(str))["short"].astype(int)


def _worse(table: pd.DataFrame) -> pd.Series:
    """Return what lacks on each day on which more lacks than before; the first day is no change."""
    short = _by_day(table)
    before = short.shift(fill_value=int(short.iloc[0]) if len(short) else 0)
    worse: pd.Series = short[short > before]
    return worse


def _on(short: pd.Series, on: str) -> int:
    """Return what lacks on a day: that of the last change up to it."""
    upto = short[short.index <= on]
    return int(upto.iloc[-1]) if len(upto) else 0
