"""Work out what a progress report says: of one gemeente or of all, for one circle of readers.

All of it is counted from the log. What the readers may not see is left out before anything is
counted, so no sum, rank or date can tell of it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import to_realise
from sites.base.dutch import number
from sites.progress.days import end_of
from sites.progress.replay import listed_at
from sites.progress.state import (
    compared,
    ends,
    expected,
    open_obstacles,
    places_by_phase,
    state_on,
)
from sites.tables.dossier import IN_USE, OBSTACLE_KINDS, OPEN_STATES, STOPPED, Changes
from sites.tables.editions import allowed
from sites.tables.minors import is_for_minors
from sites.tables.progress import ExpectedHalves, Movements, OpenObstacles, PhaseSteps, TownProgress
from sites.tables.schemas import CONFIDENTIALITY, Edition

#: What can become of an initiative between two days, in the order in which it is told.
NEWS: Final = ("nieuw", "verder", "terug", "stil", "gestopt", "weg", "gelijk")
#: The name of what belongs to no gemeente that is known.
NOWHERE: Final = "zonder gemeente"


@dataclass(frozen=True)
class Asked:
    """What is asked of a gemeente: an official or entered figure, or a reckoned share, never both.

    ``goal`` is asked of the whole area. ``existing`` are the regular places in use on the day.
    None is unknown.
    """

    task: int | None = None
    computed: int | None = None
    goal: int | None = None
    existing: int | None = None

    @property
    def counts(self) -> int | None:
        """What counts: the goal, the task, or else the reckoned share."""
        known = (self.goal, self.task, self.computed)
        return next((places for places in known if places is not None), None)

    @property
    def to_realise(self) -> int | None:
        """What is still to be realised; None where that cannot be told."""
        if self.counts is None or self.existing is None:
            return None
        return to_realise(self.counts, self.existing)


@dataclass(frozen=True)
class Area:
    """What the readers look at: one gemeente, or (without a code) all of them."""

    name: str
    gm_code: str | None = None
    asked: Asked = Asked()


@dataclass(frozen=True, eq=False)
class Report:
    """A progress report; tables that do not apply are None.

    ``state`` are the initiatives on the day, ``before`` those on the earlier one. ``obstacles``
    hold the team's own words and stand in its own edition alone; ``open_counts`` says per kind how
    many are open.
    """

    area: Area
    edition: Edition
    day: str
    since: str | None
    state: pd.DataFrame
    before: pd.DataFrame | None
    phases: DataFrame[PhaseSteps]
    moved: DataFrame[Movements] | None
    obstacles: DataFrame[OpenObstacles] | None
    open_counts: Mapping[str, int]
    ahead: DataFrame[ExpectedHalves]
    towns: DataFrame[TownProgress] | None

    @property
    def fingerprint(self) -> str:
        """Return a mark of what the report shows, and of nothing that it leaves out."""
        shown = self.state.to_csv(index=False) + (self.since or "") + self.day + self.edition
        return hashlib.sha256(f"{shown}{self.area}".encode()).hexdigest()[:12]


def seen_on(changes: DataFrame[Changes], day: str, edition: Edition) -> pd.DataFrame:
    """Return the initiatives of a day that the readers may see by what the list says now.

    Someone who closes an initiative closes its past: the stricter of then and now holds. Of what
    has left the list its last word holds. Places for minors are the team's alone.
    """
    return may_see(state_on(changes, day), changes, edition)


def may_see(state: pd.DataFrame, changes: DataFrame[Changes], edition: Edition) -> pd.DataFrame:
    """Return the initiatives of a state that the readers may see, see ``seen_on``."""
    if edition == CONFIDENTIALITY[-1]:
        return state
    may = allowed(edition)
    own = changes[(changes["kind"] == "initiatives") & (changes["field"] == "confidentiality")]
    last = own.sort_values("number").groupby("row_id")["new"].last()
    open_now = set(last.index[last.isin([f'"{level}"' for level in may])])
    keep = state["confidentiality"].isin(may) & state["row_id"].isin(open_now)
    return state[keep & ~for_minors(state)].reset_index(drop=True)


def for_minors(state: pd.DataFrame) -> pd.Series:
    """Say which initiatives are places for minors: no lower edition tells of those.

    >>> for_minors(pd.DataFrame({"target_groups": ["amv:20", "starters:5", None]})).tolist()
    [True, False, False]
    """
    groups = state["target_groups"].fillna("").astype(str)
    told = groups.map(lambda text: is_for_minors(text) or "minderj" in text.lower())
    return told.astype(bool)


def numbered_anew(state: pd.DataFrame, shown: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return a state with numbers from 1 over all that readers are shown, in the list's order.

    A gap in the list's own numbers would tell how many initiatives they are not shown.

    >>> all_shown = pd.DataFrame({"number": [3, 7, 9]})
    >>> numbered_anew(all_shown.tail(2), [all_shown])["number"].tolist()
    [2, 3]
    """
    known = sorted({int(number) for one in shown for number in one["number"]})
    new = {number: place for place, number in enumerate(known, start=1)}
    return state.assign(number=state["number"].map(new).astype("Int64"))


