"""Write beside the old and swap, a file or a folder: whole or not at all.

What takes the place of the old is on the disk before it does, so that a power cut finds the old or
the new. An error leaves nothing behind; what a killed process left goes with the next write.
"""

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from shutil import rmtree
from threading import get_ident
from typing import IO, Final

#: Long enough for any write: a part that is older has no writer any more.
_STALE_S: Final = 3600.0


def write_whole(path: Path, content: bytes | Callable[[IO[bytes]], object]) -> None:
    """Write a file whole or not at all: bytes, or what a function writes to a stream.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "a.json", b"{}")
    ...     [(path.name, path.read_bytes()) for path in Path(folder).iterdir()]
    [('a.json', b'{}')]
    """
    _forget_stale(path)
    # A name of its own per writer: two runs, or two pages of one workbench, may write one file, and
    # the last one stays. Digits alone: the store knows by them what a killed writer left.
    part = path.with_name(f"{path.name}.{os.getpid()}{get_ident()}.part")
    try:
        with part.open("wb") as stream:
            if callable(content):
                content(stream)
            else:
                stream.write(content)
        put_in_place(part, path)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file the name of another one; on an error both stay as they are."""
    _to_disk(part)
    part.replace(target)


def put_where_nothing_is(part: Path, target: Path) -> None:
    """Give a finished file a name that nothing has yet.

    Where a disk knows one name for a file, two at the very same moment are not told apart.

    Raises
    ------
    FileExistsError
        Something has that name; it stays as it is, and so does the finished file.
    """
    _to_disk(part)
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # one name for a file
        if target.exists():
            raise FileExistsError(target) from None
        part.rename(target)
    else:
        part.unlink()


@contextmanager
def fresh_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill; on leaving without an error it takes the place of ``folder``.

    A reader must ask ``whole_folder`` first: a process killed between the two renames leaves the
    old folder aside.
    """
    if folder.is_symlink() or _aside(folder).is_symlink():
        raise OSError(errno.ELOOP, "a link is not followed", folder.name)
    whole_folder(folder)
    new, old = _new(folder), _old(folder)
    for left in (new, old):
        rmtree(left, ignore_errors=True)
    try:
        new.mkdir(parents=True)
        yield new
        for path in new.rglob("*"):
            if path.is_file():
                _to_disk(path)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        whole_folder(folder)
        rmtree(_aside(folder), ignore_errors=True)
        raise
    rmtree(_aside(folder), ignore_errors=True)


def whole_folder(folder: Path) -> Path:
    """Return the folder, after putting it back where a killed writer had just moved it aside."""
    if _old(folder).exists() and not folder.exists():
        _old(folder).rename(folder)
    return folder


def _new(folder: Path) -> Path:
    return _aside(folder) / "nieuw"


def _old(folder: Path) -> Path:
    return _aside(folder) / "oud"


def _aside(folder: Path) -> Path:
    """Return where we work beside a folder: a name that nobody gives to a copy of their own."""
    return folder.with_name(f".{folder.name}.opvangkaart")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _forget_stale(path: Path) -> None:
    """Remove what a killed writer of this file left."""
    for left in path.parent.glob(f"{escape(path.name)}.*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_S:
                left.unlink()
