"""What lies within some minutes of each site: counted, and as the area that a map draws."""

from pandera.typing import Series

from sites.tables.columns import Table, column
from sites.tables.shared import (
    KERNEN_WITHIN,
    MODE,
    MODELLED_WITHIN,
    PEOPLE_WITHIN,
    PLACES_WITHIN,
    SITE_ID,
)

_MINUTES = ("Minuten", "Binnen hoeveel minuten men er is, vanaf de locatie.")


class SiteReach(Table):
    """Who and what is reached from one site within the minutes; missing where nobody knows.

    A site that is not on a street has no figure, which is not 0.
    """

    site_id: Series[str] = SITE_ID()
    mode: Series[str] = MODE()
    minutes: Series[float] = column(*_MINUTES, unit="minuten", decimals=0, gt=0)
    people: Series[float] = PEOPLE_WITHIN()
    kernen: Series[float] = KERNEN_WITHIN()
    places: Series[float] = PLACES_WITHIN()
    modelled: Series[float] = MODELLED_WITHIN()


class SiteAreas(Table):
    """The area that is reached from one site within the minutes (EPSG:4326), as maps draw it.

    Insides of blocks of houses are filled, and edges are some 10 m exact.
    """

    site_id: Series[str] = SITE_ID()
    mode: Series[str] = MODE()
    minutes: Series[float] = column(*_MINUTES, unit="minuten", decimals=0, gt=0)
    geometry: Series[object] = column("Vorm", "De vorm op de kaart.")
