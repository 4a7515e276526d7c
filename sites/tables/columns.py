"""Say of every column, in the schema itself, what a reader needs: heading, unit, decimals, meaning.

Workbooks, CSV, the folds of a page, the tables in a terminal and ``docs/data-dictionary.md`` read
these words; none of them has words of its own. Headings and meanings are Dutch, for readers.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import pandera.pandas as pa

Schema = type[pa.DataFrameModel]


class Table(pa.DataFrameModel):
    """What every table that crosses a room shares."""

    class Config:
        """Reject stray columns; keep the row order."""

        strict = True
        coerce = True


class Column(NamedTuple):
    """What a schema says of one column.

    ``short`` is the heading where there is little room. ``decimals`` is how many a reader sees,
    ``kept`` how many an export keeps (None: all).
    """

    name: str
    heading: str
    short: str
    meaning: str
    unit: str | None
    decimals: int | None
    kept: int | None
    type: str
    is_nullable: bool


def column(
    heading: str,
    meaning: str,
    *,
    short: str | None = None,
    unit: str | None = None,
    decimals: int | None = None,
    kept: int | None = None,
    **checks: Any,
) -> Any:  # noqa: ANN401 - as pandera's own Field
    """Return the field of a schema with what readers need to know about the column.

    ``checks`` are those of ``pandera.Field``: ``nullable``, ``ge``, ``isin`` ...
    """
    words = {"short": short, "unit": unit, "decimals": decimals, "kept": kept}
    told = {key: word for key, word in words.items() if word is not None}
    return pa.Field(title=heading, description=meaning, metadata=told, **checks)


@cache
def columns(schema: Schema) -> Mapping[str, Column]:
    """Return every column of a schema by its name, in order; a repeated family by its pattern.

    >>> class Trips(Table):
    ...     minutes: pa.typing.Series[float] = column("Minuten", "Hoe lang.", unit="minuten")
    >>> columns(Trips)["minutes"].unit, columns(Trips)["minutes"].short
    ('minuten', 'Minuten')
    """
    return {str(name): _told(str(name), one) for name, one in schema.to_schema().columns.items()}


def _told(name: str, one: pa.Column) -> Column:
    words = one.metadata or {}
    heading = one.title or name
    return Column(
        name=name,
        heading=heading,
        short=words.get("short", heading),
        meaning=one.description or "",
        unit=words.get("unit"),
        decimals=words.get("decimals"),
        kept=words.get("kept"),
        type=str(one.dtype),
        is_nullable=bool(one.nullable),
    )


def heading(schema: Schema, name: str) -> str:
    """Return the Dutch heading of a column; a column the schema does not name is an error."""
    return columns(schema)[name].heading


def short(schema: Schema, name: str) -> str:
    """Return the heading of a column where there is little room."""
    return columns(schema)[name].short


def headings(schema: Schema) -> dict[str, str]:
    """Return the headings of all columns of a schema by their names."""
    return {name: one.heading for name, one in columns(schema).items()}


def decimals(schema: Schema, name: str) -> int | None:
    """Return how many decimals a reader sees of a column; None for text and whole numbers."""
    return columns(schema)[name].decimals


def kept(schema: Schema) -> dict[str, int]:
    """Return how many decimals an export keeps, for the columns that say so."""
    return {name: one.kept for name, one in columns(schema).items() if one.kept is not None}
