"""The work within reach of a site, with its schema: aggregates only."""

import pandas as pd
from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import SITE_ID, URBANITY, URBANITY_YEAR, YEAR


class Labour(Table):
    """Establishments of one sector within reach of one site (aggregates only)."""

    site_id: Series[str] = SITE_ID()
    urbanity: Series[float] = URBANITY(nullable=True)
    urbanity_year: Series[pd.Int64Dtype] = URBANITY_YEAR(nullable=True)
    sector: Series[str] = column("Sector", "Wat de bedrijven doen.")
    establishments: Series[float] = column(
        "Vestigingen",
        "Hoeveel vestigingen van bedrijven binnen bereik zijn.",
        unit="vestigingen",
        decimals=1,
        nullable=True,
        ge=0,
    )
    share: Series[float] = column(
        "Deel", "Welk deel van alle vestigingen het is.", decimals=3, nullable=True, ge=0, le=1
    )
    year: Series[pd.Int64Dtype] = YEAR(nullable=True)
