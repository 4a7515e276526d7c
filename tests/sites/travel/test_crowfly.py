"""Straight-line travel: exact identities, honest ties, and every pair checked by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import TravelError
from sites.settings.scenario import TravelParams
from sites.travel.crowfly import CrowFly
from sites.travel.protocol import NO_PLACE
from tests.sites.small import points

ENGINE = CrowFly(TravelParams())
#: A grid of six by six with many places: most distances tie, often across the k-th.
GRID = st.integers(1, 12).flatmap(lambda n: arrays(int, (n, 2), elements=st.integers(0, 5)))
CROWD = st.integers(1, 60).flatmap(
    lambda n: arrays(int, (n, 2), elements=st.integers(0, 5), fill=st.nothing())
)


def by_hand(origins, places, ids, k):
    """Return the k nearest by looking at every pair, ties to the lowest id."""
    apart = origins[:, None] - places[None]
    metres: np.ndarray = np.hypot(apart[..., 0], apart[..., 1])
    return [np.lexsort((ids, row.round(3)))[:k].tolist() for row in metres]


def test_a_kilometre_on_foot_by_bike_and_by_car_takes_what_the_settings_say() -> None:
    home, shop = points([(0, 0)]), points([(600, 800)])
    minutes = {m: ENGINE.nearest(home, shop, mode=m).travel_min[0, 0] for m in ENGINE.modes()}
    assert {mode: round(value, 9) for mode, value in minutes.items()} == {
        "walk": 15.6,  # 1000 m x 1.3 at 5 km/h
        "bike": 5.2,  # 1000 m x 1.3 at 15 km/h
        "car": 2.1,  # 1000 m x 1.4 at 40 km/h
    }


def test_a_tie_goes_to_the_lowest_id_whatever_the_order_of_the_rows() -> None:
    home = points([(0, 0)])
    around = points([(300, 400), (-500, 0), (0, 500), (500, 0)], ids=["d", "c", "a", "b"])
    near = ENGINE.nearest(home, around, mode="walk", k=4)
    assert near.place.tolist() == [[2, 3, 1, 0]]


def test_a_hundred_places_on_one_spot_still_tie_to_the_lowest_id() -> None:
    ids = [f"p{i:03d}" for i in range(100)][::-1]
    crowd = points([(100, 0)] * 100, ids=ids)
    near = ENGINE.nearest(points([(0, 0)]), crowd, mode="walk", k=2)
    assert near.place.tolist() == [[99, 98]]


def test_less_than_a_millimetre_is_a_tie_and_more_is_not() -> None:
    home = points([(0, 0)])
    hair = points([(100.0003, 0), (100.0, 0)], ids=["a", "b"])
    finger = points([(100.01, 0), (100.0, 0)], ids=["a", "b"])
    assert ENGINE.nearest(home, hair, mode="walk").place.item() == 0
    assert ENGINE.nearest(home, finger, mode="walk").place.item() == 1


@given(GRID, CROWD, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_nearest_are_those_that_brute_force_finds(origins, places, k, chance) -> None:
    ids = [f"p{i:02d}" for i in range(len(places))]
    chance.shuffle(ids)
    near = ENGINE.nearest(points(origins * 100.0), points(places * 100.0, ids), mode="bike", k=k)
    found = min(k, len(places))
    assert near.place[:, :found].tolist() == by_hand(origins * 100.0, places * 100.0, ids, k)
    assert (near.place[:, found:] == -1).all()
    assert np.isnan(near.travel_min[:, found:]).all()


@given(GRID, GRID, GRID)
def test_one_more_place_never_makes_the_trip_longer(origins, places, more) -> None:
    few, many = points(places * 70.0), points(np.vstack([places, more]) * 70.0)
    home = points(origins * 100.0)
    before = ENGINE.nearest(home, few, mode="walk").travel_min
    assert (ENGINE.nearest(home, many, mode="walk").travel_min <= before).all()


@given(GRID, CROWD, st.randoms(use_true_random=False))
def test_other_ids_change_who_wins_a_tie_and_no_minute(origins, places, chance) -> None:
    ids = [f"p{i:02d}" for i in range(len(places))]
    one = ENGINE.nearest(points(origins * 100.0), points(places * 100.0, ids), mode="walk", k=3)
    chance.shuffle(ids)
    two = ENGINE.nearest(points(origins * 100.0), points(places * 100.0, ids), mode="walk", k=3)
    np.testing.assert_array_equal(one.travel_min, two.travel_min)


def test_many_origins_are_counted_in_pieces_that_join_up(monkeypatch) -> None:
    spots = np.random.default_rng(5).uniform(0, 3000, (50, 2))
    home, there = points(spots), points(spots[::-1])
    whole = ENGINE.sum_within(home, there, mode="walk", limit_min=12)
    monkeypatch.setattr("sites.travel.crowfly._PAIRS", 7 * len(spots))
    assert ENGINE.sum_within(home, there, mode="walk", limit_min=12).tolist() == whole.tolist()
    assert len(set(whole)) > 3


@given(GRID, GRID, st.floats(0, 15))
def test_counts_and_nearest_agree_with_the_matrix(origins, places, limit_min) -> None:
    home, there = points(origins * 100.0), points(places * 100.0)
    minutes = ENGINE.matrix(home, there, mode="walk")
    people = np.arange(1.0, len(places) + 1)
    within = minutes <= limit_min
    counts = ENGINE.sum_within(home, there, mode="walk", limit_min=limit_min)
    sums = ENGINE.sum_within(home, there, mode="walk", limit_min=limit_min, weights=people)
    assert counts.tolist() == within.sum(axis=1).tolist()
    assert sums.tolist() == (within * people).sum(axis=1).tolist()
    nearest = ENGINE.nearest(home, there, mode="walk").travel_min[:, 0]
    assert nearest.tolist() == minutes.min(axis=1).tolist()


def test_a_trip_of_exactly_the_limit_counts() -> None:
    home, shop = points([(0, 0)]), points([(600, 800)])
    limit_min = float(ENGINE.matrix(home, shop, mode="walk")[0, 0])
    assert ENGINE.sum_within(home, shop, mode="walk", limit_min=limit_min).tolist() == [1.0]


def test_the_way_back_takes_as_long_as_the_way_out() -> None:
    home, hub = points([(0, 0)]), points([(3000, 4000)])
    out = ENGINE.matrix(home, hub, mode="car", direction="to_place")
    assert out.tolist() == ENGINE.matrix(home, hub, mode="car", direction="from_place").tolist()


def test_without_places_the_answer_is_no_place_and_never_a_number() -> None:
    near = ENGINE.nearest(points([(0, 0)]), points([]), mode="walk")
    assert near.reach.tolist() == [NO_PLACE]
    assert near.place.tolist() == [[-1]]
    assert np.isnan(near.travel_min).all()
    assert ENGINE.sum_within(points([(0, 0)]), points([]), mode="walk", limit_min=5).tolist() == [0]


def test_without_origins_the_answer_is_empty() -> None:
    near = ENGINE.nearest(points([]), points([(0, 0)]), mode="walk", k=3)
    assert near.place.shape == (0, 3)


def test_public_transport_is_refused_with_what_to_do() -> None:
    with pytest.raises(TravelError, match='mode "ov" needs a timetable; choose walk, bike or car'):
        ENGINE.nearest(points([(0, 0)]), points([(1, 1)]), mode="ov")


def test_a_point_without_a_position_is_refused_by_name() -> None:
    with pytest.raises(TravelError, match=r"1 origins have no position \(first: p0001\)"):
        ENGINE.nearest(points([(0, 0), (np.nan, 1)]), points([(1, 1)]), mode="walk")
