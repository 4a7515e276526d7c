"""What tiles cost: one piece, tiles in this process, one and two worker processes.

A tile does what is local; two processes are to be about 1,7 times as fast as one, and sending the
work round costs at most 5 % of it. Medians of three.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pandas as pd

from benchmarks.country import write_country
from benchmarks.measure import Row, Size, cpu_of, peak_row
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.local import IN_ONE_PIECE, Local, Locally
from opvangkaart.runs.scored import ranked
from opvangkaart.scale.cluster import Cluster
from opvangkaart.scale.store import Store
from opvangkaart.scale.tiled import Asked, Tiled, Workers, in_this_process
from opvangkaart.scale.worker import Done
from sites.tables.editions import visible_sites

_REPEATS = 3
#: What sending the work round may cost, and what two processes are to be worth.
_OVERHEAD, _TIMES = 5.0, 1.7


class _Clocked:
    """Workers by the clocks of their processes, and that of this one, which is the scheduler's."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._clocks: dict[str, list[tuple[float, float]]] = {}
        self.scheduler_s = 0.0

    def __call__(self, asked: Asked) -> Iterator[Done]:
        work = self._workers(asked)
        while True:
            began = time.process_time()
            done = next(work, None)
            if self._clocks:  # what comes before the first is the start of the processes
                self.scheduler_s += time.process_time() - began
            if done is None:
                return
            self._clocks.setdefault(done.worker, []).append(done.clock_s)
            yield done

    def busiest_s(self) -> float:
        """Return the CPU seconds that the worker with most work took over its pieces."""
        return max(sum(end - start for start, end in spans) for spans in self._clocks.values())

    def overhead(self) -> float:
        """Return what is spent beside the pieces of work, as a share of them."""
        work = idle = 0.0
        for spans in self._clocks.values():
            inside = sum(end - start for start, end in spans)
            work += inside
            idle += max(e for _, e in spans) - min(s for s, _ in spans) - inside
        return (idle + self.scheduler_s) / work


def rows(size: Size) -> Iterator[Row]:
    """Yield CPU seconds of tiles beside those of one piece, and wall time of processes."""
    part, tiles, streets = (0.01, 2, False) if size == "small" else (0.1, 24, True)
    with TemporaryDirectory() as folder:
        land = Path(folder)
        inputs = read_inputs(write_country(land, part, streets=streets))
        ranked(inputs, "openbaar")  # what is compiled and kept once
        context = ranked(inputs, "openbaar").context
        sites = visible_sites(inputs.sites, "openbaar").sites

        def local(locally: Locally) -> Local:
            return locally(sites, context, inputs.base_dir, lambda _: None)

        local(IN_ONE_PIECE)
        whole, whole_s = cpu_of(lambda: local(IN_ONE_PIECE))
        yield Row(f"local work of {len(sites)} sites in one piece", whole_s)
        store = Store(str(land / "tegels"))
        tiled = Tiled(store, tiles, in_this_process)
        parts, parts_s = cpu_of(lambda: local(tiled))
        yield Row(f"the same in {tiles} tiles, one process", parts_s, target=1.3 * whole_s,
                  note=_same(whole, parts))  # fmt: skip
        again, again_s = cpu_of(lambda: local(Tiled(store, tiles, in_this_process)))
        yield Row("the same again, every tile kept", again_s, note=_same(whole, again))
        if size == "full":
            yield from _processes(tiles, local, land)
        yield peak_row("peak of this process")
        yield Row("tiles", float(tiles), "tiles")


def _processes(tiles: int, local: Callable[[Locally], Local], land: Path) -> Iterator[Row]:
    """Yield what one and two worker processes take, and what sending the work round costs.

    By CPU seconds of the busiest process, with what it takes to read the networks: another program
    on the machine changes nothing of it.
    """
    taken: dict[int, float] = {}
    for processes in (1, 2):
        busiest, shares = [], []
        for number in range(_REPEATS):
            at = land / f"store-{processes}-{number}"
            clock = _Clocked(Cluster(processes=processes))
            local(Tiled(Store(str(at)), tiles, clock))
            busiest.append(clock.busiest_s())
            shares.append(clock.overhead())
            shutil.rmtree(at)
        taken[processes] = median(busiest)
        yield Row(f"{processes} worker processes: the busiest", taken[processes])
        yield Row("  scheduler, beside the work itself", 100 * median(shares), "%", _OVERHEAD)
    yield Row("two processes are so many times one", taken[1] / taken[2], "times",
              note=f"aim {_TIMES:g}")  # fmt: skip


def _same(one: Local, other: Local) -> str:
    """Say whether two answers are the same tables."""
    pd.testing.assert_frame_equal(one.trips, other.trips, check_exact=True)
    pd.testing.assert_frame_equal(one.travel, other.travel, check_exact=True)
    return "equal tables"
