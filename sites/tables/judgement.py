"""The tables of the judgement, each with its schema; sentences are Dutch, for readers."""

from functools import partial
from typing import Final

import pandas as pd
from pandera.typing import Series

from sites.base.verdicts import STATE_WORDS, STRENGTHS, VERDICTS
from sites.settings.judgement import FUNCTION_IDS
from sites.tables.columns import Table, column
from sites.tables.shared import (
    CATEGORY,
    DIST_M,
    HUB_ID,
    NAME,
    PLACE_GM_CODE,
    PLACES,
    POPULATION,
    SITE_ID,
    SITES,
    TRAVEL_MIN,
    WORDS,
)

_FITS: Final = partial(
    column, "Plekken die passen", "Hoeveel plekken hier hoogstens passen.", unit="plekken"
)


class Verdicts(Table):
    """Whether one site can lean, on the mother location where it leans best.

    Three things stand apart: ``known`` (where each function is met first), ``strength`` (what lies
    within its own norm) and ``confirm`` (by whom what must be confirmed; missing where nothing is).
    ``flip`` is the smallest change, out of what a person can do, that makes the verdict better;
    ``by_team`` whether a mobile team is part of it; ``possible`` what can be done where no mother
    location is within reach. ``norm_note`` holds COA's and the annex's figures, which stand beside
    the own norm.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    verdict: Series[str] = column(
        "Oordeel", "Of de locatie op de moederlocatie kan leunen.", isin=VERDICTS
    )
    sentence: Series[str] = WORDS()
    known: Series[str] = column(
        "Wat bekend is", "Waar elke functie het eerst te vinden is: op de locatie of dichtbij."
    )
    strength: Series[str] = column(
        "Hoe sterk",
        "Hoeveel functies binnen hun eigen norm liggen, wat er ook bevestigd moet worden.",
        isin=STRENGTHS,
    )
    strength_note: Series[str] = column("Hoe sterk: waarom", "Waar dat op berust.")
    confirm: Series[str] = column(
        "Te bevestigen",
        "Wie wat moet bevestigen; leeg betekent: niets, of nog niet, want de plek kan niet leunen.",
        nullable=True,
    )
    reason_code: Series[str] = column(
        "Reden (code)", "De functie die het oordeel bepaalt, als code."
    )
    reason: Series[str] = column("Reden", "De functie die het oordeel bepaalt, in woorden.")
    flip: Series[str] = column(
        "Wat het oordeel verandert", "De kleinste verandering die het oordeel beter maakt."
    )
    by_team: Series[bool] = column(
        "Met een mobiel team", "Of het oordeel beter wordt als er een mobiel team komt."
    )
    possible: Series[str] = column(
        "Wat wel kan", "Wat er kan als geen moederlocatie dichtbij genoeg is.", nullable=True
    )
    norm_note: Series[str] = column("Andere normen", "Wat instanties zelf als norm noemen.")
    hub_id: Series[str] = column("Moederlocatie (code)", "De code van de moederlocatie.")
    hub_name: Series[str] = column("Moederlocatie", "De naam van de moederlocatie.")
    travel_min: Series[float] = TRAVEL_MIN(nullable=True)
    team_min: Series[float] = column(
        "Minuten met de auto voor het team", "Hoe lang een mobiel team naar de locatie rijdt.",
        unit="minuten", decimals=0, nullable=True,
    )  # fmt: skip
    dist_m: Series[float] = DIST_M(ge=0)
    is_small: Series[bool] = column(
        "Kleinschalig", "Of de locatie klein genoeg is om kleinschalig te heten."
    )
    pupils: Series[pd.Int64Dtype] = column(
        "Leerlingen", "Hoeveel kinderen naar school gaan.", unit="leerlingen", ge=0
    )


class Functions(Table):
    """How one function of one site is met, on the mother location of its verdict."""

    site_id: Series[str] = SITE_ID()
    function_id: Series[str] = column(
        "Functie (code)", "De code van wat een locatie nodig heeft.", isin=FUNCTION_IDS
    )
    function: Series[str] = column(
        "Functie", "Wat een locatie nodig heeft, zoals zorg of een school."
    )
    answer: Series[str] = column("Antwoord", "Waar en hoe dat er het eerst is.")
    others: Series[str] = column(
        "Ook mogelijk", "Waar het ook kan; leeg betekent: nergens anders.", nullable=True
    )
    state: Series[str] = column(
        "Oordeel",
        "Of het goed is, goed is als iets wordt bevestigd, of niet kan.",
        isin=STATE_WORDS,
    )
    way: Series[str] = column(
        "Manier",
        "Op de locatie, bij de moederlocatie, in de buurt, met een team of niet.",
        isin=("op locatie", "moederlocatie", "lokaal", "mobiel team", "niet", "niet nodig"),
    )
    local_min: Series[float] = column(
        "Minuten in de buurt",
        "Hoe lang de reis is, als het in de buurt is; leeg betekent: elders, of onbekend.",
        unit="minuten", decimals=0, nullable=True, ge=0,
    )  # fmt: skip


class Pairs(Table):
    """The verdict of one site on one mother location."""

    site_id: Series[str] = SITE_ID()
    hub_id: Series[str] = HUB_ID()
    verdict: Series[str] = column(
        "Oordeel", "Of de locatie op deze moederlocatie kan leunen.", isin=VERDICTS
    )
    travel_min: Series[float] = TRAVEL_MIN(nullable=True)


class Trust(Table):
    """How firmly a rank stands under other weights and uncertain minutes (SMAA-2).

    ``rank_topsis`` is the second opinion; missing where a value is unknown.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    rank_low: Series[pd.Int64Dtype] = column(
        "Rang: laagste", "De beste plaats die bij andere gewichten nog gewoon is.", ge=1
    )
    rank_high: Series[pd.Int64Dtype] = column(
        "Rang: hoogste", "De slechtste plaats die bij andere gewichten nog gewoon is.", ge=1
    )
    first_share: Series[float] = column(
        "Deel van de proeven op nummer 1", "Bij welk deel van de proeven de locatie de beste is.",
        decimals=3, ge=0, le=1,
    )  # fmt: skip
    top5_share: Series[float] = column(
        "Deel van de proeven in de beste vijf",
        "Bij welk deel van de proeven de locatie bij de beste vijf hoort.",
        decimals=3, ge=0, le=1,
    )  # fmt: skip
    rank_topsis: Series[pd.Int64Dtype] = column(
        "Rang met een andere rekenwijze (TOPSIS)",
        "De plaats volgens een tweede rekenwijze; leeg betekent: een waarde is onbekend.",
        nullable=True,
        ge=1,
    )
    sentence: Series[str] = WORDS()


