"""Write the values of a message as its reader expects them: numbers, days, lists, quoted words."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from numbers import Integral, Real
from string import Formatter

from opvangkaart.language.visible import cut, visible
from sites.base import dutch
from sites.base.messages import Message, Value

QUOTED = 80
_DECIMALS = 6


class Quoted(str):
    """Words that stand between quotes already."""

    __slots__ = ()


class Writer(Formatter):
    """Fill a template's fields; ``tell`` says a message that stands inside another."""

    def __init__(self, tell: Callable[[Message], str], *, is_dutch: bool) -> None:
        """Write numbers and days the Dutch way, or as Python does."""
        self.tell = tell
        self.is_dutch = is_dutch

    def fill(self, template: str, values: Mapping[str, Value]) -> str:
        """Return the template with its values written; without values it stands as it is."""
        return self.vformat(template, (), values) if values else template

    def convert_field(self, value: object, conversion: str | None) -> object:
        """Put a value between quotes where the template asks ``!r``."""
        if conversion != "r":
            return super().convert_field(value, conversion)
        if isinstance(value, Message | tuple | list):
            return self.words(value)
        return Quoted(f"'{cut(visible(str(value)), QUOTED)}'")

    def format_field(self, value: object, format_spec: str) -> str:
        """Write one value by its kind, a number by its format."""
        return self.words(value, format_spec)

    def words(self, value: object, spec: str = "") -> str:
        """Return the words of one value.

        >>> Writer(str, is_dutch=True).words((4793, 12.5, "Zeist"))
        '4.793, 12,5 en Zeist'
        """
        if isinstance(value, Message):
            return self.tell(value)
        if isinstance(value, tuple | list):
            return dutch.listed([self.words(part) for part in value], self._last(spec))
        if isinstance(value, bool):
            return dutch.yes_no(value) if self.is_dutch else str(value).casefold()
        if isinstance(value, Integral | Real):
            return self._number(value, spec)
        if isinstance(value, date):
            return dutch.day(value) if self.is_dutch else value.isoformat()[:10]
        text = str(value)
        return text if isinstance(value, Quoted) else cut(visible(text))

    def _last(self, spec: str) -> str:
        """Return the word before the last of a list; a field ``{near:or}`` offers a choice."""
        if spec == "or":
            return "of" if self.is_dutch else "or"
        return "en" if self.is_dutch else "and"

    def _number(self, value: Integral | Real, spec: str) -> str:
        exact = int(value) if isinstance(value, Integral) else float(value)
        if not self.is_dutch:
            return format(exact, spec)
        if spec:
            return _swapped(format(exact, spec)) if spec != "d" else format(exact, spec)
        if not math.isfinite(exact):
            return dutch.UNKNOWN
        fraction = f"{exact:.{_DECIMALS}f}".rstrip("0").partition(".")[2]
        return dutch.number(exact, len(fraction))


def _swapped(number: str) -> str:
    """Return a number that Python wrote, with the comma and the dot changed places.

    >>> _swapped("1,234.5"), _swapped("87%")
    ('1.234,5', '87%')
    """
    return number.translate({ord(","): ".", ord("."): ","})
