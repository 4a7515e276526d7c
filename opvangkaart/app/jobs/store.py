"""Where jobs are kept: one small database in a folder beside the dossier, and a folder a job.

A database and no loose files: the page reads while the job writes, on Windows too, where a file
that someone has open cannot be put aside. What was acknowledged survives the end of any process.
"""

import json
import math
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import psutil

from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import OPEN, Job, State, Step
from opvangkaart.dossier.store import translated
from sites.base.boundary import because
from sites.base.messages import Message, packed, say, unpacked

#: So many jobs are kept; the oldest go, with what they made.
MOST_KEPT: Final = 100
_WAIT_S: Final = 10.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL,
  title TEXT NOT NULL, who TEXT NOT NULL, question TEXT NOT NULL, state TEXT NOT NULL,
  owner TEXT NOT NULL, asked_at REAL NOT NULL, began_at REAL, ended_at REAL,
  stop INTEGER NOT NULL DEFAULT 0, fault TEXT, outcome TEXT);
CREATE TABLE IF NOT EXISTS steps (
  number INTEGER PRIMARY KEY AUTOINCREMENT, job_id TEXT NOT NULL, name TEXT NOT NULL,
  words TEXT NOT NULL, at REAL NOT NULL, done INTEGER, total INTEGER, value REAL, bound REAL);
