"""Whatever a feed does wrong: one line that says what, where, how many and what to change."""

import json
import zipfile
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
import shapely
from transit_feed import AREA, CRS, WALK, door, tables, write_feed

from geodata.gtfs.calendar import choose_day, days_to_import
from geodata.gtfs.load import RECORD, feed_calendar, import_transit, read_timetables
from geodata.gtfs.stop_times import seconds_of
from geodata.gtfs.zip import FeedLimits
from opvangkaart.language.speech import spoken
from sites.base.departure import DepartureWindow
from sites.base.errors import InputFileError
from sites.base.messages import unpacked
from sites.settings.transit import TransitParams
from sites.travel.transit.engine import TransitEngine

TUESDAY = date(2026, 11, 24)


def stored(tmp_path, texts, *, limits=None, area=AREA, day=TUESDAY, **how):
    feed = write_feed(tmp_path / "feed.zip", texts, **how)
    return import_transit(
        [feed], tmp_path / "ov", area=area, metric_crs=CRS, days=[day], ring_m=0, limits=limits
    )


def refused(tmp_path, texts, pattern, **how):
    with pytest.raises(InputFileError, match=pattern) as caught:
        stored(tmp_path, texts, **how)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "ov").exists()


def changed(name, old, new, count=1):
    texts = tables()
    assert old in texts[name]
    texts[name] = texts[name].replace(old, new, count)
    return texts


def median(tmp_path):
    engine = TransitEngine(read_timetables(tmp_path / "ov", CRS), WALK, TransitParams())
    times = engine.window_times(door("A"), door("T"), DepartureWindow(1, 450, 570, 1))
    return times.median_min[0, 0]


