"""The plan with most places near what residents need: by hand, and against every plan there is."""

import numpy as np
import pytest

from sites.plan.around.coverage import most_covered, near_places
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound
from sites.plan.solve.solve import Effort, solve
from tests.sites.plan.siting_instances import all_pairs, model
from tests.sites.plan.solve.test_brute_force import QUICK, bare, every_plan, with_rule

_RULES = ("room", "soft municipality", "sizes", "apart", "kern", "cluster", "open", "spokes")


def test_places_near_school_and_gp_go_first_and_then_the_value() -> None:
    """Three sites of 10 places, 20 are wanted: b and c are near, a is worth most."""
    wanted = Bound("doel", "provincie", np.arange(3), least=20.0, most=20.0, over_price=0.1)
    siting = model(
        all_pairs(3, 1), np.array([9.0, 2.0, 1.0]), np.full(3, 10), [INF], forced=-1,
        bounds=(wanted,),
    )  # fmt: skip
    best = solve(siting)
    near = np.array([False, True, True])
    assert near_places(siting, near, best.chosen) == 10
    found = most_covered(siting, near, best, Effort())
    assert (found.places, found.bound) == (20, 20)
    assert found.solved.value == pytest.approx(3.0)
    assert found.solved.status == "optimaal bewezen"


@pytest.mark.parametrize(
    "part", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 10))]
)
def test_no_plan_has_more_places_near_nor_a_higher_value_with_as_many(part: int) -> None:
    """Every plan counted out: 300 models of at most 12 choices."""
    more = 0
    for seed in range(30 * part, 30 * (part + 1)):
        rng = np.random.default_rng(900 + seed)
        siting = bare(seed)
        for rule in rng.permutation(_RULES)[: rng.integers(1, 4)]:
            siting = with_rule(siting, str(rule), seed)
        near = rng.random(4) < 0.5
        best = solve(siting, QUICK)
        if best.chosen is None:
            continue
        found = most_covered(siting, near, best, QUICK)
        most = best.chosen.places.sum()
        truth = max(
            (near_places(siting, near, plan), judge(siting, plan).value)
            for plan in every_plan(siting)
            if plan.places.sum() <= most and not judge(siting, plan).broken
        )
        assert found.solved.status == "optimaal bewezen"
        assert near_places(siting, near, found.solved.chosen) == found.places == found.bound
        assert (found.places, found.solved.value) == pytest.approx(truth, abs=1e-6), seed
        more += found.places > near_places(siting, near, best.chosen)
    assert more > 0
