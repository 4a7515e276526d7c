"""Say how far one comes from mother locations: the areas that a page has room for, and a ring."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd

from maps.content.shapes import AREA_M, Box, Ring, near, outline
from sites.base.dutch import counted, number
from sites.settings.scenario import TravelParams

#: The numbers that the areas of a page may take (some 2,5 bytes each), and how exact they are
#: drawn: as fine as this, else twice as coarse, and so on.
AREAS_MAX: Final = 12_000
#: Coarser than this nothing is drawn: an area of 15 minutes on foot is some 2 km wide.
_COARSEST_M: Final = 360.0
#: The ring that a reader may ask for around each mother location: minutes by bike.
RING_MIN: Final = 15


@dataclass(frozen=True)
class Isochrone:
    """What lies within some minutes of a mother location, by one mode."""

    hub_id: str
    mode: str
    minutes: int
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class HubAreas:
    """The areas that a page draws, and what a reader is told of those it does not."""

    drawn: tuple[Isochrone, ...] = ()
    modes: frozenset[str] = frozenset()  # of all areas of the run, drawn here or not
    note: str = ""


def hub_areas(table: gpd.GeoDataFrame, box: Box, *, most: int = AREAS_MAX) -> HubAreas:
    """Return the areas (EPSG:4326) that meet a page's box, widest first: smaller ones lie on top.

    They are drawn coarser until they fit in ``most`` numbers; what does not fit even then is left
    out, the longest minutes first. Both are told.

    >>> import shapely
    >>> row = {"hub_id": ["a", "b"], "mode": "bike", "minutes": 15.0}
    >>> spots = [shapely.Point(lon, 52).buffer(0.03) for lon in (5, 6)]
    >>> found = hub_areas(gpd.GeoDataFrame(row, geometry=spots), Box(5, 52, 5.1, 52.1))
    >>> [area.hub_id for area in found.drawn], found.note
    (['a'], 'Reistijdgebieden (berekend): van 1 moederlocatie, getekend op ongeveer 45 m \
nauwkeurig. Die van 1 andere liggen buiten deze kaart.')
    """
    here = near(table, box).sort_values(
        ["hub_id", "mode", "minutes"], ascending=[True, True, False]
    )
    coarse_m = AREA_M
    drawn = _drawn(here, coarse_m)
    while _size(drawn) > most and coarse_m < _COARSEST_M:
        coarse_m *= 2
        drawn = _drawn(here, coarse_m)
    left_out: set[int] = set()
    while _size(drawn) > most:
        longest = max(area.minutes for area in drawn)
        left_out.add(longest)
        drawn = tuple(area for area in drawn if area.minutes < longest)
    modes = frozenset(table["mode"].astype(str))
    return HubAreas(drawn, modes, _note(table, here, coarse_m, left_out))


def _drawn(here: gpd.GeoDataFrame, coarse_m: float) -> tuple[Isochrone, ...]:
    columns = (here[name] for name in ("hub_id", "mode", "minutes", "geometry"))
    return tuple(
        Isochrone(
            str(hub), str(mode), int(minutes),
            outline(shape, coarse_m),
        )
        for hub, mode, minutes, shape in zip(*columns, strict=True)
    )  # fmt: skip


def _size(areas: tuple[Isochrone, ...]) -> int:
    return sum(len(ring) for area in areas for ring in area.rings)


def _note(
    table: gpd.GeoDataFrame, here: gpd.GeoDataFrame, coarse_m: float, left_out: set[int]
) -> str:
    """Return what is drawn and what is not, in plain words; nothing where there is nothing."""
    count = int(here["hub_id"].nunique())
    away = int(table["hub_id"].nunique()) - count
    if not count:
        return "Reistijdgebieden: die van alle moederlocaties liggen buiten deze kaart." * (
            away > 0
        )
    mothers = counted(count, "moederlocatie", "moederlocaties")
    exact = number(coarse_m)
    said = [
        f"Reistijdgebieden (berekend): van {mothers}, getekend op ongeveer {exact} m nauwkeurig."
    ]
    if away:
        said.append(f"Die van {counted(away, 'andere', 'andere')} liggen buiten deze kaart.")
    if left_out:
        longest = " en ".join(f"{minutes} minuten" for minutes in sorted(left_out))
        said.append(f"Voor {longest} is op deze pagina geen plaats.")
    return " ".join(said)


def ring_m(travel: TravelParams) -> int:
    """Return how far one comes by bike: speed times time, less the detour of streets.

    >>> ring_m(TravelParams(bike_kmh=15, bike_detour=1.25))
    3000
    """
    return round(travel.bike_kmh * 1000 / 60 * RING_MIN / travel.bike_detour)
