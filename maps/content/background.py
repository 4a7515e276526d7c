"""Gather the vector base of a page: borders, water, roads, streets, names, facilities."""

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from maps.content.ground import Shape, ground_of, ground_shapes, merged
from maps.content.labels import Label, labels_of
from maps.content.shapes import (
    Box,
    Ring,
    box_of,
    clipped,
    line_rings,
    near,
    rings,
    simplified,
    simplified_cover,
)
from maps.content.sites import SiteBook
from sites.scoring.facilities import kern_radius_m
from sites.tables.filters import own_municipalities
from sites.tables.results import BaseShapes, Layers, RunResult
from sites.tables.schemas import MOTHER

#: How far around a municipality the base goes on, as part of its size.
MARGIN: Final = 0.6
FACILITY_MARGIN: Final = 0.15
FACILITIES_MAX: Final = 9_000
#: What readers are told of the built-up ground where no layer holds it.
TINT: Final = "bebouwing (gemodelleerd)"
#: Numbers spent on streets per page: some ten characters each, in the data and on paper.
STREETS_MAX: Final = 8_000
_FINE_M, _COARSE_M = 12.0, 45.0
_STREET_M: Final = 6.0
#: Street classes from main to small: those at the end are left out first.
STREET_ORDER: Final = ("snelweg", "hoofdweg", "motorway", "trunk", "primary", "secondary",
                       "tertiary", "weg", "straat", "residential", "fietspad", "pad")  # fmt: skip


@dataclass(frozen=True)
class Area:
    """One municipality as drawn; ``role`` is "eigen", "gebied" or "rondom"."""

    gm_code: str
    name: str
    role: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, eq=False)
class Facilities:
    """The places a page draws or names; ``rows`` are rows of the run's places table."""

    table: pd.DataFrame
    rows: NDArray[np.int64]
    not_drawn: int


@dataclass(frozen=True)
class Tint:
    """Where the people of a kern about live: a disc reckoned from how many they are."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True)
class Station:
    """A railway station."""

    name: str
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Base:
    """What lies under the sites."""

    box: Box
    around: Box  # how far the base goes on
    areas: tuple[Area, ...]
    shapes: tuple[Shape, ...]
    streets: tuple[Shape, ...]
    streets_left_out: tuple[str, ...]
    labels: tuple[Label, ...]
    tints: tuple[Tint, ...]
    stations: tuple[Station, ...]
    facilities: Facilities


@dataclass(frozen=True, eq=False)
class Background:
    """The whole run's shapes, simplified once for close by (fine) and for afar (coarse)."""

    towns: gpd.GeoDataFrame
    coarse: gpd.GeoSeries
    base: BaseShapes
    streets: gpd.GeoDataFrame | None
    kernen: pd.DataFrame
    places: pd.DataFrame
    stations: pd.DataFrame | None


def background(result: RunResult) -> Background:
    """Prepare a run's shapes once for all its pages."""
    towns = result.layers.municipalities
    fine = towns.set_geometry(simplified_cover(towns.geometry, _FINE_M))
    return Background(
        towns=fine,
        coarse=simplified_cover(towns.geometry, _COARSE_M),
        base=ground_of(result),
        streets=None if result.streets is None else result.streets.lines,
        kernen=result.layers.kernen,
        places=result.layers.places,
        stations=result.layers.stations,
    )


def base_for(
    shared: Background,
    gm_code: str | None,
    sites: pd.DataFrame,
    book: SiteBook,
    rows: NDArray[np.int64],
) -> Base:
    """Cut the base of one page out of the run's shapes."""
    towns = shared.towns
    own = own_municipalities(towns) if gm_code is None else towns[towns["gm_code"] == gm_code]
    shapes = [*own.geometry]
    if len(sites):
        shapes.append(shapely.MultiPoint(sites[["lon", "lat"]].to_numpy()))
    box = box_of(shapes)
    around = box.grown(0.25 if gm_code is None else MARGIN)
    streets, left_out = _streets(shared.streets, gm_code, box)
    return Base(
        box=box,
        around=around,
        areas=_areas(shared, gm_code, around),
        shapes=ground_shapes(shared.base, around, _COARSE_M if gm_code is None else _FINE_M),
        streets=streets,
        streets_left_out=left_out,
        labels=labels_of(shared.towns, shared.kernen, gm_code, around),
        tints=_tints(shared, around),
        stations=_stations(shared.stations, around),
        facilities=_facilities(shared.places, gm_code, box, book, rows),
    )


