"""Work in copies of one process, each of which kills itself at a chosen file step.

Run as a script: each line it reads is one job; see ``Nursery``. It imports everything once and
does nothing itself, so that its copies begin at once and share no thread.
"""

import builtins
import io
import json
import os
import pickle
import signal
import subprocess
import sys
from collections import Counter
from functools import partial
from pathlib import Path

KINDS = ("create", "write", "fsync", "rename", "delete")
KILLED, DONE = -signal.SIGKILL, 0
OS_STEPS = {
    "mkdir": "create", "link": "create", "open": "create", "fsync": "fsync", "rename": "rename",
    "replace": "rename", "unlink": "delete", "remove": "delete", "rmdir": "delete",
}  # fmt: skip


class Steps:
    """Count the file steps below a folder, and end the process before or after one of them."""

    def __init__(self, root, kind=None, number=0, when="before"):
        self.root, self.kind, self.number, self.when = str(root), kind, number, when
        self.count = Counter()

    def take(self, kind, do, half=None):
        mine = kind == self.kind and self.count[kind] == self.number
        self.count[kind] += 1
        if mine and self.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        if mine and half is not None:
            half()
        done = None if mine and half is not None else do()
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    def is_here(self, path, more):
        return isinstance(path, int) or "dir_fd" in more or str(path).startswith(self.root)

    def watch(self):
        """Put a look before every step; in a copy only."""
        for name, kind in OS_STEPS.items():
            setattr(os, name, self.watched(getattr(os, name), kind))
        whole = io.open

        def opened(path, mode="r", *rest, **more):
            if not set(mode) & set("wax+") or not self.is_here(path, {}):
                return whole(path, mode, *rest, **more)
            stream = (
                self.take("create", lambda: whole(path, mode, *rest, **more))
                if set(mode) & set("wax") else whole(path, mode, *rest, **more)
            )  # fmt: skip
            return Written(stream, self)

        for module in (io, builtins):
            vars(module)["open"] = opened
        from maps.exports import folder  # noqa: PLC0415

        exchange = vars(folder)["exchange"]
        vars(folder)["exchange"] = lambda *paths: self.take("rename", lambda: exchange(*paths))

    def watched(self, do, kind):
        def step(path, *rest, **more):
            if not self.is_here(path, more):
                return do(path, *rest, **more)
            return self.take(kind, lambda: do(path, *rest, **more))

        return step


class Written:
    """A stream whose writes are steps: a kill in one leaves half of it on the disk."""

    def __init__(self, stream, steps):
        self._stream, self._steps = stream, steps

    def write(self, content):
        def half():
            self._stream.write(content[: len(content) // 2])
            self._stream.flush()

        return self._steps.take("write", lambda: self._stream.write(content), half)

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self._stream.close()

    def __iter__(self):
        return iter(self._stream)


class Nursery:
    """The process that is copied; ``jobs`` is a pickle of what each job needs."""

    def __init__(self, root, jobs):
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(root), str(jobs)], text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent,
        )  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()

    def ask(self, job, version, kind=None, number=0, when="before"):
        """Return how a copy ended, and how many steps of each kind it took if it was not killed."""
        self.process.stdin.write(json.dumps([job, version, kind, number, when]) + "\n")
        code, *counts = json.loads(self.process.stdout.readline())
        return code, counts[0] if counts else {}

    def moments(self, job, version, each=4):
        """Yield at most sixty moments of a job, spread over what it does: kind, number, when."""
        code, counts = self.ask(job, version)
        assert code == DONE
        for kind in KINDS:
            last = counts.get(kind, 0) - 1
            numbers = {round(last * part / (each - 1)) for part in range(each)} if last >= 0 else ()
            for number in sorted(numbers):
                for when in ("before", "after"):
                    yield kind, number, when


def write(body, path):
    path.write_bytes(body)


def work(job, content):
    """Do one job: what a command does once it knows what to write, or the whole of it."""
    from geodata.fetch.fetch import fetch  # noqa: PLC0415
    from geodata.gtfs.load import import_transit  # noqa: PLC0415
    from geodata.imports import import_layer  # noqa: PLC0415
    from geodata.store.store import Store  # noqa: PLC0415
    from maps.exports import gate  # noqa: PLC0415

    if job in {"run", "plan"}:
        made = content.pop("made")  # drawn once: what a kill meets is the writing
        vars(gate)["_writers"] = lambda _: {
            name: partial(write, body) for name, body in made.items()
        }
        gate.write_outputs(**content)
    elif job == "documents":
        gate.write_documents(**content)
    elif job == "import":
        import_layer("wijken", content["file"], Store(content["store"]))
    elif job == "import transit":
        import_transit(**content)
    elif fetch(["wijken"], "utrecht", Store(content["store"]), content["settings"]).failed:
        raise AssertionError(job)


def main():
    root, jobs = Path(sys.argv[1]), pickle.loads(Path(sys.argv[2]).read_bytes())  # noqa: S301
    for line in sys.stdin:
        job, version, *moment = json.loads(line)
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            steps = Steps(root, *moment)
            try:
                steps.watch()
                work(job, jobs[job][version])
                os.write(writes, json.dumps(steps.count).encode())
            except BaseException:  # noqa: BLE001 - a copy tells, and never goes on as its parent
                import traceback  # noqa: PLC0415

                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(writes)
        told = os.fdopen(reads).read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps([code, *([json.loads(told)] if told else [])]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    for name in ("geodata.fetch.fetch", "geodata.gtfs.load", "geodata.imports", "maps.exports.gate",
                 "maps.documents.documents", "maps.page.render"):  # fmt: skip
        __import__(name)
    main()
