"""Read the streets of an OpenStreetMap extract, streaming: only street nodes stay in memory."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.files.files import check_pbf
from geodata.files.osm import is_deleted, read_deleted, read_new_nodes
from geodata.streets.raw import BIT, RawStreets
from geodata.streets.restrictions import HOURS, KEYS, Restriction, kind_of
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.settings.base import Mode
from sites.travel.profiles import (
    MODES,
    TABLE,
    Reading,
    StreetParams,
    blocks,
    guards,
    has_strange_access,
    read_way,
)

#: Lines that nobody wades through; outlines of lakes, and rivers and canals by their middle.
WATER: Final = (
    ("natural", "water"), ("natural", "coastline"), ("waterway", "river"),
    ("waterway", "canal"), ("waterway", "riverbank"),
)  # fmt: skip
TURN_KEYS: Final = ("type", "except", *KEYS, *HOURS)
_WKB_HEAD: Final = 9  # byte order, type and number of points come before the coordinates


def read_pbf(
    path: Path,
    *,
    params: StreetParams | None = None,
    modes: tuple[Mode, ...] = MODES,
    area: shapely.Geometry | None = None,
) -> RawStreets:
    """Read the ways that any of the modes may use; ``area`` (EPSG:4326) clips them.

    Nodes that the file does not hold (extracts cut off at a border) shorten their way and are
    counted; a file with no node for any of its ways is refused.
    """
    if path.suffix == ".pbf":
        check_pbf(path)
    wanted = _Ways(params or StreetParams(), modes, None if area is None else area.bounds)
    _stream(path, wanted)
    raw = wanted.streets(path.name)
    raw = raw if area is None else raw.clipped(area)
    if not len(raw.u):
        raise InputFileError(
            "{file} holds no street inside the area; take an extract that covers it",
            file=path.name,
        )
    return raw


@dataclass(frozen=True)
class WayRules:
    """What was read of every way and barrier, by the number that OpenStreetMap gave it.

    A way that the extract cuts in pieces stands there once a piece, with the same reading.
    """

    ways: tuple[tuple[int, Reading], ...]
    shut: tuple[tuple[int, int], ...]  # node, and a bit for each mode it stops (see BIT)


def read_rules(path: Path, params: StreetParams) -> WayRules:
    """Return what the streets of an extract allow, for who wants to rebuild them elsewhere."""
    if path.suffix == ".pbf":
        check_pbf(path)
    wanted = _Ways(params, MODES, None)
    _stream(path, wanted)
    readings = tuple(wanted.number)
    return WayRules(
        tuple((way, readings[i]) for way, i in zip(wanted.ids, wanted.which, strict=True)),
        tuple((node, shut) for node, (shut, _) in sorted(wanted.barriers.items()) if shut),
    )


def _stream(path: Path, wanted: "_Ways") -> None:
    """Hand every way, barrier and turn restriction to ``wanted``; new nodes take a second look."""
    import osmium  # noqa: PLC0415 - only this reader needs it

    with reading(path.name, say("download the extract again")):
        gone = read_deleted(path)
        streets = [("highway", kind) for kind in TABLE]
        ways = osmium.filter.TagFilter(*streets, ("route", "ferry"), *WATER)
        ways.enable_for(osmium.osm.WAY)
        barriers = osmium.filter.KeyFilter("barrier")
        barriers.enable_for(osmium.osm.NODE)
        relations = osmium.filter.KeyFilter(*KEYS)
        relations.enable_for(osmium.osm.RELATION)
        kinds = osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION
        things: Any = (  # one stream of all kinds: osmium has no common type
            osmium.FileProcessor(str(path), kinds)
            .with_locations()
            .with_filter(relations)
            .with_filter(ways)
            .with_filter(barriers)
        )
        line = osmium.geom.WKBFactory()
        every = osmium.geom.use_nodes.ALL
        for thing in things:
            if is_deleted(thing, gone):
                wanted.deleted += 1
                continue
            tags = thing.tags  # asked key by key, which costs less than taking every tag along
            if thing.is_node():
                wanted.add_barrier(thing.id, tags)
                continue
            if thing.is_relation():
                wanted.add_restriction(tags, thing.members)
                continue
            use = wanted.reading(tags)
            if (use is None and not _is_water(tags)) or len(thing.nodes) < 2:  # noqa: PLR2004 - a line
                continue
            try:
                xy = bytes.fromhex(line.create_linestring(thing, every))[_WKB_HEAD:]
            except (RuntimeError, osmium.InvalidLocationError):
                if wanted.new_nodes is None and any(node.ref < 0 for node in thing.nodes):
                    wanted.new_nodes = read_new_nodes(path)
                runs = _known_runs(thing, wanted)
            else:
                runs = [([node.ref for node in thing.nodes], xy)]
            for refs, points in runs:
                wanted.add(use, refs, points, way=thing.id)


def _is_water(tags: Mapping[str, str]) -> bool:
    hidden = tags.get("tunnel", "no") != "no" or tags.get("intermittent") == "yes"
    return not hidden and any(tags.get(key) == value for key, value in WATER)


def _known_runs(way: Any, wanted: "_Ways") -> list[tuple[list[int], bytes]]:  # noqa: ANN401 - osmium's own
    """Return the stretches of a way whose nodes the file holds."""
    runs: list[tuple[list[int], bytes]] = []
    refs: list[int] = []
    xy: list[float] = []
    for node in way.nodes:
        new = (wanted.new_nodes or {}).get(node.ref)
        if new is not None or node.location.valid():
            refs.append(node.ref)
            xy += new or (node.location.lon, node.location.lat)
        else:
            wanted.missing += 1
            runs.append((refs, np.array(xy).tobytes()))
            refs, xy = [], []
    runs.append((refs, np.array(xy).tobytes()))
    return [run for run in runs if len(run[0]) > 1]


@dataclass
class _Ways:
    """Gather ways in flat arrays while the file streams by."""

    params: StreetParams
    modes: tuple[Mode, ...]
    bounds: tuple[float, float, float, float] | None
    missing: int = 0
    outside: int = 0
    deleted: int = 0
    odd_barriers: int = 0
    new_nodes: dict[int, tuple[float, float]] | None = None  # drawn and not yet uploaded
    refs: "array[int]" = field(default_factory=lambda: array("q"))
    xy: bytearray = field(default_factory=bytearray)
    sizes: "array[int]" = field(default_factory=lambda: array("q"))
    which: "array[int]" = field(default_factory=lambda: array("i"))
    number: dict[Reading, int] = field(default_factory=dict)
    barriers: dict[int, tuple[int, int]] = field(default_factory=dict)
    water: list[shapely.Geometry] = field(default_factory=list)
    ids: "array[int]" = field(default_factory=lambda: array("q"))
    restrictions: list[tuple[str, dict[str, list[tuple[str, int]]]]] = field(default_factory=list)
    odd_restrictions: int = 0

    def reading(self, tags: Mapping[str, str]) -> Reading | None:
        found = read_way(tags, self.params)
        slots = [MODES.index(mode) for mode in self.modes]
        return found if found and any(found.uses[slot] for slot in slots) else None

    def add_barrier(self, node: int, tags: Mapping[str, str]) -> None:
        self.odd_barriers += has_strange_access(tags)
        shut = sum(BIT[mode] for mode in MODES if blocks(tags, mode))
        guarded = sum(BIT[mode] for mode in MODES if guards(tags, mode))
        if shut or guarded:
            self.barriers[node] = (shut, guarded)

    def add_restriction(self, tags: Mapping[str, str], members: Any) -> None:  # noqa: ANN401 - osmium's own
        """Keep a turn restriction until all ways are known."""
        kind = kind_of({key: tags[key] for key in TURN_KEYS if key in tags})
        if kind is None:
            return
        roles: dict[str, list[tuple[str, int]]] = {"from": [], "via": [], "to": []}
        for member in members:
            if member.role in roles:
                roles[member.role].append((member.type, member.ref))
        if kind and all(roles.values()):
            self.restrictions.append((kind, roles))
        else:
            self.odd_restrictions += 1

    def add(self, reading: Reading | None, refs: list[int], xy: bytes, *, way: int) -> None:
        if self.bounds is not None and not self._near(xy):
            self.outside += 1
            return
        if reading is None:
            points = np.frombuffer(xy, dtype="<f8").reshape(-1, 2)
            self.water.append(shapely.LineString(points))
            return
        self.refs.extend(refs)
        self.xy += xy
        self.sizes.append(len(refs))
        self.ids.append(way)
        self.which.append(self.number.setdefault(reading, len(self.number)))

    def _near(self, xy: bytes) -> bool:
        west, south, east, north = self.bounds or (-180.0, -90.0, 180.0, 90.0)
        lon, lat = np.frombuffer(xy, dtype="<f8").reshape(-1, 2).T
        return bool(
            lon.max() >= west and lon.min() <= east and lat.max() >= south and lat.min() <= north
        )

    def streets(self, name: str) -> RawStreets:
        if not len(self.sizes):
            if self.outside:
                why = say("holds no street inside the area; take an extract that covers it")
            elif self.missing:
                why = say(
                    "holds none of the nodes of its ways ({count} missing); make the "
                    "extract with complete ways and sort it by type and id",
                    count=self.missing,
                )
            else:
                why = say("holds no street (highway=*); take an extract with streets of the area")
            raise InputFileError(
                "{name} {why}",
                name=name,
                why=why,
            )
        refs = np.frombuffer(self.refs, dtype=np.int64)
        ids, first, node = np.unique(refs, return_index=True, return_inverse=True)
        xy = np.frombuffer(self.xy, dtype="<f8").reshape(-1, 2)
        lon, lat = xy[first, 0], xy[first, 1]
        del first
        sizes = np.frombuffer(self.sizes, dtype=np.int64)
        way = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        inner = (way[1:] == way[:-1]) & (node[1:] != node[:-1])
        shut, guarded = (np.zeros(len(ids), dtype=np.uint8) for _ in range(2))
        if self.barriers:
            named = np.array(sorted(self.barriers))
            at = np.minimum(np.searchsorted(ids, named), len(ids) - 1)
            held = ids[at] == named
            for n, i in zip(named[held].tolist(), at[held].tolist(), strict=True):
                shut[i], guarded[i] = self.barriers[n]
        return RawStreets(
            lon, lat,
            node[:-1][inner].astype(np.int32), node[1:][inner].astype(np.int32), way[:-1][inner],
            np.frombuffer(self.which, dtype=np.int32), tuple(self.number), shut, guarded,
            tuple(self.water), self.missing, self.deleted, self.odd_barriers,
            self._known_restrictions(ids), self.odd_restrictions, self.params,
        )  # fmt: skip

    def _known_restrictions(self, node_ids: NDArray[np.int64]) -> tuple[Restriction, ...]:
        """Return the restrictions whose ways and node were read, by the numbers given here."""
        ways = np.frombuffer(self.ids, dtype=np.int64)
        order = np.argsort(ways, kind="stable")
        found = []
        for kind, roles in self.restrictions:
            parts = {
                role: [_find(node_ids if thing == "n" else ways,
                             None if thing == "n" else order, ref) for thing, ref in members]
                for role, members in roles.items()
            }  # fmt: skip
            if min(number for part in parts.values() for number in part) < 0:
                continue  # a way that no car drives, or that lies outside the extract
            by_node = roles["via"][0][0] == "n"
            found.append(Restriction(
                kind.startswith("only"), kind.endswith("u_turn"), tuple(parts["from"]),
                parts["via"][0] if by_node else -1, () if by_node else tuple(parts["via"]),
                tuple(parts["to"]),
            ))  # fmt: skip
        return tuple(found)


def _find(sorted_ids: NDArray[np.int64], order: NDArray[np.int64] | None, ref: int) -> int:
    """Return the number of the one thing with this id; -1 where there is none, or several."""
    first = int(np.searchsorted(sorted_ids, ref, sorter=order))
    last = int(np.searchsorted(sorted_ids, ref, side="right", sorter=order))
    if last - first != 1:
        return -1
    return first if order is None else int(order[first])
