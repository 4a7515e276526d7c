"""Import public transport, store it with its provenance, and load it as timetables."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata.files.basisset import sha256
from geodata.files.swap import fresh_folder, whole_folder
from geodata.gtfs.blocks import vehicles
from geodata.gtfs.calendar import FeedCalendar, read_calendar
from geodata.gtfs.compact import FeedTables
from geodata.gtfs.feed import read_feed
from geodata.gtfs.zip import FeedLimits, FeedZip
from geodata.store.where import import_command
from sites.base.boundary import because, reading
from sites.base.errors import InputFileError
from sites.base.messages import packed, say
from sites.travel.protocol import Points
from sites.travel.transit.timetable import (
    Changes,
    Timetable,
    Timetables,
    connections_in_order,
)

FORMAT: Final = 3
RECORD: Final = "transit.json"
#: No stop so near any site: the timetable is of elsewhere.
_NEAR_M: Final = 10_000.0
TABLES: Final = ("stops", "lines", "trips", "calls", "services", "changes", "stays")
_DAY_S: Final = 86_400
#: Departures kept run to 08:00 the next morning: the evening's last connections need them.
_END_S: Final = 32 * 3600


def feed_calendar(path: Path, limits: FeedLimits | None = None) -> FeedCalendar:
    """Read only the calendar of a feed, to choose a day from.

    >>> feed_calendar(Path("no_such_feed.zip"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: no_such_feed.zip: no such file; give the path of ...
    """
    with FeedZip(path, limits or FeedLimits()) as feed:
        return read_calendar(feed)


def import_transit(
    paths: Sequence[Path],
    folder: Path,
    *,
    area: shapely.Geometry,
    metric_crs: str,
    days: Sequence[date],
    ring_m: float = 15_000.0,
    limits: FeedLimits | None = None,
    timezone: str | None = None,
) -> dict[str, Any]:
    """Read feeds, clip them to ``area`` plus a ring and to days, store them; return the record.

    ``area`` is in the metric CRS. At most one day per weekday. Ids are put in a namespace per
    feed, so that feeds with the same ids stay apart. ``timezone`` is the clock of the area; feeds
    in another zone are turned into it, and without one all feeds must share theirs. The old store
    stays whole until the new one is written completely.
    """
    weekdays = [day.weekday() for day in days]
    if not days or len(set(weekdays)) < len(weekdays):
        raise InputFileError(
            "{days_count} days, {set_count} weekdays; give one day per weekday",
            days_count=len(days),
            set_count=len(set(weekdays)),
        )
    names = _namespaces(paths)
    clip = area.buffer(ring_m)
    feeds = [
        read_feed(
            path, area=clip, metric_crs=metric_crs, days=days, namespace=name, limits=limits,
            timezone=timezone,
        )
        for name, path in names.items()
    ]  # fmt: skip
    _refuse_zones(feeds, timezone)
    tables = _joined(feeds)
    record = {
        "format": FORMAT,
        "feeds": [feed.facts for feed in feeds],
        "days": [day.isoformat() for day in sorted(days)],
        "area_sha256": hashlib.sha256(shapely.to_wkb(area)).hexdigest(),
        "ring_m": ring_m,
        "metric_crs": metric_crs,
        "rows": {name: len(table) for name, table in tables.items()},
        "notes": [packed(note) for feed in feeds for note in feed.notes],
        "versions": {name: version(name) for name in ("opvangkaart", "pyarrow", "pandas")},
    }
    _store(tables, record, folder)
    return record


def _refuse_zones(feeds: Sequence[FeedTables], timezone: str | None) -> None:
    zones = sorted({str(feed.facts["timezone"]) for feed in feeds if feed.facts["timezone"]})
    if timezone is None and len(zones) > 1:
        raise InputFileError(
            "the feeds go by {count} time zones ({zones}) and the area names none; set "
            "area.timezone in the scenario",
            count=len(zones),
            zones=tuple(zones),
        )


def _namespaces(paths: Sequence[Path]) -> dict[str, Path]:
    """Name each feed after its file; the same file twice is refused, a same name is numbered."""
    if not paths:
        raise InputFileError("no feed given; name one or more GTFS zips")
    digests: dict[str, str] = {}
    names: dict[str, Path] = {}
    for path in paths:
        if path.is_file():
            digest = sha256(path)
            if digest in digests:
                raise InputFileError(
                    "{file} holds the same bytes as {digests}; give each feed once",
                    file=path.name,
                    digests=digests[digest],
                )
            digests[digest] = path.name
        name, number = path.stem, 1
        while name in names:
            number += 1
            name = f"{path.stem}-{number}"
        names[name] = path
    return names


def _joined(feeds: Sequence[FeedTables]) -> dict[str, pd.DataFrame]:
    """Put feeds below each other; indices shift by what stands above."""
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in TABLES}
    stops = lines = trips = 0
    for feed in feeds:
        parts["stops"].append(feed.stops)
        parts["lines"].append(feed.lines)
        parts["trips"].append(feed.trips.assign(line=feed.trips["line"] + lines))
        shifted = feed.calls.assign(
            trip=feed.calls["trip"] + trips, stop=feed.calls["stop"] + stops
        )
        parts["calls"].append(shifted)
        parts["services"].append(feed.services)
        ends = {end: feed.changes[end] + stops for end in ("from_stop", "to_stop")}
        parts["changes"].append(feed.changes.assign(**ends))
        runs = {end: feed.stays[end] + trips for end in ("from_trip", "to_trip")}
        parts["stays"].append(feed.stays.assign(**runs))
        stops, lines = stops + len(feed.stops), lines + len(feed.lines)
        trips += len(feed.trips)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}


def _store(tables: Mapping[str, pd.DataFrame], record: dict[str, Any], folder: Path) -> None:
    """Write beside the old store, then change places; on any error the old one stays."""
    ours = {RECORD, *(f"{name}.parquet" for name in TABLES)}
    if folder.exists() and {path.name for path in folder.iterdir()} - ours:
        raise InputFileError(
            "{folder} holds other files; name an empty folder or an earlier import",
            folder=folder.name,
        )
    try:
        with fresh_folder(folder) as new:
            digests = {}
            for name in TABLES:
                path = new / f"{name}.parquet"
                tables[name].to_parquet(path, index=False, compression="zstd")
                digests[path.name] = sha256(path)
            record["sha256"] = digests
            text = json.dumps(record, indent=1, ensure_ascii=False, sort_keys=True)
            (new / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputFileError(
            "{folder}: cannot be written ({why}); the earlier import was kept. Free some room or "
            "choose another folder",
            folder=folder.name,
            why=because(error),
        ) from error


def read_record(folder: Path) -> dict[str, Any]:
    """Return the provenance of a store; refuse another version or a table that was changed.

    >>> read_record(Path("no", "such", "folder"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    sites.base.errors.InputFileError: folder: no imported timetable here; run: ...
    """
    path = whole_folder(folder) / RECORD
    if not path.is_file():
        raise InputFileError(
            "{folder}: no imported timetable here; run: {rebuild}",
            folder=folder.name,
            rebuild=_again(folder),
        )
    with reading(path.name, say("run again: {rebuild}", rebuild=_again(folder))):
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        stored, digests = record["format"], dict(record["sha256"])
    if stored != FORMAT:
        raise InputFileError(
            "{file}: format {stored}, this program reads {format}; run again: {rebuild}",
            file=path.name,
            stored=stored,
            format=FORMAT,
            rebuild=_again(folder),
        )
    for name, digest in sorted(digests.items()):
        found = sha256(folder / name) if (folder / name).is_file() else "absent"
        if found != digest:
            raise InputFileError(
                "{name}: is {found}, the record says {digest}; run again: {rebuild}",
                name=name,
                found=found[:12],
                digest=digest[:12],
                rebuild=_again(folder),
            )
    return record


def read_timetables(folder: Path, metric_crs: str, sites: pd.DataFrame | None = None) -> Timetables:
    """Return the stored days as timetables by weekday (Monday is 0); each is built when asked for.

    A timetable without a stop near any of the sites is that of another area, and refused. The
    night before and the next morning are in each: trips of the day before that run past
    midnight, and those of the day after, at 24:00 and later.
    """
    record = read_record(folder)
    if record["metric_crs"] != metric_crs:
        raise InputFileError(
            "{record}: in {metric_crs}, the scenario asks {metric_crs_2}; run again: {rebuild}",
            record=RECORD,
            metric_crs=record["metric_crs"],
            metric_crs_2=metric_crs,
            rebuild=_again(folder),
        )

    if sites is not None and len(sites):
        _refuse_elsewhere(folder, sites)

    def build(day: date) -> Timetable:
        with reading(folder.name, say("run again: {rebuild}", rebuild=_again(folder))):
            tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}
        return _timetable(tables, day, record)

    days = [date.fromisoformat(day) for day in record["days"]]
    return Timetables({day.weekday(): day for day in days}, build)


def _again(folder: Path) -> str:
    return import_command(folder, "transit", "FEED.zip")


def _refuse_elsewhere(folder: Path, sites: pd.DataFrame) -> None:
    with reading(folder.name, say("run again: {rebuild}", rebuild=_again(folder))):
        stops = pd.read_parquet(folder / "stops.parquet", columns=["easting", "northing"])
    near = np.ones(len(stops), dtype=bool)
    for side in ("easting", "northing"):
        low, high = sites[side].min() - _NEAR_M, sites[side].max() + _NEAR_M
        near &= stops[side].between(low, high).to_numpy()
    if not near.any():
        raise InputFileError(
            "{folder}: none of its {count} stops lies within {km:d} km of the {sites} sites; "
            "import the feed of this area",
            folder=folder.name, count=len(stops), km=round(_NEAR_M / 1000), sites=len(sites),
        )  # fmt: skip


def _timetable(tables: Mapping[str, pd.DataFrame], day: date, record: dict[str, Any]) -> Timetable:
    """Join the calls of one day to connections, with what runs on from the day before and after."""
    stops, lines, trips = tables["stops"], tables["lines"], tables["trips"]
    calls, changes = tables["calls"], tables["changes"]
    column = {name: calls[name].to_numpy() for name in calls.columns}
    parts: list[dict[str, np.ndarray]] = []
    trip_rows: list[np.ndarray] = []
    offset = 0
    for days in (-1, 0, 1):
        used, part = _of_day(tables, column, day, days)
        for name in ("trip", "vehicle"):
            part[name] = part[name] + offset
        parts.append(part)
        trip_rows.append(used)
        offset += len(used)
    row, trip, vehicle, place, dep_s, arr_s = (
        np.concatenate([part[name] for part in parts])
        for name in ("row", "trip", "vehicle", "place", "dep_s", "arr_s")
    )
    # In one vehicle, a trip comes before the one it goes on as, also within one second.
    position = place[trip].astype(np.int64) * len(calls) + row
    order = connections_in_order(dep_s.astype(np.int32), vehicle[trip], position)
    row, trip = row[order], trip[order].astype(np.int32)
    of_trip = trips.iloc[np.concatenate(trip_rows)]
    station = pd.factorize(stops["station"])[0]
    told = (changes[name].to_numpy(np.int32) for name in ("from_stop", "to_stop", "seconds"))
    publishers = {feed["publisher"] or feed["file_name"] for feed in record["feeds"]}
    return Timetable(
        day=day,
        stops=Points(
            _words(stops["stop_id"]), stops["easting"].to_numpy(), stops["northing"].to_numpy()
        ),
        stop_name=_words(stops["name"]),
        station=station.astype(np.int32),
        dep_stop=column["stop"][row].astype(np.int32),
        arr_stop=column["stop"][row + 1].astype(np.int32),
        dep_s=dep_s[order].astype(np.int32),
        arr_s=arr_s[order].astype(np.int32),
        trip=trip,
        vehicle=vehicle.astype(np.int32),
        can_board=column["board"][row].copy(),
        can_alight=column["alight"][row + 1].copy(),
        trip_line=of_trip["line"].to_numpy(np.int32),
        trip_headsign=_words(of_trip["headsign"]),
        stop_wheelchair=stops["wheelchair"].to_numpy(np.int8),
        trip_wheelchair=of_trip["wheelchair"].to_numpy(np.int8),
        line_id=_words(lines["line_id"]),
        line_name=_words(lines["name"]),
        line_kind=_words(lines["kind"]),
        changes=Changes(*told),
        label=", ".join(sorted(publishers)),
    )


def _of_day(
    tables: Mapping[str, pd.DataFrame], column: Mapping[str, np.ndarray], day: date, days: int
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Return the trips of a day so many days from ``day``, and their connections by its clock.

    Connections: row (of the first call), trip (row of what is returned), dep_s, arr_s. Per trip:
    its vehicle and its place in that vehicle's day.
    """
    services, trips = tables["services"], tables["trips"]
    today = services[services["day"] == day + timedelta(days)].set_index("service")["shift_s"]
    by_trip = trips["service"].map(today)
    runs = by_trip.notna().to_numpy()
    shift_s = by_trip.fillna(0).to_numpy(np.int64) + days * _DAY_S
    joined = np.flatnonzero(column["joined"])
    rows = joined[runs[column["trip"][joined]]]
    all_used = np.unique(column["trip"][rows])
    vehicle, place = _vehicles(tables, column, all_used)
    dep_s = column["dep_s"][rows] + shift_s[column["trip"][rows]]
    rows = rows[(dep_s >= 0) & (dep_s < _END_S)]
    trip = column["trip"][rows]
    connections = {
        "row": rows,
        "trip": np.searchsorted(all_used, trip),
        "vehicle": vehicle,
        "place": place,
        "dep_s": column["dep_s"][rows] + shift_s[trip],
        "arr_s": column["arr_s"][rows + 1] + shift_s[trip],
    }
    return all_used, connections


def _vehicles(
    tables: Mapping[str, pd.DataFrame], column: Mapping[str, np.ndarray], used: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return per trip of a day its vehicle and place there; most feeds name no block at all."""
    trips, stays, stops = tables["trips"].iloc[used], tables["stays"], tables["stops"]
    alone = np.arange(len(used), dtype=np.int32), np.zeros(len(used), np.int32)
    if stays.empty and (trips["block"] == "").all():
        return alone
    first = np.searchsorted(column["trip"], used)
    last = np.searchsorted(column["trip"], used, side="right") - 1
    at = {end: stops.iloc[column["stop"][row]] for end, row in (("first", first), ("last", last))}
    frame = trips[["block", "opens", "ends"]].reset_index(drop=True)
    frame = frame.assign(first_dep_s=column["dep_s"][first], last_arr_s=column["arr_s"][last])
    for end, of_stop in at.items():
        for axis in ("easting", "northing"):
            frame[f"{end}_{axis}"] = of_stop[axis].to_numpy()
    number = pd.Series(np.arange(len(used)), index=used)
    told = stays.assign(
        from_trip=stays["from_trip"].map(number), to_trip=stays["to_trip"].map(number)
    ).dropna()
    return vehicles(frame, told.astype({"from_trip": int, "to_trip": int}))


def _words(column: pd.Series) -> np.ndarray:
    return np.array(column.tolist(), dtype=np.str_)
