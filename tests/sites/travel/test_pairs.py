"""Pairs within a limit: those of the whole grid, without the grid."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.base.errors import TravelError
from sites.judgement.access_loss import SCHOOL, catchment_table
from sites.judgement.labour import SECTORS, labour_table
from sites.settings.judgement import CatchmentParams, LabourParams
from sites.settings.scenario import TravelParams
from sites.travel.crowfly import CrowFly
from sites.travel.pairs import pairs_within
from sites.travel.protocol import Points

ENGINE = CrowFly(TravelParams())
SPOTS = arrays(float, (7, 2), elements=st.integers(-20, 20).map(lambda n: n * 500.0))


def points(xy) -> Points:
    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    return Points(np.array([f"p{n}" for n in range(len(xy))]), xy[:, 0], xy[:, 1])


@given(SPOTS, SPOTS, st.integers(0, 7), st.sampled_from([1.0, 10.0, 60.0]))
@settings(max_examples=40, deadline=None)
def test_the_pairs_are_those_of_the_grid_whichever_side_has_fewer(one, other, count, limit) -> None:
    origins, places = points(one), points(other[:count])
    for a, b in ((origins, places), (places, origins)):
        minutes = ENGINE.matrix(a, b, mode="walk")
        row, column = np.nonzero(minutes <= limit)
        near = pairs_within(a, b, ENGINE, mode="walk", limit_min=limit)
        assert near.origin.tolist() == row.tolist()
        assert near.place.tolist() == column.tolist()
        assert near.travel_min.tolist() == minutes[row, column].tolist()


def test_a_pair_at_exactly_the_limit_counts() -> None:
    here, there = points([[0, 0]]), points([[3000, 4000]])
    limit = float(ENGINE.matrix(here, there, mode="bike")[0, 0])
    for limit_min, count in ((limit, 1), (limit - 1e-6, 0)):
        near = pairs_within(here, there, ENGINE, mode="bike", limit_min=limit_min)
        assert len(near.place) == count


def test_a_point_without_a_position_is_refused() -> None:
    with pytest.raises(TravelError, match="1 places have no position"):
        pairs_within(
            points([[0, 0]]), points([[np.nan, 0]]), ENGINE, mode="walk", limit_min=10
        )  # fmt: skip


class Counting(CrowFly):
    """An engine that adds up how many pairs it was asked."""

    asked = 0

    def matrix(self, origins, places, **how):
        self.asked += len(origins) * len(places)
        return super().matrix(origins, places, **how)


def test_four_times_the_country_asks_four_times_the_pairs_and_not_sixteen() -> None:
    """Of firms within reach, and of the places at schools that newcomers take from others."""

    def asked(side: int) -> list[int]:
        spots = [(2000.0 * a, 2000.0 * b) for a in range(side) for b in range(side)]
        table = pd.DataFrame(spots, columns=["easting", "northing"]).assign(gm_code="GM1")
        ids = [f"s{n:04}" for n in range(len(table))]
        sites = table.assign(site_id=ids)
        kernen = table.assign(kern=ids, population=1000)
        schools = table.assign(place_id=ids, category="primary_school", capacity=100.0)
        profile = pd.DataFrame({
            "gm_code": ["GM1"], "urbanity_1to5": 1.0, "urbanity_year": 2024, "biz_per_1000": 9.0,
            "reference_year": 2021, **dict.fromkeys(SECTORS, 10.0),
        })  # fmt: skip
        firms, takes = Counting(TravelParams()), Counting(TravelParams())
        labour_table(sites, kernen, profile, engine=firms, params=LabourParams(limit_min=20))
        catchment_table(
            sites, kernen, schools, service=SCHOOL, site_demand=np.ones(len(sites)), engine=takes,
            params=CatchmentParams(),
        )  # fmt: skip
        return [firms.asked, takes.asked]

    assert all(0 < few < most < 6 * few for few, most in zip(asked(14), asked(28), strict=True))
