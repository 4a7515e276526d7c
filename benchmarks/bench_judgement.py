"""Measure what the issue promises of the judgement: verdicts with flips, SMAA draws, one answer.

Rooms, minutes and flags are drawn so that nothing is easy: most cells need a pair or nothing helps.
"""

import subprocess
import sys
import time
from dataclasses import fields

import numpy as np

from benchmarks.measure import cpu_of, peak_mb, report
from sites.judgement.leaning.case import Nearby, one_case
from sites.judgement.leaning.decide import Case, Floats
from sites.judgement.leaning.flips import headline_flips
from sites.judgement.leaning.tables import lean_case
from sites.judgement.trust.smaa import draw_weights, smaa
from sites.settings.judgement import FUNCTION_IDS, LeaningParams
from sites.settings.scenario import MotherParams

CELLS, HUBS = 15_000, 3
SITES, CRITERIA, DRAWS = 500, 12, 100_000


def province() -> tuple[Case, Nearby]:
    """Return cells against mothers where nothing is easy: rooms, minutes and flags of all kinds."""
    rng = np.random.default_rng(1)
    base = one_case(hubs=HUBS)
    tables = {f.name: np.repeat(getattr(base, f.name), CELLS, axis=0) for f in fields(base)}
    minutes = rng.uniform(0, 120, (CELLS, HUBS))
    tables |= {
        "mother_min": minutes,
        "mother_low": minutes * 0.9,
        "mother_high": minutes * 1.1,
        "team_min": minutes / 3,
        "places": rng.integers(10, 150, (CELLS, 1)).astype(float),
        "local_min": rng.uniform(0, 80, (CELLS, len(FUNCTION_IDS))),
        "local_room": np.where(rng.random((CELLS, len(FUNCTION_IDS))) < 0.5, np.nan, 10.0),
    }
    for room in ("room_school", "room_gza", "room_hours"):
        per_hub = rng.choice([np.nan, 0.0, 5.0, 20.0, 100.0], HUBS)
        tables[room] = np.broadcast_to(per_hub, (CELLS, HUBS)).copy()
    case = Case(**tables)
    shape = case.local_min.shape
    nothing = np.full(shape, None, dtype=object)
    return case, Nearby(
        case.local_min, nothing, nothing, case.local_min * 80, np.zeros(shape, dtype=bool)
    )


def verdicts(case: Case, near: Nearby) -> object:
    """Judge, find every headline flip and write all sentences."""
    return lean_case(
        case,
        near,
        site_ids=tuple(f"Z-{i:05d}" for i in range(CELLS)),
        hub_ids=("UT01", "UT02", "UT03"),
        hub_names=("AZC A", "AZC B", "AZC C"),
        gemeente_names={},
        params=LeaningParams(),
        mothers=MotherParams(),
    )


def draws() -> tuple[Floats, Floats]:
    """Return values and weights of the SMAA measurement."""
    rng = np.random.default_rng(0)
    weights = draw_weights(np.ones(CRITERIA), rng, draws=DRAWS, spread=None)
    return rng.random((SITES, CRITERIA)), weights


def main() -> None:
    """Print each figure beside its target."""
    values, weights = draws()
    smaa(values, weights[:100])  # compile, or read the compiled code back
    start = time.perf_counter()
    _, cpu = cpu_of(lambda: smaa(values, weights))
    wall = time.perf_counter() - start
    report(f"SMAA {DRAWS} draws x {SITES} sites x {CRITERIA}, wall", wall, "s", 1.5)
    report("  the same, CPU", cpu, "s")
    report("  peak of the process", peak_mb(), "MB", 400)
    keys = np.rint(weights[:2000] @ values.T * 1e9)
    _, sort_s = cpu_of(lambda: np.argsort(-keys, axis=1, kind="stable"))
    report("  an argsort per draw instead, CPU", sort_s * DRAWS / 2000, "s")
    case, near = province()
    _, flips_s = cpu_of(lambda: headline_flips(case, LeaningParams(), mother_limit_min=45))
    report(f"verdicts with flips, {CELLS} cells x {HUBS} hubs, CPU", flips_s, "s", 4)
    _, text_s = cpu_of(lambda: verdicts(case, near))
    report("  the same with every sentence and table, CPU", text_s, "s")
    start = time.perf_counter()
    cold_import()
    report("importing what one answer needs, wall", time.perf_counter() - start, "s", 3)


def cold_import() -> None:
    """Start Python and import the path of a single answer."""
    subprocess.run([sys.executable, "-c", "import sites.judgement.leaning.point"], check=True)


if __name__ == "__main__":
    main()
