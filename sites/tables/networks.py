"""What streets, timetables and reach add to a run."""

from dataclasses import dataclass

import geopandas as gpd
from pandera.typing import DataFrame

from sites.base.second import Undecided
from sites.tables.reach import SiteReach
from sites.tables.streets import Detours, StreetDoors
from sites.tables.transit import HubTrips, StopsNear


@dataclass(frozen=True, eq=False)
class StreetTables:
    """What a street network adds to a run.

    ``isochrones`` are the areas around the mother locations, ``lines`` the streets to draw (both
    EPSG:4326), ``detour`` the measured detour factors beside the assumed ones, ``doors`` what
    became of the doors of sites, places and mother locations.
    """

    isochrones: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    detour: DataFrame[Detours]
    doors: DataFrame[StreetDoors]
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, eq=False)
class TransitTables:
    """The trips of the best sites by public transport, the lines used and the stops near by.

    ``lines`` has the rides as they are drawn (EPSG:4326).
    """

    trips: DataFrame[HubTrips]
    lines: gpd.GeoDataFrame
    stops: DataFrame[StopsNear]


@dataclass(frozen=True, eq=False)
class ReachTables:
    """Who and what is reached from each site within some minutes, and the areas to draw.

    ``areas`` (EPSG:4326) are those of the best sites, where travel is not by straight line: that
    area is a circle, which a map draws by itself.
    """

    within: DataFrame[SiteReach]
    areas: gpd.GeoDataFrame
