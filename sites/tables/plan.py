"""The tables of a plan, each with its schema; what follows a plan is in ``after_plan``."""

from typing import ClassVar, Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import (
    AGREED,
    CLUSTER_ID,
    EASTING,
    FROM_DATE,
    GAP,
    GM_CODE,
    HUB_ID,
    KERN,
    MODE,
    NORTHING,
    PLACES,
    PLAN,
    SCORE,
    SITE_ID,
    SITES,
    STATUS_SOLVED,
    TOGETHER,
    TOWN,
    TRAVEL_MIN,
    UNTIL_DATE,
    WORDS,
)

LEANINGS: Final = ("moederlocatie", "nieuwe hub", "mobiel team")


class NewHubCandidates(Table):
    """Where a new hub may open: the largest kern of a municipality without a mother location."""

    gm_code: Series[str] = GM_CODE(unique=True)
    easting: Series[float] = EASTING()
    northing: Series[float] = NORTHING()
    hub_id: Series[str] = HUB_ID(unique=True)
    name: Series[str] = column("Naam", "Hoe de nieuwe hub heet.")


class PlanRows(Table):
    """One site that opens in a plan; ``travel_min`` is by ``mode`` to ``hub_id``."""

    site_id: Series[str] = SITE_ID()
    plan: Series[str] = PLAN()
    opened: Series[bool] = column("In dit plan", "Of deze locatie in dit rekenvoorbeeld zit.")
    places: Series[pd.Int64Dtype] = PLACES(ge=1)
    hub_id: Series[str] = HUB_ID()
    leaning: Series[str] = column(
        "Leunt op",
        "Waar de locatie op leunt: een moederlocatie, een nieuwe hub of een mobiel team.",
        isin=LEANINGS,
    )
    mode: Series[str] = MODE()
    travel_min: Series[float] = TRAVEL_MIN(short="Reis", ge=0)
    local_min: Series[float] = column(
        "Minuten van bewoners in de buurt",
        "Hoe lang bewoners zelf reizen naar wat in de buurt is, als er een mobiel team komt.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    cluster_id: Series[str] = CLUSTER_ID()
    gm_code: Series[str] = GM_CODE()
    kern: Series[str] = KERN(nullable=True)
    score: Series[float] = SCORE()
    is_durable: Series[bool] = column(
        "Duurzaam (vijf jaar of langer)", "Of de locatie lang genoeg blijft om duurzaam te heten."
    )
    from_date: Series[str] = FROM_DATE(short="Van en tot", nullable=True)
    until_date: Series[str] = UNTIL_DATE(nullable=True)

    class Config:
        """Each site once per plan."""

        strict = True
        coerce = True
        unique: ClassVar = ["plan", "site_id"]


class PlanHubs(Table):
    """One hub of a plan: what leans on it against what it can hold."""

    plan: Series[str] = PLAN()
    hub_id: Series[str] = CLUSTER_ID()
    name: Series[str] = column("Moederlocatie", "Hoe de moederlocatie of de nieuwe hub heet.")
    kind: Series[str] = column(
        "Soort", "Een moederlocatie, een nieuwe hub of een mobiel team.", isin=LEANINGS
    )
    basis: Series[str] = column("Ruimte komt uit", "Waar het getal voor de ruimte vandaan komt.")
    room: Series[pd.Int64Dtype] = column(
        "Ruimte voor kleine locaties",
        "Hoeveel plekken er hoogstens op leunen; leeg betekent: geen grens.",
        unit="plekken",
        nullable=True,
    )
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    left: Series[pd.Int64Dtype] = column(
        "Nog vrij",
        "Hoeveel ruimte er over is; leeg betekent: geen grens.",
        unit="plekken",
        nullable=True,
    )
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    max_sites: Series[pd.Int64Dtype] = column(
        "Hoogstens locaties", "Hoeveel locaties er hoogstens op leunen.", unit="locaties"
    )
    durable_places: Series[pd.Int64Dtype] = column(
        "Duurzame plekken", "Hoeveel van de plekken vijf jaar of langer blijven.",
        unit="plekken", ge=0,
    )  # fmt: skip


class PlanTowns(Table):
    """One municipality of a plan; ``short`` and ``over`` are against its bounds."""

    plan: Series[str] = PLAN()
    gm_code: Series[str] = GM_CODE()
    name: Series[str] = TOWN()
    existing: Series[pd.Int64Dtype] = column(
        "Bestaand", "Hoeveel plekken er al zijn en blijven.", unit="plekken"
    )
    planned: Series[pd.Int64Dtype] = column(
        "Nieuw in het plan",
        "Hoeveel plekken er in dit rekenvoorbeeld bij komen.",
        short="Nieuw",
        unit="plekken",
    )
    total: Series[pd.Int64Dtype] = TOGETHER()
    agreed: Series[pd.Int64Dtype] = AGREED()
    share: Series[pd.Int64Dtype] = column(
        "Aandeel in het doel",
        "Hoeveel plekken van het doel bij deze gemeente horen, met de gekozen sleutel.",
        short="Aandeel",
        unit="plekken",
    )
    to_realise: Series[pd.Int64Dtype] = column(
        "Nog te realiseren", "Het aandeel min de plekken die er al zijn: vóór dit plan.",
        unit="plekken", ge=0,
    )  # fmt: skip
    least: Series[pd.Int64Dtype] = column(
        "Ondergrens", "Minder plekken dan dit mag niet.", unit="plekken"
    )
    most: Series[pd.Int64Dtype] = column(
        "Bovengrens", "Meer plekken dan dit mag niet.", unit="plekken"
    )
    short: Series[pd.Int64Dtype] = column(
        "Onder de ondergrens",
        "Hoeveel plekken er met dit plan onder de ondergrens ontbreken.",
        unit="plekken",
    )
    over: Series[pd.Int64Dtype] = column(
        "Boven de bovengrens", "Hoeveel plekken er boven de bovengrens zijn.", unit="plekken"
    )
    sites: Series[pd.Int64Dtype] = SITES()


class PlanParts(Table):
    """One part of the objective: its raw amount, its weight and what it adds."""

    plan: Series[str] = PLAN()
    part: Series[str] = column("Onderdeel (code)", "De code van het onderdeel van de weging.")
    label: Series[str] = column("Onderdeel", "Waar het plan op is gewogen.")
    unit: Series[str] = column("Eenheid", "Waarin het onderdeel is geteld.")
    raw: Series[float] = column(
        "Hoeveel", "Hoeveel het plan van dit onderdeel heeft, in de eenheid ernaast.", decimals=1
    )
    weight: Series[float] = column(
        "Gewicht",
        "Hoe zwaar het onderdeel telt; leeg betekent: er is niets tekort.",
        decimals=3,
        nullable=True,
    )
    contribution: Series[float] = column(
        "Telt mee", "Wat het onderdeel aan de waarde van het plan geeft.",
        unit="punten", decimals=2,
    )  # fmt: skip


class PlanFigures(Table):
    """The figures of a plan in words that a reader knows."""

    key: Series[str] = column("Sleutel", "De code van het cijfer.", unique=True)
    figure: Series[str] = column("Wat", "Wat er is geteld.", narrow="", unique=True)
    amount: Series[pd.Int64Dtype] = column("Aantal", "Hoeveel het er zijn.")


class PlanMissing(Table):
    """A bound that the plan misses, and by how much."""

    kind: Series[str] = column("Soort", "Welke eis niet wordt gehaald.")
    name: Series[str] = column("Naam", "Waar de eis over gaat, bijvoorbeeld een gemeente.")
    short: Series[pd.Int64Dtype] = column(
        "Te weinig", "Hoeveel er ontbreekt.", unit="plekken", ge=0
    )
    over: Series[pd.Int64Dtype] = column(
        "Boven de grens", "Hoeveel er boven de bovengrens is.", unit="plekken", ge=0
    )


class PlanAlternatives(Table):
    """Another plan that is nearly as good and opens partly other sites."""

    plan: Series[str] = PLAN(unique=True)
    called: Series[str] = column(
        "Wat er anders is",
        "Waarin dit plan het meest verschilt van het beste plan; zo heet het op de pagina's.",
        unique=True,
    )
    status: Series[str] = STATUS_SOLVED()
    value: Series[float] = column(
        "Waarde", "De punten van het plan; meer is beter.", unit="punten", decimals=3
    )
    gap: Series[float] = GAP(ge=0)
    distance: Series[float] = column(
        "Minder goed (deel)",
        "Hoeveel minder goed dan het beste plan, als deel.",
        short="Minder goed",
        decimals=3,
    )
    differs: Series[float] = column(
        "Andere locaties (deel)",
        "Welk deel van de locaties anders is dan in het beste plan.",
        short="Andere locaties",
        decimals=2,
        ge=0,
        le=1,
    )


class PlanRepairs(Table):
    """The best repair after one loss; the lists are ids joined by "|", empty where none.

    What is missing is unknown: no repair was found.
    """

    lost: Series[str] = column("Valt weg", "De code van de locatie of moederlocatie die wegvalt.")
    kind: Series[str] = column(
        "Soort",
        "Wat er gebeurt: een locatie valt weg, een moederlocatie sluit of zit vol.",
        isin=("locatie", "moederlocatie sluit", "moederlocatie vol"),
    )
    status: Series[str] = STATUS_SOLVED(short="Zekerheid")
    gap: Series[float] = GAP(nullable=True, ge=0)
    places_lost: Series[pd.Int64Dtype] = column(
        "Plekken weg", "Hoeveel plekken er eerst wegvallen.", short="Plekken",
        unit="plekken", ge=0,
    )  # fmt: skip
    loss: Series[float] = column(
        "Verlies (punten)", "Hoeveel minder goed het plan na het herstel is.",
        unit="punten", decimals=2, nullable=True, ge=0,
    )  # fmt: skip
    short: Series[float] = column(
        "Te weinig", "Hoeveel plekken er na het herstel meer ontbreken.",
        unit="plekken", decimals=0, nullable=True, ge=0,
    )  # fmt: skip
    opened: Series[str] = column("Gaat open", "Welke locaties erbij komen.", nullable=True)
    grown: Series[str] = column(
        "Wordt groter", "Welke locaties plekken erbij krijgen.", nullable=True
    )
    shrunk: Series[str] = column(
        "Wordt kleiner", "Welke locaties plekken verliezen.", nullable=True
    )
    moved: Series[str] = column(
        "Leunt anders", "Welke locaties op iets anders gaan leunen.", nullable=True
    )
    gm_codes: Series[str] = column(
        "Gemeenten waar het aantal verandert",
        "De codes van de gemeenten waar het aantal plekken verandert.",
        nullable=True,
    )
    words: Series[str] = WORDS(short="Wat er dan verandert")


class PlanWishes(Table):
    """What one wish costs in the points of the plan; an infinite loss means that it cannot be."""

    wish: Series[str] = column("Wens", "Wat men wil: een locatie zeker wel, of een gemeente niet.")
    kind: Series[str] = column(
        "Soort", "Met deze locatie, of zonder deze gemeente.", isin=("met", "zonder")
    )
    status: Series[str] = STATUS_SOLVED()
    gap: Series[float] = GAP(nullable=True, ge=0)
    loss: Series[float] = column(
        "Verlies (punten)", "Wat het gevonden plan met deze wens minder goed is.",
        short="Kost (punten)",
        unit="punten", decimals=2, nullable=True, ge=0,
    )  # fmt: skip
    loss_least: Series[float] = column(
        "Verlies ten minste (punten)", "Wat elk plan met deze wens ten minste minder goed is.",
        unit="punten", decimals=2, nullable=True, ge=0,
    )  # fmt: skip
    sites_changed: Series[pd.Int64Dtype] = column(
        "Andere locaties", "Hoeveel locaties er door de wens veranderen.",
        unit="locaties", nullable=True, ge=0,
    )  # fmt: skip
    words: Series[str] = WORDS(short="Gevolg")


class PlanChanges(Table):
    """How one site differs between two plans; a missing side means: not in that plan."""

    site_id: Series[str] = SITE_ID(unique=True)
    gm_code: Series[str] = GM_CODE()
    change: Series[str] = column("Verandering", "Wat er met de locatie verandert.")
    places_one: Series[pd.Int64Dtype] = column(
        "Plekken eerst", "Het aantal plekken in het eerste plan.", unit="plekken", nullable=True
    )
    places_other: Series[pd.Int64Dtype] = column(
        "Plekken nu", "Het aantal plekken in het tweede plan.", unit="plekken", nullable=True
    )
    hub_one: Series[str] = column(
        "Leunt eerst", "Waar de locatie in het eerste plan op leunt.", nullable=True
    )
    hub_other: Series[str] = column(
        "Leunt nu", "Waar de locatie in het tweede plan op leunt.", nullable=True
    )


class PlanTownChanges(Table):
    """The new places per municipality in two plans; the last row is the province."""

    name: Series[str] = TOWN(unique=True)
    places_one: Series[int] = column(
        "Plekken eerst", "De nieuwe plekken in het eerste plan.", unit="plekken"
    )
    places_other: Series[int] = column(
        "Plekken nu", "De nieuwe plekken in het tweede plan.", short="Nu", unit="plekken"
    )
    difference: Series[int] = column(
        "Verschil", "Hoeveel plekken het tweede plan er meer heeft.", unit="plekken"
    )
    sites_one: Series[int] = column(
        "Locaties eerst", "De locaties in het eerste plan.", unit="locaties"
    )
    sites_other: Series[int] = column(
        "Locaties nu", "De locaties in het tweede plan.", short="Nu", unit="locaties"
    )
