"""The order of the list as readers see it, with its schema."""

import pandas as pd
from pandera.typing import Series

from sites.base.verdicts import GROUPS, HEADS
from sites.tables.columns import Table, column
from sites.tables.shared import SITE_ID


class Order(Table):
    """Where a site stands in the list: its group, its place there, and what is said above it.

    The rows stand in the order of the list. ``head`` is missing where no ranks were drawn.
    """

    site_id: Series[str] = SITE_ID(unique=True)
    group: Series[str] = column("Groep", "In welk deel van de lijst de locatie staat.", isin=GROUPS)
    flag: Series[str] = column(
        "Past niet: waarom", "Wat er niet past; leeg betekent: niets.", nullable=True
    )
    head: Series[str] = column(
        "Ten opzichte van de eerste",
        "Of de locatie te onderscheiden is van de eerste van haar groep.",
        isin=HEADS,
        nullable=True,
    )
    group_rank: Series[pd.Int64Dtype] = column(
        "Plaats in de groep", "De plaats in de groep; 1 is de beste.", nullable=True, ge=1
    )
