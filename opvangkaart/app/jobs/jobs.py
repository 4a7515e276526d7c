"""Ask for long work, one at a time: each job runs in a process of its own and is followed here."""

import logging
import multiprocessing
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, Final

from opvangkaart.app.jobs.child import NO_ROOM, work
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import Job, State
from opvangkaart.app.jobs.kinds import KINDS, Kind
from opvangkaart.app.jobs.remaining import Left, durations, left
from opvangkaart.app.jobs.store import ENDED, JobStore, this_process
from opvangkaart.language.speech import heard
from sites.base.boundary import because
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say

#: How often the queue looks whether another application's job is done.
_LOOK_S: Final = 1.0
_LOG: Final = logging.getLogger(__name__)


class Jobs:
    """The queue of one dossier; at most one job works at a time, whatever asks for them.

    A job's state stands in a database beside the dossier, so a browser that closes loses nothing.
    Nothing is opened or started before the first question.
    """

    def __init__(
        self, folder: Path, *, kinds: Mapping[str, Kind] = KINDS,
        clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """Take the folder in which jobs are kept, and the kinds of work there are."""
        self.kinds = kinds
        self.store = JobStore(folder, clock)
        self._owner = this_process()
        self._language = heard().code
        self._lock = threading.Lock()
        self._called = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: tuple[str, SpawnProcess] | None = None
        self._unsettled: tuple[str, State, Message] | None = None
        self._is_open, self._is_closing = False, False

    def ask(self, kind: str, title: str, question: Mapping[str, Any], *, who: str = "") -> str:
        """Put work in the queue and return its code; ``question`` is what JSON can hold.

        Raises
        ------
        JobError
            The folder cannot be written, or this program knows no such work.
        """
        if kind not in self.kinds:
            raise JobError("this program knows no work {kind!r}; ask for it in its room", kind=kind)
        store = self._opened()
        store.forget_oldest()
        job_id = store.add(kind, title, question, who, self._owner)
        self._start()
        return job_id

    def open(self) -> None:
        """Make the folder for jobs where it is not there yet.

        Raises
        ------
        JobError
            It cannot be made.
        """
        self._opened()

    def again(self, job_id: str, *, who: str = "") -> str:
        """Ask the same once more."""
        job = self.get(job_id)
        return self.ask(job.kind, job.title, job.question, who=who)

    def get(self, job_id: str) -> Job:
        """Return a job as it stands.

        Raises
        ------
        JobError
            There is no such job.
        """
        return self._opened().get(job_id)

    def recent(self, *kinds: str, count: int = 20) -> list[Job]:
        """Return the last jobs (of some kinds), the newest first."""
        return self._opened().recent(kinds, count)

    def open_ones(self) -> list[Job]:
        """Return the jobs that wait or work, the oldest first."""
        return [job for job in reversed(self.recent(count=100)) if job.is_open]

    def left(self, job: Job) -> Left | None:
        """Return how long a job at work still takes; None where nothing honest can be said."""
        if job.state != "bezig":
            return None
        before = self._opened().last_done(job.kind)
        took = {} if before is None else durations(before.steps, before.ended_at or 0.0)
        return left(job.steps, self.store.clock(), took)

    def files_of(self, job_id: str) -> Path:
        """Return the folder with what a job made; the code must be that of a job."""
        return self.store.files_of(self.get(job_id).job_id)

    def stop(self, job_id: str) -> None:
        """Ask a job to stop: it keeps its best where its kind can."""
        self._opened().ask_stop(self.get(job_id).job_id)

    def end_now(self, job_id: str) -> None:
        """End the process of a job at once; what it had not kept is lost."""
        job = self.get(job_id)
        self.store.settle(job.job_id, "gestopt")
        with self._lock:
            if self._process is not None and self._process[0] == job.job_id:
                self._process[1].kill()

    def forget(self, job_id: str) -> None:
        """Take away a job that is done, with what it made.

        Raises
        ------
        JobError
            It still waits or works.
        """
        self._opened().forget(job_id)

    def wait(self, job_id: str, timeout_s: float) -> Job:
        """Return a job once it is no longer open.

        Raises
        ------
        JobError
            It takes longer than ``timeout_s``.
        """
        end = time.monotonic() + timeout_s
        while (job := self.get(job_id)).is_open:
            if time.monotonic() > end:
                raise JobError("job {title!r} is not done yet", title=job.title)
            time.sleep(0.05)
        return job

    def close(self) -> None:
        """End what is at work and say so; what was done stays."""
        self._is_closing = True
        self._called.set()
        with self._lock:
            if self._process is not None:
                self._process[1].terminate()
        if self._thread is not None:
            self._thread.join(5)
        if self._is_open:
            for job in self.open_ones():
                self.store.settle(job.job_id, "onderbroken", fault=ENDED)

    def _opened(self) -> JobStore:
        with self._lock:
            if not self._is_open:
                self.store.open()
                self.store.interrupt_orphans()
                self._is_open = True
        return self.store

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="taken")
                self._thread.start()
        self._called.set()

    def _run(self) -> None:
        while not self._is_closing:
            try:
                if self._unsettled is not None:  # a job that nobody ends holds up all others
                    self._settle(*self._unsettled)
                job = self.store.claim(self._owner)
                if job is not None:
                    self._do(job)
                    continue
            except OpvangkaartError:  # a full disk, say: the queue goes on once there is room
                _LOG.exception("jobs")
            self._called.wait(_LOOK_S)
            self._called.clear()

    def _settle(self, job_id: str, state: State, fault: Message) -> None:
        """Settle a job, now or once the disk takes it."""
        self._unsettled = (job_id, state, fault)
        self.store.settle(job_id, state, fault=fault)
        self._unsettled = None

    def _do(self, job: Job) -> None:
        """Run one job to its end, and settle what its process did not."""
        context = multiprocessing.get_context("spawn")  # a fork of a program with threads may hang
        asked = (self.kinds[job.kind].work, str(self.store.folder), job.job_id, self._language)
        process = context.Process(target=work, args=asked, daemon=True)
        try:
            with self._lock:
                process.start()
                self._process = (job.job_id, process)
        except OSError as error:
            self._settle(job.job_id, "mislukt", because(error))
            return
        process.join()
        with self._lock:
            self._process = None
        if self._is_closing:
            return
        self._settle(job.job_id, "onderbroken", ended_words(process.exitcode))


def ended_words(code: int | None) -> Message:
    """Return what to say of a process that ended without a word.

    >>> str(ended_words(-9))[:36]
    'this job was ended from outside (-9)'
    """
    if code == NO_ROOM:
        return say("the disk took no more of this job; make room and ask again")
    return say(
        "this job was ended from outside ({code}), for want of memory perhaps; the workbench goes "
        "on, ask again",
        code=str(code),
    )  # fmt: skip
