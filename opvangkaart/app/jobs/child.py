"""What runs in the process of a job: its work, its progress, and how it ends."""

import errno
import importlib
import multiprocessing
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psutil

from opvangkaart.app.jobs.errors import JobStopped
from opvangkaart.app.jobs.job import Step
from opvangkaart.app.jobs.store import JobStore
from opvangkaart.dossier.errors import DossierError
from opvangkaart.language.speech import speak, spoken
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.base.progress import Counted, Reached

#: So often at most is a count written, and asked whether to stop.
_EVERY_S: Final = 0.2
#: How a process ends that cannot even write how its job ended.
NO_ROOM: Final = 28
#: The disk is full, or takes no file of this size.
_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
#: What an unexpected fault leaves for who mends it.
FAULT_FILE: Final = "fout.txt"


@dataclass
class Task:
    """What the work of a job is given: what was asked, where to put what it makes, whom to tell.

    Work that calls ``stop`` ends itself and keeps its best; all other work is ended at its next
    line of progress once a stop was asked for.
    """

    question: Mapping[str, Any]
    folder: Path
    store: JobStore = field(repr=False)
    job_id: str = ""
    _keeps: bool = field(default=False, repr=False)
    _last: tuple[str, float] = field(default=("", 0.0), repr=False)
    _stop: tuple[bool, float] = field(default=(False, 0.0), repr=False)

    def progress(self, words: str) -> None:
        """Tell what is being done now; counts are written a few times a second at most.

        Raises
        ------
        JobStopped
            A stop was asked for, and there is nothing to keep.
        """
        step = step_of(words, self.store.clock())
        name, at = self._last
        is_last = step.done is not None and step.done == step.total
        if step.name != name or step.done is None or is_last or step.at - at >= _EVERY_S:
            self._last = (step.name, step.at)
            self.store.note(self.job_id, step)
        if not self._keeps and self._asked():
            raise JobStopped

    def stop(self) -> bool:
        """Say whether to stop; who asks keeps the best it has."""
        self._keeps = True
        return self._asked()

    @property
    def was_told_to_stop(self) -> bool:
        """Say whether the work heard that it should stop."""
        return self._stop[0]

    def _asked(self) -> bool:
        asked, at = self._stop
        now = time.monotonic()
        if not asked and now - at >= _EVERY_S:
            asked = self.store.is_stopping(self.job_id)
            self._stop = (asked, now)
        return asked


def step_of(words: str, at: float) -> Step:
    """Return a line of progress as a step; its name is what comes before a colon or a bracket.

    >>> step = step_of(Counted("lagen ophalen: wijken", done=2, total=20), 5.0)
    >>> (step.name, step.words, step.done, step.total)
    ('lagen ophalen', 'lagen ophalen: wijken', 2, 20)
    >>> step_of(Reached("plan maken (gat 3%)", value=9.0, bound=10.0), 5.0).bound
    10.0
    """
    name = words.partition(":")[0].partition(" (")[0]
    if isinstance(words, Counted):
        return Step(name, str(words), at, done=words.done, total=words.total)
    if isinstance(words, Reached):
        return Step(name, str(words), at, value=words.value, bound=words.bound)
    return Step(name, str(words), at)


def work(path: str, folder: str, job_id: str, language: str) -> None:
    """Do a job; ``path`` is the module and name of what does it.

    The work takes a ``Task`` and returns what JSON can hold. However it ends, the database says so;
    a process that is killed says nothing, and the application then says it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the application
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _be_modest()
    speak(spoken(language))
    store = JobStore(Path(folder))
    try:
        _done(path, store, job_id)
    except (OSError, DossierError):
        raise SystemExit(NO_ROOM) from None


def _done(path: str, store: JobStore, job_id: str) -> None:
    """Do a job and say how it ended."""
    job = store.get(job_id)
    if not job.is_open:  # ended before it had begun
        return
    files = store.files_of(job_id)
    task = Task(job.question, files, store, job_id)
    module, _, name = path.partition(":")
    try:
        files.mkdir(exist_ok=True)
        task.progress("beginnen")
        do: Callable[[Task], Mapping[str, Any]] = getattr(importlib.import_module(module), name)
        outcome = do(task)
    except JobStopped:
        store.settle(job_id, "gestopt")
    except OpvangkaartError as error:
        store.settle(job_id, "mislukt", fault=error.message)
    except Exception as error:  # noqa: BLE001 - the page must say it, whatever it is
        with suppress(OSError):
            (files / FAULT_FILE).write_text(traceback.format_exc(), encoding="utf-8")
        store.settle(job_id, "mislukt", fault=fault_of(error))
    else:
        store.settle(job_id, "gestopt" if task.was_told_to_stop else "klaar", outcome=outcome)


def fault_of(error: Exception) -> Message:
    """Return what to say of a fault that nobody foresaw.

    >>> str(fault_of(KeyError("x")))[:38]
    'the program made a mistake (KeyError);'
    """
    if isinstance(error, MemoryError):
        return say("there is not enough memory for this; close other programs or ask for less")
    if isinstance(error, OSError) and error.errno in _FULL:
        return say("the disk took no more of this job; make room and ask again")
    return say(
        "the program made a mistake ({kind}); nothing was changed. Send {file} to who looks after "
        "it",
        kind=type(error).__name__, file=FAULT_FILE,
    )  # fmt: skip


def _end_with_parent() -> None:
    """End when the application has gone: nobody would hear what comes out."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _be_modest() -> None:
    """Leave the processor to the pages first."""
    low = getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 10)  # Windows has classes, others a number
    psutil.Process().nice(low)
