"""Put what each municipality is asked, has, plans and lacks in one table: who does what."""

from typing import Any, Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.apportion import records, to_realise
from sites.ledger.register import ENTERED, OWN_KEY
from sites.plan.agreements import Elsewhere, elsewhere
from sites.settings.ledger import REGULAR
from sites.tables.results import LedgerTables, PlanTables
from sites.tables.scoreboard import Scoreboard
from sites.tables.tasks import COMPUTED

_TASK_KEY: Final = "opgave"  # the share of the plan is a task that was entered
#: On what a share rests, by the key of the plan.
_KINDS: Final = {_TASK_KEY: ENTERED, "eigen": OWN_KEY, "bevolking": COMPUTED}
_WHOLE: Final = ("task", "computed", "existing", "planned", "to_realise", "in_plan", "agreed",
                 "left", "next_end_places")  # fmt: skip


def scoreboard(
    own: pd.DataFrame, ledger: LedgerTables | None, plan: PlanTables | None, share_key: str
) -> DataFrame[Scoreboard]:
    """Return a row per municipality of ``own`` (gm_code, name), by name.

    "Nog te realiseren" is the ledger's own figure. Without a ledger the share of the plan and the
    places it starts from stand in, as far as there is a plan; the rest is unknown.
    """
    asked = _from_plan(plan, share_key) if ledger is None else _from_ledger(ledger)
    added = None if plan is None else _added(plan)
    away = Elsewhere() if plan is None else elsewhere(plan.agreements, _best(plan))
    rows = []
    for code, name in zip(own["gm_code"], own["name"], strict=True):
        row: dict[str, Any] = {"gm_code": code, "name": name, "unknown": 0, **asked.get(code, {})}
        row["progress"] = _progress(asked_of(row), row.get("existing"))
        if added is not None:
            row["in_plan"], row["agreed"] = added.get(code, 0), away.counts(code)
            row["left"] = left_after(row, row["in_plan"] + row["agreed"])
        rows.append(row)
    columns = list(Scoreboard.to_schema().columns)
    table = pd.DataFrame(rows, columns=columns, dtype=object)
    kinds = dict.fromkeys(_WHOLE, "Int64") | {"unknown": int, "progress": float}
    table = table.astype(kinds)
    return DataFrame[Scoreboard](table.sort_values(["name", "gm_code"], ignore_index=True))


def left_after(row: dict[str, Any], found: int) -> int | None:
    """Return what is still to be realised once so many places count as found; unknown stays so.

    >>> left_after({"task": 337, "computed": None, "existing": 0}, 99)
    238
    >>> left_after({"task": 10, "computed": None, "existing": 30}, 5), left_after({}, 5)
    (0, None)
    """
    asked, used = asked_of(row), row.get("existing")
    return None if asked is None or used is None else to_realise(asked, int(used) + found)


def asked_of(row: dict[str, Any]) -> int | None:
    """Return what counts for a municipality: its task, or else the share that was reckoned.

    >>> asked_of({"task": 0, "computed": None}), asked_of({"task": None, "computed": 50})
    (0, 50)
    """
    known = [row.get(key) for key in ("task", "computed")]
    return next((int(amount) for amount in known if amount is not None), None)


def _progress(asked: int | None, existing: int | None) -> float | None:
    """Return which part of what counts is in use; None where nothing is asked or known.

    >>> _progress(200, 50), _progress(0, 50), _progress(None, 50)
    (0.25, None, None)
    """
    return None if not asked or existing is None else int(existing) / asked


def _from_ledger(ledger: LedgerTables) -> dict[str, dict[str, Any]]:
    towns = ledger.towns[ledger.towns["counter"] == REGULAR]
    sums = {row["gm_code"]: row for row in records(towns)}
    ends = _ends(ledger.rows, ledger.on.isoformat())
    found = {}
    for row in _rows(ledger.to_realise):
        code, is_task = row["gm_code"], row["task"] is not None
        counts = sums.get(code, {})
        day, places = ends.get(code, (None, None))
        found[code] = {
            "task": row["task"],
            "computed": None if is_task else row["computed"],
            "rests_on": row["rests_on"],
            "existing": row["existing"],
            "unknown": int(counts.get("unknown", 0)),
            "planned": int(counts.get("planned", 0)),
            "to_realise": row["to_realise"],
            "next_end": day,
            "next_end_places": places,
        }
    return found


def _ends(rows: pd.DataFrame, on: str) -> dict[str, tuple[str, int | None]]:
    """Return the first day on which regular places in use end, and how many do; None is unknown.

    >>> rows = pd.DataFrame({"gm_code": "GM1", "counter": "regulier", "counted": "bestaand",
    ...     "places": [300, 20, None], "until_date": ["2028-12-31", "2027-01-01", "2030-01-01"]})
    >>> _ends(rows, "2026-11-01")
    {'GM1': ('2027-01-01', 20)}
    """
    used = rows[(rows["counter"] == REGULAR) & (rows["counted"] == "bestaand")]
    used = used[used["until_date"].fillna("") > on]
    found: dict[str, tuple[str, int | None]] = {}
    for row in sorted(_rows(used), key=lambda row: str(row["until_date"])):
        code, day, places = row["gm_code"], str(row["until_date"]), row["places"]
        first, so_far = found.get(code, (day, 0))
        if day == first:
            is_known = places is not None and so_far is not None
            found[code] = first, int(so_far + places) if is_known else None
    return found


def _from_plan(plan: PlanTables | None, share_key: str) -> dict[str, dict[str, Any]]:
    if plan is None:
        return {}
    is_task = share_key == _TASK_KEY
    return {
        row["gm_code"]: {
            "task": row["share"] if is_task else None,
            "computed": None if is_task else row["share"],
            "rests_on": _KINDS[share_key],
            "existing": row["existing"],
            "to_realise": row["to_realise"],
        }
        for row in _rows(plan.towns)
    }


def _added(plan: PlanTables) -> dict[str, int]:
    """Return the places per municipality of the best plan."""
    rows = plan.rows[(plan.rows["plan"] == _best(plan)) & plan.rows["opened"].astype(bool)]
    sums = rows.groupby("gm_code")["places"].sum()
    return {str(code): int(places) for code, places in sums.items()}


def _best(plan: PlanTables) -> str:
    return str(plan.towns["plan"].iloc[0]) if len(plan.towns) else ""


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows with None for every missing cell."""
    return table.astype(object).where(table.notna(), None).to_dict("records")  # type: ignore[return-value]
