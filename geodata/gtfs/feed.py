"""Read one GTFS feed, clipped to an area and to service days, into compact tables."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geodata.files.basisset import sha256
from geodata.gtfs.calendar import read_calendar
from geodata.gtfs.calls import Calls, Tally
from geodata.gtfs.compact import FeedTables, Whole, compact
from geodata.gtfs.stop_times import read_calls, seconds_of
from geodata.gtfs.transfers import read_transfers
from geodata.gtfs.wheels import inherited, wheels_of
from geodata.gtfs.zip import FeedLimits, FeedZip
from geodata.gtfs.zone import read_zone
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import to_metric
from sites.travel.transit.timetable import is_route_type, kind_of

#: Types of location where no vehicle calls: an entrance, a node inside a station, a boarding area.
_NEVER_CALLED: Final = ("2", "3", "4")
_MOST_RUNS: Final = 5000  # of one frequency row: one each 20 s for more than a day


def read_feed(
    path: Path,
    *,
    area: shapely.Geometry,
    metric_crs: str,
    days: Sequence[date],
    namespace: str,
    limits: FeedLimits | None = None,
    timezone: str | None = None,
) -> FeedTables:
    """Read a feed whole, keeping calls inside ``area`` (metric CRS) on ``days``.

    The day before and after each day are kept too: a night bus belongs to the day before.
    ``timezone`` is that of the area; a feed in another one is turned into it, per day. None takes
    the feed's own.
    """
    with FeedZip(path, limits or FeedLimits()) as feed:
        tally = Tally(feed, [])
        calendar = read_calendar(feed)
        for day in days:
            calendar.refuse_outside(day)
        around = sorted({day + timedelta(i) for day in days for i in (-1, 0, 1)})
        on_day = [(service, day) for day in around for service in calendar.services_on(day)]
        services = pd.DataFrame(on_day, columns=["service", "day"]).astype({"service": "str"})
        zone, shift_s = read_zone(feed, timezone, around, tally)
        services["shift_s"] = services["day"].map(shift_s).astype(np.int32)
        stops, inside = _stops(feed, area, metric_crs, tally)
        lines = _lines(feed, tally)
        trips = _trips(feed, lines, tally)
        calendar.tell_strange(trips["service"], tally)
        active = trips["service"].isin(set(services["service"])).to_numpy()
        often = _frequencies(feed, trips)
        calls = read_calls(
            feed, _arrow(trips["feed_trip"]), active,
            _arrow(stops["feed_stop"]), inside,
            set(often["trip"].tolist()), tally,
        )  # fmt: skip
        if not calls.joined.any():
            raise InputFileError(
                "{feed}: no trip on these days has two stops inside the area; check the "
                "area, or choose other days with --day",
                feed=feed.name,
            )
        told, stays = read_transfers(feed, stops, trips, tally)
        first, last = calendar.valid()
        facts = _facts(feed, namespace, first, last, calls) | {"timezone": zone}
        facts["sha256"] = sha256(path)
        whole = Whole(stops, lines, trips, calls, often, services, told, stays)
        return compact(whole, namespace, facts, tally)


def _text(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas().astype("str")
    return frame


def _arrow(ids: pd.Series) -> pa.Array:
    """Return a column of text as one Arrow array, without a Python object per row."""
    table = pa.Table.from_pandas(ids.to_frame("id"), preserve_index=False)
    return table["id"].cast(pa.string()).combine_chunks()


def _unique_ids(feed: FeedZip, ids: pd.Series, member: str) -> None:
    empty = np.flatnonzero(ids.isna() | (ids == ""))
    if len(empty):
        count = len(empty)
        raise InputFileError(
            "{feed}: {member} row {empty} has no id ({count} such); mend the feed",
            feed=feed.name,
            member=member,
            empty=empty[0] + 2,
            count=count,
        )
    twice = np.flatnonzero(ids.duplicated())
    if len(twice):
        raise InputFileError(
            '{feed}: {member} row {twice}: id "{iloc}" stands in it before '
            "({twice_count} such rows); mend the feed",
            feed=feed.name,
            member=member,
            twice=twice[0] + 2,
            iloc=ids.iloc[twice[0]],
            twice_count=len(twice),
        )


def _stops(
    feed: FeedZip, area: shapely.Geometry, metric_crs: str, tally: Tally
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Read all stops; a stop at 0,0 or without a position takes its station's, or is left out."""
    member = "stops.txt"
    raw = feed.table(
        member,
        ("stop_id", "stop_lat", "stop_lon"),
        ("stop_name", "parent_station", "location_type", "wheelchair_boarding"),
    )
    lon, lat = (feed.numbers(raw, name, member) for name in ("stop_lon", "stop_lat"))
    table = _text(raw)
    _unique_ids(feed, table["stop_id"], member)
    usable = (np.abs(lon) <= 180) & (np.abs(lat) <= 90) & ~((lon == 0) & (lat == 0))  # noqa: PLR2004
    parent = pd.Index(table["stop_id"]).get_indexer(pd.Index(table["parent_station"]))
    parent[table["parent_station"].isna().to_numpy()] = -1
    borrowed = ~usable & (parent >= 0) & usable[parent]
    lon[borrowed], lat[borrowed] = lon[parent[borrowed]], lat[parent[borrowed]]
    usable |= borrowed
    kind = table["location_type"].fillna("")
    is_known = kind.isin(("", "0", "1", *_NEVER_CALLED)).to_numpy()
    tally.strange(member, kind, ~is_known, say("read as a stop"))
    alone = (parent < 0) & (table["parent_station"].fillna("") != "").to_numpy()
    tally.strange(member, table["parent_station"], alone, say("read as a stop of no station"))
    served = ~kind.isin(_NEVER_CALLED).to_numpy()
    wrong = np.flatnonzero(~usable & served)
    example = (
        say('row {row}, "{id}"', row=int(wrong[0] + 2), id=table["stop_id"].iloc[wrong[0]])
        if len(wrong) else ""
    )  # fmt: skip
    what = say("stops have no usable position (0,0 or outside the world)")
    tally.left_out(member, what, len(wrong), len(table), example)
    lon[~usable] = lat[~usable] = np.nan
    easting, northing = to_metric(lon, lat, metric_crs)
    shapely.prepare(area)
    inside = usable & shapely.contains_xy(area, np.nan_to_num(easting), np.nan_to_num(northing))
    if usable.any() and not inside.any():
        raise InputFileError(
            "{feed}: none of its {count} stops lies in the area (they lie at lon "
            "{west:.4g}..{east:.4g}, lat {south:.4g}..{north:.4g}); take the feed of this area",
            feed=feed.name, count=int(usable.sum()), west=np.nanmin(lon), east=np.nanmax(lon),
            south=np.nanmin(lat), north=np.nanmax(lat),
        )  # fmt: skip
    name = table["stop_name"].fillna(table["stop_id"])
    stops = pd.DataFrame(
        {
            "feed_stop": table["stop_id"], "name": name, "lon": lon, "lat": lat,
            "easting": easting, "northing": northing,
            "station": table["parent_station"].where(table["parent_station"] != ""),
            "wheelchair": inherited(wheels_of(table["wheelchair_boarding"], member, tally), parent),
        }
    )  # fmt: skip
    return stops, inside


