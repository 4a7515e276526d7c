"""Stream stop_times.txt: keep what runs on the days asked and stops inside the area."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geodata.gtfs.calls import MEMBER, UNTIMED, Bools, Calls, Int32s, Tally, Times, ordered
from geodata.gtfs.zip import FeedZip
from sites.base.errors import InputFileError
from sites.base.messages import Message, say

_TIME_WIDTH: Final = 8  # HH:MM:SS
_SIXTY: Final = 60
_ROWS_AT_ONCE: Final = 400_000
_REQUIRED: Final = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
_ZONES: Final = (
    "location_id", "location_group_id",
    "start_pickup_drop_off_window", "end_pickup_drop_off_window",
)  # fmt: skip
_OPTIONAL: Final = ("pickup_type", "drop_off_type", *_ZONES)
#: Types of getting on or off: as usual (0), not possible, by phone, to be agreed with the driver.
_TYPES: Final = pa.array([None, "", "0", "1", "2", "3"])
_CODES: Final = np.array([0, 0, 0, 1, 2, 3, -1], np.int8)  # the last: no type at all
_STRANGE: Final = -1
_BY_PHONE: Final = 2
#: What whoever comes to the stop can rely on.
_REGULAR: Final = (0, 3)


def seconds_of(text: pa.Array) -> Int32s:
    """Turn H:MM:SS into seconds after midnight of the service day, UNTIMED where empty.

    Hours may pass 24. What is no time becomes ``UNTIMED - 1``.

    >>> seconds_of(pa.array(["7:30:00", "25:00:01", None, "x"])).tolist()
    [27000, 90001, -1, -2]
    """
    trimmed = pc.fill_null(pc.utf8_trim_whitespace(text), "")
    plain = pc.match_substring_regex(trimmed, r"^[0-9]{1,2}:[0-5][0-9]:[0-5][0-9]$")
    padded = pc.utf8_lpad(pc.if_else(plain, trimmed, "00:00:00"), _TIME_WIDTH, "0")
    if not len(padded):
        return np.empty(0, np.int32)
    offset = np.frombuffer(padded.buffers()[1], np.int32, offset=4 * padded.offset)[0]
    raw = np.frombuffer(padded.buffers()[2], np.uint8, len(padded) * _TIME_WIDTH, int(offset))
    digit = raw.reshape(-1, _TIME_WIDTH).astype(np.int32) - ord("0")
    hours, minutes, seconds = (10 * digit[:, i] + digit[:, i + 1] for i in (0, 3, 6))
    found = (hours * _SIXTY + minutes) * _SIXTY + seconds
    found[~plain.to_numpy(zero_copy_only=False)] = UNTIMED - 1
    found[pc.equal(trimmed, "").to_numpy(zero_copy_only=False)] = UNTIMED
    return np.asarray(found, np.int32)


def read_calls(
    feed: FeedZip, trip_ids: pa.Array, active: Bools, stop_ids: pa.Array, inside: Bools,
    timed: set[int], tally: Tally,
) -> Calls:  # fmt: skip
    """Read the calls of active trips at stops inside; ``timed`` trips tell their first departure.

    Rows of an on-demand zone are left out and counted. Memory: five bytes per call of an active
    trip wherever it stops (order and holes need them all), some twenty per call kept. Only where
    a call inside has no time is the table read again, for the whole trips concerned.
    """
    columns: dict[str, list[NDArray[Any]]] = {}
    first_dep_s: dict[int, int] = {}
    row = zones = by_phone = strange = 0
    example: str | Message = ""
    with feed.batches(MEMBER, _REQUIRED, _OPTIONAL) as batches:
        for batch in _gathered(batches):
            fixed, line = _fixed(batch, row)
            zones += batch.num_rows - fixed.num_rows
            part = _part(feed, fixed, line, trip_ids, active, stop_ids, inside, timed, first_dep_s)
            by_phone += int(part.pop("by_phone").sum())
            count, at, word = part.pop("strange")
            if count and not strange:
                example = say('row {row}, "{value}"', row=int(at), value=str(word))
            strange += int(count)
            for name, values in part.items():
                columns.setdefault(name, []).append(values)
            row += batch.num_rows
    if not row:
        raise InputFileError(
            "{feed}: {member} holds no rows; use a complete GTFS feed",
            feed=feed.name,
            member=MEMBER,
        )
    _tell_on_demand(tally, zones, by_phone)
    tally.left_out(
        MEMBER, say("calls have a pickup_type or drop_off_type that is none of 0 to 3"), strange,
        sum(map(len, columns["stop"])), example, instead=say("nobody gets on or off there"),
    )  # fmt: skip
    whole = {name: np.concatenate(columns.pop(name)) for name in list(columns)}  # one at a time
    near = whole["near"].astype(np.bool_)
    blank = (whole["arr_s"] == UNTIMED) & (whole["dep_s"] == UNTIMED)
    times = _whole_times(feed, trip_ids, np.unique(whole["trip"][near][blank]))
    return ordered(whole, times, trip_ids, first_dep_s, row, tally)


def _tell_on_demand(tally: Tally, zones: int, by_phone: int) -> None:
    if zones:
        tally.tell(
            say(
                "{feed}: {member}: {count} rows of on-demand zones (no stop, or a window "
                "instead of a time) left out",
                feed=tally.feed.name, member=MEMBER, count=zones,
            )
        )  # fmt: skip
    if by_phone:
        tally.tell(
            say(
                "{feed}: {member}: {count} calls must be booked by phone; not counted as "
                "regular service",
                feed=tally.feed.name, member=MEMBER, count=by_phone,
            )
        )  # fmt: skip


def _fixed(batch: pa.RecordBatch, row: int) -> tuple[pa.RecordBatch, NDArray[np.int64]]:
    """Return the calls at a stop and a time, with their line in the file.

    GTFS-Flex puts a zone, or a window to be picked up in, in the same table: no vehicle that
    anyone can wait for.
    """
    line = np.arange(row, row + batch.num_rows) + 2  # as an editor numbers them, header included
    zone = np.zeros(batch.num_rows, np.bool_)
    for name in _ZONES:
        words = batch[name]
        if words.null_count < len(words):
            filled = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(words), ""), False)  # noqa: FBT003
            zone |= filled.to_numpy(zero_copy_only=False)
    return (batch, line) if not zone.any() else (batch.filter(pa.array(~zone)), line[~zone])


def _whole_times(feed: FeedZip, trip_ids: pa.Array, trips: Int32s) -> Times:
    """Read once more every call of these trips, wherever it stops: blanks are filled along them."""
    parts: list[Times] = []
    if len(trips):
        wanted = trip_ids.take(pa.array(trips))
        with feed.batches(MEMBER, _REQUIRED, _OPTIONAL) as batches:
            row = 0
            for batch in _gathered(batches):
                fixed, line = _fixed(batch, row)
                row += batch.num_rows
                found = pc.index_in(pc.utf8_trim_whitespace(fixed["trip_id"]), wanted)
                mine = found.is_valid().to_numpy(zero_copy_only=False)
                rows, line = fixed.filter(pa.array(mine)), line[mine]
                parts.append(
                    Times(
                        trips[found.drop_null().to_numpy()],
                        _sequence(feed, rows["stop_sequence"], line),
                        _times(feed, rows["arrival_time"], line, "arrival_time"),
                        _times(feed, rows["departure_time"], line, "departure_time"),
                    )
                )
    none = np.empty(0, np.int32)
    return (
        Times(*(np.concatenate([none, *column]) for column in zip(*parts, strict=True)))
        if parts
        else Times(none, none, none, none)
    )


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Put small batches together: looking up trips costs a hash of all trips each time.

    The reader keeps many blocks ahead, so blocks are small; these are not.
    """
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= _ROWS_AT_ONCE:
            yield pa.concat_batches(held)
            held.clear()
    if held:
        yield pa.concat_batches(held)


