"""One law for all that writes beside and swaps: the old or the new, whole, and nothing else.

A writer runs in a child process that is stopped, or meets a full disk, before its first touch of
the disk, before its second, and so on until it gets through. Whatever the moment, a reader finds
the old content or the new.
"""

import errno
import itertools
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

import geodata.files.swap as inward
import maps.exports.folder as outward
from geodata.store.store import Draft, Store
from sites.base.errors import OpvangkaartError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="children are made by fork")

THROUGH, FAULT, NOT_CLEANED, NOT_REACHED, NOT_SYNCED, WRITTEN_OVER, KILLED = range(10, 17)
LONG_AGO = 0
REMOVALS = ("os.remove", "os.rmdir", "shutil.rmtree")
VERSIONS = {
    "old": {"a": b"old " * 9_000, "gone/b": b"old"},
    "new": {"a": b"new", "c": b"new " * 9_000},
}
Content = dict[str, bytes]


@dataclass(frozen=True)
class Writer:
    """How one room writes, what it calls an error, and what a reader finds."""

    write: Callable[[Path, str], object]
    settle: Callable[[Path], object] = lambda _: None

    def read(self, root: Path) -> Content:
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in sorted(root.rglob("*"))
            if path.is_file()
        }


def file_of(version: str) -> bytes:
    return VERSIONS[version]["a"]


def fill(folder: Path, version: str) -> None:
    for name, content in VERSIONS[version].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def stream_in(root: Path, version: str) -> None:
    def content(stream) -> None:
        stream.write(file_of(version)[:2])
        stream.write(file_of(version)[2:])

    inward.write_whole(root / "target", content)


def download_in(root: Path, version: str) -> None:
    (root / "target.part").write_bytes(file_of(version))
    inward.put_in_place(root / "target.part", root / "target")


def folder_in(root: Path, version: str) -> None:
    with inward.fresh_folder(root / "target") as folder:
        fill(folder, version)


def folder_out(root: Path, version: str) -> None:
    with outward.fresh_folder(root / "target") as folder:
        fill(folder, version)


def folder_out_file_by_file(root: Path, version: str) -> None:
    with patch.object(outward, "_CAN_EXCHANGE", new=False):
        folder_out(root, version)


def next_run_out(root: Path) -> None:
    with suppress(InterruptedError), outward.fresh_folder(root / "target"):
        raise InterruptedError


def layer_in(root: Path, version: str) -> None:
    source = root.with_name(f"{version}.bin")
    source.write_bytes(file_of(version))
    store = Store(root, clock=lambda: datetime(2026, 11, 2, tzinfo=UTC))
    with store.lock():
        store.put_file(
            Draft(layer="proef", source="s", licence="l", origin="eigen", address="a"), source, 1
        )


class Layer(Writer):
    """A layer is what its manifest points at; its history stays beside it."""

    def read(self, root: Path) -> Content:
        store = Store(root)
        assert store.faults("proef") == []
        return {"proef": store.path("proef").read_bytes()}


WRITERS = {
    "a file of what comes in": Writer(
        lambda root, version: inward.write_whole(root / "target", file_of(version))
    ),
    "a stream of what comes in": Writer(stream_in),
    "a download": Writer(download_in),
    "a folder of what comes in": Writer(
        folder_in, settle=lambda root: inward.whole_folder(root / "target")
    ),
    "a layer of the store": Layer(layer_in),
    "a file that goes out": Writer(
        lambda root, version: outward.write_whole(root / "target", file_of(version))
    ),
    # At once: a reader needs nobody's help to find the old or the new.
    "a folder that goes out": Writer(folder_out),
    "a folder that goes out, file by file": Writer(folder_out_file_by_file, settle=next_run_out),
}


@pytest.fixture(autouse=True)
def _quick_disk(monkeypatch) -> None:
    """Skip the wait for the disk: a kill, unlike a power cut, loses nothing that was written."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


#: Every moment of many files: some ten seconds a law.
LONG = {"a folder that goes out", "a folder that goes out, file by file"}


@pytest.fixture(
    params=[
        pytest.param(writer, id=name, marks=[pytest.mark.slow] if name in LONG else [])
        for name, writer in WRITERS.items()
    ]
)
def writer(request) -> Writer:
    return request.param


def in_child(work: Callable[[], int]) -> int:
    """Do work in a fork of this process and return its exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside other threads
        child = os.fork()
    if child == 0:
        code = 1
        signal.alarm(60)  # a child that hangs on a lock of its parent fails, and does not wait
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def watch(root: Path, told: Callable[[str, tuple], None]) -> None:
    """Tell of every touch of the disk below a folder, before it happens; in a child only."""

    def hook(event: str, arguments: tuple) -> None:
        if event != "open" and not event.startswith(("os.", "shutil.")):
            return
        at = arguments[0] if arguments else None
        if isinstance(at, str | Path) and (
            str(at).startswith(str(root)) or (event == "os.remove" and not Path(at).is_absolute())
        ):
            told(event, arguments)

    os.fsync = lambda fd: told("fsync", (fd,))
    sys.addaudithook(hook)


