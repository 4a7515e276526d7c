"""What stands on a day: the phase of each initiative, how long it is still, what it gives."""

from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.progress.days import end_of, local_days
from sites.progress.replay import Listed, listed_at
from sites.tables.dossier import (
    EDITED,
    HINDRANCE,
    IN_USE,
    NEW,
    OPEN_STATES,
    PHASES,
    STOPPED,
    Changes,
)

#: An initiative that nobody touched for longer than this stands still.
STILL_DAYS: Final = 90


def state_on(changes: DataFrame[Changes], day: str) -> pd.DataFrame:
    """Return one row per initiative as the list said at the end of a day.

    Columns: those of the initiatives, and ``phase, since`` (see ``latest_phase``, of the phases
    that had begun by that day; the day itself counts), ``touched`` (the day of the last change to
    it or to anything that hangs on it) and ``still_days``. An initiative without a phase is an
    idea since the day it was entered.
    """
    known = changes[changes["at"] < end_of(day)]
    listed = listed_at(known)
    phases = listed.tables["phases"]
    table = _with_phases(listed.initiatives, phases[phases["day"] <= day], known)
    table["touched"] = table["row_id"].map(_last_touched(known))
    table["still_days"] = _days_between(table["touched"], day)
    return table


def state_now(changes: DataFrame[Changes]) -> pd.DataFrame:
    """Return the initiatives as the list says now, each with the last phase that was entered.

    A phase whose day is still to come counts: it is what the list says.
    """
    listed = listed_at(changes)
    return _with_phases(listed.initiatives, listed.tables["phases"], changes)


def _with_phases(
    initiatives: pd.DataFrame, phases: pd.DataFrame, changes: pd.DataFrame
) -> pd.DataFrame:
    table, last = initiatives.copy(), latest_phase(phases)
    phase, since = (table["row_id"].map(last[name]).astype("str") for name in ("phase", "day"))
    entered = table["row_id"].map(_first_seen(changes)).astype("str")
    table["phase"], table["since"] = phase.fillna(PHASES[0]), since.fillna(entered)
    return table


def latest_phase(phases: pd.DataFrame) -> pd.DataFrame:
    """Return ``phase, day`` by initiative: the one that began last; of one day the farthest.

    >>> rows = pd.DataFrame({"initiative": "hal", "phase": ["raad", "idee", "college"],
    ...                      "day": ["2027-02-01", "2027-01-01", "2027-02-01"]})
    >>> latest_phase(rows).loc["hal"].tolist()
    ['raad', '2027-02-01']
    """
    order = [PHASES.index(phase) for phase in phases["phase"]]
    ordered = phases.assign(order=order).sort_values(["day", "order"])
    return ordered.groupby("initiative")[["phase", "day"]].last()


def _first_seen(changes: pd.DataFrame) -> pd.Series:
    own = changes[(changes["kind"] == "initiatives") & (changes["action"] == NEW)]
    return local_days(own.groupby("row_id")["at"].min())


def _last_touched(changes: pd.DataFrame) -> pd.Series:
    """Return the last day on which an initiative or what hangs on it was changed, by initiative."""
    belongs = changes[(changes["field"] == "initiative") & (changes["action"].isin([NEW, EDITED]))]
    owner = {
        (kind, row_id): str(new).strip('"')
        for kind, row_id, new in belongs[["kind", "row_id", "new"]].itertuples(index=False)
    }
    whose = [
        row_id if kind == "initiatives" else owner.get((kind, row_id))
        for kind, row_id in changes[["kind", "row_id"]].itertuples(index=False)
    ]
    days = local_days(changes["at"])
    return days.groupby(pd.Series(whose, index=changes.index, dtype=object)).max()


def _days_between(days: pd.Series, day: str) -> pd.Series:
    passed = pd.Timestamp(day) - pd.to_datetime(days)
    return passed.dt.days.astype("Int64")


