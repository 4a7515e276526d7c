"""What becomes of a site is what a reader sees: its verdict, then its score, then the rest."""

import math

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sites.base.verdicts import VERDICTS
from sites.outcome.before_after import changes_of

NOTHING = {"verdict": "Onbekend", "hub": "A", "score": 0.5, "travel": 9.0}


def became(one: dict[str, object], other: dict[str, object]) -> str:
    sides = (("one", NOTHING | one), ("other", NOTHING | other))
    row = {f"{name}_{side}": [held[name]] for side, held in sides for name in NOTHING}
    return str(changes_of(pd.DataFrame(row)).iloc[0])


def test_a_verdict_goes_before_a_score() -> None:
    assert became({"score": 0.9}, {"verdict": "Kan leunen", "score": 0.1}) == "beter"
    assert became({"verdict": "Kan leunen"}, {"verdict": "Kan niet leunen"}) == "slechter"
    assert became({}, {"score": 0.6}) == "beter"


def test_what_nobody_can_see_is_no_change() -> None:
    assert became({}, {"score": 0.5001, "travel": 9.3}) == "gelijk"
    assert became({}, {"travel": 12.0}) == "anders"
    assert became({}, {"hub": "B"}) == "anders"


def test_what_is_not_known_is_neither_better_nor_worse() -> None:
    assert became({"score": math.nan}, {"score": 0.9}) == "anders"
    assert (
        became({"score": math.nan, "travel": math.nan}, {"score": math.nan, "travel": math.nan})
        == "gelijk"
    )


SIDE = st.fixed_dictionaries(
    {
        "verdict": st.sampled_from(VERDICTS),
        "score": st.floats(0, 1),
        "hub": st.sampled_from("AB"),
        "travel": st.floats(0, 60),
    }
)


@given(SIDE, SIDE)
def test_there_and_back_is_the_other_way_round(one, other) -> None:
    back = {"beter": "slechter", "slechter": "beter"}
    assert became(other, one) == back.get(became(one, other), became(one, other))
    assert became(one, one) == "gelijk"
