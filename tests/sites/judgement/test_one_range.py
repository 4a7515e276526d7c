"""A verdict and the mothers table rest on one range, also where roads wind."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sites.judgement.leaning.tables import lean_sites
from sites.scoring.mothers import mothers_table
from sites.travel.access import travel_table
from sites.travel.hub_travel import hub_travel
from sites.travel.protocol import NOT_CONNECTED, OK
from tests.sites.small import context, criterion, hubs_at, places_at, scenario, sites_at
from tests.sites.travel.test_hub_travel import Winding

TOWNS = pd.DataFrame({"gm_code": ["GM0001"], "name": ["Aadorp"], "role": ["gebied"]})
RUN = scenario(criterion("mother", mode="bike"), mothers={"limit_min": 20})


@given(
    arrays(float, (4, 2), elements=st.integers(0, 6000)),
    arrays(float, 2, elements=st.integers(0, 3000)),
    st.lists(st.sampled_from([OK, OK, NOT_CONNECTED]), min_size=4, max_size=4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 1)), max_size=4),
)
@settings(max_examples=8)
def test_reach_is_the_same_in_the_verdicts_as_in_the_mothers_table(
    spots, doubt_m, reach, lost
) -> None:
    """With metres of a straight line in one and of the road in the other the ends differ."""
    sites = sites_at(spots.tolist())
    hubs = hubs_at([(1000, 1000), (4000, 3000)], accuracy_m=doubt_m)
    engine = Winding(tuple(reach), frozenset(lost))
    known = context(RUN, engine, hubs=hubs, places=places_at("gp", [(0, 0)]), municipalities=TOWNS)
    trips = hub_travel(sites, known.mothers, engine)
    travel = travel_table(sites, trips, known)
    mothers = mothers_table(sites, travel, hubs, RUN)
    leaning = lean_sites(sites, travel, trips, known)
    case = leaning.case
    for ends, column in (
        (case.mother_low, "low_min"),
        (case.mother_min, "travel_min"),
        (case.mother_high, "high_min"),
    ):
        least = np.fmin.reduce(ends, axis=1)
        least[np.isinf(least)] = np.nan  # no route has no number in a table
        assert np.array_equal(least, mothers[column].to_numpy(dtype=float), equal_nan=True)
    best = leaning.voices[0].judged.reach.max(axis=1)
    words = {0: "nee", 1: "onbekend", 2: "onzeker", 3: "ja"}
    assert [words[int(state)] for state in best] == mothers["answer"].tolist()