def compared(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return what became of each initiative between two states of one list.

    ``change`` is ``nieuw``, ``weg``, ``gestopt``, ``verder``, ``terug``, ``stil`` (the same phase,
    untouched for more than ``STILL_DAYS`` days) or ``gelijk``. What is in use or has stopped is
    done: it does not stand still.
    """
    before, after = _how_far(one), _how_far(other)
    ids = pd.Index([*before.index, *after.index.difference(before.index, sort=False)])
    was, now = before.reindex(ids), after.reindex(ids)
    ends = PHASES.index(STOPPED)
    done = [ends, PHASES.index(IN_USE)]
    still = other.set_index("row_id")["still_days"].reindex(ids).fillna(0) > STILL_DAYS
    change = np.select(
        [
            was.isna(), now.isna(), (now == ends) & (was != ends), now > was,
            now < was, still.to_numpy(dtype=bool) & ~now.isin(done),
        ],
        ["nieuw", "weg", "gestopt", "verder", "terug", "stil"], "gelijk",
    )  # fmt: skip
    names = pd.concat([one, other]).drop_duplicates("row_id", keep="last").set_index("row_id")
    words = pd.Series(PHASES)
    return pd.DataFrame({
        "row_id": ids, "number": names["number"].reindex(ids).to_numpy(),
        "name": names["name"].reindex(ids).to_numpy(),
        "phase_before": was.map(words).to_numpy(), "phase_after": now.map(words).to_numpy(),
        "change": change, "still_days": other.set_index("row_id")["still_days"].reindex(ids)
        .to_numpy(),
    })  # fmt: skip


def _how_far(state: pd.DataFrame) -> pd.Series:
    order = [PHASES.index(phase) for phase in state["phase"]]
    return pd.Series(order, index=pd.Index(state["row_id"]), dtype="float64")


def places_by_phase(state: pd.DataFrame) -> pd.DataFrame:
    """Return per phase how many initiatives there are, and their places from low to high.

    Places that nobody entered are counted in ``unknown``, and never as 0. A range with one end
    has that end twice.

    >>> state = pd.DataFrame({
    ...     "phase": ["raad", "raad"], "places_low": pd.array([80, None], "Int64"),
    ...     "places_high": pd.array([100, None], "Int64"),
    ... })
    >>> places_by_phase(state).query("initiatives > 0").to_dict("records")
    [{'phase': 'raad', 'initiatives': 2, 'low': 80, 'high': 100, 'unknown': 1}]
    """
    low, high = ends(state)
    rows = []
    for phase in PHASES:
        own = (state["phase"] == phase).to_numpy()
        rows.append((
            phase, int(own.sum()), int(low[own].sum()), int(high[own].sum()),
            int(low[own].isna().sum()),
        ))  # fmt: skip
    return pd.DataFrame(rows, columns=["phase", "initiatives", "low", "high", "unknown"])


def ends(state: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the low and the high end of the places; one end stands for both.

    >>> one = pd.array([80, None], "Int64")
    >>> state = pd.DataFrame({"places_low": one, "places_high": pd.array([None, None], "Int64")})
    >>> [end.tolist() for end in ends(state)]
    [[80, <NA>], [80, <NA>]]
    """
    low, high = state["places_low"], state["places_high"]
    return low.fillna(high), high.fillna(low)


def open_obstacles(listed: Listed, day: str) -> pd.DataFrame:
    """Return what still stands in the way, by owner and due date; ``is_late`` on that day.

    Columns ``owner, due_date, number, name, text, status, is_late``; without an owner comes first.
    """
    table = listed.tables["obstacles"]
    held = table[(table["kind"] == HINDRANCE) & table["status"].isin(OPEN_STATES)]
    about = listed.initiatives.set_index("row_id")
    held = held[held["initiative"].isin(about.index)]
    rows = held.assign(
        number=about["number"].reindex(held["initiative"]).to_numpy(),
        name=about["name"].reindex(held["initiative"]).to_numpy(),
        is_late=(held["due_date"] < day).fillna(value=False),
    )
    rows = rows.sort_values(["owner", "due_date", "number"], na_position="first")
    columns = ["owner", "due_date", "number", "name", "text", "status", "is_late"]
    return rows[columns].reset_index(drop=True)


def expected(state: pd.DataFrame) -> pd.DataFrame:
    """Return per half-year how many places the team expects, with the chance that it entered.

    ``low, high`` are the places if all goes well; ``weighed_low, weighed_high`` those times the
    chance, over the initiatives that have one; ``no_chance`` counts the places (low end) without
    a chance and ``unknown`` the initiatives without places. What is in use or has stopped is not
    expected. Initiatives without a day stand under an empty half-year, last.
    """
    ahead = state[~state["phase"].isin([IN_USE, STOPPED])]
    low, high = ends(ahead)
    chance = ahead["chance_pct"].astype("Float64") / 100
    rows = pd.DataFrame({
        "half": ahead["expected_date"].map(half_year, na_action="ignore").astype(object),
        "initiatives": 1, "low": low, "high": high,
        "weighed_low": (low * chance).astype("Float64"),
        "weighed_high": (high * chance).astype("Float64"),
        "no_chance": low.where(chance.isna(), 0), "unknown": low.isna().astype("Int64"),
    })  # fmt: skip
    summed = rows.groupby("half", dropna=False, sort=True).sum().reset_index()
    return summed.sort_values("half", na_position="last", ignore_index=True)


def half_year(day: str) -> str:
    """Return the half-year of a day in words that sort.

    >>> half_year("2027-06-30"), half_year("2027-07-01")
    ('2027, eerste helft', '2027, tweede helft')
    """
    return f"{day[:4]}, {'eerste' if day[5:7] <= '06' else 'tweede'} helft"
