"""The tables that follow a plan: periods and moves, bonus, flow-on, grants, new hubs."""

from typing import ClassVar

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import (
    CHILDREN,
    CLUSTER_ID,
    FROM_DATE,
    GM_CODE,
    INSIDE_REGION,
    LAT,
    LON,
    MOVE_DAY,
    MOVE_PRICE,
    MOVED_RESIDENTS,
    NAME,
    OUTSIDE,
    SITE_ID,
    SITES,
    TOGETHER,
    TOWN,
    TRAVEL_MIN,
    UNTIL_DATE,
    WORDS,
)


class TownMinutes(Table):
    """Minutes from a site to the centre of a municipality; no row means no route."""

    site_id: Series[str] = SITE_ID()
    gm_code: Series[str] = GM_CODE()
    travel_min: Series[float] = TRAVEL_MIN(ge=0)


class Periods(Table):
    """The sites and places of a plan between two days on which something changes."""

    from_date: Series[str] = FROM_DATE()
    until_date: Series[str] = UNTIL_DATE()
    sites: Series[int] = SITES(ge=0)
    places: Series[int] = column(
        "Plekken", "De nieuwe plekken die dan open zijn.", short="Plekken in het plan",
        unit="plekken", ge=0,
    )  # fmt: skip


class PlanPhases(Periods):
    """A period of a plan beside what exists then and the target."""

    existing: Series[int] = column(
        "Bestaand", "De bestaande reguliere plekken die dan in gebruik zijn.", unit="plekken", ge=0
    )
    outside: Series[int] = OUTSIDE()
    total: Series[int] = TOGETHER(ge=0)
    target: Series[int] = column("Doel", "Hoeveel plekken er moeten zijn.", unit="plekken", ge=0)
    short: Series[int] = column(
        "Te weinig", "Hoeveel plekken er in deze tijd met dit plan te weinig zijn.",
        unit="plekken", ge=0,
    )  # fmt: skip


