"""Stream stop_times.txt: keep what runs on the days asked and stops inside the area."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geodata.gtfs.zip import FeedZip
from sites.base.errors import InputFileError

Int32s = NDArray[np.int32]
Bools = NDArray[np.bool_]

MEMBER: Final = "stop_times.txt"
UNTIMED: Final = -1
_TIME_WIDTH: Final = 8  # HH:MM:SS
_SIXTY: Final = 60
_ROWS_AT_ONCE: Final = 400_000
_REQUIRED: Final = ("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time")
_OPTIONAL: Final = ("pickup_type", "drop_off_type")


@dataclass
class Tally:
    """Count what a feed holds that cannot be used; too much of it refuses the feed."""

    feed: FeedZip
    notes: list[str]

    def left_out(self, member: str, what: str, count: int, total: int, example: str) -> None:
        """Note rows left out, or refuse when they are more than the limit allows."""
        if not count:
            return
        line = f"{self.feed.name}: {member}: {count} of {total} {what} (first: {example})"
        if count > self.feed.limits.max_bad_share * total:
            raise InputFileError(
                "{line}; mend the feed or ask the publisher for another",
                line=line,
            )
        self.notes.append(f"{line}; left out")


@dataclass(frozen=True)
class Calls:
    """The calls kept, in order of trip and sequence.

    ``trip`` and ``stop`` index the tables given. ``joined`` tells that the next row is the next
    call of the same trip in the feed itself: where clipping left a hole there is none.
    """

    trip: Int32s
    stop: Int32s
    arr_s: Int32s
    dep_s: Int32s
    board: Bools
    alight: Bools
    joined: Bools
    first_dep_s: dict[int, int]  # of the trips asked for, their first departure anywhere
    rows_read: int


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

    Memory: five bytes per call of an active trip wherever it stops (order and holes need them
    all), some twenty per call kept.
    """
    columns: dict[str, list[NDArray[Any]]] = {}
    first_dep_s: dict[int, int] = {}
    row = 0
    with feed.batches(MEMBER, _REQUIRED, _OPTIONAL) as batches:
        for batch in _gathered(batches):
            part = _part(feed, batch, row, trip_ids, active, stop_ids, inside, timed, first_dep_s)
            for name, values in part.items():
                columns.setdefault(name, []).append(values)
            row += batch.num_rows
    if not row:
        raise InputFileError(
            "{feed}: {member} holds no rows; use a complete GTFS feed",
            feed=feed.name,
            member=MEMBER,
        )
    whole = {name: np.concatenate(columns.pop(name)) for name in list(columns)}  # one at a time
    return _ordered(whole, trip_ids, first_dep_s, row, tally)


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
    feed: FeedZip, batch: pa.RecordBatch, row: int, trip_ids: pa.Array, active: Bools,
    stop_ids: pa.Array, inside: Bools, timed: set[int], first_dep_s: dict[int, int],
) -> dict[str, NDArray[Any]]:  # fmt: skip
    """Return the columns that one batch adds; trips are looked up once per run of rows."""
    runs = pc.run_end_encode(batch["trip_id"])
    found = pc.fill_null(pc.index_in(pc.utf8_trim_whitespace(runs.values), trip_ids), -1)
    ends = runs.run_ends.to_numpy()
    trip = np.repeat(found.to_numpy().astype(np.int32), np.diff(ends, prepend=0))
    line = np.arange(row, row + len(trip)) + 2  # as an editor numbers them, header included
    _refuse_unknown(feed, "name a trip that trips.txt lacks", trip, line, batch["trip_id"])
    today = active[trip]
    rows, trip, line = batch.filter(pa.array(today)), trip[today], line[today]
    wanted = pc.fill_null(pc.index_in(pc.utf8_trim_whitespace(rows["stop_id"]), stop_ids), -1)
    stop = wanted.to_numpy().astype(np.int32)
    _refuse_unknown(feed, "name a stop that stops.txt lacks", stop, line, rows["stop_id"])
    near = inside[stop]
    kept = rows.filter(pa.array(near))
    part: dict[str, NDArray[Any]] = {
        "trip": trip,
        "order": _sequence(feed, rows["stop_sequence"], line),
        "near": near,
        "stop": stop[near],
        "arr_s": _times(feed, kept["arrival_time"], line[near], "arrival_time"),
        "dep_s": _times(feed, kept["departure_time"], line[near], "departure_time"),
        "board": _allowed(kept["pickup_type"]),
        "alight": _allowed(kept["drop_off_type"]),
    }
    if timed:
        mine = np.isin(trip, np.fromiter(timed, np.int32))
        some = rows.filter(pa.array(mine))
        dep_s = _times(feed, some["departure_time"], line[mine], "departure_time")
        for t, s in zip(trip[mine].tolist(), dep_s.tolist(), strict=True):
            if s >= 0:
                first_dep_s[t] = min(s, first_dep_s.get(t, s))
    return part


def _refuse_unknown(
    feed: FeedZip, why: str, found: Int32s, line: NDArray[np.int64], ids: pa.Array
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


def _allowed(kind: pa.Array) -> Bools:
    """Tell where getting on (or off) is possible: anything but type 1, "not available"."""
    no = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(kind), "1"), fill_value=False)
    return ~np.asarray(no.to_numpy(zero_copy_only=False), np.bool_)


