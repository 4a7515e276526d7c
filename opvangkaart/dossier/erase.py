"""Take words out of all that a dossier holds, now and ever before; day and reason stay."""

from typing import Final

import sqlalchemy as sql

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.model import KINDS, changes
from sites.progress.entry import as_json, from_json
from sites.tables.dossier import facts

#: What stands where the words stood.
GAP: Final = "[gewist]"
#: Fewer letters than this stand in every other word.
LEAST: Final = 3


def erase(editor: Editor, words: str, *, reason: str) -> int:
    """Take ``words`` out of every text of every version, and return in how many places.

    Capitals do not count. A code of someone (``who``, ``owner``) that equals the words goes too. A
    file of SQLite is written anew afterwards, so that the bytes are gone as well; copies that were
    made before, and a server's own backups, are not reached.

    Raises
    ------
    DossierError
        Too few letters, or a reason that holds the words.
    """
    sought = words.strip()
    if len(sought) < LEAST:
        raise DossierError("give at least {limit} letters to erase", limit=LEAST)
    if sought.lower() in reason.lower():
        raise DossierError("the reason may not hold the words that are erased")
    with editor.together() as batch:
        count = _in_rows(batch.connection, sought) + _in_log(batch.connection, sought)
        if count:
            batch.note_erased(reason)
    if count:
        _forget_bytes(editor)
    return count


def _in_rows(connection: sql.Connection, sought: str) -> int:
    count = 0
    for kind, table in KINDS.items():
        texts = [fact.name for fact in facts(kind).values() if fact.kind == "text"]
        texts = [name for name in texts if name != "initiative"]
        rows = connection.execute(sql.select(table.c.row_id, *(table.c[name] for name in texts)))
        for row in rows.mappings().all():
            new = {name: without(row[name], sought) for name in texts}
            changed = {name: text for name, text in new.items() if text != row[name]}
            if changed:
                count += len(changed)
                mine = table.update().where(table.c.row_id == row["row_id"])
                connection.execute(mine.values(**changed))
    return count


def _in_log(connection: sql.Connection, sought: str) -> int:
    count = 0
    rows = connection.execute(
        sql.select(changes.c.number, changes.c.who, changes.c.old, changes.c.new)
    )
    for row in rows.mappings().all():
        new: dict[str, str | None] = {}
        for name in ("old", "new"):
            value = from_json(row[name])
            if isinstance(value, str) and (text := without(value, sought)) != value:
                new[name] = as_json(text)
        if row["who"].lower() == sought.lower():
            new["who"] = GAP
        if new:
            count += len(new)
            mine = changes.update().where(changes.c.number == row["number"])
            connection.execute(mine.values(**new))
    return count


def without(text: str | None, sought: str) -> str | None:
    """Return a text without the words, whatever their capitals.

    >>> without("Bel mevrouw De Vries; DE VRIES weet ervan", "de vries")
    'Bel mevrouw [gewist]; [gewist] weet ervan'
    """
    if text is None:
        return None
    left, low = text, text.casefold()
    wanted = sought.casefold()
    if len(low) != len(text):  # a letter that folds to two: search as written
        return text.replace(sought, GAP)
    parts, start = [], 0
    while (at := low.find(wanted, start)) >= 0:
        parts += [left[start:at], GAP]
        start = at + len(wanted)
    return "".join([*parts, left[start:]])


def _forget_bytes(editor: Editor) -> None:
    """Write a file anew: what was deleted in it, and its journal, would still hold the bytes."""
    if editor.dossier.engine.dialect.name != "sqlite":
        return
    raw = editor.dossier.engine.raw_connection()
    try:
        for command in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM",
                        "PRAGMA wal_checkpoint(TRUNCATE)"):  # fmt: skip
            raw.cursor().execute(command).close()
    finally:
        raw.close()
