"""Find the stretches of street within some minutes of one point, cut where the minutes end."""

from typing import Final, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from sites.settings.base import Direction, Mode
from sites.travel.protocol import Points
from sites.travel.streets.build import NS_PER_MIN, ModeNetwork
from sites.travel.streets.kernels.arrays import FAR, Chains, Flags, Floats, Ids, Ints, Labels, Ports
from sites.travel.streets.mode_engine import ModeEngine, Targets
from sites.travel.streets.network import StreetNetwork
from sites.travel.streets.snap import Snapped

#: So many chains make one line: longer ones are dearer to widen, shorter ones to join.
_MOST: Final = 8


class _Near(NamedTuple):
    """The chains that something on is reached, and the time at each of their vertices.

    Vertices of chain i are ``first[i]:first[i + 1]`` of ``vertex`` (rows of the network's own) and
    of ``time``.
    """

    chain: Ints
    first: Ints
    vertex: Ints
    time: Ints


def reached_lines(
    network: StreetNetwork, point: Points, limit_min: float, *, mode: Mode, direction: Direction
) -> shapely.Geometry:
    """Return the stretches of street within the minutes of one point, cut where they end.

    Streets that are reached whole are strung together to long lines.
    """
    engine = network.engine(mode)
    net, outward = engine.net, direction == "to_place"
    targets = engine.targets(point)
    put = targets.snapped
    limit = round(limit_min * NS_PER_MIN)
    if put.chain[0] < 0 or put.leg_ns[0] > limit:
        return shapely.MultiLineString()
    near = _near(engine, targets, limit, outward=outward)
    inner = np.ones(len(near.vertex), dtype=np.bool_)
    inner[near.first[1:] - 1] = False
    q = np.flatnonzero(inner)
    row = np.repeat(np.arange(len(near.chain)), np.diff(near.first) - 1)
    along, slow = net.along_ns[near.vertex], net.against[near.chain[row]]
    took = np.maximum(along[q + 1] - along[q], 1)
    left = limit - near.time
    ahead = np.clip(left[q] / (took * (slow if outward else 1.0)), 0, 1)
    back = np.clip(left[q + 1] / (took * (1.0 if outward else slow)), 0, 1)
    whole = ahead + back >= 1
    whole_chain = np.bincount(row[~whole], minlength=len(near.chain)) == 0
    part = ~whole_chain[row]
    xy = np.column_stack([net.easting[near.vertex], net.northing[near.vertex]])
    a, b = xy[q], xy[q + 1]
    pieces = [
        np.stack([a, b], axis=1)[whole & part],
        np.stack([a, a + ahead[:, None] * (b - a)], axis=1)[~whole & (ahead > 0)],
        np.stack([b, b + back[:, None] * (a - b)], axis=1)[~whole & (back > 0)],
        _around(net, put, limit, outward=outward),
        np.stack([point.xy, np.column_stack([put.easting, put.northing])], axis=1),
    ]
    cut = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(np.concatenate(pieces))))
    strung = _strung(net, near, xy, whole_chain)
    return shapely.multilinestrings([*strung, *shapely.get_parts(cut)])


def _near(engine: ModeEngine, targets: Targets, limit: int, *, outward: bool) -> _Near:
    """Search no farther than the limit, and look only at chains with an end that was reached."""
    from sites.travel.streets.kernels.answers import everywhere  # noqa: PLC0415 - loads numba
    from sites.travel.streets.kernels.search import within  # noqa: PLC0415 - loads numba

    net = engine.net
    seeds, arcs = engine.seeds(targets, outward=outward), engine.arcs(forward=not outward)
    with engine.rooms.one(len(arcs)) as room:
        nodes, ns = within(arcs.graph, seeds, limit, room)
    beside = targets.snapped.chain[0]
    chain = np.union1d(engine.chains_at(nodes, outward=outward), beside).astype(np.int64)
    chain = chain[net.can_snap[chain]]
    sizes = net.first[chain + 1] - net.first[chain]
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    vertex = np.arange(first[-1]) + np.repeat(net.first[chain] - first[:-1], sizes)
    chains = Chains(first, net.along_ns[vertex], net.along_um[vertex], net.against[chain])
    ports = engine.ports(outward=outward, inside=True)
    # Only what was reached has a number here; the last stands for all other nodes.
    u, v, at_u, at_v = (
        _number(nodes, part[chain]) for part in (ports.u, ports.v, ports.at_u, ports.at_v)
    )
    here = Ports(u, v, at_u, at_v, np.append(ports.toll_ns[nodes], 0))
    none = np.zeros((len(nodes) + 1, 1), dtype=np.int64)
    at = np.searchsorted(chain, targets.near_chain)
    there = np.flatnonzero(np.isin(targets.near_chain, chain))
    places = targets.places._replace(
        near_chain=at[there].astype(np.int32), near=targets.near[there]
    )
    time, _ = everywhere(
        chains, here, Labels(np.append(ns, FAR).reshape(-1, 1), none, none), places,
        targets.order, outward,
    )  # fmt: skip
    return _Near(chain, first, vertex, time)


