"""A plan near the bound and its proof in fractions agree with the model solved whole."""

from dataclasses import replace

import numpy as np
import pytest

from sites.plan.model.model import INF, Bound, Siting
from sites.plan.solve.solve import Effort, solve
from tests.sites.plan.siting_instances import all_pairs, model

WHOLE = Effort(direct_pairs=10_000)
NEAR = Effort(direct_pairs=0, exact_pairs=10_000)
PROOF = "bewijs met maten in delen"


def wide(seed: int) -> Siting:
    """Twelve sites of 2 to 9 places, three hubs with room, and a target dear to miss."""
    rng = np.random.default_rng(seed)
    siting = model(
        all_pairs(12, 3),
        rng.uniform(-3, 0, 36),
        rng.integers(2, 5, 12),
        rng.integers(8, 20, 3).astype(float),
        cost=rng.uniform(0, 1, 3),
        forced=-1,
    )
    target = Bound("doel", "d", np.arange(12), 27.0, 29.0, 1.7, 0.9)
    half = Bound("gemeente", "g", np.arange(6), 0.0, float(rng.integers(9, 14)), INF, INF)
    return replace(siting, most=siting.least + rng.integers(1, 6, 12), bounds=(target, half))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_proved_near_the_bound_is_the_best_of_the_whole_model(seed: int) -> None:
    siting = wide(seed)
    truth, near = solve(siting, WHOLE), solve(siting, NEAR)
    assert {truth.status, near.status} == {"bewezen optimaal binnen dit model"}
    assert near.value == pytest.approx(truth.value, abs=1e-6)
    assert near.bound >= truth.value - 1e-6


def test_the_proof_with_sizes_in_fractions_is_used() -> None:
    used = [PROOF in [step.stage for step in solve(wide(seed), NEAR).steps] for seed in range(12)]
    assert any(used)
