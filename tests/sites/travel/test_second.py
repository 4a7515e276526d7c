"""Two engines side by side: the shares of the rules add up, and the cause is the largest."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.travel.protocol import Points
from sites.travel.second import (
    CAUSES,
    NO_DOOR,
    REST,
    SAME,
    Answers,
    Step,
    second_table,
    summary,
)

SHARES = [f"{step}_min" for step in CAUSES]
FIVE = len(Step)


def points(count):
    return Points(np.arange(count).astype(str), np.zeros(count), np.zeros(count))


def table(own, other, *, has_door=True, more_than_min=2.0):
    """Return the rows of trips to one hub, from (steps, trips) minutes."""
    own, other = np.array(own, dtype=float), np.array(other, dtype=float)
    answers = {
        step: Answers(own[i][:, None], other[i][:, None])
        for i, step in enumerate(Step)
        if i < len(own)
    }
    doors = np.full((own.shape[1], 1), fill_value=has_door)
    return second_table(
        points(own.shape[1]), points(1), answers, more_than_min=more_than_min, has_door=doors
    )


def test_a_trip_within_the_limit_is_equal_and_has_no_shares():
    row = table([[10]], [[12]]).iloc[0]
    assert row["cause"] == SAME
    assert row[SHARES].isna().all()


def test_what_no_rule_explains_is_called_so():
    row = table([[10]] * FIVE, [[15], [15], [15], [14.5], [14]]).iloc[0]
    assert row["cause"] == REST
    assert row["rest_min"] == 4


def test_a_trip_of_one_engine_alone_is_due_to_the_rule_at_which_they_agree():
    nan = np.nan
    assert (
        table([[10]] * FIVE, [[nan], [nan], [nan], [nan], [11]])["cause"].item()
        == (CAUSES[Step.access])
    )
    assert (
        table([[nan]] * FIVE, [[9], [9], [nan], [nan], [nan]])["cause"].item()
        == (CAUSES[Step.doors])
    )
    assert table([[10]] * FIVE, [[nan]] * FIVE)["cause"].item() == REST
    off = table([[nan]] * FIVE, [[9]] * FIVE, has_door=False)
    assert off["cause"].item() == NO_DOOR


def test_a_step_without_a_route_gives_its_share_to_the_next():
    row = table([[10]] * FIVE, [[16], [16], [np.nan], [10], [10]]).iloc[0]
    assert row[SHARES].tolist() == [0, 0, 6, 0]
    assert row["cause"] == CAUSES[Step.speeds]


def test_the_summary_counts_per_cause_and_tells_what_is_left():
    own = np.full((FIVE, 3), 10.0)
    other = np.array([[10, 15, 14], [10, 15, 14], [10, 15, 14], [10, 10, 14], [10, 10, 11.5]])
    first, second = summary(table(own, other), 2)
    assert first.startswith("Van 3 ritten verschillen er 2 meer dan 2 minuten: 1 door snelheden")
    assert first.endswith(" en 1 door toegang van wegen.")
    assert second == "Met gelijke regels blijft er hoogstens 1,5 minuten verschil over."
    assert summary(table([[1]], [[1]]), 2) == ("Van 1 rit verschilt er geen meer dan 2 minuten.",)
    (alone, _) = summary(table(own[:, :1], [[20], [20], [10], [10], [10]]), 2)
    assert alone.startswith("Van 1 rit verschilt er 1 meer dan 2 minuten: 1 door ")


MINUTES = arrays(float, (FIVE, 4), elements=st.floats(0, 600) | st.just(np.nan))


@given(MINUTES, MINUTES)
def test_shares_and_rest_add_up_to_the_difference(own, other):
    told = table(own, other)
    both = told["difference_min"].notna() & (told["cause"] != SAME)
    parts = told.loc[both, [*SHARES, "rest_min"]].sum(axis=1)
    assert np.allclose(parts, told.loc[both, "difference_min"])
    alone = told["own_min"].isna() != told["other_min"].isna()
    assert told.loc[alone, SHARES].isna().all(axis=None)
    assert (told.loc[alone, "cause"] != SAME).all()
