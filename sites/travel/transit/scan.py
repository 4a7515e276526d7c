"""Scan a day's connections once, in order of departure: exact earliest arrivals.

The connection scan of Dibbelt, Pajor, Strasser and Wagner (2013, "Intriguingly Simple and Fast
Transit Routing"), with two changes. Labels are kept per number of vehicles, so that a limit on
changes is exact and the fewest changes of the fastest journey are known. And the profile of a
whole departure window takes one forward scan instead of one per departure: leaving later never
arrives earlier, so for each stop and trip only the *latest* departure that still gets there
counts, and one number per trip stands for all departures before it.

A walk between two vehicles is one edge of the change table, never a chain of edges, so the table
need not be transitively closed; arrivals by vehicle and readiness to board are kept apart.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sites.base.compiled import inlined, inner, kernel

Int32s = NDArray[np.int32]
UInt32s = NDArray[np.uint32]
Int16s = NDArray[np.int16]
Bools = NDArray[np.bool_]

NEVER: Final = np.int32(2**31 - 1)
_MOST_VEHICLES: Final = 10  # of one journey: ``max_transfers`` is at most 9
_KEY: Final = np.int32(16)  # more than any number of vehicles
_NO_KEY: Final = np.int32(2**30)  # past two years, and safe to add a walk to


class Day(NamedTuple):
    """The connections of a timetable as a scan wants them.

    Indices are unsigned: numba then leaves out the test for negative ones, a fifth of the time.
    """

    dep_stop: UInt32s
    arr_stop: UInt32s
    dep_s: Int32s
    arr_s: Int32s
    trip: UInt32s
    board: Bools
    alight: Bools


class Walks(NamedTuple):
    """Rows of (stop, seconds): row i runs from ``start[i]`` to ``start[i + 1]``."""

    start: NDArray[np.int64]
    stop: Int32s
    seconds: Int32s


class Rewind(NamedTuple):
    """Trip labels as they were when the current second began, to run that second again.

    A change of no time after a ride of no time can reach a connection that was passed in the same
    second. The second is then run again until nothing changes, from the trip labels it began
    with: one who boards further on must not be aboard before. ``second`` (trips,) says for which
    second ``label`` was saved, ``turn`` in which run the trip was last looked at.
    """

    label: Int16s
    entered: Int32s
    second: Int32s
    turn: NDArray[np.int64]


class Tracks(NamedTuple):
    """The labels of one departure, with the way back to the origin.

    Shapes (stops, vehicles), the last two (trips,). ``ready[s, k]`` is when one can board at s
    after k vehicles, ``ready_from`` the stop walked from. ``arrive[s, k]`` is the arrival by
    vehicle k + 1, boarded at connection ``enter`` and left after ``leave``. ``used[trip]`` is
    the number of vehicles before this one (as many as allowed: not aboard), ``entered`` where.
    ``ready_by`` and ``arrive_by`` are the least over as many vehicles or fewer: what is asked for
    every connection takes one look there.
    """

    ready: Int32s
    ready_by: Int32s
    ready_from: Int32s
    arrive: Int32s
    arrive_by: Int32s
    enter: Int32s
    leave: Int32s
    used: Int16s
    entered: Int32s


class Profile(NamedTuple):
    """The labels of a whole window from one origin.

    Shapes: ready, arrive (stops, vehicles, departures), rubbish until the has_ flag of a row is
    set, so that clearing costs nothing; rows never decrease. has_ready, has_arrive, upto (stops,
    vehicles); latest (trips, vehicles). ``upto[s, k]`` is the last departure that stands ready at
    s now, ``latest[t, k]`` the last departure aboard trip t as vehicle k + 1; -1 for none.
    """

    ready: Int32s
    arrive: Int32s
    has_ready: Bools
    has_arrive: Bools
    upto: Int16s
    latest: Int16s


@kernel
def start_at(tracks: Tracks, stop: Int32s, at_s: Int32s) -> None:
    """Clear the labels and stand ready at some stops, each from its own second."""
    vehicles = tracks.ready.shape[1]
    tracks.ready[:] = NEVER
    tracks.ready_by[:] = NEVER
    tracks.arrive[:] = NEVER
    tracks.arrive_by[:] = NEVER
    tracks.used[:] = vehicles
    for i in range(len(stop)):
        tracks.ready[stop[i], 0] = at_s[i]
        tracks.ready_by[stop[i], :] = at_s[i]


@inlined
def _opened(rewind: Rewind, edge_s: Int32s) -> bool:
    """Forget all seconds that were run again; tell whether any can be: a change takes no time."""
    rewind.second[:] = NEVER
    rewind.turn[:] = -1
    return edge_s.size > 0 and edge_s.min() == 0


@inlined
def _next(c: int, group: int, turn: int, again: bool, ends: bool) -> tuple[int, int, int, bool]:  # noqa: FBT001 - a kernel takes no keywords
    """Go to the next connection; where its second ends, back to the first if it must run again.

    Return it, the first of its second, in which run, and whether the second must run again.
    """
    if not ends:
        return c + 1, group, turn, again
    begin = group if again else c + 1
    return begin, begin, turn + 1, False


@kernel
def earliest_scan(  # noqa: C901 - one hot loop; calls inside it would hide the order
    day: Day, changes: Walks, first: int, end_s: int, tracks: Tracks, rewind: Rewind
) -> None:
    """Fill the labels of one departure, beginning from ``start_at``.

    Connections leaving after ``end_s`` are not looked at.
    """
    dep_stop, arr_stop, dep_s, arr_s, trip, board, alight = day
    edge_start, edge_stop, edge_s = changes
    ready, ready_by, ready_from, arrive, arrive_by, enter, leave, used, entered = tracks
    label, label_entered, second, turn_of = rewind
    vehicles = ready.shape[1]
    may_repeat = _opened(rewind, edge_s)
    c, group, turn, again = first, first, 0, False
    while c < len(dep_s) and dep_s[c] <= end_s:
        now, t = dep_s[c], trip[c]
        if may_repeat and turn_of[t] != turn:
            turn_of[t] = turn
            if second[t] == now:
                used[t], entered[t] = label[t, 0], label_entered[t]
            else:
                second[t], label[t, 0], label_entered[t] = now, used[t], entered[t]
        k = used[t]
        if k > 0 and board[c] and ready_by[dep_stop[c], k - 1] <= now:
            k = 0
            while ready_by[dep_stop[c], k] > now:
                k += 1
            used[t], entered[t] = k, c
        if k < vehicles and alight[c] and arrive_by[arr_stop[c], k] > arr_s[c]:
            p, at = arr_stop[c], arr_s[c]
            arrive[p, k], enter[p, k], leave[p, k] = at, entered[t], c
            for more in range(k, vehicles):
                arrive_by[p, more] = min(at, arrive_by[p, more])
            if k + 1 < vehicles:
                for e in range(edge_start[p], edge_start[p + 1]):
                    q, then = edge_stop[e], at + edge_s[e]
                    if then < ready_by[q, k + 1]:
                        ready[q, k + 1], ready_from[q, k + 1] = then, p
                        for more in range(k + 1, vehicles):
                            ready_by[q, more] = min(then, ready_by[q, more])
                        again |= then == now
        ends = c + 1 == len(dep_s) or dep_s[c + 1] != now
        c, group, turn, again = _next(c, group, turn, again, ends)


@inlined
def _lower(row: Int32s, latest: int, at: int) -> bool:
    """Let every departure up to ``latest`` be there by ``at``; tell whether any gained."""
    d = latest
    while d >= 0 and row[d] > at:
        row[d] = at
        d -= 1
    return d != latest


@inner
def _stand_ready(profile: Profile, access: Walks, leave_s: Int32s) -> None:
    """Clear the labels and walk every departure to the stops that can be walked to."""
    profile.has_ready[:] = False
    profile.has_arrive[:] = False
    profile.upto[:] = -1
    profile.latest[:] = -1
    for i in range(len(access.stop)):
        s = access.stop[i]
        profile.has_ready[s, 0] = True
        for d in range(len(leave_s)):
            profile.ready[s, 0, d] = leave_s[d] + access.seconds[i]


@kernel
def profile_scan(  # noqa: C901, PLR0912, PLR0915 - one hot loop, as above
    day: Day,
    changes: Walks,
    access: Walks,
    leave_s: Int32s,
    max_trip_s: int,
    profile: Profile,
    rewind: Rewind,
) -> None:
    """Fill the arrivals of all departures ``leave_s`` (seconds, ascending) from one origin.

    ``access`` has one row: the stops that can be walked to. An arrival that no departure can
    have within ``max_trip_s`` may be left out.
    """
    dep_stop, arr_stop, dep_s, arr_s, trip, board, alight = day
    edge_start, edge_stop, edge_s = changes
    ready, arrive, has_ready, has_arrive, upto, latest = profile
    labels, _, second, turn_of = rewind
    vehicles, departures = ready.shape[1], len(leave_s)
    _stand_ready(profile, access, leave_s)
    end_s = leave_s[-1] + max_trip_s
    may_repeat = _opened(rewind, edge_s)
    c = np.searchsorted(dep_s, leave_s[0])
    group, turn, again = c, 0, False
    while c < len(dep_s) and dep_s[c] <= end_s:
        now, t, s, p, at = dep_s[c], trip[c], dep_stop[c], arr_stop[c], arr_s[c]
        if may_repeat and turn_of[t] != turn:
            turn_of[t] = turn
            if second[t] == now:
                latest[t, :] = labels[t, :]
            else:
                second[t] = now
                labels[t, :] = latest[t, :]
        before = -1  # the last departure aboard with fewer vehicles: it makes earlier ones idle
        for k in range(vehicles):
            if before == departures - 1:
                break  # all are aboard already: more vehicles are of no use
            label = latest[t, k]
            if board[c] and has_ready[s, k]:
                u = upto[s, k]
                while u + 1 < departures and ready[s, k, u + 1] <= now:
                    u += 1
                upto[s, k] = u
                if u > label:
                    label = u
                    latest[t, k] = u
            if label <= before:
                continue
            before = label
            if not alight[c] or at > leave_s[label] + max_trip_s:
                continue
            known = False
            for fewer in range(k + 1):
                if has_arrive[p, fewer] and arrive[p, fewer, label] <= at:
                    known = True
                    break
            if known:
                continue
            if not has_arrive[p, k]:
                has_arrive[p, k] = True
                arrive[p, k, :] = NEVER
            _lower(arrive[p, k], label, at)
            if k + 1 < vehicles:
                for e in range(edge_start[p], edge_start[p + 1]):
                    q, then = edge_stop[e], at + edge_s[e]
                    if not has_ready[q, k + 1]:
                        has_ready[q, k + 1] = True
                        ready[q, k + 1, :] = NEVER
                    again |= _lower(ready[q, k + 1], label, then) and then == now
        ends = c + 1 == len(dep_s) or dep_s[c + 1] != now
        c, group, turn, again = _next(c, group, turn, again, ends)


@inner
def _stops_reached(profile: Profile, stops: Int32s, keys: Int32s) -> None:
    """Fill ``keys`` (stops, departures) with the earliest arrival, and in how many vehicles.

    A key is 16 times the second plus the vehicles, so that of equal arrivals that with the fewest
    is the least; _NO_KEY where there is none. Only the rows of ``stops`` are filled.
    """
    arrive, has_arrive = profile.arrive, profile.has_arrive
    for i in range(len(stops)):
        s = stops[i]
        keys[s, :] = _NO_KEY
        for k in range(arrive.shape[1]):
            if not has_arrive[s, k]:
                continue
            for d in range(keys.shape[1]):
                if arrive[s, k, d] == NEVER:
                    break  # rows never decrease
                keys[s, d] = min(keys[s, d], _KEY * arrive[s, k, d] + k + 1)


@kernel
def doors_reached(
    profile: Profile,
    leave_s: Int32s,
    max_trip_s: int,
    exits: Walks,
    walk_s: Int32s,
    keys: Int32s,
    seconds: Int32s,
    rides: Int16s,
) -> None:
    """Turn arrivals at stops into seconds from door to door, per destination and departure.

    ``exits`` has a row per destination; ``walk_s`` is the walk all the way, NEVER where there is
    none; ``keys`` (stops, departures) is room. ``seconds`` and ``rides`` (destinations, departures)
    are filled: NEVER and -1 without a journey, else the vehicles used, 0 for a walk. A tie goes to
    fewer vehicles.
    """
    reached = np.zeros(len(keys), np.bool_)
    for s in range(len(keys)):
        for k in range(profile.has_arrive.shape[1]):
            reached[s] |= profile.has_arrive[s, k]
    _stops_reached(profile, np.flatnonzero(reached).astype(np.int32), keys)
    best = np.empty(len(leave_s), np.int32)
    for i in range(len(exits.start) - 1):
        best[:] = _NO_KEY
        for x in range(exits.start[i], exits.start[i + 1]):
            if reached[exits.stop[x]]:
                row, more = keys[exits.stop[x]], np.int32(_KEY * exits.seconds[x])
                for d in range(len(best)):  # without a branch: eight at once
                    best[d] = min(best[d], row[d] + more)
        for d in range(len(best)):
            took = best[d] // _KEY - leave_s[d]
            seconds[i, d], rides[i, d] = walk_s[i], -1 if walk_s[i] == NEVER else 0
            if best[d] < _NO_KEY and took <= max_trip_s and took < walk_s[i]:
                seconds[i, d], rides[i, d] = took, best[d] % _KEY


@kernel
def window_figures(
    seconds: Int32s, rides: Int16s, leave_s: Int32s, percent: float, figures: NDArray[np.float64]
) -> None:
    """Sum up each row of departures into ``figures`` (rows, 6).

    Median, best and bad day in minutes, NaN where (half of, or the percentile of) the departures
    have no journey, since a missing journey counts as infinite; share without a journey; the
    lower median of the changes (NaN without any journey); and the number of different journeys
    by vehicle, told apart by their arrival. The bad day is the nearest rank.
    """
    count = seconds.shape[1]
    rank = int(np.ceil(percent / 100.0 * count - 1e-9)) - 1
    upper = count // 2
    lower = upper if count % 2 else upper - 1
    for i in range(len(seconds)):
        ordered = np.sort(seconds[i])  # NEVER, the largest number, comes last
        for j, (low, high) in enumerate(((lower, upper), (0, 0), (rank, rank))):
            figures[i, j] = np.nan
            if ordered[high] != NEVER:
                figures[i, j] = (np.int64(ordered[low]) + np.int64(ordered[high])) / 120.0
        tally = np.zeros(_MOST_VEHICLES + 1, np.int64)
        without = 0
        journeys = 0
        last = np.int64(-1)
        for d in range(count):
            if rides[i, d] == -1:
                without += 1
                continue
            tally[rides[i, d]] += 1
            if rides[i, d] > 0:
                at = np.int64(leave_s[d]) + seconds[i, d]
                journeys += at != last
                last = at
        figures[i, 3] = without / count
        figures[i, 4] = np.nan
        if without < count:
            middle = (count - without - 1) // 2
            used = 0
            seen = tally[0]
            while seen <= middle:
                used += 1
                seen += tally[used]
            figures[i, 4] = max(used - 1, 0)
        figures[i, 5] = journeys
