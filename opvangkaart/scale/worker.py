"""What a worker does: read its tile from the store, work it out, and keep the answer there.

It is told the store, the job and a number; all else it reads itself. Nothing but names goes back.
"""

import json
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, Self

import numpy as np

from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.versions import RECORDED
from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.kept import Who, write_tile
from opvangkaart.scale.networks import Networks, from_store
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import (
    Spots,
    Surroundings,
    put_bytes,
    put_table,
    read_table,
)
from opvangkaart.scale.work import Asking, Shared, work_tile
from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.settings.scenario import Scenario
from sites.travel.access import Question
from sites.travel.protocol import Ints

#: The column of the job's sites that says which tile a site belongs to.
TILE: Final = "tile"


@dataclass(frozen=True)
class Done:
    """What a worker says of a tile: the name it is kept under, or why it could not be kept.

    ``clock_s`` are the CPU seconds of its process when it began and when it was done.
    """

    number: int
    worker: str
    name: str = ""
    trouble: Message | None = None
    address: str = ""  # of the worker, as the scheduler knows it
    clock_s: tuple[float, float] = (0.0, 0.0)


@cache
def versions() -> dict[str, str]:
    """Return the versions here of what can change a number; "-" is not installed."""
    found = {}
    for name in (*RECORDED, "numba"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "-"
    return found


def finish(
    sites: Spots, around: Surroundings, asking: Asking, first: str, store: Store, worker: str
) -> str:  # fmt: skip
    """Work out a tile and keep it; return the name it is kept under."""
    began = time.process_time()
    worked = work_tile(sites, around, asking)
    who = Who(worker, round(time.process_time() - began, 2))
    return write_tile(store, first, sites, around, worked, who)


@dataclass(frozen=True, eq=False)
class Pieces:
    """What the work is cut into: what is ``shared``, each for all sites, and then the tiles.

    ``tile`` (N,) says in which tile a site lies, counted from 0.
    """

    every: Spots
    tile: Ints
    asking: Asking
    shared: tuple[Shared, ...]

    @classmethod
    def of(cls, every: Spots, tile: Ints, asking: Asking, hubs: int) -> Self:
        """Return all pieces; without mother locations (``hubs``) there are no trips to them."""
        shared = (part for part in asking.shared if hubs or isinstance(part, Question))
        return cls(every, tile, asking, tuple(shared))

    def __getitem__(self, number: int) -> tuple[Spots, Asking]:
        """Return the sites of a piece, and what is asked of them."""
        if number < len(self.shared):
            return self.every, self.asking.of_shared(self.shared[number])
        rows = np.flatnonzero(self.tile == number - len(self.shared))
        return self.every.at(rows), self.asking.of_tile()

    def has_tiles(self, hubs: int) -> bool:
        """Return whether anything is left to ask per tile."""
        left = self.asking.of_tile()
        return bool(left.halos or (left.trips and hubs))


def write_job(
    store: Store, pieces: Pieces, firsts: Sequence[str], around: Surroundings, scenario: Scenario,
    networks: Networks,
) -> tuple[str, list[str]]:  # fmt: skip
    """Write all that workers need into the store; return the name of the job, and of all files."""
    networks.put(store)
    layers = around.write(store)
    sites = put_table(store, pieces.every.table().append_column(TILE, [pieces.tile]))
    job = {
        "layers": layers, "sites": sites, "firsts": list(firsts),
        "networks": networks.names(), "scenario": scenario.model_dump(mode="json"),
        "versions": versions(),
    }  # fmt: skip
    name = put_bytes(store, json.dumps(job, sort_keys=True).encode(), "json")
    return name, [name, sites, *layers.values()]


@dataclass(frozen=True, eq=False)
class _Job:
    pieces: Pieces
    around: Surroundings
    firsts: list[str]
    versions: dict[str, str]


@lru_cache(maxsize=1)
def _job(at: str, name: str) -> _Job:
    """Read a job once per process: the layers and the network stay for the next tile."""
    store = Store(at)
    told: dict[str, Any] = json.loads(store.read(name))
    scenario = from_store(Scenario.model_validate(told["scenario"]), told["networks"])
    root = Path(at)
    for network in told["networks"]:
        path = store.local(network)
        root = path.parents[network.count("/")]
    around = Surroundings.read(store, told["layers"])
    table = read_table(store, told["sites"])
    pieces = Pieces.of(
        Spots.from_table(table), table[TILE].to_numpy(),
        Asking.of(scenario, engine_for(scenario, root)), len(around.mothers),
    )  # fmt: skip
    return _Job(pieces, around, told["firsts"], told["versions"])


def work(at: str, job: str, number: int) -> Done:
    """Work out one tile of a job; a store that this worker cannot use is told, not raised."""
    me, began = f"{socket.gethostname()}/{os.getpid()}", time.process_time()
    try:
        held = _job(at, job)
        if held.versions != versions():
            return Done(number, me, trouble=say("it has another version"), address=_address())
        sites, asking = held.pieces[number]
        name = finish(sites, held.around, asking, held.firsts[number], Store(at), me)
    except (OSError, MemoryError, OpvangkaartError) as error:
        # A full disk, a folder that is not there, a driver it lacks: another worker may do it.
        return Done(number, me, trouble=because(error), address=_address())
    return Done(number, me, name, clock_s=(began, time.process_time()))


def probe(at: str, name: str) -> str:
    """Return the digest of a file of the store as this worker reads it, or why it cannot."""
    try:
        return digest_of(Store(at).read(name))
    except (OSError, OpvangkaartError) as error:
        return type(error).__name__


def _address() -> str:
    """Return how the scheduler calls this worker; nothing outside one."""
    from distributed import get_worker  # noqa: PLC0415 - only workers of Dask come here

    try:
        return str(get_worker().address)
    except ValueError:
        return ""
