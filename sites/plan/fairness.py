"""Say how fair a plan is to municipalities: places per 1.000 inhabitants, before and after."""

import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import number
from sites.tables.plan_answers import PlanFairness


def plan_fairness(
    towns: pd.DataFrame, municipalities: pd.DataFrame, fair_towns: pd.DataFrame | None = None
) -> DataFrame[PlanFairness]:
    """Return every municipality of a plan with its places per 1.000, fewest after the plan first.

    ``towns`` are ``PlanTowns``, ``fair_towns`` those of the plan that puts the worst municipality
    first. Without inhabitants the figures are unknown.

    >>> towns = pd.DataFrame({"gm_code": ["A", "B"], "name": ["A", "B"],
    ...     "existing": [30, 0], "total": [30, 20]})
    >>> people = pd.DataFrame({"gm_code": ["A", "B"], "population": [10_000, 20_000]})
    >>> plan_fairness(towns, people)[["name", "before_1000", "after_1000"]].to_numpy().tolist()
    [['B', 0.0, 1.0], ['A', 3.0, 3.0]]
    """
    people = municipalities.set_index("gm_code")["population"].reindex(towns["gm_code"])
    table = towns[["gm_code", "name", "existing", "total"]].assign(
        population=people.astype("Int64").to_numpy()
    )
    persons = people.where(people > 0).to_numpy(dtype=float, na_value=float("nan"))
    for column, places in (("before_1000", "existing"), ("after_1000", "total")):
        table[column] = 1000 * table[places].to_numpy(dtype=float) / persons
    table["fair_1000"] = float("nan")
    if fair_towns is not None:
        total = fair_towns.set_index("gm_code")["total"].reindex(towns["gm_code"])
        table["fair_1000"] = 1000 * total.to_numpy(dtype=float) / persons
    table = table.sort_values(["after_1000", "gm_code"], ignore_index=True)
    return DataFrame[PlanFairness](table[list(PlanFairness.to_schema().columns)])


def fairness_words(table: pd.DataFrame) -> tuple[str, ...]:
    """Say which municipality has the fewest and the most places per 1.000, before and after.

    >>> told = pd.DataFrame({"name": ["A", "B"], "before_1000": [3.0, 0.0],
    ...     "after_1000": [3.0, 1.0]})
    >>> for line in fairness_words(told):
    ...     print(line)
    Nu: van 0,0 plekken per 1.000 inwoners in B tot 3,0 in A. Het verschil is 3,0.
    Met dit plan: van 1,0 plekken per 1.000 inwoners in B tot 3,0 in A. Het verschil is 2,0.
    """
    said = []
    for when, column in (("Nu", "before_1000"), ("Met dit plan", "after_1000")):
        known = table.dropna(subset=[column]).sort_values([column, "name"])
        if known.empty:
            continue
        low, high = known.iloc[0], known.iloc[-1]
        least, most = (float(row[column]) for row in (low, high))
        said.append(
            f"{when}: van {number(least, 1)} plekken per 1.000 inwoners in {low['name']} tot "
            f"{number(most, 1)} in {high['name']}. Het verschil is {number(most - least, 1)}."
        )
    return tuple(said)
