"""Say what a plan costs a year, part by part: each with its price, its year and its source."""

from math import floor, log10
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from sites.plan.model.spokes import NEW, TEAM
from sites.settings.plan import CostParams
from sites.tables.plan_answers import ASSUMED, PlanCosts

_ASSUMED_FIGURES: Final = 1
_SOURCED_FIGURES: Final = 2


def plan_costs(rows: pd.DataFrame, params: CostParams) -> DataFrame[PlanCosts]:
    """Return what the rows of one plan cost a year; the total is rounded as its price is known.

    A price that is no longer the one with a source is an assumption too.

    >>> rows = pd.DataFrame({"places": [60, 40], "leaning": ["moederlocatie", TEAM],
    ...     "hub_id": ["H", "H"]})
    >>> costs = plan_costs(rows, CostParams()).set_index("part")
    >>> print(*costs.loc["place", ["amount", "about_eur", "year", "source"]])
    100 2700000.0 2022 COA
    >>> print(*costs.loc["team", ["amount", "about_eur", "source"]])
    1 500000.0 aanname
    """
    leaning = rows["leaning"]
    hubs = rows.loc[leaning == NEW, "hub_id"].nunique()
    known = CostParams()
    is_own = params.place_eur != known.place_eur and params.place_source == known.place_source
    source = ASSUMED if is_own else params.place_source
    places = int(rows["places"].sum())
    parts = [
        ("place", "reguliere opvang, per plek", places, params.place_eur, source),
        ("site", "vaste kosten, per locatie", len(rows), params.site_eur, ASSUMED),
        ("team", "mobiel team, per locatie", int((leaning == TEAM).sum()),
         params.team_eur, ASSUMED),
        ("hub", "nieuwe hub", hubs, params.hub_eur, ASSUMED),
    ]  # fmt: skip
    if not params.place_eur:  # an area that brings no price of a place
        parts = parts[1:]
    table = pd.DataFrame(parts, columns=["part", "label", "amount", "each_eur", "source"])
    sourced = table["source"] != ASSUMED
    figures = sourced.map({True: _SOURCED_FIGURES, False: _ASSUMED_FIGURES})
    whole = table["amount"] * table["each_eur"]
    table["about_eur"] = [about(eur, kept) for eur, kept in zip(whole, figures, strict=True)]
    table["year"] = pd.Series(params.price_year, index=table.index, dtype="Int64").where(sourced)
    return DataFrame[PlanCosts](table[list(PlanCosts.to_schema().columns)])


def about(value: float, figures: int) -> float:
    """Round an amount to so many figures that count, a half away from zero.

    >>> about(63_656_900, 2), about(4_650_000, 1), about(0, 1)
    (64000000.0, 5000000.0, 0.0)
    """
    if value <= 0:
        return 0.0
    step = 10.0 ** (floor(log10(value)) + 1 - figures)
    return float(floor(value / step + 0.5) * step)
