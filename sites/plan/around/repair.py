"""Repair a plan when something falls away (N-1): the others stay where they are.

A site that drops out, a mother that closes, a mother that fills up: the sites that can stay keep
their hub, their sizes may change within what they allow, and new sites may open.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sites.base.apportion import records
from sites.base.dutch import rounded
from sites.plan.around.alternatives import plan_of
from sites.plan.around.repair_words import Change, change_of, words_of
from sites.plan.model.model import INF, Bools, Chosen, Ints, Siting
from sites.plan.model.spokes import MOTHER
from sites.plan.nearest import nearest_teams
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, solve
from sites.plan.tables import Setup

COLUMNS = (
    "lost",
    "kind",
    "status",
    "gap",
    "places_lost",
    "loss",
    "short",
    "opened",
    "grown",
    "shrunk",
    "moved",
    "gm_codes",
    "words",
)


@dataclass(frozen=True)
class Loss:
    """One thing that falls away: a site, or a mother location for all or for residents only."""

    name: str
    kind: str  # "locatie", "moederlocatie sluit", "moederlocatie vol"
    gone: Ints  # sites that cannot open any more
    closed: Ints  # hubs that close for every site


def repairs(
    setup: Setup,
    plan: Solved,
    effort: Effort,
    *,
    mothers: pd.DataFrame | None = None,
    stop: Stop | None = None,
) -> pd.DataFrame:
    """Return the best repair for every site and every mother of the plan, one row each.

    ``loss`` is the value given up (0 where a plan that was not proven optimal even gains),
    ``gap`` what a better repair could still win, as a share of the value of the plan *before* the
    loss: the value after it can be near zero. ``short`` is by how many places the target is
    missed further. ``opened``, ``grown``, ``shrunk`` and ``moved`` list site_ids, ``gm_codes``
    the municipalities for which the number of places changes, ``words`` says it in Dutch. A
    repair that was not found says so and leaves these missing.

    ``mothers`` (hub_id, places, room_school) tells what a mother holds itself. That is named in
    the words and not replaced: the candidates are small sites.
    """
    if plan.chosen is None:
        return pd.DataFrame(columns=list(COLUMNS))
    own = {} if mothers is None else {row["hub_id"]: row for row in records(mothers)}
    rows = []
    for loss in losses(setup, plan.chosen):
        if stop is not None and stop():
            break
        rows.append(_repair(setup, plan, plan.chosen, loss, effort, own.get(loss.name), stop))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def losses(setup: Setup, chosen: Chosen) -> list[Loss]:
    """List every site of the plan and every mother that it leans on, itself or by its team."""
    siting, none = setup.siting, np.empty(0, dtype=np.int64)
    ids = setup.sites["site_id"].tolist()
    found = [
        Loss(ids[i], "locatie", np.array([i]), none) for i in np.sort(siting.pair_site[chosen.pair])
    ]
    used = set(siting.pair_hub[chosen.pair].tolist())
    for h, kind, at in zip(range(siting.hubs), setup.hubs["kind"], setup.hubs["at"], strict=True):
        if kind != MOTHER:
            continue
        with_team = np.flatnonzero((setup.hubs["at"] == at).to_numpy())
        if used & set(with_team.tolist()):
            found.append(Loss(str(at), "moederlocatie sluit", none, with_team))
        if h in used:
            found.append(Loss(str(at), "moederlocatie vol", none, np.array([h])))
    return found


def _repair(
    setup: Setup,
    plan: Solved,
    chosen: Chosen,
    loss: Loss,
    effort: Effort,
    own: dict[str, object] | None,
    stop: Stop | None,
) -> dict[str, object]:
    affected = _affected(setup.siting, chosen, loss)
    after, solved, too_small = mend(setup, plan, loss, effort, stop=stop)
    row: dict[str, object] = dict.fromkeys(COLUMNS)
    row |= {"lost": loss.name, "kind": loss.kind, "status": solved.status}
    row["places_lost"] = int(chosen.places[affected].sum())
    if solved.chosen is None:  # then there is nothing that a gap could be of
        return row | {"words": "Hiervoor is geen herstel gevonden."}
    row["gap"] = max(0.0, solved.bound - solved.value) / max(1e-9, abs(plan.value))
    short = max(0.0, _short(after.siting, solved) - _short(setup.siting, plan))
    change = change_of(setup, chosen, after, plan_of(solved), affected)
    lacking = _lacking(plan, solved, setup.siting)
    words = words_of(change, loss.kind, loss.name, int(rounded(short)), lacking, own)
    if too_small:
        words += " Een cluster houdt dan te weinig duurzame plekken over."
    return (
        row
        | _listed(change)
        | {"loss": max(0.0, plan.value - solved.value), "short": short, "words": words}
    )


def mend(
    setup: Setup, plan: Solved, loss: Loss, effort: Effort, *, stop: Stop | None = None
) -> tuple[Setup, Solved, bool]:
    """Return the model after a loss, the best repair in it, and whether a cluster got too small.

    What is left of a cluster may be too small to count as durable: then that rule goes, once.
    """
    chosen = plan_of(plan)
    affected = _affected(setup.siting, chosen, loss)
    after, start = after_loss(setup, chosen, loss, affected)
    # Where every repair is a plan of the problem before, its bound holds here.
    bound = plan.bound if _only_stricter(setup.siting, after.siting) else INF
    solved = solve(after.siting, effort, start=start, stop=stop, bound=bound)
    too_small = solved.chosen is None and bool((after.siting.hub_least_durable > 0).any())
    if too_small:
        eased = replace(after.siting, hub_least_durable=np.zeros(after.siting.hubs))
        after = replace(after, siting=eased)
        solved = solve(eased, effort, start=start, stop=stop)
    return after, nearest_teams(after, solved), too_small


def _listed(change: Change) -> dict[str, str]:
    lists = {
        "opened": change.opened,
        "grown": change.grown,
        "shrunk": change.shrunk,
        "moved": change.moved,
    }
    return {key: "|".join(table.index) for key, table in lists.items()} | {
        "gm_codes": "|".join(change.towns.index)
    }


def _affected(siting: Siting, chosen: Chosen, loss: Loss) -> Bools:
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    return np.isin(site, loss.gone) | np.isin(hub, loss.closed)


def after_loss(setup: Setup, chosen: Chosen, loss: Loss, affected: Bools) -> tuple[Setup, Chosen]:
    """Return the model after a loss, with all that is not affected held in its place, and that."""
    after = _after(setup, chosen, loss, affected)
    return after, _start(setup, after, chosen, affected)


def _after(setup: Setup, chosen: Chosen, loss: Loss, affected: Bools) -> Setup:
    """Return the model after the loss, with the unaffected sites held where they are."""
    siting = setup.siting
    stay = chosen.pair[~affected]
    staying = np.zeros(siting.sites, dtype=bool)
    staying[siting.pair_site[stay]] = True
    allowed = ~staying[siting.pair_site] & ~np.isin(siting.pair_hub, loss.closed)
    allowed &= ~np.isin(siting.pair_site, loss.gone)
    allowed[stay] = True
    keep = np.flatnonzero(allowed)
    forced = siting.forced.copy()
    forced[loss.gone] = 0
    # A kept site that lost every hub can only go.
    reached = np.zeros(siting.sites, dtype=bool)
    reached[siting.pair_site[keep]] = True
    forced[~reached] = 0
    forced[staying] = 1
    after = replace(
        siting,
        pair_site=siting.pair_site[keep],
        pair_hub=siting.pair_hub[keep],
        pair_gain=siting.pair_gain[keep],
        pair_place_gain=siting.pair_place_gain[keep],
        forced=forced,
        limits=(),
    )
    return replace(
        setup,
        siting=after,
        pair_min=setup.pair_min[keep],
        pair_mode=setup.pair_mode[keep],
        pair_local=setup.pair_local[keep],
    )


def _start(setup: Setup, after: Setup, chosen: Chosen, affected: Bools) -> Chosen:
    """Return the plan without what is lost, in the numbers of the model after the loss."""
    number = {
        pair: n
        for n, pair in enumerate(
            zip(after.siting.pair_site.tolist(), after.siting.pair_hub.tolist(), strict=True)
        )
    }
    stay = chosen.pair[~affected]
    pairs = zip(
        setup.siting.pair_site[stay].tolist(), setup.siting.pair_hub[stay].tolist(), strict=True
    )
    at = np.array([number[pair] for pair in pairs], dtype=np.int64)
    return Chosen(at, chosen.places[~affected], chosen.moved)


def _only_stricter(before: Siting, after: Siting) -> bool:
    """Tell whether every repair is a plan of the problem before, so that its bound holds here."""
    freed = (before.forced == 1) & (after.forced != 1)
    return not before.limits and not freed.any()


def _lacking(plan: Solved, solved: Solved, siting: Siting) -> dict[str, int]:
    """Return by how much more each municipality misses its lower bound."""
    if plan.judged is None or solved.judged is None:
        return {}
    more = solved.judged.under - plan.judged.under
    return {
        bound.name: int(rounded(step))
        for bound, step in zip(siting.bounds, more, strict=True)
        if bound.kind == "gemeente" and rounded(step) > 0
    }


def _short(siting: Siting, solved: Solved) -> float:
    """Return the places short of the target."""
    under = 0.0 if solved.judged is None else solved.judged.under
    aims = np.array([bound.kind == "doel" for bound in siting.bounds])
    return float((under * aims).sum())
