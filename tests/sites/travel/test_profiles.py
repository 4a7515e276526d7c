"""The table of who may go where is the one that docs/methods.md prints."""

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from sites.travel.osm_access import ACCESS_KEYS, CLOSED, ENDS_ONLY
from sites.travel.profiles import TABLE, Rule, StreetParams, read_way

METHODS = ROOT / "docs" / "methods.md"


def cell(share: float) -> str:
    return "-" if share == 0 else f"{share:.0%}"


def row(kind: str, rule: Rule) -> str:
    car = "-" if rule.car_kmh == 0 else f"{rule.car_kmh:g}"
    doors = "yes" if rule.doors else "not by car"
    return f"| {kind} | {cell(rule.walk)} | {cell(rule.bike)} | {car} | {doors} |"


@pytest.mark.parametrize("kind", TABLE)
def test_the_documented_table_is_the_one_in_use(kind):
    assert row(kind, TABLE[kind]) in METHODS.read_text(encoding="utf-8").splitlines()


def test_the_documented_speeds_and_words_are_those_in_use():
    text = METHODS.read_text(encoding="utf-8")
    params = StreetParams()
    assert f"x {params.urban_factor:g} up to 50 km/h" in text
    assert f"x {params.rural_factor:g} above" in text
    assert f"{params.ferry_kmh:g} km/h" in text
    for mode, keys in ACCESS_KEYS.items():
        assert f"{mode}: {', '.join(keys)}" in text
    for word in ENDS_ONLY | {"use_sidepath", "agricultural", "no"} & CLOSED:
        assert f"`{word}`" in text


ANY_WAY = st.fixed_dictionaries(
    {"highway": st.sampled_from(sorted(TABLE))},
    optional={
        "bicycle": st.sampled_from(["yes", "no", "dismount", "destination", "use_sidepath"]),
        "foot": st.sampled_from(["yes", "no", "private"]),
        "oneway": st.sampled_from(["yes", "no", "-1"]),
        "oneway:bicycle": st.sampled_from(["yes", "no"]),
        "surface": st.sampled_from(["sand", "gravel", "asphalt"]),
        "tracktype": st.sampled_from(["grade1", "grade5"]),
        "ramp:bicycle": st.just("yes"),
        "motorroad": st.just("yes"),
        "access": st.sampled_from(["no", "private", "customers"]),
    },
)


@given(ANY_WAY, st.floats(6, 30), st.floats(0, 15), st.booleans())
def test_an_e_bike_goes_where_a_bike_goes_and_is_slower_on_no_way(tags, kmh, more, push):
    """Only how fast one rides differs: rights, directions and pushing are those of a bike."""
    bike, ebike = (
        read_way(tags, StreetParams(bike_kmh=speed, push_bike=push)) for speed in (kmh, kmh + more)
    )
    assert (bike is None) == (ebike is None)
    if bike is None or bike.uses[1] is None:
        assert ebike is None or ebike.uses[1] is None
        return
    one, other = bike.uses[1], ebike.uses[1]
    rights = [
        (u.forward, u.backward, u.ends_only, u.doors, u.back_kmh is None) for u in (one, other)
    ]
    assert rights[0] == rights[1]
    assert other.kmh >= one.kmh
    assert one.back_kmh is None or other.back_kmh >= one.back_kmh
