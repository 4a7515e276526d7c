"""The border dividend on one road through two municipalities."""

import numpy as np
import pandas as pd

from sites.judgement.borders import border_table
from sites.judgement.leaning.point import POINT_ID, point_travel
from sites.judgement.leaning.tables import Leaning, lean_sites
from sites.settings.scenario import Scenario, TravelParams
from sites.tables.judgement import Border
from sites.travel.crowfly import CrowFly
from sites.travel.hub_travel import hub_travel
from tests.sites.small import context

#: 100 m is a minute on foot and 20 seconds by bicycle; nothing detours.
ENGINE = CrowFly(TravelParams(walk_kmh=6, bike_kmh=18, walk_detour=1, bike_detour=1))
NAMES = {"GM0001": "Aadorp", "GM0002": "Beestad", "GM9999": "Overkant"}
EVERYTHING = (
    *("gp", "primary_school", "secondary_school", "pharmacy", "supermarket"),
    *("library", "community_centre", "sports", "playground"),
)


def _scenario() -> Scenario:
    criterion = {
        "id": "gp",
        "label": "Huisarts",
        "categories": ["gp"],
        "mode": "walk",
        "weight": 1,
        "curve": {"good": 10, "poor": 40},
        "norm": "",
        "source": "test",
    }
    return Scenario.model_validate(
        {"name": "weg", "title": "Weg", "reference_date": "2026-11-01", "criteria": [criterion]}
    )


def _place(category: str, metres: float, gm_code: str, name: str) -> dict[str, object]:
    return {
        "place_id": f"{category}-{gm_code}",
        "category": category,
        "name": name,
        "gm_code": gm_code,
        "capacity": np.nan,
        "easting": metres,
        "northing": 0.0,
    }


def _judge(places: list[dict[str, object]], hub_gm: str = "GM0001") -> tuple[Leaning, pd.DataFrame]:
    site = pd.DataFrame(
        {
            "site_id": [POINT_ID],
            "places": pd.array([60], dtype="Int64"),
            "target_groups": [None],
            "gm_code": ["GM0001"],
            "gm_certain": [True],
            "easting": [0.0],
            "northing": [0.0],
        }
    )
    hubs = pd.DataFrame(
        {
            "hub_id": ["UT01"],
            "name": ["AZC Aadorp"],
            "gm_code": [hub_gm],
            "kind": ["azc"],
            "status": ["in gebruik"],
            "is_active": [True],
            "accuracy_m": [0.0],
            "easting": [3000.0],
            "northing": [0.0],
            "room_school": pd.array([50], dtype="Int64"),
            "room_gza": pd.array([99], dtype="Int64"),
            "room_guidance_hours": pd.array([99], dtype="Int64"),
            "school_on_site": pd.array([True], dtype="boolean"),
            "gza_on_site": pd.array([True], dtype="boolean"),
        }
    )
    base = [_place(category, 500.0, "GM0001", f"Eigen {category}") for category in EVERYTHING]
    taken = {place["category"] for place in places}
    layer = pd.DataFrame([*(p for p in base if p["category"] not in taken), *places])
    towns = pd.DataFrame({"gm_code": list(NAMES), "name": list(NAMES.values())})
    towns["role"] = ["gebied", "gebied", "rondom"]
    known = context(_scenario(), ENGINE, places=layer, hubs=hubs, municipalities=towns)
    trips = hub_travel(site, known.mothers, ENGINE)
    leaning = lean_sites(site, point_travel(site, known), trips, known)
    table = border_table(site, leaning, known)
    return leaning, table


def test_a_site_that_needs_no_neighbour_has_no_dividend() -> None:
    assert _judge([])[1].empty


def test_a_supermarket_next_door_saves_minutes_and_keeps_the_verdict() -> None:
    leaning, table = _judge(
        [
            _place("supermarket", 900.0, "GM0002", "Super Bee"),
            _place("supermarket", 2500.0, "GM0001", "Super Aa"),
        ]
    )
    Border.validate(table)
    row = table.iloc[0]
    assert (row["scope"], row["travel_min"], row["without_min"], row["gain_min"]) == (
        *("gemeente", 9.0, 25.0),
        16.0,
    )
    assert not row["makes_feasible"]
    assert row["sentence"] == (
        "Super Bee in Beestad is 9 minuten lopen. Zonder de buurgemeenten is het 25 minuten."
    )
    assert leaning.functions.set_index("function_id").loc["boodschappen", "answer"] == (
        "bij Super Bee in Beestad (9 minuten lopen)"
    )


def test_an_isk_across_the_provincial_border_counts_on_both_levels() -> None:
    _, table = _judge([_place("secondary_school", 4500.0, "GM9999", "ISK Overkant")])
    assert table["scope"].tolist() == ["gemeente", "provincie"]
    assert table["without_min"].isna().all()
    assert table["sentence"].iloc[1] == (
        "ISK Overkant in Overkant is 15 minuten fietsen. Zonder de provincies eromheen is er niets "
        "bereikbaar. Het oordeel wordt dan: Kan gedeeltelijk leunen."
    )


def test_the_mother_of_the_neighbour_is_what_makes_it_feasible() -> None:
    _, table = _judge([], hub_gm="GM0002")
    row = table.iloc[0]
    assert (row["category"], row["verdict"], row["verdict_without"]) == (
        "mother",
        "Kan leunen met bevestiging",
        "Kan niet leunen",
    )
    assert row["makes_feasible"]
    assert row["sentence"].endswith("Het oordeel wordt dan: Kan niet leunen.")
    assert table["scope"].tolist() == ["gemeente"]  # Beestad lies in the province
