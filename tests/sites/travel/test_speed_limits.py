"""Speed limits as people write them, country by country."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.travel.profiles import StreetParams, read_way
from sites.travel.speed_limits import COUNTRY_KMH, SOURCE, SOURCE_DAY, maxspeed_kmh

METHODS = Path(__file__).parents[3] / "docs/methods.md"


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("NL:urban", 50), ("BR:urban", 40), ("RU:urban", 60), ("DE:urban", 50), ("DE:rural", 100),
        ("NL:rural", 80), ("BE-VLG:rural", 70), ("BE-WAL:rural", 90), ("UK:nsl_single", 96.56064),
        ("gb:motorway", 112.65408), ("DE:zone:30", 30), ("NL:zone30", 30), ("de:walk", 6),
        ("CH:motorway", 120), ("PT:rural", 90), ("LI:rural", 80), ("50;30", 30),
        # Figures that the source of 2022 tells otherwise than older lists: one lane a direction in
        # a Spanish town, Brazil outside towns, walking pace, roads for motor vehicles only.
        ("ES:urban", 30), ("BR:rural", 100), ("BR:trunk", 110), ("AT:living_street", 6),
        ("DE:living_street", 6), ("NO:living_street", 6), ("SK:trunk", 130), ("LV:trunk", 110),
        ("PL:trunk", 120), ("ZA:trunk", 100), ("BE-BRU:trunk", 120), ("TR:living_street", None),
        ("LI:motorway", None), ("XX:urban", None), ("urban", None), ("sign", None), ("", None),
    ],
)  # fmt: skip
def test_a_limit_is_that_of_its_country(text, kmh):
    assert maxspeed_kmh(text) == kmh


@given(st.sampled_from(sorted(COUNTRY_KMH)))
def test_in_no_country_is_a_town_faster_than_the_land_around_it(country):
    urban, rural, trunk, motorway, living, _ = COUNTRY_KMH[country]
    assert urban <= rural
    assert all(rural <= fast for fast in (trunk, motorway) if fast is not None)
    assert living is None or living <= urban


def test_a_country_that_is_not_in_the_table_leaves_the_class_its_default_and_is_counted():
    known = read_way({"highway": "secondary", "maxspeed": "BR:urban"}, StreetParams())
    other = read_way({"highway": "secondary", "maxspeed": "XX:urban"}, StreetParams())
    plain = read_way({"highway": "secondary"}, StreetParams())
    assert known.uses[2].kmh == 40 * StreetParams().urban_factor
    assert other.uses == plain.uses
    assert other.odd == ("maxspeed",)


def _row(country):
    *kmh, note = COUNTRY_KMH[country]
    told = ["-" if limit is None else f"{limit:.0f}" for limit in kmh]
    return f"| {country.upper()} | {' | '.join(told)} | {note} |"


def test_the_table_of_countries_in_the_methods_is_the_one_that_is_used_with_source_and_date():
    text = METHODS.read_text("utf-8")
    assert f"{SOURCE}, {SOURCE_DAY:%-d %B %Y}" in text
    assert "\n".join(_row(country) for country in sorted(COUNTRY_KMH)) in text