def report(
    changes: DataFrame[Changes], area: Area, *, day: str, since: str | None, edition: Edition,
    home: Mapping[str, str], towns: Mapping[str, Area],
) -> Report:  # fmt: skip
    """Return the report of an area; ``home`` has the gemeente of an initiative where it is known.

    ``towns`` are the gemeenten of the whole area by code.
    """
    everything = seen_on(changes, day, edition)
    earlier = None if since is None else seen_on(changes, since, edition)
    if earlier is not None and edition != CONFIDENTIALITY[-1]:
        # What is closed on the last day, or shown only from a later one, stays out of both.
        hidden = set(state_on(changes, day)["row_id"]) - set(everything["row_id"])
        earlier = earlier[~earlier["row_id"].isin(hidden)].reset_index(drop=True)
    state = _within(everything, area, home)
    before = None if earlier is None else _within(earlier, area, home)
    listed = listed_at(changes[changes["at"] < end_of(day)])
    hanging = listed.tables["obstacles"]
    is_open = hanging["status"].isin(OPEN_STATES) & hanging["initiative"].isin(state["row_id"])
    held = open_obstacles(listed, day)
    own = OpenObstacles.validate(held[held["number"].isin(state["number"])].reset_index(drop=True))
    if edition != CONFIDENTIALITY[-1]:
        shown = [everything] if earlier is None else [everything, earlier]
        state = numbered_anew(state, shown)
        before = None if before is None else numbered_anew(before, shown)
    return Report(
        area, edition, day, since, state, before, _phase_steps(state, before),
        None if before is None else _moved(before, state),
        own if edition == CONFIDENTIALITY[-1] else None,
        {kind: int((is_open & (hanging["kind"] == kind)).sum()) for kind in OBSTACLE_KINDS},
        ExpectedHalves.validate(expected(state)),
        None if area.gm_code is not None else _by_town(state, home, towns),
    )  # fmt: skip


def _within(state: pd.DataFrame, area: Area, home: Mapping[str, str]) -> pd.DataFrame:
    if area.gm_code is None:
        return state
    own = [home.get(row_id) == area.gm_code for row_id in state["row_id"]]
    return state[pd.Series(own, index=state.index, dtype=bool)].reset_index(drop=True)


def _moved(before: pd.DataFrame, state: pd.DataFrame) -> DataFrame[Movements]:
    table = compared(before, state).drop(columns="row_id")
    order = table["change"].map(NEWS.index)
    table = table.assign(order=order).sort_values(["order", "number"], ignore_index=True)
    return Movements.validate(table[list(Movements.to_schema().columns)])


def _phase_steps(state: pd.DataFrame, before: pd.DataFrame | None) -> DataFrame[PhaseSteps]:
    now = places_by_phase(state)
    then = None if before is None else places_by_phase(before)
    nothing = pd.Series(None, index=now.index, dtype="object")
    return PhaseSteps.validate(pd.DataFrame({
        "phase": now["phase"],
        "initiatives_before": (nothing if then is None else then["initiatives"]).astype("Int64"),
        "places_before": nothing.astype("str") if then is None else _ranges(then),
        "initiatives": now["initiatives"].astype("Int64"), "places": _ranges(now),
        "unknown": now["unknown"].astype("Int64"),
    }))  # fmt: skip


def _ranges(phases: pd.DataFrame) -> list[str]:
    return [
        between(int(low), int(high)) if count > unknown else ("onbekend" if count else "0")
        for low, high, count, unknown in phases[
            ["low", "high", "initiatives", "unknown"]
        ].itertuples(index=False)
    ]  # fmt: skip


def between(low: float, high: float) -> str:
    """Return a number of places from low to high, whole, as a reader writes it.

    >>> between(80, 80), between(1080, 1200.4)
    ('80', '1.080 tot 1.200')
    """
    one, other = number(low), number(high)
    return one if one == other else f"{one} tot {other}"


def _by_town(
    state: pd.DataFrame, home: Mapping[str, str], towns: Mapping[str, Area]
) -> DataFrame[TownProgress]:
    """Return a row per gemeente, by name; the last is of what belongs to none that is known."""
    code = pd.Series([home.get(row_id) for row_id in state["row_id"]], index=state.index,
                     dtype=object)  # fmt: skip
    low, high = ends(state)
    goes_on = ~state["phase"].isin([STOPPED, IN_USE])
    chance = state["chance_pct"].astype("Float64").fillna(0) / 100
    rows = []
    for gm_code, town in (*sorted(towns.items(), key=lambda one: one[1].name), (None, None)):
        own = code.isna() if gm_code is None else code == gm_code
        asked = Asked() if town is None else town.asked
        ahead = (own & goes_on).to_numpy(dtype=bool)
        weighed = float((low * chance)[ahead].fillna(0).sum())
        lacks = asked.to_realise
        row = (
            gm_code, NOWHERE if town is None else town.name,
            int((own & (state["phase"] != STOPPED)).sum()), int(low[ahead].sum()),
            int(high[ahead].sum()), weighed, asked.task,
            None if asked.task is not None else asked.computed, lacks,
            None if lacks is None else max(0, lacks - round(weighed)),
        )  # fmt: skip
        if gm_code is not None or own.any():
            rows.append(row)
    columns = list(TownProgress.to_schema().columns)
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    whole = [name for name in columns if name not in {"gm_code", "name", "weighed_low"}]
    kinds = dict.fromkeys(whole, "Int64") | {"weighed_low": "float64", "name": "str"}
    return TownProgress.validate(table.astype(kinds).assign(gm_code=table["gm_code"].astype("str")))
