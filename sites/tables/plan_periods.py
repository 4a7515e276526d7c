"""The tables of a plan over periods, and of the plans that put one goal before the sum."""

from typing import ClassVar

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import DAY, Table, column
from sites.tables.shared import (
    CLUSTER_ID,
    FROM_DATE,
    GAP,
    GM_CODE,
    HUB_ID,
    KERN,
    OUTSIDE,
    PLACES,
    PLAN,
    SITE_ID,
    SITES,
    STATUS_SOLVED,
    TOGETHER,
    UNTIL_DATE,
    WORDS,
)


class PlanSteps(Table):
    """One period of a plan that was made for all periods together.

    Places are those of the period before, plus what opened and grew, less what ended.
    """

    from_date: Series[str] = FROM_DATE(unique=True)
    until_date: Series[str] = UNTIL_DATE()
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    opened: Series[pd.Int64Dtype] = column(
        "Locaties erbij", "Hoeveel locaties bij het begin van deze tijd open zijn gegaan.",
        short="Erbij", unit="locaties", ge=0,
    )  # fmt: skip
    ended: Series[pd.Int64Dtype] = column(
        "Locaties eraf", "Van hoeveel locaties de looptijd bij het begin van deze tijd om is.",
        short="Eraf", unit="locaties", ge=0,
    )  # fmt: skip
    opened_places: Series[pd.Int64Dtype] = column(
        "Plekken van nieuwe locaties", "Hoeveel plekken die nieuwe locaties hebben.",
        unit="plekken", ge=0,
    )  # fmt: skip
    grown_places: Series[pd.Int64Dtype] = column(
        "Plekken door groei", "Hoeveel plekken er op open locaties bij komen.",
        unit="plekken", ge=0,
    )  # fmt: skip
    ended_places: Series[pd.Int64Dtype] = column(
        "Plekken van locaties die stoppen", "Hoeveel plekken er met die looptijden wegvallen.",
        unit="plekken", ge=0,
    )  # fmt: skip
    planned: Series[pd.Int64Dtype] = column(
        "Nieuw in het plan", "De plekken van het plan in deze tijd.", short="Nieuw",
        unit="plekken", ge=0,
    )  # fmt: skip
    existing: Series[pd.Int64Dtype] = column(
        "Bestaand", "De bestaande plekken aan het begin van deze tijd.", unit="plekken", ge=0
    )
    existing_gone: Series[pd.Int64Dtype] = column(
        "Bestaand eraf", "Hoeveel bestaande plekken er sinds de vorige tijd af zijn.",
        unit="plekken", ge=0,
    )  # fmt: skip
    existing_more: Series[pd.Int64Dtype] = column(
        "Bestaand erbij", "Hoeveel bestaande plekken er sinds de vorige tijd bij zijn.",
        unit="plekken", ge=0,
    )  # fmt: skip
    outside: Series[pd.Int64Dtype] = OUTSIDE()
    total: Series[pd.Int64Dtype] = TOGETHER(ge=0)
    agreed: Series[pd.Int64Dtype] = column(
        "Via afspraken", "Hoeveel plekken in de ene gemeente voor een andere tellen.",
        unit="plekken", ge=0,
    )  # fmt: skip
    target: Series[pd.Int64Dtype] = column(
        "Doel", "Hoeveel plekken er moeten zijn.", unit="plekken", ge=0
    )
    short: Series[pd.Int64Dtype] = column(
        "Te weinig", "Hoeveel plekken er dan nog ontbreken.", unit="plekken", ge=0
    )
    residents: Series[pd.Int64Dtype] = column(
        "Mensen die moeten verhuizen", "Hoeveel bewoners bij het begin hun plek verliezen.",
        short="Moet weg", unit="mensen", ge=0,
    )  # fmt: skip
    rehoused: Series[pd.Int64Dtype] = column(
        "Vindt een plek", "Voor hoeveel van hen er die dag een plek bij komt.", short="Elders",
        unit="mensen", ge=0,
    )  # fmt: skip
    no_place: Series[pd.Int64Dtype] = column(
        "Vindt geen plek", "Voor hoeveel van hen niet.", short="Geen plek", unit="mensen", ge=0
    )
    value: Series[float] = column(
        "Waarde", "De punten van het plan in deze tijd; meer is beter.", unit="punten", decimals=2
    )


class PlanStepSites(Table):
    """One site of a plan over periods in one period in which it is open."""

    from_date: Series[str] = FROM_DATE()
    site_id: Series[str] = SITE_ID()
    gm_code: Series[str] = GM_CODE()
    kern: Series[str] = KERN(nullable=True)
    hub_id: Series[str] = HUB_ID()
    cluster_id: Series[str] = CLUSTER_ID()
    places: Series[pd.Int64Dtype] = PLACES(gt=0)
    opens: Series[str] = column(
        "Opent", "De eerste dag van de tijd waarin de locatie opent.", unit=DAY
    )
    until_date: Series[str] = UNTIL_DATE(nullable=True)

    class Config:
        """One row per site and period."""

        strict = True
        coerce = True
        unique: ClassVar = ["from_date", "site_id"]


class PlanReach(Table):
    """A plan that puts one goal first: most places near facilities, or the shortest longest trip.

    ``bound`` is what no plan with these demands can better.
    """

    plan: Series[str] = PLAN(unique=True)
    rule: Series[str] = column("Wat voorgaat", "Waarop het plan het beste is.")
    before: Series[float] = column(
        "In het plan", "Hoeveel het is in het plan met de hoogste som.", decimals=0, ge=0
    )
    after: Series[float] = column(
        "Als dit voorgaat", "Hoeveel het is als dit doel voorgaat.", decimals=0, ge=0
    )
    bound: Series[float] = column(
        "Beter kan niet dan", "Verder dan dit kan geen plan met deze eisen komen.",
        decimals=0, ge=0,
    )  # fmt: skip
    unit: Series[str] = column("Eenheid", "Waarin dit telt.", isin=("plekken", "minuten"))
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
