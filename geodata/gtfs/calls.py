"""Put the calls of trips in order, fill the times between, and leave out what runs back."""

from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geodata.gtfs.zip import FeedZip
from sites.base.errors import InputFileError
from sites.base.messages import Message, say

Int32s = NDArray[np.int32]
Bools = NDArray[np.bool_]

MEMBER: Final = "stop_times.txt"
UNTIMED: Final = -1


@dataclass
class Tally:
    """Count what a feed holds that cannot be used; too much of it refuses the feed."""

    feed: FeedZip
    notes: list[Message]

    def tell(self, message: Message) -> None:
        """Note what a reader of the record should know of this feed."""
        self.notes.append(message)

    def strange(self, member: str, words: pd.Series, wrong: Bools, instead: Message) -> None:
        """Note the words of a column that GTFS does not have, and what became of those rows."""
        rows = np.flatnonzero(wrong)
        if not len(rows):
            return
        self.notes.append(
            say(
                '{feed}: {member} row {row}, {column}: "{value}" is nothing that GTFS knows '
                "({count} such rows); {instead}",
                feed=self.feed.name,
                member=member,
                row=int(rows[0]) + 2,
                column=str(words.name),
                value=str(words.fillna("").iloc[rows[0]]),
                count=len(rows),
                instead=instead,
            )
        )

    def left_out(
        self, member: str, what: Message, count: int, total: int, example: str | Message,
        *, instead: Message | None = None,
    ) -> None:  # fmt: skip
        """Note rows left out, or refuse when they are more than the limit allows.

        ``instead`` says what became of rows that are kept all the same.
        """
        if not count:
            return
        line = say("{feed}: {member}: {count} of {total} {what} (first: {example})",
                   feed=self.feed.name, member=member, count=count, total=total, what=what,
                   example=example)  # fmt: skip
        if count > self.feed.limits.max_bad_share * total:
            raise InputFileError(
                "{line}; mend the feed or ask the publisher for another",
                line=line,
            )
        self.notes.append(
            say("{line}; left out", line=line)
            if instead is None
            else say("{line}; {instead}", line=line, instead=instead)
        )


@dataclass(frozen=True)
class Calls:
    """The calls kept, in order of trip and sequence.

    ``trip`` and ``stop`` index the tables given. ``joined`` tells that the next row is the next
    call of the same trip in the feed itself: where clipping left a hole there is none. ``opens``
    and ``ends`` mark the first and the last call of a whole trip, wherever the clip cut.
    """

    trip: Int32s
    stop: Int32s
    arr_s: Int32s
    dep_s: Int32s
    board: Bools
    alight: Bools
    joined: Bools
    opens: Bools
    ends: Bools
    first_dep_s: dict[int, int]  # of the trips asked for, their first departure anywhere
    rows_read: int


class Times(NamedTuple):
    """Rows of stop_times.txt as numbers: trip, order in it, arrival and departure in seconds."""

    trip: Int32s
    order: Int32s
    arr_s: Int32s
    dep_s: Int32s


def ordered(
    whole: dict[str, NDArray[Any]],
    times: Times,
    trip_ids: pa.Array,
    first_dep_s: dict[int, int],
    rows_read: int,
    tally: Tally,
) -> Calls:
    """Put rows in order of trip and sequence and join calls that follow each other in the feed.

    ``times`` are all rows of the trips that lack a time somewhere near: blanks are filled along
    the whole trip, also from stops that the area leaves out.
    """
    trip, order, near = whole["trip"], whole["order"], whole["near"].astype(np.bool_)
    rows: NDArray[Any] | slice = slice(None)
    # A large feed is not copied to be put in the order that it has: half the peak of an import.
    if not _is_ordered(trip, order):
        sort = np.lexsort((order, trip))
        trip, order = trip[sort], order[sort]
        rows = (np.cumsum(near) - 1)[sort[near[sort]]]
        near = near[sort]
    same = trip[1:] == trip[:-1]
    twice = np.unique(trip[1:][same & (order[1:] == order[:-1])])
    place = np.flatnonzero(near)
    count = len(np.unique(trip)) if len(twice) else 1
    example = str(trip_ids[int(twice[0])]) if len(twice) else ""
    what = say("trips have a stop_sequence twice")
    tally.left_out(MEMBER, what, len(twice), count, f'"{example}"')
    joined = np.zeros(len(place), np.bool_)
    here = trip[place]
    joined[:-1] = (np.diff(place) == 1) & (here[1:] == here[:-1])
    calls = Calls(
        here, whole["stop"][rows], whole["arr_s"][rows], whole["dep_s"][rows],
        whole["board"][rows], whole["alight"][rows], joined, np.append(True, ~same)[place],
        np.append(~same, True)[place], first_dep_s, rows_read,
    )  # fmt: skip
    calls = _filled(calls, order[place], times, tally)
    return _running_forward(_without(calls, twice), trip_ids, tally)


