"""The tables that only a terminal prints, each with its schema."""

import pandas as pd
from pandera.typing import Series

from sites.base.verdicts import STRENGTHS, VERDICTS
from sites.tables.columns import Table, column
from sites.tables.plan import PlanChanges
from sites.tables.shared import RANK, SCORE, TOWN, TRAVEL_MIN


class BestSites(Table):
    """One of the best sites of a run."""

    rank: Series[pd.Int64Dtype] = RANK(narrow="rang", ge=1)
    name: Series[str] = column("Locatie", "Hoe de locatie heet.")
    gemeente: Series[str] = TOWN(nullable=True)
    score: Series[float] = SCORE(ge=0, le=1)
    verdict: Series[str] = column(
        "Oordeel", "Of de locatie op de moederlocatie kan leunen.", isin=VERDICTS, nullable=True
    )
    strength: Series[str] = column(
        "Hoe sterk", "Hoeveel functies binnen hun eigen norm liggen.",
        narrow="sterkte", isin=STRENGTHS, nullable=True,
    )  # fmt: skip
    travel_min: Series[float] = TRAVEL_MIN(narrow="reis", nullable=True, ge=0)


class WorkRows(Table):
    """One site in the order of the firms of one sector within reach."""

    name: Series[str] = column("Locatie", "Hoe de locatie heet.")
    gemeente: Series[str] = TOWN(nullable=True)
    establishments: Series[float] = column(
        "Vestigingen", "Hoeveel vestigingen van bedrijven binnen bereik zijn.",
        unit="vestigingen", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    share: Series[float] = column(
        "Deel",
        "Welk deel van alle vestigingen het is.",
        unit="%",
        decimals=0,
        nullable=True,
        ge=0,
        le=100,
    )
    rank: Series[pd.Int64Dtype] = RANK(nullable=True, ge=1)


class NamedChanges(PlanChanges):
    """How one site differs between two plans, by the names of the site and of what it leans on."""

    name: Series[str] = column("Naam", "Hoe de locatie heet.", narrow="locatie")


class WhyRows(Table):
    """One part of the score of one site, as text."""

    criterion: Series[str] = column("Criterium", "Waar op is gelet.")
    measured: Series[str] = column("Gemeten", "De minuten of meters.")
    value: Series[str] = column("Waarde", "Hoe goed dat is: 0 is slecht, 1 is goed.")
    weight: Series[str] = column("Gewicht", "Hoe zwaar het onderdeel telt.")
    contribution: Series[str] = column("Bijdrage", "Wat het onderdeel aan de score geeft.")
    norm: Series[str] = column("Norm", "Vanaf waar het goed is, en vanaf waar slecht.")
