"""Timetables as publishers write them: each says something a plain reader misses."""

from datetime import date

import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from transit_feed import AREA, CRS, WALK, XY, door, tables, write_feed

from geodata.gtfs.blocks import vehicles
from geodata.gtfs.load import import_transit, read_timetables
from geodata.gtfs.zip import FeedLimits
from sites.base.departure import DepartureWindow
from sites.base.errors import InputFileError
from sites.base.messages import unpacked
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine
from sites.travel.transit.journey import journeys, sentences, window_report

TUESDAY = date(2026, 11, 24)
WINDOW = DepartureWindow(1, 450, 570, 1)


def engine_of(tmp_path, texts, *, area=AREA, timezone="Europe/Amsterdam", limits=None, **params):
    feed = write_feed(tmp_path / "feed.zip", texts)
    record = import_transit(
        [feed], tmp_path / "ov", area=area, metric_crs=CRS, days=[TUESDAY], ring_m=0,
        timezone=timezone, limits=limits,
    )  # fmt: skip
    timetables = read_timetables(tmp_path / "ov", CRS)
    return TransitEngine(timetables, WALK, TransitParams(**params)), [
        str(unpacked(note)) for note in record["notes"]
    ]


def figures(engine, one="A", other="T", window=WINDOW):
    times = engine.window_times(door(one), door(other), window)
    return times.median_min[0, 0], times.best_min[0, 0]


def with_times(rows, texts=None, trips=()):
    """Return the feed with further trips; rows are trip, time, stop, order and what follows."""
    texts = texts or tables()
    texts["trips.txt"] += "".join(f"{trip}\n" for trip in trips)
    texts["stop_times.txt"] += "".join(f"{t},{at},{at},{s},{i}\n" for t, at, s, i in rows)
    return texts


# --- the calendar


HEADER = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


@pytest.mark.parametrize("days", ["", "\ufeff", HEADER])
def test_an_empty_calendar_adds_no_service(tmp_path, days):
    texts = tables()
    texts["calendar.txt"] = days
    texts["calendar_dates.txt"] = (
        "service_id,date,exception_type\nWK,20261123,1\nWK,20261124,1\nWK,20261125,1\n"
    )
    engine, _ = engine_of(tmp_path, texts)
    assert figures(engine) == (60.5, 31.0)


def test_two_empty_calendars_are_no_calendar(tmp_path):
    texts = tables() | {"calendar.txt": "", "calendar_dates.txt": ""}
    with pytest.raises(InputFileError, match="calendar"):
        engine_of(tmp_path, texts)


# --- what nobody can wait for


def flexible(texts):
    """Add the columns of GTFS-Flex, empty in every row there is."""
    head, *rows = texts["stop_times.txt"].splitlines()
    head += ",location_id,start_pickup_drop_off_window,end_pickup_drop_off_window"
    texts["stop_times.txt"] = "\n".join([head, *(f"{row},,," for row in rows)]) + "\n"
    return texts


@pytest.mark.parametrize(
    "row",
    ["{t},,,,{i},zone_1,08:00:00,18:00:00", "{t},,,A,{i},,08:00:00,18:00:00",
     "{t},,,,{i},zone_1,,"],
)  # fmt: skip
def test_rows_of_a_zone_are_left_out_and_counted(tmp_path, row):
    texts = flexible(tables())
    texts["trips.txt"] += "flex,1,WK,Buurt\n"
    texts["stop_times.txt"] += "".join(row.format(t="flex", i=i) + "\n" for i in (1, 2))
    engine, notes = engine_of(tmp_path, texts)
    assert figures(engine) == (60.5, 31.0)
    assert any("2 rows of on-demand zones" in note for note in notes)


def test_a_bus_that_leaves_its_road_in_between_still_runs_from_stop_to_stop(tmp_path):
    texts = flexible(tables())
    texts["stop_times.txt"] = texts["stop_times.txt"].replace(
        "b2,08:18:00,08:18:00,C,10", "b2,,,,5,zone_1,,\nb2,08:18:00,08:18:00,C,10"
    )
    engine, notes = engine_of(tmp_path, texts)
    assert figures(engine) == (60.5, 31.0)
    assert any("1 rows of on-demand zones" in note for note in notes)


