"""What a site left out lacks at least and at most: every plan that there is agrees."""

from dataclasses import replace

import numpy as np
import pytest

from sites.plan.around.left_out import lacking
from sites.plan.around.margins import Margins
from sites.plan.solve.solve import solve
from tests.sites.plan.around.test_margins import PRICE, made, places_at, plans_of


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 10))]
)
def test_no_plan_with_the_site_lies_outside_its_bounds(part: int) -> None:
    """Every plan counted out: 300 models of at most 12 choices, every site left out of each."""
    found_one = larger = 0
    for seed in range(30 * part, 30 * (part + 1)):
        siting = made(seed)
        plans = plans_of(siting)
        best = solve(siting).chosen if plans else None
        if best is None:
            continue
        margins = Margins(siting, best, minute_price=PRICE)
        outside = np.setdiff1d(siting.pair_site, siting.pair_site[best.pair])
        for site, lacks in lacking(margins, outside).items():
            inside = max((v for p, v in plans if places_at(siting, p, site)), default=-np.inf)
            truth = margins.value - inside
            assert lacks.points.low <= max(0.0, truth) + 1e-6, (seed, site)
            if 0 < lacks.more < np.inf:
                larger += 1
                most = siting.most.copy()
                most[site] += int(lacks.more)
                wider = replace(siting, most=most, forced=_with(siting.forced, site))
                grown = solve(wider)
                assert grown.chosen is not None
                assert grown.value >= margins.value - 1e-5, (seed, site)
                # As it is now no better plan has it; one as good may, for this is no least.
                assert truth >= 0
            if lacks.pair < 0:
                continue
            found_one += 1
            assert np.isfinite(truth)
            assert lacks.points.high >= truth - 1e-6, (seed, site)
            assert siting.pair_site[lacks.pair] == site
            assert lacks.minutes.low <= lacks.minutes.high
            enough = PRICE * lacks.minutes.high * siting.most[site]
            assert enough >= truth - 1e-6
    assert found_one > 10
    assert larger > 0 or part  # the first part is sure to try it


def _with(forced: np.ndarray, site: int) -> np.ndarray:
    changed = forced.copy()
    changed[site] = 1
    return changed
