"""The table of a front between two objectives: every plan with its amounts, and how sure."""

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import PLACES, STATUS_SOLVED, WORDS


class PlanTradeOff(Table):
    """One plan of the front between two objectives; none in the table is beaten by another.

    ``slack`` and ``between`` bound how far a plan of the exact front can lie from the rows.
    """

    step: Series[int] = column(
        "Nummer", "De volgorde langs de lijn: 1 is het beste voor het eerste doel.", unique=True
    )
    first: Series[str] = column("Eerste doel", "Het ene doel.")
    first_amount: Series[float] = column(
        "Eerste doel: hoeveel", "Hoeveel het plan van het eerste doel heeft.", decimals=1
    )
    second: Series[str] = column("Tweede doel", "Het andere doel.")
    second_amount: Series[float] = column(
        "Tweede doel: hoeveel", "Hoeveel het plan van het tweede doel heeft.", decimals=1
    )
    first_now: Series[float] = column(
        "Eerste doel: nu", "Hoeveel het beste plan van het eerste doel heeft.", decimals=1
    )
    second_now: Series[float] = column(
        "Tweede doel: nu", "Hoeveel het beste plan van het tweede doel heeft.", decimals=1
    )
    slack: Series[float] = column(
        "Hooguit nog beter",
        "Hoeveel het tweede doel hooguit beter kan bij dit eerste doel; leeg: niet bekend.",
        decimals=2, nullable=True, ge=0,
    )  # fmt: skip
    between: Series[float] = column(
        "Ertussen (deel)",
        "Hoe ver een plan tussen deze rij en de volgende hooguit van de lijst ligt, als deel van "
        "het hele verschil; leeg: de laatste rij, of niet bekend.",
        decimals=3, nullable=True, ge=0,
    )  # fmt: skip
    apart: Series[float] = column(
        "Hele lijn (deel)",
        "Hoe ver een plan van de echte lijn hooguit van de lijst ligt, als deel van het hele "
        "verschil: 0 is precies; leeg: niet bekend.",
        decimals=3, nullable=True, ge=0,
    )  # fmt: skip
    amount_suitability: Series[float] = column(
        "Geschiktheid", "De plekken maal de score.", unit="plekken x score / 100", decimals=1
    )
    amount_minutes: Series[float] = column(
        "Reisminuten", "De reis van bewoners en teams bij elkaar.",
        unit="minuten x bewoners / 100", decimals=1, ge=0,
    )  # fmt: skip
    amount_sites: Series[float] = column(
        "Locaties", "Hoeveel locaties er opengaan.", unit="locaties", decimals=0, ge=0
    )
    amount_cost: Series[float] = column(
        "Meerkosten", "Wat kleine schaal in een jaar meer kost (aanname).",
        unit="miljoen euro per jaar", decimals=1, ge=0,
    )  # fmt: skip
    amount_moves: Series[float] = column(
        "Verhuizingen", "Verhuizingen door een korte looptijd.",
        unit="verhuizingen / 100", decimals=1, ge=0,
    )  # fmt: skip
    amount_municipalities: Series[float] = column(
        "Gemeenten", "In hoeveel gemeenten er een locatie opengaat.",
        unit="gemeenten", decimals=0, ge=0,
    )  # fmt: skip
    amount_fairness: Series[float] = column(
        "Afwijking van het aandeel", "Hoeveel plekken gemeenten van hun aandeel af zitten.",
        short="Afwijking", unit="plekken / 100", decimals=1, ge=0,
    )  # fmt: skip
    amount_shortfall: Series[float] = column(
        "Tekort", "Hoeveel plekken er te weinig zijn voor het doel.",
        unit="plekken", decimals=0, ge=0,
    )  # fmt: skip
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    loss: Series[float] = column(
        "Kost (punten)", "Hoeveel punten minder dan het beste plan.",
        unit="punten", decimals=2, ge=0,
    )  # fmt: skip
    status: Series[str] = STATUS_SOLVED()
    words: Series[str] = WORDS()
