"""Say how far minutes carry from one point, with the area drawn and what lies inside counted."""

from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from opvangkaart.runs.engines import no_timetable
from opvangkaart.runs.lean import Asked, Asker, drawn_answer, spotted
from opvangkaart.runs.surroundings import counted_of
from sites.base.projection import LONLAT, to_metric
from sites.judgement.report import lean_lines, lean_rows
from sites.settings.scenario import Mode
from sites.travel.isochrone import isochrone, reach_of_all
from sites.travel.protocol import Points

#: The minutes that are drawn around a point.
REACH_MIN: Final = (15.0, 30.0)
#: What a screen can show of the border of such an area.
_SCREEN_M: Final = 15.0


@dataclass(frozen=True, eq=False)
class Ring:
    """What lies within so many minutes; ``shape`` is in degrees, empty where no road begins.

    There the figures are None: unknown, which is not 0.
    """

    minutes: float
    people: float | None
    kernen: float | None
    places: float | None
    modelled: float | None
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
    counts = reach_of_all(
        engine, point, counted_of(asker.standing.kernen, asker.standing.places), REACH_MIN,
        mode=how, direction="to_place",
    )[0]  # fmt: skip
    shapes = [isochrone(engine, point, limit, mode=how) for limit in REACH_MIN]
    shown = gpd.GeoSeries(shapes, crs=crs).simplify(_SCREEN_M).to_crs(LONLAT)
    rings = []
    for limit, found, shape in zip(REACH_MIN, counts, shown, strict=True):
        people, kernen, places, modelled = map(_known, found)
        rings.append(Ring(limit, people, kernen, places, modelled, shape))
    return Reached(how, engine.label, tuple(rings))


def _known(figure: float) -> float | None:
    return None if np.isnan(figure) else float(figure)


def prepare(asker: Asker) -> None:
    """Ask one question that nobody reads, as a click does: what is made at a first one is there.

    On the streets of a province that takes some ten seconds, and a click after it is quick.
    """
    if asker.layers.kernen.empty:
        return
    kern = asker.layers.kernen.iloc[0]
    lon, lat = float(kern["lon"]), float(kern["lat"])
    answer = asker.at(spotted(Asked(places=60), asker.spot(f"{lon!r},{lat!r}")))
    lean_lines(answer)
    lean_rows(answer)
    drawn_answer(answer, asker)
    reach_around(asker, lon, lat)
