"""Take one value that a person gives, or say why it will not do."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from sites.base.dutch import day_of
from sites.base.errors import OpvangkaartError
from sites.base.notation import decided, written
from sites.settings.bounds import FIRST_DAY, LAST_DAY
from sites.tables.dossier import Fact, facts

#: What one field of a dossier may hold.
Value: TypeAlias = str | int | float | None

#: A text without a limit of its own stops here: a cell of a spreadsheet holds no more.
MAX_TEXT: Final = 10_000


class EntryError(OpvangkaartError):
    """Refuse a value; the message names the field, the value and what would do."""


def clean(kind: str, given: Mapping[str, Value], *, whole: bool) -> dict[str, Value]:
    """Return the fields as they are kept: text without space around it, days as ISO text.

    ``whole`` asks for every field that may not be empty; without it only the fields given count.

    Raises
    ------
    EntryError
        A field that the table does not have, or a value that it cannot hold.

    >>> clean("phases", {"initiative": "a", "phase": " raad ", "day": "2027-01-31"}, whole=True)
    {'initiative': 'a', 'phase': 'raad', 'day': '2027-01-31'}
    """
    known = facts(kind)
    for name in given:
        if name not in known:
            raise EntryError("{kind}: there is no field {field}", kind=kind, field=name)
    names = [name for name in known if whole or name in given]
    row = {name: _clean(known[name], given.get(name)) for name in names}
    _in_order(row, "places_low", "places_high")
    _in_order(row, "from_date", "until_date")
    has_point = [row[name] is not None for name in ("lon", "lat") if name in row]
    if has_point in ([True, False], [False, True]):
        raise EntryError("a point needs both lon and lat, or neither")
    if row.get("accuracy_m") is not None and has_point and not any(has_point):
        raise EntryError("how inexact a point is needs a point; fill lon and lat, or empty it")
    return row


def _in_order(row: Mapping[str, Value], first: str, last: str) -> None:
    one, other = row.get(first), row.get(last)
    if one is not None and other is not None and one > other:  # type: ignore[operator] # one type
        headings = facts("initiatives")
        raise EntryError(
            "{first} ({one}) is more than {last} ({other}); turn them round",
            first=headings[first].heading, one=one, last=headings[last].heading, other=other,
        )  # fmt: skip


def _clean(fact: Fact, given: Value) -> Value:
    if isinstance(given, str):
        given = given.strip()
    if given is None or given == "" or given != given:  # noqa: PLR0124 - NaN is nothing
        if fact.is_nullable:
            return None
        raise EntryError("{field} may not be empty", field=fact.heading)
    return _CLEANERS[fact.kind](fact, given)


def _text(fact: Fact, given: str | float) -> str:
    text = str(given).replace("\x00", "")
    if fact.choices:
        if text not in fact.choices:
            raise EntryError(
                "{field}: {value!r} is no choice; choose one of {choices}",
                field=fact.heading, value=text, choices=fact.choices,
            )  # fmt: skip
        return text
    most = int(fact.most or MAX_TEXT)
    if len(text) > most:
        raise EntryError(
            "{field}: {count} letters; at most {limit}",
            field=fact.heading, count=len(text), limit=most,
        )  # fmt: skip
    return text


def _day(fact: Fact, given: str | float) -> str:
    found = day_of(str(given))
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise EntryError(
            "{field}: {value!r} is no day; write it as 1-7-2027 or 1 juli 2027",
            field=fact.heading, value=given,
        )  # fmt: skip
    return found.isoformat()


def _count(fact: Fact, given: str | float) -> int:
    number = _number(fact, given)
    if number != int(number):
        raise EntryError("{field}: {value!r} is no whole number", field=fact.heading, value=given)
    return int(number)


def _number(fact: Fact, given: str | float) -> float:
    number = _written(fact, given) if isinstance(given, str) else float(given)
    if not math.isfinite(number):
        raise EntryError("{field}: {value!r} is no number", field=fact.heading, value=given)
    if (fact.least is not None and number < fact.least) or (
        fact.most is not None and number > fact.most
    ):
        raise EntryError(
            "{field}: {value} lies outside {least} to {most}",
            field=fact.heading, value=number, least=fact.least, most=fact.most,
        )  # fmt: skip
    return number


def _written(fact: Fact, given: str) -> float:
    """Return the number that somebody typed: 1.200 places is 1200, and 5,123 a decimal number."""
    if fact.kind == "count":
        return decided([written(given)], "counts").numbers[0]
    found = written(given)
    may_be_thousands = found.mark == "." and (fact.most is None or found.thousands <= fact.most)
    return math.nan if may_be_thousands else found.decimal


_CLEANERS: Final[Mapping[str, Callable[[Fact, str | float], Value]]] = {
    "text": _text,
    "day": _day,
    "count": _count,
    "number": _number,
}


def as_json(value: Value) -> str | None:
    """Return a value as the log keeps it; an empty field has none.

    >>> as_json("raad"), as_json(80), as_json(None)
    ('"raad"', '80', None)
    """
    return None if value is None else json.dumps(value, ensure_ascii=False)


def from_json(kept: object) -> Value:
    """Return the value that the log kept.

    >>> from_json('"raad"'), from_json(None)
    ('raad', None)
    """
    return json.loads(kept) if isinstance(kept, str) else None
