"""Divide a task over municipalities: keys side by side, at once or in two tranches."""

import pandas as pd

from sites.base.apportion import LedgerError, fair_shares, largest_remainder
from sites.settings.plan import ShareParams


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
        raise LedgerError(
            "a first tranche of {first} does not fit a total of {total}; give 0 to {total}",
            first=first,
            total=total,
        )
    parts = fair_shares(towns, total, share or ShareParams()).astype("int64")
    weights = pd.Series(parts.to_numpy(), index=towns["gm_code"])
    halves = [largest_remainder(size, weights).to_numpy() for size in (first, total - first)]
    table = towns[["gm_code", "name"]].reset_index(drop=True)
    table = table.assign(once=parts.to_numpy(), tranche_1=halves[0], tranche_2=halves[1])
    table["in_two"] = table["tranche_1"] + table["tranche_2"]
    table["difference"] = table["in_two"] - table["once"]
    return table
