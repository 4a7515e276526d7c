"""The tables of tasks: which cycles there are, what each asks of whom, and what is still to come.

A figure that somebody gave and one that was reckoned from people never share a column.
"""

from typing import ClassVar, Final

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import DAY, Table, column
from sites.tables.shared import (
    CONFIDENCE,
    GM_CODE,
    PLACES,
    SOURCE,
    TO_REALISE,
    TOWN,
)

#: Best first: where a municipality has several, the first of these is its task.
OFFICIAL: Final = ("ingevoerd", "besluit", "indicatief")
COMPUTED: Final = "berekend naar inwoners"
TASK_KINDS: Final = (*OFFICIAL, COMPUTED)


class TaskCycles(Table):
    """A cycle in which places are asked; without a figure for the area its target is unknown."""

    cycle: Series[str] = column("Ronde", "De code van de ronde.", unique=True)
    name: Series[str] = column("Naam", "Hoe de ronde heet.")
    target_date: Series[str] = column("Per", "De dag waarop de plekken er moeten zijn.", unit=DAY)
    places: Series[pd.Int64Dtype] = PLACES(nullable=True, ge=0)
    decided: Series[str] = column("Besloten", "Wanneer dit is besloten.", unit=DAY, nullable=True)
    status: Series[str] = column("Stand", "Hoe het met de ronde staat.")
    source: Series[str] = SOURCE()
    confidence: Series[str] = CONFIDENCE()


class Tasks(Table):
    """What somebody asks of one municipality in one cycle; each kind once."""

    cycle: Series[str] = column("Ronde", "De code van de ronde.")
    gm_code: Series[str] = GM_CODE()
    kind: Series[str] = column("Soort opgave", "Hoe vast het cijfer staat.", isin=OFFICIAL)
    places: Series[pd.Int64Dtype] = PLACES(ge=0)
    date: Series[str] = column("Datum", "Van wanneer het cijfer is.", unit=DAY, nullable=True)
    source: Series[str] = SOURCE()
    confidence: Series[str] = column("Zekerheid", "Hoe zeker de bron is.", nullable=True)

    class Config:
        """Refuse two tasks of one kind for one municipality and cycle."""

        strict = True
        coerce = True
        unique: ClassVar = ["cycle", "gm_code", "kind"]


class LedgerTasks(Table):
    """The register: a row per municipality, cycle and kind; one of two columns is filled.

    Only in the cycle that counts a share is reckoned where nobody gave a figure.
    """

    gm_code: Series[str] = GM_CODE()
    name: Series[str] = TOWN()
    cycle: Series[str] = column("Code van de ronde", "De code van de ronde.")
    regime: Series[str] = column("Ronde", "Volgens welke regeling, in welke ronde.")
    kind: Series[str] = column(
        "Soort opgave", "Indicatief, besluit, ingevoerd of berekend naar inwoners.",
        isin=TASK_KINDS,
    )  # fmt: skip
    official: Series[pd.Int64Dtype] = column(
        "Opgave", "Het aantal plekken dat iemand heeft vastgesteld of ingevoerd.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    computed: Series[pd.Int64Dtype] = column(
        "Berekend naar inwoners", "Het aandeel in het doel naar inwoners: geen opgave.",
        short="Naar inwoners", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    date: Series[str] = column("Datum", "Van wanneer het cijfer is.", unit=DAY, nullable=True)
    source: Series[str] = SOURCE()


class LedgerToRealise(Table):
    """What one municipality has in use against what is asked of it, on the day."""

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    existing: Series[int] = column(
        "Regulier in gebruik", "De reguliere plekken in gebruik op deze dag.",
        short="In gebruik", narrow="in gebruik", unit="plekken", ge=0,
    )  # fmt: skip
    task: Series[pd.Int64Dtype] = column(
        "Opgave", "De opgave van deze ronde; leeg waar die niet bekend is.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    computed: Series[pd.Int64Dtype] = column(
        "Berekend naar inwoners", "Het aandeel in het doel naar inwoners: geen opgave.",
        short="Naar inwoners", narrow="naar inwoners", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    rests_on: Series[str] = column(
        "Waarop dit rust", "Welk cijfer geldt: een opgave van een soort, of het berekende aandeel."
    )
    to_realise: Series[pd.Int64Dtype] = TO_REALISE()
