"""What a progress report shows of a team's list: how far, what moved, what hinders, what comes."""

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import DAY, Table, column
from sites.tables.shared import (
    GM_CODE,
    TO_REALISE,
    TOWN,
)

_LOW = "Plekken, ten minste"
_HIGH = "Plekken, ten hoogste"


class PhasePlaces(Table):
    """One phase: how many initiatives are in it, and how many places they may give."""

    phase: Series[str] = column("Fase", "Hoe ver een initiatief is.", unique=True)
    initiatives: Series[pd.Int64Dtype] = column(
        "Initiatieven", "Hoeveel initiatieven het zijn.", ge=0
    )
    low: Series[pd.Int64Dtype] = column(
        _LOW, "De kleinste aantallen bij elkaar.", short="Ten minste", unit="plekken", ge=0
    )
    high: Series[pd.Int64Dtype] = column(
        _HIGH, "De grootste aantallen bij elkaar.", short="Ten hoogste", unit="plekken", ge=0
    )
    unknown: Series[pd.Int64Dtype] = column(
        "Zonder aantal", "Bij hoeveel initiatieven geen aantal plekken is ingevuld.", ge=0
    )


class PhaseSteps(Table):
    """One phase on two days: the initiatives in it, and the places they may give."""

    phase: Series[str] = column("Fase", "Hoe ver een initiatief is.", unique=True)
    initiatives_before: Series[pd.Int64Dtype] = column(
        "Initiatieven toen", "Hoeveel het er waren op de eerste dag.", nullable=True, ge=0
    )
    places_before: Series[str] = column(
        "Plekken toen", "Van het kleinste tot het grootste aantal op de eerste dag.", nullable=True
    )
    initiatives: Series[pd.Int64Dtype] = column(
        "Initiatieven nu", "Hoeveel het er zijn op de laatste dag.", ge=0
    )
    places: Series[str] = column(
        "Plekken nu", "Van het kleinste tot het grootste aantal op de laatste dag."
    )
    unknown: Series[pd.Int64Dtype] = column(
        "Zonder aantal", "Bij hoeveel initiatieven geen aantal plekken is ingevuld.", ge=0
    )


