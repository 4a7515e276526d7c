"""The scoreboard: a row per municipality that says who does what."""

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import DAY, Table, column
from sites.tables.shared import (
    AGREED,
    GM_CODE,
    TO_REALISE,
    TOWN,
)


class Scoreboard(Table):
    """What is asked of one municipality, what counts, what is planned and what is still lacking.

    A figure that somebody gave and one that was reckoned never share a column: of ``task`` and
    ``computed`` one is filled at most. Missing is unknown. ``in_plan``, ``agreed`` and ``left`` are
    of the best plan; without a plan they are missing. ``left`` is what counts, less what is in use,
    in the plan and counted elsewhere.
    """

    gm_code: Series[str] = GM_CODE(unique=True)
    name: Series[str] = TOWN()
    task: Series[pd.Int64Dtype] = column(
        "Opgave", "De opgave van deze ronde; leeg waar die niet bekend is.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    computed: Series[pd.Int64Dtype] = column(
        "Berekend aandeel", "Het aandeel in het doel dat is berekend: geen opgave.",
        short="Aandeel", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    rests_on: Series[str] = column(
        "Waarop dit rust", "Welk cijfer geldt: een opgave van een soort, of een berekend aandeel.",
        nullable=True,
    )  # fmt: skip
    existing: Series[pd.Int64Dtype] = column(
        "Regulier in gebruik", "De reguliere plekken in gebruik op deze dag.",
        short="In gebruik", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    unknown: Series[int] = column(
        "Locaties zonder aantal", "Hoeveel reguliere locaties geen aantal plekken hebben.",
        unit="locaties", ge=0,
    )  # fmt: skip
    planned: Series[pd.Int64Dtype] = column(
        "Gepland met een besluit", "De reguliere plekken waarover een besluit is genomen.",
        short="Gepland", unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    to_realise: Series[pd.Int64Dtype] = TO_REALISE()
    in_plan: Series[pd.Int64Dtype] = column(
        "In dit plan", "De plekken die het plan hier vindt.", unit="plekken", nullable=True, ge=0
    )
    agreed: Series[pd.Int64Dtype] = AGREED(nullable=True)
    left: Series[pd.Int64Dtype] = column(
        "Nog niet gevonden", "Wat er met het plan nog te realiseren is; nooit minder dan 0.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
    progress: Series[float] = column(
        "Hoe ver", "Welk deel van wat geldt nu in gebruik is; leeg waar dat niet te zeggen is.",
        decimals=2, nullable=True, ge=0,
    )  # fmt: skip
    next_end: Series[str] = column(
        "Eerste einddag", "De eerste dag waarop reguliere plekken stoppen.", unit=DAY, nullable=True
    )
    next_end_places: Series[pd.Int64Dtype] = column(
        "Plekken die dan stoppen", "Hoeveel plekken er op die dag stoppen; leeg is onbekend.",
        unit="plekken", nullable=True, ge=0,
    )  # fmt: skip
