"""Turns on paper, and on drawn streets against a search that remembers the whole way driven."""

from heapq import heappop, heappush
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.travel.protocol import Points
from sites.travel.streets.build import Segments, build
from sites.travel.streets.network import StreetNetwork

SECOND = 10**9
NS = 60 * SECOND


def streets(nodes, pairs, *, bans=(), one_way=(), private=(), toll_s=None, u_turn_s=20) -> Segments:
    """Return streets of 10 m a second; a ban is a list of nodes that nobody drives in a row."""
    xy = np.array(nodes, dtype=float)
    u, v = np.array(pairs).T
    time = np.rint(np.hypot(*(xy[u] - xy[v]).T) / 10 * SECOND).astype(np.int64)
    flags = [np.isin(np.arange(len(u)), list(part)) for part in (one_way, private)]
    code = {(a, b): 2 * i for i, (a, b) in enumerate(pairs)}
    code |= {(b, a): 2 * i + 1 for i, (a, b) in enumerate(pairs)}
    barred = tuple(tuple(code[step] for step in pairwise(ban)) for ban in bans)
    toll = np.zeros(len(xy), np.int64) if toll_s is None else np.array(toll_s) * SECOND
    yes = np.ones(len(u), dtype=bool)
    return Segments(
        xy[:, 0], xy[:, 1], u.astype(np.int64), v.astype(np.int64), time, flags[0], flags[1], yes,
        np.zeros(len(u), np.int8), toll_ns=toll, bans=barred, u_turn_ns=u_turn_s * SECOND,
    )  # fmt: skip


def seconds(raw, start, goal) -> float:
    net = StreetNetwork({"car": build("car", raw)}, small_piece_m=0.0, max_snap_m=1e4)
    one, other = (Points(np.array(["x"]), *np.array([p], float).T) for p in (start, goal))
    there = net.matrix(one, other, mode="car")[0, 0] * 60
    back = net.matrix(other, one, mode="car", direction="from_place")[0, 0] * 60
    assert (there == back) or (np.isnan(there) and np.isnan(back))
    return round(float(there), 6)


#: A cross: 0 in the middle, 1 west, 2 east, 3 north, 4 south; every arm 300 m, 30 seconds.
CROSS = [(0, 0), (-300, 0), (300, 0), (0, 300), (0, -300)]
ARMS = [(0, 1), (0, 2), (0, 3), (0, 4)]
WEST, NORTH, EAST = (-100, 0), (0, 100), (100, 0)


def test_without_a_restriction_a_turn_costs_the_crossing():
    assert seconds(streets(CROSS, ARMS), WEST, NORTH) == 20
    assert seconds(streets(CROSS, ARMS, toll_s=[2, 0, 0, 0, 0]), WEST, NORTH) == 22
    assert seconds(streets(CROSS, ARMS, toll_s=[2, 0, 0, 0, 0]), WEST, (-200, 0)) == 10


def test_no_left_turn_is_driven_straight_on_and_back_from_the_dead_end():
    raw = streets(CROSS, ARMS, bans=[[1, 0, 3]])
    # To the middle 10, east 30, turn back 20, west again 30, and right into the north: 10.
    assert seconds(raw, WEST, NORTH) == 100
    assert seconds(raw, NORTH, WEST) == 20
    assert seconds(raw, WEST, EAST) == 20


def test_who_stands_on_the_crossing_itself_may_go_anywhere():
    raw = streets(CROSS, ARMS, bans=[[1, 0, 3], [1, 0, 2]])
    assert seconds(raw, (0, 0), NORTH) == 10
    assert seconds(raw, WEST, (0, 0)) == 10


def test_turning_back_a_street_further_costs_what_turning_back_costs():
    # East of the middle a side street comes in after 20 m: turning there is no way out for free.
    nodes = [*CROSS, (20, 0), (20, 200), (60, 0), (60, 200)]
    pairs = [(0, 1), (0, 3), (0, 4), (0, 5), (5, 6), (5, 7), (7, 8), (7, 2)]
    raw = streets(nodes, pairs, bans=[[1, 0, 3]])
    assert seconds(raw, WEST, NORTH) == 10 + 2 + 20 + 2 + 10
    no_back = streets(nodes, pairs, bans=[[1, 0, 3], [0, 5, 0]])
    # Not at the side street either: on to the next one, 4 seconds each way.
    assert seconds(no_back, WEST, NORTH) == 10 + 2 + 4 + 20 + 4 + 2 + 10


def test_turning_back_is_for_crossings_and_dead_ends_not_for_bends():
    nodes = [*CROSS, (20, 0)]
    pairs = [(0, 1), (0, 3), (0, 4), (0, 5), (5, 2)]
    assert seconds(streets(nodes, pairs, bans=[[1, 0, 3]]), WEST, NORTH) == 100


def test_a_restriction_over_a_way_binds_only_who_came_along_it():
    # A dual carriageway: from 1 over 0 and 5 back to 6 is barred; from the north it is not.
    nodes = [(0, 0), (-300, 0), (300, 0), (0, 300), (0, -300), (0, -20), (-300, -20), (300, -20)]
    pairs = [(1, 0), (0, 2), (3, 0), (0, 5), (5, 4), (7, 5), (5, 6)]
    one_way = [0, 1, 5, 6]
    raw = streets(nodes, pairs, one_way=one_way, bans=[[1, 0, 5, 6]])
    assert seconds(raw, (0, 100), (-100, -20)) == 22
    assert seconds(streets(nodes, pairs, one_way=one_way), WEST, (-100, -20)) == 22
    # Straight on south to the dead end, back there, and left: 10, 2 and 28, 60, 28, 10.
    slow = streets(nodes, pairs, one_way=one_way, bans=[[1, 0, 5, 6]], u_turn_s=60)
    assert seconds(slow, WEST, (-100, -20)) == 10 + 2 + 28 + 60 + 28 + 10
    # Where turning back is quick: at 5, at 0, and on to the left as one who came from the south.
    assert seconds(raw, WEST, (-100, -20)) == 10 + 2 + 20 + 2 + 20 + 2 + 10


