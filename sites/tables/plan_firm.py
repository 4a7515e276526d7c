"""The tables of how firm a plan is: per site how much may change, per site left out what it needs.

A range has two ends, the same where the margin is exact; all hold "binnen dit model" alone.
"""

from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import GM_CODE, SITE_ID, TRAVEL_MIN, WORDS

#: How what a site needs was found.
SOLVED: Final = "doorgerekend"
BOUND: Final = "grens"


class PlanFirm(Table):
    """One site of the plan: how much slower, smaller or dearer it may become."""

    site_id: Series[str] = SITE_ID(unique=True)
    gm_code: Series[str] = GM_CODE()
    travel_min: Series[float] = TRAVEL_MIN(short="Reis nu", ge=0)
    slower_low: Series[float] = column(
        "Minuten langer, ten minste", "Zoveel langer mag de reis zeker worden.",
        unit="minuten", decimals=1, ge=0,
    )  # fmt: skip
    slower_high: Series[float] = column(
        "Minuten langer", "Wordt de reis nog langer, dan verandert het plan.",
        unit="minuten", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    fewer_low: Series[pd.Int64Dtype] = column(
        "Plekken minder, ten minste", "Zoveel plekken minder mag de locatie zeker hebben.",
        short="Plekken minder", unit="plekken", ge=0,
    )  # fmt: skip
    fewer_high: Series[pd.Int64Dtype] = column(
        "Plekken minder", "Met nog minder plekken doet de locatie niet meer mee.",
        unit="plekken", ge=0,
    )  # fmt: skip
    dearer_low: Series[float] = column(
        "Duurder per jaar, ten minste",
        "Zoveel duurder mag de locatie zeker worden; omlaag afgerond.",
        unit="euro", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    dearer_high: Series[float] = column(
        "Duurder per jaar",
        "Nog duurder, en het plan verandert; omlaag afgerond, en leeg is: geen grens.",
        unit="euro", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    instead: Series[str] = column(
        "Komt ervoor in de plaats", "Welke locaties er dan bij komen.", nullable=True
    )
    words: Series[str] = WORDS()


class PlanNeeds(Table):
    """One site outside the plan: what it lacks to be in a plan that is as good.

    With a bound only, what is enough may be more than is needed.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    gm_code: Series[str] = GM_CODE()
    how: Series[str] = column(
        "Hoe gevonden",
        "Doorgerekend met de locatie erin, of alleen een grens; dan kan minder ook genoeg zijn.",
        isin=(SOLVED, BOUND),
    )
    points_low: Series[float] = column(
        "Tekort (punten), ten minste", "Hoeveel punten een plan hiermee zeker minder is.",
        unit="punten", decimals=3, nullable=True, ge=0,
    )  # fmt: skip
    points_high: Series[float] = column(
        "Tekort (punten)", "Hoeveel punten het beste plan hiermee minder is; leeg: er is geen.",
        unit="punten", decimals=3, nullable=True, ge=0,
    )  # fmt: skip
    nearer_low: Series[float] = column(
        "Minuten dichterbij, ten minste", "Met minder dan dit komt de locatie zeker niet mee.",
        unit="minuten", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    nearer_high: Series[float] = column(
        "Minuten dichterbij",
        "Met zoveel minuten minder doet de locatie mee; leeg: dat kan niet met de reis alleen.",
        unit="minuten", decimals=1, nullable=True, ge=0,
    )  # fmt: skip
    more_high: Series[pd.Int64Dtype] = column(
        "Plekken meer",
        "Met zoveel plekken meer doet de locatie mee; leeg: dat is met plekken niet gevonden.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    words: Series[str] = WORDS()