@pytest.mark.parametrize("name", ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt"])
def test_a_missing_required_file_is_named(tmp_path, name):
    texts = tables()
    del texts[name]
    refused(tmp_path, texts, rf"feed\.zip: required file {name} is missing")


def test_a_feed_without_any_calendar_is_refused(tmp_path):
    texts = tables()
    del texts["calendar.txt"], texts["calendar_dates.txt"]
    refused(tmp_path, texts, r"calendar\.txt \(or calendar_dates\.txt\) is missing")


def test_an_expired_calendar_tells_its_dates_and_how_to_choose(tmp_path):
    refused(
        tmp_path, tables(),
        r"has expired on 2027-03-02; it runs from 2026-11-02 to 2026-12-31\. "
        r"Choose a day inside with --day, such as --day 2026-12-29",
        day=date(2027, 3, 2),
    )  # fmt: skip
    refused(tmp_path, tables(), "has not begun on 2026-10-06", day=date(2026, 10, 6))


def test_a_day_is_chosen_on_or_after_the_reference_date(tmp_path):
    calendar = feed_calendar(write_feed(tmp_path / "feed.zip", tables()))
    assert choose_day(calendar, date(2026, 11, 20)) == TUESDAY
    assert choose_day(calendar, date(2026, 1, 1)) == date(2026, 11, 3)
    # Thursday the 26th still has the Sunday service, so it has service; Saturdays have none.
    with pytest.raises(InputFileError, match=r"no service on that weekday from 2026-11-21 to"):
        choose_day(calendar, date(2026, 11, 20), weekday=5)
    with pytest.raises(InputFileError, match="has expired on 2027-01-05"):
        choose_day(calendar, date(2027, 1, 1))
    assert len(days_to_import([calendar], date(2026, 11, 20))) == 7
    assert days_to_import([calendar], TUESDAY, date(2026, 12, 31))[-1] == date(2026, 12, 31)


def test_stop_times_out_of_order_are_put_in_order(tmp_path):
    texts = tables()
    head, *rows = texts["stop_times.txt"].splitlines()
    rng = np.random.default_rng(4)
    texts["stop_times.txt"] = "\n".join([head, *rng.permutation(rows).tolist()])
    stored(tmp_path, texts)
    assert median(tmp_path) == 60.5


def test_times_that_run_back_are_refused_with_the_first_trip(tmp_path):
    texts = changed("stop_times.txt", "b2,08:18:00,08:18:00", "b2,07:18:00,07:18:00")
    refused(tmp_path, texts, r'1 of \d+ trips have times that run back \(first: "b2"\)')


def test_a_few_bad_trips_are_left_out_and_counted(tmp_path):
    texts = changed("stop_times.txt", "b2,08:18:00,08:18:00", "b2,07:18:00,07:18:00")
    record = stored(tmp_path, texts, limits=FeedLimits(max_bad_share=0.2))
    assert [str(unpacked(note)) for note in record["notes"]] == [
        'feed.zip: stop_times.txt: 1 of 16 trips have times that run back (first: "b2"); left out'
    ]


def test_a_sequence_that_stands_twice_is_refused(tmp_path):
    texts = changed("stop_times.txt", "C,20", "C,10")
    refused(tmp_path, texts, r'stop_sequence twice \(first: "b1-460"\)')


@pytest.mark.parametrize(
    ("old", "new", "pattern"),
    [
        ("B,10", "X,10", r'row 3: 1 rows name a stop that stops\.txt lacks \(first: "X"\)'),
        ("b1-460,07:45", "zz,07:45", r'row 3: 1 rows name a trip that trips\.txt lacks .*"zz"'),
        ("B,10", "B,ten", r'row 3, stop_sequence: "ten" is no whole number'),
        ("07:45:00", "7.45", r'row 3, arrival_time: "7\.45" is no time .* write HH:MM:SS'),
        ("B,10", "B,10,9", "has a row with 6 columns, its header 5"),
    ],
)
def test_a_bad_stop_time_is_named_with_its_row(tmp_path, old, new, pattern):
    refused(tmp_path, changed("stop_times.txt", old, new), pattern)


def test_stop_times_without_rows_are_refused(tmp_path):
    texts = tables()
    texts["stop_times.txt"] = texts["stop_times.txt"].splitlines()[0] + "\n"
    refused(tmp_path, texts, r"stop_times\.txt holds no rows")


def test_a_stop_at_zero_zero_is_refused_or_counted_or_takes_its_station(tmp_path):
    texts = tables()
    texts["stops.txt"] += "Z,Nergens,0,0,0,\n"
    refused(tmp_path, texts, r'stops\.txt: 1 of 10 stops have no usable .*first: row 11, "Z"')
    record = stored(tmp_path, texts, limits=FeedLimits(max_bad_share=0.2))
    assert "left out" in str(unpacked(record["notes"][0]))
    texts = tables()
    texts["stops.txt"] += "P,Spoor 3,0,0,0,ST\n"
    texts["stop_times.txt"] += "b2,08:30:00,08:30:00,P,30\n"
    stored(tmp_path, texts)
    day = read_timetables(tmp_path / "ov", CRS)[1]
    at = day.stops.xy[day.stops.ids.tolist().index("feed:P")]
    np.testing.assert_allclose(at, [161000, 463129.5], atol=0.01)


@pytest.mark.parametrize("path", ["/etc/stops.txt", "../stops.txt", "a/../../x.txt", "C:\\x.txt"])
def test_a_path_that_leads_outside_is_refused(tmp_path, path):
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        for name, text in (tables() | {path: "x"}).items():
            archive.writestr(name, text)
    with pytest.raises(InputFileError, match=r"leads outside the zip"):
        feed_calendar(tmp_path / "feed.zip")


def test_a_zip_bomb_is_refused_by_ratio_and_by_size(tmp_path):
    bomb = tables() | {"shapes.txt": "0" * 20_000_000}
    refused(tmp_path, bomb, r'"shapes\.txt" unpacks to \d+ times its size.*a zip bomb')
    refused(
        tmp_path, tables(), r"unpacks to \d+ bytes, at most 1000", limits=FeedLimits(max_bytes=1000)
    )
    many = tables() | {f"x{i}.txt": "" for i in range(600)}
    refused(tmp_path, many, "608 files inside, at most 500 allowed")


def test_a_nested_folder_and_a_byte_order_mark_are_read(tmp_path):
    stored(tmp_path, tables(), folder="gtfs-nl/", bom=True)
    assert median(tmp_path) == 60.5


def test_two_feeds_in_one_zip_are_refused(tmp_path):
    both = tables() | {f"ander/{name}": text for name, text in tables().items()}
    refused(tmp_path, both, r"holds 2 feeds \(\., ander\)")


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_wrong_delimiter_is_named(tmp_path, mark, word):
    texts = tables()
    texts["trips.txt"] = texts["trips.txt"].replace(",", mark)
    refused(tmp_path, texts, rf"trips\.txt is divided by {word}; GTFS wants commas")


def test_a_missing_column_is_named(tmp_path):
    refused(
        tmp_path,
        changed("trips.txt", "service_id", "dienst"),
        r"trips\.txt lacks column service_id",
    )


def test_what_is_no_zip_and_what_is_damaged_say_so(tmp_path):
    (tmp_path / "text.zip").write_text("geen zip", encoding="utf-8")
    with pytest.raises(
        InputFileError, match="cannot be read: it is damaged or cut short; download"
    ):
        feed_calendar(tmp_path / "text.zip")
    with pytest.raises(InputFileError, match="no such file"):
        feed_calendar(tmp_path / "weg.zip")
    feed = write_feed(tmp_path / "feed.zip", tables())
    raw = bytearray(feed.read_bytes())
    raw[raw.index(b"calendar.txt") + 40] ^= 0xFF
    feed.write_bytes(raw)
    with pytest.raises(
        InputFileError, match=r"calendar\.txt cannot be read: it is damaged or cut short"
    ):
        feed_calendar(feed)


def test_two_feeds_with_the_same_ids_stay_apart(tmp_path):
    """The other operator's T lies elsewhere and its b1-460 is another bus: nothing is mixed."""
    one = write_feed(tmp_path / "een.zip", tables())
    texts = tables()
    texts["stop_times.txt"] = texts["stop_times.txt"].replace("07:4", "06:4")
    (tmp_path / "b").mkdir()
    other = write_feed(tmp_path / "b" / "een.zip", texts)
    record = import_transit(
        [one, other], tmp_path / "ov", area=AREA, metric_crs=CRS, days=[TUESDAY], ring_m=0
    )
    assert [feed["namespace"] for feed in record["feeds"]] == ["een", "een-2"]
    day = read_timetables(tmp_path / "ov", CRS)[1]
    assert {"een:A", "een-2:A"} <= set(day.stops.ids)
    assert len(day.stops) == 16
    first = day.dep_s[day.dep_stop == day.stops.ids.tolist().index("een:A")].min()
    second = day.dep_s[day.dep_stop == day.stops.ids.tolist().index("een-2:A")].min()
    assert (first, second) == (27600, 24000)


def test_the_same_file_twice_is_refused(tmp_path):
    feed = write_feed(tmp_path / "een.zip", tables())
    with pytest.raises(InputFileError, match="holds the same bytes as"):
        import_transit(
            [feed, feed], tmp_path / "ov", area=AREA, metric_crs=CRS, days=[TUESDAY], ring_m=0
        )


def test_clipping_leaves_a_hole_and_never_a_connection_across_it(tmp_path):
    """B lies outside: bus 1 calls at A and C but no connection joins them; bus 2 still does."""
    hole = AREA.difference(shapely.Point(158000, 463000).buffer(500))
    stored(tmp_path, tables(), area=hole)
    day = read_timetables(tmp_path / "ov", CRS)[1]
    ids = day.stops.ids
    joins = {(str(ids[a]), str(ids[b])) for a, b in zip(day.dep_stop, day.arr_stop, strict=True)}
    rides = day.dep_s[ids[day.dep_stop] == "feed:A"]
    assert ("feed:A", "feed:C") in joins
    assert rides.tolist() == [28800]  # only bus 2, at 08:00
    assert "feed:B" not in set(ids)


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (shapely.box(0, 0, 9, 9), "none of its 9 stops lies in the area"),
        (
            shapely.Point(AREA.bounds[0] + 2000, AREA.bounds[1] + 2000).buffer(50),
            "no trip on these days has two stops inside",
        ),
    ],
)
def test_an_area_without_any_trip_is_refused(area, words, tmp_path):
    refused(tmp_path, tables(), words, area=area)