def _ordered(
    whole: dict[str, NDArray[Any]],
    trip_ids: pa.Array,
    first_dep_s: dict[int, int],
    rows_read: int,
    tally: Tally,
) -> Calls:
    """Put rows in order of trip and sequence and join calls that follow each other in the feed."""
    trip, order, near = whole["trip"], whole["order"], whole["near"].astype(np.bool_)
    if _is_ordered(trip, order):
        place = np.flatnonzero(near)
        rows = np.arange(len(place))
        trip_near = trip[near]
        twice = np.empty(0, np.int32)
    else:
        sort = np.lexsort((order, trip))
        same = (np.diff(trip[sort]) == 0) & (np.diff(order[sort]) == 0)
        twice = np.unique(trip[sort][1:][same])
        rank = np.empty(len(sort), np.int64)
        rank[sort] = np.arange(len(sort))
        rows = np.argsort(rank[near], kind="stable")
        place = rank[near][rows]
        trip_near = trip[near][rows]
    trips = len(np.unique(trip)) if len(twice) else 1
    example = str(trip_ids[int(twice[0])]) if len(twice) else ""
    tally.left_out(MEMBER, "trips have a stop_sequence twice", len(twice), trips, f'"{example}"')
    joined = np.zeros(len(place), np.bool_)
    joined[:-1] = (np.diff(place) == 1) & (np.diff(trip_near) == 0)
    calls = Calls(
        trip_near, whole["stop"][rows], whole["arr_s"][rows], whole["dep_s"][rows],
        whole["board"][rows], whole["alight"][rows], joined, first_dep_s, rows_read,
    )  # fmt: skip
    return _timed(_without(calls, twice), trip_ids, tally)


def _is_ordered(trip: NDArray[Any], order: NDArray[Any]) -> bool:
    """Tell whether every trip stands together and in order, as most feeds do: no sort then."""
    same = trip[1:] == trip[:-1]
    if (same & (order[1:] <= order[:-1])).any():
        return False
    starts = trip[np.append(True, ~same)] if len(trip) else trip
    return len(np.unique(starts)) == len(starts)


def _without(calls: Calls, trips: Int32s) -> Calls:
    if not len(trips):
        return calls
    return _rows(calls, ~np.isin(calls.trip, trips))


def _rows(calls: Calls, keep: Bools) -> Calls:
    """Keep some rows; a call before a gap is no longer joined."""
    joined = calls.joined & np.append(keep[1:], False)
    return Calls(
        calls.trip[keep], calls.stop[keep], calls.arr_s[keep], calls.dep_s[keep],
        calls.board[keep], calls.alight[keep], joined[keep], calls.first_dep_s, calls.rows_read,
    )  # fmt: skip


def _timed(calls: Calls, trip_ids: pa.Array, tally: Tally) -> Calls:
    """Fill times in between, then leave out trips whose times run back."""
    arr_s = np.where(calls.arr_s == UNTIMED, calls.dep_s, calls.arr_s)
    dep_s = np.where(calls.dep_s == UNTIMED, calls.arr_s, calls.dep_s)
    run = np.cumsum(np.append(0, ~calls.joined[:-1])) if len(calls.trip) else calls.trip
    known = np.flatnonzero(arr_s != UNTIMED)
    blank = np.flatnonzero(arr_s == UNTIMED)
    keep = np.ones(len(arr_s), np.bool_)
    if len(blank):
        before = np.searchsorted(known, blank) - 1
        inner = (before >= 0) & (before + 1 < len(known))
        low = known[np.clip(before, 0, len(known) - 1)] if len(known) else blank
        high = known[np.clip(before + 1, 0, len(known) - 1)] if len(known) else blank
        inner &= (run[low] == run[blank]) & (run[high] == run[blank])
        share = (blank - low) / np.maximum(high - low, 1)
        between = np.round(dep_s[low] + share * (arr_s[high] - dep_s[low])).astype(np.int32)
        arr_s[blank[inner]] = dep_s[blank[inner]] = between[inner]
        keep[blank[~inner]] = False
        tally.notes.append(
            f"{tally.feed.name}: {MEMBER}: {int(inner.sum())} calls without a time were placed "
            f"evenly between their neighbours, {int((~inner).sum())} without neighbours left out"
        )
    timed = Calls(
        calls.trip, calls.stop, arr_s, dep_s, calls.board, calls.alight, calls.joined,
        calls.first_dep_s, calls.rows_read,
    )  # fmt: skip
    timed = _rows(timed, keep)
    back = timed.dep_s < timed.arr_s
    back[:-1] |= timed.joined[:-1] & (timed.arr_s[1:] < timed.dep_s[:-1])
    wrong = np.unique(timed.trip[back])
    example = f'"{trip_ids[int(wrong[0])]}"' if len(wrong) else ""
    count = len(np.unique(timed.trip)) if len(wrong) else 1
    tally.left_out(MEMBER, "trips have times that run back", len(wrong), count, example)
    return _without(timed, wrong)
