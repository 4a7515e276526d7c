"""Say of a plot that someone drew or brought how large it is and which hard demands it meets."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.files.vector import read_vector, valid_polygons
from opvangkaart.runs.lean import Asker
from opvangkaart.runs.named import point
from sites.base.errors import SiteError
from sites.base.projection import LONLAT, to_metric
from sites.judgement.knockouts import knockout_table
from sites.tables.filters import own_municipalities

#: A plot has so many corners at most: what a person draws, and what fits in an address.
MOST_CORNERS: Final = 200
#: A border of a cadastre may have more corners than an address holds: so much may be cut off first.
_FINEST_M: Final = 0.02
_M2_PER_HA: Final = 10_000.0
_PLOT_ID: Final = "perceel"
#: The kind of area of the layers that the demand "natuur" is about.
_NATURE: Final = "natuur"


@dataclass(frozen=True, eq=False)
class Plot:
    """A plot (degrees) with its size, a point inside it, and what it was held against.

    ``overlaps`` names the areas of the layers that it lies in, with hectares; ``examined`` the
    kinds that were looked at. ``knockouts`` has a row per hard demand (``Knockouts``).
    """

    shape: shapely.Polygon
    area_ha: float
    lon: float
    lat: float
    gemeenten: tuple[str, ...]
    overlaps: tuple[tuple[str, float], ...]
    examined: tuple[str, ...]
    knockouts: pd.DataFrame


def corners(text: str) -> shapely.Polygon:
    """Return the plot of "LON,LAT LON,LAT ...", in the order of its border.

    >>> corners("5.1,52.1 5.2,52.1 5.2,52.2").exterior.is_closed
    True

    Raises
    ------
    SiteError
        No points, fewer than three corners, too many, or a border that crosses itself.
    """
    found = [point(part) for part in text.replace(";", " ").split()]
    if found[1:] and found[0] == found[-1]:
        found = found[:-1]
    if len(found) < 3:  # noqa: PLR2004 - a triangle is the least
        raise SiteError("a plot has three corners or more, not {count}", count=len(found))
    if len(found) > MOST_CORNERS:
        raise SiteError(
            "a plot of {count} corners; give at most {most}", count=len(found), most=MOST_CORNERS
        )
    return _whole(shapely.Polygon(found))


def as_corners(shape: shapely.Polygon) -> str:
    """Return a plot as the text that ``corners`` reads.

    >>> as_corners(shapely.box(5, 52, 6, 53))
    '6,52 6,53 5,53 5,52'
    """
    return " ".join(
        f"{round(lon, 6):.10g},{round(lat, 6):.10g}" for lon, lat in shape.exterior.coords[:-1]
    )


def plot_of_file(path: Path, metric_crs: str) -> shapely.Polygon:
    """Return the one plot in a file of shapes, with no more corners than its precision asks.

    Raises
    ------
    InputFileError
        A file that cannot be read, or that holds something else than polygons.
    SiteError
        More plots than one.
    """
    table = valid_polygons(read_vector(path), path.name)
    metric = gpd.GeoSeries(table.geometry).to_crs(metric_crs)
    parts = shapely.get_parts(shapely.union_all(metric.to_numpy()))
    if len(parts) != 1:
        raise SiteError(
            "{file} holds {count} separate plots; bring one at a time",
            file=path.name, count=len(parts),
        )  # fmt: skip
    fine = _FINEST_M
    shape = shapely.Polygon(parts[0].exterior)
    while len(shape.exterior.coords) > MOST_CORNERS:
        shape, fine = shape.simplify(fine), fine * 2
    return _whole(gpd.GeoSeries([shape], crs=metric_crs).to_crs(LONLAT).iloc[0])


def _whole(shape: shapely.Polygon) -> shapely.Polygon:
    if not shape.is_valid or shape.area == 0:
        raise SiteError("the border of the plot crosses itself or encloses nothing; draw it anew")
    return shape


def plot_of(
    asker: Asker, shape: shapely.Polygon, *, places: float | None, facts: Mapping[str, Any]
) -> Plot:
    """Return what is known of a plot; ``facts`` are those that a user gives (``FACTS``).

    A plot in an area of nature lies in nature, whatever was said; one outside it may still lie in
    nature that no layer shows, so then only the user can say it does not.

    Raises
    ------
    SiteError
        The plot lies outside the area.
    """
    layers, crs = asker.layers, asker.scenario.area.metric_crs
    metric = _metric(shape, crs)
    inside = shape.representative_point()
    towns = own_municipalities(layers.municipalities)
    near = towns[shapely.intersects(towns.geometry.to_numpy(), shape)]
    if near.empty:
        raise SiteError("the plot lies outside {area}", area=asker.scenario.area.name)
    area_ha = metric.area / _M2_PER_HA
    overlaps = _overlaps(layers.exclusions, shape, crs)
    known = {"site_id": _PLOT_ID, "plot_ha": area_ha} | {
        name: value for name, value in facts.items() if value is not None
    }
    if any(kind.split(":")[0] == _NATURE for kind, _ in overlaps):
        known["in_nature"] = True
    site = pd.DataFrame([{"site_id": _PLOT_ID, "places": places}])
    table = knockout_table(site, pd.DataFrame([known]), params=asker.scenario.judgement.knockouts)
    return Plot(
        shape=shape, area_ha=float(area_ha), lon=float(inside.x), lat=float(inside.y),
        gemeenten=tuple(near["name"]), overlaps=overlaps, examined=layers.examined,
        knockouts=table,
    )  # fmt: skip


def _metric(shape: shapely.Polygon, crs: str) -> shapely.Polygon:
    lon, lat = np.array(shape.exterior.coords).T
    return shapely.Polygon(np.column_stack(to_metric(lon, lat, crs)))


def _overlaps(
    exclusions: gpd.GeoDataFrame | None, shape: shapely.Polygon, crs: str
) -> tuple[tuple[str, float], ...]:
    """Return the areas to stay out of that a plot lies in, with hectares, the largest first."""
    if exclusions is None or exclusions.empty:
        return ()
    hit = exclusions[shapely.intersects(exclusions.geometry.to_numpy(), shape)]
    if hit.empty:
        return ()
    cut = gpd.GeoSeries(shapely.intersection(hit.geometry.to_numpy(), shape), crs=LONLAT)
    areas = cut.to_crs(crs).area.to_numpy() / _M2_PER_HA
    told: dict[str, float] = {}
    for kind, name, area in zip(hit["kind"], hit["name"], areas, strict=True):
        words = f"{kind}: {name}" if isinstance(name, str) and name else str(kind)
        told[words] = told.get(words, 0.0) + float(area)
    return tuple(sorted(
        ((words, area) for words, area in told.items() if area > 0), key=lambda one: -one[1]
    ))  # fmt: skip
