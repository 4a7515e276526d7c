"""Turn degrees into metres and back, the one way everywhere."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

LONLAT = "EPSG:4326"
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
