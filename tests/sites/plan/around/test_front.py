"""The front between two objectives: by hand, and against every plan there is."""

from dataclasses import replace

import numpy as np
import pytest

from sites.plan.around.aims import Aim
from sites.plan.around.front import front
from sites.plan.model.check import judge
from sites.plan.model.model import Bound
from sites.plan.solve.solve import solve
from tests.sites.plan.solve.test_brute_force import QUICK, bare, every_plan, with_rule

_RULES = ("room", "soft municipality", "sizes", "apart", "kern", "cluster", "open", "target")
_NAMES = ("suitability", "minutes", "sites", "municipalities", "shortfall")


def aim(siting, name: str, rng) -> Aim:
    """Return an objective on a model: amounts drawn, or what the name counts."""
    pairs, bounds = siting.pairs, len(siting.bounds)
    none = np.zeros(pairs)
    pair, place, hub = none, none, np.zeros(siting.hubs)
    part, off = np.zeros(bounds), np.zeros(bounds)
    kinds = np.array([bound.kind for bound in siting.bounds])
    if name == "sites":
        pair = none + 1.0
    elif name == "municipalities":
        part[kinds == "wijk"] = 1.0
    elif name == "shortfall":
        off[kinds == "wijk"] = 1.0
    else:
        pair, place = np.round(rng.uniform(0, 5, pairs), 1), np.round(rng.uniform(0, 1, pairs), 1)
        if name == "minutes":  # an idle hub never pays
            hub = np.round(rng.uniform(0, 2, siting.hubs), 1)
    return Aim(name, pair, place, hub, part, off)


def made_up(seed: int):
    rng = np.random.default_rng(9000 + seed)
    siting = bare(seed)
    for rule in rng.permutation(_RULES)[: rng.integers(1, 4)]:
        siting = with_rule(siting, str(rule), seed)
    towns = tuple(
        Bound("wijk", str(n), np.array([n]), least=3.0, under_price=0.1) for n in range(4)
    )
    # With a least number of hubs it is open which idle hub counts; a plan never asks for one.
    siting = replace(siting, bounds=(*siting.bounds, *towns), open_least=0.0)
    names = rng.choice(_NAMES, 2, replace=False)
    return siting, tuple(aim(siting, str(name), rng) for name in names)


def exact(siting, aims) -> list[tuple[float, float]]:
    """Return the worths of every plan that no other plan beats, all plans counted out."""
    every = {
        tuple(round(one.worth(siting, plan), 9) for one in aims)
        for plan in every_plan(siting)
        if not judge(siting, plan).broken
    }
    return sorted(
        (a for a in every if not any(b != a and b[0] >= a[0] and b[1] >= a[1] for b in every)),
        reverse=True,
    )


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 10), *(pytest.param(n, n + 58, marks=pytest.mark.slow) for n in range(10, 300, 58))],
)
def test_with_steps_enough_it_is_the_exact_front_and_with_fewer_its_bound_holds(low, high) -> None:
    """300 models of at most 12 choices, each plan of each counted out."""
    lengths = []
    for seed in range(low, high):
        siting, aims = made_up(seed)
        best = solve(siting, QUICK)
        if best.chosen is None:
            continue
        truth = exact(siting, aims)
        whole = front(siting, aims, best.chosen, count=99, effort=QUICK)
        found = [(spot.one, spot.two) for spot in whole.spots]
        assert len(found) == len(truth), seed
        assert np.allclose(found, truth, atol=1e-4), seed
        assert whole.apart <= 1e-3
        assert max(whole.slack) <= 1e-3
        lengths.append(len(truth))
        if seed % 3 == 0 and len(truth) > 3:
            few = front(siting, aims, best.chosen, count=3, effort=QUICK)
            assert len(few.spots) <= 3
            holds(few, truth)
    assert max(lengths) > 3


def holds(few, truth) -> None:
    """Every plan of the exact front is at most ``apart`` better than some plan of the list."""
    spots = np.array([(spot.one, spot.two) for spot in few.spots])
    wide = np.ptp(spots, axis=0)
    wide = np.where(wide > 1e-6 * np.maximum(1, abs(spots).max(axis=0)), wide,
                    np.maximum(1, abs(spots).max(axis=0)))  # fmt: skip
    for plan in np.array(truth):
        better = np.maximum(0, (plan - spots) / wide).max(axis=1)
        assert better.min() <= few.apart + 1e-6
        at = int(np.count_nonzero(spots[:, 0] >= plan[0] - 1e-9)) - 1
        if 0 <= at < len(few.between):
            assert better.min() <= few.between[at] + 1e-6
    for spot, slack in zip(few.spots, few.slack, strict=True):
        most = max(two for one, two in truth if one >= spot.one - 1e-9)
        assert most - spot.two <= slack + 1e-5


def test_three_sites_on_one_line_make_the_front_that_the_head_makes() -> None:
    """Sites of 1, 2 and 4 points that take 1, 3 and 9 minutes: more points, more minutes."""
    siting = replace(
        bare(0),
        least=np.ones(3, dtype=np.int64), most=np.ones(3, dtype=np.int64),
        durable=np.ones(3, dtype=bool), forced=np.full(3, -1, dtype=np.int8),
        pair_site=np.arange(3), pair_hub=np.zeros(3, dtype=np.int64),
        pair_gain=np.zeros(3), pair_place_gain=np.zeros(3),
        hub_room=np.full(1, 9.0), hub_max_sites=np.full(1, 1.0), hub_cost=np.zeros(1),
        hub_forced=np.full(1, -1, dtype=np.int8), hub_counts=np.ones(1, dtype=bool),
        hub_least_durable=np.zeros(1),
    )  # fmt: skip
    none = np.zeros(3)
    points = Aim("suitability", np.array([1.0, 2.0, 4.0]), none, np.zeros(1), none[:0], none[:0])
    minutes = Aim("minutes", np.array([1.0, 3.0, 9.0]), none, np.zeros(1), none[:0], none[:0])
    start = solve(siting, QUICK).chosen
    found = front(siting, (points, minutes), start, count=9, effort=QUICK)
    assert [(s.one, -s.two) for s in found.spots] == [(4, 9), (2, 3), (1, 1), (0, 0)]
    assert found.apart < 1e-4
    ends = front(siting, (points, minutes), start, count=2, effort=QUICK)
    assert [(s.one, -s.two) for s in ends.spots] == [(4, 9), (0, 0)]
    assert ends.apart > 0.2
