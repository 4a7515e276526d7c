"""Open a dossier, old or new, and hand out its transactions."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pg8000
import sqlalchemy as sql
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from geodata.files.swap import put_where_nothing_is
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.where import (
    SUFFIX,
    file_at,
    is_server,
    refuse_shared_folder,
    server_address,
)
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
    _held: sql.Connection | None = None

    @property
    def is_file(self) -> bool:
        """Say whether it is a file of this machine; else it is a database of a server."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[sql.Connection]:
        """Give a connection to read with; what two questions ask may be of two moments."""
        if self._held is not None:
            yield self._held
            return
        reader = self.engine.execution_options(reads=True)
        with translated(self.name), reader.connect() as connection:
            yield connection

    @contextmanager
    def moment(self) -> Iterator["Dossier"]:
        """Give the dossier as it stands at one moment, whatever is written meanwhile."""
        if self._held is not None:
            yield self
            return
        still = self.engine.execution_options(reads=True)
        if not self.is_file:  # a file is still for as long as one reads
            still = still.execution_options(isolation_level="REPEATABLE READ")
        with translated(self.name), still.connect() as connection:
            yield self.within(connection)

    def within(self, connection: sql.Connection) -> "Dossier":
        """Return the same dossier as a transaction sees it that is under way."""
        return replace(self, _held=connection)

    @contextmanager
    def writing(self, *, alone: bool = False) -> Iterator[sql.Connection]:
        """Give a connection whose changes are kept together when it ends, or not at all.

        With ``alone`` nobody else writes until it ends, so that what is looked up holds when it is
        written. A file has one writer at a time anyway; on a server the others wait their turn.

        Raises
        ------
        DossierError
            The dossier may only be read, or the database does not take the changes.
        """
        if not self.is_writable:
            raise DossierError("{file} may only be read; nothing was changed", file=self.name)
        with translated(self.name), self.engine.begin() as connection:
            if not self.is_file:
                how = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
                connection.execute(sql.select(getattr(sql.func, how)(APPLICATION_ID)))
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
        try:
            _upgrade(found, is_new=True)
        except BaseException:
            found.close()
            raise
        return found
    path = file_at(place)
    refuse_shared_folder(path)
    if path.exists():
        raise _there_already(path)
    if not path.parent.is_dir():
        raise DossierError("{file}: the folder is not there", file=path.name)
    _make_file(path)
    return _file(path, "rw")


def _make_file(path: Path) -> None:
    """Make a dossier beside its place and put it there whole, unless someone else came first.

    Who is ended halfway leaves no dossier that cannot be opened, and who comes second takes nothing
    of the first away.
    """
    beside = path.with_name(f".{secrets.token_hex(8)}{SUFFIX}")
    made = replace(_file(beside, "rwc"), name=path.name)
    try:
        with made.writing() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        _upgrade(made)
        made.close()
        put_where_nothing_is(beside, path)
    except FileExistsError:
        raise _there_already(path) from None
    except OSError as error:
        raise DossierError(
            "{file} cannot be made ({why})", file=path.name, why=because(error)
        ) from error
    finally:
        made.close()
        for left in (beside, _journal(beside), beside.with_name(f"{beside.name}-shm")):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _there_already(path: Path) -> DossierError:
    return DossierError("{file} is there already; open it, or choose a name", file=path.name)


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
        found = _open_file(file_at(place), read_only=read_only)
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


def _upgrade(found: Dossier, version: str = "head", *, is_new: bool = False) -> None:
    """Bring the tables to a version, in one transaction: whole or not at all.

    Of two at once the second finds it done; where it should be new, it is told.
    """
    config = _config()
    with found.writing(alone=True) as connection:
        if is_new and _version(connection) is not None:
            raise DossierError("{file} is a dossier already; open it", file=found.name)
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

    @sql.event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's own
        # Who holds a row and went to sleep must not keep all others waiting for ever.
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {_WAIT_S * 1000:.0f}")
        connection.commit()

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
        words = " ".join(_said(getattr(error, "orig", error)).split())[:200]
        text = _fault(words.lower(), error)
        raise DossierError(text, file=name, reason=words) from error


def _said(error: BaseException | None) -> str:
    """Return what a database said; of a server its own code first, which is in no language.

    >>> _said(pg8000.DatabaseError({"C": "40P01", "M": "deadlock gevonden", "R": "x"}))
    '40P01: deadlock gevonden'
    """
    told = error.args[0] if error is not None and error.args else None
    return f"{told.get('C')}: {told.get('M')}" if isinstance(told, dict) else str(error)


_BUSY: Final = template("{file} is open elsewhere and busy; try again")
_TWICE: Final = template(
    "{file}: someone else wrote the same at this moment; nothing was changed, look again"
)
#: What a driver says, in part, and what that means to who works with the dossier.
_FAULTS: Final = (
    ("database is locked", _BUSY),
    ("40p01: ", _BUSY),  # two wait for each other
    ("55p03: ", _BUSY),  # waited long enough
    ("40001: ", _BUSY),
    ("23505: ", _TWICE),
    ("unique constraint", _TWICE),
    ("25006: ", template("{file} may only be read; nothing was changed")),
    ("42501: ", template("{file} may only be read; nothing was changed")),
    ("53100: ", template("{file}: the disk is full; nothing was changed")),
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
