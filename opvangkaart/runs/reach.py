"""Say how far minutes carry from one point, with the area drawn and what lies inside counted."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from opvangkaart.runs.engines import no_timetable, points_or_none
from opvangkaart.runs.lean import Asker
from sites.base.projection import LONLAT, to_metric
from sites.settings.scenario import Mode
from sites.travel.isochrone import isochrone, reach
from sites.travel.protocol import Points

#: The minutes that are drawn around a point.
REACH_MIN: Final = (15.0, 30.0)
#: What a screen can show of the border of such an area.
_SCREEN_M: Final = 15.0


@dataclass(frozen=True, eq=False)
class Ring:
    """What lies within so many minutes; ``shape`` is in degrees, empty where no road begins."""

    minutes: float
    people: float
    kernen: int
    places: int
    shape: shapely.Geometry


@dataclass(frozen=True)
class Reached:
    """The rings around a point, from near to far, and what the minutes rest on, in Dutch."""

    mode: Mode
    label: str
    rings: tuple[Ring, ...]

    def collection(self) -> dict[str, Any]:
        """Return the rings as GeoJSON, the widest first: the nearer ones lie on top of it."""
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"minuten": ring.minutes},
                 "geometry": shapely.geometry.mapping(ring.shape)}
                for ring in reversed(self.rings)
            ],
        }  # fmt: skip


def reach_around(asker: Asker, lon: float, lat: float, *, mode: Mode | None = None) -> Reached:
    """Return how far one gets from a point (degrees) within each of ``REACH_MIN``.

    Without a mode it is that of the scenario's trips to mother locations.

    Raises
    ------
    TravelError
        Public transport without a timetable.
    """
    engine, how = asker.engine, mode or asker.scenario.mothers.mode
    if how not in engine.modes():
        raise no_timetable()
    crs = asker.scenario.area.metric_crs
    easting, northing = to_metric([lon], [lat], crs)
    point = Points(np.array(["punt"]), easting, northing)
    kernen = points_or_none(asker.standing.kernen, "kern")
    people = asker.standing.kernen["population"].to_numpy(np.float64)
    places = points_or_none(asker.standing.places, "place_id")
    shapes = [isochrone(engine, point, limit, mode=how) for limit in REACH_MIN]
    shown = gpd.GeoSeries(shapes, crs=crs).simplify(_SCREEN_M).to_crs(LONLAT)
    counts = [reach(engine, point, kernen, people, places, limit, mode=how) for limit in REACH_MIN]
    rings = (
        Ring(limit, one.people, one.kernen, one.places, shape)
        for limit, one, shape in zip(REACH_MIN, counts, shown, strict=True)
    )
    return Reached(how, engine.label, tuple(rings))