def test_calls_without_a_time_are_placed_between_their_neighbours(tmp_path):
    texts = changed("stop_times.txt", "b1-460,07:45:00,07:45:00,B", "b1-460,,,B")
    record = stored(tmp_path, texts)
    (note,) = [str(unpacked(note)) for note in record["notes"]]
    assert note == (
        "feed.zip: stop_times.txt: 1 calls without a time were placed evenly between the timed "
        "calls of their trip"
    )
    day = read_timetables(tmp_path / "ov", CRS)[1]
    assert 7 * 3600 + 45 * 60 in day.arr_s.tolist()


def test_times_are_read_with_blanks_and_beyond_a_day():
    text = pa.array([" 7:05:09", "00:00:00", "31:59:59", "", "7:60:00", "100:00:00"])
    assert seconds_of(text).tolist() == [25509, 0, 115199, -1, -2, -2]
    assert seconds_of(text.slice(2, 2)).tolist() == [115199, -1]


def test_the_old_store_stays_whole_when_a_new_import_fails(tmp_path):
    stored(tmp_path, tables())
    before = {path.name: path.read_bytes() for path in (tmp_path / "ov").iterdir()}
    with pytest.raises(InputFileError):
        stored(tmp_path, changed("stop_times.txt", "B,10", "X,10"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "ov").iterdir()} == before


