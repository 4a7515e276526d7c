"""The price of a wish: to have one site in any case, to spare one municipality."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd

from sites.base.dutch import counted, listed, number, rounded
from sites.plan.around.alternatives import plan_of
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Chosen, Siting
from sites.plan.nearest import nearest_teams
from sites.plan.read import plan_parts
from sites.plan.request import PlanError
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Effort, Solved, Status, solve
from sites.plan.tables import Setup

WISH_COLUMNS: Final = (
    "wish",
    "kind",
    "status",
    "gap",
    "loss",
    "loss_least",
    "sites_changed",
    "words",
)
_SEEN: Final = 0.005  # points: what rounds to less is "minder dan 0,01 punt"


@dataclass(frozen=True)
class Wish:
    """What a wish costs, in the points of the objective.

    ``loss`` is what the plan found gives up against the best plan found, never below 0;
    ``loss_least`` is what any plan with this wish gives up at least. ``is_better`` tells that the
    search came upon a plan above the best one so far: then ``solved`` is the one to go on from
    (``better_base``). ``parts`` has the change per part of the objective, and is empty where
    there is no plan; then ``loss`` is infinite.
    """

    wish: str
    kind: Literal["met", "zonder"]
    status: str
    gap: float
    loss: float
    loss_least: float
    sites_changed: int | None
    words: str
    parts: pd.DataFrame
    is_better: bool
    solved: Solved


def wishes_table(wishes: Sequence[Wish]) -> pd.DataFrame:
    """Return the wishes as a table, in the order asked; unknown stays missing."""
    rows = [[getattr(wish, name) for name in WISH_COLUMNS] for wish in wishes]
    table = pd.DataFrame(rows, columns=list(WISH_COLUMNS))
    return table.astype({"sites_changed": "Int64"})


def better_base(best: Solved, wishes: Sequence[Wish]) -> Solved | None:
    """Return the best plan that a wish came upon when it beats the base plan, or nothing.

    A wish only adds demands, so its plan is a plan without the wish too, and the bound of the base
    holds for it.
    """
    better = [wish.solved for wish in wishes if wish.is_better]
    if not better:
        return None
    found = max(better, key=lambda solved: solved.value)
    bound = max(best.bound, found.value)
    proven = bound - found.value <= 2e-7 * max(1.0, abs(found.value))
    status: Status = "bewezen optimaal binnen dit model" if proven else "beste gevonden"
    return replace(found, bound=bound, status=status)


def price_of_insisting(
    setup: Setup, best: Solved, site_id: str, effort: Effort, *, stop: Stop | None = None
) -> Wish:
    """Return what it costs to have one site in the plan whatever happens."""
    at = np.flatnonzero((setup.sites["site_id"] == site_id).to_numpy())
    if not len(at):
        raise PlanError(
            "no site {site_id} among the {sites_count} candidates of this plan",
            site_id=site_id,
            sites_count=len(setup.sites),
        )
    forced = setup.siting.forced.copy()
    forced[at] = 1
    siting = replace(setup.siting, forced=forced)
    start = _with_site(siting, plan_of(best), int(at[0]))
    name = str(setup.sites["name"].iloc[int(at[0])])
    label = name if site_id in name else f"{name} ({site_id})"
    return _wish(setup, best, siting, start, ("met", label), effort, stop)


def price_of_sparing(
    setup: Setup, best: Solved, gm_code: str, effort: Effort, *, stop: Stop | None = None
) -> Wish:
    """Return what it costs to open nothing in one municipality, by its code or its name."""
    towns = setup.municipalities
    mine = towns[(towns["gm_code"] == gm_code) | (towns["name"] == gm_code)]
    if mine.empty:
        raise PlanError(
            "no municipality {gm_code} in this plan; use the code of one in the area",
            gm_code=gm_code,
        )
    inside = (setup.sites["gm_code"] == mine["gm_code"].iloc[0]).to_numpy()
    kept = inside & (setup.siting.forced == 1)
    if kept.any():
        site = setup.sites["site_id"][kept].iloc[0]
        raise PlanError(
            "cannot spare {gm_code}: site {site} there is kept; drop one of the two",
            gm_code=gm_code,
            site=site,
        )
    forced = setup.siting.forced.copy()
    forced[inside] = 0
    siting = replace(setup.siting, forced=forced)
    plan = plan_of(best)
    stay = ~inside[siting.pair_site[plan.pair]]
    start = Chosen(plan.pair[stay], plan.places[stay], plan.moved)
    kind: tuple[Literal["zonder"], str] = ("zonder", str(mine["name"].iloc[0]))
    return _wish(setup, best, siting, start, kind, effort, stop)


def _with_site(siting: Siting, plan: Chosen, at: int) -> Chosen:
    """Return the plan with one site added and those too near it taken out, to start from."""
    if at in siting.pair_site[plan.pair]:
        return plan
    near = set()
    if siting.apart is not None:
        pairs = siting.apart[(siting.apart == at).any(axis=1)]
        near = set(pairs.ravel().tolist())
    stay = np.array([s not in near for s in siting.pair_site[plan.pair].tolist()], dtype=bool)
    pair, places = plan.pair[stay], plan.places[stay]
    own = np.flatnonzero(siting.pair_site == at)
    trials = [
        Chosen(np.append(pair, one), np.append(places, size), plan.moved)
        for one in own.tolist()
        for size in (siting.most[at], siting.least[at])
    ]
    fits = [(judge(siting, trial), trial) for trial in trials]
    good = [(judged.value, trial) for judged, trial in fits if not judged.broken]
    return max(good, key=lambda one: one[0])[1] if good else Chosen(pair, places, plan.moved)


def _wish(
    setup: Setup,
    best: Solved,
    siting: Siting,
    start: Chosen,
    name: tuple[Literal["met", "zonder"], str],
    effort: Effort,
    stop: Stop | None,
) -> Wish:
    if best.chosen is None:
        raise PlanError("the price of a wish needs a plan to start from, and there is none")
    kind, label = name
    after = replace(setup, siting=siting)
    solved = solve(siting, effort, start=start, stop=stop, bound=best.bound)
    if best.status == "bewezen optimaal binnen dit model" and not judge(siting, best.chosen).broken:
        solved = best  # the best plan grants the wish as it is
    solved = nearest_teams(after, solved)
    head = f"Met {label} in elk geval" if kind == "met" else f"Zonder nieuwe locaties in {label}"
    if solved.chosen is None:
        said = "dit kan niet" if solved.status == "onmogelijk" else "geen plan gevonden"
        return Wish(
            f"{kind} {label}", kind, solved.status, INF, INF, _least(best, solved), None,
            f"{head}: {said}.", pd.DataFrame(), is_better=False, solved=solved,
        )  # fmt: skip
    change = _parts_changed(setup, best.chosen, after, solved.chosen)
    is_better = solved.value > best.value + 1e-6 * max(1.0, abs(best.value))
    changed = _sites_changed(siting, best.chosen, solved.chosen)
    loss = max(0.0, best.value - solved.value)
    words = f"{head}: {_price(loss, best.value, better=is_better)}"
    details = changes_in_words(change, int(best.chosen.places.sum()))
    words += f" ({listed(details)})." if details and changed else "."
    return Wish(
        f"{kind} {label}", kind, solved.status, solved.gap, loss, _least(best, solved), changed,
        words, change.reset_index(), is_better=is_better, solved=solved,
    )  # fmt: skip


def _least(best: Solved, solved: Solved) -> float:
    return max(0.0, best.value - solved.bound)


def _sites_changed(siting: Siting, one: Chosen, other: Chosen) -> int:
    """Count the sites of the plan that are not in the other, and the other way round the larger."""
    ours, theirs = (set(siting.pair_site[plan.pair].tolist()) for plan in (one, other))
    return max(len(ours - theirs), len(theirs - ours))


def _parts_changed(before: Setup, plan: Chosen, after: Setup, other: Chosen) -> pd.DataFrame:
    was = plan_parts(before, plan, "").set_index("part")
    now = plan_parts(after, other, "").set_index("part")
    change: pd.DataFrame = now[["raw", "contribution"]].sub(was[["raw", "contribution"]])
    return change


def _price(loss: float, value: float, *, better: bool) -> str:
    if better:
        return "kost niets; dit plan is zelfs beter dan het plan dat er was"
    if loss == 0:
        return "kost niets"
    if loss < _SEEN:
        return "kost minder dan 0,01 punt"
    unit = "punt" if loss <= 1 else "punten"
    share = f", {number(100 * loss / abs(value), 1)}% van het plan" if value else ""
    return f"kost {number(loss, 2)} {unit}{share}"


def changes_in_words(change: pd.DataFrame, places: int) -> list[str]:
    """Say what changes, each part in the unit that a reader knows; nothing for what rounds to 0."""
    raw = change["raw"].to_dict()
    travel = raw["minutes"] * 100 / max(1, places) * 100  # minutes of 100 residents together
    parts = (
        (raw["shortfall"], 0, "plek", "plekken", "te weinig of te veel", "minder te kort"),
        (travel, 0, "minuut", "minuten", "meer reistijd per 100 bewoners", ""),
        (raw["sites"], 0, "locatie", "locaties", "meer", "minder"),
        (raw["cost"], 1, "miljoen euro", "miljoen euro", "per jaar meer", "per jaar minder"),
        (raw["fairness"] * 100, 0, "plek", "plekken", "verder van de aandelen", "dichter bij"),
    )
    said = []
    for amount, decimals, one, many, more, fewer in parts:
        size = float(rounded(abs(amount), decimals))
        if not size:
            continue
        tail = more if amount > 0 else fewer or more.replace("meer", "minder")
        noun = counted(int(size), one, many) if not decimals else f"{number(size, decimals)} {one}"
        said.append(f"{noun} {tail}")
    if raw["suitability"] <= -_SEEN:
        said.append("minder geschikte locaties")
    return said
