"""The folder that a run and its workers share: a path, or the address of an object store.

A file in it is whole or absent, and once written it stays as it is: its name is its fingerprint.
"""

import errno
import hashlib
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from getpass import getuser
from pathlib import Path
from typing import Any, Final

import filelock

from geodata.files.swap import write_whole
from sites.base.boundary import because
from sites.base.errors import ExportError, InputFileError

#: Kept tiles of runs that name no other folder; git ignores it.
DEFAULT: Final = Path("geodata/derived/tiles")
_LOCK: Final = "slot"
#: Longer than any write takes.
_STALE_S: Final = 3600.0


@dataclass(frozen=True)
class Store:
    """A shared folder by its path or address, such as ``/data/tegels`` or ``s3://bucket/tegels``.

    >>> Store("s3://bucket/tegels").is_remote, Store("tegels").is_remote
    (True, False)
    """

    at: str

    @property
    def is_remote(self) -> bool:
        """Return whether it is an address rather than a path."""
        return "://" in self.at

    @property
    def shared(self) -> str:
        """Return how another process finds it, whatever folder that stands in.

        >>> Store("s3://bucket/tegels").shared, Path(Store("tegels").shared).is_absolute()
        ('s3://bucket/tegels', True)
        """
        return self.at if self.is_remote else str(Path(self.at).absolute())

    def read(self, name: str) -> bytes:
        """Return the bytes of a file."""
        if not self.is_remote:
            return (Path(self.at) / name).read_bytes()
        with self._remote() as files:
            found: bytes = files.cat_file(self._address(name))
        return found

    def has(self, name: str) -> bool:
        """Return whether there is a file of this name."""
        if not self.is_remote:
            return (Path(self.at) / name).is_file()
        with self._remote() as files:
            return bool(files.isfile(self._address(name)))

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder, sorted; none where it does not exist."""
        if not self.is_remote:
            root = Path(self.at)
            found = (root / folder).iterdir() if (root / folder).is_dir() else iter(())
            return sorted(f"{folder}/{path.name}" for path in found if path.suffix != ".part")
        where = self._address(folder)
        with self._remote() as files:
            listed = files.ls(where, detail=False) if files.isdir(where) else []
        names = (f"{folder}/{str(one).rpartition('/')[2]}" for one in listed)
        return sorted(name for name in names if not name.endswith(".part"))

    def write(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all.

        Raises
        ------
        OSError
            The disk is full, or the folder is not ours to write in.
        """
        if self.is_remote:
            # Whole or not at all on any kind of store: some show a file while it is written.
            address = self._address(name)
            part = f"{address}.{secrets.token_hex(4)}.part"
            with self._remote() as files:
                files.makedirs(address.rpartition("/")[0], exist_ok=True)
                files.pipe_file(part, content)
                files.mv(part, address)
            return
        path = Path(self.at) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)

    def forget(self, name: str) -> None:
        """Remove a file, and its folder once that is empty; one that is gone is gone."""
        if self.is_remote:
            with suppress(FileNotFoundError), self._remote() as files:
                files.rm_file(self._address(name))
            return
        path = Path(self.at) / name
        path.unlink(missing_ok=True)
        with suppress(OSError):  # other files stand in it
            path.parent.rmdir()

    def forget_parts(self, folder: str) -> None:
        """Remove what a process that was killed left half written, once nobody writes it."""
        if self.is_remote or not (Path(self.at) / folder).is_dir():
            return
        for path in (Path(self.at) / folder).glob("*.part"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _STALE_S:
                    path.unlink()

    def put(self, name: str, source: Path) -> None:
        """Copy a file in, unless it is there."""
        if not self.has(name):
            self.write(name, source.read_bytes())

    def local(self, name: str) -> Path:
        """Return a path to a file for what maps it into memory; a remote one is fetched once."""
        if not self.is_remote:
            return Path(self.at).absolute() / name
        kept = Path(tempfile.gettempdir()) / f"opvangkaart-{getuser()}"
        path = kept / hashlib.sha256(self.at.encode()).hexdigest()[:12] / name
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, self.read(name))
        return path

    @contextmanager
    def only_run(self) -> Iterator[None]:
        """Hold the folder for one run; the system drops it when the process ends.

        Raises
        ------
        ExportError
            Another run works in it, or it cannot be written.
        """
        if self.is_remote:
            with self._lines():
                yield  # an object store has no locks; a tile written twice is the same tile
            return
        with self._lines():
            Path(self.at).mkdir(parents=True, exist_ok=True)
            held = filelock.FileLock(Path(self.at) / _LOCK, timeout=0)
            try:
                held.acquire()
            except filelock.Timeout:
                raise ExportError(
                    "another run works in {store}; wait for it or choose another --tile-store",
                    store=Path(self.at).name,
                ) from None
            try:
                yield
            finally:
                held.release()

    @contextmanager
    def _lines(self) -> Iterator[None]:
        """Turn what the disk or the other side refuses into one line; what is kept stays."""
        try:
            yield
        except OSError as error:
            name = self.at if self.is_remote else Path(self.at).name
            raise ExportError(
                "cannot write in {store}: {why}; choose another --tile-store",
                store=name[:60], why=because(error),
            ) from error  # fmt: skip

    @contextmanager
    def _remote(self) -> Iterator[Any]:
        """Give what reaches the store; whatever its driver raises is an ``OSError``.

        Raises
        ------
        InputFileError
            There is no driver for this kind of store.
        """
        try:
            import fsspec  # noqa: PLC0415 - comes with the extra [scale]
        except ImportError:
            raise InputFileError(
                'a store such as {store} needs fsspec; install: pip install "opvangkaart[scale]"',
                store=self._kind,
            ) from None
        try:
            files = fsspec.core.url_to_fs(self.at)[0]
        except (ImportError, ValueError):
            raise InputFileError(
                "there is no driver for a store such as {store} here; install the one that fsspec "
                "names for it, or give --tile-store a folder",
                store=self._kind,
            ) from None
        except Exception as error:
            raise OSError(errno.EIO, type(error).__name__) from error
        try:
            yield files
        except OSError:
            raise
        except Exception as error:
            raise OSError(errno.EIO, type(error).__name__) from error

    @property
    def _kind(self) -> str:
        return self.at.partition("://")[0][:20] + "://"

    def _address(self, name: str) -> str:
        return f"{self.at.rstrip('/')}/{name}"
