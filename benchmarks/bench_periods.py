"""CPU of a plan over five periods against that of one, on a made-up province, and its gap."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from benchmarks.bench_plan import made_up
from benchmarks.measure import Row, Size, cpu_of
from sites.plan.make import NEARBY_EFFORT, PLAN_EFFORT
from sites.plan.model.model import Bound, Siting
from sites.plan.timed.model import Timed
from sites.plan.timed.solve import solve_timed
from tests.sites.plan import siting_instances as instances

SITES: Final[dict[Size, int]] = {"small": 120, "full": 600}
STEPS: Final = (0.5, 0.6, 0.7, 0.85, 1.0)  # of the places wanted in the end


def _wanted(siting: Siting, places: float) -> Siting:
    """Return the model with so many places wanted, and a price for each one short or over."""
    bounds = tuple(
        replace(bound, under_price=0.05, over_price=0.05)
        for bound in siting.bounds
        if bound.kind == "gemeente"
    )
    every = np.arange(siting.sites)
    goal = Bound("doel", "provincie", every, places, places, under_price=0.2, over_price=0.2)
    return replace(siting, bounds=(*bounds, goal))


def rows(size: Size) -> Iterator[Row]:
    """Yield the CPU of one period and of five, their ratio, and both gaps."""
    siting = instances.province(made_up(SITES[size], 1))
    most = 0.2 * float(siting.most.sum())
    spent = []
    for shares in ((1.0,), STEPS):
        count = len(shares)
        timed = Timed(
            tuple(_wanted(siting, share * most) for share in shares),
            np.full(count, 1 / count),
            np.ones((count, siting.pairs), dtype=bool),
        )
        work = partial(solve_timed, timed, NEARBY_EFFORT, single=PLAN_EFFORT)
        found, cpu = cpu_of(work)
        spent.append(cpu)
        yield Row(f"{SITES[size]} sites, {count} period(s)", cpu, note=found.status)
        yield Row("  gap", 100 * found.gap, "%", target=1)
    yield Row("  five periods / one", spent[1] / max(spent[0], 1e-9), "x", target=5)
