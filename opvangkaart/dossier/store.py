"""Open a dossier, old or new, and hand out its transactions."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pg8000
import sqlalchemy as sql
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.where import is_server, refuse_shared_folder, server_address
from sites.base.boundary import because
from sites.base.messages import template

#: "opvk" in the header of the file: SQLite's own place for whose file it is.
APPLICATION_ID: Final = 0x6F70766B
#: How long a writer waits for another one to finish.
_WAIT_S: Final = 10.0


@dataclass(frozen=True, eq=False)
class Dossier:
    """An open dossier; ``is_writable`` says whether changes may be made.

    ``role`` is who the server knows one as: that stands with every change, and no code.
    """

    name: str
    engine: sql.Engine
    is_writable: bool
    role: str | None = None

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """Give a connection that sees one moment of the dossier."""
        reader = self.engine.execution_options(reads=True)
        with translated(self.name), reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sql.Connection]:
        """Give a connection whose changes are kept together when it ends, or not at all.

        Raises
        ------
        DossierError
            The dossier may only be read, or the database does not take the changes.
        """
        if not self.is_writable:
            raise DossierError("{file} may only be read; nothing was changed", file=self.name)
        with translated(self.name), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database; of a file everything then stands in that one file."""
        self.engine.dispose()


def create_dossier(place: str | Path) -> Dossier:
    """Make a dossier where there is none, and open it.

    Raises
    ------
    DossierError
        Something stands there already, or it lies in a shared folder.
    """
    if is_server(str(place)):
        found = _server(str(place))
        with found.reading() as connection:
            if _version(connection) is not None:
                raise DossierError("{file} is a dossier already; open it", file=found.name)
        _upgrade(found)
        return found
    path = Path(place)
    refuse_shared_folder(path)
    if path.exists():
        raise DossierError("{file} is there already; open it, or choose a name", file=path.name)
    if not path.parent.is_dir():
        raise DossierError("{file}: the folder is not there", file=path.name)
    made = _file(path, "rwc")
    try:
        with made.writing() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _upgrade(made)
    except BaseException:
        made.close()
        for left in (path, _journal(path), path.with_name(f"{path.name}-shm")):
            with suppress(OSError):
                left.unlink(missing_ok=True)
        raise
    return made


def open_dossier(place: str | Path, *, read_only: bool = False) -> Dossier:
    """Open a dossier; an older one is brought up to today's version, a newer one is refused.

    Raises
    ------
    DossierError
        There is none, it is no dossier, it is of a newer version, or it lies in a shared folder
        and is to be written.
    """
    if is_server(str(place)):
        found = _server(str(place), is_writable=not read_only)
    else:
        found = _open_file(Path(place), read_only=read_only)
    try:
        _check_version(found)
    except BaseException:
        found.close()
        raise
    return found


def _open_file(path: Path, *, read_only: bool) -> Dossier:
    if not path.is_file():
        raise DossierError("{file}: there is no such dossier", file=path.name)
    if not read_only:
        refuse_shared_folder(path)
    _check_header(path)
    # Who may not write here reads: what is asked to change is refused, and the list is seen.
    may_write = not read_only and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    found = _file(path, "rw" if may_write else "ro", is_writable=may_write)
    with found.reading() as connection:
        owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if owner != APPLICATION_ID:
        found.close()
        raise DossierError("{file} is a database of another program", file=path.name)
    return found


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as opened:
            head = opened.read(16)
    except OSError as error:
        raise DossierError(
            "{file} cannot be read ({why})", file=path.name, why=because(error)
        ) from error
    if head != b"SQLite format 3\x00":
        raise DossierError("{file} is no dossier", file=path.name)


def _check_version(found: Dossier) -> None:
    with found.reading() as connection:
        version = _version(connection)
    if version is None:
        raise DossierError("{file} is no dossier yet; make one first", file=found.name)
    known = [script.revision for script in _scripts().walk_revisions()]
    if version not in known:
        raise DossierError(
            "{file} is of version {version}, newer than this program (up to {newest}); install the "
            "newest opvangkaart",
            file=found.name, version=version, newest=known[0],
        )  # fmt: skip
    if version == known[0]:
        return
    if not found.is_writable:
        raise DossierError(
            "{file} is of version {version} and must first be opened for writing, which brings it "
            "to version {newest}",
            file=found.name, version=version, newest=known[0],
        )  # fmt: skip
    _upgrade(found)


