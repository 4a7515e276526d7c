"""Lay plans side by side in figures that a reader knows."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.tables.plan import LEANINGS
from sites.tables.plan_beside import PlansBeside

_MOTHER, _NEW_HUB, _TEAM = LEANINGS


def plans_beside(rows: pd.DataFrame, called: Mapping[str, str]) -> DataFrame[PlansBeside]:
    """Return a row per plan, in the order of ``called``: a plan without a site is there as well.

    ``rows`` are those of all the plans (``PlanRows``); ``called`` says of each plan what is
    different about it. A trip counts for every resident who makes it.

    >>> rows = pd.DataFrame({
    ...     "plan": ["a", "a"], "site_id": ["s", "t"], "gm_code": ["GM1", "GM1"],
    ...     "places": [60, 20], "leaning": ["moederlocatie", "mobiel team"],
    ...     "travel_min": [10.0, 30.0], "is_durable": [True, False],
    ... })
    >>> row = plans_beside(rows, {"a": "het beste"}).iloc[0]
    >>> told = row[["sites", "places", "towns", "mean_min", "worst_min", "by_team"]]
    >>> [int(number) for number in told]
    [2, 80, 1, 15, 30, 20]
    """
    first = next(iter(called), None)
    base = set(rows.loc[rows["plan"] == first, "site_id"])
    told = [_figures(rows[rows["plan"] == plan], base) for plan in called]
    table = pd.DataFrame(told, columns=list(PlansBeside.to_schema().columns)[2:])
    table.insert(0, "plan", list(called))
    table.insert(1, "called", list(called.values()))
    return DataFrame[PlansBeside](
        table.astype({name: "Int64" for name in table if table[name].dtype == "int64"})
    )


def _figures(rows: pd.DataFrame, base: set[str]) -> list[float | int]:
    places, minutes = rows["places"].astype("int64"), rows["travel_min"].astype(float)
    total = int(places.sum())
    by = places.groupby(rows["leaning"]).sum()
    return [
        len(rows), total, int(rows["gm_code"].nunique()),
        int(places[rows["is_durable"].astype(bool)].sum()),
        *(int(by.get(kind, 0)) for kind in (_MOTHER, _NEW_HUB, _TEAM)),
        float((places * minutes).sum() / total) if total else np.nan,
        float(minutes.max()) if len(rows) else np.nan,
        int(rows["site_id"].isin(base).sum()),
    ]  # fmt: skip
