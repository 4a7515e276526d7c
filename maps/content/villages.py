"""Say per kern what it can do: the table of the village view on a page."""

from typing import Final

from maps.base.blocks import Fold, Grid, Row, rows_of, shown, whole
from sites.base.dutch import UNKNOWN, counted
from sites.judgement.villages import sure_and_open
from sites.tables.columns import short
from sites.tables.results import RunResult
from sites.tables.villages import Villages

_OUTSIDE: Final = "buiten het gebied"
_COLUMNS: Final = ("best", "verdict", "travel_min", "fits_places", "hub_id", "group", "by_team",
                   "missing", "could_add")  # fmt: skip
_PAPER_ROWS: Final = 6
_TITLE: Final = "Kernen: wat kan waar"
_INTRO: Final = "Per kern de plek die in de lijst het hoogst staat: een locatie of een zoekgebied."


class VillageBook:
    """The rows of the village view, read once for all pages of a run."""

    def __init__(self, result: RunResult) -> None:
        judgement = result.judgement
        self.rows = rows_of(None if judgement is None else judgement.villages)

    def fold(self, gm_code: str | None, drawn: frozenset[str]) -> Fold | None:
        """Return the table of a page, None without a kern there; ``drawn`` are the page's sites."""
        rows = [row for row in self.rows if gm_code in (None, row["gm_code"])]
        if not rows:
            return None
        area = ("gemeente",) if gm_code is None else ()
        empty = sum(row["best_id"] is None for row in rows)

        def at(*names: str) -> tuple[int, ...]:
            return tuple(1 + len(area) + _COLUMNS.index(name) for name in names)

        grid = Grid(
            "Wat elke kern kan, met de beste plek",
            short(Villages, "kern", *area, *_COLUMNS),
            tuple(
                (str(row["kern"]), *(str(row[name]) for name in area), *_cells(row)) for row in rows
            ),
            # A name and a verdict stay in one piece.
            fixed=(0, *at("verdict")),
            screen=at("group", "hub_id", "travel_min", "by_team", "missing", "could_add"),
            numeric=at("fits_places", "travel_min"),
            paper_rows=_PAPER_ROWS,
            ids=tuple(row["best_id"] if row["best_id"] in drawn else "" for row in rows),
        )
        said = counted(empty, "kern heeft", "kernen hebben")
        none = (f"{said} geen plek of zoekgebied; daar is niets bekeken.",) if empty else ()
        return Fold(_TITLE, (_INTRO, *none), (grid,))


def _cells(row: Row) -> tuple[str, ...]:
    """Return the cells after kern and gemeente, in the order of ``_COLUMNS``."""
    if row["best_id"] is None:
        return ("geen plek bekeken", *[""] * (len(_COLUMNS) - 1))
    outside = f" ({_OUTSIDE})" if row["hub_outside"] else ""
    return (
        str(row["best"]),
        str(row["verdict"]),
        shown(Villages, "travel_min", row["travel_min"]),
        whole(row["fits_places"]),
        f"{row['hub_name'] or UNKNOWN}{outside}",
        str(row["group"]),
        str(row["by_team"] or "geen"),
        sure_and_open(row["missing"], row["open_functions"]),
        sure_and_open(row["could_add"], row["could_add_open"]),
    )
