"""Look around the best plan: truly different plans, trade-offs, and the price of a wish."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from sites.plan.highs import Stop
from sites.plan.model import INF, Chosen, Floats, Limit, Siting
from sites.plan.read import plan_parts
from sites.plan.solve import Effort, Solved, solve
from sites.plan.tables import PlanError, Setup

Named = Literal["suitability", "minutes", "sites", "cost", "moves", "municipalities"]
#: More of these is better; of the others less is.
_GOOD: Final = ("suitability", "municipalities")


@dataclass(frozen=True)
class Alternative:
    """One other plan: how far below the best, and which share of the best plan's sites it drops."""

    solved: Solved
    distance: float
    differs: float


def alternatives(
    setup: Setup, best: Solved, effort: Effort, *, stop: Stop | None = None
) -> tuple[Alternative, ...]:
    """Return plans near the best that differ from it and from each other in a share of sites.

    Each is the best plan that differs enough from all before it; fewer come back when the next
    would lie farther off than asked.
    """
    asked = setup.params.alternatives
    if best.chosen is None:
        return ()
    earlier = [best.chosen]
    found: list[Alternative] = []
    while len(found) < asked.count and not (stop is not None and stop()):
        limits = tuple(_unlike(setup.siting, plan, asked.differ) for plan in earlier)
        solved = solve(replace(setup.siting, limits=limits), effort, stop=stop)
        if solved.chosen is None:
            break
        distance = (best.value - solved.value) / max(1e-9, abs(best.value))
        if distance > asked.within:
            break
        found.append(
            Alternative(solved, distance, _differs(setup.siting, best.chosen, solved.chosen))
        )
        earlier.append(solved.chosen)
    return tuple(found)


def _unlike(siting: Siting, plan: Chosen, differ: float) -> Limit:
    """Allow at most a share of a plan's sites to come back."""
    there = np.zeros(siting.sites, dtype=bool)
    there[siting.pair_site[plan.pair]] = True
    most = np.floor(len(plan.pair) * (1 - differ) + 1e-9)
    return Limit("anders", pair=there[siting.pair_site].astype(float), most=float(most))


def _differs(siting: Siting, plan: Chosen, other: Chosen) -> float:
    ours = set(siting.pair_site[plan.pair].tolist())
    theirs = set(siting.pair_site[other.pair].tolist())
    return len(ours - theirs) / max(1, len(ours))


def trade_off(
    setup: Setup,
    best: Solved,
    first: Named,
    second: Named,
    *,
    effort: Effort,
    steps: Sequence[float] = (0.5, 0.75, 1.0, 1.25, 1.5),
) -> pd.DataFrame:
    """Return the best amount of ``second`` for several limits on ``first``.

    The limits are the given shares of what the best plan has of ``first`` (a least amount where
    more is better). Shortfalls keep their price. Columns: limit, first, second, status, gap; a
    limit that no plan can keep has missing amounts.
    """
    if first == second:
        msg = f"a trade-off needs two different objectives, not {first} twice"
        raise PlanError(msg)
    if best.chosen is None:
        msg = "a trade-off needs a plan to start from, and there is none"
        raise PlanError(msg)
    base = _amount(setup, best.chosen, first)
    rows = []
    for step in steps:
        limited = _limited(_aimed(setup, second), setup, first, base * step)
        solved = solve(limited, effort)
        amounts = [float("nan")] * 2
        if solved.chosen is not None:
            amounts = [_amount(setup, solved.chosen, name) for name in (first, second)]
        rows.append((base * step, *amounts, solved.status, solved.gap))
    return pd.DataFrame(rows, columns=["limit", first, second, "status", "gap"])


def _amount(setup: Setup, chosen: Chosen, name: Named) -> float:
    if name == "municipalities":
        codes = setup.sites["gm_code"].to_numpy()[setup.siting.pair_site[chosen.pair]]
        return float(len(set(codes)))
    parts = plan_parts(setup, chosen, "").set_index("part")["raw"]
    return float(parts[name])


