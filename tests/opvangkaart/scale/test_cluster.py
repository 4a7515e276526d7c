"""Several processes give the tables of one piece, whatever dies on the way."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

pytest.importorskip("distributed")

from conftest import ROOT
from distributed import Client

from benchmarks.country import CRS, write_country
from benchmarks.transit_city import DAY
from geodata.gtfs.load import import_transit
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.scored import ranked
from opvangkaart.scale import cluster as module
from opvangkaart.scale import worker
from opvangkaart.scale.cluster import Cluster
from opvangkaart.scale.store import Store
from opvangkaart.scale.tiled import Tiled, in_this_process
from sites.base.errors import OpvangkaartError


class Outside:
    """A scheduler and workers as separate programs, as on a cluster."""

    def __init__(self, place: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address, self._place, self._programs = f"tcp://127.0.0.1:{self._port}", place, []
        self._settings: dict[str, str] = {}

    def start(
        self, workers: Sequence[tuple[str, ...]] = ((), ()), *, deaths: int | None = None
    ) -> None:
        """Start all; before a worker's own words may stand others, that shut it in.

        The scheduler gives up a piece of work after so many deaths; None is what Dask does.
        """
        if deaths is not None:
            self._settings = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(deaths)}
        python = [sys.executable, "-m"]
        self._add([*python, "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
                   "--port", str(self._port), "--no-dashboard"])  # fmt: skip
        words = [
            *python, "distributed.cli.dask_worker", self.address, "--nthreads", "1",
            "--host", "127.0.0.1", "--no-dashboard", "--no-nanny", "--local-directory",
        ]  # fmt: skip
        for number, before in enumerate(workers):
            self._add([*before, *words, str(self._place / str(number))])

    def _add(self, words: list[str]) -> None:
        self._programs.append(subprocess.Popen(
            words, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self._settings},
        ))  # fmt: skip

    def signal(self, worker: int, what: signal.Signals) -> None:
        """Give one worker a signal: to stand still, or to end there and then."""
        self._programs[1 + worker].send_signal(what)

    def kill(self) -> None:
        """End all at once, as a power cut does."""
        for program in self._programs:
            program.kill()
            program.wait(30)
        self._programs.clear()


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Return the address of a scheduler with three workers; the disk of the third is full."""
    found = Outside(tmp_path_factory.mktemp("werkers"))
    # No file of more than 1 kB can be written there.
    found.start([(), (), ("bash", "-c", 'ulimit -f 1; exec "$@"', "-")])
    yield found.address
    found.kill()


@pytest.mark.slow
@pytest.mark.parametrize("is_back", [True, False])
def test_a_scheduler_that_dies_on_the_way_costs_no_tile(
    equal, land, tmp_path, monkeypatch, is_back
) -> None:
    """It comes back and the work goes on, or it does not and one line says so."""
    monkeypatch.setattr(module, "_WAIT_S", 60 if is_back else 5)
    store, outside, kept = Store(str(tmp_path / "tegels")), Outside(tmp_path), []

    def dies(_: str) -> None:
        if not kept and len(names := store.names("tegels")) > 2:
            kept.extend(names)
            outside.kill()
            if is_back:
                outside.start()

    def run(locally: Tiled):
        return ranked(land[0], "openbaar", dies, locally=locally)

    outside.start()
    tiled = Tiled(store, None, Cluster(scheduler=outside.address))
    try:
        if is_back:
            equal(land[1], run(tiled))
        else:
            with pytest.raises(OpvangkaartError, match="no scheduler answers at tcp:"):
                run(tiled)
    finally:
        outside.kill()
    assert kept
    assert set(kept) <= set(store.names("tegels"))
    again = Tiled(store)
    equal(land[1], ranked(land[0], "openbaar", locally=again))
    assert again.worked["is_kept"].sum() >= len(kept)


