"""Answer travel questions over real streets: exact, with the identity of what is nearest.

One search from all places of a category at once gives every junction its nearest place, so the
cost hardly depends on the number of candidates. From door to street people walk, at both ends
and for every mode. What is not modelled: lights, hills, the hour (see docs/methods.md).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from os import cpu_count

import numpy as np
import shapely

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.base import Direction, Mode
from sites.travel.protocol import NO_PLACE, NO_ROUTE, NOT_CONNECTED, OK, Nearest, Points
from sites.travel.streets.build import NS_PER_MIN, SMALL_PIECE_M, UM_PER_M, ModeNetwork
from sites.travel.streets.kernels.arrays import (
    FAR,
    Floats,
)
from sites.travel.streets.mode_engine import ModeEngine
from sites.travel.streets.pairs import limit_ns_of
from sites.travel.streets.rooms import Rooms
from sites.travel.streets.snap import Snapper, SnapReport

LABEL = "over de weg (OpenStreetMap)"


class StreetNetwork:
    """Speak the travel protocol over one network per mode.

    ``water`` holds lines or polygons (metric CRS) that a point may not be carried across when
    its nearest street lies in a loose piece; an empty sequence means it is not known.
    """

    label = LABEL

    def __init__(
        self,
        networks: Mapping[Mode, ModeNetwork | Callable[[], ModeNetwork]],
        *,
        max_snap_m: float = 500.0,
        walk_kmh: float = 5.0,
        small_piece_m: float = SMALL_PIECE_M,
        water: Sequence[shapely.Geometry] = (),
        threads: int | None = None,
    ) -> None:
        """Take networks, or functions that load them when a mode is first asked for."""
        self._sources = dict(networks)
        self._rules = {
            "max_snap_m": max_snap_m, "leg_kmh": walk_kmh,
            "small_piece_m": small_piece_m, "water": water,
        }  # fmt: skip
        self._leg_m_per_min = walk_kmh * 1000 / 60
        self._small_piece_m = small_piece_m
        self._threads = threads or cpu_count() or 1
        self._ready: dict[Mode, ModeEngine] = {}
        self._rooms = Rooms()

    def modes(self) -> tuple[Mode, ...]:
        """Return the modes there is a network for."""
        return tuple(self._sources)

    def engine(self, mode: Mode) -> "ModeEngine":
        """Return the parts of one mode: its network, its snapper and both search directions."""
        if mode not in self._sources:
            known = ", ".join(self._sources) or "none"
            raise TravelError(
                "the street network has no way for {mode}; it has {known}",
                mode=mode,
                known=known,
            )
        if mode not in self._ready:
            source = self._sources[mode]
            net = source() if callable(source) else source
            self._ready[mode] = ModeEngine(net, Snapper(net, **self._rules), self._rooms)  # type: ignore[arg-type] # one dict for four rules
        return self._ready[mode]

    def nearest(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",
        k: int = 1,
        window: DepartureWindow | None = None,  # noqa: ARG002 - streets have no timetable
    ) -> Nearest:
        """Return the k nearest places; ``dist_m`` is the length of that very trip."""
        engine = self.engine(mode)
        start = engine.put(origins)
        shape = (len(origins), k)
        targets = engine.targets(places)
        found = engine.ranked(start, targets, outward=direction == "to_place", k=k)
        none = found.rank < 0
        place = np.full(shape, -1, dtype=np.int64)
        place[~none] = targets.order[found.rank[~none]]
        reach = np.where(none[:, 0], NO_ROUTE, OK).astype(np.int8)
        reach[start.chain < 0] = NOT_CONNECTED
        reach[:] = NO_PLACE if not len(places) else reach
        return Nearest(
            place=place,
            travel_min=np.where(none, np.nan, found.ns / NS_PER_MIN),
            dist_m=np.where(none, np.nan, found.um / UM_PER_M),
            reach=reach,
        )

    def sum_within(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        limit_min: float,
        weights: Floats | None = None,
        direction: Direction = "to_place",
        window: DepartureWindow | None = None,  # noqa: ARG002 - streets have no timetable
    ) -> Floats:
        """Return per origin the number or weight of places within ``limit_min``, inclusive.

        An origin that is not connected gets NaN: nothing is known about it, which is not 0.
        """
        if not (np.isfinite(limit_min) and limit_min >= 0):
            raise TravelError(
                "limit_min is {limit_min}; give minutes of 0 or more",
                limit_min=limit_min,
            )
        weight = np.ones(len(places)) if weights is None else np.asarray(weights, dtype=np.float64)
        if weight.shape != (len(places),):
            raise TravelError(
                "{size} weights for {places_count} places; give one weight a place",
                size=weight.size,
                places_count=len(places),
            )
        engine = self.engine(mode)
        start, targets = engine.put(origins), engine.targets(places)
        limit_ns = int(np.rint(limit_min * NS_PER_MIN))
        outward = direction == "to_place"

        def part(rows: slice) -> Floats:
            return engine.summed(start, rows, targets, weight, limit_ns, outward=outward)

        total = np.concatenate([np.zeros(0), *self._in_parts(part, len(start))])
        return np.where(start.chain < 0, np.nan, total)

    def matrix(
        self,
        origins: Points,
        places: Points,
        *,
        mode: Mode,
        direction: Direction = "to_place",
        window: DepartureWindow | None = None,  # noqa: ARG002 - streets have no timetable
    ) -> Floats:
        """Return the (origins, places) minutes; one search from each of the smaller set."""
        return self._grid(origins, places, mode, direction, FAR - 1)

    def matrix_within(
        self, origins: Points, places: Points, *, limit_min: float, mode: Mode,
        direction: Direction = "to_place",
    ) -> Floats:  # fmt: skip
        """Return the minutes up to a limit, searched no farther; beyond it they may be NaN."""
        return self._grid(origins, places, mode, direction, limit_ns_of(limit_min))

    def _grid(
        self, origins: Points, places: Points, mode: Mode, direction: Direction, limit_ns: int
    ) -> Floats:
        engine = self.engine(mode)
        rows, columns = engine.put(origins), engine.put(places)
        outward, turned = direction == "to_place", len(columns) < len(rows)
        if turned:
            rows, columns, outward = columns, rows, not outward

        def part(span: slice) -> Floats:
            return engine.minutes(rows, span, columns, limit_ns, outward=outward)

        grid = np.concatenate([np.zeros((0, len(columns))), *self._in_parts(part, len(rows))])
        return grid.T if turned else grid

    def fastest_min(self, straight_m: Floats, *, mode: Mode) -> Floats:
        """Return the minutes at the top speed met on this network, or on foot if that is more."""
        top = max(self.engine(mode).net.top_m_per_min, self._leg_m_per_min)
        return np.asarray(straight_m, dtype=np.float64) / top

    def snap_report(self, points: Points, *, mode: Mode) -> SnapReport:
        """Count which points were carried to the main network and which are not connected."""
        engine = self.engine(mode)
        put = engine.put(points)
        pieces = engine.net.piece_m
        small = (pieces < self._small_piece_m) & (pieces > 0)
        small[int(pieces.argmax())] = False
        return SnapReport(
            mode=mode,
            points=len(points),
            moved=int(put.moved.sum()),
            moved_m=float(np.median(put.moved_m[put.moved])) if put.moved.any() else 0.0,
            farthest_m=float(put.moved_m.max(initial=0.0)),
            not_connected=int(np.count_nonzero(put.chain < 0)),
            loose_pieces=int(small.sum()),
            loose_m=float(pieces[small].sum()),
        )

    def _in_parts(self, work: Callable[[slice], Floats], count: int) -> list[Floats]:
        """Run a kernel over slices of the rows, one thread each; kernels let go of the GIL."""
        parts = max(1, min(self._threads, count // 16))
        bounds = np.linspace(0, count, parts + 1).astype(int).tolist()
        spans = [slice(a, b) for a, b in pairwise(bounds)]
        if parts == 1:
            return [work(spans[0])]
        with ThreadPoolExecutor(parts) as pool:
            return list(pool.map(work, spans))


__all__ = ["LABEL", "SnapReport", "StreetNetwork"]
