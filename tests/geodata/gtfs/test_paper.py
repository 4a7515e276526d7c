"""The hand-made feed, from zip to minutes: every answer below was worked out on paper."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from transit_feed import AREA, CRS, WALK, door, tables, write_feed

from geodata.gtfs.load import import_transit, read_timetables
from sites.base.departure import DepartureWindow
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import journeys, window_report
from sites.travel.transit.pages import hub_trips, stops_near
from sites.travel.transit.room import departures_of
from sites.travel.transit.scan import NEVER

MORNING = DepartureWindow(1, 450, 570, 1)
WEEK = [date(2026, 11, day) for day in range(23, 30)]


def engine_of(tmp_path, params=None, **changed):
    feed = write_feed(tmp_path / "feed.zip", tables() | changed)
    import_transit([feed], tmp_path / "ov", area=AREA, metric_crs=CRS, days=WEEK, ring_m=0)
    return TransitEngine(read_timetables(tmp_path / "ov", CRS), WALK, params or TransitParams())


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return engine_of(tmp_path_factory.mktemp("paper"))


def minutes(engine, origin, place, weekday, at):
    seconds, _ = engine.departures(
        door(origin), door(place), DepartureWindow(weekday, at, at + 1, 1)
    )
    return None if seconds[0, 0, 0] == NEVER else seconds[0, 0, 0] / 60


def test_the_morning_from_a_to_the_train_is_as_worked_out(engine):
    """To 08:00 one arrives at 08:31, to 08:10 at 09:01, to 08:40 at 09:31, to 09:10 at 10:01.

    In minutes after 07:30 that is 61 for d = 0..30, 91 to 40, 121 to 70, 151 to 100, then none.
    """
    seconds, rides = engine.departures(door("A"), door("T"), MORNING)
    arrival = [61] * 31 + [91] * 10 + [121] * 30 + [151] * 30
    expected = [60 * (at - d) for d, at in enumerate(arrival)] + [NEVER] * 19
    assert seconds[0, 0].tolist() == expected
    assert set(rides[0, 0, :101].tolist()) == {2}
    times = engine.window_times(door("A"), door("T", "DOOR"), MORNING)
    assert times.best_min.tolist() == [[31.0, 34.0]]  # leave at 08:00; the door is 3 min farther
    assert times.median_min.tolist() == [[60.5, 63.5]]  # the 60th is 60, the 61st 61
    assert np.isnan(times.bad_day_min).all()  # the 102nd of 120: only 101 have a journey
    np.testing.assert_allclose(times.share_without, 19 / 120)
    assert times.changes.tolist() == [[1.0, 1.0]]
    assert times.journeys.tolist() == [[4.0, 4.0]]
    assert times.departures == 120


def test_a_change_missed_by_a_minute_costs_half_an_hour(engine):
    assert minutes(engine, "A", "T", 1, 460) == 51  # bus 1 at 07:40, S 07:52, train 08:21, 08:31
    assert minutes(engine, "A", "T", 1, 480) == 31  # bus 2 at 08:00, S 08:20, train 08:21


def test_a_line_by_frequency_runs_every_ten_minutes_until_its_end(engine):
    assert minutes(engine, "U", "E", 1, 480) == 5
    assert minutes(engine, "U", "E", 1, 481) == 14
    times = engine.window_times(door("U"), door("E"), DepartureWindow(1, 480, 490, 1))
    assert times.median_min.tolist() == [[9.5]]  # 5 and 14 down to 6
    assert minutes(engine, "U", "E", 1, 590) == 5  # the last, at 09:50
    assert minutes(engine, "U", "E", 1, 591) is None
    assert minutes(engine, "A", "E", 1, 480) == 45  # T 08:31, U 08:33, shuttle 08:40, E 08:45


def test_the_night_bus_belongs_to_the_day_before(engine):
    assert minutes(engine, "C", "A", 1, 0) == 25  # Tuesday 00:00, Monday's bus of 24:15
    assert minutes(engine, "C", "A", 1, 1440) == 25  # and Tuesday's own, the night after
    assert minutes(engine, "C", "A", 5, 0) == 25  # Saturday: Friday's
    assert minutes(engine, "C", "A", 0, 0) is None  # Monday: Sunday has none
    assert minutes(engine, "C", "A", 5, 1440) is None  # nor has Saturday itself


def test_the_last_connection_back_goes_through_the_night_bus(engine):
    """T 23:31, R 23:41, on foot to C, night bus 24:15. From A the last bus went by day."""
    back = engine.last_back_min(door("T", "A"), door("A", "T"))
    np.testing.assert_array_equal(back, [[1411.0, np.nan], [np.nan, np.nan]])


def test_sunday_is_another_timetable_and_a_holiday_follows_it(engine):
    for weekday in (6, 3):
        window = DepartureWindow(weekday, 540, 600, 1)
        times = engine.window_times(door("A"), door("C", "T"), window)
        assert times.median_min[0, 0] == 39.5  # 50 down to 10, then 69 down to 51: 39 and 40
        assert np.isnan(times.median_min[0, 1])
        assert times.share_without[0, 1] == 1.0


def test_walking_all_the_way_wins_where_it_is_faster(engine):
    seconds, rides = engine.departures(door("T"), door("DOOR"), MORNING)
    assert set(seconds[0, 0].tolist()) == {180}
    assert set(rides[0, 0].tolist()) == {0}


def test_the_team_that_drives_out_goes_the_other_way(engine):
    there = engine.matrix(door("A"), door("T"), mode="ov", window=MORNING)
    back = engine.matrix(door("T"), door("A"), mode="ov", window=MORNING, direction="from_place")
    assert there.tolist() == back.tolist() == [[60.5]]
    assert np.isnan(engine.matrix(door("T"), door("A"), mode="ov", window=MORNING)).all()


def test_the_nearest_place_and_the_number_within_a_limit_rest_on_the_median(engine):
    places = door("T", "C", "B")
    near = engine.nearest(door("A"), places, mode="ov", window=MORNING, k=3)
    # To B: bus 1 only, 07:45 08:15 08:45 09:15: 15..5, 34..5, 34..5, 34..5; 19 without.
    # Up to x there are 4(x - 4) for x to 15, then 11 + 3(x - 4): 59 at 20, 62 at 21: 21 and 21.
    # To C: 20..10, 37..18, 29..20, 39..10, 39..10; up to 27: 11 + 10 + 8 + 18 + 18 = 65.
    assert near.place.tolist() == [[2, 1, 0]]
    assert near.travel_min[0, [0, 2]].tolist() == [21.0, 60.5]
    count = engine.sum_within(door("A"), places, mode="ov", limit_min=21.0, window=MORNING)
    assert count.tolist() == [1.0]


def test_a_limit_of_no_changes_leaves_only_direct_lines(tmp_path):
    engine = engine_of(tmp_path, TransitParams(max_transfers=0))
    times = engine.window_times(door("A"), door("T", "C"), MORNING)
    assert np.isnan(times.median_min[0, 0])
    assert times.best_min[0, 1] == 10.0


@pytest.mark.parametrize(
    ("row", "at_460", "at_480"),
    [
        ("C,S,1,", 21, 31),  # the train waits: bus 1 of 07:40 catches 07:51, T 08:01
        ("C,ST,2,600", 51, 61),  # ten minutes to any platform: bus 2 misses 08:21
        ("C,S,0,", 51, 31),  # recommended: as walked
        ("C,S,3,", None, None),  # forbidden
    ],
)
def test_transfers_txt_replaces_forbids_or_guarantees_a_change(tmp_path, row, at_460, at_480):
    text = f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\n{row}\n"
    engine = engine_of(tmp_path, **{"transfers.txt": text})
    assert minutes(engine, "A", "T", 1, 460) == at_460
    assert minutes(engine, "A", "T", 1, 480) == at_480


def test_platforms_of_one_station_connect_where_walking_finds_no_way(tmp_path):
    """A train on to T2 would leave from R; without any walk the station's three minutes hold."""
    texts = tables()
    texts["trips.txt"] += "x,IC,WK,Ver\ny,IC,WK,Ver\n"
    texts["stop_times.txt"] += (
        "x,12:00:00,12:00:00,T,1\nx,12:10:00,12:10:00,S,2\n"
        "y,12:13:00,12:13:00,R,1\ny,12:20:00,12:20:00,E,2\n"
    )
    params = TransitParams(max_transfer_walk_min=0.1)
    engine = engine_of(tmp_path, params, **texts)
    assert minutes(engine, "T", "E", 1, 720) == 20