def _lines(feed: FeedZip, tally: Tally) -> pd.DataFrame:
    """Return the lines with the name that travellers know and their kind of vehicle."""
    member = "routes.txt"
    raw = feed.table(member, ("route_id", "route_type"), ("route_short_name", "route_long_name"))
    kinds = feed.numbers(raw, "route_type", member)
    table = _text(raw)
    _unique_ids(feed, table["route_id"], member)
    exists = np.array([is_route_type(kind) for kind in kinds.tolist()], np.bool_)
    told = say("shown as public transport of no kind")
    tally.strange(member, table["route_type"], ~exists, told)
    short = table["route_short_name"].where(table["route_short_name"] != "")
    return pd.DataFrame(
        {
            "feed_line": table["route_id"],
            "name": short.fillna(table["route_long_name"]).fillna(""),
            "kind": [
                kind_of(int(k)) if known else "ov" for k, known in zip(kinds, exists, strict=True)
            ],
        }
    )


def _trips(feed: FeedZip, lines: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """Return the trips with the row of their line; a trip without a line is refused."""
    member = "trips.txt"
    table = _text(
        feed.table(
            member,
            ("trip_id", "route_id", "service_id"),
            ("trip_headsign", "block_id", "wheelchair_accessible"),
        )
    )
    _unique_ids(feed, table["trip_id"], member)
    line = pd.Index(lines["feed_line"]).get_indexer(pd.Index(table["route_id"]))
    lost = np.flatnonzero(line < 0)
    if len(lost):
        raise InputFileError(
            "{feed}: {member} row {lost}: {lost_count} trips name a route that "
            'routes.txt lacks (first: "{iloc}"); mend the feed',
            feed=tally.feed.name,
            member=member,
            lost=lost[0] + 2,
            lost_count=len(lost),
            iloc=table["route_id"].iloc[lost[0]],
        )
    return pd.DataFrame(
        {
            "feed_trip": table["trip_id"], "service": table["service_id"],
            "line": line.astype(np.int32), "headsign": table["trip_headsign"].fillna(""),
            "block": table["block_id"].fillna(""),
            "wheelchair": wheels_of(table["wheelchair_accessible"], member, tally),
        }
    )  # fmt: skip


def _frequencies(feed: FeedZip, trips: pd.DataFrame) -> pd.DataFrame:
    """Return rows trip, start_s of every run that frequencies.txt asks for, exact or not."""
    runs: list[tuple[int, int]] = []
    if "frequencies.txt" in feed:
        member = "frequencies.txt"
        raw = feed.table(member, ("trip_id", "start_time", "end_time", "headway_secs"))
        start_s, end_s = (seconds_of(raw[n].combine_chunks()) for n in ("start_time", "end_time"))
        headway_s = feed.numbers(raw, "headway_secs", member)
        trip = pd.Index(trips["feed_trip"]).get_indexer(pd.Index(_text(raw)["trip_id"]))
        for i in range(raw.num_rows):
            is_whole = headway_s[i] >= 1 and headway_s[i] % 1 == 0
            count = (end_s[i] - start_s[i]) / headway_s[i] if is_whole else np.inf
            if trip[i] < 0 or min(start_s[i], end_s[i]) < 0 or not 0 < count <= _MOST_RUNS:
                raise InputFileError(
                    "{feed}: {member} row {i}: needs a known trip_id, a start before its end and "
                    "a headway_secs of 1 or more, in whole seconds; mend the feed",
                    feed=feed.name,
                    member=member,
                    i=i + 2,
                )
            steps = np.arange(start_s[i], end_s[i], int(headway_s[i]))
            runs.extend((int(trip[i]), int(step)) for step in steps)
    return pd.DataFrame(runs, columns=["trip", "start_s"], dtype=np.int64)


def _facts(
    feed: FeedZip, namespace: str, first: date, last: date, calls: Calls
) -> dict[str, str | int]:
    """Return where the feed came from, as it says itself."""
    words = {"publisher": "", "version": ""}
    if "feed_info.txt" in feed:
        raw = feed.table("feed_info.txt", (), ("feed_publisher_name", "feed_version"))
        if raw.num_rows:
            publisher, version = (str(column[0].as_py() or "") for column in raw.columns)
            words = {"publisher": publisher, "version": version}
    elif "agency.txt" in feed:
        raw = feed.table("agency.txt", ("agency_name",))
        names = [str(name) for name in raw["agency_name"].to_pylist()[:3]]
        words["publisher"] = ", ".join(names)
    return {
        "file_name": feed.name,
        "namespace": namespace,
        **words,
        "valid_from": first.isoformat(),
        "valid_to": last.isoformat(),
        "calls_read": calls.rows_read,
    }
