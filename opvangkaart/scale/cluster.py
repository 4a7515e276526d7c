"""Spread tiles over processes of this computer, or over a cluster that exists, with Dask.

Only names cross the wire: workers read layers and networks from the store and keep their answers
there. So a worker that dies, a scheduler that restarts or a full disk cost time and no answer.
"""

import logging
import secrets
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from typing import Any, Final

import dask
from distributed import Client, LocalCluster, wait
from distributed.comm import CommClosedError
from distributed.scheduler import KilledWorker

from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.surroundings import FOLDER
from opvangkaart.scale.tiled import Asked
from opvangkaart.scale.worker import Done, probe, versions, work, write_job
from sites.base.errors import OpvangkaartError

#: A tile is given to another worker this often before the run gives up.
_TRIES: Final = 12
#: How long to look for a scheduler, and for its first worker.
_WAIT_S: Final = 30
#: A scheduler that went away is looked for this often.
_RETURNS: Final = 5
_LOST: Final = (CommClosedError, OSError, TimeoutError, CancelledError)
#: How often to look whether there are workers left.
_LOOK_S: Final = 5
_ONLY_HERE: Final = "127.0.0.1"
#: What is lost is tried again or told in one line; Dask would write its tracebacks on the screen.
for _loud in ("distributed", "distributed.client", "tornado", "tornado.application"):
    logging.getLogger(_loud).handlers[:] = [logging.NullHandler()]
    logging.getLogger(_loud).propagate = False


@dataclass(frozen=True)
class Cluster:
    """Work with ``processes`` of this computer, or with the workers of a ``scheduler``."""

    scheduler: str | None = None
    processes: int = 2

    def __call__(self, asked: Asked) -> Iterator[Done]:
        """Yield each tile when it is kept."""
        if not asked.todo:
            return
        job, files = write_job(
            asked.store, asked.pieces, asked.firsts, asked.around, asked.scenario, asked.networks
        )
        asked.use.also(files)
        left = set(asked.todo)
        for again in range(_RETURNS + 1):
            try:
                with self._cluster(len(left)) as address:
                    yield from self._with_client(address, job, left, asked)
            except _LOST as error:
                if again == _RETURNS or not self._is_back():
                    raise _gone(self.scheduler or _ONLY_HERE) from error
            else:
                return

    def _is_back(self) -> bool:
        """Wait for a scheduler that went away; our own is simply started anew."""
        return self.scheduler is None or _answers(self.scheduler)

    def _with_client(self, address: str, job: str, left: set[int], asked: Asked) -> Iterator[Done]:
        """Yield tiles while the scheduler stays; what is done leaves ``left``."""
        with _client(address) as client:
            _check(client, asked)
            for done in _worked(client, asked, job, left):
                left.discard(done.number)
                yield done

    @contextmanager
    def _cluster(self, tiles: int) -> Iterator[str]:
        if self.scheduler is not None:
            yield self.scheduler
            return
        settings = {
            "distributed.scheduler.allowed-failures": _TRIES,
            "distributed.worker.multiprocessing-method": "spawn",
            # Nobody looks at a dashboard: what is measured for one costs more than sending does.
            "distributed.worker.profile.enabled": False,
            "distributed.admin.tick.interval": "1s",
            "distributed.admin.system-monitor.interval": "5s",
            "distributed.worker.memory.monitor-interval": "1s",
            "distributed.scheduler.active-memory-manager.start": False,
            "distributed.nanny.pre-spawn-environ": _environ(),
        }
        with dask.config.set(settings), _local(min(self.processes, tiles)) as made:
            yield made.scheduler_address


def _environ() -> dict[str, Any]:
    """Return what Dask sets for a process before it starts, without its threshold for memory.

    With that, every array of a search goes back to the system and is taken anew, page by page:
    more than a third of the work of a tile over streets.
    """
    given: dict[str, Any] = dask.config.get("distributed.nanny.pre-spawn-environ")
    return {name: value for name, value in given.items() if name != "MALLOC_TRIM_THRESHOLD_"}


