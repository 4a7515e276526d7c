"""A minute and a metre are rounded once, and every product shows the same one."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sites.base import dutch, shown

AMOUNTS = st.floats(0, 1e6)


@pytest.mark.parametrize(
    ("value", "whole"),
    [(12.46, 12), (12.5, 13), (0.49999999999999994, 0), (0.5, 1), (1439.5, 1440)],
)
def test_half_a_minute_goes_up_and_nothing_less(value: float, whole: int) -> None:
    assert dutch.whole_minutes(value) == whole
    assert shown.whole_minutes([value]).tolist() == [whole]


@pytest.mark.parametrize(
    ("value", "metres", "words"),
    [(4.9, 0, "0 m"), (5, 10, "10 m"), (994.9, 990, "990 m"), (995, 1000, "1,0 km"),
     (1049.9, 1000, "1,0 km"), (1050, 1100, "1,1 km"), (12549, 12500, "12,5 km")],
)  # fmt: skip
def test_metres_go_by_ten_and_kilometres_by_a_tenth(value: float, metres: int, words: str) -> None:
    assert dutch.shown_metres(value) == metres
    assert shown.shown_metres([value]).tolist() == [metres]
    assert dutch.distance(value) == dutch.distance(metres) == words


@given(AMOUNTS)
@example(0.49999999999999994)
def test_a_column_and_a_number_follow_one_rule(value: float) -> None:
    assert shown.whole_minutes([value]).tolist() == [dutch.whole_minutes(value)]
    assert shown.shown_metres([value]).tolist() == [dutch.shown_metres(value)]


@given(AMOUNTS)
def test_what_is_shown_is_shown_again_as_it_stands(value: float) -> None:
    for rule in (dutch.whole_minutes, dutch.shown_metres):
        assert rule(rule(value)) == rule(value)


@given(AMOUNTS)
def test_the_shown_minute_is_the_one_that_is_written(value: float) -> None:
    assert dutch.whole_minutes(value) == int(dutch.rounded(value))
    assert abs(dutch.whole_minutes(value) - value) <= 0.5


@given(st.lists(AMOUNTS, max_size=20))
def test_unknown_stays_unknown(values: list[float]) -> None:
    column = np.array([*values, math.nan])
    assert np.isnan(shown.whole_minutes(column)).tolist() == [False] * len(values) + [True]
    assert np.isnan(shown.shown_metres(column)).tolist() == [False] * len(values) + [True]
