"""Moves of places between bounds: against every plan and every move there is."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sites.plan.model.check import judge, moved_of
from sites.plan.model.model import INF, Bound, Move
from sites.plan.solve.solve import solve
from tests.sites.plan.solve.test_brute_force import QUICK, STAGED, bare, every_plan, with_rule

_RULES = ("room", "sizes", "apart", "kern", "cluster", "open", "kept", "part")


def made_up(seed: int):
    """Two towns with a soft share each and a target; an exchange, and a partner outside."""
    rng = np.random.default_rng(7000 + seed)
    siting = bare(seed)
    for rule in rng.permutation(_RULES)[: rng.integers(0, 3)]:
        siting = with_rule(siting, str(rule), seed)
    towns = []
    for n, sites in enumerate((np.array([0, 1]), np.array([2, 3]))):
        low = float(rng.integers(0, 9))
        towns.append(Bound("gemeente", str(n), sites, low, low + rng.integers(0, 3), 1.3, 0.9))
    hard = rng.random() < 0.3
    target = float(rng.integers(4, 20))
    target_price = INF if hard else 0.8
    aim = Bound("doel", "d", np.arange(4), target, target + 4, target_price, 0.8)
    there, back = (("gemeente", "0"),), (("gemeente", "1"),)
    moves = (
        Move("ruil", there, back, int(rng.integers(1, 4)), float(rng.choice([0.0, 0.2, 1.0]))),
        Move("partner", (("doel", "d"),), (), int(rng.integers(1, 3)), 0.3),
    )
    return replace(siting, bounds=(*siting.bounds, *towns, aim), moves=moves)


def best_of_all(siting) -> float:
    best = -INF
    ways = list(product(*(range(move.most + 1) for move in siting.moves)))
    for plan in every_plan(siting):
        for moved in ways:
            judged = judge(siting, replace(plan, moved=np.array(moved, dtype=np.int64)))
            if not judged.broken:
                best = max(best, judged.value)
    return best


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 12), *(pytest.param(n, n + 72, marks=pytest.mark.slow) for n in range(12, 300, 72))],
)
def test_brute_force_agrees_with_moves(low: int, high: int) -> None:
    """300 models of at most 12 choices; the judge adds up every bound by hand."""
    used = 0
    for seed in range(low, high):
        siting = made_up(seed)
        truth, found = best_of_all(siting), solve(siting, QUICK if seed % 2 else STAGED)
        if truth == -INF:
            assert found.status == "onmogelijk"
            continue
        assert found.status == "bewezen optimaal binnen dit model", seed
        assert found.value == pytest.approx(truth, abs=1e-6), seed
        assert found.bound >= truth - 1e-6
        moved = moved_of(siting, found.chosen)
        held = np.bincount(
            siting.pair_site[found.chosen.pair], found.chosen.places, minlength=siting.sites
        )
        counted = held[:2].sum() + moved[0], held[2:].sum() - moved[0]
        assert sum(counted) == held.sum()  # an exchange makes no place and loses none
        used += moved[0] > 0
    assert used > 0


def test_without_moves_a_plan_is_what_it_was() -> None:
    for seed in range(8):
        siting = replace(made_up(seed), moves=())
        shut = replace(siting, moves=(Move("ruil", (), (), 0, 0.0),))
        one, other = solve(siting, QUICK), solve(shut, QUICK)
        assert one.status == other.status
        if one.chosen is not None:
            assert one.value == other.value
            assert one.chosen.key()[:2] == other.chosen.key()[:2]
