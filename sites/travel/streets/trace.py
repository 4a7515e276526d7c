"""Draw what a street network knows: the way of one trip, and how far minutes carry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sites.base.errors import TravelError
from sites.settings.base import Direction, Mode
from sites.travel.protocol import Points
from sites.travel.streets.build import NS_PER_MIN, UM_PER_M, ModeNetwork
from sites.travel.streets.kernels.arrays import FAR, Floats
from sites.travel.streets.network import StreetNetwork
from sites.travel.streets.reached import reached_lines
from sites.travel.streets.snap import Snapped
from sites.travel.widened import widened, without_blocks

#: Trips a detour factor is measured on: the straight distances people cover by each mode.
TRIP_M: Final[dict[Mode, tuple[float, float]]] = {
    "walk": (300.0, 3_000.0),
    "bike": (500.0, 10_000.0),
    "car": (1_000.0, 20_000.0),
}


@dataclass(frozen=True)
class Route:
    """The quickest trip between two doors; ``line`` is in metres, legs on foot included."""

    travel_min: float
    dist_m: float
    line: shapely.LineString


@dataclass(frozen=True)
class Detour:
    """How much longer trips are than the straight line, measured on the network.

    ``factor`` is the median, ``low`` and ``high`` the 10th and 90th percentile of ``trips``.
    """

    mode: Mode
    trips: int
    factor: float
    low: float
    high: float


def route(
    network: StreetNetwork, origin: Points, destination: Points, *, mode: Mode
) -> Route | None:
    """Return the trip from the first origin to the first destination; None is "geen route"."""
    from sites.travel.streets.kernels.search import path  # noqa: PLC0415 - loads numba

    engine = network.engine(mode)
    net, start, goal = engine.net, engine.put(origin), engine.put(destination)
    if start.chain[0] < 0 or goal.chain[0] < 0:
        return None
    out, into = start.ends(net, departing=True), goal.ends(net, departing=False)
    with engine.rooms.one(len(net.forward)) as room:
        way = path(net.forward.graph, out, into, room)
    ns, um = way.ns, way.um
    c = int(start.chain[0])
    gap = int(goal.at_um[0] - start.at_um[0])
    slow = 1.0 if gap >= 0 else float(net.against[c])
    took = abs(int(goal.at_ns[0] - start.at_ns[0]))
    direct = round(took * slow) if np.isfinite(slow) else int(FAR)
    if c == goal.chain[0] and direct < FAR and (direct, abs(gap)) <= (ns, um):
        ns, um = direct, abs(gap)
        middle = _stretch(net, c, int(start.at_um[0]), int(goal.at_um[0]))
    elif ns >= FAR:
        return None
    else:
        middle = _through(net, start, goal, way.start, way.goal, net.forward.chain[way.arcs])
    legs = int(start.leg_ns[0] + goal.leg_ns[0]), int(start.leg_um[0] + goal.leg_um[0])
    spots = [[origin.xy[0], _spot(start)], *middle, [_spot(goal), destination.xy[0]]]
    return Route(
        travel_min=(int(ns) + legs[0]) / NS_PER_MIN,
        dist_m=(int(um) + legs[1]) / UM_PER_M,
        line=shapely.LineString(_without_repeats(np.concatenate([np.array(s) for s in spots]))),
    )


def _spot(put: Snapped) -> Floats:
    return np.array([put.easting[0], put.northing[0]])


def _without_repeats(xy: Floats) -> Floats:
    keep = np.ones(len(xy), dtype=np.bool_)
    keep[1:] = (xy[1:] != xy[:-1]).any(axis=1)
    return xy[keep] if keep.sum() > 1 else xy[:2]


def _stretch(net: ModeNetwork, chain: int, from_um: int, to_um: int) -> list[Floats]:
    """Return the vertices between two spots on a chain, those included, in order of travel."""
    own = slice(int(net.first[chain]), int(net.first[chain + 1]))
    along = net.along_um[own]
    inside = (along >= min(from_um, to_um)) & (along <= max(from_um, to_um))
    xy = np.column_stack([net.easting[own], net.northing[own]])[inside]
    return [xy if from_um <= to_um else xy[::-1]] if len(xy) else []


def _through(
    net: ModeNetwork, start: Snapped, goal: Snapped, side: int, to_side: int,
    chains: NDArray[np.int32],
) -> list[Floats]:  # fmt: skip
    """Return the bends from the start's chain over whole chains onto the goal's chain."""
    c, last = int(start.chain[0]), int(goal.chain[0])
    parts = _stretch(net, c, int(start.at_um[0]), _length_um(net, c) if side else 0)
    here = int((net.chain_v if side else net.chain_u)[c])
    for chain in chains[chains >= 0].tolist():
        own = slice(int(net.first[chain]), int(net.first[chain + 1]))
        xy = np.column_stack([net.easting[own], net.northing[own]])
        ahead = int(net.chain_u[chain]) == here
        parts.append(xy if ahead else xy[::-1])
        here = int((net.chain_v if ahead else net.chain_u)[chain])
    begin = _length_um(net, last) if to_side else 0
    return [*parts, *_stretch(net, last, begin, int(goal.at_um[0]))]


def _length_um(net: ModeNetwork, chain: int) -> int:
    return int(net.along_um[net.first[chain + 1] - 1])


def isochrones(
    network: StreetNetwork,
    points: Points,
    minutes: Sequence[float],
    *,
    mode: Mode,
    direction: Direction = "to_place",
    width_m: float = 60.0,
    block_m2: float = 0.0,
) -> NDArray[np.object_]:
    """Return (points, minutes) polygons around every stretch of street within the minutes.

    "to_place" is from where people reach the point, "from_place" where one gets from it. The
    polygons lie within ``width_m`` of streets that can be entered; longer minutes contain
    shorter ones. Holes of at most ``block_m2`` are filled. A point that is not connected gets an
    empty polygon.
    """
    if any(not np.isfinite(m) or m < 0 for m in minutes):
        raise TravelError(
            "isochrones of {minutes} minutes; give minutes of 0 or more",
            minutes=list(minutes),
        )
    out = np.full((len(points), len(minutes)), shapely.Polygon(), dtype=object)
    for row in range(len(points)):
        one = Points(points.ids[[row]], points.easting[[row]], points.northing[[row]])
        inner = shapely.Polygon()
        for column in np.argsort(minutes, kind="stable"):
            lines = reached_lines(network, one, minutes[column], mode=mode, direction=direction)
            parts = shapely.simplify(shapely.get_parts(lines), 5.0)
            shape = widened(parts, width_m, block_m2=block_m2)
            if not inner.is_empty:
                shape = without_blocks(shapely.union(inner, shape), block_m2)
            inner = shape
            out[row, column] = inner
    return out


def detour_factor(
    network: StreetNetwork, mode: Mode, rng: np.random.Generator, *, trips: int = 300
) -> Detour:
    """Measure network length over straight distance on random trips between street corners.

    Each trip goes from a random corner to a random one at a straight distance within ``TRIP_M``;
    trips without a route do not count. A network too small for any such trip is an error.
    """
    net = network.engine(mode).net
    corners = net.first[np.flatnonzero(net.can_snap & net.is_main(np.inf))]
    x, y = net.easting[corners], net.northing[corners]
    near, far = TRIP_M.get(mode, (0.0, np.inf))
    by_x = np.argsort(x, kind="stable")
    ratios = []
    for i in rng.choice(len(corners), size=trips).tolist():
        # Of a country few corners lie as near as this, west or east.
        west, east = np.searchsorted(x, (x[i] - far, x[i] + far), sorter=by_x)
        beside = np.sort(by_x[west:east])
        straight = np.hypot(x[beside] - x[i], y[beside] - y[i])
        within = beside[(straight >= near) & (straight <= far)]
        if not len(within):
            continue
        j = int(rng.choice(within))
        here, there = (Points(np.array(["x"]), x[[n]], y[[n]]) for n in (i, j))
        if found := route(network, here, there, mode=mode):
            ratios.append(found.dist_m / float(np.hypot(x[j] - x[i], y[j] - y[i])))
    if not ratios:
        raise TravelError(
            "no trip of {near:g} to {far:g} m by {mode} on this network; use a larger extract",
            near=near,
            far=far,
            mode=mode,
        )
    low, middle, high = np.quantile(ratios, [0.1, 0.5, 0.9]).tolist()
    return Detour(mode, len(ratios), middle, low, high)
