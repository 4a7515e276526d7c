"""Name what a request demands, and leave demands out of the model one by one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sites.base.dutch import counted, number
from sites.base.messages import Message, say
from sites.plan.model.model import INF, Ints, Siting
from sites.plan.model.spokes import MOTHER, NEW, TEAM
from sites.plan.tables import Setup
from sites.tables.filters import names_by


@dataclass(frozen=True)
class Demand:
    """One thing asked for, as a message for the command line and in Dutch for a page.

    ``members`` are the hubs, bounds or sites of the model that it is about.
    """

    kind: str  # "cluster", "open", "team", "hub", "new", "apart", "kern", "over", "under", "keep"
    members: tuple[int, ...]
    said: Message
    dutch: str


def demands_of(setup: Setup) -> list[Demand]:
    """List what can be given up; the general ones first, so that they are found last.

    Kernen with a kept site are demands of their own; the others count as one, and so do the new
    hubs: a list of a hundred kernen explains nothing.
    """
    return [*_rules(setup), *_hubs(setup), *_bounds(setup), *_kept(setup)]


def _rules(setup: Setup) -> list[Demand]:
    siting, size = setup.siting, setup.params.size
    rules = []
    if (siting.hub_least_durable > 0).any():
        places = number(size.cluster_places)
        rules.append(
            Demand(
                "cluster",
                (),
                say(
                    "sites of one cluster hold at least {places} durable places together",
                    places=size.cluster_places,
                ),
                f"locaties van één cluster hebben samen ten minste {places} duurzame plekken",
            )
        )
    if siting.hub_counts.any() and np.isfinite(siting.open_most):
        most = siting.open_most
        rules.append(
            Demand(
                "open",
                (),
                say("at most {most:.0f} new hubs", most=most),
                f"er komen ten hoogste {number(most)} nieuwe hubs",
            )
        )
    if siting.apart is not None and len(siting.apart):
        rules.append(
            Demand(
                "apart",
                (),
                say("sites lie at least {apart_m:.0f} m apart", apart_m=size.apart_m),
                f"locaties liggen ten minste {number(size.apart_m)} m uit elkaar",
            )
        )
    return rules


def _hubs(setup: Setup) -> list[Demand]:
    siting, asked = setup.siting, setup.params.hubs
    kinds, names = setup.hubs["kind"].to_numpy(), setup.hubs["name"].tolist()
    demands = []
    if len(teams := np.flatnonzero(kinds == TEAM)):
        demands.append(
            Demand(
                "team",
                tuple(teams.tolist()),
                say("a mobile team serves at most {sites} sites", sites=asked.team_sites),
                f"een mobiel team bedient ten hoogste {_sites(asked.team_sites)}",
            )
        )
    if len(new := np.flatnonzero(kinds == NEW)):
        demands.append(
            Demand(
                "new",
                tuple(new.tolist()),
                say(
                    "a new hub has room for {places} places and {sites} sites",
                    places=asked.new_room,
                    sites=asked.new_max_sites,
                ),
                f"een nieuwe hub heeft ruimte voor {_places(asked.new_room)} en "
                f"{_sites(asked.new_max_sites)}",
            )
        )
    demands += [
        Demand(
            "hub",
            (int(h),),
            _room(names[h], siting.hub_room[h], siting.hub_max_sites[h]),
            f"{names[h]} heeft ruimte voor {_places(siting.hub_room[h])} en "
            f"{_sites(siting.hub_max_sites[h])}",
        )
        for h in np.flatnonzero(kinds == MOTHER)
    ]
    return demands


def _bounds(setup: Setup) -> list[Demand]:
    siting = setup.siting
    town_names = names_by(setup.municipalities, "gm_code")
    kept = siting.forced == 1
    demands, rest = [], []
    for b, bound in enumerate(siting.bounds):
        name = town_names.get(bound.name, bound.name)
        if np.isfinite(bound.most) and np.isinf(bound.over_price) and len(bound.sites):
            if bound.kind == "kern" and not kept[bound.sites].any():
                rest.append(b)
            else:
                said = say(
                    "{kind} {name} can carry {most:.0f} more places",
                    kind=bound.kind,
                    name=name,
                    most=bound.most,
                )
                dutch = f"{bound.kind} {name} kan nog {_places(bound.most)} dragen"
                demands.append(Demand("over", (b,), said, dutch))
        if bound.least > 0 and np.isinf(bound.under_price):
            said = say(
                "at least {least:.0f} new places ({kind} {name})",
                least=bound.least,
                kind=bound.kind,
                name=name,
            )
            where = "" if bound.kind == "doel" else f" in {bound.kind} {name}"
            comes = "er komt" if bound.least == 1 else "er komen"
            dutch = f"{comes} ten minste {_places(bound.least)} bij{where}"
            demands.append(Demand("under", (b,), said, dutch))
    if rest:
        per = setup.load.kern.middle
        said = say(
            "a kern carries {per:g} places per {people} inhabitants ({count} kernen)",
            per=per,
            people=1000,
            count=len(rest),
        )
        dutch = f"een kern draagt {number(per)} plekken per 1.000 inwoners"
        demands.insert(0, Demand("kern", tuple(rest), said, dutch))
    return demands


def _kept(setup: Setup) -> list[Demand]:
    siting = setup.siting
    ids, names = setup.sites["site_id"].tolist(), setup.sites["name"].tolist()
    reached = np.zeros(siting.sites, dtype=bool)
    reached[siting.pair_site] = True
    demands = []
    for i in np.flatnonzero(siting.forced == 1):
        said, dutch = say("site {id} is kept", id=ids[i]), f"{names[i]} doet in elk geval mee"
        if not reached[i]:
            said = say(
                "site {id} is kept, but no mother location, new hub or team is within reach",
                id=ids[i],
            )
            dutch += ", maar er is geen moederlocatie, nieuwe hub of mobiel team binnen bereik"
        demands.append(Demand("keep", (int(i),), said, dutch))
    return demands


def _room(name: str, room: float, sites: float) -> Message:
    if np.isfinite(room):
        return say("{name} has room for {places:.0f} places and {sites:.0f} sites",
                   name=name, places=room, sites=sites)  # fmt: skip
    return say("{name} has room for {sites:.0f} sites", name=name, sites=sites)


def _places(count: float) -> str:
    return counted(count, "plek", "plekken") if np.isfinite(count) else "elk aantal plekken"


def _sites(count: float) -> str:
    return counted(count, "locatie", "locaties")


def with_only(siting: Siting, active: Sequence[Demand], every: Sequence[Demand]) -> Siting:
    """Return the model without the demands that are not active."""
    keep = {(demand.kind, demand.members) for demand in active}
    for demand in every:
        if (demand.kind, demand.members) not in keep:
            siting = _without(siting, demand)
    return siting


def _without(siting: Siting, demand: Demand) -> Siting:
    members = np.array(demand.members, dtype=np.int64)
    match demand.kind:
        case "keep":
            return replace(siting, forced=_set(siting.forced, members, -1))
        case "hub" | "new" | "team":
            return replace(
                siting,
                hub_room=_set(siting.hub_room, members, INF),
                hub_max_sites=_set(siting.hub_max_sites, members, INF),
            )
        case "open":
            return replace(siting, open_most=INF)
        case "cluster":
            return replace(siting, hub_least_durable=np.zeros(siting.hubs))
        case "apart":
            return replace(siting, apart=None)
    bounds = list(siting.bounds)
    for b in demand.members:
        under = demand.kind == "under"
        bounds[b] = replace(bounds[b], least=0.0) if under else replace(bounds[b], most=INF)
    return replace(siting, bounds=tuple(bounds))


def _set(values: NDArray[Any], members: Ints, to: float) -> NDArray[Any]:
    changed = values.copy()
    changed[members] = to
    return changed
