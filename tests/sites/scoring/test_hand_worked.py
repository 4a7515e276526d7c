"""Three kernen worked out on paper: minutes, values, scores and mothers to the last digit.

Flat ground, metres. On foot 5 km/h x 1,3 is 15,6 minutes per kilometre; by bike 15 km/h x 1,3 is
5,2. Every distance is the long side of a 3-4-5 triangle (or of 5-12-13), so it needs no root.
With t = (x - good) / (poor - good) the value is 1 - t*t*(3 - 2*t); fractions below are exact.
"""

from fractions import Fraction

import pandas as pd
import pytest

from sites.scoring.mothers import mothers_table
from sites.scoring.scoring import rank_sites, score_table
from sites.travel.access import travel_table
from sites.travel.hub_travel import hub_travel
from tests.sites.small import (
    context,
    coverage,
    criterion,
    hubs_at,
    places_at,
    scenario,
    sites_at,
)

A, B, C = (0, 0), (8500, 3000), (4500, 18000)
SITES = sites_at(
    [A, B, C], name=["Aadorp", "Beekdorp", "Ceedorp"], gm_code=["GM0001"] * 2 + ["GM0002"]
)
HUBS = hubs_at([(4500, 6000)], accuracy_m=700.0)


def near(*steps):
    """Return a spot this many metres east and north of each kern."""
    return [(x + dx, y + dy) for (x, y), (dx, dy) in zip((A, B, C), steps, strict=True)]


PLACES = pd.concat(
    [
        places_at("primary_school", near((600, 800), (300, -400), (-900, 1200)), gm_code="GM0001"),
        places_at("library", near((-1500, -2000), (900, 1200), (-300, -400))),
        places_at("playground", near((0, 500), (-600, 800), (1000, 2400))),
        places_at("pt_stop", near((480, -640), (180, 240), (0, -1000))),
    ],
    ignore_index=True,
)
SCENARIO = scenario(
    criterion("mother", mode="bike", weight=40, curve={"good": 15, "poor": 60}),
    criterion("primary_school", weight=30),
    criterion("social", "library", "playground", weight=20, curve={"good": 10, "poor": 40}),
    criterion("pt_stop", unit="m", weight=10, curve={"good": 400, "poor": 1200}),
    mothers={"active": ["H0"], "mode": "bike", "limit_min": 40},
)
#: Per kern and part: metres, minutes, value. Shares: 0.4, 0.3, 0.1, 0.1, 0.1.
ON_PAPER = {
    ("Aadorp", "mother"): (7500, 39.0, Fraction(1519, 3375)),
    ("Aadorp", "primary_school"): (1000, 15.6, Fraction(12636, 15625)),
    ("Aadorp", "library"): (2500, 39.0, Fraction(11, 3375)),
    ("Aadorp", "playground"): (500, 7.8, Fraction(1)),
    ("Aadorp", "pt_stop"): (800, 12.48, Fraction(1, 2)),
    ("Beekdorp", "mother"): (5000, 26.0, Fraction(77452, 91125)),
    ("Beekdorp", "primary_school"): (500, 7.8, Fraction(1)),
    ("Beekdorp", "library"): (1500, 23.4, Fraction(489119, 843750)),
    ("Beekdorp", "playground"): (1000, 15.6, Fraction(383263, 421875)),
    ("Beekdorp", "pt_stop"): (300, 4.68, Fraction(1)),
    ("Ceedorp", "mother"): (12000, 62.4, Fraction(0)),
    ("Ceedorp", "primary_school"): (1500, 23.4, Fraction(127413, 500000)),
    ("Ceedorp", "library"): (500, 7.8, Fraction(1)),
    ("Ceedorp", "playground"): (2600, 40.56, Fraction(0)),
    ("Ceedorp", "pt_stop"): (1000, 15.6, Fraction(5, 32)),
}
SHARE = {"mother": 0.4, "primary_school": 0.3, "library": 0.1, "playground": 0.1, "pt_stop": 0.1}
SCORE = {"Aadorp": 0.572966756, "Beekdorp": 0.888798529, "Ceedorp": 0.1920728}


@pytest.fixture(scope="module")
def travel():
    known = context(SCENARIO, places=PLACES, hubs=HUBS, coverage=coverage())
    return travel_table(SITES, hub_travel(SITES, known.mothers, known.engine), known)


def by_kern(table: pd.DataFrame) -> pd.DataFrame:
    return table.merge(SITES[["site_id", "name"]], on="site_id").set_index("name")


def test_metres_and_minutes_are_those_on_paper(travel) -> None:
    found = by_kern(travel).set_index("category", append=True)
    computed = {
        part: (round(row["dist_m"], 9), round(row["travel_min"], 9))
        for part, row in found.iterrows()
        if row["reach"] != "geen plaats"  # leaning also asks for what this small world lacks
    }
    assert computed == {part: worked[:2] for part, worked in ON_PAPER.items()}


def test_values_weights_and_contributions_are_those_on_paper(travel) -> None:
    found = by_kern(score_table(travel, SCENARIO)).set_index("category", append=True)
    assert set(found.index) == set(ON_PAPER)
    for part, (_, _, value) in ON_PAPER.items():
        row, share = found.loc[part], SHARE[part[1]]
        assert row["value"] == pytest.approx(float(value), abs=1e-12)
        assert row["weight"] == pytest.approx(share, abs=1e-12)
        assert row["contribution"] == pytest.approx(share * float(value), abs=1e-12)


def test_scores_and_ranks_are_those_on_paper(travel) -> None:
    ranking = by_kern(rank_sites(score_table(travel, SCENARIO), SITES))
    assert ranking["score"].to_dict() == SCORE
    assert ranking["known_share"].tolist() == [1.0, 1.0, 1.0]
    assert ranking["rank"].to_dict() == {"Beekdorp": 1, "Aadorp": 2, "Ceedorp": 3}
    assert ranking["rank_in_gemeente"].to_dict() == {"Beekdorp": 1, "Aadorp": 2, "Ceedorp": 1}


def test_only_the_school_of_ceedorp_lies_across_a_border(travel) -> None:
    schools = by_kern(travel[travel["category"] == "primary_school"])
    assert schools["crosses_border"].to_dict() == {
        "Aadorp": False,
        "Beekdorp": False,
        "Ceedorp": True,
    }


def test_the_mother_answers_follow_from_its_range_of_700_metres(travel) -> None:
    """700 m is 3,64 minutes by bike; the limit is 40."""
    mothers = by_kern(mothers_table(SITES, travel, HUBS, SCENARIO))
    assert mothers["answer"].to_dict() == {"Aadorp": "onzeker", "Beekdorp": "ja", "Ceedorp": "nee"}
    ranges = mothers[["low_min", "high_min"]].round(9).to_numpy().tolist()
    assert ranges == [[35.36, 42.64], [22.36, 29.64], [58.76, 66.04]]
