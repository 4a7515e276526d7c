"""Record what municipalities give and take between them, and see that it balances; the flow-on.

The precedent: Leersum took 100 extra reception places for three years against 20 fewer
statushouders a year. An exchange moves a duty, it never makes one disappear.
"""

from datetime import date
from typing import Self

import pandas as pd
from pydantic import Field, NonNegativeInt, model_validator

from sites.ledger.shares import LedgerError
from sites.params import Params


class Agreement(Params):
    """One municipality takes places over and gives statushouders of its task to another."""

    id: str
    taker: str = Field(pattern=r"^GM\d{4}$")  # takes the extra reception places
    giver: str = Field(pattern=r"^GM\d{4}$")  # takes the statushouders over
    places: NonNegativeInt = 0
    statushouders_per_year: NonNegativeInt = 0
    from_date: date
    until_date: date
    note: str = ""

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.until_date < self.from_date:
            msg = (
                f"agreement {self.id} ends ({self.until_date}) before it starts "
                f"({self.from_date}); mend the dates"
            )
            raise ValueError(msg)
        if self.taker == self.giver:
            msg = f"agreement {self.id} is of {self.taker} with itself; name two municipalities"
            raise ValueError(msg)
        return self


def balance(
    agreements: tuple[Agreement, ...], municipalities: pd.DataFrame, on: date
) -> pd.DataFrame:
    """Return what the agreements of a day change per municipality; every column adds up to 0.

    Columns: gm_code, name, places (against its own share), statushouders_per_year, agreements.
    The end day itself is excluded.
    """
    codes = municipalities["gm_code"].tolist()
    ids = [agreement.id for agreement in agreements]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        msg = f"agreement {twice[0]} is recorded {ids.count(twice[0])} times; keep one"
        raise LedgerError(msg)
    places, people = dict.fromkeys(codes, 0), dict.fromkeys(codes, 0)
    named: dict[str, list[str]] = {code: [] for code in codes}
    for deal in agreements:
        for code in (deal.taker, deal.giver):
            if code not in places:
                msg = f"agreement {deal.id}: no municipality {code}; codes look like GM0307"
                raise LedgerError(msg)
        if not deal.from_date <= on < deal.until_date:
            continue
        for code, sign in ((deal.taker, 1), (deal.giver, -1)):
            places[code] += sign * deal.places
            people[code] -= sign * deal.statushouders_per_year
            named[code].append(deal.id)
    return pd.DataFrame(
        {
            "gm_code": codes,
            "name": municipalities["name"].tolist(),
            "places": [places[c] for c in codes],
            "statushouders_per_year": [people[c] for c in codes],
            "agreements": ["|".join(named[c]) for c in codes],
        }
    )


def flow_on(
    plan_rows: pd.DataFrame,
    municipalities: pd.DataFrame,
    minutes: pd.DataFrame,
    housing_tasks: dict[str, int],
    *,
    limit_min: float = 45.0,
) -> pd.DataFrame:
    """Return per cluster the municipalities where residents could be housed (pillar 4).

    ``minutes`` has site_id, gm_code, travel_min (to the centre of the municipality). The minutes
    of a cluster are those of its nearest site. Columns: cluster_id, gm_code, name, housing_task
    (missing where not entered), travel_min, own (the cluster has a site there).
    """
    names = dict(zip(municipalities["gm_code"], municipalities["name"], strict=True))
    if strange := sorted(set(housing_tasks) - set(names)):
        msg = f"housing task for {strange[0]}: no such municipality; codes look like GM0307"
        raise LedgerError(msg)
    cluster = plan_rows[["site_id", "cluster_id", "gm_code"]]
    own = set(zip(cluster["cluster_id"], cluster["gm_code"], strict=True))
    joined = cluster[["site_id", "cluster_id"]].merge(minutes, on="site_id")
    near = joined.groupby(["cluster_id", "gm_code"], as_index=False)["travel_min"].min()
    keys = list(zip(near["cluster_id"], near["gm_code"], strict=True))
    table = near.assign(
        name=near["gm_code"].map(names),
        housing_task=pd.array([housing_tasks.get(code) for _, code in keys], dtype="Int64"),
        own=[key in own for key in keys],
    )
    table = table.loc[table["own"] | (table["travel_min"] <= limit_min)]
    columns = ["cluster_id", "gm_code", "name", "housing_task", "travel_min", "own"]
    ordered: pd.DataFrame = table[columns].sort_values(
        ["cluster_id", "travel_min", "gm_code"], ignore_index=True
    )
    return ordered
