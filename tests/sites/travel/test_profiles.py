"""The table of who may go where is the one that docs/methods.md prints."""

import pytest
from conftest import ROOT

from sites.travel.osm_access import ACCESS_KEYS, CLOSED, ENDS_ONLY
from sites.travel.profiles import TABLE, Rule, StreetParams

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
