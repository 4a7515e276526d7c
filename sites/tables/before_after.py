"""How two scenarios differ, per site and per gemeente: the tables with their schema."""

from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.base.verdicts import VERDICTS
from sites.tables.columns import Table, column
from sites.tables.shared import GM_CODE, SITE_ID, TOWN

#: What can become of a site, from good to bad.
BETTER, NEW, SAME, OTHER, GONE, WORSE = (
    "beter", "erbij", "gelijk", "anders", "vervalt", "slechter",
)  # fmt: skip
CHANGES: Final = (BETTER, NEW, OTHER, SAME, WORSE, GONE)


class SiteChanges(Table):
    """One site before and after; missing where a scenario does not have it, or does not know it."""

    site_id: Series[str] = SITE_ID(unique=True)
    name: Series[str] = column("Naam", "Hoe de locatie heet.", narrow="locatie")
    gm_code: Series[str] = GM_CODE(nullable=True)
    change: Series[str] = column(
        "Verandering", "Of de locatie erbij komt, vervalt, beter wordt of slechter.", isin=CHANGES
    )
    verdict_one: Series[str] = column(
        "Oordeel nu", "Of de locatie kan leunen, in het eerste scenario.",
        isin=VERDICTS, nullable=True,
    )  # fmt: skip
    verdict_other: Series[str] = column(
        "Oordeel straks", "Of de locatie kan leunen, in het tweede scenario.",
        isin=VERDICTS, nullable=True,
    )  # fmt: skip
    hub_one: Series[str] = column(
        "Leunt nu op", "De moederlocatie in het eerste scenario.", nullable=True
    )
    hub_other: Series[str] = column(
        "Leunt straks op", "De moederlocatie in het tweede scenario.", nullable=True
    )
    score_one: Series[float] = column(
        "Score nu", "De score in het eerste scenario.", decimals=2, nullable=True, ge=0, le=1
    )
    score_other: Series[float] = column(
        "Score straks", "De score in het tweede scenario.", decimals=2, nullable=True, ge=0, le=1
    )
    rank_one: Series[pd.Int64Dtype] = column(
        "Rang nu", "De rang in het eerste scenario.", nullable=True, ge=1
    )
    rank_other: Series[pd.Int64Dtype] = column(
        "Rang straks", "De rang in het tweede scenario.", nullable=True, ge=1
    )
    travel_one: Series[float] = column(
        "Minuten nu", "De reis naar de moederlocatie in het eerste scenario.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    travel_other: Series[float] = column(
        "Minuten straks", "De reis naar de moederlocatie in het tweede scenario.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip


class TownChanges(Table):
    """What the changes come to in one gemeente; every site is counted once."""

    name: Series[str] = TOWN()
    better: Series[pd.Int64Dtype] = column("Beter", "Hoeveel locaties beter worden.", ge=0)
    worse: Series[pd.Int64Dtype] = column("Slechter", "Hoeveel locaties slechter worden.", ge=0)
    other: Series[pd.Int64Dtype] = column(
        "Anders", "Hoeveel locaties anders worden, zonder dat het beter of slechter heet.", ge=0
    )
    same: Series[pd.Int64Dtype] = column("Gelijk", "Hoeveel locaties gelijk blijven.", ge=0)
    new: Series[pd.Int64Dtype] = column("Erbij", "Hoeveel locaties erbij komen.", ge=0)
    gone: Series[pd.Int64Dtype] = column("Vervalt", "Hoeveel locaties vervallen.", ge=0)
    leaning_one: Series[pd.Int64Dtype] = column(
        "Kan leunen nu", "Hoeveel locaties kunnen leunen, in het eerste scenario.", ge=0
    )
    leaning_other: Series[pd.Int64Dtype] = column(
        "Kan leunen straks", "Hoeveel locaties kunnen leunen, in het tweede scenario.", ge=0
    )


class RankMoves(Table):
    """One site in two rankings of the same sites, and the criterion that moved it most."""

    site_id: Series[str] = SITE_ID(unique=True)
    name: Series[str] = column("Naam", "Hoe de locatie heet.", narrow="locatie")
    rank_one: Series[pd.Int64Dtype] = column("Rang nu", "De rang met de oude instellingen.", ge=1)
    rank_other: Series[pd.Int64Dtype] = column(
        "Rang straks", "De rang met de nieuwe instellingen.", ge=1
    )
    moved: Series[pd.Int64Dtype] = column("Omhoog", "Hoeveel plaatsen de locatie omhoog gaat.")
    score_one: Series[float] = column(
        "Score nu", "De score met de oude instellingen.", decimals=2, ge=0, le=1
    )
    score_other: Series[float] = column(
        "Score straks", "De score met de nieuwe instellingen.", decimals=2, ge=0, le=1
    )
    criterion: Series[str] = column(
        "Vooral door", "Het criterium dat de locatie het meest verschuift.", nullable=True
    )
    gain: Series[float] = column(
        "Erbij", "Wat dat criterium aan de score toevoegt.", decimals=2, nullable=True
    )
    mean_gain: Series[float] = column(
        "Gemiddeld erbij", "Wat dat criterium gemiddeld toevoegt.", decimals=2, nullable=True
    )