class Moves(Table):
    """The moves on one day from one site to another, or to nowhere in the plan."""

    on: Series[str] = MOVE_DAY()
    from_site: Series[str] = column("Van locatie", "De locatie die stopt.", short="Van")
    to_site: Series[str] = column(
        "Naar locatie", "De nieuwe locatie; leeg betekent: buiten het plan.", short="Naar",
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
        unique: ClassVar = ["on", "from_site", "to_site"]


class Terms(Table):
    """What the term of one site means: how long it runs and who has to move."""

    site_id: Series[str] = SITE_ID(unique=True)
    days: Series[int] = column(
        "Dagen", "Hoeveel dagen de locatie in dit plan open is.", unit="dagen", ge=0
    )
    residents_moved: Series[int] = column(
        "Verhuisde bewoners", "Hoeveel bewoners moeten verhuizen.", unit="mensen", ge=0
    )
    children_moved: Series[int] = column(
        "Verhuisde kinderen", "Hoeveel van hen naar schatting naar school gaan.",
        unit="mensen", ge=0,
    )  # fmt: skip
    price: Series[float] = column(
        "Verhuislast", "Hoe zwaar het verhuizen telt (aanname).", unit="punten", decimals=1, ge=0
    )
    price_per_place_year: Series[float] = column(
        "Last per plek per jaar", "De verhuislast voor één plek in één jaar.",
        unit="punten", decimals=2, ge=0,
    )  # fmt: skip
    words: Series[str] = WORDS()


class PlanTerms(Terms):
    """The term of one site beside what the plan's own objective counted for it."""

    moves_per_place: Series[float] = column(
        "Verhuizingen per plek", "Hoe vaak een plek in de tijd van het plan vervangen moet worden.",
        decimals=1, ge=0,
    )  # fmt: skip
    plan_points: Series[float] = column(
        "Punten in het plan", "Hoeveel punten het plan daarvoor aftrok.",
        unit="punten", decimals=2, ge=0,
    )  # fmt: skip


class Bonus(Table):
    """The bonus for durable places: promised, realised, earned and what goes back."""

    id: Series[str] = column("Code", "De code van de gemeente of het cluster.")
    kind: Series[str] = column(
        "Soort", "Een gemeente of een cluster.", isin=("gemeente", "cluster")
    )
    name: Series[str] = NAME()
    promised: Series[pd.Int64Dtype] = column(
        "Toegezegd", "Hoeveel duurzame plekken zijn toegezegd.", unit="plekken",
        nullable=True, ge=0,
    )  # fmt: skip
    realised: Series[pd.Int64Dtype] = column(
        "Gerealiseerd", "Hoeveel daarvan er zijn gekomen; leeg betekent: niet ingevoerd.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    bonus_eur: Series[float] = column(
        "Bonus (euro)", "Het bedrag dat vooraf is betaald.", short="Bonus", narrow="bonus (euro)",
        unit="euro", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    earned_eur: Series[float] = column(
        "Verdiend (euro)", "Het deel van de bonus dat verdiend is.", short="Verdiend",
        unit="euro", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    claw_back_eur: Series[float] = column(
        "Terug te betalen (euro)", "Het deel van de bonus dat terug moet.",
        short="Terug te betalen", narrow="terug", unit="euro", decimals=0, nullable=True, ge=0,
    )  # fmt: skip


class PlanBonus(Bonus):
    """The bonus per municipality and again per cluster: never add the two kinds together."""


class PlanFlowOn(Table):
    """A municipality near a cluster where residents could be housed (pillar 4)."""

    cluster_id: Series[str] = CLUSTER_ID()
    cluster_name: Series[str] = column("Cluster (naam)", "Hoe het cluster heet.")
    gm_code: Series[str] = GM_CODE()
    name: Series[str] = TOWN()
    region: Series[str] = column("Regio", "De regio van de gemeente.")
    same_region: Series[bool] = column(
        "Zelfde regio", "Of een locatie van het cluster in dezelfde regio ligt."
    )
    housing_task: Series[pd.Int64Dtype] = column(
        "Taak huisvesting statushouders per jaar",
        "Hoeveel statushouders de gemeente per jaar een woning moet geven.",
        short="Taakstelling statushouders",
        unit="mensen per jaar",
        nullable=True,
        ge=0,
    )
    travel_min: Series[float] = TRAVEL_MIN(short="Reis", ge=0)
    own: Series[bool] = column(
        "In het cluster", "Of het cluster een locatie in deze gemeente heeft."
    )


class Grants(Table):
    """The grants for one housing project."""

    id: Series[str] = column("Code", "De code van het project.", unique=True)
    name: Series[str] = column("Naam", "Hoe het project heet.", short="Project")
    gm_code: Series[str] = GM_CODE()
    large_dwellings: Series[int] = column(
        "Woningen voor 6 personen en meer", "Hoeveel grote woningen het zijn.",
        short="Grote woningen", unit="woningen", ge=0,
    )  # fmt: skip
    dwellings: Series[int] = column(
        "Woningen", "Hoeveel andere woningen het zijn.", unit="woningen", ge=0
    )
    rebuild_eur: Series[float] = column(
        "Verbouw (euro)", "Het bedrag voor de verbouw van grote woningen.", short="Verbouw",
        unit="euro", decimals=0, ge=0,
    )  # fmt: skip
    dwelling_eur: Series[float] = column(
        "Woningen (euro)", "Het bedrag voor de andere woningen.", short="Woningen (bedrag)",
        narrow="woningen (euro)",
        unit="euro", decimals=0, ge=0,
    )  # fmt: skip
    total_eur: Series[float] = column(
        "Samen (euro)", "Beide bedragen bij elkaar.", short="Samen", unit="euro", decimals=0, ge=0
    )


class PlanGrants(Grants):
    """The grants of a housing project, and whether the plan opens a site in its municipality."""

    gemeente: Series[str] = TOWN()
    in_plan: Series[bool] = column(
        "Gemeente doet mee in het plan", "Of dit rekenvoorbeeld een locatie in deze gemeente heeft."
    )


class PlanNewHubs(Table):
    """A new hub that some plan uses, with where to draw it."""

    hub_id: Series[str] = column("Nieuwe hub (aanname)", "De code van de nieuwe hub.", unique=True)
    name: Series[str] = column("Naam", "Hoe de nieuwe hub heet.")
    gm_code: Series[str] = GM_CODE()
    lon: Series[float] = LON()
    lat: Series[float] = LAT()
