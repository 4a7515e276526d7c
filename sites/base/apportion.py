"""Divide a whole over parts so that the parts add up exactly; the plan and the ledger share it."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

import numpy as np
import pandas as pd

from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say

#: A line names so many municipalities.
_NAMED: Final = 5


class ShareRule(Protocol):
    """By what a target is divided; ``sites.settings.plan.ShareParams`` is one.

    ``own`` holds a weight and ``tasks`` the places per municipality code.
    """

    @property
    def key(self) -> str:
        """Return "bevolking", "eigen" or "opgave"."""
        ...

    @property
    def own(self) -> Mapping[str, float]:
        """Return a weight per municipality code, for the key "eigen"."""
        ...

    @property
    def tasks(self) -> Mapping[str, int]:
        """Return the places per municipality code, for the key "opgave"."""
        ...


class LedgerError(OpvangkaartError):
    """Refuse a ledger that cannot be kept; the message says which row and what to change."""


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain dicts.

    >>> records(pd.DataFrame({"gm_code": ["GM0307"], "places": [40]}))
    [{'gm_code': 'GM0307', 'places': 40}]
    """
    return table.to_dict("records")  # type: ignore[return-value] # the stubs allow any key


def to_realise(asked: int, existing: int) -> int:
    """Return what is still to be realised: what is asked less what is in use, never below 0.

    >>> to_realise(4793, 2335), to_realise(152, 590)
    (2458, 0)
    """
    return max(0, asked - existing)


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
        raise LedgerError(
            "cannot divide {total} places; give 0 or more",
            total=total,
        )
    values = weights.astype(float).to_numpy()
    if bad := [str(i) for i, v in zip(weights.index, values, strict=True) if not v >= 0]:
        raise LedgerError(
            "the weight of {bad} is unknown or negative; give 0 or more",
            bad=bad[0],
        )
    if total and values.sum() <= 0:
        raise LedgerError("all weights are zero; give at least one municipality a weight above 0")
    quota = total * values / max(values.sum(), 1e-300)
    # Rounding keeps a quota that is whole but for the last bit from losing its place.
    whole = np.floor(np.round(quota, 9)).astype(np.int64)
    order = np.argsort(-np.round(quota - whole, 9), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return pd.Series(whole, index=weights.index, dtype=np.int64)


def fair_shares(towns: pd.DataFrame, target: int, share: ShareRule) -> pd.Series:
    """Return the share of each municipality by the key asked for, adding up to the target.

    With entered tasks for some municipalities the others share the rest by population.

    >>> from sites.settings.plan import ShareParams
    >>> towns = pd.DataFrame({"gm_code": ["GM1", "GM2"], "population": [20_000, 10_000]})
    >>> fair_shares(towns, 10, ShareParams()).tolist()  # 6.67 and 3.33: the larger rest wins
    [7, 3]
    """
    people = towns.set_index("gm_code")["population"]
    if share.key == "bevolking":
        _refuse_unknown(people)
        parts = largest_remainder(target, people)
    elif share.key == "eigen":
        parts = largest_remainder(target, _entered(share.own, people.index, say("a weight")))
    else:
        parts = _with_tasks(target, people, share)
    return parts.reset_index(drop=True).rename("share")


def _refuse_unknown(people: pd.Series) -> None:
    """Refuse to divide by numbers of people that nobody gave."""
    unknown = [str(code) for code in people.index[people.isna()]]
    if unknown:
        named = ", ".join(unknown[:_NAMED]) + (" ..." if len(unknown) > _NAMED else "")
        raise LedgerError(
            "the inhabitants of {count} municipalities are unknown ({named}), and shares go by "
            'them; give inwoners in the municipalities, or plan.share.key = "eigen" with '
            "plan.share.own",
            count=len(unknown),
            named=named,
        )


def _entered(given: Mapping[str, float], codes: pd.Index, what: Message) -> pd.Series:
    if strange := sorted(set(given) - set(codes)):
        raise LedgerError(
            "{what} for {strange}: no such municipality; use the code of one in the area",
            what=what,
            strange=strange[0],
        )
    return pd.Series({code: given.get(code, np.nan) for code in codes}, dtype=float)


def _with_tasks(target: int, people: pd.Series, share: ShareRule) -> pd.Series:
    tasks = _entered({k: float(v) for k, v in share.tasks.items()}, people.index, say("a task"))
    given = tasks.notna()
    rest = target - int(tasks.sum())
    if rest < 0:
        raise LedgerError(
            "the tasks entered add up to {tasks}, more than the target of {target}; "
            "change the target or plan.share.tasks",
            tasks=int(tasks.sum()),
            target=target,
        )
    if rest and given.all():
        raise LedgerError(
            "the tasks entered add up to {tasks}, not to the target of {target}; change "
            "the target or plan.share.tasks",
            tasks=int(tasks.sum()),
            target=target,
        )
    parts = tasks.fillna(0).astype(np.int64)
    if rest:
        _refuse_unknown(people[~given])
        parts[~given] = largest_remainder(rest, people[~given])
    return parts
