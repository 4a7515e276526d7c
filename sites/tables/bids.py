"""The table of two bids side by side: one line per subject, with source and date."""

from typing import Final

from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import SOURCE

#: The five pillars of the Utrechtse aanpak, and what a council asks besides.
PILLARS: Final = ("Maat", "Mix", "Functies", "Doorstroom", "Samenwerking", "Werk", "Taak", "Geld")


class BidLines(Table):
    """One subject of two bids, in words; ``differs`` marks where they are not alike."""

    pillar: Series[str] = column("Pijler", "Bij welke pijler van de Utrechtse aanpak het hoort.")
    subject: Series[str] = column("Onderwerp", "Waar het over gaat.", unique=True)
    one: Series[str] = column("A", "Wat het eerste bod, plan of de eerste locatie heeft.")
    other: Series[str] = column("B", "Wat het tweede bod, plan of de tweede locatie heeft.")
    differs: Series[bool] = column("Verschil", "Of de twee hier verschillen.")
    source: Series[str] = SOURCE(short="Bron en datum")
