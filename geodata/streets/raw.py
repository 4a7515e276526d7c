"""Hold streets as a reader found them, and give each mode its own segments."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sites.base.projection import to_metric
from sites.settings.scenario import Mode
from sites.travel.profiles import CLASSES, MODES, Reading
from sites.travel.streets.build import NS_PER_MIN, Segments

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: What a node does to each mode, one bit a mode: shut, or open to the ends of a trip only.
BIT: Final[dict[Mode, int]] = {mode: 1 << i for i, mode in enumerate(MODES)}


@dataclass(frozen=True)
class RawStreets:
    """Ways and their nodes in lon, lat, with what the tags mean to each mode.

    ``u, v, way`` describe straight segments; ``way_reading[way]`` indexes ``readings``.
    ``shut`` and ``guarded`` hold bits per node (see ``BIT``). ``water`` holds lines, EPSG:4326.
    """

    lon: Floats
    lat: Floats
    u: Ints
    v: Ints
    way: NDArray[np.int32]
    way_reading: NDArray[np.int32]
    readings: tuple[Reading, ...]
    shut: NDArray[np.uint8]
    guarded: NDArray[np.uint8]
    water: tuple[shapely.Geometry, ...]
    missing_nodes: int = 0  # places in ways whose node the file does not hold
    deleted: int = 0  # ways and barriers that the file marks as deleted
    odd_barriers: int = 0  # with an access value that stands in no list: private

    def odd_tags(self) -> dict[str, int]:
        """Count the ways per tag that made no sense, for the import report."""
        counts = np.bincount(self.way_reading, minlength=len(self.readings))
        total: Counter[str] = Counter()
        for reading, count in zip(self.readings, counts.tolist(), strict=True):
            for key in reading.odd:
                total[key] += count
        if self.odd_barriers:
            total["barrier"] = self.odd_barriers
        return dict(sorted(total.items()))

    def clipped(self, area: shapely.Geometry) -> "RawStreets":
        """Keep the segments that touch an area (EPSG:4326) with either end."""
        shapely.prepare(area)
        inside = shapely.contains_xy(area, self.lon, self.lat)
        kept = inside[self.u] | inside[self.v]
        used = np.unique(np.concatenate([self.u[kept], self.v[kept]]))
        number = np.full(len(self.lon), -1, dtype=np.int64)
        number[used] = np.arange(len(used))
        return RawStreets(
            self.lon[used], self.lat[used], number[self.u[kept]], number[self.v[kept]],
            self.way[kept], self.way_reading, self.readings, self.shut[used], self.guarded[used],
            tuple(line for line in self.water if shapely.intersects(area, line)),
            self.missing_nodes, self.deleted, self.odd_barriers,
        )  # fmt: skip

    def segments(self, mode: Mode, metric_crs: str) -> Segments:
        """Return the streets of one mode in metres; a shut node ends every street at it."""
        easting, northing = to_metric(self.lon, self.lat, metric_crs)
        slot = MODES.index(mode)
        uses = [reading.uses[slot] for reading in self.readings]
        rows = [
            (0, 0, 0, 0, 0, 0, np.nan)
            if use is None
            else (1, use.forward, use.backward, use.ends_only, use.doors, use.kmh,
                  np.nan if use.total_min is None else use.total_min)
            for use in uses
        ]  # fmt: skip
        table = np.array(rows, dtype=np.float64).reshape(-1, 7)[self.way_reading[self.way]]
        keep = table[:, 0] > 0
        table, u, v, way = table[keep], self.u[keep], self.v[keep], self.way[keep]
        length = np.hypot(easting[u] - easting[v], northing[u] - northing[v])
        forward, backward = table[:, 1] > 0, table[:, 2] > 0
        whole = np.bincount(way, weights=length, minlength=len(self.way_reading))[way]
        with np.errstate(invalid="ignore", divide="ignore"):
            minutes = np.where(
                np.isfinite(table[:, 6]) & (whole > 0),
                table[:, 6] * length / whole,
                length / (table[:, 5] * 1000 / 60),
            )
        tail, tip = np.where(forward, u, v), np.where(forward, v, u)
        bit = BIT[mode]
        guard = (self.guarded & bit) > 0
        kinds = np.array([CLASSES.index(reading.kind) for reading in self.readings], dtype=np.int8)
        tail, tip, source = _parted(tail, tip, (self.shut & bit) > 0)
        return Segments(
            easting=easting[source],
            northing=northing[source],
            u=tail,
            v=tip,
            time_ns=np.rint(minutes * NS_PER_MIN).astype(np.int64),
            one_way=forward != backward,
            ends_only=(table[:, 3] > 0) | guard[u] | guard[v],
            can_snap=table[:, 4] > 0,
            kind=kinds[self.way_reading[way]] if len(way) else np.zeros(0, dtype=np.int8),
        )


def _parted(tail: Ints, tip: Ints, shut: NDArray[np.bool_]) -> tuple[Ints, Ints, Ints]:
    """Give every segment its own copy of a shut node; also return each node's original."""
    count = len(shut)
    tail, tip, extra = tail.copy(), tip.copy(), []
    for ends in (tail, tip):
        rows = np.flatnonzero(shut[ends])
        extra.append(ends[rows])
        ends[rows] = count + np.arange(len(rows))
        count += len(rows)
    return tail, tip, np.concatenate([np.arange(len(shut)), *extra])