def functions_under_way() -> set[str]:
    """Return the names of the functions under way."""
    return {entry.name for entry in traceback.extract_stack()}


def disturbed(writer: Writer, root: Path, step: int, *, kill: bool) -> int:
    """Write the new content in a child that is stopped before its ``step``-th touch of the disk."""

    def work() -> int:
        seen = itertools.count()
        code = NOT_REACHED

        def told(event: str, _: tuple) -> None:
            nonlocal code
            if next(seen) == step:
                if kill:
                    os._exit(KILLED)
                is_removal = event in REMOVALS or "rmtree" in functions_under_way()
                code = NOT_CLEANED if is_removal else THROUGH
                raise OSError(errno.ENOSPC, "No space left on device")

        watch(root, told)
        try:
            writer.write(root, "new")
        except (OSError, OpvangkaartError):
            return NOT_CLEANED if code == NOT_CLEANED else FAULT
        return code

    return in_child(work)


def moments(writer: Writer, folder: Path, *, kill: bool) -> Iterator[tuple[Path, int]]:
    """Yield the folder and what became of the writer, for each moment it can be stopped at."""
    for step in itertools.count():
        root = folder / f"{step}" / "root"
        root.mkdir(parents=True)
        writer.write(root, "old")
        code = disturbed(writer, root, step, kill=kill)
        if code == NOT_REACHED:
            assert step > 1  # it touched the disk, and was watched
            return
        yield root, code


def without_leftovers(found: Content) -> Content:
    """Leave out what was half written: it lies beside the target, which is one name."""
    beside = ("target.", ".target.opvangkaart/")
    return {name: content for name, content in found.items() if not name.startswith(beside)}


@pytest.fixture
def undisturbed(writer, tmp_path) -> dict[str, Content]:
    """What a reader finds of either version when nothing goes wrong."""
    found = {}
    for first, last in (("old", "old"), ("old", "new")):
        root = tmp_path / f"undisturbed-{last}"
        root.mkdir()
        writer.write(root, first)
        writer.write(root, last)
        found[last] = writer.read(root)
    assert found["old"] != found["new"]
    return found


def test_a_kill_at_any_moment_leaves_the_old_or_the_new_whole(
    writer, undisturbed, tmp_path
) -> None:
    outcomes = set()
    for root, code in moments(writer, tmp_path / "killed", kill=True):
        assert code == KILLED
        writer.settle(root)
        found = without_leftovers(writer.read(root))
        assert found in (undisturbed["old"], undisturbed["new"])
        outcomes.add(found == undisturbed["new"])
        for path in [*root.glob("target.*"), *root.rglob("*.part")]:
            os.utime(path, (LONG_AGO, LONG_AGO))  # no other process writes it any more
        writer.write(root, "new")
        assert writer.read(root) == undisturbed["new"]
        assert not [*root.rglob("*.part"), *root.rglob("*.deel")]
    assert False in outcomes  # a stop before the swap


def test_a_full_disk_at_any_moment_leaves_the_old_or_the_new_and_no_rubbish(
    writer, undisturbed, tmp_path
) -> None:
    for root, code in moments(writer, tmp_path / "full", kill=False):
        found = writer.read(root)
        if code == NOT_CLEANED or writer.write is download_in:
            # What could not be removed goes with the next write; a download is gone on with.
            found = without_leftovers(found)
        assert found in (undisturbed["old"], undisturbed["new"])
        if code == THROUGH:
            assert found == undisturbed["new"]
        writer.write(root, "new")
        assert writer.read(root) == undisturbed["new"]


def test_what_takes_the_place_of_the_old_is_on_the_disk_first_and_nothing_is_written_over(
    writer, tmp_path
) -> None:
    writer.write(tmp_path, "old")
    standing = {tmp_path / name for name in writer.read(tmp_path)}

    def work() -> int:
        synced = set()
        renamed = itertools.count()

        def told(event: str, arguments: tuple) -> None:
            if event == "fsync":
                synced.add(os.fstat(arguments[0]).st_ino)
            elif event == "open" and Path(arguments[0]) in standing:
                if arguments[2] & (os.O_WRONLY | os.O_RDWR):
                    os._exit(WRITTEN_OVER)
            # The old folder, moved aside, was synced when it was new.
            elif event == "os.rename" and Path(arguments[0]) != tmp_path / "target":
                next(renamed)
                source = Path(arguments[0])
                files = [source] if source.is_file() else source.rglob("*")
                if not all(path.stat().st_ino in synced for path in files if path.is_file()):
                    os._exit(NOT_SYNCED)

        watch(tmp_path, told)
        writer.write(tmp_path, "new")
        return THROUGH if next(renamed) else FAULT

    assert in_child(work) == THROUGH
