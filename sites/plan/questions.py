"""Answer the questions around a plan: what a wish costs, and one objective against another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import number
from sites.plan.around.aims import Named
from sites.plan.around.alternatives import plan_of
from sites.plan.around.trade_off import STEPS, trade_off
from sites.plan.around.wishes import Wish, better_base, price_of_insisting, price_of_sparing
from sites.plan.around.worst_first import Town, held_of, towns_of, worst_first
from sites.plan.make import FRONT_EFFORT, NEARBY_EFFORT, PlanResult
from sites.plan.read import plan_agreements, plan_rows, plan_towns
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Solved
from sites.plan.tables import Setup
from sites.tables.plan_agreements import PlanAgreements
from sites.tables.plan_answers import PlanFair
from sites.tables.plan_front import PlanTradeOff

Say = Callable[[str], None]


def wishes_of(
    plan: PlanResult,
    insist: Sequence[str],
    spare: Sequence[str],
    *,
    stop: Stop | None = None,
    tell: Say | None = None,
) -> list[Wish]:
    """Return the price of having each site of ``insist`` and of sparing each gm_code of ``spare``.

    Empty where there is no plan to start from.
    """
    setup, best = plan.setup, plan.solved
    if setup is None or best is None or best.chosen is None:
        return []
    wishes = []
    for price, names, word in (
        (price_of_insisting, insist, "met"),
        (price_of_sparing, spare, "zonder"),
    ):
        for name in names:
            if tell is not None:
                tell(f"wat kost een plan {word} {name}")
            wishes.append(price(setup, best, name, NEARBY_EFFORT, stop=stop))
    return wishes


def better_start(plan: PlanResult, wishes: Sequence[Wish]) -> pd.DataFrame | None:
    """Return the rows of a plan above the best one, where a wish came upon it; else nothing.

    The price of a wish is against the best plan, so that one must then be made anew from there.
    """
    if plan.setup is None or plan.solved is None:
        return None
    found = better_base(plan.solved, wishes)
    if found is None or found.chosen is None:
        return None
    return plan_rows(plan.setup, found.chosen, plan.name)


def weighed(
    plan: PlanResult,
    objectives: tuple[Named, Named] | None,
    *,
    steps: int = STEPS,
    stop: Stop | None = None,
    tell: Say | None = None,
) -> DataFrame[PlanTradeOff] | None:
    """Return the front between two objectives; nothing where nobody asked or there is no plan."""
    if objectives is None:
        return None
    setup, best = plan.setup, plan.solved
    if setup is None or best is None or best.chosen is None:
        return None
    first, second = objectives
    return trade_off(
        setup, best, first, second, effort=FRONT_EFFORT, steps=steps, stop=stop, tell=tell
    )


@dataclass(frozen=True)
class FairAnswer:
    """The plan that puts the worst municipality first: its rows and towns, and both plans told."""

    rows: pd.DataFrame
    towns: pd.DataFrame
    table: DataFrame[PlanFair]
    agreements: DataFrame[PlanAgreements] | None = None


def fairest(plan: PlanResult, *, stop: Stop | None = None) -> FairAnswer | None:
    """Return the plan that lifts the worst municipality most; nothing where there is no plan."""
    setup, best = plan.setup, plan.solved
    if setup is None or best is None or best.chosen is None:
        return None
    towns = towns_of(setup)
    found = worst_first(setup.siting, towns, best, NEARBY_EFFORT, stop=stop)
    name = f"{plan.name}-eerlijk"
    made = found.solved.chosen or best.chosen
    solved = (best, found.solved if found.solved.chosen is not None else best)
    rows = [
        _fair_row(setup, towns, one, label, best.value)
        for one, label in zip(
            solved,
            ((plan.name, "hoogste som"), (name, "slechtste gemeente eerst")),
            strict=True,
        )
    ]
    rows[1]["bound_1000"] = found.bound
    rows[1]["words"] = _fair_words(rows[0], rows[1], found.bound)
    table = pd.DataFrame(rows, columns=list(PlanFair.to_schema().columns))
    return FairAnswer(
        plan_rows(setup, made, name),
        plan_towns(setup, made, name),
        DataFrame[PlanFair](table),
        plan_agreements(setup, made, name),
    )


def _fair_row(
    setup: Setup, towns: tuple[Town, ...], solved: Solved, label: tuple[str, str], best: float
) -> dict[str, object]:
    plan, rule = label
    chosen = plan_of(solved)
    held = held_of(setup.siting, chosen)
    levels = {town.name: town.level(float(held[town.sites].sum())) for town in towns}
    lowest = min(levels, key=lambda name: (levels[name], name))
    return {
        "plan": plan,
        "rule": rule,
        "worst_name": lowest,
        "worst_1000": levels[lowest],
        "bound_1000": float("nan"),
        "spread_1000": max(levels.values()) - levels[lowest],
        "sites": len(chosen.pair),
        "places": int(chosen.places.sum()),
        "value": solved.value,
        "loss": max(0.0, best - solved.value),
        "status": solved.status,
        "gap": solved.gap,
        "words": f"{rule[:1].upper()}{rule[1:]}: {lowest} heeft met "
        f"{number(levels[lowest], 1)} de minste plekken per 1.000 inwoners.",
    }


def _fair_words(sums: dict[str, object], fair: dict[str, object], bound: float) -> str:
    worst = float(str(fair["worst_1000"]))
    most = "hoger kan niet, binnen dit model"
    if bound > worst + 1e-9:
        most = f"hoger dan {number(bound, 1)} kan niet, binnen dit model"
    return (
        f"Gaat de gemeente met de minste plekken voor, dan heeft {fair['worst_name']} met "
        f"{number(worst, 1)} de minste plekken per 1.000 inwoners ({most}). In dit plan is dat "
        f"{sums['worst_name']} met {number(float(str(sums['worst_1000'])), 1)}. Dat kost "
        f"{number(float(str(fair['loss'])), 2)} punten."
    )
