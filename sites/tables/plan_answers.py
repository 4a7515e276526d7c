"""The tables that answer a council's questions about a plan: what it costs, and if it is fair."""

from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import GM_CODE, POPULATION, SOURCE, TOWN, YEAR

ASSUMED: Final = "aanname"


class PlanCosts(Table):
    """One part of what a plan costs a year, with the year and the source of its price.

    An assumed price has no year, and its total one figure that counts: more would be made up.
    """

    part: Series[str] = column("Onderdeel (code)", "De code van het onderdeel.", unique=True)
    label: Series[str] = column("Onderdeel", "Wat er geld kost.")
    amount: Series[pd.Int64Dtype] = column("Aantal", "Hoeveel het er zijn.", ge=0)
    each_eur: Series[float] = column(
        "Prijs per stuk (euro per jaar)", "Wat één ervan in een jaar kost.", short="Per stuk",
        unit="euro", decimals=0, ge=0,
    )  # fmt: skip
    about_eur: Series[float] = column(
        "Samen, ongeveer (euro per jaar)",
        "Aantal maal prijs, afgerond: een aanname op één cijfer, een prijs met bron op twee.",
        short="Samen, ongeveer", unit="euro", decimals=0, ge=0,
    )  # fmt: skip
    year: Series[pd.Int64Dtype] = YEAR(nullable=True)
    source: Series[str] = SOURCE()


class PlanFairness(Table):
    """One municipality: its places for every 1.000 inhabitants, before and after the plan."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    population: Series[pd.Int64Dtype] = POPULATION(nullable=True, ge=0)
    existing: Series[pd.Int64Dtype] = column(
        "Bestaand", "Hoeveel plekken er al zijn en blijven.", unit="plekken", ge=0
    )
    total: Series[pd.Int64Dtype] = column(
        "Samen", "Bestaand en nieuw bij elkaar.", unit="plekken", ge=0
    )
    before_1000: Series[float] = column(
        "Plekken per 1.000 inwoners, nu", "De bestaande plekken op elke 1.000 inwoners.",
        short="Per 1.000 nu", unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    after_1000: Series[float] = column(
        "Plekken per 1.000 inwoners, met het plan",
        "De plekken op elke 1.000 inwoners als het plan er is.",
        short="Per 1.000 met het plan", unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
