"""Hold what a section of a page says, before it is drawn: figures, tables, bars, folds."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import pandas as pd

from sites.base.dutch import UNKNOWN, number

FULL: Final = 100.0


@dataclass(frozen=True)
class Figure:
    """One number with what it counts; ``note`` is a few words beneath it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Grid:
    """A table in text; ``numeric`` columns stand to the right, ``ids`` make a row's name a button.

    Columns in ``wide`` fall away on a telephone; only give columns there whose news is elsewhere.
    Cells of ``fixed`` columns stay on one line.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    wide: tuple[int, ...] = ()
    fixed: tuple[int, ...] = ()
    total: bool = False  # the last row is the sum


@dataclass(frozen=True)
class Bar:
    """A bar with its words; ``parts`` are (class, percentage), ``marks`` percentages of the width.

    The words say all that the bar shows: the bar alone is for the eye.
    """

    label: str
    text: str
    parts: tuple[tuple[str, float], ...]
    marks: tuple[float, ...] = ()
    chip: str = ""


@dataclass(frozen=True)
class Curve:
    """Two amounts against each other, a point per plan; ``first`` lies across, ``second`` up."""

    points: tuple[tuple[float, float], ...]
    first: str
    second: str


@dataclass(frozen=True)
class Fold:
    """A part that is closed until the reader opens it; ``paper`` opens it in print."""

    title: str
    intro: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    curve: Curve | None = None
    paper: bool = False


def rows_of(table: Any) -> list[dict[Hashable, Any]]:  # noqa: ANN401 - what a later stage left
    """Return a table's rows, with None for every missing cell; no table gives no rows.

    >>> rows_of(pd.DataFrame({"a": [1.0, None]})), rows_of(None)
    ([{'a': 1.0}, {'a': None}], [])
    """
    if not isinstance(table, pd.DataFrame):
        return []
    return table.astype(object).where(table.notna(), None).to_dict("records")


def kept_rows(extra: Mapping[str, Any]) -> Callable[[str], list[dict[Hashable, Any]]]:
    """Return ``rows_of`` by a table's name, each table read once for all pages of a run.

    >>> rows = kept_rows({"bonus": pd.DataFrame({"gm_code": ["GM0307"], "bonus": [100]})})
    >>> rows("bonus"), rows("no such table")
    ([{'gm_code': 'GM0307', 'bonus': 100}], [])
    >>> rows("bonus") is rows("bonus")
    True
    """

    @cache
    def rows(name: str) -> list[dict[Hashable, Any]]:
        return rows_of(extra.get(name))

    return rows


def whole(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Write a whole number, or that it is not known.

    >>> whole(4793), whole(None)
    ('4.793', 'onbekend')
    """
    return UNKNOWN if value is None else number(float(value))


def percent(share: Any, decimals: int = 0) -> str:  # noqa: ANN401 - a cell of any table
    """Write a share 0..1 as a percentage.

    >>> percent(0.25), percent(0.0069, 1), percent(None)
    ('25%', '0,7%', 'onbekend')
    """
    return UNKNOWN if share is None else f"{number(100 * float(share), decimals)}%"


def widths(amounts: Iterable[tuple[str, float]], full: float) -> tuple[tuple[str, float], ...]:
    """Return the parts of a bar in per cent of ``full``, together never more than the bar.

    >>> widths([("bestaand", 30), ("nieuw", 90)], 100)
    (('bestaand', 30.0), ('nieuw', 70.0))
    """
    left, found = FULL, []
    for name, amount in amounts:
        wide = min(left, max(0.0, FULL * amount / full)) if full > 0 else 0.0
        left -= wide
        found.append((name, round(wide, 2)))
    return tuple(found)