def _part(
    feed: FeedZip, batch: pa.RecordBatch, line: NDArray[np.int64], trip_ids: pa.Array,
    active: Bools, stop_ids: pa.Array, inside: Bools, timed: set[int], first_dep_s: dict[int, int],
) -> dict[str, NDArray[Any]]:  # fmt: skip
    """Return the columns that one batch adds; trips are looked up once per run of rows."""
    runs = pc.run_end_encode(batch["trip_id"])
    found = pc.fill_null(pc.index_in(pc.utf8_trim_whitespace(runs.values), trip_ids), -1)
    ends = runs.run_ends.to_numpy()
    trip = np.repeat(found.to_numpy().astype(np.int32), np.diff(ends, prepend=0))
    _refuse_unknown(feed, say("name a trip that trips.txt lacks"), trip, line, batch["trip_id"])
    today = active[trip]
    rows, trip, line = batch.filter(pa.array(today)), trip[today], line[today]
    wanted = pc.fill_null(pc.index_in(pc.utf8_trim_whitespace(rows["stop_id"]), stop_ids), -1)
    stop = wanted.to_numpy().astype(np.int32)
    _refuse_unknown(feed, say("name a stop that stops.txt lacks"), stop, line, rows["stop_id"])
    near = inside[stop]
    kept = rows.filter(pa.array(near))
    on, off = (_types(kept[name]) for name in ("pickup_type", "drop_off_type"))
    part: dict[str, NDArray[Any]] = {
        "trip": trip,
        "order": _sequence(feed, rows["stop_sequence"], line),
        "near": near,
        "stop": stop[near],
        "arr_s": _times(feed, kept["arrival_time"], line[near], "arrival_time"),
        "dep_s": _times(feed, kept["departure_time"], line[near], "departure_time"),
        "board": np.isin(on, _REGULAR),
        "alight": np.isin(off, _REGULAR),
        "by_phone": on == _BY_PHONE,
        "strange": _strange(kept, on, off, line[near]),
    }
    if timed:
        mine = np.isin(trip, np.fromiter(timed, np.int32))
        some = rows.filter(pa.array(mine))
        dep_s, arr_s = (
            _times(feed, some[name], line[mine], name)
            for name in ("departure_time", "arrival_time")
        )
        dep_s = np.where(dep_s == UNTIMED, arr_s, dep_s)  # one of the two may be blank
        for t, s in zip(trip[mine].tolist(), dep_s.tolist(), strict=True):
            if s >= 0:
                first_dep_s[t] = min(s, first_dep_s.get(t, s))
    return part


