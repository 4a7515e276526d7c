"""Answer two questions beside a plan: most places near facilities, shortest longest trip."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import listed, number
from sites.plan.around.coverage import most_covered, near_places
from sites.plan.around.worst_trip import longest, shortest_worst
from sites.plan.make import NEARBY_EFFORT, PlanResult
from sites.plan.model.model import Bools, Floats
from sites.plan.read import plan_agreements, plan_rows
from sites.plan.request import PlanError
from sites.plan.solve.highs import Stop
from sites.plan.solve.solve import Solved
from sites.plan.tables import Setup
from sites.tables.categories import category_words
from sites.tables.plan_agreements import PlanAgreements

#: What "near" is about where nobody says: school and GP.
DEFAULT_KINDS: Final = ("primary_school", "gp")
_EFFORT: Final = replace(NEARBY_EFFORT, gap=0.001)
_DAY_MIN: Final = 1440


@dataclass(frozen=True)
class ReachAnswer:
    """One plan that puts a goal first: its rows, and one line of ``PlanReach``."""

    rows: pd.DataFrame
    line: dict[str, object]
    agreements: DataFrame[PlanAgreements] | None = None


def check_coverage(minutes: float, kinds: Sequence[str], known: Sequence[str]) -> None:
    """Refuse a limit that no trip can have, and a kind of facility that nobody knows.

    >>> check_coverage(0.0, (), ("gp",))
    Traceback (most recent call last):
        ...
    sites.plan.request.PlanError: coverage within 0 minutes makes no sense; give more than 0 ...
    """
    if not 0 < minutes <= _DAY_MIN:
        raise PlanError(
            "coverage within {minutes:g} minutes makes no sense; give more than 0 and at most "
            "{most}",
            minutes=minutes, most=_DAY_MIN,
        )  # fmt: skip
    if strange := [kind for kind in kinds if kind not in known]:
        raise PlanError(
            "coverage of {kind!r}: no such kind of facility; choose from {known}",
            kind=strange[0],
            known=tuple(known),
        )


def near_sites(setup: Setup, travel: pd.DataFrame, kinds: Sequence[str], limit_min: float) -> Bools:
    """Flag the sites from which every kind is within the limit; exactly the limit counts.

    What nobody knows is not near. ``travel`` is ``Travel``.
    """
    known = travel[travel["category"].isin(kinds) & travel["travel_min"].notna()]
    near = known[known["travel_min"] <= limit_min]
    count = near.groupby("site_id")["category"].nunique()
    flags: Bools = count.reindex(setup.sites["site_id"]).fillna(0).to_numpy() == len(set(kinds))
    return flags


def trips(setup: Setup) -> Floats:
    """Return the longest trip of each pair: of residents, or of the team and of residents."""
    local = np.nan_to_num(setup.pair_local.astype(float), nan=0.0)
    return np.asarray(np.maximum(setup.pair_min.astype(float), local), dtype=float)


def coverage(
    plan: PlanResult,
    travel: pd.DataFrame,
    kinds: Sequence[str],
    limit_min: float,
    *,
    stop: Stop | None = None,
) -> ReachAnswer | None:
    """Return the plan with most places near all of ``kinds``; nothing where there is no plan."""
    setup, best = plan.setup, plan.solved
    if setup is None or best is None or best.chosen is None:
        return None
    near = near_sites(setup, travel, kinds, limit_min)
    found = most_covered(setup.siting, near, best, _EFFORT, stop=stop)
    before = near_places(setup.siting, near, best.chosen)
    what = listed([category_words(kind).lower() for kind in kinds])
    more = "Meer kan niet, binnen dit model."
    if found.bound > found.places:
        more = f"Meer dan {number(found.bound)} kan niet, binnen dit model."
    words = (
        f"Gaan plekken binnen {number(limit_min)} minuten van {what} voor, dan zijn dat er "
        f"{number(found.places)}. In dit plan zijn het er {number(before)}. {more}"
    )
    line = {
        "rule": f"plekken binnen {number(limit_min)} minuten van {what}",
        "before": before, "after": found.places, "bound": found.bound, "unit": "plekken",
        "words": words,
    }  # fmt: skip
    return _answer(plan, setup, best, found.solved, "dekking", line)


def worst_trip(plan: PlanResult, *, stop: Stop | None = None) -> ReachAnswer | None:
    """Return the plan whose longest trip is shortest; nothing where there is no plan."""
    setup, best = plan.setup, plan.solved
    if setup is None or best is None or best.chosen is None:
        return None
    trip = trips(setup)
    found = shortest_worst(setup.siting, trip, best, _EFFORT, stop=stop)
    before = longest(trip, best.chosen)
    less = "Korter kan niet, binnen dit model."
    if found.bound < found.level:
        less = f"Korter dan {number(found.bound)} kan niet, binnen dit model."
    words = (
        f"De langste reis van bewoners of van een team kan {number(found.level)} minuten zijn, met "
        f"evenveel plekken. In dit plan is dat {number(before)} minuten. {less}"
    )
    line = {
        "rule": "kortste langste reis", "before": before, "after": found.level,
        "bound": found.bound, "unit": "minuten", "words": words,
    }  # fmt: skip
    return _answer(plan, setup, best, found.solved, "langste-reis", line)


def _answer(
    plan: PlanResult,
    setup: Setup,
    best: Solved,
    found: Solved,
    suffix: str,
    line: dict[str, object],
) -> ReachAnswer:
    solved = best if found.chosen is None else found
    chosen = solved.chosen
    assert chosen is not None  # noqa: S101 - the best plan has one
    loss = max(0.0, best.value - solved.value)
    name = f"{plan.name}-{suffix}"
    told = {
        "plan": name,
        "sites": len(chosen.pair),
        "places": int(chosen.places.sum()),
        "value": solved.value,
        "loss": loss,
        "status": solved.status,
        "gap": solved.gap,
    }
    words = f"{line['words']} Dat kost {number(loss, 2)} punten."
    return ReachAnswer(
        plan_rows(setup, chosen, name),
        {**line, **told, "words": words},
        plan_agreements(setup, chosen, name),
    )
