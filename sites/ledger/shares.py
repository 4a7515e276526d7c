"""Divide a task over municipalities: keys side by side, at once or in two tranches."""

import pandas as pd

from sites.base.apportion import LedgerError, fair_shares, largest_remainder
from sites.settings.plan import ShareParams
from sites.tables.tasks import OFFICIAL


def shares_side_by_side(
    towns: pd.DataFrame,
    total: int | None,
    share: ShareParams | None = None,
    tasks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return population share, own key and every kind of task beside each other, never one truth.

    A key that was not entered is a column of missing values, and so is a key by population where
    that is not known of all: filled, they add up to ``total``, and without a total nobody has a
    share. A task is what somebody gave (``tasks`` has gm_code, kind, places): nothing is reckoned
    where there is none.
    """
    share = share or ShareParams()
    counted = bool(towns["population"].notna().all())
    out = towns[["gm_code", "name"]].reset_index(drop=True).copy()
    for column, key, given in (
        ("population_share", "bevolking", counted),
        ("own_share", "eigen", bool(share.own)),
    ):
        model = share.model_copy(update={"key": key})
        parts = pd.Series(pd.NA, index=out.index)
        if given and total is not None:
            parts = fair_shares(towns, total, model)
        out[column] = parts.astype("Int64").array
    for kind in reversed(OFFICIAL):
        figures = pd.Series(dtype="Int64")
        if tasks is not None:
            figures = tasks[tasks["kind"] == kind].set_index("gm_code")["places"]
        out[kind] = figures.reindex(out["gm_code"]).astype("Int64").array
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