@pytest.mark.slow
@pytest.mark.parametrize("tries", [12, 0])
def test_a_piece_that_the_scheduler_gives_up_is_given_out_again(
    equal, land, tmp_path, monkeypatch, tries
) -> None:
    """A scheduler of others lets few workers die over a piece; we let more, and then say so."""
    store, outside, killed = Store(str(tmp_path / "tegels")), Outside(tmp_path), []
    check = module._check

    def stands_still(*given) -> None:
        check(*given)
        if not killed:  # so it holds pieces that it never does
            outside.signal(0, signal.SIGSTOP)

    def dies(_: str) -> None:
        if not killed and store.names("tegels"):
            killed.append(True)
            outside.signal(0, signal.SIGKILL)

    monkeypatch.setattr(module, "_TRIES", tries)
    monkeypatch.setattr(module, "_check", stands_still)
    outside.start(deaths=0)
    tiled = Tiled(store, None, Cluster(scheduler=outside.address))
    try:
        with Client(outside.address, timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        if tries:
            equal(land[1], ranked(land[0], "openbaar", dies, locally=tiled))
        else:
            with pytest.raises(OpvangkaartError, match="1 times a worker died over the same tile"):
                ranked(land[0], "openbaar", dies, locally=tiled)
    finally:
        outside.kill()
    assert killed
    assert store.names("tegels")


@pytest.mark.slow
def test_a_scheduler_and_workers_of_their_own_give_the_tables_of_one_piece(
    equal, land, outside, tmp_path
) -> None:
    tiled = Tiled(Store(str(tmp_path)), None, Cluster(scheduler=outside))
    equal(land[1], ranked(land[0], "openbaar", locally=tiled))
    assert tiled.worked["worker"].nunique() == 2  # and none by the one whose disk is full


@pytest.mark.slow
def test_workers_of_another_version_are_refused_by_name(
    land, outside, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(worker, "version", lambda _: "9.9")
    worker.versions.cache_clear()
    tiled = Tiled(Store(str(tmp_path)), None, Cluster(scheduler=outside))
    try:
        with pytest.raises(
            OpvangkaartError, match=r"on 3 of 3 workers the version is not.* tcp://"
        ):
            ranked(land[0], "openbaar", locally=tiled)
    finally:
        worker.versions.cache_clear()


@pytest.mark.slow
def test_a_store_that_workers_cannot_read_is_told_before_the_work(land, outside) -> None:
    tiled = Tiled(Store("memory://hier"), None, Cluster(scheduler=outside))
    with pytest.raises(OpvangkaartError, match="cannot be read by 3 of 3 workers"):
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


@pytest.mark.slow
def test_two_processes_listen_to_this_computer_alone(equal, land, tmp_path) -> None:
    before, seen = _listening(), set()  # other tests of this process may keep a server

    masks = set()

    def look(_: str) -> None:
        seen.update(_listening() - before)
        masks.update(_masks_of_workers())

    tiled = Tiled(Store(str(tmp_path)), None, Cluster(processes=2))
    equal(land[1], ranked(land[0], "openbaar", look, locally=tiled))
    assert tiled.worked["worker"].nunique() == 2
    assert {address.ip for address in seen} == {"127.0.0.1"}
    # Ctrl-C is for the run alone: a worker that hears it writes a traceback over its one line.
    assert masks == {True}


def _masks_of_workers() -> set[bool]:
    """Return whether processes that Dask started block the signal of Ctrl-C."""
    masks = set()
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error, OSError):
            if "spawn_main" in " ".join(child.cmdline()):
                status = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8")
                blocked = next(line for line in status.splitlines() if line.startswith("SigBlk"))
                masks.add(bool(int(blocked.split()[1], 16) >> (signal.SIGINT - 1) & 1))
    return masks


@pytest.mark.slow
@pytest.mark.parametrize("part", [None, 0.1])
def test_one_piece_tiles_and_two_processes_give_equal_tables(equal, tmp_path, part) -> None:
    """The bundled province, and a tenth of the made-up country."""
    inputs = read_inputs(None if part is None else write_country(tmp_path, part))
    whole = ranked(inputs, "openbaar")
    for name, workers in (("een", in_this_process), ("twee", Cluster(processes=2))):
        tiled = Tiled(Store(str(tmp_path / name)), None, workers)
        equal(whole, ranked(inputs, "openbaar", locally=tiled))


@pytest.mark.slow
def test_streets_and_a_timetable_give_the_tables_of_one_piece(equal, tmp_path) -> None:
    """Over streets one search serves all sites; by public transport sites go in tiles."""
    path = write_country(tmp_path, 0.01, streets=True, timetable=True)
    towns = read_inputs(path).layers.municipalities.to_crs(CRS)
    import_transit(
        [tmp_path / "dienstregeling.zip"], tmp_path / "ov", area=towns.union_all(),
        metric_crs=CRS, days=[DAY],
    )  # fmt: skip
    text = path.read_text(encoding="utf-8")
    by_bike = 'categories = ["secondary_school"]\nmode = "bike"'
    assert by_bike in text
    layer = '\n[[layers.transit]]\npath = "ov"\nreader = "gtfs"\n'
    path.write_text(text.replace(by_bike, by_bike.replace("bike", "ov")) + layer, encoding="utf-8")
    inputs = read_inputs(path)
    whole = ranked(inputs, "openbaar")
    here = Tiled(Store(str(tmp_path / "een")), 2)
    equal(whole, ranked(inputs, "openbaar", locally=here))
    two = Tiled(Store(str(tmp_path / "twee")), 2, Cluster(processes=2))
    equal(whole, ranked(inputs, "openbaar", locally=two))
    for tiled in (here, two):
        parts = tiled.worked["tile"]
        assert {"Huisarts (lopen)", "naar moederlocaties (fietsen)"} <= set(parts)
        assert parts.str.startswith("Proefgemeente").sum() == 2
        assert "Middelbare school (ov)" not in set(parts)


def _listening() -> set:
    """Return the addresses at which this process and its children listen."""
    mine, found = psutil.Process(), set()
    for program in (mine, *mine.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            found.update(
                one.laddr for one in program.net_connections("inet")
                if one.status == psutil.CONN_LISTEN
            )  # fmt: skip
    return found


@pytest.mark.slow
def test_a_worker_killed_at_ten_random_moments_changes_nothing(equal, land, tmp_path) -> None:
    """Each run loses up to five workers; the scheduler starts new ones and the work goes on."""
    rng, killed = random.Random(19), 0  # noqa: S311 - moments, no secrets
    for number in range(40):
        store, over = Store(str(tmp_path / str(number))), threading.Event()
        counted = []
        killer = threading.Thread(target=_kill, args=(rng, over, min(5, 10 - killed), counted))
        killer.start()
        try:
            many = ranked(land[0], "openbaar", locally=Tiled(store, None, Cluster(processes=2)))
        finally:
            over.set()
            killer.join()
        equal(land[1], many)
        killed += len(counted)
        if killed >= 10:
            break
    assert killed >= 10


def _kill(rng: random.Random, over: threading.Event, most: int, counted: list[int]) -> None:
    """Kill worker processes of this test at random moments, a few at most."""
    while len(counted) < most and not over.wait(rng.uniform(0.3, 2.5)):
        workers = [
            child for child in psutil.Process().children(recursive=True)
            if any("spawn_main" in word for word in child.cmdline())
        ]  # fmt: skip
        if workers:
            with suppress(psutil.NoSuchProcess):
                rng.choice(workers).kill()
                counted.append(1)