def test_the_same_feed_stores_the_same_bytes(tmp_path):
    feed = write_feed(tmp_path / "feed.zip", tables())
    for name in ("een", "twee"):
        import_transit([feed], tmp_path / name, area=AREA, metric_crs=CRS, days=[TUESDAY], ring_m=0)
    for path in (tmp_path / "een").iterdir():
        assert path.read_bytes() == (tmp_path / "twee" / path.name).read_bytes()


def test_a_changed_or_older_store_is_refused_with_the_command_that_rebuilds_it(tmp_path):
    stored(tmp_path, tables())
    record_path = tmp_path / "ov" / RECORD
    text = record_path.read_text(encoding="utf-8")
    record_path.write_text(json.dumps(json.loads(text) | {"format": 0}), encoding="utf-8")
    with pytest.raises(InputFileError, match=r"format 0, this program reads 3; run again: opvang"):
        read_timetables(tmp_path / "ov", CRS)
    record_path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError, match="in EPSG:28992, the scenario asks EPSG:3067"):
        read_timetables(tmp_path / "ov", "EPSG:3067")
    calls = tmp_path / "ov" / "calls.parquet"
    calls.write_bytes(calls.read_bytes() + b"x")
    with pytest.raises(InputFileError, match=r"calls\.parquet: is .*, the record says"):
        read_timetables(tmp_path / "ov", CRS)
    with pytest.raises(InputFileError, match="no imported timetable here"):
        read_timetables(tmp_path / "leeg", CRS)


def test_a_folder_with_other_files_is_never_overwritten(tmp_path):
    (tmp_path / "ov").mkdir()
    (tmp_path / "ov" / "brief.txt").write_text("van iemand", encoding="utf-8")
    with pytest.raises(InputFileError, match="holds other files"):
        stored(tmp_path, tables())
    assert (tmp_path / "ov" / "brief.txt").read_text(encoding="utf-8") == "van iemand"


@pytest.mark.parametrize(
    ("row", "pattern"),
    [
        ("f,08:00:00,10:00:00,0", "a headway_secs of 1 or more"),
        ("f,08:00:00,08:10:00,0.5", "a headway_secs of 1 or more"),
        ("f,10:00:00,08:00:00,600", "a start before its end"),
        ("zz,08:00:00,10:00:00,600", "needs a known trip_id"),
    ],
)
def test_a_frequency_that_cannot_run_is_refused(tmp_path, row, pattern):
    text = f"trip_id,start_time,end_time,headway_secs\n{row}\n"
    refused(tmp_path, tables() | {"frequencies.txt": text}, pattern)


@pytest.mark.parametrize(
    ("name", "old", "new", "pattern"),
    [
        ("calendar.txt", "WK,1,1", "WK,1,ja", r'row 2, tuesday: "ja" is neither 0 nor 1'),
        ("calendar.txt", "WK,1,1", "WK,1,", r'row 2, tuesday: "" is neither 0 nor 1'),
        ("calendar.txt", "20261102", "2026112", r'row 2: "2026112" is no date'),
        ("calendar_dates.txt", ",2\n", ",\n", r'row 2, exception_type: "" is neither 1 nor 2'),
        ("frequencies.txt", ",600\n", ",600.5\n", r"row 2: .* in whole seconds"),
        ("calendar_dates.txt", ",2\n", ",3\n", r'row 2, exception_type: "3" is neither 1 nor 2'),
    ],
)
def test_a_mark_that_means_nothing_is_refused(tmp_path, name, old, new, pattern):
    refused(tmp_path, changed(name, old, new), rf"{name} {pattern}")


