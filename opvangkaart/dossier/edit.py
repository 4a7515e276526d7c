"""Change a dossier: every change has who, when, the old and the new value.

A change and its lines in the log are kept together or not at all. Who edits a row names the
version that was read; if someone else came first, nothing is written and both sides are shown.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sql
from sqlalchemy.dialects import postgresql, sqlite

from opvangkaart.dossier.errors import DossierError, EditConflictError
from opvangkaart.dossier.model import KINDS, changes, counters, lists
from opvangkaart.dossier.store import Dossier
from sites.base.messages import say
from sites.progress.entry import Value, as_json, clean
from sites.tables.dossier import EDITED, ERASED, HANGING, NEW, REMOVED, facts

#: The longest code of someone in a team: initials, no name.
MAX_WHO: Final = 12
#: The log has room for so many letters.
MAX_ROLE: Final = 32
_PLACES: Final = frozenset({"places_low", "places_high"})


def now() -> str:
    """Return this moment in UTC as the log keeps it; texts of moments sort as the moments do.

    >>> now()[4], now()[-1]
    ('-', 'Z')
    """
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def check_code(who: str, *, most: int = MAX_WHO) -> None:
    """Refuse what is no code of someone in a team.

    Raises
    ------
    DossierError
        Nothing, too many letters, or what cannot be seen.

    >>> check_code("wk")
    """
    if not who.strip():
        raise DossierError(
            "nobody says who makes the change; give initials, at most {limit} letters (on the "
            "command line with --who)",
            limit=most,
        )
    if len(who) > most or not who.isprintable():
        raise DossierError(
            "{who!r} is no code; give the initials of who makes the change, at most {limit} "
            "letters",
            who=who, limit=most,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Editor:
    """Someone who changes a dossier, by a short code of the team; no proof of who it is.

    ``clock`` gives the moment of a change and ``new_id`` the code of a new row.
    """

    dossier: Dossier
    who: str
    clock: Callable[[], str] = now
    new_id: Callable[[], str] = lambda: secrets.token_hex(8)

    def __post_init__(self) -> None:
        """Refuse a code that is none; a role of the server may be longer."""
        is_role = self.who == self.dossier.role
        check_code(self.who, most=MAX_ROLE if is_role else MAX_WHO)

    @contextmanager
    def together(self, *, alone: bool = False) -> Iterator["Batch"]:
        """Give a batch of changes that are kept together when it ends, or not at all.

        With ``alone`` nobody else changes anything meanwhile: for who first looks, in
        ``Batch.dossier``, and then writes what follows from it.
        """
        with self.dossier.writing(alone=alone) as connection:
            dossier = self.dossier.within(connection)
            yield Batch(connection, self.who, self.clock(), self.new_id, dossier)

    def add(self, kind: str, given: Mapping[str, Value]) -> str:
        """Add one row and return its code; see ``Batch.add``."""
        with self.together() as batch:
            return batch.add(kind, given)

    def edit(self, kind: str, row_id: str, given: Mapping[str, Value], *, version: int) -> int:
        """Give fields of a row new values and return its version; see ``Batch.edit``."""
        with self.together() as batch:
            return batch.edit(kind, row_id, given, version=version)

    def remove(self, kind: str, row_id: str, *, version: int) -> None:
        """Take a row off the list; see ``Batch.remove``."""
        with self.together() as batch:
            batch.remove(kind, row_id, version=version)


@dataclass(frozen=True, eq=False)
class Batch:
    """Changes in one transaction, made by one person at one moment.

    ``dossier`` is read as it stands in that transaction.
    """

    connection: sql.Connection
    who: str
    at: str
    new_id: Callable[[], str]
    dossier: Dossier

    def add(self, kind: str, given: Mapping[str, Value], *, row_id: str | None = None) -> str:
        """Add one row and return its code; ``row_id`` is one that it had in a copy.

        Raises
        ------
        EntryError
            A field that will not do.
        DossierError
            The initiative it hangs on is not there.
        """
        values = clean(kind, given, whole=True)
        row_id = row_id or self.new_id()
        if kind == "initiatives":
            values["number"] = _next_number(self.connection, kind)
        elif kind in HANGING:
            self._require_initiative(values)
        self.connection.execute(KINDS[kind].insert().values(row_id=row_id, version=1, **values))
        given_values = {name: (None, new) for name, new in values.items() if new is not None}
        self._log(NEW, kind, row_id, 1, given_values)
        return row_id

    def edit(self, kind: str, row_id: str, given: Mapping[str, Value], *, version: int) -> int:
        """Give fields of a row new values and return its new version.

        A field that already has that value is no change; without any change nothing is written.

        Raises
        ------
        EntryError
            A field that will not do.
        EditConflictError
            The row was changed after ``version``; it carries both sides.
        DossierError
            The row is no longer there.
        """
        fields = clean(kind, given, whole=False)
        row = self._same_version(kind, row_id, version, fields)
        whole = clean(kind, {name: row[name] for name in facts(kind)} | fields, whole=True)
        changed = {name: whole[name] for name in fields if whole[name] != row[name]}
        if not _PLACES.isdisjoint(changed) and row["places_text"] is not None:
            # Words such as "± 60" are of the number they stood for; with another one they go.
            changed.setdefault("places_text", fields.get("places_text"))
        if not changed:
            return version
        if "initiative" in changed:
            self._require_initiative(changed)
        table, version = KINDS[kind], int(row["version"])
        mine = table.update().where(table.c.row_id == row_id)  # held since it was read
        self.connection.execute(mine.values(version=version + 1, **changed))
        before_and_after = {name: (row[name], new) for name, new in changed.items()}
        self._log(EDITED, kind, row_id, version + 1, before_and_after)
        return version + 1

    def remove(self, kind: str, row_id: str, *, version: int) -> None:
        """Take a row off the list, and with an initiative all that hangs on it; the log keeps it.

        Raises
        ------
        EditConflictError
            The row was changed after ``version``.
        DossierError
            The row is no longer there.
        """
        self._same_version(kind, row_id, version, {})
        if kind == "initiatives":
            for hanging in HANGING:
                self._remove_all(hanging, row_id)
        self._remove(kind, row_id)

    def is_there(self, kind: str, row_id: str) -> bool:
        """Say whether a row still stands on the list."""
        table = KINDS[kind]
        found = self.connection.execute(sql.select(table.c.row_id).where(table.c.row_id == row_id))
        return found.first() is not None

    def keep_list(self, name: str, headings: Sequence[str]) -> None:
        """Keep the headings of a list that came in, and when it last did."""
        kept = {"at": self.at, "headings": json.dumps(list(headings), ensure_ascii=False)}
        added = _insert(self.connection, lists).values(name=name, **kept)
        self.connection.execute(added.on_conflict_do_update(index_elements=["name"], set_=kept))

    def overwrite(
        self, kind: str, row_id: str, fields: Mapping[str, Value], *, version: int
    ) -> None:
        """Give fields a value of which the log says that they changed, and not from what to what.

        For what may not stand anywhere any more; who had the row open sees a conflict.
        """
        table = KINDS[kind]
        mine = table.update().where(table.c.row_id == row_id, table.c.version == version)
        self.connection.execute(mine.values(version=version + 1, **fields))
        self._log(ERASED, kind, row_id, version + 1, {None: (None, None)})

    def note_erased(self, reason: str) -> None:
        """Leave in the log that words were taken out, and why."""
        self._log(ERASED, "log", "-", 1, {"reason": (None, reason)})

    def _same_version(
        self, kind: str, row_id: str, version: int, yours: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """Return the row, held until the batch ends, when it is still as it was read."""
        table = KINDS[kind]
        mine = sql.select(table).where(table.c.row_id == row_id)
        row = self.connection.execute(mine.with_for_update()).mappings().first()
        if row is None:
            raise DossierError("{kind}: the row was taken away meanwhile", kind=kind)
        if row["version"] != version:
            last = (
                sql.select(changes.c.who, changes.c.at)
                .where(changes.c.kind == kind, changes.c.row_id == row_id)
                .order_by(changes.c.number.desc())
                .limit(1)
            )
            who, at = self.connection.execute(last).one()
            raise EditConflictError(
                say("{who} changed this at {at}; choose which of the two stays", who=who, at=at),
                version=row["version"], theirs={name: row[name] for name in facts(kind)},
                yours=yours,
            )  # fmt: skip
        return dict(row)

    def _require_initiative(self, row: Mapping[str, Value]) -> None:
        table = KINDS["initiatives"]
        there = sql.select(table.c.row_id).where(table.c.row_id == row["initiative"])
        if self.connection.execute(there.with_for_update(read=True)).first() is None:
            raise DossierError("{kind}: the row was taken away meanwhile", kind="initiatives")

    def _remove_all(self, kind: str, initiative: str) -> None:
        table = KINDS[kind]
        hanging = sql.select(table.c.row_id).where(table.c.initiative == initiative)
        for row_id in self.connection.execute(hanging).scalars().all():
            self._remove(kind, row_id)

    def _remove(self, kind: str, row_id: str) -> None:
        table = KINDS[kind]
        gone = table.delete().where(table.c.row_id == row_id).returning(table.c.version)
        version = self.connection.execute(gone).scalar_one()
        self._log(REMOVED, kind, row_id, version + 1, {None: (None, None)})

    def _log(
        self, action: str, kind: str, row_id: str, version: int,
        fields: Mapping[str, tuple[Value, Value]] | Mapping[None, tuple[None, None]],
    ) -> None:  # fmt: skip
        lines = [
            {
                "at": self.at, "who": self.who, "action": action, "kind": kind, "row_id": row_id,
                "version": version, "field": name, "old": as_json(old), "new": as_json(new),
            }
            for name, (old, new) in fields.items()
        ]  # fmt: skip
        self.connection.execute(changes.insert(), lines)


def _next_number(connection: sql.Connection, name: str) -> int:
    """Give out the next number; two writers never get the same one, not even the first one."""
    first = _insert(connection, counters).values(name=name, value=1)
    taken = first.on_conflict_do_update(
        index_elements=["name"], set_={"value": counters.c.value + 1}
    )
    return int(connection.execute(taken.returning(counters.c.value)).scalar_one())


def _insert(connection: sql.Connection, table: sql.Table) -> postgresql.Insert | sqlite.Insert:
    """Begin to add a row that may be there: "look, then add" lets two writers add the same."""
    is_file = connection.dialect.name == "sqlite"
    return sqlite.insert(table) if is_file else postgresql.insert(table)
