"""Hold what the ledger's text on every page shares: the counters per day, the target, names."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from maps.base.blocks import Row, kept_rows
from sites.ledger.state import SUMS
from sites.tables.columns import columns
from sites.tables.filters import names_by
from sites.tables.ledger import Counters
from sites.tables.results import LedgerTables, RunResult

REGULAR: Final = "regulier"
#: What a reader sees a counter called; an own counter goes by its own name.
COUNTERS: Final = {
    name: one.heading for name, one in columns(Counters).items() if not one.is_family
}

#: existing, planned, to_check, unknown.
Counts = tuple[int, int, int, int]


class LedgerBook:
    """What the ledger's text on every page shares; any of the tables may be empty."""

    def __init__(self, result: RunResult, ledger: LedgerTables) -> None:
        """Read the ledger of a run."""
        self.ledger = ledger
        self.rows = kept_rows()
        self.on = ledger.on.isoformat()
        self.target = ledger.target
        self.cycle = result.scenario.cycle
        self.cno_until = result.scenario.ledger.cno_until
        #: Counters of which nothing in use stands in the source: unknown, not zero.
        self.silent = frozenset(COUNTERS) - set(ledger.recorded)
        self.area = result.scenario.area.name
        self.region = result.scenario.area.region
        self.whole = result.scenario.area.whole
        self.gm_names: dict[str, str] = names_by(result.layers.municipalities, "gm_code")
        self.area_days = _by_day(self.rows(ledger.days))
        self.totals = _sums(self.rows(ledger.totals))
        self.town_days: dict[str, dict[str, dict[str, Counts]]] = defaultdict(dict)
        by_town: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(ledger.town_days):
            by_town[str(row["gm_code"])].append(row)
        for code, rows in by_town.items():
            self.town_days[code] = _by_day(rows)


def _sums(rows: Sequence[Row]) -> dict[str, Counts]:
    return {str(row["counter"]): _counts(row) for row in rows}


def _counts(row: Row) -> Counts:
    one, two, three, four = (int(row[name]) for name in SUMS)
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
