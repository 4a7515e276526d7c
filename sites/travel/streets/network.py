"""Answer travel questions over real streets: exact, with the identity of what is nearest.

One search from all places of a category at once gives every junction its nearest place, so the
cost hardly depends on the number of candidates. From door to street people walk, at both ends
and for every mode. What is not modelled: lights, hills, the hour (see docs/methods.md).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from os import cpu_count
from typing import Final

import numpy as np
import shapely

from sites.base.departure import DepartureWindow
from sites.base.errors import TravelError
from sites.settings.base import Direction, Mode
from sites.travel.protocol import NO_PLACE, NO_ROUTE, NOT_CONNECTED, OK, Nearest, Points
from sites.travel.streets.arcs import Arcs
from sites.travel.streets.build import NS_PER_MIN, SMALL_PIECE_M, UM_PER_M, ModeNetwork
from sites.travel.streets.kernels.arrays import (
    FAR,
    Doors,
    Floats,
    Ids,
    Ints,
    Labels,
    Places,
    Ports,
    Seeds,
)
from sites.travel.streets.pairs import buckets_of, cut_of, limit_ns_of, ranked
from sites.travel.streets.snap import Snapped, Snapper, SnapReport

LABEL = "over de weg (OpenStreetMap)"


#: A search of all places at once costs, for each of the k nearest, as much as some ten searches
#: from one place (measured on 1,15 million nodes: 5,0 s for k = 12, 0,04 s a place).
_SEARCHES_A_PLACE: Final = 8
#: Searches from one place keep a number for every pair, 16 bytes each.
_PAIRS_MOST: Final = 4_000_000


@dataclass(frozen=True)
class Targets:
    """Places on the streets, ready to be searched for; ``order[rank]`` is a place's row."""

    snapped: Snapped
    order: Ints
    rank: Ints
    near_ptr: Ints
    near: Ints

    @property
    def places(self) -> Places:
        """Return what a search needs of the places."""
        return Places(self.snapped.spots, self.rank, self.near_ptr, self.near)


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
        self._ready: dict[Mode, _ModeEngine] = {}

    def modes(self) -> tuple[Mode, ...]:
        """Return the modes there is a network for."""
        return tuple(self._sources)

    def engine(self, mode: Mode) -> "_ModeEngine":
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
            self._ready[mode] = _ModeEngine(net, Snapper(net, **self._rules))  # type: ignore[arg-type] # one dict for four rules
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


