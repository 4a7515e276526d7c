"""The tables that leave the house, each with its schema: columns of several tables side by side."""

from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.base.dutch import SCORE_DECIMALS
from sites.base.verdicts import GROUPS, HEADS, STRENGTHS, VERDICTS
from sites.tables import (
    after_plan,
    judgement,
    ledger,
    plan,
    plan_firm,
    plan_no_regret,
)
from sites.tables.columns import Table, column
from sites.tables.schemas import CONFIDENTIALITY
from sites.tables.shared import (
    ACCURACY_M,
    ANSWER,
    BORDER_QUALITY,
    CAPACITY,
    CATEGORY,
    CELLS,
    CLUSTER_ID,
    CLUSTER_KIND,
    CONFIDENCE,
    CONFIDENTIAL,
    EASTING,
    FROM_DATE,
    GM_CERTAIN,
    GM_CODE,
    HUB_CODE,
    HUB_KIND,
    HUB_STATUS,
    IS_ACTIVE,
    IS_ASSUMPTION,
    IS_PLANNED,
    KERN,
    KNOWN_SHARE,
    LAT,
    LON,
    MODE,
    MOTHER_NOTE,
    NAME,
    NORTHING,
    ORIGIN,
    PLACE_ID,
    PLACES,
    POPULATION,
    POPULATION_DATE,
    RANK,
    RANK_IN_GEMEENTE,
    REGION,
    ROOM_GUIDANCE_HOURS,
    ROOM_GZA,
    ROOM_SCHOOL,
    SCORE,
    SCORE_CLASS,
    SITE_ID,
    SITE_KIND,
    SITE_STATUS,
    SITES,
    SO_FAR,
    SOURCE,
    SOURCE_DATE,
    TARGET_GROUPS,
    TOWN,
    UNTIL_DATE,
    URBANITY,
    URBANITY_YEAR,
    YEAR,
)

_SITE_NAME: Final = "Hoe de locatie heet."