def _raw(setup: Setup, name: Named) -> tuple[Floats, Floats, Floats]:
    if name != "municipalities":
        return setup.parts[name]
    pairs, hubs = setup.siting.pairs, setup.siting.hubs
    return np.zeros(pairs), np.zeros(pairs), np.zeros(hubs)


def _aimed(setup: Setup, name: Named) -> Siting:
    """Steer by one objective; the plan's own value only breaks ties."""
    siting, hint = setup.siting, 1e-3
    sign = 1.0 if name in _GOOD else -1.0
    pair, place, hub = _raw(setup, name)
    bounds = siting.bounds
    if name == "municipalities":
        bounds = tuple(
            replace(b, any_gain=1.0) if b.kind == "gemeente" else b for b in siting.bounds
        )
    return replace(
        siting,
        bounds=bounds,
        pair_gain=sign * pair + hint * siting.pair_gain,
        pair_place_gain=sign * place + hint * siting.pair_place_gain,
        hub_cost=-sign * hub + hint * siting.hub_cost,
    )


def _limited(siting: Siting, setup: Setup, name: Named, amount: float) -> Siting:
    if name == "municipalities":
        msg = "the first objective of a trade-off is limited; put 'municipalities' second"
        raise PlanError(msg)
    pair, place, hub = _raw(setup, name)
    least, most = (amount, INF) if name in _GOOD else (-INF, amount)
    return replace(siting, limits=(*siting.limits, Limit(name, pair, place, hub, least, most)))


@dataclass(frozen=True)
class Wish:
    """What a wish costs: the value lost at most, and what changes per part.

    ``loss_least`` allows for the gap of the best plan: the true price lies between the two.
    """

    wish: str
    status: str
    loss: float
    loss_least: float
    parts: pd.DataFrame


def price_of_insisting(setup: Setup, best: Solved, site_id: str, effort: Effort) -> Wish:
    """Return what it costs to have one site in the plan whatever happens."""
    at = _site_number(setup, site_id)
    forced = setup.siting.forced.copy()
    forced[at] = 1
    return _wish(setup, best, replace(setup.siting, forced=forced), effort, f"met {site_id}")


def price_of_sparing(setup: Setup, best: Solved, gm_code: str, effort: Effort) -> Wish:
    """Return what it costs to open nothing in one municipality."""
    inside = (setup.sites["gm_code"] == gm_code).to_numpy()
    if gm_code not in set(setup.municipalities["gm_code"]):
        msg = f"no municipality {gm_code} in this plan; codes look like GM0307"
        raise PlanError(msg)
    forced = setup.siting.forced.copy()
    forced[inside] = 0
    return _wish(setup, best, replace(setup.siting, forced=forced), effort, f"zonder {gm_code}")


def _site_number(setup: Setup, site_id: str) -> int:
    at = np.flatnonzero((setup.sites["site_id"] == site_id).to_numpy())
    if not len(at):
        msg = f"no site {site_id} among the {len(setup.sites)} candidates of this plan"
        raise PlanError(msg)
    return int(at[0])


def _wish(setup: Setup, best: Solved, siting: Siting, effort: Effort, name: str) -> Wish:
    if best.chosen is None:
        msg = "the price of a wish needs a plan to start from, and there is none"
        raise PlanError(msg)
    solved = solve(siting, effort)
    if solved.chosen is None:
        return Wish(name, solved.status, INF, INF, pd.DataFrame())
    before = plan_parts(setup, best.chosen, "").set_index("part")
    after = plan_parts(replace_siting(setup, siting), solved.chosen, "").set_index("part")
    change: Any = after[["raw", "contribution"]] - before[["raw", "contribution"]]
    least = max(0.0, best.value - solved.bound)
    return Wish(name, solved.status, best.value - solved.value, least, change.reset_index())


def replace_siting(setup: Setup, siting: Siting) -> Setup:
    """Return the same names over a changed model."""
    return replace(setup, siting=siting)
