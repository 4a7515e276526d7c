"""Time of coverage and of the shortest longest trip; coverage beside HiGHS in one go.

The peer of coverage is the textbook model (one variable per site and per hub) in HiGHS, one
thread. A p-center has no peer here: its optima are published (see the tests).
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import highspy
import numpy as np
from scipy import sparse

from benchmarks.measure import ROOT, Row, Size, cpu_of
from sites.plan.around.worst_trip import shortest_worst
from sites.plan.solve.search import Effort
from sites.plan.solve.solve import solve
from tests.sites.plan import siting_instances as instances
from tests.sites.plan.siting_lookalikes import coverage, town_distances

#: Sites (and as many hubs), the reach in km, how many hubs may open.
COVERAGE: Final[dict[Size, tuple[tuple[int, float, int], ...]]] = {
    "small": ((60, 5.0, 5),),
    "full": ((800, 2.0, 20), (800, 3.0, 20), (800, 1.5, 60)),
}
ANCHORS: Final = ROOT.parent / "shared" / "anchors"


def _highs(near: np.ndarray, people: np.ndarray, p: int) -> Any:  # noqa: ANN401 - highspy has no types
    sites, hubs = near.shape
    rows = sparse.hstack([sparse.identity(sites), -sparse.csr_matrix(near.astype(float))])
    count = sparse.csr_matrix(np.append(np.zeros(sites), np.ones(hubs)))
    table = sparse.vstack([rows, count]).tocsr()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = table.shape[1], table.shape[0]
    lp.col_cost_ = np.append(people.astype(float), np.zeros(hubs))
    lp.col_lower_, lp.col_upper_ = np.zeros(sites + hubs), np.ones(sites + hubs)
    lp.row_lower_ = np.full(sites + 1, -np.inf)
    lp.row_upper_ = np.append(np.zeros(sites), float(p))
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (sites + hubs)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = table.indptr.astype(np.int32)
    lp.a_matrix_.index_ = table.indices.astype(np.int32)
    lp.a_matrix_.value_ = table.data
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call] # highspy has no types
    highs.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS takes it so
    highs.setOptionValue("threads", 1)
    highs.passModel(lp)
    return highs


def _coverage(size: Size) -> Iterator[Row]:
    for sites, km, p in COVERAGE[size]:
        far, people = town_distances(sites, 1)
        siting = coverage(far <= km, people, p)
        solved, spent = cpu_of(partial(solve, siting))
        words = f"{solved.status}, {solved.value:.0f} people"
        yield Row(f"coverage {sites} x {sites}, {km:g} km, {p} hubs", spent, target=2, note=words)
        highs = _highs(far <= km, people, p)
        _, peer = cpu_of(highs.run)
        value = highs.getInfo().objective_function_value
        yield Row("  HiGHS, the textbook model", peer, note=f"{value:.0f} people")
        yield Row("  HiGHS / ours", peer / spent, "x")


def _centres(size: Size) -> Iterator[Row]:
    """Yield the published p-centers, where they lie beside the clone."""
    names = ("pmed1", "pmed5") if size == "full" and ANCHORS.is_dir() else ()
    cases = [(name, instances.published(ANCHORS, name)) for name in names]
    if not cases:
        far, _ = town_distances(40, 2)
        every, room = instances.all_pairs(40, 40), np.full(40, np.inf)
        cases = [("40 sites, 4 hubs", instances.model(every, -far.ravel(), np.ones(40), room,
                                                      least=4, most=4))]  # fmt: skip
    for name, siting in cases:
        best = solve(siting)
        found, spent = cpu_of(partial(shortest_worst, siting, -siting.pair_gain, best, Effort()))
        words = f"longest trip {found.level:.1f}, none below {found.bound:.1f}"
        yield Row(f"p-center {name}", spent, note=words)
        yield Row("  gap", 100 * (found.level - found.bound) / found.level, "%")


def rows(size: Size) -> Iterator[Row]:
    """Yield all figures beside their targets."""
    yield from _coverage(size)
    yield from _centres(size)
