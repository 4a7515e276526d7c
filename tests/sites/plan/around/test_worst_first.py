"""The plan that lifts the worst municipality: by hand, and against every plan there is."""

import numpy as np
import pytest

from sites.plan.around.worst_first import KIND, Town, worst, worst_first
from sites.plan.model.check import judge
from sites.plan.model.model import INF
from sites.plan.solve.solve import solve
from tests.sites.plan.solve.test_brute_force import QUICK, bare, every_plan, with_rule

_RULES = ("room", "soft municipality", "sizes", "apart", "kern", "cluster", "open")


@pytest.mark.parametrize(
    "part", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 10))]
)
def test_the_worst_is_lifted_as_far_as_any_plan_does_and_then_the_value_is_the_best(part) -> None:
    """Every plan counted out: 300 models of at most 12 choices."""
    lifted = 0
    for seed in range(30 * part, 30 * (part + 1)):
        rng = np.random.default_rng(500 + seed)
        siting = bare(seed)
        for rule in rng.permutation(_RULES)[: rng.integers(1, 4)]:
            siting = with_rule(siting, str(rule), seed)
        towns = tuple(
            Town(str(n), sites, int(rng.integers(0, 4)), int(rng.integers(500, 3000)))
            for n, sites in enumerate((np.array([0, 1]), np.array([2, 3])))
        )
        best = solve(siting, QUICK)
        if best.chosen is None:
            continue
        found = worst_first(siting, towns, best, QUICK)
        most = best.chosen.places.sum()
        truth = max(
            (
                (worst(siting, towns, plan), judge(siting, plan).value)
                for plan in every_plan(siting)
                if plan.places.sum() <= most and not judge(siting, plan).broken
            ),
            default=(-INF, -INF),
        )
        assert found.solved.chosen is not None
        assert found.solved.status == "bewezen optimaal binnen dit model"
        reached = worst(siting, towns, found.solved.chosen)
        assert (reached, found.solved.value) == pytest.approx(truth, abs=1e-6), seed
        assert found.bound == pytest.approx(truth[0])
        lifted += reached > worst(siting, towns, best.chosen) + 1e-9
    assert lifted > 0


def test_a_town_that_needs_a_part_of_a_place_needs_a_whole_one() -> None:
    town = Town("A", np.array([0]), held=0, people=1500)
    assert [town.needs(level) for level in (0.0, 0.5, 2 / 3, 1.0)] == [0, 1, 1, 2]
    assert KIND == "eerlijk"