@pytest.mark.parametrize(("kind", "goes"), [("0", True), ("3", True), ("1", False), ("2", False)])
def test_what_must_be_booked_by_phone_is_no_regular_service(tmp_path, kind, goes):
    texts = tables()
    head, *rows = texts["stop_times.txt"].splitlines()
    mine = [f"{row},{kind if row.startswith('b1') else ''}" for row in rows]
    texts["stop_times.txt"] = "\n".join([f"{head},pickup_type", *mine]) + "\n"
    engine, notes = engine_of(tmp_path, texts)
    minutes = engine.window_times(door("A"), door("B"), WINDOW).best_min[0, 0]
    assert (minutes == 5.0) == goes  # on foot it takes 50
    assert any("12 calls must be booked by phone" in note for note in notes) == (kind == "2")


# --- staying seated: k1 A 08:00 - C 08:10 and k2 C 08:10 - T 08:25


def seated(texts, *, blocks=("", ""), leaves="08:10:00", transfers=None):
    texts["trips.txt"] = texts["trips.txt"].replace("headsign\n", "headsign,block_id\n", 1)
    head, *rows = texts["trips.txt"].splitlines()
    rows = [f"{row}," for row in rows]
    rows += [f"k1,2,WK,Station,{blocks[0]}", f"k2,1,WK,Oosterstad,{blocks[1]}"]
    texts["trips.txt"] = "\n".join([head, *rows]) + "\n"
    if transfers:
        texts["transfers.txt"] = transfers
    return with_times(
        [("k1", "07:55:00", "A", 1), ("k1", "08:05:00", "C", 2),
         ("k2", leaves, "C", 1), ("k2", "08:25:00", "T", 2)],
        texts,
    )  # fmt: skip


AT = DepartureWindow(1, 475, 476, 1)  # 07:55
TYPE = "from_stop_id,to_stop_id,from_trip_id,to_trip_id,transfer_type\n,,k1,k2,{}\n"


@pytest.mark.parametrize(
    ("how", "minutes"),
    [
        ({"blocks": ("v", "v"), "leaves": "08:05:00"}, 30.0),
        ({"blocks": ("", ""), "leaves": "08:05:00"}, 36.0),
        ({"blocks": ("v", "w"), "leaves": "08:05:00"}, 36.0),
        ({"transfers": TYPE.format(4), "leaves": "08:05:00"}, 30.0),
        ({"blocks": ("v", "v"), "transfers": TYPE.format(5), "leaves": "08:05:00"}, 36.0),
        ({"blocks": ("v", "v"), "leaves": "08:04:00"}, 36.0),  # it would leave before it is there
    ],
)
def test_one_vehicle_needs_no_change(tmp_path, how, minutes):
    engine, _ = engine_of(tmp_path, seated(tables(), **how))
    assert figures(engine, window=AT)[1] == minutes


def test_who_stays_seated_is_told_so_and_changes_nothing(tmp_path):
    engine, _ = engine_of(
        tmp_path, seated(tables(), blocks=("v", "v"), leaves="08:05:00"), max_transfers=0
    )
    (journey,) = journeys(engine, door("A"), door("T"), 1, [475 * 60])
    assert journey.changes == 0
    told = "\n".join(sentences(journey, "T"))
    assert "Blijf zitten: de rit gaat verder als bus 1 richting Oosterstad." in told
    assert "niet overstappen" in told


def test_a_vehicle_that_drives_empty_to_another_place_takes_nobody(tmp_path):
    texts = seated(tables(), blocks=("v", "v"), leaves="08:05:00")
    texts["stop_times.txt"] = texts["stop_times.txt"].replace("08:05:00,C,1", "08:05:00,U,1")
    engine, _ = engine_of(tmp_path, texts)
    assert figures(engine, window=AT)[1] == 36.0


TRIP = {
    "block": "v", "opens": True, "ends": True, "first_easting": 0.0, "first_northing": 0.0,
    "last_easting": 0.0, "last_northing": 0.0,
}  # fmt: skip
NO_STAYS = pd.DataFrame({"from_trip": [], "to_trip": [], "seated": []})


