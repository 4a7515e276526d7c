"""Which locations count as a mother: one azc that counts, and what takes it away, by hand."""

from datetime import date

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from sites.scoring.mother_choice import choices, chosen, reach_m
from sites.settings.scenario import MotherParams, TravelParams
from tests.sites.small import hubs_at, scenario

DAY = date(2026, 11, 1)
AZC = {
    "kind": "azc", "status": "in gebruik", "hub_candidate": "ja", "in_annex": False,
    "is_amv": False, "is_planned": False, "from_date": "2015", "until_date": "2030-01-01",
    "azc_from": None, "source_date": "2025-11", "school_on_site": True, "gza_on_site": True,
}  # fmt: skip


def note(on: date = DAY, *, max_age_years: int = 5, **changes: object) -> str:
    return chosen(AZC | changes, MotherParams(max_age_years=max_age_years), on).note


def test_an_azc_of_which_all_is_known_counts() -> None:
    assert note() == "ja"
    assert note(in_annex=True) == "ja, genoemd in de bijlage van de opdracht"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"until_date": None}, "tot wanneer de locatie open is"),
        ({"school_on_site": None}, "of er een school is"),
        ({"gza_on_site": pd.NA}, "of er een zorgpost is"),
        ({"hub_candidate": None}, "dat kleine locaties hierop mogen leunen"),
        ({"hub_candidate": "mogelijk"}, "dat kleine locaties hierop mogen leunen"),
        ({"source_date": None}, "dat de locatie op 1-11-2026 open is"),
    ],
)
def test_what_is_not_known_never_excludes_and_is_to_be_confirmed(changes, words) -> None:
    assert note(**changes) == f"ja; nog te bevestigen: {words}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "noodopvang"}, "geen azc"),
        ({"hub_candidate": "nee"}, "volgens de bron geen moederlocatie"),
        ({"is_amv": True}, "opvang voor minderjarigen"),
        ({"status": "beëindigd"}, "beëindigd"),
        ({"status": "na te gaan"}, "de status is na te gaan"),
        ({"source_date": "2020"}, "de status is van 2020, ouder dan 5 jaar, en na te gaan"),
        ({"from_date": "2027-01-01"}, "open vanaf 1-1-2027"),
        ({"until_date": "2026-11-01"}, "open tot 1-11-2026"),
        ({"until_date": "2025"}, "open tot 2025"),
        ({"is_planned": True, "from_date": None}, "nog niet open, datum onbekend"),
        ({"status": "gepland", "from_date": None}, "nog niet open, datum onbekend"),
        ({"kind": "noodopvang", "azc_from": "2028-03-01"}, "azc vanaf 1-3-2028"),
    ],
)
def test_what_is_known_to_be_against_it_excludes_and_is_said(changes, words) -> None:
    assert note(**changes) == f"nee: {words}"


def test_a_planned_location_counts_from_its_day_on() -> None:
    planned = {"is_planned": True, "status": "gepland", "from_date": "2027-05-01"}
    assert note(date(2027, 4, 30), **planned) == "nee: open vanaf 1-5-2027"
    assert note(date(2027, 5, 1), **planned) == "ja"


def test_the_age_of_a_status_is_a_setting_and_exactly_that_age_still_counts() -> None:
    assert note(source_date="2021-11-01") == "ja"
    assert note(source_date="2021-10-31").startswith("nee: de status is van 31-10-2021")
    assert note(source_date="2021-10-31", max_age_years=6) == "ja"


def test_outside_the_area_the_limit_of_the_mode_decides_and_exactly_the_limit_counts() -> None:
    """At 6 km/h without a detour, 30 minutes are 3 km; the position is true to 100 m."""
    run = scenario(
        mothers={"mode": "bike", "limit_min": 30}, travel={"bike_kmh": 6, "bike_detour": 1}
    )
    hubs = hubs_at([(10_000 + away, 5_000) for away in (-1, 3_100, 3_101)], accuracy_m=100.0)
    found = choices(hubs, shapely.box(0, 0, 10_000, 10_000), run)
    assert [one.counts for one in found] == [True, True, False]
    assert found[2].note == "nee: ligt 3 km buiten het gebied, verder dan 30 minuten fietsen"


@given(st.sampled_from(["walk", "bike", "car", "ov"]), st.floats(1, 120), st.floats(1, 120))
def test_a_longer_limit_never_reaches_less_far(mode, one, other) -> None:
    short, long = sorted((one, other))
    near, far = (
        reach_m(MotherParams(mode=mode, limit_min=limit), TravelParams()) for limit in (short, long)
    )
    assert 0 < near <= far
