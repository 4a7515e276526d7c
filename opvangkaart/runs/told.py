"""What a run tells on a screen: lines, lines that ask for attention, and tables with a heading."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from sites.base import dutch
from sites.base.messages import Message

if TYPE_CHECKING:  # a command's help is printed without them
    import pandas as pd

    from sites.tables.columns import Schema


#: How tables keep a day; people read it the other way round.
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Alarm(str):
    """A line that asks for attention: a screen prints it in red."""

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class View:
    """Columns of a table under a title; the schema has their headings and decimals.

    The first column and those in ``left`` hold text. A ``tight`` view has little room between its
    columns.
    """

    title: str
    schema: "Schema"
    table: "pd.DataFrame"
    columns: tuple[str, ...]
    left: tuple[str, ...] = ()
    tight: bool = False


#: What is told, from top to bottom.
Told: TypeAlias = Iterable[str | Message | View]


def cell(value: object, decimals: int = 0, unit: str | None = None) -> str:
    """Return one cell as a reader expects it, a number with so many decimals.

    Minutes and percent carry their unit, as on a page; what else is counted stands in the heading.

    >>> cell(4793), cell(10.51, 1), cell("Zeist"), cell(None)
    ('4.793', '10,5', 'Zeist', 'onbekend')
    >>> cell(12.4, unit="minuten"), cell(8.3, unit="%")
    ('12 min', '8%')

    A day reads as on a page, however the table keeps it.

    >>> cell("2027-07-01"), cell("2027")
    ('1-7-2027', '2027')
    """
    if isinstance(value, str):
        return dutch.moment(value) if _DAY.fullmatch(value) else value
    if isinstance(value, bool):
        return dutch.yes_no(value)
    missing = value is None or value != value or type(value).__name__ == "NAType"  # noqa: PLR0124
    if missing:
        return dutch.UNKNOWN
    number = float(str(value))
    if unit == "minuten":
        return dutch.minutes(number)
    return dutch.number(number, decimals) + ("%" if unit == "%" else "")