class Load(Table):
    """Which size fits a site; ``fits_places`` is missing where inhabitants are unknown."""

    site_id: Series[str] = SITE_ID(unique=True)
    places: Series[pd.Int64Dtype] = PLACES(nullable=True)
    load: Series[pd.Int64Dtype] = column(
        "Mensen die meetellen voor de draagkracht",
        "Hoeveel bewoners meetellen in wat een kern kan dragen.",
        unit="mensen",
        nullable=True,
    )
    fits_places: Series[pd.Int64Dtype] = _FITS(nullable=True, ge=0)
    fits_level: Series[str] = column(
        "Past binnen",
        "Het kleinste gebied waar de locatie in past: wijk, kern, gemeente of cluster.",
        nullable=True,
    )
    sentence: Series[str] = WORDS()


class LoadLevels(Table):
    """Places per 1,000 inhabitants of one site on one level, before and after it opens."""

    site_id: Series[str] = SITE_ID()
    level: Series[str] = column(
        "Niveau",
        "Een wijk, een kern, een gemeente of een cluster.",
        isin=("wijk", "kern", "gemeente", "cluster"),
    )
    name: Series[str] = NAME(nullable=True)
    inhabitants: Series[pd.Int64Dtype] = POPULATION(nullable=True, ge=0)
    present: Series[pd.Int64Dtype] = column(
        "Plekken die er al zijn", "Hoeveel plekken er al zijn.", unit="plekken", ge=0
    )
    before_per_1000: Series[float] = column(
        "Nu per 1.000 inwoners",
        "Plekken per 1.000 inwoners zonder deze locatie.",
        unit="plekken",
        decimals=1,
        nullable=True,
        ge=0,
    )
    after_per_1000: Series[float] = column(
        "Straks per 1.000 inwoners",
        "Plekken per 1.000 inwoners met deze locatie erbij.",
        unit="plekken",
        decimals=1,
        nullable=True,
        ge=0,
    )
    value: Series[float] = column(
        "Waarde",
        "Hoe goed dat past: 0 is slecht, 1 is goed.",
        decimals=3,
        nullable=True,
        ge=0,
        le=1,
    )
    fits_places: Series[pd.Int64Dtype] = _FITS(nullable=True, ge=0)


class Border(Table):
    """What a neighbour's place is worth: minutes with and without it."""

    site_id: Series[str] = SITE_ID()
    category: Series[str] = CATEGORY()
    scope: Series[str] = column(
        "Welke grens",
        "De grens van de gemeente of van de provincie.",
        isin=("gemeente", "provincie"),
    )
    place_name: Series[str] = column("Welke", "De naam van de voorziening over de grens.")
    place_gm_code: Series[str] = PLACE_GM_CODE(nullable=True)
    travel_min: Series[float] = TRAVEL_MIN(ge=0)
    without_min: Series[float] = column(
        "Minuten zonder de buren",
        "Hoe lang de reis zonder de buurgemeente duurt.",
        unit="minuten",
        decimals=1,
        nullable=True,
        ge=0,
    )
    gain_min: Series[float] = column(
        "Winst in minuten",
        "Hoeveel korter de reis door de buurgemeente is.",
        unit="minuten",
        decimals=1,
        nullable=True,
        ge=0,
    )
    verdict: Series[str] = column("Oordeel", "Het oordeel met de buurgemeente.", isin=VERDICTS)
    verdict_without: Series[str] = column(
        "Oordeel zonder de buren", "Het oordeel zonder de buurgemeente.", isin=VERDICTS
    )
    makes_feasible: Series[bool] = column(
        "Maakt het mogelijk", "Of de locatie alleen door de buurgemeente kan leunen."
    )
    sentence: Series[str] = WORDS()


