"""The tables of many plans at once: what varied, every draw, its sites, and what is good in most.

``PlanShares`` can be recounted from ``PlanDraws`` and ``PlanDrawSites`` alone.
"""

from typing import ClassVar, Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import GAP, GM_CODE, PLACES, SITE_ID, SITES, SOURCE, STATUS_SOLVED, WORDS

ALWAYS: Final = "altijd goed"
DEPENDS: Final = "hangt af van"
RARELY: Final = "zelden"


class PlanFactors(Table):
    """One thing that is varied: its range as a multiple of what the plan reckons with."""

    factor: Series[str] = column("Factor (code)", "De code van wat er varieert.", unique=True)
    label: Series[str] = column("Wat varieert", "Wat in elke proef een andere waarde krijgt.")
    low: Series[float] = column(
        "Laagste (keer de waarde van het plan)", "Het laagste waarmee wordt vermenigvuldigd.",
        short="Laagste", decimals=2, ge=0,
    )  # fmt: skip
    high: Series[float] = column(
        "Hoogste (keer de waarde van het plan)", "Het hoogste waarmee wordt vermenigvuldigd.",
        short="Hoogste", decimals=2, ge=0,
    )  # fmt: skip
    source: Series[str] = SOURCE()
    decides: Series[pd.Int64Dtype] = column(
        "Beslist bij", "Bij hoeveel locaties dit het meeste uitmaakt.", unit="locaties", ge=0
    )


class PlanDraws(Table):
    """One draw: a plan made with other values, and how near the best it is."""

    draw: Series[pd.Int64Dtype] = column("Proef", "Het nummer van de proef.", unique=True, ge=1)
    status: Series[str] = STATUS_SOLVED()
    value: Series[float] = column(
        "Waarde", "De punten van het plan; leeg betekent: er is geen plan.",
        unit="punten", decimals=2, nullable=True,
    )  # fmt: skip
    gap: Series[float] = GAP(nullable=True, ge=0)
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)


class PlanDrawFactors(Table):
    """The value of one factor in one draw."""

    draw: Series[pd.Int64Dtype] = column("Proef", "Het nummer van de proef.", ge=1)
    factor: Series[str] = column("Factor (code)", "De code van wat er varieert.")
    times: Series[float] = column(
        "Keer de waarde van het plan", "Waarmee in deze proef is vermenigvuldigd.",
        short="Keer", decimals=3, ge=0,
    )  # fmt: skip
    is_high: Series[bool] = column("Hoge helft", "Of de waarde in de hoge helft van de proeven is.")

    class Config:
        """Each factor once per draw."""

        strict = True
        coerce = True
        unique: ClassVar = ["draw", "factor"]


class PlanDrawSites(Table):
    """One site that opens in one draw."""

    draw: Series[pd.Int64Dtype] = column("Proef", "Het nummer van de proef.", ge=1)
    site_id: Series[str] = SITE_ID()
    gm_code: Series[str] = GM_CODE()
    places: Series[pd.Int64Dtype] = PLACES(ge=1)

    class Config:
        """Each site once per draw."""

        strict = True
        coerce = True
        unique: ClassVar = ["draw", "site_id"]


class PlanShares(Table):
    """In how many draws a site opens, or a municipality has a site; and what decides that.

    ``high`` and ``low`` count the draws in which it is in the plan, of the ``of_high`` and
    ``of_low`` draws in which the deciding factor is in its high and in its low half.
    """

    kind: Series[str] = column(
        "Soort", "Een locatie of een gemeente.", isin=("locatie", "gemeente")
    )
    id: Series[str] = column(
        "Code", "De code van de locatie of de gemeente.", narrow="locatie of gemeente", unique=True
    )
    gm_code: Series[str] = GM_CODE()
    in_plan: Series[bool] = column("In het plan", "Of het in het plan zelf ook meedoet.")
    times: Series[pd.Int64Dtype] = column(
        "Keer in het plan", "In hoeveel proeven het meedoet.", short="Keer", unit="proeven", ge=0
    )
    draws: Series[pd.Int64Dtype] = column(
        "Proeven", "Hoeveel proeven een plan gaven.", unit="proeven", ge=0
    )
    share: Series[float] = column(
        "Deel van de proeven", "In welk deel van de proeven het meedoet.",
        short="Deel", decimals=2, ge=0, le=1,
    )  # fmt: skip
    verdict: Series[str] = column(
        "Oordeel", "Of het altijd goed is, ergens van afhangt, of zelden in een plan komt.",
        isin=(ALWAYS, DEPENDS, RARELY),
    )  # fmt: skip
    factor: Series[str] = column(
        "Wat beslist (code)",
        "Wat het meeste uitmaakt; leeg betekent: niets maakt aantoonbaar verschil.",
        short="Wat beslist", nullable=True,
    )  # fmt: skip
    high: Series[pd.Int64Dtype] = column(
        "Keer bij hoog", "In hoeveel proeven met een hoge waarde daarvan het meedoet.",
        unit="proeven", nullable=True, ge=0,
    )  # fmt: skip
    of_high: Series[pd.Int64Dtype] = column(
        "Proeven bij hoog", "Hoeveel proeven een hoge waarde daarvan hebben.",
        unit="proeven", nullable=True, ge=0,
    )  # fmt: skip
    low: Series[pd.Int64Dtype] = column(
        "Keer bij laag", "In hoeveel proeven met een lage waarde daarvan het meedoet.",
        unit="proeven", nullable=True, ge=0,
    )  # fmt: skip
    of_low: Series[pd.Int64Dtype] = column(
        "Proeven bij laag", "Hoeveel proeven een lage waarde daarvan hebben.",
        unit="proeven", nullable=True, ge=0,
    )  # fmt: skip
    words: Series[str] = WORDS()
