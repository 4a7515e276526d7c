"""The table that lays plans side by side, a row per plan."""

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import PLACES, PLAN, SITES


class PlansBeside(Table):
    """One plan in figures, to lay beside another."""

    plan: Series[str] = PLAN(unique=True)
    called: Series[str] = column("Wat er anders is", "Waarin dit plan het meest verschilt.")
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    towns: Series[pd.Int64Dtype] = column(
        "Gemeenten", "In hoeveel gemeenten het plan locaties heeft.", unit="gemeenten", ge=0
    )
    durable: Series[pd.Int64Dtype] = column(
        "Duurzame plekken", "Hoeveel van de plekken vijf jaar of langer blijven.",
        unit="plekken", ge=0,
    )  # fmt: skip
    on_mother: Series[pd.Int64Dtype] = column(
        "Plekken bij een moederlocatie", "Hoeveel plekken op een moederlocatie leunen.",
        unit="plekken", ge=0,
    )  # fmt: skip
    on_new_hub: Series[pd.Int64Dtype] = column(
        "Plekken bij een nieuwe hub", "Hoeveel plekken op een nieuwe hub leunen.",
        unit="plekken", ge=0,
    )  # fmt: skip
    by_team: Series[pd.Int64Dtype] = column(
        "Plekken met een mobiel team", "Hoeveel plekken een mobiel team nodig hebben.",
        unit="plekken", ge=0,
    )  # fmt: skip
    mean_min: Series[float] = column(
        "Gemiddelde reis", "Hoe lang een bewoner gemiddeld reist naar waar de locatie op leunt.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    worst_min: Series[float] = column(
        "Langste reis", "De reis van de bewoners die het verst weg wonen.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    stays: Series[pd.Int64Dtype] = column(
        "Locaties als in het eerste plan", "Hoeveel locaties ook in het eerste plan staan.",
        unit="locaties", ge=0,
    )  # fmt: skip