class SiteTable(Table):
    """One site with its group, its rank, its mother location and what is known of it.

    The rows stand as the list has them: group by group, best first. The columns of the judgement
    are missing where nothing was judged.
    """

    rank: Series[pd.Int64Dtype] = RANK(nullable=True, ge=1)
    rank_in_gemeente: Series[pd.Int64Dtype] = RANK_IN_GEMEENTE(nullable=True, ge=1)
    score_class: Series[pd.Int64Dtype] = SCORE_CLASS(nullable=True, ge=1, le=5)
    site_id: Series[str] = SITE_ID(unique=True)
    name: Series[str] = NAME(short="Locatie")
    kind: Series[str] = SITE_KIND()
    gemeente: Series[str] = TOWN(nullable=True)
    gm_code: Series[str] = GM_CODE(nullable=True)
    gm_certain: Series[bool] = GM_CERTAIN()
    kern: Series[str] = KERN(nullable=True)
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=1)
    score: Series[float] = SCORE(nullable=True, ge=0, le=1)
    score_range: Series[str] = column(
        "Score: van tot",
        "Tussen welke waarden de score ligt als een ligging niet precies bekend is.",
        nullable=True,
    )
    known_share: Series[float] = KNOWN_SHARE(ge=0, le=1)
    group: Series[str] = column(
        "Groep", "In welk deel van de lijst de locatie staat.", isin=GROUPS, nullable=True
    )
    verdict: Series[str] = column(
        "Oordeel", "Of de locatie op de moederlocatie kan leunen.", isin=VERDICTS, nullable=True
    )
    strength: Series[str] = column(
        "Hoe sterk",
        "Hoeveel functies binnen hun eigen norm liggen, wat er ook bevestigd moet worden.",
        isin=STRENGTHS,
        nullable=True,
    )
    flag: Series[str] = column(
        "Past niet: waarom", "Wat er niet past; leeg betekent: niets.", nullable=True
    )
    head: Series[str] = column(
        "Ten opzichte van de eerste",
        "Of de locatie te onderscheiden is van de eerste van haar groep.",
        isin=HEADS,
        nullable=True,
    )
    moederlocatie: Series[str] = column(
        "Dichtstbijzijnde moederlocatie", "De naam van de dichtstbijzijnde moederlocatie.",
        short="Moederlocatie", nullable=True,
    )  # fmt: skip
    answer: Series[str] = ANSWER()
    mother_min: Series[float] = column(
        "Minuten naar de moederlocatie", "Hoe lang de reis naar de moederlocatie duurt.",
        short="Reis", narrow="Min", unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    mother_mode: Series[str] = column(
        "Vervoer naar de moederlocatie", "Hoe men naar de moederlocatie reist.", nullable=True
    )
    cluster: Series[str] = column("Cluster", "De naam van het cluster.", nullable=True)
    status: Series[str] = SITE_STATUS(nullable=True)
    target_groups: Series[str] = TARGET_GROUPS(nullable=True)
    from_date: Series[str] = FROM_DATE(nullable=True)
    until_date: Series[str] = UNTIL_DATE(nullable=True)
    confidentiality: Series[str] = CONFIDENTIAL(isin=CONFIDENTIALITY)
    lon: Series[float] = LON(ge=-180, le=180)
    lat: Series[float] = LAT(ge=-90, le=90)
    easting: Series[float] = EASTING()
    northing: Series[float] = NORTHING()


#: The families of ``TravelWide``: one column of each per part of the score.
RAW, PLACE, NOTE = r"^to_.+_(min|m|pct)$", r"^place_.+$", r"^note_.+$"


class TravelWide(Table):
    """One site with, for every part of the score, what was measured, to where, and what to know.

    A heading is filled in with the name of the facility, and with the unit and the mode.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    raw: Series[float] = column(
        "{part} ({unit})", "De minuten of meters naar de voorziening, of hoeveel procent er past.",
        unit="minuten, meter of %", decimals=0, nullable=True, ge=0, alias=RAW, regex=True,
    )  # fmt: skip
    place: Series[str] = column(
        "{part}: welke", "Naar welke voorziening men dan reist.",
        nullable=True, alias=PLACE, regex=True,
    )  # fmt: skip
    note: Series[str] = column(
        "{part}: let op", "Wat men moet weten, bijvoorbeeld dat er geen route is.",
        nullable=True, alias=NOTE, regex=True,
    )  # fmt: skip


class HubTable(Table):
    """One reception location, those without a position included."""

    hub_id: Series[str] = HUB_CODE(unique=True)
    name: Series[str] = NAME()
    gemeente: Series[str] = TOWN(nullable=True)
    kind: Series[str] = HUB_KIND()
    status: Series[str] = HUB_STATUS()
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=0)
    is_active: Series[bool] = IS_ACTIVE()
    mother_note: Series[str] = MOTHER_NOTE()
    is_planned: Series[pd.BooleanDtype] = IS_PLANNED(nullable=True)
    from_date: Series[str] = FROM_DATE(nullable=True)
    until_date: Series[str] = UNTIL_DATE(nullable=True)
    room_school: Series[pd.Int64Dtype] = ROOM_SCHOOL(nullable=True, ge=0)
    room_gza: Series[pd.Int64Dtype] = ROOM_GZA(nullable=True, ge=0)
    room_guidance_hours: Series[pd.Int64Dtype] = ROOM_GUIDANCE_HOURS(nullable=True, ge=0)
    accuracy_m: Series[float] = ACCURACY_M(nullable=True, ge=0)
    source_date: Series[str] = SOURCE_DATE(nullable=True)
    source: Series[str] = SOURCE()
    confidence: Series[str] = CONFIDENCE(nullable=True)


class PlaceTable(Table):
    """One facility, with where it comes from."""

    place_id: Series[str] = PLACE_ID(unique=True)
    category: Series[str] = CATEGORY()
    name: Series[str] = NAME()
    gemeente: Series[str] = TOWN(nullable=True)
    capacity: Series[float] = CAPACITY(nullable=True, ge=0)
    origin: Series[str] = ORIGIN()
    is_assumption: Series[bool] = IS_ASSUMPTION()
    source: Series[str] = SOURCE()
    lon: Series[float] = LON(ge=-180, le=180)
    lat: Series[float] = LAT(ge=-90, le=90)


class ClusterTable(Table):
    """One cluster, with the names of its municipalities."""

    cluster_id: Series[str] = CLUSTER_ID(unique=True)
    name: Series[str] = NAME()
    kind: Series[str] = CLUSTER_KIND()
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    cells: Series[pd.Int64Dtype] = CELLS(ge=0)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    gemeenten: Series[str] = column("Gemeenten", "De gemeenten waar het cluster in ligt.")


class MunicipalityTable(Table):
    """One municipality of the area, with its sites."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = NAME()
    region: Series[str] = REGION(nullable=True)
    population: Series[pd.Int64Dtype] = POPULATION(nullable=True, ge=0)
    population_date: Series[str] = POPULATION_DATE(nullable=True)
    border_quality: Series[str] = BORDER_QUALITY()
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    cells: Series[pd.Int64Dtype] = CELLS(ge=0)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    best_score: Series[float] = column(
        "Hoogste score", "De score van de beste locatie.", decimals=SCORE_DECIMALS,
        nullable=True, ge=0, le=1,
    )  # fmt: skip


class CriteriaTable(Table):
    """One part of the score as the settings have it: how heavy it is, what is good and bad."""

    criterion: Series[str] = column("Onderdeel", "Waar op is gelet.")
    mode: Series[str] = MODE()
    weight: Series[float] = column("Gewicht", "Hoe zwaar het telt, als deel.", decimals=0, ge=0)
    good: Series[float] = column("Goed tot", "Tot hoever het helemaal goed is.", decimals=0, ge=0)
    poor: Series[float] = column(
        "Slecht vanaf", "Vanaf hoever het helemaal slecht is.", decimals=0, ge=0
    )
    source: Series[str] = column("Bron van de grens", "Wie deze grenzen noemt.")


class FunctionSheet(Table):
    """One site with a column for every function, under the name of the function."""

    site_id: Series[str] = SITE_ID(unique=True)
    function: Series[str] = column(
        "Functie", "Hoe deze functie er is.", nullable=True, alias="^(?!site_id$).+$", regex=True
    )


class KnockoutSheet(Table):
    """One site with a column for every knock-out, under the name of the knock-out."""

    site_id: Series[str] = SITE_ID(unique=True)
    knockout: Series[str] = column(
        "Uitsluiting", "Of de locatie voldoet.", nullable=True, alias="^(?!site_id$).+$", regex=True
    )


class LabourSheet(Table):
    """One site with the firms within reach, a column for every sector, under its name."""

    site_id: Series[str] = SITE_ID(unique=True)
    urbanity: Series[float] = URBANITY(nullable=True)
    urbanity_year: Series[pd.Int64Dtype] = URBANITY_YEAR(nullable=True)
    year: Series[pd.Int64Dtype] = YEAR(nullable=True)
    sector: Series[float] = column(
        "Sector",
        "Hoeveel vestigingen van bedrijven in deze sector binnen bereik zijn.",
        unit="vestigingen",
        decimals=1,
        nullable=True,
        alias="^(?!(site_id|urbanity|urbanity_year|year)$).+$",
        regex=True,
    )


class TeamStopsSheet(judgement.TeamStops):
    """One stop of one team-day, with the names of the mother location and of the site."""

    hub_name: Series[str] = column(
        "Moederlocatie (naam)", "De naam van de moederlocatie.", nullable=True
    )
    name: Series[str] = NAME(nullable=True)


class PlanSheet(plan.PlanRows):
    """One site of a plan with the names of its municipality and of what it leans on."""

    name: Series[str] = column("Locatie (naam)", _SITE_NAME, nullable=True)
    letter: Series[str] | None = column(
        "Letter op de kaart", "Met welke letter de locatie op de kaart van het gebied staat."
    )
    gemeente: Series[str] = TOWN(nullable=True)
    hub_name: Series[str] = column(
        "Leunt op (naam)", "De naam van de moederlocatie of de nieuwe hub.", nullable=True
    )
    draw_share: Series[float] | None = column(
        "Deel van de proeven", "In welk deel van de proeven de locatie in het plan zit.",
        decimals=2, nullable=True, ge=0, le=1,
    )  # fmt: skip
    draw_verdict: Series[str] | None = column(
        "Altijd goed", "Of de locatie altijd goed is, ergens van afhangt of zelden meedoet.",
        isin=(plan_no_regret.ALWAYS, plan_no_regret.DEPENDS, plan_no_regret.RARELY), nullable=True,
    )  # fmt: skip


class PlanProvincesSheet(plan.PlanRows):
    """One site of the plan of one province, with names beside the codes."""

    name: Series[str] = column("Locatie (naam)", _SITE_NAME, nullable=True)
    province: Series[str] = column("Provincie", "De provincie van wie het plan is.")
    gemeente: Series[str] = TOWN(nullable=True)


class PlanDrawSitesSheet(plan_no_regret.PlanDrawSites):
    """One site in one draw, with its name."""

    name: Series[str] = NAME(nullable=True)


class PlanSharesSheet(plan_no_regret.PlanShares):
    """How often one site or municipality takes part, with its name and that of the municipality."""

    name: Series[str] = NAME(nullable=True)
    gemeente: Series[str] = TOWN(nullable=True)


class PlanFirmSheet(plan_firm.PlanFirm):
    """How firm one site is, with its name."""

    name: Series[str] = NAME(nullable=True)


class PlanNeedsSheet(plan_firm.PlanNeeds):
    """What one site left out would need, with its name."""

    name: Series[str] = NAME(nullable=True)


class PlanTermsSheet(after_plan.PlanTerms):
    """The term of one site, with its name."""

    name: Series[str] = NAME(nullable=True)


class LedgerSheet(ledger.LedgerCounted):
    """One row of the ledger with the name of its municipality and a running total."""

    gemeente: Series[str] = TOWN(nullable=True)
    so_far: Series[pd.Int64Dtype] = SO_FAR(nullable=True, ge=0)


class LedgerTownDaysSheet(ledger.LedgerTownDays):
    """``LedgerTownDays`` with the name of the municipality."""

    gemeente: Series[str] = TOWN(nullable=True)
