"""Who worked out which tile of a run; it never leaves the team."""

from pandera.typing import Series

from sites.tables.columns import Table, column


class Tiles(Table):
    """One row per tile, in the order of the work; ``is_kept`` was worked out by an earlier run."""

    tile: Series[str] = column(
        "Tegel",
        "De gemeente, of de eerste van de gemeenten samen; of wat voor alle samen is gezocht.",
    )
    sites: Series[int] = column(
        "Locaties", "Hoeveel locaties en zoekgebieden in de tegel liggen.", ge=1
    )
    worker: Series[str] = column("Gerekend door", "De computer en het proces dat de tegel deed.")
    cpu_s: Series[float] = column(
        "Rekentijd", "Hoe lang de processor erover deed.", unit="seconden", decimals=1, ge=0
    )
    is_kept: Series[bool] = column("Bewaard", "Of de tegel van een eerdere berekening is.")
