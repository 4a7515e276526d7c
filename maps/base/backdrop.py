"""The background maps that a reader's browser may fetch, by the name an area calls one by."""

from dataclasses import dataclass
from typing import Final

from sites.tables.schemas import Edition


@dataclass(frozen=True)
class Backdrop:
    """One service of map tiles: where it lies, and what a reader is told before it is asked."""

    host: str
    path: str
    name: str  # "PDOK"
    keeper: str  # "PDOK (Kadaster)"
    credit: str

    @property
    def address(self) -> str:
        """Return the address of a tile, with the places of z, x and y."""
        return self.host + self.path


BACKDROPS: Final = {
    "pdok": Backdrop(
        host="https://service.pdok.nl",
        path="/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png",
        name="PDOK",
        keeper="PDOK (Kadaster)",
        credit="Achtergrond: BRT, Kadaster (CC BY 4.0)",
    ),
}


def backdrop_of(name: str, edition: Edition) -> Backdrop | None:
    """Return the background an area offers; none inside the team, whose pages ask nobody anything.

    >>> backdrop_of("", "openbaar") is None, backdrop_of("pdok", "intern") is None
    (True, True)
    >>> backdrop_of("pdok", "openbaar").name
    'PDOK'
    """
    return BACKDROPS.get(name) if edition != "intern" else None
