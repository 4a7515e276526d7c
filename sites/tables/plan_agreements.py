"""The table of what a plan agrees with others: exchanges of places, and partners outside."""

from typing import ClassVar, Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import FROM_DATE, PLAN, SOURCE, WORDS

KINDS: Final = ("afspraak", "partner", "ruimte bij een partner")


class Used(Table):
    """One agreement or partner that may be used, and how many places are."""

    id: Series[str] = column("Afspraak", "De code van de afspraak of de partner.")
    kind: Series[str] = column(
        "Soort", "Een afspraak tussen gemeenten, of een partner buiten het gebied.", isin=KINDS
    )
    taker: Series[str] = column(
        "Vangt op (code)", "De gemeente of moederlocatie met de plekken.", nullable=True
    )
    taker_name: Series[str] = column("Vangt op", "Wie de plekken heeft.")
    giver: Series[str] = column(
        "Telt voor (code)", "De gemeente waarvoor de plekken tellen.", nullable=True
    )
    giver_name: Series[str] = column(
        "Telt voor", "Voor wie de plekken tellen; leeg betekent: voor het geheel.", nullable=True
    )
    places: Series[pd.Int64Dtype] = column(
        "Plekken gebruikt", "Hoeveel plekken het plan hiervan gebruikt.",
        short="Gebruikt", unit="plekken", ge=0,
    )  # fmt: skip
    most: Series[pd.Int64Dtype] = column(
        "Plekken hooguit", "Hoeveel plekken het er hooguit mogen zijn.",
        short="Hooguit", unit="plekken", ge=0,
    )  # fmt: skip
    statushouders_per_year: Series[float] = column(
        "Statushouders per jaar", "Hoeveel statushouders de ander daarvoor per jaar overneemt.",
        short="Statushouders", unit="mensen", decimals=1, ge=0,
    )  # fmt: skip
    points: Series[float] = column(
        "Kost (punten)", "Wat de afspraak in de weging kost (aanname).",
        unit="punten", decimals=2, ge=0,
    )  # fmt: skip
    source: Series[str] = SOURCE()
    words: Series[str] = WORDS()


class OfPlan(Table):
    """Of which plan it is."""

    plan: Series[str] = PLAN()


class OfPeriod(Table):
    """From which day on it is."""

    from_date: Series[str] = FROM_DATE()


class PlanAgreements(Used, OfPlan):
    """One agreement or partner that a plan may use, and how many places it uses.

    Agreements add up to 0: what counts more for the giver counts less for the taker.
    """

    class Config:
        """Each of them once per plan."""

        strict = True
        coerce = True
        unique: ClassVar = ["plan", "id"]


class PlanStepAgreements(Used, OfPeriod):
    """One agreement or partner in one period, or from one event on; as ``PlanAgreements``."""

    class Config:
        """Each of them once per period."""

        strict = True
        coerce = True
        unique: ClassVar = ["from_date", "id"]
