"""Hold what the ledger's text on every page shares: the counters per day, the target, names."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import Any, Final

from maps.base.blocks import kept_rows, rows_of
from sites.ledger.state import SUMS
from sites.tables.filters import names_by
from sites.tables.results import RunResult

Row = dict[Hashable, Any]
REGULAR: Final = "regulier"
COUNTERS: Final = {
    REGULAR: "Regulier",
    "amv": "Minderjarigen alleen (amv)",
    "cno": "Crisisnoodopvang (CNO)",
    "noodopvang": "Noodopvang",
    "oekraine": "Oekraïne",
    "statushouders": "Statushouders",
}

#: existing, planned, to_check, unknown.
Counts = tuple[int, int, int, int]


class LedgerBook:
    """What the ledger's text on every page shares; any of the tables may be missing."""

    def __init__(self, result: RunResult) -> None:
        """Read the tables of ``result.extra``."""
        extra, plan = result.extra, result.scenario.plan
        self.extra = extra
        self.rows = kept_rows(extra)
        self.on = str(extra.get("ledger_on") or plan.on.isoformat())[:10]
        self.target = int(extra.get("ledger_target") or _asked(result) or plan.target)
        recorded = extra.get("ledger_recorded")
        #: Counters of which nothing in use stands in the source: unknown, not zero.
        self.silent = frozenset() if recorded is None else frozenset(COUNTERS) - set(recorded)
        self.area = result.scenario.area.name
        self.gm_names: dict[str, str] = names_by(result.layers.municipalities, "gm_code")
        self.area_days = _by_day(self.rows("ledger_days"))
        self.totals = _sums(self.rows("ledger_totals"))
        self.town_days: dict[str, dict[str, dict[str, Counts]]] = defaultdict(dict)
        by_town: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("ledger_town_days"):
            by_town[str(row["gm_code"])].append(row)
        for code, rows in by_town.items():
            self.town_days[code] = _by_day(rows)

    @property
    def there(self) -> bool:
        """Return whether the run carries a ledger."""
        return bool(self.totals)


def _asked(result: RunResult) -> int:
    rows = rows_of(result.extra.get("plan_summary"))
    return next((int(row["amount"]) for row in rows if row["figure"] == "doel"), 0)


def _sums(rows: Sequence[Row]) -> dict[str, Counts]:
    return {str(row["counter"]): _counts(row) for row in rows}


def _counts(row: Row) -> Counts:
    one, two, three, four = (int(row.get(name) or 0) for name in SUMS)
    return one, two, three, four


def _by_day(rows: Sequence[Row]) -> dict[str, dict[str, Counts]]:
    found: dict[str, dict[str, Counts]] = {}
    for row in rows:
        found.setdefault(str(row["on"])[:10], {})[str(row["counter"])] = _counts(row)
    return dict(sorted(found.items()))


def state_at(days: dict[str, dict[str, Counts]], on: str) -> dict[str, Counts]:
    """Return the counters on a day: those of the last day of change up to it.

    >>> days = {"2024-01-01": {"cno": (9, 0, 0, 0)}, "2024-07-01": {"cno": (0, 0, 0, 0)}}
    >>> state_at(days, "2024-06-30")["cno"], state_at(days, "2024-07-01")["cno"]
    ((9, 0, 0, 0), (0, 0, 0, 0))
    """
    upto = [day for day in days if day <= on]
    return days[upto[-1]] if upto else {}
