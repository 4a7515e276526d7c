"""Put a finished folder in the place of the last one, so that no failure leaves half of it.

Everything is written beside the target first, where nobody else may read it. Then both folders
change places in one step. Where the system or the disk cannot, each old file of ours is copied
aside, a journal is written, and each new file replaces its old one; an error rolls back, and a
killed run is rolled back by the next one, from the journal. Files that are not ours stay.
"""

import errno
import json
import os
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import filelock

from maps.exports.exchange import carry, exchange
from sites.base.boundary import because, reading
from sites.base.errors import ExportError
from sites.base.messages import say

MARKER: Final = ".opvangkaart.json"  # makes a folder ours, and lists the files we wrote into it
_JOURNAL: Final = "wissel.json"
_LOCK: Final = "slot"
_TRIES: Final = 6  # a virus scanner or a preview holds a file for a moment on Windows
_FIRST_WAIT_S: Final = 0.05
#: Whether to try one step for the whole folder; a test of the other way says no.
_CAN_EXCHANGE = True


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """Give an empty folder to write into; on leaving without an error it becomes ``out``.

    Earlier files of ours that were not written again are removed. ``out`` may be absent, empty,
    or a folder that we made.

    Raises
    ------
    ExportError
        ``out`` is a file, holds files that are not ours, is being written by another run, a file in
        it is open elsewhere, or the disk is full. ``out`` is then as it was.
    """
    out, work = _place(out)
    with _only_writer(work, out):
        _recover(work, out)
        _check_ours(out)
        new = work / "nieuw"
        try:
            new.mkdir()
            with _told(out):
                yield new
            _swap(work, out)
        finally:
            _clear(work)


def check_folder(out: Path) -> None:
    """Refuse a folder that ``fresh_folder`` would refuse as another's; nothing is touched.

    For what takes minutes: whoever gives the wrong folder hears it before, not after.

    Raises
    ------
    ExportError
        ``out`` is a file, or holds files that are not ours.
    """
    _check_ours(Path(os.path.abspath(out)))  # noqa: PTH100 - as in ``_place``


