"""Repair a plan when something falls away (N-1): the others stay where they are.

A site that drops out, a mother that closes, a mother that fills up: the sites that can stay keep
their hub, their sizes may change within what they allow, and new sites may open.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sites.dutch import counted, listed
from sites.plan.highs import Stop
from sites.plan.model import Bools, Chosen, Ints, Siting
from sites.plan.solve import Effort, Solved, solve
from sites.plan.tables import MOTHER, Setup

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
class _Loss:
    name: str
    kind: str  # "locatie", "moederlocatie sluit", "moederlocatie vol"
    gone: Ints  # sites that cannot open any more
    closed: Ints  # hubs that close for every site


def repairs(
    setup: Setup, plan: Solved, effort: Effort, *, stop: Stop | None = None
) -> pd.DataFrame:
    """Return the best repair for every site and every mother of the plan, one row each.

    ``loss`` is the value given up (0 where a plan that was not proven optimal even gains),
    ``short`` the places by which the target is missed further.
    ``opened``, ``grown``, ``shrunk`` and ``moved`` list site_ids, ``gm_codes`` the municipalities
    for which the number of places changes, ``words`` is one Dutch sentence. A repair that was not
    found says so and leaves these missing.
    """
    if plan.chosen is None:
        return pd.DataFrame(columns=list(COLUMNS))
    rows = []
    for loss in _losses(setup, plan.chosen):
        if stop is not None and stop():
            break
        harder = _harder(effort) if len(loss.closed) else effort
        rows.append(_repair(setup, plan, plan.chosen, loss, harder, stop))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _harder(effort: Effort) -> Effort:
    """Try harder when a mother falls away: far more has to be chosen anew."""
    return replace(
        effort,
        columns=2 * effort.columns,
        hub_calls=2 * effort.hub_calls,
        plan_calls=4 * effort.plan_calls,
    )


def _losses(setup: Setup, chosen: Chosen) -> list[_Loss]:
    siting, none = setup.siting, np.empty(0, dtype=np.int64)
    ids = setup.sites["site_id"].tolist()
    losses = [
        _Loss(ids[i], "locatie", np.array([i]), none)
        for i in np.sort(siting.pair_site[chosen.pair])
    ]
    used = set(siting.pair_hub[chosen.pair].tolist())
    for h, kind, at in zip(range(siting.hubs), setup.hubs["kind"], setup.hubs["at"], strict=True):
        if kind != MOTHER:
            continue
        with_team = np.flatnonzero((setup.hubs["at"] == at).to_numpy())
        if used & set(with_team.tolist()):
            losses.append(_Loss(str(at), "moederlocatie sluit", none, with_team))
        if h in used:
            losses.append(_Loss(str(at), "moederlocatie vol", none, np.array([h])))
    return losses


def _repair(
    setup: Setup, plan: Solved, chosen: Chosen, loss: _Loss, effort: Effort, stop: Stop | None
) -> dict[str, object]:
    siting = _after(setup.siting, chosen, loss)
    solved = solve(siting, effort, stop=stop)
    too_small = solved.chosen is None and bool((siting.hub_least_durable > 0).any())
    if too_small:  # what is left of a cluster may be too small to count: say so, and go on
        siting = replace(siting, hub_least_durable=np.zeros(siting.hubs))
        solved = solve(siting, effort, stop=stop)
    affected = _affected(setup.siting, chosen, loss)
    row: dict[str, object] = dict.fromkeys(COLUMNS)
    row |= {"lost": loss.name, "kind": loss.kind, "status": solved.status, "gap": solved.gap}
    row["places_lost"] = int(chosen.places[affected].sum())
    if solved.chosen is None:
        return row | {"words": "Hiervoor is geen herstel gevonden."}
    before = _places(setup, setup.siting, chosen)
    change = _change(before, _places(setup, siting, solved.chosen))
    short = max(0.0, _short(siting, solved) - _short(setup.siting, plan))
    words = _words(change, short)
    if too_small:
        words += " Een cluster houdt dan te weinig duurzame plekken over."
    joined = {key: "|".join(ids) for key, ids in change.items()}
    return (
        row | joined | {"loss": max(0.0, plan.value - solved.value), "short": short, "words": words}
    )


def _affected(siting: Siting, chosen: Chosen, loss: _Loss) -> Bools:
    site, hub = siting.pair_site[chosen.pair], siting.pair_hub[chosen.pair]
    return np.isin(site, loss.gone) | np.isin(hub, loss.closed)


def _after(siting: Siting, chosen: Chosen, loss: _Loss) -> Siting:
    """Return the model after the loss, with the unaffected sites held where they are."""
    affected = _affected(siting, chosen, loss)
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
    return replace(
        siting,
        pair_site=siting.pair_site[keep],
        pair_hub=siting.pair_hub[keep],
        pair_gain=siting.pair_gain[keep],
        pair_place_gain=siting.pair_place_gain[keep],
        forced=forced,
        limits=(),
    )


def _short(siting: Siting, solved: Solved) -> float:
    """Return the places short of the target."""
    under = 0.0 if solved.judged is None else solved.judged.under
    aims = np.array([bound.kind == "doel" for bound in siting.bounds])
    return float((under * aims).sum())


def _places(setup: Setup, siting: Siting, chosen: Chosen) -> pd.DataFrame:
    site = siting.pair_site[chosen.pair]
    return pd.DataFrame(
        {
            "places": chosen.places,
            "hub": setup.hubs["hub_id"].to_numpy()[siting.pair_hub[chosen.pair]],
            "gm_code": setup.sites["gm_code"].to_numpy()[site],
        },
        index=pd.Index(setup.sites["site_id"].to_numpy()[site], name="site_id"),
    ).sort_index()


def _change(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, list[str]]:
    """Return what changes for whom, as lists of ids."""
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="inner")
    now, then = both["places_after"], both["places_before"]
    towns = after.groupby("gm_code")["places"].sum()
    was = before.groupby("gm_code")["places"].sum()
    other = towns.sub(was, fill_value=0)
    return {
        "opened": after.index.difference(before.index).tolist(),
        "grown": both.index[now > then].tolist(),
        "shrunk": both.index[now < then].tolist(),
        "moved": both.index[both["hub_after"] != both["hub_before"]].tolist(),
        "gm_codes": other.index[other != 0].tolist(),
    }


def _words(change: dict[str, list[str]], short: float) -> str:
    said = [
        counted(len(change[key]), one, many)
        for key, one, many in (
            ("opened", "nieuwe locatie", "nieuwe locaties"),
            ("grown", "locatie wordt groter", "locaties worden groter"),
            ("shrunk", "locatie wordt kleiner", "locaties worden kleiner"),
            ("moved", "locatie gaat leunen op een andere plek", "locaties gaan anders leunen"),
        )
        if change[key]
    ]
    text = f"Herstel: {listed(said)}." if said else "De andere locaties veranderen niet."
    lacking = round(short)
    if lacking:
        text += f" Er {'is' if lacking == 1 else 'zijn'} dan {_missing(lacking)} te weinig."
    return text


def _missing(places: int) -> str:
    return counted(places, "plek", "plekken")
