"""Name what a reader knows: places by their size, the area's main place always, and stations."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from maps.content.shapes import Box, near

#: From how many inhabitants a place has large, or middling letters; smaller ones have small.
_SIZES: Final = ((25_000, "groot"), (4_000, "middel"), (0, "klein"))
MAIN: Final = "hoofd"
DISTRICT: Final = "streek"
_INSIDE: Final = 0.002  # degrees: how exact the middle of a municipality is


@dataclass(frozen=True)
class Label:
    """A name on the map; those placed first come first.

    ``kind`` is "hoofd" (the main place, always named), "groot", "middel" or "klein" by
    inhabitants, or "streek": a municipality that no place has the name of. ``away`` marks what
    lies outside the area of the page.
    """

    text: str
    lon: float
    lat: float
    kind: str
    away: bool


def labels_of(
    towns: gpd.GeoDataFrame, kernen: pd.DataFrame, gm_code: str | None, around: Box
) -> tuple[Label, ...]:
    """Return the names around a page's area: its main place, places by inhabitants, then others.

    ``towns`` are municipalities with their neighbours, ``kernen`` places with inhabitants.
    """
    seen = kernen[around.holds(*kernen[["lon", "lat"]].to_numpy().T)]
    seen = seen.sort_values(["population", "kern"], ascending=[False, True])
    own = pd.Series(data=True, index=seen.index) if gm_code is None else seen["gm_code"] == gm_code
    rows = [*seen[own].to_dict("records"), *seen[~own].to_dict("records")]
    found = [
        Label(
            str(row["kern"]),
            float(row["lon"]),
            float(row["lat"]),
            MAIN if i == 0 and own.any() else _size(int(row["population"])),
            i >= int(own.sum()),
        )
        for i, row in enumerate(rows)
    ]
    order = {kind: place for place, kind in enumerate((MAIN, *(kind for _, kind in _SIZES)))}
    found.sort(key=lambda label: (order[label.kind], label.away))
    return (*found, *_districts(towns, gm_code, around, {label.text for label in found}))


def _size(population: int) -> str:
    return next(kind for least, kind in _SIZES if population >= least)


def _districts(
    towns: gpd.GeoDataFrame, gm_code: str | None, around: Box, named: set[str]
) -> list[Label]:
    """Return the municipalities that no place has the name of, in the middle of what is seen."""
    seen = near(towns, around)
    seen = seen[~seen["name"].isin(named) & (seen["gm_code"] != gm_code)].sort_values("gm_code")
    if seen.empty:
        return []
    shapes = shapely.clip_by_rect(
        seen.geometry.to_numpy(), around.west, around.south, around.east, around.north
    )
    middles = shapely.maximum_inscribed_circle(shapes, _INSIDE)
    at = shapely.get_coordinates(shapely.get_point(middles, 0))
    return [
        Label(town.name, float(lon), float(lat), DISTRICT, gm_code is not None or _is_far(town))
        for town, (lon, lat) in zip(seen.itertuples(index=False), at, strict=True)
    ]


def _is_far(town: object) -> bool:
    return getattr(town, "role", "") == "rondom"
