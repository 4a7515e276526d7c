"""Search the streets of one mode: the kernels' arrays, made once, and the cheapest exact way."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from sites.travel.protocol import Points
from sites.travel.streets.arcs import Arcs
from sites.travel.streets.build import NS_PER_MIN, ModeNetwork
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
from sites.travel.streets.pairs import buckets_of, cut_of, ranked
from sites.travel.streets.rooms import Rooms
from sites.travel.streets.snap import Snapped, Snapper

#: A search of all places at once costs, for each of the k nearest, as much as some two searches
#: from one place (measured on 0,9 million nodes: 1,9 s for k = 12, 0,085 s a place).
_SEARCHES_A_PLACE: Final = 2
#: Searches from one place keep a number for every pair, 16 bytes each.
_PAIRS_MOST: Final = 4_000_000
#: Points in a box of at most this part of the network's are answered by a search around them.
_LOCAL: Final = 8
#: So many places at first, nearest in a straight line.
_NEAR_FIRST: Final = 64
#: Times are whole nanoseconds a segment, so that a trip may be as much quicker than its top speed.
_ROUNDED: Final = 1 - 1e-6


@dataclass(frozen=True)
class Targets:
    """Places on the streets, ready to be searched for; ``order[rank]`` is a place's row."""

    snapped: Snapped
    order: Ints
    rank: Ints
    near_chain: Ids
    near: Ints

    @classmethod
    def of(cls, snapped: Snapped, order: Ints, rank: Ints) -> "Targets":
        """Return the places with a list of those on a street, by chain."""
        on = np.flatnonzero(snapped.chain >= 0)
        near = on[np.argsort(snapped.chain[on], kind="stable")].astype(np.int64)
        return cls(snapped, order, rank, snapped.chain[near], near)

    def some(self, rows: Ints) -> "Targets":
        """Return a part of the places; each keeps its rank among all."""
        return Targets.of(self.snapped.some(rows), self.order, self.rank[rows])

    @property
    def places(self) -> Places:
        """Return what a search needs of the places."""
        return Places(self.snapped.spots, self.rank, self.near_chain, self.near)


