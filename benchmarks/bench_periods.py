"""CPU of a plan over five periods against that of one, on the bundled scenario, and its gap."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from benchmarks.measure import Row, Size, cpu_of
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.plan import PlanAsked, plan_tables
from opvangkaart.runs.plan_aside import scene_of
from opvangkaart.runs.run import evaluate
from sites.outcome.periods import setups_of, timed_of
from sites.plan.make import NEARBY_EFFORT, PLAN_EFFORT
from sites.plan.model.model import INF, Bound
from sites.plan.solve.search import Effort
from sites.plan.timed.asked import Period
from sites.plan.timed.model import Timed
from sites.plan.timed.solve import solve_timed
from tests.sites.plan.siting_instances import all_pairs, model

DAYS: Final = tuple(date(year, 11, 1) for year in (2026, 2028, 2030, 2032, 2034, 2036))
TARGETS: Final = (3000, 3500, 4000, 4400, 4793)


def _bundled() -> tuple[Timed, Timed]:
    """Return the bundled scenario over one period and over five."""
    inputs = read_inputs(None)
    result = evaluate(inputs, edition="openbaar", progress=lambda _: None)
    params = PlanAsked().of(inputs.scenario)
    scene = scene_of(inputs, result, plan_tables(inputs, result, params), params)
    one = (Period(DAYS[0], DAYS[-1], TARGETS[-1]),)
    five = tuple(Period(a, b, t) for (a, b), t in zip(pairwise(DAYS), TARGETS, strict=True))
    return timed_of(scene, setups_of(scene, one), one), timed_of(
        scene, setups_of(scene, five), five
    )


def _drawn() -> tuple[Timed, Timed]:
    """Return eight sites and two hubs over one period and over five."""
    rng = np.random.default_rng(1)
    siting = model(all_pairs(8, 2), rng.uniform(0, 1, 16), np.full(8, 30), [INF, INF], forced=-1)
    siting = replace(siting, most=np.full(8, 60))
    steps = [
        replace(siting, bounds=(Bound("doel", "d", np.arange(8), places, places, 0.2, 0.2),))
        for places in (90.0, 120.0, 150.0, 180.0, 210.0)
    ]
    made = [
        Timed(tuple(some), np.full(len(some), 1 / len(some)), np.ones((len(some), 16), dtype=bool))
        for some in (steps[-1:], steps)
    ]
    return made[0], made[1]


def rows(size: Size) -> Iterator[Row]:
    """Yield the CPU of one period and of five, their ratio, and both gaps."""
    one, five = _drawn() if size == "small" else _bundled()
    few = Effort(exact_calls=100, exact_nodes=50)
    effort, single = (few, few) if size == "small" else (NEARBY_EFFORT, PLAN_EFFORT)
    spent = []
    for timed in (one, five):
        found, cpu = cpu_of(partial(solve_timed, timed, effort, single=single))
        spent.append(cpu)
        sites = timed.sitings[0].sites
        yield Row(f"{sites} sites, {timed.periods} period(s)", cpu, note=found.status)
        yield Row("  gap", 100 * found.gap, "%", target=1)
    yield Row("  five periods / one", spent[1] / max(spent[0], 1e-9), "x", target=5)