class TownProgress(Table):
    """One gemeente: what its list may give, what is asked of it, and what would still lack.

    A figure that somebody gave and one that was reckoned never share a column. Missing is unknown.
    """

    gm_code: Series[str] = GM_CODE(nullable=True)
    name: Series[str] = TOWN()
    initiatives: Series[pd.Int64Dtype] = column(
        "Initiatieven", "Hoeveel initiatieven nog lopen of in gebruik zijn.", ge=0
    )
    low: Series[pd.Int64Dtype] = column(
        "Verwacht, ten minste", "Wat de lopende initiatieven ten minste geven, als alles doorgaat.",
        unit="plekken", ge=0,
    )  # fmt: skip
    high: Series[pd.Int64Dtype] = column(
        "Verwacht, ten hoogste",
        "Wat de lopende initiatieven ten hoogste geven, als alles doorgaat.",
        unit="plekken", ge=0,
    )  # fmt: skip
    weighed_low: Series[float] = column(
        "Met kans, ten minste",
        "De kleinste aantallen maal de kans die het team invulde; zonder kans telt niet mee.",
        unit="plekken", decimals=0, ge=0,
    )  # fmt: skip
    task: Series[pd.Int64Dtype] = column(
        "Opgave", "De opgave van deze ronde; leeg waar die niet bekend is.", unit="plekken",
        nullable=True, ge=0,
    )  # fmt: skip
    computed: Series[pd.Int64Dtype] = column(
        "Berekend aandeel", "Het aandeel in het doel dat is berekend: geen opgave.",
        short="Aandeel", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    to_realise: Series[pd.Int64Dtype] = TO_REALISE()
    short: Series[pd.Int64Dtype] = column(
        "Dan nog tekort",
        "Nog te realiseren, min wat de lijst met kans ten minste geeft; nooit minder dan 0.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip


class Movements(Table):
    """One initiative between two days: what became of it."""

    number: Series[pd.Int64Dtype] = column("Nr.", "Het nummer in de lijst.", ge=1)
    name: Series[str] = column("Naam", "Hoe het team het initiatief noemt.")
    change: Series[str] = column(
        "Verandering", "Nieuw, verder, terug, gestopt, weg, stil of gelijk."
    )
    phase_before: Series[str] = column(
        "Fase ervoor", "De fase op de eerste dag; leeg: toen stond het er niet.",
        short="Was", nullable=True,
    )  # fmt: skip
    phase_after: Series[str] = column(
        "Fase erna", "De fase op de laatste dag; leeg: nu staat het er niet meer.",
        short="Werd", nullable=True,
    )  # fmt: skip
    still_days: Series[pd.Int64Dtype] = column(
        "Dagen stil", "Hoeveel dagen niemand er iets aan veranderde.", unit="dagen", nullable=True,
        ge=0,
    )  # fmt: skip


class OpenObstacles(Table):
    """One hindrance that still stands, with who works on it and by when."""

    owner: Series[str] = column("Wie", "De code van wie eraan werkt.", nullable=True)
    due_date: Series[str] = column(
        "Klaar voor", "De dag waarop het klaar moet zijn.", unit=DAY, nullable=True
    )
    number: Series[pd.Int64Dtype] = column("Nr.", "Het nummer in de lijst.", ge=1)
    name: Series[str] = column("Naam", "Hoe het team het initiatief noemt.")
    text: Series[str] = column("Wat", "Wat er in de weg staat.")
    status: Series[str] = column("Status", "Hoe het ervoor staat.")
    is_late: Series[bool] = column("Te laat", "Of de dag voorbij is.")


class InitiativeLayer(Table):
    """One initiative as a GIS gets it: where it is, how far, how many, and what was judged."""

    number: Series[pd.Int64Dtype] = column("Nr.", "Het nummer in de lijst.", ge=1)
    name: Series[str] = column("Naam", "Hoe het team het initiatief noemt.")
    gemeente: Series[str] = column("Gemeente", "De naam van de gemeente.", nullable=True)
    kern: Series[str] = column("Kern", "De stad of het dorp.", nullable=True)
    position: Series[str] = column(
        "Positie", "Waarop het punt rust: een punt, of het midden van de kern; leeg: geen.",
        nullable=True,
    )  # fmt: skip
    phase: Series[str] = column("Fase", "Hoe ver het is.")
    since: Series[str] = column("Sinds", "De eerste dag van deze fase.", unit=DAY)
    places_low: Series[pd.Int64Dtype] = column(
        _LOW, "Het kleinste aantal plekken dat is genoemd.", unit="plekken", nullable=True, ge=0
    )
    places_high: Series[pd.Int64Dtype] = column(
        _HIGH, "Het grootste aantal plekken dat is genoemd.", unit="plekken", nullable=True, ge=0
    )
    expected_date: Series[str] = column(
        "Verwacht", "Wanneer het team de eerste bewoners verwacht.", unit=DAY, nullable=True
    )
    chance_pct: Series[pd.Int64Dtype] = column(
        "Kans", "Hoe groot het team de kans schat dat het doorgaat.", unit="%", nullable=True, ge=0
    )
    confidentiality: Series[str] = column("Vertrouwelijkheid", "Wie het initiatief mag zien.")
    verdict: Series[str] = column(
        "Oordeel", "Of de plek kan leunen, volgens het laatste antwoord dat is bewaard.",
        nullable=True,
    )  # fmt: skip
    verdict_day: Series[str] = column(
        "Oordeel van", "De dag van dat antwoord.", unit=DAY, nullable=True
    )


class ObstacleOwners(Table):
    """One owner of hindrances: how many still stand, and how many of them are late."""

    owner: Series[str] = column("Wie", "De code van wie eraan werkt.", nullable=True)
    open_count: Series[pd.Int64Dtype] = column("Open", "Hoeveel er nog staan.", ge=1)
    late_count: Series[pd.Int64Dtype] = column(
        "Te laat", "Bij hoeveel daarvan de dag voorbij is.", ge=0
    )


class ExpectedHalves(Table):
    """One half-year: the places that the team expects, plain and times the chance it entered."""

    half: Series[str] = column(
        "Half jaar", "Wanneer de eerste bewoners worden verwacht; leeg: geen dag ingevuld.",
        nullable=True,
    )  # fmt: skip
    initiatives: Series[pd.Int64Dtype] = column(
        "Initiatieven", "Hoeveel initiatieven het zijn.", ge=0
    )
    low: Series[pd.Int64Dtype] = column(
        _LOW, "De kleinste aantallen bij elkaar, als alles doorgaat.", short="Ten minste",
        unit="plekken", ge=0,
    )  # fmt: skip
    high: Series[pd.Int64Dtype] = column(
        _HIGH, "De grootste aantallen bij elkaar, als alles doorgaat.", short="Ten hoogste",
        unit="plekken", ge=0,
    )  # fmt: skip
    weighed_low: Series[float] = column(
        "Maal de kans, ten minste",
        "De kleinste aantallen maal de kans die het team invulde; zonder kans telt niet mee.",
        short="Met kans, ten minste", unit="plekken", decimals=0, ge=0,
    )  # fmt: skip
    weighed_high: Series[float] = column(
        "Maal de kans, ten hoogste",
        "De grootste aantallen maal de kans die het team invulde; zonder kans telt niet mee.",
        short="Met kans, ten hoogste", unit="plekken", decimals=0, ge=0,
    )  # fmt: skip
    no_chance: Series[pd.Int64Dtype] = column(
        "Plekken zonder kans", "Bij hoeveel plekken (ten minste) geen kans is ingevuld.",
        unit="plekken", ge=0,
    )  # fmt: skip
    unknown: Series[pd.Int64Dtype] = column(
        "Zonder aantal", "Bij hoeveel initiatieven geen aantal plekken is ingevuld.", ge=0
    )