class _ModeEngine:
    """One mode at work: the kernels' arrays, made once."""

    def __init__(self, net: ModeNetwork, snapper: Snapper) -> None:
        self.net = net
        self.snap = snapper
        self._ports: dict[tuple[bool, bool], Ports] = {}

    @cached_property
    def backward(self) -> Arcs:
        return self.net.backward()

    def arcs(self, *, forward: bool) -> Arcs:
        return self.net.forward if forward else self.backward

    def put(self, points: Points) -> Snapped:
        return self.snap(points.easting, points.northing)

    def targets(self, places: Points) -> Targets:
        order = np.argsort(places.ids, kind="stable").astype(np.int64)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        snapped = self.put(places)
        on = np.flatnonzero(snapped.chain >= 0)
        near = on[np.argsort(snapped.chain[on], kind="stable")].astype(np.int64)
        counts = np.bincount(snapped.chain[on], minlength=len(self.net.chain_u))
        return Targets(snapped, order, rank, np.concatenate([[0], np.cumsum(counts)]), near)

    def seeds(self, targets: Targets, *, outward: bool) -> Seeds:
        """Return what a search from the places begins with."""
        put = targets.snapped
        node, ns, um = put.ends(self.net, departing=not outward)
        row, side = np.nonzero(node >= 0)
        return Seeds(
            node[row, side],
            ns[row, side] + put.leg_ns[row],
            targets.rank[row],
            um[row, side] + put.leg_um[row],
        )

    def labels(self, targets: Targets, *, outward: bool, k: int = 1) -> Labels:
        """Return the k nearest places of every node."""
        from sites.travel.streets.kernels.sweep import sweep, sweep_k  # noqa: PLC0415 - loads numba

        arcs = self.arcs(forward=not outward)
        seeds = self.seeds(targets, outward=outward)
        if k > 1:
            return sweep_k(arcs.graph, seeds, k)
        spread_ns = int(np.ptp(seeds.ns)) if len(seeds.ns) else 0
        widest = max(arcs.longest_ns, spread_ns)
        return sweep(arcs.graph, seeds, cut_of(arcs, widest))

    def ranked(self, points: Snapped, targets: Targets, *, outward: bool, k: int) -> Labels:
        """Return the k nearest places of every point, by the cheaper of two exact ways."""
        few, many = sorted((len(points), len(targets.order)))
        is_cheap = few <= _SEARCHES_A_PLACE * k and few * many <= _PAIRS_MOST
        if k > 1 and (k >= few or is_cheap):
            return self.ranked_by_pairs(points, targets, outward=outward, k=k)
        return self.ranked_by_labels(points, targets, outward=outward, k=k)

    def ranked_by_labels(
        self, points: Snapped, targets: Targets, *, outward: bool, k: int
    ) -> Labels:
        """Search from all places at once: any number of points costs the same, each k dearer."""
        from sites.travel.streets.kernels.answers import answers  # noqa: PLC0415 - loads numba

        ends = points.ends(self.net, departing=outward)
        labels = self.labels(targets, outward=outward, k=k)
        return answers(ends, points.spots, labels, targets.places, self.net.against, outward)

    def ranked_by_pairs(
        self, points: Snapped, targets: Targets, *, outward: bool, k: int
    ) -> Labels:
        """Search from every point, or from every place if those are fewer, and rank the pairs."""
        turned = len(targets.order) < len(points)
        arcs = self.arcs(forward=outward != turned)
        return ranked(self.net, arcs, points, targets.snapped, targets.order, outward=outward, k=k)

    def ports(self, *, outward: bool, inside: bool = False) -> Ports:
        """Return where each chain's vertices join the search: on it, or at a junction itself.

        ``inside`` takes a chain's own ends as spots on the chain, bound by its turns.
        """
        if (outward, inside) not in self._ports:
            net, gates = self.net, self.net.gates
            if outward:
                inner, at, toll = (gates.leave_u, gates.leave_v), net.departing, gates.toll_ns
            else:
                inner, at, toll = (gates.enter_u, gates.enter_v), gates.stand, 0 * gates.toll_ns
            ends = inner if inside else (at[net.chain_u], at[net.chain_v])
            self._ports[outward, inside] = Ports(*inner, *ends, toll)
        return self._ports[outward, inside]

    def everywhere(
        self, targets: Targets, *, outward: bool = True, inside: bool = False
    ) -> tuple[Ints, Ids]:
        """Return (time, place row) of the nearest place at every vertex of every chain."""
        from sites.travel.streets.kernels.answers import everywhere  # noqa: PLC0415 - loads numba

        net = self.net
        labels = self.labels(targets, outward=outward)
        ports = self.ports(outward=outward, inside=inside)
        return everywhere(net.chains, ports, labels, targets.places, targets.order, outward)

    def _doors(self, put: Snapped, *, outward: bool) -> Doors:
        """Return per node the places behind it, in compressed rows, and the time to each."""
        node, ns, _ = put.ends(self.net, departing=not outward)
        row, side = np.nonzero(node >= 0)
        by = np.argsort(node[row, side], kind="stable")
        counts = np.bincount(node[row, side], minlength=len(self.net.forward))
        ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Doors(ptr, row[by].astype(np.int64), (ns[row, side] + put.leg_ns[row])[by])

    def summed(
        self, start: Snapped, rows: slice, targets: Targets, weight: Floats, limit_ns: int,
        *, outward: bool,
    ) -> Floats:  # fmt: skip
        """Return the weight of the places within a limit of the points of a span."""
        from sites.travel.streets.kernels.search import sums  # noqa: PLC0415 - loads numba

        ends = start.ends(self.net, departing=outward)
        doors = self._doors(targets.snapped, outward=outward)
        return sums(
            self.arcs(forward=outward).graph, ends.rows(rows), start.spots.rows(rows), doors,
            targets.places, weight, self.net.against, outward, limit_ns,
        )  # fmt: skip

    def minutes(
        self, rows: Snapped, span: slice, columns: Snapped, limit_ns: int, *, outward: bool
    ) -> Floats:
        """Return the minutes from (or to) the rows of a span, one sweep each up to the limit."""
        from sites.travel.streets.kernels.sweep import table  # noqa: PLC0415 - loads numba

        arcs, net = self.arcs(forward=outward), self.net
        ends, goals = rows.ends(net, departing=outward), columns.ends(net, departing=not outward)
        widest = arcs.longest_ns + int(ends.ns[span].max(initial=0))
        time = table(
            arcs.graph, ends.rows(span), rows.spots.rows(span), goals, columns.spots,
            net.against, outward, buckets_of(arcs, widest), limit_ns,
        )  # fmt: skip
        return np.where(time >= FAR, np.nan, time / NS_PER_MIN)


__all__ = ["LABEL", "SnapReport", "StreetNetwork", "Targets"]