def version_of(found: Dossier) -> str:
    """Return the version of an open dossier."""
    with found.reading() as connection:
        return str(_version(connection))


def _version(connection: sql.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "opvangkaart.dossier:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _upgrade(found: Dossier, version: str = "head") -> None:
    """Bring the tables to a version, in one transaction: whole or not at all."""
    config = _config()
    with found.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def _file(path: Path, mode: str, *, is_writable: bool = True) -> Dossier:
    address = f"{path.absolute().as_uri()}?mode={mode}"
    if mode == "ro" and not os.access(path.parent, os.W_OK) and not _journal(path).exists():
        address += "&immutable=1"  # nobody can write here, and nothing waits to be taken in
    engine = sql.create_engine(
        "sqlite://", creator=lambda: _connection(address), poolclass=sql.pool.NullPool
    )

    @sql.event.listens_for(engine, "begin")
    def _begin(connection: sql.Connection) -> None:
        # A writer that starts by reading must not find, halfway, that it may not write.
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return Dossier(path.name, engine, is_writable)


def _journal(path: Path) -> Path:
    """Return the file in which SQLite keeps the changes that it has yet to take in."""
    return path.with_name(f"{path.name}-wal")


def _connection(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=_WAIT_S, isolation_level=None)
    if "mode=ro" not in address:
        connection.execute("PRAGMA journal_mode = WAL")
        # What was acknowledged is on the disk, also when the power goes.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
    return connection


def _server(place: str, *, is_writable: bool = True) -> Dossier:
    url, options = server_address(place)
    engine = sql.create_engine(
        url, connect_args=options | _password(), pool_pre_ping=True, hide_parameters=True
    )
    name = f"{url.database} ({url.host or 'localhost'})"
    return Dossier(name, engine, is_writable, url.username or None)


def _password() -> dict[str, Any]:
    """Return the password for the server, where the one who starts the program has set it."""
    password = os.environ.get("OPVANGKAART_WACHTWOORD")
    return {} if password is None else {"password": password}


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Say in one line what a database could not do; the change at hand was not made.

    Raises
    ------
    DossierError
        The database is locked, full, damaged, gone, or refuses.
    """
    try:
        yield
    except (sql.exc.SQLAlchemyError, sqlite3.Error, pg8000.Error) as error:
        words = " ".join(str(getattr(error, "orig", error)).split())[:200]
        text = _fault(words.lower(), error)
        raise DossierError(text, file=name, reason=words) from error


_TWICE: Final = template(
    "{file}: someone else wrote the same at this moment; nothing was changed, look again"
)
#: What a driver says, in part, and what that means to who works with the dossier.
_FAULTS: Final = (
    ("database is locked", template("{file} is open elsewhere and busy; try again")),
    ("deadlock", template("{file} is open elsewhere and busy; try again")),
    ("duplicate key", _TWICE),
    ("unique constraint", _TWICE),
    ("readonly", template("{file} may only be read; nothing was changed")),
    ("read-only", template("{file} may only be read; nothing was changed")),
    ("full", template("{file}: the disk is full; nothing was changed")),
    ("disk i/o", template("{file}: the disk does not answer; nothing was changed")),
    (
        "unable to open",
        template("{file} cannot be opened; check that you may write in its folder"),
    ),
    ("malformed", template("{file} is damaged; open the last copy")),
    ("not a database", template("{file} is no dossier")),
    (
        "password",
        template(
            "{file}: the server does not let you in; check role and password in the variable "
            "OPVANGKAART_WACHTWOORD"
        ),
    ),
    ("ssl", template("{file}: the server offers no safe connection (TLS); ask who keeps it")),
)
_GONE: Final = template("{file}: no connection to the database; the change was not made")
_REFUSED: Final = template("{file}: the database refuses: {reason}")


def _fault(words: str, error: Exception) -> str:
    known = next((text for sign, text in _FAULTS if sign in words), None)
    is_gone = isinstance(error, sql.exc.OperationalError | sql.exc.InterfaceError)
    return known or (_GONE if is_gone else _REFUSED)
