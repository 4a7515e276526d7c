"""Bring streets in: from an extract or a stored network to the engine that answers in minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.files.basisset import sha256
from geodata.files.files import refuse_service
from geodata.streets.cache import (
    FILE_NAME,
    Provenance,
    StoredStreets,
    read_network,
    write_network,
)
from geodata.streets.osmnx_graph import read_graphml
from geodata.streets.pbf import read_pbf
from geodata.streets.raw import RawStreets
from sites.base.boundary import reading
from sites.base.errors import InputFileError, ScenarioError, TravelError
from sites.base.messages import say
from sites.base.projection import LONLAT, to_lonlat, to_metric
from sites.settings.scenario import Mode, Scenario
from sites.travel.profiles import CLASSES, MODES, StreetParams
from sites.travel.streets.build import SMALL_PIECE_M, ModeNetwork, build
from sites.travel.streets.network import StreetNetwork

DEFAULT_RING_M: Final = 10_000.0
#: Networks built from an extract that a scenario names directly; git ignores this folder.
CACHE: Final = Path("geodata/derived/streets")


@dataclass(frozen=True)
class ImportReport:
    """What became of an extract; ``modes`` has a row per mode, for the screen and the log."""

    path: Path
    provenance: Provenance
    modes: pd.DataFrame  # mode, streets_km, junctions, vertices, loose_pieces, loose_km


def street_params(scenario: Scenario) -> StreetParams:
    """Return the speeds a scenario asks for."""
    travel = scenario.travel
    return StreetParams(
        walk_kmh=travel.walk_kmh,
        bike_kmh=travel.bike_kmh,
        push_bike=travel.push_bike,
        junction_s=travel.junction_s,
        u_turn_s=travel.u_turn_s,
    )


def import_streets(
    source: Path,
    out_folder: Path,
    scenario: Scenario,
    area: shapely.Geometry | None = None,
    *,
    area_name: str = "",
    ring_m: float = DEFAULT_RING_M,
    modes: tuple[Mode, ...] = MODES,
) -> ImportReport:
    """Clip an extract to an area (EPSG:4326) plus a ring, build every mode and store the result.

    The ring keeps trips whole that cross the border; without an area the whole file is taken.
    A mode without any way is an error: leave it out of ``modes``.
    """
    words = f"{area_name or 'gebied'} + {ring_m:g} m" if area is not None else "heel het bestand"
    clip = None if area is None else _with_ring(area, ring_m, scenario.area.metric_crs)
    raw = _read(source, scenario, clip, modes)
    return _kept(raw, source, out_folder / FILE_NAME, scenario, words, modes)


def _kept(
    raw: RawStreets,
    source: Path,
    path: Path,
    scenario: Scenario,
    area: str,
    modes: tuple[Mode, ...],
) -> ImportReport:
    _check_side(raw, source.name, scenario)
    crs = scenario.area.metric_crs
    networks = {mode: build(mode, raw.segments(mode, crs)) for mode in modes}
    provenance = Provenance(
        source=source.name,
        sha256=sha256(source),
        settings=street_params(scenario).fingerprint(),
        metric_crs=crs,
        area=area,
        coverage=shapely.to_wkt(_hull(raw), rounding_precision=6),
        modes=modes,
        versions={name: version(name) for name in ("numpy", "osmium", "pyproj", "scipy")},
        missing_nodes=raw.missing_nodes,
        odd_tags=raw.odd_tags(),
    )
    write_network(path, networks, provenance, _metric(raw.water, crs))
    return ImportReport(path, provenance, mode_rows(networks))


def engine_for(
    scenario: Scenario, base_dir: Path, sites: pd.DataFrame | None = None, *,
    cache_dir: Path = CACHE,
) -> StreetNetwork:  # fmt: skip
    """Return the engine over the scenario's streets, after checking that it covers the sites.

    ``layers.streets`` names a stored network (its folder or file), an .osm.pbf or a .graphml; of
    the last two the built network is kept in ``cache_dir``, by the digest of the file.
    """
    layer = scenario.layers.streets
    if layer is None:
        raise no_streets()
    refuse_service(layer.path)
    stored = _stored(base_dir / layer.path, scenario, cache_dir)
    if sites is not None:
        _check_cover(stored.provenance, sites, scenario)
    loaders: dict[Mode, Callable[[], ModeNetwork]] = {
        mode: partial(stored.network, mode) for mode in stored.provenance.modes
    }
    return StreetNetwork(
        loaders,
        max_snap_m=scenario.travel.max_snap_m,
        walk_kmh=scenario.travel.walk_kmh,
        small_piece_m=SMALL_PIECE_M,
        water=stored.water(),
    )


def network_file(scenario: Scenario, base_dir: Path, *, cache_dir: Path = CACHE) -> Path:
    """Return the stored network of a scenario, built first where it names an extract."""
    layer = scenario.layers.streets
    if layer is None:
        raise no_streets()
    return _stored(base_dir / layer.path, scenario, cache_dir).path


def no_streets() -> ScenarioError:
    """Return the error for a scenario that travels over streets and names none."""
    return ScenarioError(
        'travel.engine is "streets" but the scenario names no [layers.streets]; add its file'
    )


def kept_network(scenario: Scenario, base_dir: Path) -> Provenance | None:
    """Return what the stored network of a scenario was made from; None where it names a file."""
    layer = scenario.layers.streets
    if layer is None:
        return None
    path = base_dir / layer.path
    path = path / FILE_NAME if path.is_dir() else path
    if path.suffix != ".npz":
        return None
    settings, crs = street_params(scenario).fingerprint(), scenario.area.metric_crs
    return read_network(path, settings=settings, metric_crs=crs).provenance


def engine_without_turns(
    extract: Path, scenario: Scenario, mode: Mode, engine: StreetNetwork
) -> StreetNetwork:
    """Return the engine as if no turn was barred and none cost a second; only cars feel it."""
    if mode != "car":
        return engine
    free = {"junction_s": 0.0, "u_turn_s": 0.0}
    params = street_params(scenario).model_copy(update=free)
    raw = replace(read_pbf(extract, params=params, modes=(mode,)), restrictions=())
    crs = scenario.area.metric_crs
    return StreetNetwork(
        {mode: build(mode, raw.segments(mode, crs))},
        max_snap_m=scenario.travel.max_snap_m,
        walk_kmh=scenario.travel.walk_kmh,
        water=_metric(raw.water, crs),
    )


def _stored(path: Path, scenario: Scenario, cache_dir: Path) -> StoredStreets:
    settings, crs = street_params(scenario).fingerprint(), scenario.area.metric_crs
    if path.is_dir():
        path /= FILE_NAME
    if not path.is_file():
        raise InputFileError(
            "{file} does not exist in folder {value}; check layers.streets",
            file=path.name,
            value=path.parent.name or ".",
        )
    if path.suffix == ".npz":
        return read_network(path, settings=settings, metric_crs=crs)
    digest = sha256(path)
    kept = cache_dir / f"{digest[:16]}-{settings}-{crs.rpartition(':')[2]}"
    if (kept / FILE_NAME).is_file():
        try:
            return read_network(kept / FILE_NAME, settings=settings, metric_crs=crs, sha256=digest)
        except InputFileError:  # our own copy, of an older version or damaged: make it anew
            (kept / FILE_NAME).unlink()
    raw = _read(path, scenario, None, MODES)
    # A mode without ways is left out here; a run that asks for it is told so by name.
    has = [any(reading.uses[i] for reading in raw.readings) for i in range(len(MODES))]
    modes = tuple(mode for mode, any_way in zip(MODES, has, strict=True) if any_way)
    _kept(raw, path, kept / FILE_NAME, scenario, "heel het bestand", modes)
    return read_network(kept / FILE_NAME, settings=settings, metric_crs=crs)


def _read(
    path: Path, scenario: Scenario, clip: shapely.Geometry | None, modes: tuple[Mode, ...]
) -> RawStreets:
    params = street_params(scenario)
    if path.suffix == ".graphml":
        raw = read_graphml(path, params=params, modes=modes)
        return raw if clip is None else raw.clipped(clip)
    if path.suffixes[-2:] != [".osm", ".pbf"] and path.suffix not in {".pbf", ".osm"}:
        raise InputFileError(
            "{file}: streets are read from .osm.pbf, .osm, .graphml or a stored network",
            file=path.name,
        )
    return read_pbf(path, params=params, modes=modes, area=clip)


def _check_side(raw: RawStreets, name: str, scenario: Scenario) -> None:
    west, south, east, north = scenario.area.bounds
    inside = (raw.lon >= west) & (raw.lon <= east) & (raw.lat >= south) & (raw.lat <= north)
    if not inside.any():
        raise InputFileError(
            "{name}: all streets lie at lon {lon:.4g}..{lon_2:.4g}, lat "
            "{lat:.4g}..{lat_2:.4g}, outside {country}; take another extract or set "
            "area.bounds",
            name=name,
            lon=raw.lon.min(),
            lon_2=raw.lon.max(),
            lat=raw.lat.min(),
            lat_2=raw.lat.max(),
            country=scenario.area.country,
        )


def _check_cover(provenance: Provenance, sites: pd.DataFrame, scenario: Scenario) -> None:
    crs = scenario.area.metric_crs
    with reading(provenance.source, say("import the streets again")):
        hull = _metric((shapely.from_wkt(provenance.coverage),), crs)[0]
    reach = shapely.buffer(hull, scenario.travel.max_snap_m)
    shapely.prepare(reach)
    inside = shapely.contains_xy(reach, sites["easting"].to_numpy(), sites["northing"].to_numpy())
    if outside := sites.loc[~inside, "site_id"].astype(str).tolist():
        named = ", ".join(outside[:5]) + (" ..." if len(outside) > 5 else "")  # noqa: PLR2004 - a line
        raise TravelError(
            "the streets of {source} do not cover {outside_count} of {sites_count} sites "
            "({named}); import a larger extract or widen the ring",
            source=provenance.source,
            outside_count=len(outside),
            sites_count=len(sites),
            named=named,
        )


def _with_ring(area: shapely.Geometry, ring_m: float, crs: str) -> shapely.Geometry:
    ring = shapely.simplify(shapely.buffer(_metric((area,), crs)[0], ring_m, quad_segs=4), 50.0)
    return shapely.transform(ring, lambda xy: np.column_stack(to_lonlat(xy[:, 0], xy[:, 1], crs)))


def _hull(raw: RawStreets) -> shapely.Geometry:
    return shapely.convex_hull(shapely.multipoints(np.column_stack([raw.lon, raw.lat])))


def _metric(shapes: Sequence[shapely.Geometry], crs: str) -> tuple[shapely.Geometry, ...]:
    if not shapes:
        return ()
    moved = shapely.transform(
        np.array(shapes, dtype=object),
        lambda xy: np.column_stack(to_metric(xy[:, 0], xy[:, 1], crs)),
    )
    return tuple(moved)


def mode_rows(networks: dict[Mode, ModeNetwork]) -> pd.DataFrame:
    """Return how much street each mode has, and how much of it is a loose piece."""
    rows = []
    for mode, net in networks.items():
        loose = net.piece_m[(net.piece_m < SMALL_PIECE_M) & (net.piece_m < net.piece_m.max())]
        rows.append(
            {
                "mode": mode,
                "streets_km": float(net.piece_m.sum() / 1000),
                "junctions": net.junctions,
                "vertices": len(net.easting),
                "loose_pieces": len(loose),
                "loose_km": float(loose.sum() / 1000),
            }
        )
    return pd.DataFrame(rows)


#: So many chains are drawn at a time.
_DRAWN: Final = 100_000


def street_lines(
    network: StreetNetwork,
    area: shapely.Geometry,
    metric_crs: str,
    *,
    modes: tuple[Mode, ...] = ("bike", "car"),
    tolerance_m: float = 5.0,
) -> gpd.GeoDataFrame:
    """Return the streets that touch an area (metric CRS) as simplified lines, for drawing.

    Columns ``class`` (the highway tag) and ``geometry`` (EPSG:4326); a street that several modes
    share is drawn once, from the first mode.
    """
    seen = np.zeros(0, dtype=np.uint64)
    parts = []
    for mode in (mode for mode in modes if mode in network.modes()):
        net = network.engine(mode).net
        keys = _segment_keys(net)
        at = np.searchsorted(seen, keys)
        fresh = np.logical_or.reduceat(np.append(seen, np.uint64(0))[at] != keys, net.first[:-1])
        seen = np.sort(np.concatenate([seen, keys]))
        shapely.prepare(area)
        for span in _spans(len(fresh)):
            lines = _lines(net, span)
            rows = np.flatnonzero(fresh[span] & shapely.intersects(area, lines))
            drawn = shapely.simplify(lines[rows], tolerance_m)
            lonlat = shapely.transform(
                drawn, lambda xy: np.column_stack(to_lonlat(xy[:, 0], xy[:, 1], metric_crs))
            )
            kinds = [CLASSES[kind] for kind in net.kind[span][rows].tolist()]
            parts.append(gpd.GeoDataFrame({"class": kinds}, geometry=lonlat, crs=LONLAT))
    if not parts:
        return gpd.GeoDataFrame({"class": []}, geometry=[], crs=LONLAT)
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=LONLAT)


def _spans(chains: int) -> list[slice]:
    """Return all chains, some at a time: of a country three copies at once take 8 GB."""
    return [slice(start, min(start + _DRAWN, chains)) for start in range(0, chains, _DRAWN)]


def _lines(net: ModeNetwork, span: slice) -> NDArray[np.object_]:
    """Return some chains as lines."""
    own = net.first[span.start : span.stop + 1]
    vertices = slice(int(own[0]), int(own[-1]))
    xy = np.column_stack([net.easting[vertices], net.northing[vertices]])
    lines: NDArray[np.object_] = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, xy, (own - own[0],)
    )
    return lines


def _segment_keys(net: ModeNetwork) -> NDArray[np.uint64]:
    """Return a key per vertex: of the segment it begins, the same in every mode and direction.

    A key stands for both ends in 8 bytes where these take 32, so that of a country it is not the
    largest thing there is. That two segments of ten million share one happens once in 400.000
    countries, and then one street of one chain may not be drawn.
    """
    keys = np.empty(len(net.easting), dtype=np.uint64)
    for span in _spans(len(net.first) - 1):
        first = net.first[span.start : span.stop + 1]
        own = slice(int(first[0]), int(first[-1]))
        here = _mixed(net.easting[own], net.northing[own])
        after = np.append(here[1:], 0)
        last = first[1:] - own.start - 1
        after[last] = here[last - 1]  # a chain's last vertex repeats its last segment
        keys[own] = _mixed(np.minimum(here, after), np.maximum(here, after))
    return keys


def _mixed(one: NDArray[np.generic], other: NDArray[np.generic]) -> NDArray[np.uint64]:
    """Return a number of 64 bits for each pair of such numbers, well spread (as splitmix64)."""
    mixed = np.zeros(len(one), dtype=np.uint64)
    for part in (one, other):
        mixed = (mixed ^ np.ascontiguousarray(part).view(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


__all__ = [
    "CACHE", "ImportReport", "engine_for", "engine_without_turns", "import_streets",
    "kept_network", "read_graphml", "read_network", "read_pbf", "street_lines", "street_params",
    "write_network",
]  # fmt: skip