class ModeEngine:
    """One mode at work: the kernels' arrays, made once."""

    def __init__(self, net: ModeNetwork, snapper: Snapper, rooms: Rooms) -> None:
        self.net = net
        self.snap = snapper
        self.rooms = rooms
        self._ports: dict[tuple[bool, bool], Ports] = {}
        self._chains: dict[bool, tuple[Ints, Ids]] = {}

    @cached_property
    def backward(self) -> Arcs:
        """Return the arcs turned round, made once."""
        return self.net.backward()

    def arcs(self, *, forward: bool) -> Arcs:
        """Return the arcs of a search that goes with the traffic, or against it."""
        return self.net.forward if forward else self.backward

    def put(self, points: Points) -> Snapped:
        """Return where points touch the streets."""
        return self.snap(points.easting, points.northing)

    def targets(self, places: Points) -> Targets:
        """Return places on the streets, ranked by their id."""
        order = np.argsort(places.ids, kind="stable").astype(np.int64)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return Targets.of(self.put(places), order, rank)

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
        from sites.travel.streets.kernels.sweep import sweep  # noqa: PLC0415 - loads numba
        from sites.travel.streets.kernels.sweep_k import sweep_k  # noqa: PLC0415 - loads numba

        arcs = self.arcs(forward=not outward)
        seeds = self.seeds(targets, outward=outward)
        spread_ns = int(np.ptp(seeds.ns)) if len(seeds.ns) else 0
        cut = cut_of(arcs, max(arcs.longest_ns, spread_ns), k=k)
        return sweep_k(arcs.graph, seeds, cut, k) if k > 1 else sweep(arcs.graph, seeds, cut)

    def ranked(self, points: Snapped, targets: Targets, *, outward: bool, k: int) -> Labels:
        """Return the k nearest places of every point, by the cheapest of three exact ways."""
        few, many = sorted((len(points), len(targets.order)))
        is_cheap = few <= _SEARCHES_A_PLACE * k and few * many <= _PAIRS_MOST
        if k > 1 and (k >= few or is_cheap):
            return self.ranked_by_pairs(points, targets, outward=outward, k=k)
        if k == 1 and self.is_local(points):
            return self.nearest_by(points, targets, outward=outward)
        return self.ranked_by_labels(points, targets, outward=outward, k=k)

    def ranked_by_labels(
        self, points: Snapped, targets: Targets, *, outward: bool, k: int
    ) -> Labels:
        """Search from all places at once: any number of points costs the same, each k dearer."""
        from sites.travel.streets.kernels.answers import answers  # noqa: PLC0415 - loads numba

        ends = points.ends(self.net, departing=outward)
        labels = self.labels(targets, outward=outward, k=k)
        return answers(ends, points.spots, labels, targets.places, self.net.against, outward)

    @cached_property
    def extent_m(self) -> tuple[float, float]:
        """Return how wide and how high the network is."""
        return float(np.ptp(self.net.easting)), float(np.ptp(self.net.northing))

    def is_local(self, points: Snapped) -> bool:
        """Return whether points lie in a small part of the network."""
        on = points.chain >= 0
        if not on.any():
            return True
        wide, high = np.ptp(points.easting[on]), np.ptp(points.northing[on])
        return bool(wide * high * _LOCAL <= self.extent_m[0] * self.extent_m[1])

    def nearest_by(self, points: Snapped, targets: Targets, *, outward: bool) -> Labels:
        """Search from the places near the points, no farther than the last point needs.

        In a straight line the places that were left out lie farther than any trip that was found
        can carry; else four times as many are taken in.
        """
        from sites.travel.streets.kernels.near import nearest_of  # noqa: PLC0415 - loads numba

        net, arcs = self.net, self.arcs(forward=not outward)
        ends = points.ends(net, departing=outward)
        away_m, count = _beside_m(points, targets.snapped), _NEAR_FIRST
        order = np.argsort(away_m, kind="stable")
        while True:
            some = targets.some(np.sort(order[:count]))
            seeds = self.seeds(some, outward=outward)
            widest = max(arcs.longest_ns, int(np.ptp(seeds.ns)) if len(seeds.ns) else 0)
            buckets = buckets_of(arcs, widest)
            with self.rooms.one(len(arcs), buckets[1]) as room:
                found = nearest_of(
                    arcs.graph, seeds, buckets, ends, points.spots, some.places, net.against,
                    outward, room,
                )  # fmt: skip
            if count >= len(order):
                return found
            most_ns = int(found.ns[points.chain >= 0].max(initial=0))
            if most_ns < away_m[order[count]] / net.top_m_per_min * NS_PER_MIN * _ROUNDED:
                return found
            count *= 4

    def ranked_by_pairs(
        self, points: Snapped, targets: Targets, *, outward: bool, k: int
    ) -> Labels:
        """Search from every point, or from every place if those are fewer, and rank the pairs."""
        turned = len(targets.order) < len(points)
        arcs = self.arcs(forward=outward != turned)
        return ranked(
            self.net, arcs, points, targets.snapped, targets.order, self.rooms,
            outward=outward, k=k,
        )  # fmt: skip

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

    def chains_at(self, nodes: Ints, *, outward: bool) -> Ids:
        """Return the chains of which some port is one of these nodes, in rising order."""
        from sites.travel.streets.kernels.chains import chains_by_node  # noqa: PLC0415 - loads numba

        if outward not in self._chains:
            ports = self.ports(outward=outward, inside=True)
            self._chains[outward] = chains_by_node(ports, len(self.net.forward))
        ptr, chain = self._chains[outward]
        counts = ptr[nodes + 1] - ptr[nodes]
        first = np.repeat(ptr[nodes] - np.cumsum(counts) + counts, counts)
        return np.unique(chain[first + np.arange(len(first))])

    def everywhere(
        self, targets: Targets, *, outward: bool = True, inside: bool = False
    ) -> tuple[Ints, Ids]:
        """Return (time, place row) of the nearest place at every vertex of every chain."""
        from sites.travel.streets.kernels.answers import everywhere  # noqa: PLC0415 - loads numba

        net = self.net
        labels = self.labels(targets, outward=outward)
        ports = self.ports(outward=outward, inside=inside)
        return everywhere(net.chains, ports, labels, targets.places, targets.order, outward)

    def _doors(self, put: Snapped, weight: Floats, *, outward: bool) -> Doors:
        """Return per node the places behind it, in compressed rows, and the time to each."""
        node, ns, _ = put.ends(self.net, departing=not outward)
        row, side = np.nonzero(node >= 0)
        by = np.argsort(node[row, side], kind="stable")
        counts = np.bincount(node[row, side], minlength=len(self.net.forward))
        ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return Doors(ptr, row[by].astype(np.int64), (ns[row, side] + put.leg_ns[row])[by], weight)

    def summed(
        self, start: Snapped, rows: slice, targets: Targets, weight: Floats, limit_ns: int,
        *, outward: bool,
    ) -> Floats:  # fmt: skip
        """Return the weight of the places within a limit of the points of a span."""
        from sites.travel.streets.kernels.search import sums  # noqa: PLC0415 - loads numba

        ends = start.ends(self.net, departing=outward)
        doors = self._doors(targets.snapped, weight, outward=outward)
        arcs = self.arcs(forward=outward)
        with self.rooms.one(len(arcs)) as room:
            return sums(
                arcs.graph, ends.rows(rows), start.spots.rows(rows), doors, targets.places,
                self.net.against, outward, limit_ns, room,
            )  # fmt: skip

    def minutes(
        self, rows: Snapped, span: slice, columns: Snapped, limit_ns: int, *, outward: bool
    ) -> Floats:
        """Return the minutes from (or to) the rows of a span, one sweep each up to the limit."""
        from sites.travel.streets.kernels.table import table  # noqa: PLC0415 - loads numba

        arcs, net = self.arcs(forward=outward), self.net
        ends, goals = rows.ends(net, departing=outward), columns.ends(net, departing=not outward)
        widest = arcs.longest_ns + int(ends.ns[span].max(initial=0))
        shift, slots = buckets_of(arcs, widest)
        with self.rooms.one(len(arcs), slots) as room:
            time = table(
                arcs.graph, ends.rows(span), rows.spots.rows(span), goals, columns.spots,
                net.against, outward, (shift, slots, limit_ns), room,
            )  # fmt: skip
        return np.where(time >= FAR, np.nan, time / NS_PER_MIN)


def _beside_m(points: Snapped, places: Snapped) -> Floats:
    """Return how far each place lies from the box around the points; inf where on no street."""
    on = points.chain >= 0
    if not on.any():
        return np.zeros(len(places))
    away = []
    for here, there in (
        (points.easting[on], places.easting), (points.northing[on], places.northing),
    ):  # fmt: skip
        away.append(np.maximum(np.maximum(here.min() - there, there - here.max()), 0.0))
    return np.where(places.chain < 0, np.inf, np.hypot(*away))


__all__ = ["ModeEngine", "Targets"]