def _is_ordered(trip: NDArray[Any], order: NDArray[Any]) -> bool:
    """Tell whether every trip stands together and in order, as most feeds do: no sort then."""
    same = trip[1:] == trip[:-1]
    if (same & (order[1:] <= order[:-1])).any():
        return False
    starts = trip[np.append(True, ~same)] if len(trip) else trip
    return len(np.unique(starts)) == len(starts)


def _without(calls: Calls, trips: Int32s) -> Calls:
    return _rows(calls, ~np.isin(calls.trip, trips)) if len(trips) else calls


def _rows(calls: Calls, keep: Bools) -> Calls:
    """Keep some rows; a call before a gap is no longer joined."""
    joined = calls.joined & np.append(keep[1:], False)
    return Calls(
        calls.trip[keep], calls.stop[keep], calls.arr_s[keep], calls.dep_s[keep],
        calls.board[keep], calls.alight[keep], joined[keep], calls.opens[keep], calls.ends[keep],
        calls.first_dep_s, calls.rows_read,
    )  # fmt: skip


def _filled(calls: Calls, order: Int32s, times: Times, tally: Tally) -> Calls:
    """Fill calls without a time, evenly between the timed calls of the whole trip around them."""
    arr_s = np.where(calls.arr_s == UNTIMED, calls.dep_s, calls.arr_s)
    dep_s = np.where(calls.dep_s == UNTIMED, calls.arr_s, calls.dep_s)
    blank = np.flatnonzero(arr_s == UNTIMED)
    if len(blank):
        key, at_s = _between(times)
        wanted = calls.trip[blank].astype(np.int64) << 32 | order[blank]
        arr_s[blank] = dep_s[blank] = at_s[np.searchsorted(key, wanted)]
        lost = np.flatnonzero(arr_s == UNTIMED)
        placed = len(blank) - len(lost)
        tally.tell(
            say(
                "{feed}: {member}: {count} calls without a time were placed evenly between "
                "the timed calls of their trip",
                feed=tally.feed.name, member=MEMBER, count=placed,
            )
        )  # fmt: skip
        what = say("calls have no time and no timed call before and after them")
        example = say("stop {order} of a trip", order=int(order[lost[0]])) if len(lost) else ""
        tally.left_out(MEMBER, what, len(lost), len(arr_s), example)
    timed = replace(calls, arr_s=arr_s.astype(np.int32), dep_s=dep_s.astype(np.int32))
    return _rows(timed, timed.arr_s != UNTIMED)


def _between(times: Times) -> tuple[NDArray[np.int64], Int32s]:
    """Return (trip, order) as one sorted key, and the seconds there, UNTIMED where unknown."""
    sort = np.lexsort((times.order, times.trip))
    trip, arr_s, dep_s = times.trip[sort], times.arr_s[sort].copy(), times.dep_s[sort].copy()
    arr_s = np.where(arr_s == UNTIMED, dep_s, arr_s)
    dep_s = np.where(dep_s == UNTIMED, arr_s, dep_s)
    known, blank = np.flatnonzero(arr_s != UNTIMED), np.flatnonzero(arr_s == UNTIMED)
    if len(blank) and len(known):
        before = np.searchsorted(known, blank) - 1
        low = known[np.clip(before, 0, len(known) - 1)]
        high = known[np.clip(before + 1, 0, len(known) - 1)]
        inner = (before >= 0) & (before + 1 < len(known))
        inner &= (trip[low] == trip[blank]) & (trip[high] == trip[blank])
        share = (blank - low) / np.maximum(high - low, 1)
        between = np.round(dep_s[low] + share * (arr_s[high] - dep_s[low])).astype(np.int32)
        arr_s[blank[inner]] = between[inner]
    key = trip.astype(np.int64) << 32 | times.order[sort]
    return key, arr_s.astype(np.int32)


def _running_forward(calls: Calls, trip_ids: pa.Array, tally: Tally) -> Calls:
    """Leave out trips whose times run back."""
    back = calls.dep_s < calls.arr_s
    back[:-1] |= calls.joined[:-1] & (calls.arr_s[1:] < calls.dep_s[:-1])
    wrong = np.unique(calls.trip[back])
    example = f'"{trip_ids[int(wrong[0])]}"' if len(wrong) else ""
    count = len(np.unique(calls.trip)) if len(wrong) else 1
    what = say("trips have times that run back")
    tally.left_out(MEMBER, what, len(wrong), count, example)
    return _without(calls, wrong)
