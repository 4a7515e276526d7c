"""Where a dossier stands: a file on this machine, or a PostgreSQL server."""

import ssl
from pathlib import Path, PureWindowsPath
from typing import Final

import psutil
import sqlalchemy as sql

from opvangkaart.dossier.errors import DossierError

SUFFIX: Final = ".dossier"
#: What stands before the address of a server.
_SERVER: Final = ("postgresql:", "postgres:")
_LOOPBACK: Final = frozenset({"", "localhost", "127.0.0.1", "::1"})
#: Folders that a program on the side keeps the same as elsewhere; the start of the name counts.
_SYNCED: Final = (
    "onedrive", "dropbox", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud",
    "owncloud", "box sync", "sharepoint", "teams files", "surfdrive", "researchdrive", "syncthing",
    "seafile", "pcloud",
)  # fmt: skip
#: File systems of another machine; a lock on them is a hope.
_REMOTE: Final = frozenset({
    "nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "9p", "afpfs", "webdav", "davfs", "sshfs",
    "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs",
    "fuse.smbnetfs", "ceph", "fuse.ceph", "glusterfs", "fuse.glusterfs", "afs", "lustre", "vboxsf",
    "vmhgfs", "fuse.vmhgfs-fuse", "prl_fs", "virtiofs",
})  # fmt: skip


def is_server(place: str) -> bool:
    """Say whether a place is the address of a server.

    >>> is_server("postgresql://wim@db.example.nl/opvang"), is_server("lijst.dossier")
    (True, False)
    """
    return place.lower().startswith(_SERVER)


def server_address(place: str) -> tuple[sql.URL, dict[str, object]]:
    """Return the address of a server for SQLAlchemy, and how to connect to it.

    Another machine than this one is spoken to under TLS alone, with its certificate checked.

    Raises
    ------
    DossierError
        No address, no database in it, or a password, which would end up in files and logs.
    """
    try:
        url = sql.make_url(place)
    except (sql.exc.ArgumentError, ValueError):
        raise DossierError(
            "the address of the database cannot be read; write postgresql://role@machine/database"
        ) from None
    if url.password is not None:
        raise DossierError(
            "leave the password out of the address: it would end up in files and logs; set it in "
            "the variable OPVANGKAART_WACHTWOORD"
        )
    if not url.database:
        raise DossierError(
            "the address names no database; write postgresql://role@machine/database"
        )
    if url.query:
        raise DossierError(
            "the address of the database may have no ?{settings}", settings=tuple(url.query)
        )
    options: dict[str, object] = {"timeout": 10}
    if (url.host or "") not in _LOOPBACK:
        options["ssl_context"] = ssl.create_default_context()
    return url.set(drivername="postgresql+pg8000"), options


def file_at(place: str | Path) -> Path:
    """Return where the file of a dossier stands, with the name that a person knows it by.

    Raises
    ------
    DossierError
        A folder stands there.
    """
    path = Path(place)
    if path.is_dir():
        name = path.name or path.absolute().name or str(path)
        raise DossierError("{file} is a folder; give a file", file=name)
    return path


def refuse_shared_folder(path: Path) -> None:
    """Refuse to write a file where two machines may write it at once.

    SQLite locks a file; over a network or in a folder that is synchronised the lock does not
    hold, and a list is lost without a word.

    Raises
    ------
    DossierError
        The folder lies on another machine, or a program keeps it the same elsewhere.
    """
    why = _synced(path) or _remote(path)
    if why is not None:
        raise DossierError(
            "{file} lies in a shared folder ({why}), where two writers can lose each other's work; "
            "put it on this machine and merge copies, or use PostgreSQL",
            file=path.name, why=why,
        )  # fmt: skip


def _synced(path: Path) -> str | None:
    """Return the folder on the way to a file that some program keeps the same elsewhere.

    >>> _synced(Path("wim/OneDrive - Gemeente Zeist/lijst.dossier"))
    'OneDrive - Gemeente Zeist'
    >>> _synced(Path("wim/Documenten/lijst.dossier")) is None
    True
    """
    folders = PureWindowsPath(str(path)).parts[:-1] if "\\" in str(path) else path.parts[:-1]
    for folder in folders:
        name = folder.strip("/\\").lower()
        if name in _SYNCED or any(
            name.startswith(f"{known}{end}") for known in _SYNCED for end in " -_"
        ):
            return folder
    return None


def _remote(path: Path) -> str | None:
    """Return the file system that a file lies on when that is of another machine."""
    if str(path).startswith(("\\\\", "//")):
        return "netwerkmap"
    lies_in = path.absolute().resolve()
    mounts = [
        part for part in psutil.disk_partitions(all=True)
        if lies_in.is_relative_to(Path(part.mountpoint))
    ]  # fmt: skip
    if not mounts:
        return None
    nearest = max(mounts, key=lambda part: len(part.mountpoint))
    if nearest.fstype.lower() in _REMOTE or "remote" in nearest.opts.split(","):
        return nearest.fstype or "netwerkmap"
    return None