def _number(nodes: Ints, asked: Ids) -> Ids:
    """Return where nodes stand in a rising list, its length where they do not.

    >>> _number(np.array([3, 5, 8]), np.array([5, 4, 9, 3], dtype=np.int32)).tolist()
    [1, 3, 3, 0]
    """
    at = np.searchsorted(nodes, asked)
    is_there = np.append(nodes, -1)[at] == asked
    return np.where(is_there, at, len(nodes)).astype(np.int32)


def _strung(net: ModeNetwork, near: _Near, xy: Floats, whole: Flags) -> NDArray[np.object_]:
    """Return the chains that are reached whole as long lines through their junctions."""
    from sites.travel.streets.kernels.trails import paired, trails  # noqa: PLC0415 - loads numba

    rows = np.flatnonzero(whole)
    if not len(rows):
        return np.empty(0, dtype=object)
    start, last = near.first[rows], near.first[rows + 1] - 1
    other = paired(*_ends(net, near.chain[rows]), _away(xy, start, last))
    order, turned, trail = trails(other, _MOST)
    begin, sizes = start[order], (last - start)[order] + 1
    at = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    steps = np.where(np.repeat(turned, sizes), np.repeat(sizes, sizes) - 1 - at, at)
    kept = (at > 0) | np.repeat(np.append(True, trail[1:] != trail[:-1]), sizes)
    vertex = (np.repeat(begin, sizes) + steps)[kept]
    lines: NDArray[np.object_] = shapely.linestrings(
        xy[vertex], indices=np.repeat(trail, sizes)[kept]
    )
    return lines


def _ends(net: ModeNetwork, chain: Ints) -> tuple[Ints, Ints]:
    """Return the ends of these chains by junction: in compressed rows, and the ends."""
    junction = np.column_stack([net.chain_u[chain], net.chain_v[chain]]).ravel()
    end = np.argsort(junction, kind="stable").astype(np.int64)
    new = np.flatnonzero(np.diff(junction[end], prepend=-1, append=-1) != 0)
    return new.astype(np.int64), end


def _away(xy: Floats, start: Ints, last: Ints) -> Floats:
    """Return the direction in which each end of a chain leaves its junction, 0 for none."""
    way = np.stack([xy[start + 1] - xy[start], xy[last - 1] - xy[last]], axis=1).reshape(-1, 2)
    size = np.hypot(way[:, 0], way[:, 1])
    return np.asarray(way / np.where(size > 0, size, 1.0)[:, None], dtype=np.float64)


def _around(net: ModeNetwork, put: Snapped, limit: int, *, outward: bool) -> Floats:
    """Return the stretch of the point's own chain that no vertex needs to lie on."""
    c, left = int(put.chain[0]), limit - int(put.leg_ns[0])
    own = slice(int(net.first[c]), int(net.first[c + 1]))
    at, along = int(put.at_ns[0]), net.along_ns[own]
    slow = float(net.against[c])
    low = at - left / (1.0 if outward else slow)
    high = at + left / (slow if outward else 1.0)
    took = np.maximum(np.diff(along), 1)
    xy = np.column_stack([net.easting[own], net.northing[own]])
    begin, end = (np.clip((at_ns - along[:-1]) / took, 0, 1)[:, None] for at_ns in (low, high))
    way = xy[1:] - xy[:-1]
    ends = np.stack([xy[:-1] + begin * way, xy[:-1] + end * way], axis=1)
    return np.asarray(ends[(along[1:] >= low) & (along[:-1] <= high)], dtype=np.float64)