def _local(processes: int) -> LocalCluster:
    """Start processes of this computer, that only it can reach.

    Raises
    ------
    TimeoutError
        A process ended before it had begun.
    """
    try:
        with _deaf_to_ctrl_c():
            return LocalCluster(
                n_workers=processes, threads_per_worker=1, processes=True, silence_logs=50,
                host=_ONLY_HERE, dashboard_address=f"{_ONLY_HERE}:0",
                scheduler_kwargs={"dashboard": False},
            )  # fmt: skip
    except RuntimeError as error:
        raise TimeoutError from error


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Begin threads and processes that leave Ctrl-C to the run, which then ends them.

    A terminal sends it to all processes at once, and each would write a traceback of its own.
    """
    if sys.platform == "win32":  # there a process inherits no mask
        yield
        return
    # Started later, it would take the mask away again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _client(address: str) -> Iterator[Client]:
    """Open a client; leaving it never waits for a scheduler that is gone."""
    try:
        client = Client(address, timeout=_WAIT_S, set_as_default=False)
    except TypeError as error:
        raise OpvangkaartError(
            "{address} asks for certificates; name them in the settings of Dask "
            "(distributed.comm.tls)",
            address=address[:80],
        ) from error
    except (OSError, TimeoutError, ValueError) as error:
        raise _gone(address) from error
    try:
        yield client
    finally:
        with suppress(*_LOST):
            client.close(timeout=2)


def _gone(address: str) -> OpvangkaartError:
    return OpvangkaartError(
        "no scheduler answers at {address}; start it, or leave --scheduler out. Finished tiles "
        "are kept",
        address=address[:80],
    )


def _answers(address: str) -> bool:
    """Wait for a scheduler that went away."""
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until:
        with suppress(OpvangkaartError), _client(address):
            return True
        time.sleep(1)
    return False


def _check(client: Client, asked: Asked) -> None:
    """Refuse workers of another version, and workers that read the store otherwise than we do.

    Raises
    ------
    OpvangkaartError
        Each names the first worker and what differs.
    """
    try:
        client.wait_for_workers(1, timeout=_WAIT_S)
    except TimeoutError:
        raise OpvangkaartError(
            "the scheduler has no workers; start them with: dask worker {address}",
            address=client.scheduler.address,
        ) from None
    ours = versions()
    told = _told(client.run(versions, on_error="return"))
    strange = {worker: _difference(ours, theirs) for worker, theirs in sorted(told.items())}
    if odd := {worker: words for worker, words in strange.items() if words}:
        worker, words = next(iter(odd.items()))
        raise OpvangkaartError(
            "on {count} of {all_count} workers the version is not that of this computer (first: "
            "{worker} with {words}); install the same on each",
            count=len(odd), all_count=len(told), worker=worker, words=words,
        )  # fmt: skip
    token = secrets.token_hex(16).encode()
    name = f"{FOLDER}/proef-{digest_of(token)}.txt"
    asked.store.write(name, token)
    try:
        read = _told(client.run(probe, asked.store.shared, name, on_error="return"))
    finally:
        asked.store.forget(name)
    if blind := sorted(worker for worker, told in read.items() if told != digest_of(token)):
        raise OpvangkaartError(
            "the store {store} cannot be read by {count} of {all_count} workers (first: {worker}); "
            "give --tile-store a folder that all share",
            count=len(blind), all_count=len(read), store=asked.store.at, worker=blind[0],
        )  # fmt: skip


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """Return what workers answered, without those that died while they were asked.

    >>> _told({"tcp://1": 7, "tcp://2": CommClosedError(), "tcp://3": KeyError("numpy")})
    {'tcp://1': 7, 'tcp://3': KeyError('numpy')}
    """
    return {worker: answer for worker, answer in told.items() if not isinstance(answer, _LOST)}


def _difference(ours: dict[str, str], theirs: object) -> str:
    """Say what a worker has in another version.

    >>> _difference({"numpy": "2.4"}, {"numpy": "2.3"}), _difference({"numpy": "2.4"}, KeyError())
    ('numpy 2.3', 'opvangkaart -')
    """
    if not isinstance(theirs, dict):
        return "opvangkaart -"
    odd = [f"{name} {theirs.get(name, '-')}" for name in ours if theirs.get(name) != ours[name]]
    return odd[0] if odd else ""


def _worked(client: Client, asked: Asked, job: str, left: set[int]) -> Iterator[Done]:
    """Yield tiles as they are done; what a worker could not do goes to another one."""

    def given(number: int) -> Any:  # noqa: ANN401 - a future
        others = sorted(set(client.nthreads()) - failed[number]) if failed[number] else []
        # Should these die too, whoever is there may try: nobody waits for a worker that is gone.
        return client.submit(
            work, asked.store.shared, job, number, pure=False,
            workers=others or None, allow_other_workers=bool(others),
        )  # fmt: skip

    failed: dict[int, set[str]] = {number: set() for number in left}
    died = Counter[int]()
    running = {given(number): number for number in sorted(left)}
    while running:
        future = _first(client, set(running))
        number = running.pop(future)
        try:
            done: Done = future.result()
        except (KilledWorker, ImportError) as error:
            # A scheduler gives a piece up sooner than we do; who comes later may lack opvangkaart.
            if isinstance(error, ImportError):
                _check(client, asked)
            died[number] += getattr(error, "allowed_failures", 0) + 1
            if died[number] > _TRIES:
                raise _deadly(died[number]) from error
        else:
            if done.trouble is None:
                yield done
                continue
            failed[number].add(done.address)
            there = set(client.nthreads())
            if len(failed[number]) >= _TRIES or (there and failed[number] >= there):
                raise OpvangkaartError(
                    "no worker could keep a tile in the store (last: {worker}: {why}); mend it and "
                    "run again, finished tiles are kept",
                    worker=done.worker, why=done.trouble,
                )  # fmt: skip
        running[given(number)] = number


def _deadly(deaths: int) -> OpvangkaartError:
    """Say that a piece of work takes its workers down: as a rule they ran out of memory."""
    return OpvangkaartError(
        "{count} times a worker died over the same tile; give workers more memory, or ask for more "
        "and smaller tiles. Finished tiles are kept",
        count=deaths,
    )


def _first(client: Client, running: set[Any]) -> Any:  # noqa: ANN401 - a future
    """Return a tile that is done; without any worker for a while the cluster is lost."""
    idle = 0
    while idle < _WAIT_S:
        with suppress(TimeoutError), client.as_current():
            ready = wait(running, timeout=_LOOK_S, return_when="FIRST_COMPLETED").done
            return min(ready, key=lambda one: str(one.key))
        idle = 0 if client.nthreads() else idle + _LOOK_S
    raise TimeoutError
