"""Measure what the issue promises of the judgement: verdicts with flips, SMAA draws, one answer.

Rooms, minutes and flags are drawn so that nothing is easy: most cells need a pair or nothing helps.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from benchmarks.measure import Row, Size, cpu_of, peak_row
from sites.judgement.leaning.case import Nearby, one_case
from sites.judgement.leaning.decide import Case, Floats
from sites.judgement.leaning.flips import headline_flips
from sites.judgement.leaning.tables import lean_case
from sites.judgement.trust.smaa import draw_weights, smaa
from sites.settings.area import Authority
from sites.settings.judgement import FUNCTION_IDS, LeaningParams
from sites.settings.netherlands import AUTHORITY
from sites.settings.scenario import MotherParams

HUBS, CRITERIA = 3, 12
SORTED = 2000  # draws that the plain argsort gets; scaled to all
#: Cells to judge, sites to rank, draws of the weights.
SIZES: dict[Size, tuple[int, int, int]] = {
    "small": (60, 20, 500),
    "full": (15_000, 500, 100_000),
}


def province(cells: int) -> tuple[Case, Nearby]:
    """Return cells against mothers where nothing is easy: rooms, minutes and flags of all kinds."""
    rng = np.random.default_rng(1)
    base = one_case(hubs=HUBS)
    tables = {f.name: np.repeat(getattr(base, f.name), cells, axis=0) for f in fields(base)}
    minutes = rng.uniform(0, 120, (cells, HUBS))
    tables |= {
        "mother_min": minutes,
        "mother_low": minutes * 0.9,
        "mother_high": minutes * 1.1,
        "team_min": minutes / 3,
        "places": rng.integers(10, 150, (cells, 1)).astype(float),
        "local_min": rng.uniform(0, 80, (cells, len(FUNCTION_IDS))),
        "local_room": np.where(rng.random((cells, len(FUNCTION_IDS))) < 0.5, np.nan, 10.0),
    }
    for room in ("room_school", "room_gza", "room_hours"):
        per_hub = rng.choice([np.nan, 0.0, 5.0, 20.0, 100.0], HUBS)
        tables[room] = np.broadcast_to(per_hub, (cells, HUBS)).copy()
    case = Case(**tables)
    shape = case.local_min.shape
    nothing = np.full(shape, None, dtype=object)
    return case, Nearby(
        case.local_min,
        nothing,
        nothing,
        case.local_min * 80,
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=bool),
    )


def verdicts(case: Case, near: Nearby) -> object:
    """Judge, find every headline flip and write all sentences."""
    return lean_case(
        case,
        near,
        site_ids=tuple(f"Z-{i:05d}" for i in range(len(case.places))),
        hub_ids=("UT01", "UT02", "UT03"),
        hub_names=("AZC A", "AZC B", "AZC C"),
        gemeente_names={},
        params=LeaningParams(),
        mothers=MotherParams(),
        authority=Authority(**AUTHORITY),
    )


def draws(sites: int, count: int) -> tuple[Floats, Floats]:
    """Return values and weights of the SMAA measurement."""
    rng = np.random.default_rng(0)
    weights = draw_weights(np.ones(CRITERIA), rng, draws=count, spread=None)
    return rng.random((sites, CRITERIA)), weights


def rows(size: Size) -> Iterator[Row]:
    """Yield each figure beside its target."""
    cells, sites, count = SIZES[size]
    values, weights = draws(sites, count)
    smaa(values, weights[:100])  # compile, or read the compiled code back
    start = time.perf_counter()
    _, cpu = cpu_of(lambda: smaa(values, weights))
    yield Row(f"SMAA {count} draws x {sites} sites, wall", time.perf_counter() - start, "s", 1.5)
    yield Row("  the same, CPU", cpu)
    yield peak_row("  peak of the process", 400)
    some = weights[:SORTED]
    keys = np.rint(some @ values.T * 1e9)
    _, sort_s = cpu_of(lambda: np.argsort(-keys, axis=1, kind="stable"))
    yield Row("  numpy's argsort per draw instead", sort_s * count / len(some))
    yield from judging(cells)
    start = time.perf_counter()
    cold_import()
    yield Row("importing what one answer needs, wall", time.perf_counter() - start, "s", 3)


def judging(cells: int) -> Iterator[Row]:
    """Yield what verdicts with their flips take, and all sentences."""
    case, near = province(cells)
    _, flips_s = cpu_of(lambda: headline_flips(case, LeaningParams(), mother_limit_min=45))
    yield Row(f"verdicts with flips, {cells} cells x {HUBS} hubs", flips_s, target=4)
    _, text_s = cpu_of(lambda: verdicts(case, near))
    yield Row("  the same with every sentence and table", text_s)


def cold_import() -> None:
    """Start Python and import the path of a single answer."""
    subprocess.run([sys.executable, "-c", "import sites.judgement.leaning.point"], check=True)
