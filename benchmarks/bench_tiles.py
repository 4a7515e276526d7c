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
from opvangkaart.runs.inputs import Inputs, read_inputs
from opvangkaart.runs.local import IN_ONE_PIECE, Local, Locally
from opvangkaart.runs.scored import ranked
from opvangkaart.scale.cluster import Cluster
from opvangkaart.scale.store import Store
from opvangkaart.scale.tiled import Asked, Tiled, Workers, in_this_process
from opvangkaart.scale.worker import Done
from sites.tables.editions import visible_sites

_REPEATS = 3


class _Clocked:
    """Workers by the clock: from the first tile that is done to the last."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.first_s = self.last_s = 0.0

    def __call__(self, asked: Asked) -> Iterator[Done]:
        for done in self._workers(asked):
            now = time.monotonic()
            self.first_s = self.first_s or now
            self.last_s = now
            yield done


def rows(size: Size) -> Iterator[Row]:
    """Yield CPU seconds of tiles beside those of one piece, and wall time of processes."""
    part, tiles, streets = (0.01, 2, False) if size == "small" else (0.2, 24, True)
    with TemporaryDirectory() as folder:
        land = Path(folder)
        inputs = read_inputs(write_country(land, part, streets=streets))
        ranked(inputs, "openbaar")  # what is compiled and kept once
        context = ranked(inputs, "openbaar").context
        sites = visible_sites(inputs.sites, "openbaar").sites

        def local(locally: Locally) -> Local:
            return locally(sites, context, inputs.base_dir, lambda _: None)

        whole, whole_s = cpu_of(lambda: local(IN_ONE_PIECE))
        yield Row(f"local work of {len(sites)} sites in one piece", whole_s)
        store = Store(str(land / "tegels"))
        tiled = Tiled(store, tiles, in_this_process)
        parts, parts_s = cpu_of(lambda: local(tiled))
        yield Row(f"the same in {tiles} tiles, one process", parts_s, note=_same(whole, parts))
        again, again_s = cpu_of(lambda: local(Tiled(store, tiles, in_this_process)))
        yield Row("the same again, every tile kept", again_s, note=_same(whole, again))
        if size == "full":
            yield from _processes(inputs, tiles, local, land)
        yield peak_row("peak of this process")
        yield Row("tiles", float(tiles), "tiles")


def _processes(
    inputs: Inputs, tiles: int, local: Callable[[Locally], Local], land: Path
) -> Iterator[Row]:
    """Yield the wall seconds of one and of two worker processes, and what sending costs."""
    taken: dict[int, float] = {}
    for processes in (1, 2):
        spans, shares = [], []
        for number in range(_REPEATS):
            at = land / f"store-{processes}-{number}"
            clock = _Clocked(Cluster(processes=processes))
            tiled = Tiled(Store(str(at)), tiles, clock)
            local(tiled)
            spans.append(clock.last_s - clock.first_s)
            worked = tiled.worked
            assert worked is not None  # noqa: S101 - it has worked
            shares.append(float(worked["cpu_s"].sum()) / processes)
            shutil.rmtree(at)
        taken[processes] = median(spans)
        yield Row(f"{processes} worker processes, first tile to last", taken[processes], "s")
        yield Row(
            f"of which the tiles themselves, a process ({processes})", median(shares), "CPU s"
        )
    yield Row("two processes are so many times one", taken[1] / max(taken[2], 1e-9), "times",
              note=f"aim 1,7; {len(inputs.sites)} sites")  # fmt: skip


def _same(one: Local, other: Local) -> str:
    """Say whether two answers are the same tables."""
    pd.testing.assert_frame_equal(one.trips, other.trips, check_exact=True)
    pd.testing.assert_frame_equal(one.travel, other.travel, check_exact=True)
    return "equal tables"
