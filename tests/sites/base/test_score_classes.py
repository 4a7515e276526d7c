"""Five fixed classes, by the score as a reader sees it."""

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sites.base.dutch import score
from sites.base.score_classes import BOUNDS, CLASSES, score_class, score_classes

EDGES = ((0.8, 1), (0.6, 2), (0.4, 3), (0.2, 4), (0.0, 5))


@pytest.mark.parametrize(("lowest", "number"), EDGES)
def test_each_class_begins_where_its_lowest_score_is_shown(lowest, number):
    assert score_class(lowest) == number
    if lowest:
        assert score_class(lowest - 0.005) == number  # shown as the lowest
        assert score_class(lowest - 0.006) == number + 1


def test_unknown_is_no_class_and_the_ends_are_the_outer_ones():
    assert score_class(None) == score_class(math.nan) == 0
    assert score_class(1.0) == 1
    assert score_class(0.0) == 5


def test_the_ranges_follow_on_each_other_as_shown():
    assert [own.range for own in CLASSES] == [
        "0,80 tot 1,00", "0,60 tot 0,79", "0,40 tot 0,59", "0,20 tot 0,39", "0,00 tot 0,19",
    ]  # fmt: skip


@given(st.floats(0, 1))
@example(0.795)
@example(math.nextafter(0.795, 0))
@example(math.nextafter(0.595, 1))
@example(math.nextafter(0.195, 0))
def test_a_score_lies_in_the_class_whose_range_holds_it_as_shown(value):
    shown = Decimal(score(value).replace(",", "."))
    own = CLASSES[score_class(value) - 1]
    low, high = (Decimal(end.replace(",", ".")) for end in own.range.split(" tot "))
    assert low <= shown <= high


@given(st.lists(st.floats(0, 1)))
def test_a_column_of_scores_gets_the_classes_of_its_scores(values):
    assert score_classes(np.array(values)).tolist() == [score_class(v) for v in values]
    assert list(BOUNDS) == sorted(BOUNDS, reverse=True)
