"""What a run tells on a screen: lines, lines that ask for attention, and tables with a heading."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sites.base.messages import Message

if TYPE_CHECKING:  # a command's help is printed without them
    import pandas as pd

    from sites.tables.columns import Schema


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