def test_a_block_is_one_vehicle_all_day():
    trips = pd.DataFrame(
        [TRIP | {"first_dep_s": 60 * i, "last_arr_s": 60 * i + 50} for i in (2, 0, 1)]
    )
    vehicle, place = vehicles(trips, NO_STAYS)
    assert vehicle.tolist() == [1, 1, 1]
    assert place.tolist() == [2, 0, 1]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 9), st.sampled_from("uv"), st.booleans()),
        min_size=1, max_size=12,
    )
)  # fmt: skip
def test_no_vehicle_is_at_two_places_at_once(rows):
    trips = pd.DataFrame(
        [TRIP | {"first_dep_s": at, "last_arr_s": at + took, "block": block, "opens": opens}
         for at, took, block, opens in rows]
    )  # fmt: skip
    vehicle, place = vehicles(trips, NO_STAYS)
    for number in set(vehicle.tolist()):
        mine = trips[vehicle == number].assign(place=place[vehicle == number]).sort_values("place")
        assert mine["place"].tolist() == list(range(len(mine)))
        assert (mine["first_dep_s"].to_numpy()[1:] >= mine["last_arr_s"].to_numpy()[:-1]).all()
        assert set(mine["block"]) == {mine["block"].iloc[0]}
        assert mine["opens"].to_numpy()[1:].all()


# --- transfers


ROWS = ("C,ST,2,1800", "C,S,2,60")


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]])
def test_the_row_for_the_stop_goes_before_that_for_its_station(tmp_path, rows):
    texts = tables()
    texts["transfers.txt"] = "\n".join(
        ["from_stop_id,to_stop_id,transfer_type,min_transfer_time", *rows, ""]
    )
    engine, _ = engine_of(tmp_path, texts)
    assert figures(engine) == (37.0, 21.0)


@settings(max_examples=15)
@given(st.permutations(["C,ST,2,1800", "C,S,2,60", "C,S,2,90", "ST,ST,3,", "R,S,0,", "C,R,2,30"]))
def test_the_order_of_the_file_says_nothing(tmp_path_factory, rows):
    texts = tables()
    texts["transfers.txt"] = "\n".join(
        ["from_stop_id,to_stop_id,transfer_type,min_transfer_time", *rows, ""]
    )
    folder = tmp_path_factory.mktemp("feed")
    feed = write_feed(folder / "feed.zip", texts)
    import_transit([feed], folder / "ov", area=AREA, metric_crs=CRS, days=[TUESDAY], ring_m=0)
    day = read_timetables(folder / "ov", CRS)[1]
    names = [stop.removeprefix("feed:") for stop in day.stops.ids.tolist()]
    told = {
        (names[a], names[b]): s
        for a, b, s in zip(
            day.changes.from_stop, day.changes.to_stop, day.changes.seconds, strict=True
        )
    }
    assert told[("C", "S")] == 90  # of two rows alike the slower
    assert told[("C", "R")] == 30
    assert told[("S", "S")] == -1
    assert told[("R", "S")] == -2


# --- frequencies


@pytest.mark.parametrize("row", ["f,06:00:00,06:00:00,U", "f,06:00:00,,U", "f,,06:00:00,U"])
def test_a_run_begins_at_its_first_call_whichever_of_its_times_is_told(tmp_path, row):
    texts = tables()
    assert "f,06:00:00,06:00:00,U" in texts["stop_times.txt"]
    texts["stop_times.txt"] = texts["stop_times.txt"].replace("f,06:00:00,06:00:00,U", row)
    engine, _ = engine_of(tmp_path, texts)
    # Every ten minutes from 08:00, five minutes under way.
    assert figures(engine, "U", "E", DepartureWindow(1, 480, 481, 1)) == (5.0, 5.0)


# --- the clock


def test_a_feed_in_another_zone_is_turned_into_the_clock_of_the_area(tmp_path):
    texts = tables()
    texts["agency.txt"] = "agency_name,agency_timezone\nVervoer Test,UTC\n"
    engine, notes = engine_of(tmp_path, texts)
    early, late = DepartureWindow(1, 460, 461, 1), DepartureWindow(1, 520, 521, 1)
    assert engine.window_times(door("A"), door("B"), early).best_min[0, 0] > 5.0
    assert engine.window_times(door("A"), door("B"), late).best_min[0, 0] == 5.0
    assert any("time zone UTC turned into Europe/Amsterdam" in note for note in notes)


