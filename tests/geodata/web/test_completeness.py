"""What came in is held against what may be expected, and against what was there before."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata.web.completeness import changes, judge, lost_share

TOWNS = pd.DataFrame(
    {
        "gemeentecode": ["GM0344", "GM0355"], "gemeentenaam": ["Utrecht", "Zeist"],
        "inwoners": pd.array([290_000, 29_000], dtype="Int64"),
    }
)  # fmt: skip
NOUN = ("school", "scholen")


def schools(utrecht, zeist, elsewhere=0):
    codes = ["GM0344"] * utrecht + ["GM0355"] * zeist + ["GM9999"] * elsewhere
    return pd.DataFrame(
        {"vestigingscode": [f"{i:04d}" for i in range(len(codes))], "sector": "primair",
         "gemeentecode": codes}
    )  # fmt: skip


def test_a_usual_number_of_schools_is_not_odd():
    verdict = judge("schools", schools(100, 10, elsewhere=3), TOWNS)
    assert verdict.refusals == ()
    assert [line for line in verdict.odd if "primary" in line] == []
    assert verdict.facts["outside_area"] == 3
    assert verdict.facts["per_municipality"]["primary_school"] == {"GM0344": 100, "GM0355": 10}


def test_a_municipality_with_far_too_few_is_named():
    odd = judge("schools", schools(100, 2), TOWNS).odd
    assert "primary_school: 2 in Zeist, gebruikelijk is rond 10" in odd


def test_an_area_with_almost_none_is_refused():
    refusals = judge("schools", schools(5, 1), TOWNS).refusals
    assert str(refusals[0]) == "6 of primary_school where some 110 are usual"


def test_unknown_people_say_nothing():
    towns = TOWNS.assign(inwoners=pd.array([None, None], dtype="Int64"))
    assert judge("schools", schools(5, 1), towns).refusals == ()


def test_changes_are_listed_per_municipality_the_largest_first():
    before = schools(6, 4)
    after = pd.concat([before.iloc[[0, 1, 2, 3, 4, 5, 6]], schools(1, 0).assign(
        vestigingscode="nieuw")])  # fmt: skip
    assert changes(before, after, "vestigingscode", NOUN, TOWNS) == (
        "3 scholen verdwenen in Zeist",
        "1 school erbij in Utrecht",
    )
    assert lost_share(before, after, "vestigingscode") == 0.3


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30), min_size=1))
def test_what_went_and_what_came_always_balance(old, new):
    tables = [
        pd.DataFrame({"key": sorted(keys), "gm_code": "GM0355"}) for keys in (old, new)
    ]  # fmt: skip
    lines = changes(tables[0], tables[1], "key", NOUN, TOWNS)
    said = {("verdwenen" in line): int(line.split()[0]) for line in lines}
    assert said.get(True, 0) == len(old - new)
    assert said.get(False, 0) == len(new - old)
