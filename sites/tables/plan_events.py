"""The tables of what happens on a date: what is lost, who takes over, and what stays short."""

from typing import ClassVar, Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import DAY, Table, column
from sites.tables.shared import (
    CHILDREN,
    EXISTING_THEN,
    FROM_DATE,
    GM_CODE,
    INSIDE_REGION,
    MOVE_DAY,
    MOVE_PRICE,
    MOVED_RESIDENTS,
    NAME,
    OUTSIDE,
    PLANNED_THEN,
    STATUS_SOLVED,
    TOGETHER,
    TOWN,
    UNTIL_DATE,
    WORDS,
)

#: What can happen to a location; the last two follow from dates and from what else happens.
KINDS: Final = (
    *("sluit", "opent", "groeit", "krimpt"),
    "looptijd eindigt",
    "verliest de moederlocatie",
)


class PlanEvents(Table):
    """One event: what a location loses or gains on a day, who depends on it, and what is found."""

    on: Series[str] = column("Dag", "De dag waarop het gebeurt.", unit=DAY)
    id: Series[str] = column("Code", "De code van de locatie of de moederlocatie.")
    name: Series[str] = NAME(short="Locatie")
    kind: Series[str] = column("Wat", "Wat er gebeurt.", isin=KINDS)
    asked: Series[bool] = column(
        "Gevraagd", "Of het is gevraagd; zo niet, dan volgt het uit een looptijd."
    )
    gm_code: Series[str] = GM_CODE()
    residents: Series[pd.Int64Dtype] = column(
        "Plekken weg", "Hoeveel bewoners hier hun plek verliezen.", unit="mensen", ge=0
    )
    children: Series[pd.Int64Dtype] = CHILDREN()
    gained: Series[pd.Int64Dtype] = column(
        "Plekken erbij", "Hoeveel plekken er hier bij komen.", unit="plekken", ge=0
    )
    satellites: Series[pd.Int64Dtype] = column(
        "Kleine locaties zonder steun", "Hoeveel locaties van het plan hierop leunden.",
        short="Zonder steun", unit="locaties", ge=0,
    )  # fmt: skip
    satellite_places: Series[pd.Int64Dtype] = column(
        "Plekken zonder steun", "Hoeveel plekken die kleine locaties hebben.",
        unit="plekken", ge=0,
    )  # fmt: skip
    school_children: Series[pd.Int64Dtype] = column(
        "Kinderen zonder schoolplek",
        "Hoeveel kinderen hun school op deze locatie verliezen; leeg betekent: onbekend.",
        short="Zonder schoolplek", unit="mensen", nullable=True, ge=0,
    )  # fmt: skip
    taken_over: Series[pd.Int64Dtype] = column(
        "Vindt een plek", "Hoeveel bewoners een plek vinden op een andere locatie.", short="Elders",
        unit="mensen", ge=0,
    )  # fmt: skip
    no_place: Series[pd.Int64Dtype] = column(
        "Vindt geen plek",
        "Hoeveel bewoners geen plek vinden.",
        short="Geen plek",
        unit="mensen",
        ge=0,
    )


class EventMoves(Table):
    """The residents who go from one location to another on a day, or to nowhere.

    Both may be a reception location or a site of the plan.
    """

    on: Series[str] = MOVE_DAY()
    from_id: Series[str] = column("Van", "De code van de locatie die plekken verliest.")
    to_id: Series[str] = column(
        "Naar", "De code van de locatie die overneemt; leeg betekent: er is geen plek.",
        nullable=True,
    )  # fmt: skip
    residents: Series[pd.Int64Dtype] = MOVED_RESIDENTS()
    children: Series[pd.Int64Dtype] = CHILDREN()
    inside_region: Series[bool] = INSIDE_REGION()
    price: Series[float] = MOVE_PRICE()

    class Config:
        """One row per move."""

        strict = True
        coerce = True
        unique: ClassVar = ["on", "from_id", "to_id"]


class EventTowns(Table):
    """One municipality in one period, against how it stood before the first event."""

    from_date: Series[str] = FROM_DATE()
    until_date: Series[str] = UNTIL_DATE()
    gm_code: Series[str] = GM_CODE()
    name: Series[str] = TOWN()
    before: Series[pd.Int64Dtype] = column(
        "Vooraf", "De plekken met het plan, voordat er iets gebeurt.", unit="plekken", ge=0
    )
    existing: Series[pd.Int64Dtype] = EXISTING_THEN()
    planned: Series[pd.Int64Dtype] = PLANNED_THEN()
    total: Series[pd.Int64Dtype] = TOGETHER(ge=0)
    change: Series[pd.Int64Dtype] = column(
        "Verschil", "Hoeveel meer of minder dan vooraf.", unit="plekken"
    )


class EventPeriods(Table):
    """What there is from one day on, of the whole area, with the best repair found."""

    from_date: Series[str] = FROM_DATE()
    until_date: Series[str] = UNTIL_DATE()
    sites: Series[pd.Int64Dtype] = column(
        "Locaties", "De locaties van het plan in deze tijd.", unit="locaties", ge=0
    )
    existing: Series[pd.Int64Dtype] = EXISTING_THEN()
    planned: Series[pd.Int64Dtype] = PLANNED_THEN()
    outside: Series[pd.Int64Dtype] = OUTSIDE()
    total: Series[pd.Int64Dtype] = TOGETHER(ge=0)
    target: Series[pd.Int64Dtype] = column(
        "Doel", "Hoeveel plekken er moeten zijn.", unit="plekken", ge=0
    )
    short: Series[pd.Int64Dtype] = column(
        "Te weinig na herstel",
        "Hoeveel plekken er ook na het herstel ontbreken.",
        unit="plekken",
        ge=0,
    )
    status: Series[str] = STATUS_SOLVED()
    words: Series[str] = WORDS()