class Knockouts(Table):
    """One knock-out of one site; it never becomes a score."""

    site_id: Series[str] = SITE_ID()
    knockout: Series[str] = column("Uitsluiting", "De eis waar niet van af te wijken is.")
    outcome: Series[str] = column(
        "Uitkomst",
        "Of de locatie voldoet, afvalt, of dat het onbekend is.",
        isin=("voldoet", "valt af", "onbekend"),
    )
    reason: Series[str] = column("Reden", "Waarom.")
    source: Series[str] = column("Bron", "Waar de eis vandaan komt.")


class Catchment(Table):
    """Access to school places or GP lists per inhabitant, before and after one site opens."""

    site_id: Series[str] = SITE_ID()
    service: Series[str] = column(
        "Dienst", "De basisschool of de huisarts.", isin=("basisschool", "huisarts")
    )
    newcomer_access: Series[float] = column(
        "Toegang voor nieuwe bewoners",
        "Hoeveel plaats er per nieuwe bewoner is.",
        decimals=3,
        nullable=True,
        ge=0,
    )
    worst_kern: Series[str] = column(
        "Kern die het meest verliest", "Waar de toegang het meest afneemt.", nullable=True
    )
    worst_before: Series[float] = column(
        "Toegang daar nu", "Hoeveel plaats er per inwoner nu is.", decimals=3, nullable=True, ge=0
    )
    worst_after: Series[float] = column(
        "Toegang daar straks",
        "Hoeveel plaats er per inwoner met de locatie is.",
        decimals=3,
        nullable=True,
        ge=0,
    )
    worst_loss_share: Series[float] = column(
        "Verlies daar (deel)",
        "Welk deel van de toegang daar verdwijnt.",
        decimals=3,
        nullable=True,
        ge=0,
        le=1,
    )
    unknown_places: Series[pd.Int64Dtype] = column(
        "Zonder bekende plaats",
        "Van hoeveel scholen of praktijken onbekend is hoeveel plaats er is.",
        ge=0,
    )
    sentence: Series[str] = WORDS()


class Teams(Table):
    """A mobile team's week from one mother location."""

    hub_id: Series[str] = HUB_ID(unique=True)
    sites: Series[pd.Int64Dtype] = SITES(ge=0)
    team_days: Series[pd.Int64Dtype] = column(
        "Teamdagen",
        "Hoeveel dagen per week een team rijdt.",
        unit="dagen per week",
        nullable=True,
        ge=0,
    )
    sites_per_day: Series[float] = column(
        "Locaties per dag",
        "Hoeveel locaties een team op een dag bezoekt.",
        unit="locaties",
        decimals=1,
        nullable=True,
        ge=0,
    )
    travel_min: Series[float] = column(
        "Minuten",
        "Hoe lang een team per week onderweg is.",
        unit="minuten",
        decimals=1,
        nullable=True,
        ge=0,
    )
    fte: Series[float] = column(
        "Fte", "Hoeveel volle banen het team kost.", unit="fte", decimals=1, nullable=True, ge=0
    )
    fte_per_100: Series[float] = column(
        "Fte per 100 plekken",
        "Hoeveel volle banen het team per 100 plekken kost.",
        unit="fte",
        decimals=1,
        nullable=True,
        ge=0,
    )
    left_out: Series[pd.Int64Dtype] = column(
        "Niet bereikt", "Hoeveel locaties te ver weg zijn voor het team.", unit="locaties", ge=0
    )
    is_exact: Series[bool] = column(
        "Bewezen beste", "Of bewezen is dat het niet met minder rijden kan."
    )
    sentence: Series[str] = WORDS()


class TeamStops(Table):
    """One stop of one team-day."""

    hub_id: Series[str] = HUB_ID()
    day: Series[pd.Int64Dtype] = column("Teamdag", "De hoeveelste dag van het team.", ge=1)
    stop: Series[pd.Int64Dtype] = column("Bezoek", "Het hoeveelste bezoek van die dag.", ge=1)
    site_id: Series[str] = SITE_ID()


class Housing(Table):
    """Who lives at a site: what counts for the task and what for the load."""

    site_id: Series[str] = SITE_ID(unique=True)
    for_task: Series[pd.Int64Dtype] = column(
        "Telt mee voor de opgave",
        "Hoeveel plekken meetellen voor de opgave.",
        unit="plekken",
        nullable=True,
        ge=0,
    )
    for_load: Series[pd.Int64Dtype] = column(
        "Telt mee voor de draagkracht",
        "Hoeveel bewoners meetellen voor de draagkracht.",
        unit="mensen",
        nullable=True,
        ge=0,
    )
    is_mixed: Series[bool] = column("Gemengd", "Of er ook anderen dan asielzoekers wonen.")
    sentence: Series[str] = WORDS()
