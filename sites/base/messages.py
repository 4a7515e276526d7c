"""A message to a person: which sentence, and with what in it; the language comes later.

The core and the readers never write a finished sentence. They name one by its English template
and hand on the values; ``opvangkaart/language`` looks up the Dutch sentence and writes the numbers
as the reader expects them. ``str`` gives the English words, for a maintainer and a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

#: Words of a file, a number, a day, a message, or a tuple or list of these.
Value = object

NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Message:
    """Name one sentence and what fills it; equal when both are equal.

    ``text`` is the English template with named fields and the key of every catalogue; ``many`` is
    its plural, chosen by ``count``. Values are words of the reader's own files, numbers, days,
    further messages, or a tuple of these (a list in the sentence).
    """

    text: str
    values: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    many: str = ""

    def __str__(self) -> str:
        """Return the English sentence as a maintainer reads it."""
        template = self.many if self.many and self.values.get("count") != 1 else self.text
        if not self.values:
            return template
        return template.format(**{name: _plain(value) for name, value in self.values.items()})

    def __reduce__(self) -> tuple[type["Message"], tuple[str, dict[str, Value], str]]:
        """Travel between processes; a read-only mapping cannot."""
        return Message, (self.text, dict(self.values), self.many)

    def __hash__(self) -> int:
        """Hash the words as they are read: values may be lists."""
        return hash(str(self))


def template(text: str, /) -> str:
    """Return a template as it stands, and mark it as one that has a translation.

    For a sentence that is chosen from a table before its values are known: the catalogue is made
    by reading the source, and sees only what stands in a call.

    >>> str(say(template("at most {limit}"), limit=3))
    'at most 3'
    """
    return text


def say(text: str, /, **values: Value) -> Message:
    """Return the message with these values in its fields.

    A template without values is taken as it stands, braces and all.

    >>> str(say("{file}, row {row}: {value!r} is no number", file="sites.csv", row=3, value="x"))
    "sites.csv, row 3: 'x' is no number"
    >>> str(say("columns not read: {columns}", columns=("a", "b")))
    'columns not read: a, b'
    """
    return Message(text, MappingProxyType(values) if values else NOTHING)


def say_counted(one: str, many: str, /, *, count: int, **values: Value) -> Message:
    """Return the message in the singular or the plural, as ``count`` asks.

    >>> [str(say_counted("{count} row left out", "{count} rows left out", count=n)) for n in (1, 2)]
    ['1 row left out', '2 rows left out']
    """
    return Message(one, MappingProxyType({"count": count} | values), many)


def packed(message: Message) -> dict[str, object]:
    """Return a message as JSON can hold it; a day becomes text.

    >>> note = say("{count} of {what}", count=2, what=say("stops"))
    >>> unpacked(packed(note)) == note
    True
    """
    values = {name: _packed_value(value) for name, value in message.values.items()}
    return {"text": message.text, "values": values, "many": message.many}


def unpacked(held: object) -> Message:
    """Return the message that ``packed`` put away; words of an older record are taken as they are.

    >>> str(unpacked("1 row left out"))
    '1 row left out'
    """
    if isinstance(held, dict) and "text" in held:
        values = {name: _unpacked_value(value) for name, value in held["values"].items()}
        return Message(held["text"], MappingProxyType(values), held["many"])
    return Message("{words}", MappingProxyType({"words": str(held)}))


def _packed_value(value: Value) -> object:
    if isinstance(value, Message):
        return packed(value)
    if isinstance(value, tuple | list):
        return [_packed_value(part) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _unpacked_value(value: Any) -> Value:  # noqa: ANN401 - what JSON held
    if isinstance(value, list):
        return tuple(_unpacked_value(part) for part in value)
    return unpacked(value) if isinstance(value, dict) else value


def _plain(value: Value) -> object:
    if isinstance(value, tuple | list):
        return ", ".join(str(_plain(part)) for part in value)
    return str(value) if isinstance(value, Message) else value
