"""Turn degrees into metres and back, the one way everywhere."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod, Transformer

from sites.base.boundary import each
from sites.base.messages import Message, say

LONLAT = "EPSG:4326"
#: How far a distance on the map may be off from one on the ground: 1 %.
_TRUE_TO_SCALE = 0.01
#: What is measured to see that: a kilometre in four directions at nine points of an area.
_TRIAL_M = 1000.0
_BEARINGS = (0.0, 45.0, 90.0, 135.0)
#: What is advised where it is the country's own, and where that is.
DUTCH, DUTCH_BOX = "EPSG:28992", (3.2, 50.7, 7.3, 53.7)
Floats = NDArray[np.float64]


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_metric(lon: ArrayLike, lat: ArrayLike, metric_crs: str) -> tuple[Floats, Floats]:
    """Return easting, northing in metres; a missing coordinate stays NaN.

    >>> easting, northing = to_metric([5.3872], [52.1552], "EPSG:28992")  # the spire of Amersfoort
    >>> bool(abs(easting[0] - 155000) < 100 and abs(northing[0] - 463000) < 100)
    True
    """
    return _change(lon, lat, LONLAT, metric_crs)


def to_lonlat(easting: ArrayLike, northing: ArrayLike, metric_crs: str) -> tuple[Floats, Floats]:
    """Return lon, lat in degrees; a missing coordinate stays NaN.

    >>> lon, lat = to_lonlat([155000.0, np.nan], [463000.0, 463000.0], "EPSG:28992")
    >>> lon.round(3).tolist(), lat.round(3).tolist()  # half a coordinate is no place
    ([5.387, nan], [52.155, nan])
    """
    return _change(easting, northing, metric_crs, LONLAT)


def _change(first: ArrayLike, second: ArrayLike, source: str, target: str) -> tuple[Floats, Floats]:
    one = np.array(first, dtype=np.float64)
    two = np.array(second, dtype=np.float64)
    change, shape = _transformer(source, target).transform, one.shape
    # Under numpy before 2.4, pyproj takes an array of one for a number, and gives a number back.
    moved = change(one.item(), two.item()) if one.size == two.size == 1 else change(one, two)
    # PROJ answers infinity for what it cannot place: unknown is NaN here.
    one, two = (np.asarray(v, dtype=np.float64).reshape(shape) for v in moved)
    known = np.isfinite(one) & np.isfinite(two)
    return np.where(known, one, np.nan), np.where(known, two, np.nan)


def unfit_for_metres(metric_crs: str, box: tuple[float, ...]) -> Message | None:
    """Return why distances cannot be reckoned in a CRS at all, None where they can.

    ``box`` is west, south, east, north in degrees: the advice is for there.

    >>> utrecht, porto = (4.8, 51.85, 5.65, 52.3), (-8.8, 40.98, -8.35, 41.4)
    >>> unfit_for_metres("EPSG:28992", utrecht) is None
    True
    >>> str(unfit_for_metres("EPSG:4326", utrecht))
    'EPSG:4326 is in degrees, not in metres; use a CRS in metres, such as EPSG:28992'
    >>> str(unfit_for_metres("EPSG:2276", porto))  # Texas, in feet
    'EPSG:2276 is in US survey foot, not in metres; use a CRS in metres, such as EPSG:32629'
    """
    found, faults = each(CRS.from_user_input, [metric_crs])
    crs = found[0]
    advice = say("use a CRS in metres, such as {example}", example=true_to_scale(box))
    if faults or crs is None:
        return say("{crs} does not exist; {advice}", crs=metric_crs, advice=advice)
    if crs.is_geographic:
        return say("{crs} is in degrees, not in metres; {advice}", crs=metric_crs, advice=advice)
    if not crs.is_projected:
        return say("{crs} is no map projection; {advice}", crs=metric_crs, advice=advice)
    if any(axis.unit_conversion_factor != 1 for axis in crs.axis_info[:2]):
        return say(
            "{crs} is in {unit}, not in metres; {advice}", crs=metric_crs,
            unit=crs.axis_info[0].unit_name, advice=advice,
        )  # fmt: skip
    return None


def true_to_scale(box: tuple[float, ...]) -> str:
    """Return a CRS that measures a box well: the Dutch one there, else the zone of UTM.

    >>> [true_to_scale(box) for box in ((4.8, 51.8, 5.6, 52.3), (-51.4, -30.3, -51.0, -29.8))]
    ['EPSG:28992', 'EPSG:32722']
    """
    west, south, east, north = box
    own = DUTCH_BOX
    if own[0] <= west and own[1] <= south and east <= own[2] and north <= own[3]:
        return DUTCH
    zone = min(60, int(((west + east) / 2 + 180) // 6) + 1)  # sixty of six degrees each
    half = 326 if south + north >= 0 else 327  # north or south of the equator
    return f"EPSG:{half}{zone:02d}"


def metric_fault(metric_crs: str, box: tuple[float, ...]) -> Message | None:
    """Return why a CRS does not measure an area in true metres, None where it does.

    ``box`` is west, south, east, north in degrees. A distance may be 1 % off at the most.

    >>> utrecht = (4.8, 51.85, 5.65, 52.3)
    >>> metric_fault("EPSG:28992", utrecht) is None
    True
    >>> str(metric_fault("EPSG:3857", utrecht))  # doctest: +ELLIPSIS
    'EPSG:3857 draws a kilometre as 1.6... km here; use a CRS that is true to scale in this area...'
    """
    if unfit := unfit_for_metres(metric_crs, box):
        return unfit
    west, south, east, north = box
    lon, lat, bearing = (
        part.ravel()
        for part in np.meshgrid(
            np.linspace(west, east, 3), np.linspace(south, north, 3), np.array(_BEARINGS)
        )
    )
    to_lon, to_lat, _ = Geod(ellps="WGS84").fwd(lon, lat, bearing, np.full(lon.shape, _TRIAL_M))
    start, end = to_metric(lon, lat, metric_crs), to_metric(to_lon, to_lat, metric_crs)
    factors = np.hypot(end[0] - start[0], end[1] - start[1]) / _TRIAL_M
    advice = say(
        "use a CRS that is true to scale in this area, such as {example}",
        example=true_to_scale(box),
    )
    if not np.isfinite(factors).all():
        return say("{crs} does not reach this area; {advice}", crs=metric_crs, advice=advice)
    worst = float(factors[np.argmax(np.abs(factors - 1))])
    if abs(worst - 1) > _TRUE_TO_SCALE:
        return say(
            "{crs} draws a kilometre as {factor:.3f} km here; {advice}", crs=metric_crs,
            factor=worst, advice=advice,
        )  # fmt: skip
    return None
