"""Hold what a section of a page says, before it is drawn: figures, tables, bars, folds."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from sites.base.dutch import UNKNOWN, number
from sites.tables.columns import Schema, decimals

Row = dict[Hashable, Any]
FULL: Final = 100.0
#: Rows of one table on the paper of a municipality.
PAPER_ROWS: Final = 8
#: What only people know and nobody entered: unknown, and never 0.
NOT_ENTERED: Final = "niet ingevoerd"


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
    Cells of ``fixed`` columns stay on one line. The paper of one municipality is two sheets of A4:
    columns in ``screen`` are not on it, and of the rows only the first ``paper_rows`` are.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    wide: tuple[int, ...] = ()
    fixed: tuple[int, ...] = ()
    screen: tuple[int, ...] = ()
    total: bool = False  # the last row is the sum
    paper_rows: int = PAPER_ROWS


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
    """Two amounts against each other, a point per plan; ``first`` lies across, ``second`` up.

    The points have the numbers of the rows beside them; ``now`` is where the plan itself stands.
    """

    points: tuple[tuple[float, float], ...]
    first: str
    second: str
    now: tuple[float, float] | None = None


@dataclass(frozen=True)
class Fold:
    """A part that is closed until the reader opens it; ``paper`` opens it in print."""

    title: str
    intro: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    curve: Curve | None = None
    paper: bool = False


def rows_of(table: pd.DataFrame | None) -> list[Row]:
    """Return a table's rows, with None for every missing cell; no table gives no rows.

    >>> rows_of(pd.DataFrame({"a": [1.0, None]})), rows_of(None)
    ([{'a': 1.0}, {'a': None}], [])
    """
    if table is None:
        return []
    return table.astype(object).where(table.notna(), None).to_dict("records")


def kept_rows() -> Callable[[pd.DataFrame | None], list[Row]]:
    """Return ``rows_of`` with a memory: each table is read once for all pages of a run."""
    kept: dict[int, tuple[pd.DataFrame, list[Row]]] = {}

    def rows(table: pd.DataFrame | None) -> list[Row]:
        if table is None:
            return []
        if id(table) not in kept:  # the table is kept too: no other can get its id
            kept[id(table)] = table, rows_of(table)
        return kept[id(table)][1]

    return rows


def whole(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Write a whole number, or that it is not known.

    >>> whole(4793), whole(None)
    ('4.793', 'onbekend')
    """
    return UNKNOWN if value is None else number(float(value))


def entered(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Write a whole number that people enter, or that nobody did.

    >>> entered(20), entered(None)
    ('20', 'niet ingevoerd')
    """
    return NOT_ENTERED if value is None else whole(value)


def percent(share: Any, digits: int = 0) -> str:  # noqa: ANN401 - a cell of any table
    """Write a share 0..1 as a percentage.

    >>> percent(0.25), percent(0.0069, 1), percent(None)
    ('25%', '0,7%', 'onbekend')
    """
    return UNKNOWN if share is None else f"{number(100 * float(share), digits)}%"


def shown(schema: Schema, column: str, value: Any) -> str:  # noqa: ANN401 - a cell of any table
    """Write a number with the decimals of its column, or that it is not known.

    >>> from sites.tables.plan import PlanParts
    >>> shown(PlanParts, "raw", 12.345), shown(PlanParts, "raw", None)
    ('12,3', 'onbekend')
    """
    return UNKNOWN if value is None else number(float(value), decimals(schema, column) or 0)


def shown_share(schema: Schema, column: str, value: Any) -> str:  # noqa: ANN401
    """Write a share 0..1 as a percentage: two of the decimals of its column go before the point.

    >>> from sites.tables.plan import PlanAlternatives
    >>> shown_share(PlanAlternatives, "distance", 0.0069)
    '0,7%'
    """
    return percent(value, max(0, (decimals(schema, column) or 0) - 2))


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
