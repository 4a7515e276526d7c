"""Hold streets as a reader found them, and give each mode its own segments."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.streets.restrictions import Ban, Drawn, Restriction, bans_of
from sites.base.projection import to_metric
from sites.settings.base import Mode
from sites.travel.profiles import CLASSES, MODES, Reading, StreetParams, Use
from sites.travel.streets.build import NS_PER_MIN, Segments
from sites.travel.streets.drives import with_drives

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ids = NDArray[np.int32]

#: What a node does to each mode, one bit a mode: shut, or open to the ends of a trip only.
BIT: Final[dict[Mode, int]] = {mode: 1 << i for i, mode in enumerate(MODES)}


#: Streets whose side road makes no crossing: nobody waits there for a yard or a field.
_ASIDE: Final = tuple(CLASSES.index(kind) for kind in ("service", "track"))
_CROSSING: Final = 3


@dataclass(frozen=True)
class RawStreets:
    """Ways and their nodes in lon, lat, with what the tags mean to each mode.

    ``u, v, way`` describe straight segments; ``way_reading[way]`` indexes ``readings``.
    ``shut`` and ``guarded`` hold bits per node (see ``BIT``). ``water`` holds lines, EPSG:4326.
    """

    lon: Floats
    lat: Floats
    u: Ids
    v: Ids
    way: NDArray[np.int32]
    way_reading: NDArray[np.int32]
    readings: tuple[Reading, ...]
    shut: NDArray[np.uint8]
    guarded: NDArray[np.uint8]
    water: tuple[shapely.Geometry, ...]
    missing_nodes: int = 0  # places in ways whose node the file does not hold
    deleted: int = 0  # ways and barriers that the file marks as deleted
    odd_barriers: int = 0  # with an access value that stands in no list: private
    restrictions: tuple[Restriction, ...] = ()  # of turning, for cars
    odd_restrictions: int = 0  # that name no turn, or no ways
    params: StreetParams = field(default_factory=StreetParams)

    def odd_tags(self) -> dict[str, int]:
        """Count the ways per tag that made no sense, for the import report."""
        counts = np.bincount(self.way_reading, minlength=len(self.readings))
        total: Counter[str] = Counter()
        for reading, count in zip(self.readings, counts.tolist(), strict=True):
            for key in reading.odd:
                total[key] += count
        if self.odd_barriers:
            total["barrier"] = self.odd_barriers
        if odd := self.odd_restrictions + self._barred()[1]:
            total["restriction"] = odd
        return dict(sorted(total.items()))

    def clipped(self, area: shapely.Geometry) -> "RawStreets":
        """Keep the segments that touch an area (EPSG:4326) with either end."""
        shapely.prepare(area)
        inside = shapely.contains_xy(area, self.lon, self.lat)
        kept = inside[self.u] | inside[self.v]
        used = np.unique(np.concatenate([self.u[kept], self.v[kept]]))
        number = np.full(len(self.lon), -1, dtype=np.int32)
        number[used] = np.arange(len(used), dtype=np.int32)
        return RawStreets(
            self.lon[used], self.lat[used], number[self.u[kept]], number[self.v[kept]],
            self.way[kept], self.way_reading, self.readings, self.shut[used], self.guarded[used],
            tuple(line for line in self.water if shapely.intersects(area, line)),
            self.missing_nodes, self.deleted, self.odd_barriers,
            tuple(
                replace(one, via_node=int(number[one.via_node]) if one.via_node >= 0 else -1)
                for one in self.restrictions
            ),
            self.odd_restrictions, self.params,
        )  # fmt: skip

    def segments(self, mode: Mode, metric_crs: str) -> Segments:
        """Return the streets of one mode in metres; a shut node ends every street at it."""
        # Apart, so that what was looked up on the way is gone when the drives are looked for.
        return with_drives(self.projected(mode, metric_crs))

    def projected(self, mode: Mode, metric_crs: str) -> Segments:
        """Return the streets as tagged, before what lies behind a private drive becomes one."""
        easting, northing = to_metric(self.lon, self.lat, metric_crs)
        slot = MODES.index(mode)
        uses = [reading.uses[slot] for reading in self.readings]
        rows = [
            (0, 0, 0, 0, 0, 0, np.nan, 1)
            if use is None
            else (1, use.forward, use.backward, use.ends_only, use.doors, use.kmh,
                  np.nan if use.total_min is None else use.total_min, _against(use))
            for use in uses
        ]  # fmt: skip
        # A row per reading, looked up column by column: rows per segment would be ten times as big.
        table = np.array(rows, dtype=np.float64).reshape(-1, 8)
        keep = (table[:, 0] > 0)[self.way_reading[self.way]]
        u, v, way = self.u[keep], self.v[keep], self.way[keep]
        read = self.way_reading[way]
        forward, backward = (table[:, 1] > 0)[read], (table[:, 2] > 0)[read]
        time_ns = self._time_ns(np.hypot(easting[u] - easting[v], northing[u] - northing[v]),
                                way, table[:, 6], table[:, 5])  # fmt: skip
        del way
        tail, tip = np.where(forward, u, v), np.where(forward, v, u)
        bit = BIT[mode]
        guard = (self.guarded & bit) > 0
        kinds = np.array([CLASSES.index(reading.kind) for reading in self.readings], dtype=np.int8)
        drive = (table[:, 3] > 0)[read] | guard[u] | guard[v]
        del u, v
        kind = kinds[read] if len(read) else np.zeros(0, dtype=np.int8)
        tail, tip, source = _parted(tail, tip, (self.shut & bit) > 0)
        toll_ns: Ints | None = None
        bans: tuple[Ban, ...] = ()
        if mode == "car":
            bans = self._bans(keep, turned=~forward)
            toll_ns = self._toll_ns(tail, tip, len(source), counts=~drive & ~np.isin(kind, _ASIDE))
        return Segments(
            easting=easting[source],
            northing=northing[source],
            u=tail,
            v=tip,
            time_ns=time_ns,
            one_way=(forward != backward) & np.isinf(table[:, 7])[read],
            ends_only=drive,
            can_snap=(table[:, 4] > 0)[read],
            kind=kind,
            against=None if np.isin(table[:, 7], (1, np.inf)).all() else table[:, 7][read],
            toll_ns=toll_ns,
            bans=bans,
            u_turn_ns=round(self.params.u_turn_s * NS_PER_MIN / 60),
        )

    def _time_ns(
        self, length: Floats, way: NDArray[np.int32], total_min: Floats, kmh: Floats
    ) -> Ints:
        """Return the time over each segment: its share of that of its way, else by its speed.

        ``total_min`` and ``kmh`` are of each reading.
        """
        read = self.way_reading[way]
        minutes = length / (kmh * 1000 / 60)[read]
        whole = np.bincount(way, weights=length, minlength=len(self.way_reading))
        timed = np.flatnonzero(np.isfinite(total_min)[read] & (whole > 0)[way])
        minutes[timed] = total_min[read[timed]] * length[timed] / whole[way[timed]]
        minutes *= NS_PER_MIN
        return np.rint(minutes, out=minutes).astype(np.int64)

    def _toll_ns(self, tail: Ids, tip: Ids, nodes: int, *, counts: NDArray[np.bool_]) -> Ints:
        """Return what passing each node costs: where three or more public streets meet."""
        ends = np.concatenate([tail[counts], tip[counts]])
        meet = np.bincount(ends, minlength=nodes)
        cost = round(self.params.junction_s * NS_PER_MIN / 60)
        return np.where(meet >= _CROSSING, cost, 0).astype(np.int64)

    def _barred(self) -> tuple[tuple[Ban, ...], int]:
        drawn = Drawn(self.u, self.v, self.way, self.way_reading, self.readings)
        return bans_of(drawn, self.restrictions)

    def _bans(self, keep: NDArray[np.bool_], *, turned: NDArray[np.bool_]) -> tuple[Ban, ...]:
        """Return the barred sequences in the rows and directions of the segments kept."""
        row = np.cumsum(keep) - 1
        return tuple(
            tuple(
                2 * int(row[code >> 1]) + (code & 1 ^ int(turned[row[code >> 1]])) for code in ban
            )
            for ban in self._barred()[0]
        )


def _against(use: Use) -> float:
    """Return how many times as long a way takes against its direction."""
    if use.forward and use.backward:
        return 1.0
    return np.inf if use.back_kmh is None else use.kmh / use.back_kmh


def _parted(tail: Ids, tip: Ids, shut: NDArray[np.bool_]) -> tuple[Ids, Ids, Ids]:
    """Give every segment its own copy of a shut node; also return each node's original."""
    count = len(shut)
    tail, tip, extra = tail.copy(), tip.copy(), []
    for ends in (tail, tip):
        rows = np.flatnonzero(shut[ends])
        extra.append(ends[rows])
        ends[rows] = count + np.arange(len(rows))
        count += len(rows)
    return tail, tip, np.concatenate([np.arange(len(shut), dtype=np.int32), *extra])
