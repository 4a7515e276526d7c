"""The tables that answer a council's questions about a plan: what it costs, and if it is fair."""

from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import (
    GAP,
    GM_CODE,
    PLACES,
    PLAN,
    POPULATION,
    SITES,
    SOURCE,
    STATUS_SOLVED,
    TOGETHER,
    TOWN,
    WORDS,
    YEAR,
)

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
    total: Series[pd.Int64Dtype] = TOGETHER(ge=0)
    before_1000: Series[float] = column(
        "Plekken per 1.000 inwoners, nu", "De bestaande plekken op elke 1.000 inwoners.",
        short="Nu", unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    after_1000: Series[float] = column(
        "Plekken per 1.000 inwoners, met het plan",
        "De plekken op elke 1.000 inwoners als het plan er is.",
        short="Met dit plan", unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    fair_1000: Series[float] = column(
        "Plekken per 1.000 inwoners, eerlijkste plan",
        "Hetzelfde in het plan dat de slechtste gemeente voor laat gaan; leeg: niet gevraagd.",
        short="Eerlijkste plan", unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip


class PlanFair(Table):
    """Two plans side by side: the highest sum, and the one that puts the worst municipality first.

    ``bound_1000`` is what no plan with these demands can lift the worst municipality above.
    """

    plan: Series[str] = PLAN(unique=True)
    rule: Series[str] = column("Wat voorgaat", "Waarop het plan het beste is.")
    worst_name: Series[str] = column(
        "Gemeente met de minste", "Welke gemeente de minste plekken per 1.000 inwoners heeft."
    )
    worst_1000: Series[float] = column(
        "De minste per 1.000", "Hoeveel plekken per 1.000 inwoners die gemeente heeft.",
        unit="plekken", decimals=1, ge=0,
    )  # fmt: skip
    bound_1000: Series[float] = column(
        "Hoger kan niet dan", "Tot hoeveel de minste hoogstens kan stijgen; leeg: niet gezocht.",
        unit="plekken", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    spread_1000: Series[float] = column(
        "Verschil", "De meeste min de minste plekken per 1.000 inwoners.",
        unit="plekken", decimals=1, ge=0,
    )  # fmt: skip
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    value: Series[float] = column(
        "Waarde", "De punten van het plan; meer is beter.", unit="punten", decimals=2
    )
    loss: Series[float] = column(
        "Kost (punten)", "Hoeveel punten minder dan het plan met de hoogste som.",
        unit="punten", decimals=2, ge=0,
    )  # fmt: skip
    status: Series[str] = STATUS_SOLVED()
    gap: Series[float] = GAP(ge=0)
    words: Series[str] = WORDS()
