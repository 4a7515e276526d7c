"""Say of every column, in the schema itself, what a reader needs: heading, unit, decimals, meaning.

Workbooks, CSV, the folds of a page, the tables in a terminal and ``docs/data-dictionary.md`` read
these words; none of them has words of its own. Headings and meanings are Dutch, for readers.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

import pandera.pandas as pa

Schema = type[pa.DataFrameModel]
#: The unit that marks a column of text as a day, in ISO; some are known to the month or year alone.
DAY: Final = "dag"


class Table(pa.DataFrameModel):
    """What every table that crosses a room shares."""

    class Config:
        """Reject stray columns; keep the row order."""

        strict = True
        coerce = True


class Column(NamedTuple):
    """What a schema says of one column.

    ``short`` is the heading in a fold of a page or a document, ``narrow`` the one in a terminal.
    ``decimals`` is how many a reader sees, ``kept`` how many an export keeps (None: all).
    """

    name: str
    heading: str
    short: str
    narrow: str
    meaning: str
    unit: str | None
    decimals: int | None
    kept: int | None
    type: str
    is_nullable: bool
    is_family: bool


def column(
    heading: str,
    meaning: str,
    *,
    short: str | None = None,
    narrow: str | None = None,
    unit: str | None = None,
    decimals: int | None = None,
    kept: int | None = None,
    **checks: Any,
) -> Any:  # noqa: ANN401 - as pandera's own Field
    """Return the field of a schema with what readers need to know about the column.

    ``checks`` are those of ``pandera.Field``: ``nullable``, ``ge``, ``isin`` ...
    """
    words = {"short": short, "narrow": narrow, "unit": unit, "decimals": decimals, "kept": kept}
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
    short = words.get("short", heading)
    return Column(
        name=name,
        heading=heading,
        short=short,
        narrow=words.get("narrow", short[:1].lower() + short[1:]),
        meaning=one.description or "",
        unit=words.get("unit"),
        decimals=words.get("decimals"),
        kept=words.get("kept"),
        type=str(one.dtype),
        is_nullable=bool(one.nullable),
        is_family=bool(one.regex),
    )


def found(schema: Schema, name: str) -> Column:
    """Return what a schema says of a column, also of one that a family of columns stands for.

    Such a column goes by its own name. A column the schema does not know is an error.
    """
    known = columns(schema)
    if name in known:
        return known[name]
    for one in known.values():
        if one.is_family and re.fullmatch(one.name, name):
            return one._replace(name=name, heading=name, short=name, narrow=name)
    msg = f"{schema.__name__} has no column {name}"
    raise KeyError(msg)


def heading(schema: Schema, name: str) -> str:
    """Return the Dutch heading of a column in a workbook or a CSV file."""
    return found(schema, name).heading


def short(schema: Schema, *names: str) -> tuple[str, ...]:
    """Return the headings of columns in a fold of a page or a document."""
    return tuple(found(schema, name).short for name in names)


def narrow(schema: Schema, *names: str) -> tuple[str, ...]:
    """Return the headings of columns in a terminal, where every letter counts."""
    return tuple(found(schema, name).narrow for name in names)


def headings(schema: Schema) -> dict[str, str]:
    """Return the headings of all columns of a schema by their names."""
    return {name: one.heading for name, one in columns(schema).items()}


def decimals(schema: Schema, name: str) -> int | None:
    """Return how many decimals a reader sees of a column; None for text and whole numbers."""
    return found(schema, name).decimals


def kept(schema: Schema) -> dict[str, int]:
    """Return how many decimals an export keeps, for the columns that say so."""
    return {name: one.kept for name, one in columns(schema).items() if one.kept is not None}
