"""Divide a task over municipalities so that the parts add up exactly: keys side by side."""

from typing import Any

import numpy as np
import pandas as pd

from sites.errors import OpvangkaartError
from sites.plan.params import ShareParams


class LedgerError(OpvangkaartError):
    """Refuse a ledger that cannot be kept; the message says which row and what to change."""


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain dicts."""
    return table.to_dict("records")  # type: ignore[return-value] # the stubs allow any key


def largest_remainder(total: int, weights: pd.Series) -> pd.Series:
    """Divide a whole total by weights; the parts are whole and add up to it (Hamilton's method).

    Every part is its quota rounded down, and the places left go to the largest remainders; a tie
    goes to the first in the index order.

    >>> largest_remainder(10, pd.Series({"a": 1, "b": 1, "c": 1})).to_dict()
    {'a': 4, 'b': 3, 'c': 3}

    Raises
    ------
    LedgerError
        A negative total, a negative or unknown weight, or weights that are all zero.
    """
    if total < 0:
        msg = f"cannot divide {total} places; give 0 or more"
        raise LedgerError(msg)
    values = weights.astype(float).to_numpy()
    if bad := [str(i) for i, v in zip(weights.index, values, strict=True) if not v >= 0]:
        msg = f"the weight of {bad[0]} is unknown or negative; give 0 or more"
        raise LedgerError(msg)
    if total and values.sum() <= 0:
        msg = "all weights are zero; give at least one municipality a weight above 0"
        raise LedgerError(msg)
    quota = total * values / max(values.sum(), 1e-300)
    # Rounding keeps a quota that is whole but for the last bit from losing its place.
    whole = np.floor(np.round(quota, 9)).astype(np.int64)
    order = np.argsort(-np.round(quota - whole, 9), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return pd.Series(whole, index=weights.index, dtype=np.int64)


def fair_shares(towns: pd.DataFrame, target: int, share: ShareParams) -> pd.Series:
    """Return the share of each municipality by the key asked for, adding up to the target.

    With entered tasks for some municipalities the others share the rest by population.
    """
    people = towns.set_index("gm_code")["population"]
    if share.key == "bevolking":
        parts = largest_remainder(target, people)
    elif share.key == "eigen":
        parts = largest_remainder(target, _entered(share.own, people.index, "weight"))
    else:
        parts = _with_tasks(target, people, share)
    return parts.reset_index(drop=True).rename("share")


def _entered(given: dict[str, float], codes: pd.Index, what: str) -> pd.Series:
    if strange := sorted(set(given) - set(codes)):
        msg = f"{what} for {strange[0]}: no such municipality; codes look like GM0307"
        raise LedgerError(msg)
    return pd.Series({code: given.get(code, np.nan) for code in codes}, dtype=float)


def _with_tasks(target: int, people: pd.Series, share: ShareParams) -> pd.Series:
    tasks = _entered({k: float(v) for k, v in share.tasks.items()}, people.index, "task")
    given = tasks.notna()
    rest = target - int(tasks.sum())
    if rest < 0:
        msg = (
            f"the tasks entered add up to {int(tasks.sum())}, more than the target of {target}; "
            "change the target or plan.share.tasks"
        )
        raise LedgerError(msg)
    if rest and given.all():
        msg = (
            f"the tasks entered add up to {int(tasks.sum())}, not to the target of {target}; "
            "change the target or plan.share.tasks"
        )
        raise LedgerError(msg)
    parts = tasks.fillna(0).astype(np.int64)
    if rest:
        parts[~given] = largest_remainder(rest, people[~given])
    return parts


def shares_side_by_side(
    towns: pd.DataFrame, total: int, share: ShareParams | None = None
) -> pd.DataFrame:
    """Return population share, own key and entered task beside each other, never one truth.

    A key that was not entered is a column of missing values, and so is a key by population where
    that is not known of all. Every filled column adds up to ``total``; ``entered`` marks the
    municipalities whose task was typed in.
    """
    share = share or ShareParams()
    counted = bool(towns["population"].notna().all())
    out = towns[["gm_code", "name"]].reset_index(drop=True).copy()
    for column, key, given in (
        ("population_share", "bevolking", counted),
        ("own_share", "eigen", bool(share.own)),
        ("task", "opgave", counted and bool(share.tasks)),
    ):
        model = share.model_copy(update={"key": key})
        parts = fair_shares(towns, total, model) if given else pd.Series(pd.NA, index=out.index)
        out[column] = parts.astype("Int64").array
    out["entered"] = out["gm_code"].isin(share.tasks)
    return out


def tranches(
    towns: pd.DataFrame, total: int, first: int, share: ShareParams | None = None
) -> pd.DataFrame:
    """Compare one distribution at once with two tranches; both add up to the same total.

    Columns: gm_code, name, once, tranche_1, tranche_2, in_two, difference. The rounding of two
    tranches may shift a place between municipalities: ``difference`` shows it.
    """
    if not 0 <= first <= total:
        msg = f"a first tranche of {first} does not fit a total of {total}; give 0 to {total}"
        raise LedgerError(msg)
    parts = fair_shares(towns, total, share or ShareParams()).astype("int64")
    weights = pd.Series(parts.to_numpy(), index=towns["gm_code"])
    halves = [largest_remainder(size, weights).to_numpy() for size in (first, total - first)]
    table = towns[["gm_code", "name"]].reset_index(drop=True)
    table = table.assign(once=parts.to_numpy(), tranche_1=halves[0], tranche_2=halves[1])
    table["in_two"] = table["tranche_1"] + table["tranche_2"]
    table["difference"] = table["in_two"] - table["once"]
    return table
