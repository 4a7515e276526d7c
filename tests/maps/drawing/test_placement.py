"""Marks and names on a map: worked out on squared paper, then held on drawn ones."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.drawing.marks import edge_point
from maps.drawing.placement import Mark, Spot, off_line, placed

WIDE, HIGH = 200.0, 100.0


def box(mark: Mark, spot: Spot) -> tuple[float, float, float, float]:
    half_w, half_h = mark.width / 2, mark.height / 2
    return spot.east - half_w, spot.south - half_h, spot.east + half_w, spot.south + half_h


def covers(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_badge_that_finds_its_anchor_taken_goes_straight_up_first() -> None:
    marks = [Mark(100, 50, 20, 20, "fixed"), Mark(100, 50, 10, 10, "badge", 10)]
    # 10 and three quarters of its height is 17.5: free of the 10 + 5 that are taken.
    spot = placed(marks, WIDE, HIGH)[1]
    assert (spot.east, spot.south) == (pytest.approx(100), pytest.approx(32.5))


def test_marks_that_only_touch_do_not_cover_each_other_and_an_edge_is_inside() -> None:
    marks = [Mark(10, 50, 20, 20, "fixed"), Mark(30, 50, 20, 20, "badge")]
    assert placed(marks, 40, HIGH)[1] == Spot(30, 50)
    assert placed([Mark(10, 10, 20, 20, "badge")], 20, 20) == [Spot(10, 10)]
    assert placed([Mark(10, 10, 20, 20, "middle")], 19.9, 20) == [None]


def test_without_room_a_badge_covers_least_and_names_are_dropped() -> None:
    high = Mark(20, 15, 40, 30, "fixed")  # leaves the lowest ten of forty free, but for a hair
    marks = [high, *(Mark(20, 20, 10, 10, mode) for mode in ("badge", "name", "middle"))]
    spots = placed(marks, 40, 39.9)
    # Two rings of 7.5 down would leave the map; one step of 22.5 degrees aside does not.
    assert spots[1].south == pytest.approx(20 + 15 * math.sin(math.radians(67.5)))
    assert spots[2:] == [None, None]


def test_a_name_takes_the_side_with_fewest_dots_and_the_first_of_equals() -> None:
    name = Mark(100, 50, 40, 10, "name", 5)
    right, left = Spot(125.0, 50.0), Spot(75.0, 50.0)
    assert placed([name], WIDE, HIGH) == [right]
    assert placed([name], WIDE, HIGH, dots=np.array([[125.0, 50.0]])) == [left]
    # A dot within 5 px of a name is covered; one at 5 px is not.
    assert placed([name], WIDE, HIGH, dots=np.array([[149.9, 50.0]])) == [left]
    assert placed([name], WIDE, HIGH, dots=np.array([[150.0, 50.0]])) == [right]
    every = np.array([[x, y] for x in range(0, 201, 4) for y in range(0, 101, 4)], dtype=float)
    (crowded,) = placed([name], WIDE, HIGH, dots=every)
    assert crowded in (right, left)  # a name that covers dots wherever it stands still stands


def test_a_name_among_equally_covered_places_stays_on_the_first() -> None:
    name = Mark(100, 5, 40, 10, "name", 5)  # on a strip of its own height: right or left only
    dots = np.array([[53.0, 5.0], [75.0, 5.0], [125.0, 5.0], [147.0, 5.0]])
    assert placed([name], WIDE, 10, dots=dots) == [Spot(125.0, 5.0)]


def test_a_name_beside_a_wide_mark_finds_room_on_the_farther_ring() -> None:
    wall = Mark(100, 50, 60, 30, "fixed")
    spot = placed([wall, Mark(100, 50, 20, 10, "name", 5)], WIDE, HIGH)[1]
    assert spot == Spot(100.0, 50.0 - 5 - 27)  # to the right it would still touch the wall


def test_the_main_place_moves_aside_and_stays_named_where_all_is_taken() -> None:
    name = Mark(100, 50, 40, 10, "must")
    assert placed([name], WIDE, HIGH) == [Spot(100, 50)]
    at_edge = Mark(5, 98, 40, 10, "must")  # half of it would fall off the map
    assert placed([at_edge], WIDE, HIGH) == [Spot(20, 95)]  # the nearest that is on it
    assert placed([Mark(1, 99, 90, 90, "must")], WIDE, HIGH) == [Spot(45, 55)]
    wall = Mark(100, 50, 200, 100, "fixed")
    assert placed([wall, name], WIDE, HIGH)[1] is not None


def test_the_main_place_moves_off_a_dot_and_stands_where_there_are_dots_all_over() -> None:
    name = Mark(100, 50, 40, 10, "must")
    dot = np.array([[100.0, 50.0]])
    assert placed([name], WIDE, HIGH, dots=dot) == [Spot(100, 50 - 1.2 * 10)]  # 0.8 is too near
    every = np.array([[x, y] for x in range(0, 201, 4) for y in range(0, 101, 4)], dtype=float)
    assert placed([name], WIDE, HIGH, dots=every) != [None]
    # A mark under the name is worse than dots under it, and a badge does not mind a dot.
    wall = Mark(100, 20, 200, 39, "fixed")
    low = np.array([[x, y] for x in range(0, 201, 4) for y in range(40, 101, 4)], dtype=float)
    assert placed([wall, name], WIDE, HIGH, dots=low)[1].south >= 44.5
    assert placed([Mark(100, 50, 20, 20, "badge")], WIDE, HIGH, dots=dot) == [Spot(100, 50)]


def test_a_mark_of_another_stands_beside_where_that_one_came_to_stand() -> None:
    taken = Mark(100, 50, 20, 20, "fixed")
    badge = Mark(100, 50, 10, 10, "badge", 10)  # goes up to 32.5
    name = Mark(0, 0, 30, 10, "near", 6, of=1)
    assert placed([taken, badge, name], WIDE, HIGH)[2] == Spot(121.0, 32.5)
    lost = Mark(100, 50, 10, 10, "still")
    assert placed([taken, lost, Mark(0, 0, 30, 10, "near", 6, of=1)], WIDE, HIGH)[1:] == [None] * 2


MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(-10, 210).map(float),
        st.integers(-10, 110).map(float),
        st.integers(1, 60).map(float),
        st.integers(1, 30).map(float),
        st.sampled_from(["fixed", "name", "badge", "middle", "must", "near", "still"]),
        st.integers(0, 12).map(float),
    ),
    max_size=8,
)


@given(MARKS)
def test_nothing_that_may_be_dropped_covers_what_came_before_or_leaves_the_map(marks) -> None:
    spots = placed(marks, WIDE, HIGH)
    taken = []
    for mark, spot in zip(marks, spots, strict=True):
        if mark.mode == "fixed":
            assert spot == Spot(mark.east, mark.south)
        if spot is None:
            assert mark.mode != "fixed"
            continue
        here = box(mark, spot)
        if mark.mode not in ("fixed", "badge", "must"):
            assert not any(covers(here, other) for other in taken)
        if mark.mode != "fixed":
            assert here[0] >= 0
            assert here[1] >= 0
            assert here[2] <= WIDE
            assert here[3] <= HIGH
            assert math.isfinite(spot.east + spot.south)
        taken.append(here)


@pytest.mark.parametrize("end", [
    (2000, 150), (2000, 250), (-2000, 150), (-2000, 250), (150, -2000), (250, -2000), (150, 2000),
    (250, 2000), (1400, 700), (-1000, -300),
])  # fmt: skip
def test_a_line_that_leaves_the_picture_does_not_cross_its_own_name(end) -> None:
    start, wide, high = (200, 200), 80, 15
    at = edge_point(start, end, 400, 400)
    (spot,) = placed([off_line(Mark(*at, wide, high, "must"), start, end, 400)], 400, 400)
    assert spot is not None
    for k in range(1001):  # the line, point by point
        east, south = (a + (b - a) * k / 1000 for a, b in zip(start, end, strict=True))
        assert abs(east - spot.east) >= wide / 2 or abs(south - spot.south) >= high / 2