def test_nobody_boards_where_boarding_is_not_allowed(tmp_path):
    texts = tables()
    rows = texts["stop_times.txt"].splitlines()
    rows = [rows[0] + ",pickup_type,drop_off_type"] + [
        row + (",1,0" if row.startswith("b2,08:00") else ",0,0") for row in rows[1:]
    ]
    engine = engine_of(tmp_path, **{"stop_times.txt": "\n".join(rows)})
    assert minutes(engine, "A", "T", 1, 480) == 61  # without bus 2: bus 1 at 08:10, T 09:01


def test_the_label_names_the_day_and_how_people_walk(engine):
    assert engine.label == (
        "dienstregeling van 23-11-2026 tot en met 29-11-2026; lopen: hemelsbreed x omrijfactor"
    )
    assert engine.modes() == ("walk", "bike", "car", "ov")


def test_the_command_line_tells_the_window_and_a_usual_journey_leg_by_leg(engine):
    text = window_report(
        engine, door("A"), door("DOOR"), MORNING, origin_name="het dorp", place_name="het azc"
    )
    assert "\n".join(text) == (
        "Van het dorp naar het azc met het ov.\n"
        "120 vertrekmomenten tussen 07:30 en 09:30.\n"
        "Gebruikelijk (mediaan): 64 min. Snelst: 34 min.\n"
        "Slechte dag: geen reis (85% van de vertrekmomenten is niet langer onderweg).\n"
        "Vertrekmomenten zonder reis: 16%.\n"
        "Verschillende reizen met het ov: 4.\n"
        "Laatste reis terug in de avond: 23:28.\n"
        "In dit tijdvak bediende haltes: 4 van 8.\n"
        "Rolstoelen: de dienstregeling zegt er niets over.\n"
        "\n"
        "Voorbeeld, vertrek 07:31:\n"
        "07:40  Neem bij Halte A bus 1 richting Station. Wachten: 9 min.\n"
        "07:50  Stap uit bij Halte C.\n"
        "07:50  Loop naar Halte S (2 min).\n"
        "08:21  Neem bij Halte S trein Intercity richting Oosterstad. Wachten: 29 min.\n"
        "08:31  Stap uit bij Halte T.\n"
        "08:31  Loop naar het azc (3 min).\n"
        "08:34  U bent bij het azc: 63 min van deur tot deur, 1 keer overstappen.\n"
        "Daarvan: 3 min naar en van de halte, 9 min wachten, 20 min rijden, 31 min overstappen.\n"
        "\n"
        f"Bron: {engine.label}."
    )