@pytest.mark.parametrize(
    ("name", "old", "new", "note"),
    [
        ("routes.txt", "n,3", "n,99", 'row 2, route_type: "99" is nothing that GTFS knows (1 such'),
        ("routes.txt", "n,3", "n,2.5", 'row 2, route_type: "2.5" is nothing that GTFS knows (1'),
        ("routes.txt", "n,3", "n,", 'row 2, route_type: "" is nothing that GTFS knows (1 such'),
        ("stops.txt", ",0,\n", ",7,\n", 'row 2, location_type: "7" is nothing that GTFS knows (1'),
        ("stops.txt", ",0,ST", ",0,Q", 'row 5, parent_station: "Q" is nothing that GTFS knows (1'),
        ("trips.txt", "2,WK", "2,WEG", "1 trips have a service that no calendar names; they never"),
        ("calendar.txt", "ZO,", "WK,", "1 services stand in it before; they run by each of"),
        ("calendar.txt", "1,20261102,20261231", "1,20261102,20261101",
         "1 services end before they begin; they never run by it"),
        ("calendar_dates.txt", "ZO", "WK", "1 days of a service are both added and taken out; it"),
    ],
)  # fmt: skip
def test_a_word_that_means_nothing_is_counted(tmp_path, name, old, new, note):
    record = stored(tmp_path, changed(name, old, new))
    assert f"feed.zip: {name}" in " | ".join(str(unpacked(one)) for one in record["notes"])
    assert note in " | ".join(str(unpacked(one)) for one in record["notes"])


@pytest.mark.parametrize(
    ("column", "word"),
    [("pickup_type", "4"), ("pickup_type", "\uff11"), ("drop_off_type", "01")],
)
def test_getting_on_or_off_by_no_type_is_not_regular_and_counted(tmp_path, column, word):
    """Bus 2 leaves A at 08:00; who cannot get on there, or off at C, takes the next bus 1."""
    texts = tables()
    head, *rows = texts["stop_times.txt"].strip().split("\n")
    at = "b2,08:00:00" if column == "pickup_type" else "b2,08:18:00"
    rows = [f"{row},{word}" if row.startswith(at) else f"{row}," for row in rows]
    texts["stop_times.txt"] = "\n".join([f"{head},{column}", *rows, ""])
    line = next(i for i, row in enumerate(rows, 2) if row.startswith(at))
    pattern = rf'1 of 36 calls have .* none of 0 to 3 \(first: row {line}, "{word}"\)'
    refused(tmp_path, texts, pattern)
    record = stored(tmp_path, texts, limits=FeedLimits(max_bad_share=0.1))
    (note,) = [str(unpacked(note)) for note in record["notes"]]
    assert note.endswith("; nobody gets on or off there")
    assert median(tmp_path) == 67  # as when bus 2 does not run


def test_the_day_that_is_advised_is_one_that_can_be_asked(tmp_path):
    """The line is read in Dutch, where a day is written another way; --day knows one."""
    with pytest.raises(InputFileError) as caught:
        stored(tmp_path, tables(), day=date(2027, 3, 2))
    assert "zoals --day 2026-12-29," in spoken().said(caught.value.message)


def test_a_wrong_delimiter_is_named_in_the_language_of_the_reader(tmp_path):
    texts = tables()
    texts["trips.txt"] = texts["trips.txt"].replace(",", ";")
    with pytest.raises(InputFileError) as caught:
        stored(tmp_path, texts)
    assert "trips.txt is gescheiden met puntkomma's" in spoken().said(caught.value.message)


def test_transfers_that_say_nothing_are_counted(tmp_path):
    rows = "C,S,7,\nC,nergens,2,60\nC,S,2,60\n"
    text = f"from_stop_id,to_stop_id,transfer_type,min_transfer_time\n{rows}"
    record = stored(tmp_path, tables() | {"transfers.txt": text})
    assert [str(unpacked(note)) for note in record["notes"]] == [
        f"feed.zip: transfers.txt: 1 rows {why}; left out"
        for why in ("have a transfer_type that is none of 0 to 5",
                    "name a stop that stops.txt lacks")
    ]  # fmt: skip


def test_transfers_for_single_trips_are_counted_and_left_out(tmp_path):
    text = "from_stop_id,to_stop_id,transfer_type,from_trip_id\nC,S,3,b2\n"
    record = stored(tmp_path, tables() | {"transfers.txt": text})
    assert [str(unpacked(note)) for note in record["notes"]] == [
        "feed.zip: transfers.txt: 1 rows hold for single routes or trips; left out"
    ]
    assert median(tmp_path) == 60.5