@pytest.mark.parametrize("zone", ["", "Europe/Amsterdam", "Europe/Brussels"])
def test_a_zone_with_the_same_clock_moves_nothing(tmp_path, zone):
    texts = tables()
    texts["agency.txt"] = f"agency_name,agency_timezone\nVervoer Test,{zone}\n"
    engine, notes = engine_of(tmp_path, texts)
    assert figures(engine) == (60.5, 31.0)
    assert any("names no time zone" in note for note in notes) == (not zone)


@pytest.mark.parametrize(
    ("agencies", "words"),
    [("a,Europe/Amsterdm\n", "does not exist"), ("a,UTC\nb,Europe/Paris\n", "2 time zones"),
     ("a,../../etc/passwd\n", "does not exist")],
)  # fmt: skip
def test_a_zone_that_is_none_is_refused_in_one_line(tmp_path, agencies, words):
    texts = tables() | {"agency.txt": "agency_name,agency_timezone\n" + agencies}
    with pytest.raises(InputFileError, match=words) as caught:
        engine_of(tmp_path, texts)
    assert "\n" not in str(caught.value)


def test_feeds_of_two_zones_need_the_clock_of_the_area(tmp_path):
    one, other = tables(), tables()
    other["agency.txt"] = "agency_name,agency_timezone\nElders,Europe/London\n"
    feeds = [write_feed(tmp_path / f"{n}.zip", t) for n, t in (("a", one), ("b", other))]
    with pytest.raises(InputFileError, match=r"area\.timezone"):
        import_transit(feeds, tmp_path / "ov", area=AREA, metric_crs=CRS, days=[TUESDAY], ring_m=0)


# --- a window in which little runs


def test_a_window_with_few_served_stops_says_so(tmp_path):
    engine, _ = engine_of(tmp_path, tables())
    assert "let op" not in engine.label  # in the morning window most stops are served
    night = DepartureWindow(1, 180, 240, 1)
    told = window_report(engine, door("A"), door("T"), night)
    assert "Let op: in dit tijdvak vertrekt er iets bij 0% van de haltes." in told
    assert engine.service_day(1).timetable.served_share(450, 570) == 4 / 8
    thin, _ = engine_of(
        tmp_path,
        tables(),
        default_window={"from_min": 180, "until_min": 240},
    )
    assert "let op: in dit tijdvak vertrekt er iets bij 0% van de haltes" in thin.label


# --- blank times, filled along the whole trip before it is clipped


NEAR_C = shapely.box(155_000 + XY["B"][0] - 500, 462_500, 161_500, 463_500)


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("shuffled", [False, True])
def test_the_clip_does_not_change_a_blank_time(tmp_path, blank, shuffled):
    times = ["07:00:00", "", "", "08:30:00"] if blank else ["07:00:00", "07:30:00", "08:00:00",
                                                             "08:30:00"]  # fmt: skip
    texts = with_times(
        [("x", at, stop, i) for i, (stop, at) in enumerate(zip("ABCT", times, strict=True))],
        trips=["x,1,WK,Ver"],
    )
    if shuffled:
        head, *rows = texts["stop_times.txt"].splitlines()
        texts["stop_times.txt"] = "\n".join([head, *rows[::-1]]) + "\n"
    engine, notes = engine_of(tmp_path, texts, area=NEAR_C)
    window = DepartureWindow(1, 450, 451, 1)
    assert engine.window_times(door("B"), door("C"), window).best_min[0, 0] == 20.0
    day = engine.service_day(1).timetable
    assert (7.5 * 3600) in day.dep_s.tolist()
    assert any("2 calls without a time" in note for note in notes) == blank


def test_calls_that_stay_without_a_time_count_towards_the_limit(tmp_path):
    texts = with_times([("x", "", "B", 1), ("x", "08:00:00", "C", 2)], trips=["x,1,WK,Ver"])
    with pytest.raises(InputFileError, match="1 of 38 calls have no time"):
        engine_of(tmp_path, texts)
    _, notes = engine_of(tmp_path, texts, limits=FeedLimits(max_bad_share=0.05))
    assert any("1 of 38 calls have no time" in note for note in notes)
