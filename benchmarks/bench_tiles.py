"""What tiles cost: one piece, tiles in this process, one and two worker processes.

A tile does what is local; two processes are to be about 1,7 times as fast as one, and sending the
work round costs at most 5 % of it: of what a process without Dask takes for the same pieces, begun
as cold as a worker is. Medians of three, and by CPU seconds.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import pandas as pd

from benchmarks.country import write_country
from benchmarks.measure import Row, Size, apart, cpu_of, peak_row
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.local import IN_ONE_PIECE, Local, Locally
from opvangkaart.runs.scored import ranked
from opvangkaart.scale.cluster import Cluster
from opvangkaart.scale.kept import FOLDER
from opvangkaart.scale.store import Store
from opvangkaart.scale.tiled import Asked, Tiled, Workers, in_this_process
from opvangkaart.scale.worker import Done, work, write_job
from sites.tables.editions import visible_sites

_REPEATS = 3
Made = TypeVar("Made", bound=Workers)
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

    def all_s(self) -> float:
        """Return what every process took from its first piece on, between pieces too."""
        spans = self._clocks.values()
        workers_s = sum(max(e for _, e in one) - min(s for s, _ in one) for one in spans)
        return workers_s + self.scheduler_s


class _Alone:
    """One process without Dask, that works out the same pieces."""

    taken_s = 0.0

    def __call__(self, asked: Asked) -> Iterator[Done]:
        job, _ = write_job(
            asked.store, asked.pieces, asked.firsts, asked.around, asked.scenario, asked.networks
        )
        (self.taken_s,) = apart("benchmarks.bench_tiles:alone", asked.store.at, job, asked.todo)
        names = {name.partition("-")[0]: name for name in asked.store.names(FOLDER)}
        for number in asked.todo:
            yield Done(number, "alone", names[f"{FOLDER}/{asked.firsts[number]}"])


def alone(at: str, job: str, numbers: tuple[int, ...]) -> tuple[float]:
    """Work out pieces as a worker does, one after the other; return the CPU seconds."""
    return (sum(end - start for start, end in (work(at, job, n).clock_s for n in numbers)),)


def rows(size: Size) -> Iterator[Row]:
    """Yield CPU seconds of tiles beside those of one piece, and wall time of processes."""
    # At a tenth most of what a process does is to begin.
    part, tiles, streets = (0.01, 2, False) if size == "small" else (1 / 3, 24, True)
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

    def by(workers: Made) -> Made:
        at = land / "store"
        local(Tiled(Store(str(at)), tiles, workers))
        shutil.rmtree(at)
        return workers

    alone_s = median(by(_Alone()).taken_s for _ in range(_REPEATS))
    yield Row("one process without Dask, the same pieces", alone_s)
    taken: dict[int, float] = {}
    for processes in (1, 2):
        clocks = [by(_Clocked(Cluster(processes=processes))) for _ in range(_REPEATS)]
        taken[processes] = median(clock.busiest_s() for clock in clocks)
        yield Row(f"{processes} worker processes: the busiest", taken[processes])
        share = median(clock.scheduler_s for clock in clocks) / alone_s
        yield Row("  the scheduler, of the work without Dask", 100 * share, "%", _OVERHEAD)
        more = median(clock.all_s() for clock in clocks) / alone_s - 1
        yield Row("  all processes, more than without Dask", 100 * more, "%", _OVERHEAD,
                  "" if processes == 1 else "each begins cold and reads the networks")  # fmt: skip
    yield Row("two processes are so many times one", taken[1] / taken[2], "times",
              note=f"aim {_TIMES:g}")  # fmt: skip


def _same(one: Local, other: Local) -> str:
    """Say whether two answers are the same tables."""
    pd.testing.assert_frame_equal(one.trips, other.trips, check_exact=True)
    pd.testing.assert_frame_equal(one.travel, other.travel, check_exact=True)
    return "equal tables"
