"""The plan whose longest trip is shortest: by hand, by brute force, and the published p-centers."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sites.plan.around.worst_trip import longest, shortest_worst
from sites.plan.model.check import judge
from sites.plan.model.model import INF, Bound, Siting
from sites.plan.solve.solve import Effort, solve
from tests.sites.plan import siting_instances as instances
from tests.sites.plan.siting_instances import all_pairs, model
from tests.sites.plan.solve.test_brute_force import QUICK, bare, every_plan, with_rule

_RULES = ("room", "soft municipality", "sizes", "apart", "kern", "cluster", "open", "spokes")
#: The p-center optima of the first five OR-Library instances (Daskin 2000; Elloumi 2004).
_P_CENTER = {"pmed1": 127, "pmed2": 98, "pmed3": 93, "pmed4": 74, "pmed5": 48}


def centre(siting: Siting) -> tuple[float, float]:
    """The shortest longest trip of a p-median instance, and its bound."""
    trip = -siting.pair_gain
    found = shortest_worst(siting, trip, solve(siting), Effort())
    assert longest(trip, found.solved.chosen) == found.level
    return found.level, found.bound


def test_the_longest_trip_is_shortened_and_as_many_places_stay() -> None:
    """Two of three sites of 10 places: the best two have trips of 5 and 30, the others of 8."""
    wanted = Bound("doel", "provincie", np.arange(3), least=20.0, most=20.0, over_price=0.1,
                   under_price=1.0)  # fmt: skip
    siting = model(
        all_pairs(3, 1), np.array([3.0, 9.0, 1.0]), np.full(3, 10), [INF], forced=-1,
        bounds=(wanted,),
    )  # fmt: skip
    trip = np.array([5.0, 30.0, 8.0])
    best = solve(siting)
    assert longest(trip, best.chosen) == 30
    found = shortest_worst(siting, trip, best, Effort())
    assert (found.level, found.bound) == (8, 8)
    assert found.solved.chosen.pair.tolist() == [0, 2]
    assert found.solved.value == pytest.approx(4.0)


@pytest.mark.parametrize(
    "part", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 10))]
)
def test_no_plan_with_as_many_places_has_a_shorter_longest_trip(part: int) -> None:
    """Every plan counted out: 300 models of at most 12 choices."""
    shorter = 0
    for seed in range(30 * part, 30 * (part + 1)):
        rng = np.random.default_rng(1300 + seed)
        siting = bare(seed)
        for rule in rng.permutation(_RULES)[: rng.integers(1, 4)]:
            siting = with_rule(siting, str(rule), seed)
        trip = rng.integers(1, 40, siting.pairs).astype(float)
        best = solve(siting, QUICK)
        if best.chosen is None:
            continue
        found = shortest_worst(siting, trip, best, QUICK)
        least = best.chosen.places.sum()
        truth = min(
            (longest(trip, plan), -judge(siting, plan).value)
            for plan in every_plan(siting)
            if plan.places.sum() >= least and not judge(siting, plan).broken
        )
        assert found.solved.status == "optimaal bewezen"
        assert longest(trip, found.solved.chosen) == found.level == found.bound
        assert (found.level, -found.solved.value) == pytest.approx(truth, abs=1e-6), seed
        shorter += found.level < longest(trip, best.chosen)
    assert shorter > 0


@pytest.mark.parametrize("seed", range(12))
def test_a_p_center_is_the_best_of_all_choices_of_p_hubs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    far = rng.integers(1, 60, (12, 12)).astype(float)
    p = int(rng.integers(1, 5))
    truth = min(far[:, list(hubs)].min(axis=1).max() for hubs in combinations(range(12), p))
    siting = model(all_pairs(12, 12), -far.ravel(), np.ones(12), np.full(12, INF), least=p, most=p)
    assert centre(siting) == (truth, truth)


@pytest.mark.shared
@pytest.mark.parametrize("name", list(_P_CENTER))
def test_the_published_p_centers_are_reproduced_and_proven(shared: Path, name: str) -> None:
    siting = instances.published(shared / "anchors", name)
    assert centre(siting) == (_P_CENTER[name], _P_CENTER[name])
