"""Work out from the log alone what a list said at any moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from pandera.typing import DataFrame

from sites.progress.entry import Value, from_json
from sites.tables.dossier import EDITED, NEW, REMOVED, TABLES, Changes, facts

_TYPES: Final[Mapping[str, Any]] = {
    "count": "Int64", "number": "float64", "text": "str", "day": "str",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Listed:
    """The rows of a list at one moment: a table per name in ``TABLES``."""

    tables: Mapping[str, pd.DataFrame]

    @property
    def initiatives(self) -> pd.DataFrame:
        """The initiatives, in the order of their numbers."""
        return self.tables["initiatives"]


def listed_at(changes: DataFrame[Changes], moment: str | None = None) -> Listed:
    """Return what the list said just before ``moment`` (UTC, ISO text); None: what it says now.

    A row that was removed is gone from that change on; its number does not come back.

    >>> log = pd.DataFrame({
    ...     "number": [1, 2, 3], "at": ["2027-01-01T10:00:00Z"] * 2 + ["2027-03-01T09:00:00Z"],
    ...     "who": "ab", "action": ["nieuw", "nieuw", "wijziging"], "kind": "initiatives",
    ...     "row_id": "i1", "field": ["name", "number", "name"], "old": [None, None, '"Hal"'],
    ...     "new": ['"Hal"', "1", '"Oude hal"'],
    ... })
    >>> [listed_at(log, day).initiatives["name"].tolist() for day in ("2027-02-01", None)]
    [['Hal'], ['Oude hal']]
    """
    known = changes if moment is None else changes[changes["at"] < moment]
    rows: dict[str, dict[str, dict[str, Value]]] = {kind: {} for kind in TABLES}
    order = known.sort_values("number")
    columns = (order[name] for name in ("action", "kind", "row_id", "field", "new"))
    for action, kind, row_id, field, new in zip(*columns, strict=True):
        if action == REMOVED:
            rows[kind].pop(row_id, None)
        elif action in {NEW, EDITED}:
            rows[kind].setdefault(row_id, {})[field] = from_json(new)
    return Listed({kind: _frame(kind, rows[kind]) for kind in TABLES})


def _frame(kind: str, rows: Mapping[str, Mapping[str, Value]]) -> pd.DataFrame:
    """Return the rows as a table with every field, in the order they were made or numbered."""
    numbered = kind == "initiatives"
    names = [*(["number"] if numbered else []), *facts(kind)]
    table = pd.DataFrame(
        {name: [row.get(name) for row in rows.values()] for name in names},
        index=pd.Index(list(rows), name="row_id", dtype="str"), dtype=object,
    )  # fmt: skip
    for name in names:
        kind_of = "count" if name == "number" else facts(kind)[name].kind
        table[name] = table[name].astype(_TYPES[kind_of])
    table = table.reset_index()
    return table.sort_values("number", ignore_index=True) if numbered else table
