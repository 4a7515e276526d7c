"""Why sites move in a ranking: checked in the head, and a law of any gains."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.judgement.judge import Scored
from sites.outcome.rank_moves import gains_of, rank_moves, reasons_of

NO = pd.DataFrame()
#: Two sites: a is near school, b near the doctor. First school weighs 3 of 4, then 1 of 4.
VALUES = pd.DataFrame({
    "site_id": ["a", "b", "a", "b"], "criterion": ["school", "school", "gp", "gp"],
    "value": [1.0, 0.0, 0.0, 1.0],
})  # fmt: skip


def side(school: float) -> Scored:
    weight = VALUES["criterion"].map({"school": school, "gp": 1 - school})
    scores = VALUES.assign(weight=weight, contribution=weight * VALUES["value"])
    total = scores.groupby("site_id")["contribution"].sum()
    ranks = total.rank(ascending=False).astype("Int64")
    ranking = pd.DataFrame({"site_id": total.index, "score": total.to_numpy(),
                            "rank": ranks.to_numpy()})  # fmt: skip
    sites = pd.DataFrame({"site_id": ["a", "b"], "name": ["Aa", "Bee"]})
    return Scored(sites, NO, NO, scores, ranking, NO, ())


def test_who_is_near_what_weighs_more_goes_up_by_it() -> None:
    found = rank_moves(side(0.75), side(0.25)).set_index("site_id")
    assert found.loc["b", ["rank_one", "rank_other", "moved"]].tolist() == [2, 1, 1]
    assert found.loc["b", "criterion"] == "gp"
    assert found.loc["b", "gain"] == 0.5
    assert found.loc["b", "mean_gain"] == 0.25
    assert found.loc["a", "criterion"] == "school"
    assert found.loc["a", "gain"] == -0.5


def test_nothing_moves_where_nothing_changes() -> None:
    found = rank_moves(side(0.75), side(0.75))
    assert found["moved"].tolist() == [0, 0]
    assert found["criterion"].isna().all()


def test_what_is_not_known_gives_no_points_and_takes_no_weight() -> None:
    one = pd.DataFrame({"site_id": ["a", "a"], "criterion": ["x", "y"], "weight": [0.5, 0.5],
                        "contribution": [0.25, np.nan]})  # fmt: skip
    other = one.assign(weight=[0.1, 0.9], contribution=[0.05, np.nan])
    assert gains_of(one, other, pd.Index(["a"])).loc["a", "x"] == 0


def test_a_site_without_a_rank_is_not_told_to_move() -> None:
    one, other = side(0.75), side(0.25)
    other.ranking.loc[0, "rank"] = pd.NA
    assert rank_moves(one, other)["site_id"].tolist() == ["b"]


@given(arrays(float, (4, 3), elements=st.floats(-1, 1)))
def test_the_reason_of_going_up_is_never_below_the_average(gains) -> None:
    table = pd.DataFrame(gains, columns=["x", "y", "z"], index=list("abcd"))
    found = reasons_of(table, [1, -1, 0, 2])
    assert (
        found.loc["a", "gain"] - found.loc["a", "mean_gain"]
        >= (gains[0] - gains.mean(0)).max() - 1e-5
    )
    assert pd.isna(found.loc["c", "criterion"])
