"""Say why nothing fits: a smallest set of demands that cannot be met together.

QuickXplain (Junker 2004): a set of demands from which none can be left out; the rest of the
request plays no part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from sites.dutch import listed, number
from sites.plan.highs import INFEASIBLE, Engine, Stop, Work
from sites.plan.model import INF, Siting, programme
from sites.plan.tables import Setup

_WORK: Final = Work(calls=200, nodes=500, gap=1.0)


@dataclass(frozen=True)
class Demand:
    """One thing asked for, in English for the command line and in Dutch for a page."""

    kind: str
    index: int
    english: str
    dutch: str


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot be met together, though without any one of them they can."""

    demands: tuple[Demand, ...]

    @property
    def english(self) -> str:
        """Return one line for the command line."""
        said = "; ".join(demand.english for demand in self.demands)
        if len(self.demands) == 1:
            return f"this cannot be met by the candidates: {said}; change it"
        return f"these {len(self.demands)} demands cannot be met together: {said}; change one"

    @property
    def dutch(self) -> str:
        """Return one sentence for a page."""
        said = listed([demand.dutch for demand in self.demands])
        if len(self.demands) == 1:
            return f"Dit kan niet met de kandidaten die er zijn: {said}."
        return (
            f"Deze {len(self.demands)} eisen gaan niet samen: {said}. Verander er ten minste één."
        )


def explain(setup: Setup, *, stop: Stop | None = None) -> Conflict | None:
    """Return a smallest conflicting set, or nothing when a plan exists after all."""
    demands = demands_of(setup)

    def fails(active: Sequence[Demand]) -> bool:
        return not feasible(_with_only(setup.siting, active, demands), stop=stop)

    if not fails(demands):
        return None
    return Conflict(tuple(quick_explain(demands, fails)))


def quick_explain(
    demands: Sequence[Demand], fails: Callable[[Sequence[Demand]], bool]
) -> list[Demand]:
    """Return a subset that fails and of which every proper subset does not."""

    def search(base: list[Demand], changed: bool, rest: list[Demand]) -> list[Demand]:  # noqa: FBT001 - Junker's own form
        if changed and fails(base):
            return []
        if len(rest) <= 1:
            return rest
        half = len(rest) // 2
        first, second = rest[:half], rest[half:]
        later = search(base + first, bool(first), second)
        earlier = search(base + later, bool(later), first)
        return earlier + later

    if fails([]):
        return []
    return search([], changed=False, rest=list(demands))


def feasible(siting: Siting, *, stop: Stop | None = None) -> bool:
    """Tell whether any plan exists; the objective is left out."""
    prog = programme(siting)
    engine = Engine(replace(prog, cost=np.zeros_like(prog.cost)), stop=stop)
    if engine.relax().status == INFEASIBLE:
        return False
    return engine.whole(prog.integer, work=_WORK).status != INFEASIBLE


def demands_of(setup: Setup) -> list[Demand]:
    """List what can be given up; the general ones first, so that they are found last."""
    siting = setup.siting
    size = setup.params.size
    name = setup.hubs["name"].tolist()
    hubs = [
        Demand(
            "hub",
            h,
            f"{name[h]} has room for {_count(siting.hub_room[h])} places and "
            f"{siting.hub_max_sites[h]:.0f} sites",
            f"{name[h]} heeft ruimte voor {_number(siting.hub_room[h])} plekken en "
            f"{number(siting.hub_max_sites[h])} locaties",
        )
        for h in range(siting.hubs)
        if setup.hubs["kind"].iloc[h] != "mobiel team"
    ]
    teams = Demand(
        "team",
        -1,
        f"a mobile team serves at most {setup.params.hubs.team_sites} sites",
        f"een mobiel team bedient ten hoogste {number(setup.params.hubs.team_sites)} locaties",
    )
    opened = Demand(
        "open",
        -1,
        f"at most {siting.open_most:.0f} new hubs",
        f"er komen ten hoogste {number(siting.open_most)} nieuwe hubs",
    )
    cluster = Demand(
        "cluster",
        -1,
        f"sites of one cluster hold at least {size.cluster_places} durable places together",
        f"locaties van één cluster hebben samen ten minste {number(size.cluster_places)} duurzame "
        "plekken",
    )
    apart = Demand(
        "apart",
        -1,
        f"sites lie at least {size.apart_m:.0f} m apart",
        f"locaties liggen ten minste {number(size.apart_m)} m uit elkaar",
    )
    return [cluster, opened, teams, *hubs, apart, *_bound_demands(setup), *_kept(setup)]


def _bound_demands(setup: Setup) -> list[Demand]:
    demands = []
    for b, bound in enumerate(setup.siting.bounds):
        if np.isfinite(bound.most) and np.isinf(bound.over_price) and len(bound.sites):
            english = f"{bound.kind} {bound.name} can carry {bound.most:.0f} more places"
            dutch = f"{bound.kind} {bound.name} kan nog {number(bound.most)} plekken dragen"
            demands.append(Demand("over", b, english, dutch))
        if bound.least > 0 and np.isinf(bound.under_price):
            english = f"at least {bound.least:.0f} new places ({bound.kind} {bound.name})"
            dutch = f"er komen ten minste {number(bound.least)} plekken bij ({bound.name})"
            demands.append(Demand("under", b, english, dutch))
    return demands


def _kept(setup: Setup) -> list[Demand]:
    ids = setup.sites["site_id"].tolist()
    names = setup.sites["name"].tolist()
    return [
        Demand("keep", int(i), f"site {ids[i]} is kept", f"{names[i]} doet in elk geval mee")
        for i in np.flatnonzero(setup.siting.forced == 1)
    ]


def _count(room: float) -> str:
    return f"{room:.0f}" if np.isfinite(room) else "any number of"


def _number(room: float) -> str:
    return number(room) if np.isfinite(room) else "elk aantal"


def _with_only(siting: Siting, active: Sequence[Demand], every: Sequence[Demand]) -> Siting:
    """Drop the demands that are not active."""
    keep = {(demand.kind, demand.index) for demand in active}
    dropped = [d for d in every if (d.kind, d.index) not in keep]
    forced, room = siting.forced.copy(), siting.hub_room.copy()
    spokes = siting.hub_max_sites.copy()
    bounds = list(siting.bounds)
    changes: dict[str, object] = {}
    for demand in dropped:
        i = demand.index
        if demand.kind == "keep":
            forced[i] = -1
        elif demand.kind == "hub":
            room[i] = spokes[i] = INF
        elif demand.kind == "team":
            spokes[np.isinf(siting.hub_room)] = INF
        elif demand.kind == "open":
            changes["open_most"] = INF
        elif demand.kind == "cluster":
            changes["hub_least_durable"] = np.zeros(siting.hubs)
        elif demand.kind == "apart":
            changes["apart"] = None
        elif demand.kind == "over":
            bounds[i] = replace(bounds[i], most=INF)
        else:
            bounds[i] = replace(bounds[i], least=0.0)
    changes |= {"forced": forced, "hub_room": room, "hub_max_sites": spokes}
    return replace(siting, bounds=tuple(bounds), **changes)  # type: ignore[arg-type]
