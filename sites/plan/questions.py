"""Answer the questions around a plan: what a wish costs, and one objective against another."""

from collections.abc import Callable, Sequence

import pandas as pd

from sites.plan.around.trade_off import Named, trade_off
from sites.plan.around.wishes import Wish, better_base, price_of_insisting, price_of_sparing
from sites.plan.make import NEARBY_EFFORT, PlanResult
from sites.plan.read import plan_rows
from sites.plan.solve.highs import Stop

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
    plan: PlanResult, objectives: tuple[Named, Named], *, stop: Stop | None = None
) -> pd.DataFrame | None:
    """Return the trade-off of two objectives around a plan; nothing where there is no plan."""
    setup, best = plan.setup, plan.solved
    if setup is None or best is None or best.chosen is None:
        return None
    first, second = objectives
    return trade_off(setup, best, first, second, effort=NEARBY_EFFORT, stop=stop)