def base_around(layers: Layers, gm_code: str | None, box: Box) -> Base:
    """Return what lies in a box of checked layers, without sites, streets or facilities."""
    towns = layers.municipalities
    shared = Background(
        towns=towns.set_geometry(simplified_cover(towns.geometry, _FINE_M)),
        coarse=towns.geometry,
        base=merged(layers.base),
        streets=None,
        kernen=layers.kernen,
        places=layers.places,
        stations=layers.stations,
    )
    around = box.grown(MARGIN)
    none = np.empty(0, dtype=np.int64)
    return Base(
        box=box,
        around=around,
        areas=_areas(shared, gm_code, around),
        shapes=ground_shapes(shared.base, around, _FINE_M),
        streets=(),
        streets_left_out=(),
        labels=labels_of(shared.towns, shared.kernen, gm_code, around),
        tints=_tints(shared, around),
        stations=_stations(shared.stations, around),
        facilities=Facilities(layers.places.head(0), none, 0),
    )


def _areas(shared: Background, gm_code: str | None, around: Box) -> tuple[Area, ...]:
    towns = shared.towns
    if gm_code is None:
        towns = towns.set_geometry(shared.coarse)
    areas = []
    for town in near(towns, around).sort_values("gm_code").itertuples():
        role = "eigen" if town.gm_code == gm_code else town.role
        pieces = clipped([town.geometry], around.grown(0.2)) if role != "eigen" else [town.geometry]
        outline = tuple(ring for piece in pieces for ring in rings(piece))
        areas.append(Area(town.gm_code, town.name, role, outline))
    return tuple(areas)


def _tints(shared: Background, around: Box) -> tuple[Tint, ...]:
    """Return the kernen as discs; none where a layer of built-up area is given."""
    if shared.base.built_up is not None:
        return ()
    kernen = shared.kernen
    seen = kernen[around.grown(0.1).holds(*kernen[["lon", "lat"]].to_numpy().T)]
    radius = kern_radius_m(seen["population"])
    return tuple(
        Tint(float(lon), float(lat), round(float(r)))
        for lon, lat, r in zip(seen["lon"], seen["lat"], radius, strict=True)
    )


def _stations(table: pd.DataFrame | None, around: Box) -> tuple[Station, ...]:
    if table is None:
        return ()
    seen = table[around.holds(*table[["lon", "lat"]].to_numpy().T)].sort_values("name")
    return tuple(
        Station(str(row["name"]), float(row["lon"]), float(row["lat"]))
        for row in seen.to_dict("records")
    )


def _streets(
    streets: gpd.GeoDataFrame | None, gm_code: str | None, box: Box
) -> tuple[tuple[Shape, ...], tuple[str, ...]]:
    """Return a municipality's streets, main ones first, as far as the page's size allows.

    Without the streets that they join, smaller ones would be loose strokes: where a class has no
    room, none of the smaller classes is drawn.
    """
    if streets is None or gm_code is None:
        return (), ()
    here = near(streets, box)
    left = STREETS_MAX
    kept: list[Shape] = []
    left_out: list[Shape] = []
    for name in sorted(set(here["class"]), key=_street_rank):
        lines = simplified(here.loc[here["class"] == name].geometry, _STREET_M)
        shape = Shape(name, (), line_rings(lines))
        left -= sum(len(ring) for ring in shape.lines)
        (kept if left >= 0 else left_out).append(shape)
    return tuple(kept), tuple(shape.name for shape in left_out)


def _street_rank(name: str) -> tuple[int, str]:
    known = STREET_ORDER.index(name) if name in STREET_ORDER else len(STREET_ORDER)
    return known, name


def ov_lines_of(table: gpd.GeoDataFrame) -> tuple[tuple[str, str, tuple[Ring, ...]], ...]:
    """Return site, line and drawing of the public-transport lines (EPSG:4326) that a page names."""
    return tuple(
        (str(row["site_id"]), str(row["line"]), rings(row["geometry"]))
        for row in table.sort_values(["site_id", "line"]).to_dict("records")
    )


def _facilities(
    places: pd.DataFrame, gm_code: str | None, box: Box, book: SiteBook, rows: NDArray[np.int64]
) -> Facilities:
    """Return the places in view and all that a site of the page names."""
    used = np.zeros(len(places), dtype=bool)
    for p, part in enumerate(book.parts):
        if part.category != MOTHER:
            named = book.place[rows, p]
            used[named[named >= 0]] = True
    around = box.grown(0.02 if gm_code is None else FACILITY_MARGIN)
    seen = around.holds(places["lon"].to_numpy(), places["lat"].to_numpy())
    extra = np.flatnonzero(seen & ~used)
    room = max(0, FACILITIES_MAX - int(used.sum()))
    kept = np.sort(np.concatenate([np.flatnonzero(used), extra[:room]]))
    return Facilities(places.iloc[kept], kept, max(0, len(extra) - room))
