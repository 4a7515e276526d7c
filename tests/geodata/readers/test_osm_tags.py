"""What in OpenStreetMap is a facility to residents, and what only looks like one."""

import osmium
import pytest

from geodata.readers.interface import ReadContext
from geodata.readers.osm_places import WHY, read_osm_places
from geodata.readers.osm_tags import (
    FOR_SHOW,
    GONE,
    NO_LEVEL,
    PRIVATE,
    SPECIALIST,
    facility_of,
    levels_of,
)
from sites.settings.scenario import LayerFile


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({"leisure": "playground", "access": "private"}, PRIVATE),
        ({"leisure": "sports_centre", "access": "members"}, PRIVATE),
        ({"leisure": "sports_centre", "access": "yes;private"}, PRIVATE),
        ({"amenity": "pharmacy", "access": "no"}, PRIVATE),
        ({"railway": "station", "station": "miniature"}, FOR_SHOW),
        ({"railway": "station", "usage": "tourism"}, FOR_SHOW),
        ({"railway": "halt", "railway:preserved": "yes"}, FOR_SHOW),
        ({"railway": "station", "attraction": "train"}, FOR_SHOW),
        ({"amenity": "pharmacy", "tourism": "museum"}, FOR_SHOW),
        ({"railway": "halt", "disused": "yes"}, GONE),
        ({"shop": "supermarket", "abandoned": "yes"}, GONE),
        ({"amenity": "library", "opening_hours": "closed"}, GONE),
        ({"amenity": "library", "operational_status": "closed"}, GONE),
        ({"amenity": "doctors", "healthcare:speciality": "dermatology"}, SPECIALIST),
        ({"healthcare": "doctor", "healthcare:speciality": "dermatology;urology"}, SPECIALIST),
        ({"amenity": "school"}, NO_LEVEL),
        ({"amenity": "school", "isced:level": "5-6"}, NO_LEVEL),
        ({"disused:amenity": "doctors"}, ""),
    ],
)
def test_what_is_no_facility_says_why(tags, why):
    assert facility_of(tags) == ([], why)


@pytest.mark.parametrize(
    ("tags", "categories"),
    [
        ({"leisure": "playground"}, ["playground"]),
        ({"leisure": "playground", "access": "customers"}, ["playground"]),
        ({"leisure": "playground", "disused": "no"}, ["playground"]),
        ({"amenity": "doctors", "healthcare:speciality": "general"}, ["gp"]),
        ({"amenity": "doctors", "healthcare:speciality": "general;dermatology"}, ["gp"]),
        ({"railway": "station", "historic": "yes"}, ["pt_stop"]),
        ({"amenity": "school", "isced:level": "0-3"}, ["primary_school", "secondary_school"]),
        ({"amenity": "school", "isced:level": "0-1"}, ["primary_school"]),
        ({"amenity": "school", "isced:level": "2 - 3"}, ["secondary_school"]),
        ({"amenity": "school", "isced:level": "1", "access": "private"}, ["primary_school"]),
        ({"shop": "supermarket;bakery"}, ["supermarket"]),
    ],
)
def test_what_residents_can_use_counts(tags, categories):
    pairs, why = facility_of(tags)
    assert [category for category, _ in pairs] == categories
    assert why == ""


def test_a_range_is_all_that_lies_in_it():
    assert levels_of("0-3") == {0, 1, 2, 3}
    assert levels_of("3-1;5") == {1, 2, 3, 5}
    assert levels_of("") == set()
    assert levels_of("\u0661") == set()


def test_the_report_counts_what_was_left_out_by_reason(tmp_path, scenario_of):
    path = tmp_path / "places.osm.pbf"
    writer = osmium.SimpleWriter(str(path))
    for number, tags in enumerate(
        [
            {"leisure": "playground"},
            {"leisure": "playground", "access": "private"},
            {"leisure": "playground", "access": "private"},
            {"railway": "halt", "disused": "yes"},
        ],
        start=1,
    ):
        node = osmium.osm.mutable.Node(id=number, version=1, location=(5.2, 52.09), tags=tags)
        writer.add_node(node)
    writer.close()
    file = LayerFile(path=path.name, reader="osm_places")
    reading = read_osm_places(file, path, ReadContext(scenario_of()))
    assert len(reading.table) == 1
    told = [(note.values["count"], note.values["why"]) for note in reading.notes]
    assert len(told) == 2
    assert set(told) == {(1, WHY[GONE]), (2, WHY[PRIVATE])}
