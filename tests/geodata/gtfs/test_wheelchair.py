"""Wheelchairs: what a feed says, what it leaves unsaid, and the journeys that are left.

On the hand-made feed bus 2 (A 08:00, C 08:18) says no, bus 1 of 08:40 says yes and the others say
nothing; stop B says no, A, C and T say yes, and S says nothing but its station says yes.
"""

from datetime import date

import pytest
from transit_feed import AREA, CRS, WALK, door, tables, write_feed

from geodata.gtfs.load import import_transit, read_timetables
from sites.base.departure import DepartureWindow
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import window_report
from sites.travel.transit.scan import NEVER

TRIPS = {"b2": "2", "b1-520": "1", "t-471": "1"}
STOPS = {"A": "1", "B": "2", "C": "1", "T": "1", "ST": "1"}


def told(text, column, values):
    head, *rows = text.strip().split("\n")
    return "\n".join(
        [f"{head},{column}", *(f"{row},{values.get(row.split(',')[0], '')}" for row in rows)]
    )


def stored(folder, **changed):
    feed = tables()
    feed["trips.txt"] = told(feed["trips.txt"], "wheelchair_accessible", TRIPS | changed)
    feed["stops.txt"] = told(feed["stops.txt"], "wheelchair_boarding", STOPS)
    write_feed(folder / "feed.zip", feed)
    record = import_transit([folder / "feed.zip"], folder / "ov", area=AREA, metric_crs=CRS,
                            days=[date(2026, 11, 24)], ring_m=0)  # fmt: skip
    return record, read_timetables(folder / "ov", CRS)


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    return stored(tmp_path_factory.mktemp("rolstoel"))


def minutes(days, wheelchair, origin, place, at):
    engine = TransitEngine(days, WALK, TransitParams(wheelchair=wheelchair))
    window = DepartureWindow(1, at, at + 1, 1)
    seconds, _ = engine.departures(door(origin), door(place), window)
    return None if seconds[0, 0, 0] == NEVER else seconds[0, 0, 0] / 60


def test_who_sits_in_a_wheelchair_takes_what_does_not_say_no_or_only_what_says_yes(week):
    _, days = week
    asked = [
        minutes(days, setting, "A", "C", 475) for setting in ("any", "not_refused", "confirmed")
    ]
    assert asked == [23, 25, 55]  # bus 2, else the next bus 1, else that of 08:40


def test_one_rides_past_a_stop_that_says_no_but_does_not_get_off_there(week):
    _, days = week
    assert minutes(days, "any", "A", "B", 475) == 20
    assert minutes(days, "not_refused", "A", "B", 475) == 50  # rolled all the way


def test_a_platform_without_a_word_has_that_of_its_station(week):
    _, days = week
    assert minutes(days, "confirmed", "S", "T", 470) == 11
    # R is the other platform of the same station; the trains to it say nothing.
    assert minutes(days, "not_refused", "T", "R", 1290) == 11
    assert minutes(days, "confirmed", "T", "R", 1290) is None


def test_how_much_the_feed_says_is_told(week):
    record, days = week
    told = " ".join(str(note) for note in record["notes"])
    assert "stop_yes" in told
    report = window_report(TransitEngine(days, WALK, TransitParams()), door("A"), door("C"))
    assert (
        "Rolstoelen: de dienstregeling zegt bij 5 van de 8 haltes ja, bij 1 nee; bij 2 van de 27 "
        "ritten ja, bij 1 nee. De rest is niet bekend."
    ) in report
    label = TransitEngine(days, WALK, TransitParams(wheelchair="confirmed")).label
    assert label.endswith("met een rolstoel, alleen waar de dienstregeling ja zegt")


def test_a_word_that_means_nothing_is_unknown_and_counted(tmp_path):
    record, days = stored(tmp_path, b2="ja")
    assert "'column': 'wheelchair_accessible'" in str(record["notes"])
    assert minutes(days, "not_refused", "A", "C", 475) == 23  # bus 2 no longer says no
