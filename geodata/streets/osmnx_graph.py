"""Take streets from an osmnx graph: an area downloaded through osmnx, or a saved GraphML."""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geodata.streets.raw import RawStreets
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import LONLAT, to_lonlat
from sites.settings.base import Mode
from sites.travel.profiles import CLASSES, KEYS, MODES, Reading, StreetParams, read_way


def read_graphml(
    path: Path, *, params: StreetParams | None = None, modes: tuple[Mode, ...] = MODES
) -> RawStreets:
    """Read a graph saved with ``osmnx.save_graphml``."""
    import osmnx  # noqa: PLC0415 - only this reader needs it

    with reading(path.name, say("save it with osmnx.save_graphml")):
        graph = osmnx.load_graphml(path)
        return from_osmnx(graph, params=params, modes=modes, name=path.name)


def from_osmnx(
    graph: Any,  # noqa: ANN401 - networkx.MultiDiGraph, which the core must not need
    *,
    params: StreetParams | None = None,
    modes: tuple[Mode, ...] = MODES,
    name: str = "osmnx graph",
) -> RawStreets:
    """Return the streets of an osmnx graph, bends included.

    osmnx keeps few tags unless ``osmnx.settings.useful_tags_way`` names more (add ``sites.
    profiles.KEYS``), no barriers and, in a graph of one network type, only the ways of that type:
    what it left out cannot be found back here.
    """
    crs = str(graph.graph.get("crs", ""))
    if not crs:
        raise InputFileError(
            "{name} does not say its CRS; save the graph with osmnx.save_graphml",
            name=name,
        )
    number = {node: i for i, node in enumerate(sorted(graph.nodes))}
    xs = [float(graph.nodes[node]["x"]) for node in number]
    ys = [float(graph.nodes[node]["y"]) for node in number]
    readings: dict[Reading, int] = {}
    tails: list[int] = []
    tips: list[int] = []
    way: list[int] = []
    which: list[int] = []
    for u, v, data in _one_of_each(graph):
        reading = read_way(_tags(data), params or StreetParams())
        if reading is None or not any(reading.uses[MODES.index(mode)] for mode in modes):
            continue
        line = data.get("geometry")
        inner = [] if line is None else list(line.coords)[1:-1]
        bends = range(len(xs), len(xs) + len(inner))
        xs += [x for x, *_ in inner]
        ys += [y for _, y, *_ in inner]
        nodes = [number[u], *bends, number[v]]
        tails += nodes[:-1]
        tips += nodes[1:]
        way += [len(which)] * (len(nodes) - 1)
        which.append(readings.setdefault(reading, len(readings)))
    if not tails:
        raise InputFileError(
            "{name} holds no street (edges with a known highway tag); download the area again",
            name=name,
        )
    lon, lat = np.array(xs), np.array(ys)
    if crs.lower() != LONLAT.lower():
        lon, lat = to_lonlat(lon, lat, crs)
    if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
        raise InputFileError(
            "{name} holds a node that lies nowhere; download the area again", name=name
        )
    none = np.zeros(len(lon), dtype=np.uint8)
    return RawStreets(
        lon, lat, np.array(tails, dtype=np.int32), np.array(tips, dtype=np.int32),
        np.array(way, dtype=np.int32),
        np.array(which, dtype=np.int32), tuple(readings), none, none, (),
        params=params or StreetParams(),
    )  # fmt: skip


def _one_of_each(graph: Any) -> list[tuple[Any, Any, dict[str, Any]]]:  # noqa: ANN401 - networkx
    """Return every street once: osmnx holds a two-way street as two edges.

    Where parts drawn in opposite directions were joined, both edges say ``reversed`` of some part;
    the first of the two is taken. A reversed edge whose partner was cut away stays, as a street in
    its own direction only.
    """
    edges = sorted(graph.edges(keys=True, data=True), key=_as_drawn_first)
    seen: Counter[tuple[Any, Any, tuple[str, float]]] = Counter()
    kept = []
    for u, v, k, data in edges:
        key = _key(data)
        if seen[v, u, key]:
            seen[v, u, key] -= 1  # the other direction of a street that is kept already
            continue
        seen[u, v, key] += 1
        alone = not graph.has_edge(v, u) or _reversed(data)
        kept.append((u, v, k, data | ({"oneway": True} if alone else {})))
    return [(u, v, data) for u, v, _, data in sorted(kept, key=lambda edge: edge[:3])]


def _as_drawn_first(edge: tuple[Any, Any, Any, dict[str, Any]]) -> tuple[int, Any, Any, Any]:
    u, v, k, data = edge
    mixed = not isinstance(data.get("reversed", False), bool)
    return 2 if _reversed(data) else int(mixed), u, v, k


def _reversed(data: dict[str, Any]) -> bool:
    """Tell whether an edge runs against all of the street as it is drawn."""
    return data.get("reversed") in (True, [True])


def _key(data: dict[str, Any]) -> tuple[str, float]:
    ids = data.get("osmid", "")
    named = sorted(map(str, ids)) if isinstance(ids, list) else [str(ids)]
    line = data.get("geometry")
    size = data.get("length", shapely.length(line) if line is not None else 0.0)
    return ";".join(named), round(float(size), 3)


def _tags(data: dict[str, Any]) -> dict[str, str]:
    """Return one edge's tags; osmnx joins the values of merged ways in a list."""
    tags: dict[str, str] = {}
    for key in KEYS:
        value = data.get(key)
        if value is None or (isinstance(value, float) and np.isnan(value)):
            continue
        values = sorted({str(part) for part in (value if isinstance(value, list) else [value])})
        if key == "highway":  # the humblest class that was merged in
            known = [part for part in values if part in CLASSES]
            values = [max(known, key=CLASSES.index)] if known else values
        tags[key] = ";".join(values)
    if "oneway" in tags:
        tags["oneway"] = "yes" if tags["oneway"] in {"True", "yes"} else "no"
    return tags