def test_a_walk_is_told_as_a_walk_and_no_journey_as_none(engine):
    text = window_report(engine, door("T"), door("DOOR"), MORNING, place_name="het azc")
    assert "07:33  U bent bij het azc: 3 min van deur tot deur, helemaal lopen." in text
    assert "Laatste reis terug in de avond: geen, maar lopen kan altijd." in text
    text = window_report(engine, door("T"), door("A"), MORNING)
    assert "Gebruikelijk (mediaan): geen reis. Snelst: geen reis." in text
    assert not [line for line in text if line.startswith("Voorbeeld")]


def test_every_told_journey_arrives_when_the_profile_says(engine):
    """Two kernels, one truth: legs are told by another scan than the window's figures."""
    names = ("A", "B", "C", "S", "T", "U", "E", "DOOR")
    seconds, rides = engine.departures(door(*names), door(*names), MORNING)
    leave_s = departures_of(MORNING)
    for i, origin in enumerate(names):
        for j, place in enumerate(names):
            told = journeys(engine, door(origin), door(place), 1, leave_s[::17].tolist())
            for d, journey in zip(range(0, 120, 17), told, strict=True):
                if journey is None:
                    assert seconds[i, j, d] == NEVER
                    continue
                assert journey.arrive_s - journey.leave_s == seconds[i, j, d]
                assert len(journey.rides) == rides[i, j, d]
                legs = journey.legs
                assert all(a.arrive_s <= b.leave_s for a, b in pairwise(legs))
                assert journey.leave_s <= legs[0].leave_s if legs else origin == place


def test_pages_get_the_best_trip_to_a_hub_its_lines_and_the_last_way_back(engine):
    trips = hub_trips(engine, door("A", "E", "DOOR"), door("U", "T"), MORNING)
    table = trips.table.set_index("site_id")
    assert table.loc["A", ["hub_id", "median_min", "last_back"]].tolist() == ["T", 60.5, "23:31"]
    assert table.loc["A", "lines"] == "bus 1 + trein Intercity"
    assert table.loc["DOOR", ["hub_id", "lines"]].tolist() == ["T", "lopen"]
    assert table.loc["DOOR", "last_back"] == "geen, maar lopen kan altijd"
    assert table.loc["E", ["share_without", "last_back", "lines"]].tolist() == [1.0, "geen", "geen"]
    shape = trips.shapes[trips.shapes["site_id"] == "A"]
    assert shape["line"].tolist() == ["bus 1", "trein Intercity"]
    assert [len(line.coords) for line in shape["geometry"]] == [3, 2]  # A - B - C, then S - T


def test_stops_near_a_site_tell_the_walk_and_the_departures_per_hour(engine):
    """In two hours bus 1 leaves A four times and bus 2 once; at T only arrivals: none to board."""
    near = stops_near(engine, door("A", "DOOR"), MORNING)
    assert near["stop_id"].tolist() == ["feed:A", "feed:T", "feed:U"]
    assert near["departures_per_hour"].tolist() == [2.5, 0.0, 4.5]  # the shuttle: 08:00 to 09:20
    assert near["lines"].tolist() == ["bus 1, bus 2", "", "bus P"]
