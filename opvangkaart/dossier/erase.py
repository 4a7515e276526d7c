"""Take words out of all that a dossier holds, now and ever before; day and reason stay."""

import json
import re
import unicodedata
from typing import Any, Final

import sqlalchemy as sql

from opvangkaart.dossier.bytes import forget_bytes
from opvangkaart.dossier.edit import Batch, Editor
from opvangkaart.dossier.errors import DossierError
from opvangkaart.dossier.model import KINDS, changes, lists
from sites.progress.entry import as_json, from_json
from sites.tables.dossier import facts

#: What stands where the words stood.
GAP: Final = "[gewist]"
#: Fewer letters than this stand in every other word.
LEAST: Final = 3
#: Fields that hold JSON: their words may be written with escapes, or stand in a heading.
_PACKED: Final = frozenset({"extra", "content"})
#: Fields that hold the code of someone in the team.
_CODES: Final = frozenset({"owner"})


def erase(editor: Editor, words: str, *, reason: str, is_code: bool = False) -> int:
    """Take ``words`` out of every text of every version, and return in how many places.

    Capitals, the space between words and how an accent is written do not count. ``is_code`` takes
    out the code of someone in the team instead, wherever it stands alone. The file is written anew
    afterwards, so that the bytes are gone as well; copies that were made before, and a server's
    own backups, are not reached. A row that changed gets a new version: who still had the words in
    a form cannot put them back unseen.

    Raises
    ------
    DossierError
        Too few letters, a reason that holds the words, or a file that someone else has open.
    """
    sought = " ".join(words.split())
    least = 1 if is_code else LEAST
    if len(sought) < least:
        raise DossierError("give at least {limit} letters to erase", limit=least)
    if is_code and sought.casefold() == editor.who.casefold():
        raise DossierError("your own code stands with the erasing itself; let a colleague erase it")
    if not reason.strip():
        raise DossierError("say why it is taken out; the reason stays in the log")
    pattern = pattern_of(sought, whole=is_code)
    if pattern.search(reason):
        raise DossierError("the reason may not hold the words that are erased")
    with editor.together(alone=True) as batch:
        count = _in_rows(batch, pattern, is_code=is_code)
        count += _in_log(batch.connection, pattern, is_code=is_code)
        if not is_code:
            count += _in_lists(batch.connection, pattern)
        if count:
            batch.note_erased(reason)
    forget_bytes(editor.dossier)  # also when a first time ended before it got here
    return count


def pattern_of(sought: str, *, whole: bool = False) -> re.Pattern[str]:
    """Return what finds words whatever their capitals, the space in them and their accents' form.

    >>> pattern_of("de vries").sub(GAP, "Bel mevrouw De  Vries; DE VRIES weet ervan")
    'Bel mevrouw [gewist]; [gewist] weet ervan'
    >>> bool(pattern_of("wk", whole=True).search("wkb"))
    False
    """
    forms = dict.fromkeys(unicodedata.normalize(form, sought) for form in ("NFC", "NFD"))
    found = "|".join(r"\s+".join(map(re.escape, text.split())) for text in forms)
    return re.compile(rf"\A(?:{found})\Z" if whole else found, re.IGNORECASE)


def without(value: Any, pattern: re.Pattern[str], *, packed: bool = False) -> Any:  # noqa: ANN401
    """Return a value without the words; ``packed`` is a text that holds JSON.

    >>> without('{"Bel De Vries": 612345678}', pattern_of("de vries"), packed=True)
    '{"Bel [gewist]": 612345678}'
    """
    if packed and isinstance(value, str):
        told = json.loads(value)
        new = _inside(told, pattern)
        return value if new == told else json.dumps(new, ensure_ascii=False)
    return pattern.sub(GAP, value) if isinstance(value, str) else value


def _inside(told: Any, pattern: re.Pattern[str]) -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(told, dict):
        return {pattern.sub(GAP, key): _inside(part, pattern) for key, part in told.items()}
    if isinstance(told, list):
        return [_inside(part, pattern) for part in told]
    if isinstance(told, str):
        return pattern.sub(GAP, told)
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    return GAP if is_number and pattern.fullmatch(str(told)) else told


def _in_rows(batch: Batch, pattern: re.Pattern[str], *, is_code: bool) -> int:
    count = 0
    for kind, table in KINDS.items():
        texts = [
            name for name, fact in facts(kind).items()
            if fact.kind == "text" and not fact.choices and name != "initiative"
            and (name in _CODES or not is_code)
        ]  # fmt: skip
        rows = batch.connection.execute(sql.select(table))
        for row in rows.mappings().all():
            new = {name: without(row[name], pattern, packed=name in _PACKED) for name in texts}
            changed = {name: text for name, text in new.items() if text != row[name]}
            if changed:
                count += len(changed)
                batch.overwrite(kind, row["row_id"], changed, version=row["version"])
    return count


def _in_log(connection: sql.Connection, pattern: re.Pattern[str], *, is_code: bool) -> int:
    count = 0
    rows = connection.execute(sql.select(changes))
    for row in rows.mappings().all():
        new: dict[str, str | None] = {}
        field = row["field"]
        if (field in _CODES or not is_code) and field != "initiative":
            for name in ("old", "new"):
                value = from_json(row[name])
                text = without(value, pattern, packed=field in _PACKED)
                if text != value:
                    new[name] = as_json(text)
        if pattern.fullmatch(row["who"]):
            new["who"] = GAP
        if new:
            count += len(new)
            mine = changes.update().where(changes.c.number == row["number"])
            connection.execute(mine.values(**new))
    return count


def _in_lists(connection: sql.Connection, pattern: re.Pattern[str]) -> int:
    """Take words out of the names and headings of the lists that came in."""
    count = 0
    for row in connection.execute(sql.select(lists).order_by(lists.c.at)).mappings().all():
        new = {"name": without(row["name"], pattern),
               "headings": without(row["headings"], pattern, packed=True)}  # fmt: skip
        if changed := {name: text for name, text in new.items() if text != row[name]}:
            count += len(changed)
            if (name := changed.get("name")) is not None:  # two lists may get one name: the last
                connection.execute(lists.delete().where(lists.c.name == name))
            mine = lists.update().where(lists.c.name == row["name"])
            connection.execute(mine.values(**changed))
    return count
