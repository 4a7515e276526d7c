"""Several processes give the tables of one piece, whatever dies on the way."""

import os
import socket
import subprocess
import sys

import pytest

pytest.importorskip("distributed")

from conftest import ROOT
from pandas.testing import assert_frame_equal

from benchmarks.country import write_country
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.scored import ranked
from opvangkaart.scale import cluster as module
from opvangkaart.scale import worker
from opvangkaart.scale.cluster import Cluster
from opvangkaart.scale.store import Store
from opvangkaart.scale.tiled import Tiled
from sites.base.errors import OpvangkaartError

TABLES = ("trips", "travel", "mothers", "clusters", "scores", "ranking")


def equal(one, other) -> None:
    for name in TABLES:
        assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    inputs = read_inputs(write_country(tmp_path_factory.mktemp("land"), 0.02))
    return inputs, ranked(inputs, "openbaar")


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Start a scheduler and two workers as separate programs, as on a cluster."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address, place = f"tcp://127.0.0.1:{port}", tmp_path_factory.mktemp("werkers")
    common = {"cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
              "env": {**os.environ, "PYTHONPATH": str(ROOT)}}  # fmt: skip
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
         "--port", str(port), "--no-dashboard"], **common,
    )  # fmt: skip
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
             "--host", "127.0.0.1", "--no-dashboard", "--no-nanny",
             "--local-directory", str(place / str(n))], **common,
        )
        for n in range(2)
    ]  # fmt: skip
    yield address
    for program in (*workers, scheduler):
        program.terminate()
        program.wait(30)


@pytest.mark.slow
def test_a_scheduler_and_workers_of_their_own_give_the_tables_of_one_piece(
    land, outside, tmp_path
) -> None:
    tiled = Tiled(Store(str(tmp_path)), None, Cluster(scheduler=outside))
    equal(land[1], ranked(land[0], "openbaar", locally=tiled))
    assert tiled.worked["worker"].nunique() == 2


@pytest.mark.slow
def test_workers_of_another_version_are_refused_by_name(
    land, outside, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(worker, "version", lambda _: "9.9")
    worker.versions.cache_clear()
    tiled = Tiled(Store(str(tmp_path)), None, Cluster(scheduler=outside))
    try:
        with pytest.raises(OpvangkaartError, match=r"2 of 2 workers have another version.* tcp://"):
            ranked(land[0], "openbaar", locally=tiled)
    finally:
        worker.versions.cache_clear()


@pytest.mark.slow
def test_a_store_that_workers_cannot_read_is_told_before_the_work(land, outside) -> None:
    tiled = Tiled(Store("memory://hier"), None, Cluster(scheduler=outside))
    with pytest.raises(OpvangkaartError, match="2 of 2 workers cannot read the store"):
        ranked(land[0], "openbaar", locally=tiled)


def test_a_scheduler_that_is_not_there_is_one_line_and_kept_tiles_stay(
    land, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(module, "_WAIT_S", 1)
    store = Store(str(tmp_path))
    ranked(land[0], "openbaar", locally=Tiled(store, 3))
    before = store.names("tegels")
    tiled = Tiled(store, None, Cluster(scheduler="tcp://127.0.0.1:1"))
    with pytest.raises(OpvangkaartError, match="no scheduler answers at tcp:"):
        ranked(land[0], "openbaar", locally=tiled)
    assert store.names("tegels") == before