CREATE INDEX IF NOT EXISTS ix_steps_job ON steps (job_id);
"""
#: What is said of a job whose application is no longer there.
ENDED: Final = say("the workbench was ended while this job was not done; ask for it again")
_FIELDS: Final = ("job_id, number, kind, title, who, question, state, asked_at, began_at, "
                  "ended_at, stop, fault, outcome")  # fmt: skip


def this_process() -> str:
    """Return a name for this process that no later one gets: its number and when it began."""
    own = psutil.Process()
    return f"{own.pid} {own.create_time():.2f}"


def is_alive(owner: str) -> bool:
    """Say whether the process of that name still runs.

    >>> is_alive(this_process()), is_alive("1 0.00")
    (True, False)
    """
    pid, _, began = owner.partition(" ")
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == began
    except (psutil.Error, ValueError):
        return False


@dataclass(frozen=True)
class JobStore:
    """The jobs of one dossier on this machine; ``clock`` gives seconds since 1970."""

    folder: Path
    clock: Callable[[], float] = time.time

    def open(self) -> None:
        """Make the folder and its database where there are none.

        Raises
        ------
        JobError
            The folder cannot be made.
        DossierError
            It cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._writing() as connection:
                connection.executescript(_TABLES)
        except OSError as error:
            raise JobError(
                "{folder}: jobs cannot be kept here ({why}); make the folder writable",
                folder=self.folder.name, why=because(error),
            ) from error  # fmt: skip

    def add(self, kind: str, title: str, question: Mapping[str, Any], who: str, owner: str) -> str:
        """Put a job in the queue, and return its code."""
        job_id = secrets.token_hex(8)
        asked = json.dumps(question, ensure_ascii=False)
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO jobs (job_id, kind, title, who, question, state, owner, asked_at) "
                "VALUES (?, ?, ?, ?, ?, 'wacht', ?, ?)",
                (job_id, kind, title, who, asked, owner, self.clock()),
            )
        return job_id

    def claim(self, owner: str) -> Job | None:
        """Begin the oldest job that this owner asked for, unless one is at work already."""
        with self._writing() as connection:
            found = connection.execute(
                "UPDATE jobs SET state = 'bezig', began_at = ? WHERE number = (SELECT MIN(number) "
                "FROM jobs WHERE state = 'wacht' AND owner = ?) AND NOT EXISTS (SELECT 1 FROM jobs "
                "WHERE state = 'bezig') RETURNING job_id",
                (self.clock(), owner),
            ).fetchall()
        return self.get(found[0][0]) if found else None

    def note(self, job_id: str, step: Step) -> None:
        """Write what a job does now; the same step with another count takes the old one's place."""
        told = (step.words, step.done, step.total, _finite(step.value), _finite(step.bound))
        with self._writing() as connection:
            last = connection.execute(
                "SELECT number, name, words FROM steps WHERE job_id = ? ORDER BY number DESC "
                "LIMIT 1", (job_id,),
            ).fetchone()  # fmt: skip
            is_same = last is not None and last[1] == step.name
            if is_same and (step.done is not None or last[2] == step.words):
                connection.execute(
                    "UPDATE steps SET words = ?, done = ?, total = ?, value = ?, bound = ? "
                    "WHERE number = ?", (*told, last[0]),
                )  # fmt: skip
            else:
                connection.execute(
                    "INSERT INTO steps (words, done, total, value, bound, job_id, name, at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*told, job_id, step.name, step.at),
                )  # fmt: skip

    def ask_stop(self, job_id: str) -> None:
        """Ask a job to stop; one that still waits never begins."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'gestopt', ended_at = ? WHERE job_id = ? AND "
                "state = 'wacht'", (self.clock(), job_id),
            )  # fmt: skip
            connection.execute("UPDATE jobs SET stop = 1 WHERE job_id = ?", (job_id,))

    def is_stopping(self, job_id: str) -> bool:
        """Say whether a stop was asked for."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT stop FROM jobs WHERE job_id = ?", (job_id,)
            ).fetchone()
        return bool(found and found[0])

    def settle(
        self, job_id: str, state: State, *, fault: Message | None = None,
        outcome: Mapping[str, Any] | None = None,
    ) -> bool:  # fmt: skip
        """End a job that is open, and say whether it was; what is settled stays as it is."""
        told = None if fault is None else json.dumps(packed(fault), ensure_ascii=False)
        made = None if outcome is None else json.dumps(outcome, ensure_ascii=False)
        with self._writing() as connection:
            ended = connection.execute(
                "UPDATE jobs SET state = ?, ended_at = ?, fault = ?, outcome = ? WHERE job_id = ? "
                "AND state IN (?, ?)", (state, self.clock(), told, made, job_id, *OPEN),
            )  # fmt: skip
            return ended.rowcount == 1

    def interrupt_orphans(self) -> int:
        """Settle the jobs of applications that are gone, and say how many there were."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT job_id, owner FROM jobs WHERE state IN (?, ?)", OPEN
            ).fetchall()
        gone = [job_id for job_id, owner in rows if not is_alive(owner)]
        return sum(self.settle(job_id, "onderbroken", fault=ENDED) for job_id in gone)

    def get(self, job_id: str) -> Job:
        """Return a job with its steps.

        Raises
        ------
        JobError
            There is no such job (any more).
        """
        with self._reading() as connection:
            row = connection.execute(
                f"SELECT {_FIELDS} FROM jobs WHERE job_id = ?",  # noqa: S608 - our own words
                (job_id,),
            ).fetchone()
            steps = connection.execute(
                "SELECT name, words, at, done, total, value, bound FROM steps WHERE job_id = ? "
                "ORDER BY number", (job_id,),
            ).fetchall()  # fmt: skip
        if row is None:
            raise JobError("there is no such job any more; ask for it again")
        return replace(_job(row), steps=tuple(Step(*step) for step in steps))

    def recent(self, kinds: Sequence[str] = (), count: int = 20) -> list[Job]:
        """Return the last jobs (of some kinds), the newest first, without their steps."""
        some = f"WHERE kind IN ({', '.join('?' for _ in kinds)})" if kinds else ""
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {_FIELDS} FROM jobs {some} ORDER BY number DESC LIMIT ?",  # noqa: S608
                (*kinds, count),
            ).fetchall()
        return [_job(row) for row in rows]

    def last_done(self, kind: str) -> Job | None:
        """Return the last job of a kind that was done, with its steps."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT job_id FROM jobs WHERE kind = ? AND state = 'klaar' ORDER BY number DESC "
                "LIMIT 1", (kind,),
            ).fetchone()  # fmt: skip
        return None if found is None else self.get(found[0])

    def files_of(self, job_id: str) -> Path:
        """Return the folder for what a job makes.

        >>> JobStore(Path("team.taken")).files_of("ab12").name
        'ab12'
        """
        return self.folder / job_id

    def forget(self, job_id: str) -> None:
        """Take away a job that is not open, with all it made.

        Raises
        ------
        JobError
            It waits or works; stop it first.
        """
        job = self.get(job_id)
        if job.is_open:
            raise JobError("this job is not done; stop it first")
        with self._writing() as connection:
            connection.execute("DELETE FROM jobs WHERE job_id = ?", (job.job_id,))
            connection.execute("DELETE FROM steps WHERE job_id = ?", (job.job_id,))
        shutil.rmtree(self.files_of(job.job_id), ignore_errors=True)

    def require_rest(self) -> None:
        """Refuse while a job waits or works: it could still write what someone erases.

        Raises
        ------
        JobError
            A job is not done.
        """
        if any(job.is_open for job in self.recent(count=10 * MOST_KEPT)):
            raise JobError("a job is not done; stop it first, and erase after that")

    def forget_all(self) -> int:
        """Take away every job, down to its bytes, and return how many; none may be open.

        What someone erased from the dossier may stand in a question, an outcome or a file a job
        made, packed or not: no search of words would be sure.

        Raises
        ------
        JobError
            A job waits or works.
        """
        self.require_rest()
        kept = self.recent(count=10 * MOST_KEPT)
        for job in kept:
            self.forget(job.job_id)
        with self._reading() as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return len(kept)

    def forget_oldest(self) -> None:
        """Take away what is more than is kept."""
        for job in self.recent(count=10 * MOST_KEPT)[MOST_KEPT:]:
            if not job.is_open:
                self.forget(job.job_id)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with translated(self.folder.name), closing(self._connection()) as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with (
            translated(self.folder.name), closing(self._connection()) as connection, connection,
        ):  # fmt: skip
            yield connection

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.folder / "taken.sqlite", timeout=_WAIT_S)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection


def _job(row: Sequence[Any]) -> Job:
    ident, number, kind, title, who, question, state, asked, began, ended, stop, *made = row
    fault, outcome = (None if text is None else json.loads(text) for text in made)
    return Job(
        ident, number, kind, title, who, json.loads(question), state, asked, began, ended,
        bool(stop), None if fault is None else unpacked(fault), outcome,
    )  # fmt: skip


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