def _place(out: Path) -> tuple[Path, Path]:
    """Return the folder to replace and the one to work in, beside it, which nobody else may read.

    What a killed run left of any folder here goes first: it may be of a higher edition.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100 - a link is looked at below
    if not out.name:
        raise ExportError("--out is the top of a disk; give it a folder")
    try:
        if out.is_symlink():
            if not out.is_dir():
                raise ExportError(
                    "{out} is a link that leads nowhere; remove it or choose another --out",
                    out=out.name,
                )
            out = out.resolve()
        out.parent.mkdir(parents=True, exist_ok=True)
        work = out.parent / f".{out.name}.opvangkaart"
        if work.is_symlink():
            raise ExportError(
                "{work} is a link and is not followed; remove it or choose another --out",
                work=work.name,
            )
        work.mkdir(mode=0o700, exist_ok=True)
        work.chmod(0o700)
    except OSError as error:
        raise ExportError(
            "cannot write beside {out}: {why}; choose another --out",
            out=out.name[:60],
            why=because(error),
        ) from error
    _sweep(work)
    return out, work


def _sweep(own: Path) -> None:
    """Clear what killed runs left beside other folders."""
    for work in own.parent.glob(".*.opvangkaart"):
        out = own.parent / work.name.removeprefix(".").removesuffix(".opvangkaart")
        if work == own or work.is_symlink() or not (work / _LOCK).is_file() or out.is_symlink():
            continue
        # Busy, or another's: it is left alone.
        with suppress(ExportError, OSError, ValueError, KeyError), _only_writer(work, out):
            _recover(work, out)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    """Turn a fault of the disk into one line."""
    try:
        yield
    except OSError as error:
        if error.errno is None or isinstance(error, ConnectionError):  # the screen, not the disk
            raise
        raise ExportError(
            "cannot write {out}: {why}; the last output is whole: make room, or choose another "
            "--out",
            out=out.name,
            why=because(error),
        ) from error


def _check_ours(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise ExportError(
            "{out} is a file; give --out a folder",
            out=out.name,
        )
    if not (out / MARKER).is_file() and (count := sum(1 for _ in out.iterdir())):
        raise ExportError(
            "{out} holds {count} files or folders that opvangkaart did not make; nothing "
            "was written: give --out a new or empty folder",
            out=out.name,
            count=count,
        )


@contextmanager
def _only_writer(work: Path, out: Path) -> Iterator[None]:
    """Hold a lock that the system drops when the process ends, however it ends."""
    held = filelock.FileLock(work / _LOCK, timeout=0)
    try:
        held.acquire()
    except filelock.Timeout:
        raise ExportError(
            "another run is writing to {out}; wait for it or choose another --out",
            out=out.name,
        ) from None
    except OSError as error:
        raise ExportError(
            "cannot write beside {out}: {why}; choose another --out",
            out=out.name,
            why=because(error),
        ) from error
    try:
        yield
    finally:
        held.release()  # Windows removes no open file
        _forget(work)


def _swap(work: Path, out: Path) -> None:
    new = work / "nieuw"
    names = _files(new)
    listed = _ours(out)
    _refuse_links(out, [*names, *listed])
    before = [name for name in listed if (out / name).is_file()]
    _refuse_own(out, set(names) - set(listed))
    with _told(out):
        (new / MARKER).write_text(
            json.dumps({"gemaakt_door": "opvangkaart", "bestanden": names}), encoding="utf-8"
        )
        names = [*names, MARKER]
        for name in names:
            _to_disk(new / name)
        if _at_once(new, out, [*before, MARKER]):
            return
    _one_by_one(work, out, names, before)


def _at_once(new: Path, out: Path, ours: Sequence[str]) -> bool:
    """Put the new folder in its place in one step, with what is not ours; False if that cannot be.

    What somebody put into the old one meanwhile is brought over.
    """
    if not out.exists():
        _patiently(new, out)
        return True
    fresh = set(_files(new))
    if not _CAN_EXCHANGE or not carry(out, new, ours):
        _drop(new, set(_files(new)) - fresh)
        return False
    new.chmod(stat.S_IMODE(out.stat().st_mode))
    if not exchange(new, out):
        _drop(new, set(_files(new)) - fresh)
        return False
    for name in set(_files(new)) - set(ours) - set(_files(out)):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        _patiently(new / name, out / name)
    return True


def _drop(new: Path, names: set[str]) -> None:
    """Take back the second names of files that are not ours."""
    for name in names:
        (new / name).unlink(missing_ok=True)


def _refuse_links(out: Path, names: Sequence[str]) -> None:
    """Refuse a folder of ours that somebody made a link: what is in it lies elsewhere."""
    parents = {parent for name in names for parent in Path(name).parents}
    for parent in sorted(parents - {Path()}):
        if (out / parent).is_symlink():
            raise ExportError(
                "{link} in {out} is a link and is not followed; remove it or choose another --out",
                link=parent.as_posix(),
                out=out.name,
            )


def _refuse_own(out: Path, names: set[str]) -> None:
    """Refuse to write over a file that has one of our names and is not ours."""
    own = [name for name in sorted(names) if os.path.lexists(out / name)]
    if own:
        raise ExportError(
            "{file} in {out} is not ours and would be written over; move it or choose another "
            "--out",
            file=own[0],
            out=out.name,
        )


def _one_by_one(work: Path, out: Path, names: Sequence[str], before: Sequence[str]) -> None:
    """Replace file by file, with a journal that undoes it.

    What goes, goes first: a file of a higher edition never stands beside one of a lower.
    """
    new, old = work / "nieuw", work / "oud"
    with _told(out):
        for name in (*before, MARKER):
            if (out / name).is_file():
                _copy(out / name, old / name)
        journal = {"nieuw": [name for name in names if not (out / name).exists()]}
        write_whole(work / _JOURNAL, json.dumps(journal).encode())
    try:
        _remove(out, [name for name in before if name not in names])
        for name in names:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            _patiently(new / name, out / name)
    except BaseException as error:
        _roll_back(work, out)
        if not isinstance(error, OSError):
            raise
        raise ExportError(
            "cannot replace {path}: it is open in another program or may not be changed; "
            "close it and run again (the last output is whole)",
            path=Path(str(error.filename or out)).name,
        ) from error
    (work / _JOURNAL).unlink()


def _remove(out: Path, names: Sequence[str]) -> None:
    """Remove files of ours and the folders that are empty after that."""
    for name in names:
        (out / name).unlink(missing_ok=True)
        for folder in list((out / name).relative_to(out).parents)[:-1]:
            if (out / folder).is_dir() and not any((out / folder).iterdir()):
                (out / folder).rmdir()


def _files(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def _ours(out: Path) -> list[str]:
    """Return the files that the marker lists, and nothing that lies outside the folder."""
    if not (out / MARKER).exists():
        return []
    other = say("remove the folder or choose another --out")
    with reading(f"{MARKER} in {out.name}", other, error=ExportError):
        listed = list(json.loads((out / MARKER).read_text(encoding="utf-8"))["bestanden"])
    inside = [str(name) for name in listed if ".." not in Path(str(name)).parts]
    return [name for name in inside if not Path(name).is_absolute()]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    _to_disk(target)
    shutil.copystat(source, target)  # last: a file that may not be written cannot be synced


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; what a killed process left goes with the next write.

    A device, such as a terminal, is written to: nothing may take its place. A folder is refused,
    also one without a name of its own ("." and "/").
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    part = _part(path)
    try:
        part.write_bytes(content)
        _to_disk(part)
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.deel")


def _to_disk(path: Path) -> None:
    """Make sure that a power cut after the swap finds the content on the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _patiently(source: Path, target: Path) -> None:
    """Replace a file in one step; on Windows wait a moment for whoever looks at it."""
    for attempt in range(_TRIES):
        try:
            source.replace(target)
        except PermissionError:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_FIRST_WAIT_S * 2**attempt)
        else:
            return


def _recover(work: Path, out: Path) -> None:
    """Undo what a killed run left: halfway a swap the last good output comes back."""
    if (work / _JOURNAL).is_file():
        _refuse_links(out, [*_journal(work), *(_files(work / "oud"))])
        _roll_back(work, out)
    _clear(work)


def _roll_back(work: Path, out: Path) -> None:
    for name in _journal(work):
        (out / name).unlink(missing_ok=True)
    old = work / "oud"
    for name in _files(old) if old.is_dir() else ():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        _patiently(old / name, out / name)
    (work / _JOURNAL).unlink()


def _journal(work: Path) -> list[str]:
    """Return the files that were not there before."""
    advice = say("remove the folder or choose another --out")
    with reading(f"{_JOURNAL} in {work.name}", advice, error=ExportError):
        return [str(n) for n in json.loads((work / _JOURNAL).read_text(encoding="utf-8"))["nieuw"]]


def _clear(work: Path) -> None:
    """Empty the work folder; a journal that could not be carried out stays for the next run."""
    if not (work / _JOURNAL).exists():
        _part(work / _JOURNAL).unlink(missing_ok=True)
        for name in ("nieuw", "oud"):
            shutil.rmtree(work / name, ignore_errors=True)


def _forget(work: Path) -> None:
    """Remove the work folder, unless another run has just begun in it."""
    try:
        (work / _LOCK).unlink(missing_ok=True)
        work.rmdir()
    except OSError:
        return