def _refuse_unknown(
    feed: FeedZip, why: Message, found: Int32s, line: NDArray[np.int64], ids: pa.Array
) -> None:
    wrong = np.flatnonzero(found < 0)
    if len(wrong):
        raise InputFileError(
            '{feed}: {member} row {line}: {wrong_count} rows {why} (first: "{ids}"); '
            "mend the feed or ask the publisher for another",
            feed=feed.name,
            member=MEMBER,
            line=line[wrong[0]],
            wrong_count=len(wrong),
            why=why,
            ids=ids[wrong[0]],
        )


def _sequence(feed: FeedZip, text: pa.Array, line: NDArray[np.int64]) -> Int32s:
    plain = pc.fill_null(pc.match_substring_regex(text, r"^\s*[0-9]{1,9}\s*$"), fill_value=False)
    wrong = np.flatnonzero(~plain.to_numpy(zero_copy_only=False))
    if len(wrong):
        raise InputFileError(
            '{feed}: {member} row {line}, stop_sequence: "{value}" is no whole number '
            "({wrong_count} such rows); mend the feed",
            feed=feed.name,
            member=MEMBER,
            line=line[wrong[0]],
            value=text[wrong[0]],
            wrong_count=len(wrong),
        )
    return np.asarray(pc.cast(pc.utf8_trim_whitespace(text), pa.int32()).to_numpy(), np.int32)


def _times(feed: FeedZip, text: pa.Array, line: NDArray[np.int64], column: str) -> Int32s:
    found = seconds_of(text)
    wrong = np.flatnonzero(found < UNTIMED)
    if len(wrong):
        raise InputFileError(
            '{feed}: {member} row {line}, {column}: "{value}" is no time ({wrong_count} '
            "such rows); write HH:MM:SS",
            feed=feed.name,
            member=MEMBER,
            line=line[wrong[0]],
            column=column,
            value=text[wrong[0]],
            wrong_count=len(wrong),
        )
    return found


def _types(kind: pa.Array) -> NDArray[np.int8]:
    """Return the type of every call, 0 where it says nothing and -1 where there is no such type."""
    if kind.null_count == len(kind):  # a column that many feeds lack
        return np.zeros(len(kind), np.int8)
    found = pc.index_in(pc.utf8_trim_whitespace(kind), _TYPES)
    return np.asarray(_CODES[pc.fill_null(found, len(_TYPES)).to_numpy()], np.int8)


def _strange(
    kept: pa.RecordBatch, on: NDArray[np.int8], off: NDArray[np.int8], line: NDArray[np.int64]
) -> NDArray[Any]:
    """Return how many calls have a type that GTFS lacks, and the first one's line and word."""
    rows = np.flatnonzero((on == _STRANGE) | (off == _STRANGE))
    if not len(rows):
        return np.array([0, 0, ""], dtype=object)
    first = int(rows[0])
    word = kept["pickup_type" if on[first] == _STRANGE else "drop_off_type"][first]
    return np.array([len(rows), line[first], word], dtype=object)