# --- any streets, against a search that remembers


NODES = 9
ANGLE = np.linspace(0, 2 * np.pi, NODES, endpoint=False) + 0.4 * np.sin(np.arange(NODES) ** 2)
CIRCLE = [(1000 * np.cos(a), 1000 * np.sin(a)) for a in ANGLE]
PAIR = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(
    lambda p: p[0] != p[1]
)
PAIRS = st.lists(PAIR, min_size=4, max_size=13, unique_by=lambda p: (min(p), max(p)))


@st.composite
def towns(draw):
    pairs = draw(PAIRS)
    around = {n: [b if a == n else a for a, b in pairs if n in (a, b)] for n in range(NODES)}
    bans = set()
    for _ in range(draw(st.integers(1, 6))):
        a, b = draw(st.sampled_from(pairs + [p[::-1] for p in pairs]))
        ban = [a, b]
        for _ in range(draw(st.sampled_from([1, 1, 1, 2, 3]))):
            ban.append(draw(st.sampled_from(around[ban[-1]])))
        bans.add(tuple(ban))
    count = len(pairs)
    some = st.lists(st.integers(0, count - 1), max_size=3)
    toll = draw(st.lists(st.sampled_from([0, 3]), min_size=NODES, max_size=NODES))
    u_turn = draw(st.sampled_from([0, 20, 120, 600]))
    raw = streets(CIRCLE, pairs, bans=sorted(bans), one_way=draw(some), private=draw(some),
                  toll_s=toll, u_turn_s=u_turn)  # fmt: skip
    return raw, draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from([0.3, 0.6])),
                              min_size=2, max_size=4, unique=True))  # fmt: skip


def remembered(raw, start, goal):  # noqa: C901 - plain on purpose
    """Return the least ns; a state is the directed segments driven last, as many as a ban holds."""
    ends = np.column_stack([raw.u, raw.v])
    degree = np.bincount(ends.ravel(), minlength=NODES)
    longest = max(map(len, raw.bans))
    (i, f), (j, g) = start, goal
    best = np.inf
    if i == j and (g >= f or not raw.one_way[i]):
        best = abs(round(g * raw.time_ns[i]) - round(f * raw.time_ns[i]))
    heap, seen = [], set()
    phase = 0 if raw.ends_only[i] else 1
    at, whole = round(f * raw.time_ns[i]), int(raw.time_ns[i])
    heappush(heap, (whole - at, phase, (2 * i,)))
    if not raw.one_way[i]:
        heappush(heap, (at, phase, (2 * i + 1,)))
    while heap:
        ns, phase, driven = heappop(heap)
        if (phase, driven) in seen or ns >= best:
            continue
        seen.add((phase, driven))
        last = driven[-1]
        node = ends[last >> 1][1 - (last & 1)]
        for s in np.flatnonzero((ends == node).any(axis=1)).tolist():
            for odd in (0, 1):
                if ends[s][odd] != node or (odd and raw.one_way[s]):
                    continue
                onto = 2 * s + odd
                more = (*driven, onto)
                back = onto == last ^ 1
                if any(more[-len(ban) :] == ban for ban in raw.bans) or (
                    back and degree[node] == 2
                ):
                    continue
                cost = raw.u_turn_ns if back else int(raw.toll_ns[node])
                took = ns + cost
                if not raw.ends_only[s] and phase == 2:
                    continue
                for then in (phase, 2) if raw.ends_only[s] else (1,):
                    if raw.ends_only[s] and then == 1:
                        continue
                    if s == j and then != 0:
                        rest = round(g * raw.time_ns[s])
                        best = min(best, took + (int(raw.time_ns[s]) - rest if odd else rest))
                    heappush(heap, (took + int(raw.time_ns[s]), then, more[-longest:]))
    return best


@given(towns())
@settings(max_examples=150)
def test_any_turns_equal_a_search_that_remembers_the_way(town):
    raw, doors = town
    xy = np.array([
        np.array([raw.easting[raw.u[i]], raw.northing[raw.u[i]]]) * (1 - f)
        + np.array([raw.easting[raw.v[i]], raw.northing[raw.v[i]]]) * f for i, f in doors
    ])  # fmt: skip
    net = StreetNetwork({"car": build("car", raw)}, small_piece_m=0.0, max_snap_m=1e4)
    spots = Points(np.arange(len(xy)).astype(str), *xy.T)
    put = net.engine("car").put(spots)
    ours = net.matrix(spots, spots, mode="car")
    for a, one in enumerate(doors):
        for b, other in enumerate(doors):
            if put.leg_um[[a, b]].any():
                continue  # on a circle a chord may cross another: the door stands on that one
            told = remembered(raw, one, other) / NS
            assert np.isnan(ours[a, b]) if told == np.inf else abs(ours[a, b] - told) < 1e-7
