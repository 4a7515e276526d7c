"""What holds on any street network, and the plain networkx answer on the uncontracted one."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.streets_reference import reference_minutes
from sites.travel.protocol import NO_ROUTE, OK, Points
from sites.travel.streets import mode_engine
from sites.travel.streets.build import Segments, build, plain_segments
from sites.travel.streets.kernels.arrays import FAR
from sites.travel.streets.network import StreetNetwork
from sites.travel.streets.reached import reached_lines
from sites.travel.streets.trace import route

NODES = 12
US = 1e-6 / 60  # the 1e-6 s, in minutes
# On a circle no three nodes lie on one line: a node touches only the streets that end there.
# Uneven angles, so that no spot lies equally near two streets and each has one right answer.
ANGLE = np.linspace(0, 2 * np.pi, NODES, endpoint=False) + 0.4 * np.sin(np.arange(NODES) ** 2)
EASTING, NORTHING = 1000 * np.cos(ANGLE), 1000 * np.sin(ANGLE)

STREET = st.tuples(
    st.integers(0, NODES - 1),
    st.integers(0, NODES - 1),
    st.sampled_from([0, 1, 1, 1, 2, 3]),  # slower by so much; 0 makes a street that takes no time
    st.booleans(),
    st.sampled_from([False, False, False, True]),
)
# Two streets on the very same line would leave open which of them a door stands on.
STREETS = st.lists(
    STREET, min_size=4, max_size=24, unique_by=lambda s: (min(s[:2]), max(s[:2]))
).filter(lambda s: any(a != b for a, b, *_ in s))
SPOT = st.tuples(st.integers(-1100, 1100), st.integers(-1100, 1100))
SPOTS = st.lists(SPOT, min_size=2, max_size=5, unique=True).map(lambda s: np.array(s) + 0.37)


def segments(streets, *, slowest=None) -> Segments:
    u, v, slow, one_way, private = (np.array(part) for part in zip(*streets, strict=True))
    slow = slow if slowest is None else np.maximum(slow, slowest)
    length = np.hypot(EASTING[u] - EASTING[v], NORTHING[u] - NORTHING[v])
    time = np.rint(length * slow / (5000 / 60) * 6e10).astype(np.int64)
    raw = plain_segments(EASTING, NORTHING, u, v, time, one_way.astype(bool))
    return replace(raw, ends_only=private.astype(bool))


def engine(raw: Segments) -> StreetNetwork:
    return StreetNetwork({"walk": build("walk", raw)}, max_snap_m=1e5, small_piece_m=0.0, threads=1)


def points(xy, prefix="p") -> Points:
    xy = np.asarray(xy, dtype=float)
    return Points(np.array([f"{prefix}{i:02}" for i in range(len(xy))]), xy[:, 0], xy[:, 1])


def at_nodes(streets) -> Points:
    used = sorted({n for a, b, *_ in streets if a != b for n in (a, b)})
    return points(np.column_stack([EASTING[used], NORTHING[used]]))


@given(STREETS, SPOTS, SPOTS)
@settings(max_examples=60)
def test_contracting_never_changes_a_trip(streets, origins, places):
    raw = segments(streets)
    truth = reference_minutes(raw, origins, places)
    ours = engine(raw).matrix(points(origins), points(places), mode="walk")
    np.testing.assert_allclose(ours, truth, rtol=0, atol=US)


@given(STREETS, SPOTS, SPOTS, st.sampled_from(["to_place", "from_place"]), st.integers(1, 3))
@settings(max_examples=80)
def test_the_nearest_is_the_lowest_id_of_the_least_minutes(streets, origins, places, way, k):
    net = engine(segments(streets))
    here, there = points(origins), points(places[::-1])
    minutes = net.matrix(here, there, mode="walk", direction=way)
    found = net.nearest(here, there, mode="walk", direction=way, k=k)
    for row, times in enumerate(minutes):
        order = [j for j in np.lexsort((there.ids, times)) if np.isfinite(times[j])][:k]
        assert found.place[row].tolist() == order + [-1] * (k - len(order))
        assert found.travel_min[row, : len(order)].tolist() == times[order].tolist()
        assert found.reach[row] == (OK if order else NO_ROUTE)


@given(STREETS, SPOTS, SPOTS, st.sampled_from(["to_place", "from_place"]), st.integers(2, 6))
@settings(max_examples=80)
def test_one_search_a_pair_and_one_search_of_all_places_rank_alike(
    streets, origins, places, way, k
):
    mode = engine(segments(streets)).engine("walk")
    start, there = mode.put(points(origins)), mode.targets(points(places[::-1]))
    pairs, labels = (
        search(start, there, outward=way == "to_place", k=k)
        for search in (mode.ranked_by_pairs, mode.ranked_by_labels)
    )
    none = labels.rank < 0
    assert pairs.rank.tolist() == labels.rank.tolist()
    assert pairs.ns.tolist() == labels.ns.tolist()
    assert pairs.um[~none].tolist() == labels.um[~none].tolist()


@given(
    STREETS, SPOTS, SPOTS, st.sampled_from(["to_place", "from_place"]), st.integers(1, 4),
)  # fmt: skip
@settings(max_examples=80)
def test_a_search_around_the_points_finds_what_a_search_of_all_does(
    streets, origins, places, way, first
):
    mode, outward = engine(segments(streets)).engine("walk"), way == "to_place"
    start, there = mode.put(points(origins)), mode.targets(points(places[::-1]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mode_engine, "_NEAR_FIRST", first)
        around = mode.nearest_by(start, there, outward=outward)
    whole = mode.ranked_by_labels(start, there, outward=outward, k=1)
    assert [part.tolist() for part in around] == [part.tolist() for part in whole]


@given(STREETS, SPOTS, st.floats(0.1, 40))
@settings(max_examples=30)
def test_every_search_leaves_its_room_clean(streets, spots, limit):
    net = engine(segments(streets))
    here = points(spots)
    one, other = points(spots[:1]), points(spots[1:2])
    rooms = net.engine("walk").rooms
    for ask in (
        lambda: net.nearest(one, here, mode="walk"),
        lambda: net.nearest(here, here, mode="walk", k=2),
        lambda: net.sum_within(here, here, mode="walk", limit_min=limit),
        lambda: net.matrix(here, here, mode="walk"),
        lambda: net.matrix_within(here, other, mode="walk", limit_min=limit),
        lambda: reached_lines(net, one, limit, mode="walk", direction="to_place"),
        lambda: route(net, one, other, mode="walk"),
    ):
        ask()
        (room,) = rooms._free
        assert (room.ns == FAR).all()
        assert (room.rings == np.arange(len(room.rings))[:, None]).all()


SIDE = 4
CORNERS = [(100 * i, 100 * j) for i in range(SIDE) for j in range(SIDE)]
BLOCKS = [
    (a, b)
    for a, here in enumerate(CORNERS)
    for b, there in enumerate(CORNERS[: a + 1])
    if np.hypot(*np.subtract(here, there)) == 100
]
#: Doors half way along streets: between equal blocks every trip is a tie of many.
MIDDLE = st.sampled_from([tuple(np.add(CORNERS[a], CORNERS[b]) / 2) for a, b in BLOCKS])


@given(
    st.lists(MIDDLE, min_size=2, max_size=8, unique=True), st.randoms(use_true_random=False),
    st.integers(1, 3),
)  # fmt: skip
@settings(max_examples=40)
def test_among_equal_blocks_every_tie_goes_to_the_lowest_ids(doors, random, k):
    xy = np.array(CORNERS, dtype=float)
    u, v = np.array(BLOCKS).T
    net = engine(plain_segments(xy[:, 0], xy[:, 1], u, v, np.full(len(u), 72 * 10**9)))
    here = points(xy)
    there = points(random.sample(doors, len(doors)))
    there = Points(there.ids[::-1], there.easting, there.northing)
    found = net.nearest(here, there, mode="walk", k=k).place
    for row, times in enumerate(net.matrix(here, there, mode="walk")):
        order = np.lexsort((there.ids, times))[:k].tolist()
        assert found[row].tolist() == order + [-1] * (k - len(order))


@given(STREETS, SPOTS, SPOTS)
@settings(max_examples=40)
def test_the_identity_of_the_nearest_equals_brute_force(streets, origins, places):
    raw = segments(streets)
    truth = reference_minutes(raw, origins, places)
    found = engine(raw).nearest(points(origins), points(places), mode="walk")
    for row, times in enumerate(truth):
        least = np.nanmin(times) if np.isfinite(times).any() else None
        tied = [] if least is None else np.flatnonzero(times <= least + US).tolist()
        assert found.place[row, 0] in (tied or [-1])


@given(STREETS, SPOTS, SPOTS, st.integers(0, 60), st.sampled_from(["to_place", "from_place"]))
@settings(max_examples=60)
def test_sums_count_what_the_matrix_holds(streets, origins, places, limit, way):
    net = engine(segments(streets))
    here, there = points(origins), points(places)
    weights = np.arange(1.0, len(there) + 1)
    minutes = net.matrix(here, there, mode="walk", direction=way)
    total = net.sum_within(
        here, there, mode="walk", limit_min=limit, weights=weights, direction=way
    )
    assert total.tolist() == ((minutes <= limit) * weights).sum(axis=1).tolist()


@given(STREETS, SPOTS, SPOTS)
@settings(max_examples=40)
def test_no_trip_is_shorter_than_the_straight_line_at_top_speed(streets, origins, places):
    net = engine(segments(streets, slowest=1))
    here, there = points(origins), points(places)
    straight = np.hypot(*(here.xy[:, None] - there.xy).transpose(2, 0, 1))
    minutes = net.matrix(here, there, mode="walk")
    least = net.fastest_min(straight, mode="walk")
    assert (np.isnan(minutes) | (minutes >= least - 1e-6)).all()


@given(STREETS, STREET)
@settings(max_examples=60)
def test_one_more_street_lengthens_no_trip(streets, extra):
    doors = at_nodes(streets)
    before, after = (
        engine(segments(s)).matrix(doors, doors, mode="walk") for s in (streets, [*streets, extra])
    )
    assert (np.nan_to_num(after, nan=np.inf) <= np.nan_to_num(before, nan=np.inf)).all()


@given(STREETS, SPOTS, st.permutations(range(NODES)), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_relabelling_nodes_and_shuffling_streets_changes_nothing(streets, spots, names, random):
    raw = segments(streets)
    turned = [i for i in range(len(streets)) if not raw.one_way[i] and random.random() < 0.5]
    u, v = raw.u.copy(), raw.v.copy()
    u[turned], v[turned] = raw.v[turned], raw.u[turned]
    name = np.array(names)
    order = np.array(random.sample(range(len(streets)), len(streets)))
    x, y = np.empty(NODES), np.empty(NODES)
    x[name], y[name] = EASTING, NORTHING
    other = Segments(x, y, name[u][order], name[v][order], raw.time_ns[order],
                     raw.one_way[order], raw.ends_only[order], raw.can_snap[order],
                     raw.kind[order])  # fmt: skip
    here = points(spots)
    ours, theirs = (engine(r).matrix(here, here, mode="walk") for r in (raw, other))
    np.testing.assert_array_equal(ours, theirs)


@given(STREETS, SPOTS)
@settings(max_examples=30)
def test_an_island_is_no_route(streets, spots):
    raw = segments(streets)
    island = plain_segments(
        np.append(EASTING, [90_000.0, 90_100.0]), np.append(NORTHING, [0.0, 0.0]),
        np.append(raw.u, NODES), np.append(raw.v, NODES + 1), np.append(raw.time_ns, 6 * 10**10),
        np.append(raw.one_way, False),
    )  # fmt: skip
    net, far = engine(island), points([(90_050.0, 10.0)])
    found = net.nearest(points(spots), far, mode="walk")
    assert set(found.reach.tolist()) == {NO_ROUTE}
    assert np.isnan(found.travel_min).all()


@pytest.mark.slow
@given(STREETS, SPOTS, SPOTS)
@settings(max_examples=1500)
def test_contracting_never_changes_a_trip_on_many_networks(streets, origins, places):
    raw = segments(streets)
    truth = reference_minutes(raw, origins, places)
    net = engine(raw)
    ours = net.matrix(points(origins), points(places), mode="walk")
    np.testing.assert_allclose(ours, truth, rtol=0, atol=US)
    back = net.matrix(points(places), points(origins), mode="walk", direction="from_place")
    np.testing.assert_array_equal(back.T, ours)


@given(STREETS, SPOT, st.sampled_from([1.0, 6.0, 17.0, 40.0]),
       st.sampled_from(["to_place", "from_place"]))  # fmt: skip
@settings(max_examples=80)
def test_what_an_isochrone_reaches_is_what_a_trip_takes_no_longer_to(streets, spot, limit, way):
    raw = segments(streets, slowest=1)  # of no time one side of a one-way is as near as the other
    net, here = engine(raw), points([np.array(spot) + 0.37])
    u, v = raw.u[raw.u != raw.v], raw.v[raw.u != raw.v]
    ends = [np.column_stack([EASTING[n], NORTHING[n]]) for n in (u, v)]
    along = np.concatenate([ends[0] + f * (ends[1] - ends[0]) for f in (0.013, 0.21, 0.5, 0.83)])
    lines = reached_lines(net, here, limit, mode="walk", direction=way)
    there = "from_place" if way == "to_place" else "to_place"  # to the point is from all others
    minutes = net.matrix(here, points(along), mode="walk", direction=there)[0]
    sure = ~(np.abs(minutes - limit) < 1e-6)
    seen = shapely.distance(lines, shapely.points(along)) < 1e-6
    np.testing.assert_array_equal(seen[sure], (minutes <= limit)[sure])


@given(STREETS, SPOTS, SPOTS, st.lists(st.booleans(), min_size=24, max_size=24),
       st.integers(1, 4))  # fmt: skip
@settings(max_examples=60)
def test_whoever_rides_faster_on_some_streets_comes_nowhere_later(
    streets, origins, places, ridden, times
):
    """An e-bike over the streets: quicker where one rides, as quick where one pushes or walks."""
    raw = segments(streets)
    rides = np.array(ridden[: len(raw.u)])
    quick = replace(raw, time_ns=np.where(rides, raw.time_ns // times, raw.time_ns))
    bike, ebike = (
        engine(one).matrix(points(origins), points(places), mode="walk") for one in (raw, quick)
    )
    assert (np.isnan(bike) == np.isnan(ebike)).all()
    near = np.isfinite(bike)
    # A door's street is the same, and so is where on it: only the halves of a nanosecond differ.
    assert (ebike[near] <= bike[near] + US).all()
