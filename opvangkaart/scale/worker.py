"""What a worker does: read its tile from the store, work it out, and keep the answer there.

It is told the store, the job and a number; all else it reads itself. Nothing but names goes back.
"""

import json
import os
import socket
import time
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.versions import RECORDED
from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.kept import Who, second_half, write_tile
from opvangkaart.scale.networks import Networks, from_store
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import Surroundings, put_bytes, put_table, read_table
from opvangkaart.scale.work import Halos, read_halos, told_halos, work_tile
from sites.base.errors import OpvangkaartError
from sites.settings.scenario import Scenario
from sites.travel.context import Context

#: The column of the job's sites that says which tile a site belongs to.
TILE: Final = "tile"


@dataclass(frozen=True)
class Done:
    """What a worker says of a tile: the name it is kept under, or why it could not be kept."""

    number: int
    worker: str
    name: str = ""
    trouble: str = ""
    address: str = ""  # of the worker, as the scheduler knows it


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
    sites: pd.DataFrame, around: Surroundings, context: Context, halos: Halos, first: str,
    store: Store, worker: str,
) -> str:  # fmt: skip
    """Work out a tile and keep it; return the name it is kept under."""
    began = time.process_time()
    worked = work_tile(sites, around, context, halos)
    second = second_half(sites, around, worked.halos)
    return write_tile(
        store, first, second, worked, Who(worker, round(time.process_time() - began, 2))
    )


def write_job(
    store: Store, sites: pd.DataFrame, firsts: list[str], around: Surroundings, scenario: Scenario,
    networks: Networks, halos: Halos,
) -> str:  # fmt: skip
    """Write all that workers need into the store; return the name of the job."""
    networks.put(store)
    job = {
        "layers": around.write(store), "sites": put_table(store, sites), "firsts": firsts,
        "halos": told_halos(halos), "networks": networks.names(),
        "scenario": scenario.model_dump(mode="json"), "versions": versions(),
    }  # fmt: skip
    return put_bytes(store, json.dumps(job, sort_keys=True).encode(), "json")


@dataclass(frozen=True, eq=False)
class _Job:
    sites: pd.DataFrame
    around: Surroundings
    context: Context
    halos: Halos
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
    context = Context(around.layers(), scenario, engine_for(scenario, root))
    sites = read_table(store, told["sites"])
    return _Job(sites, around, context, read_halos(told["halos"]), told["firsts"], told["versions"])


def work(at: str, job: str, number: int) -> Done:
    """Work out one tile of a job; a store that this worker cannot use is told, not raised."""
    me = f"{socket.gethostname()}/{os.getpid()}"
    try:
        held = _job(at, job)
        if held.versions != versions():
            return Done(number, me, trouble="another version", address=_address())
        sites = held.sites[held.sites[TILE] == number].drop(columns=TILE).reset_index(drop=True)
        first = held.firsts[number]
        name = finish(sites, held.around, held.context, held.halos, first, Store(at), me)
    except OSError as error:  # a full disk, a folder that is not there: another worker may do it
        return Done(number, me, trouble=error.strerror or type(error).__name__, address=_address())
    return Done(number, me, name)


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
