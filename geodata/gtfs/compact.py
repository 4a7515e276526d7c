"""Make one feed compact: only what is used, numbered from 0, in the feed's namespace."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.gtfs.calls import Calls, Tally
from geodata.gtfs.wheels import tell_wheels
from sites.base.messages import Message


@dataclass(frozen=True)
class Whole:
    """A feed as read: every stop, line and trip, the calls kept, and what else it says."""

    stops: pd.DataFrame
    lines: pd.DataFrame
    trips: pd.DataFrame
    calls: Calls
    often: pd.DataFrame  # trip, start_s: every run of a trip that goes by frequency
    services: pd.DataFrame
    changes: pd.DataFrame
    stays: pd.DataFrame  # from_trip, to_trip, seated: types 4 and 5 of transfers.txt


@dataclass(frozen=True)
class FeedTables:
    """One feed, clipped: tables whose indices start at 0, ids in the feed's namespace.

    calls: trip, stop, arr_s, dep_s, board, alight, joined. trips: service, line, headsign,
    feed_trip, block (text, empty for none), wheelchair, opens, ends (whether it begins and ends as
    in the feed). services: service, day (those asked and their neighbours), shift_s (to the clock
    of the area). stops: stop_id, name, lon, lat, easting, northing, station (text), wheelchair
    (UNKNOWN, YES or NO). changes: from_stop, to_stop, seconds. stays: from_trip, to_trip, seated.
    """

    stops: pd.DataFrame
    lines: pd.DataFrame
    trips: pd.DataFrame
    calls: pd.DataFrame
    services: pd.DataFrame
    changes: pd.DataFrame
    stays: pd.DataFrame
    facts: dict[str, str | int]
    notes: tuple[Message, ...]


def compact(whole: Whole, namespace: str, facts: dict[str, str | int], tally: Tally) -> FeedTables:
    """Drop what no kept call needs, number the rest from 0 and put ids in the namespace."""
    stops, trips, told = whole.stops, whole.trips, whole.changes
    calls = whole.calls
    rows, feed_trip, trip = _runs(calls, whole.often)
    used_stops, stop = np.unique(calls.stop[rows], return_inverse=True)
    used_lines, line = np.unique(trips["line"].to_numpy()[feed_trip], return_inverse=True)
    shift = trip["shift_s"].to_numpy()
    number = trip["number"].to_numpy()
    kept_calls = pd.DataFrame(
        {
            "trip": number.astype(np.int32),
            "stop": stop.astype(np.int32),
            "arr_s": (calls.arr_s[rows] + shift).astype(np.int32),
            "dep_s": (calls.dep_s[rows] + shift).astype(np.int32),
            "board": calls.board[rows],
            "alight": calls.alight[rows],
            "joined": trip["joined"].to_numpy(),
        }
    )
    renumber = np.full(len(stops), -1, np.int32)
    renumber[used_stops] = np.arange(len(used_stops))
    ends = [renumber[told[column].to_numpy()] for column in ("from_stop", "to_stop")]
    near = (ends[0] >= 0) & (ends[1] >= 0)
    changes = pd.DataFrame(
        {"from_stop": ends[0][near], "to_stop": ends[1][near], "seconds": told["seconds"][near]}
    ).reset_index(drop=True)
    kept_stops = stops.iloc[used_stops].reset_index(drop=True)
    station = kept_stops["station"]
    kept_stops["station"] = (namespace + ":" + station).where(station.notna())
    kept_stops.insert(0, "stop_id", namespace + ":" + kept_stops.pop("feed_stop"))
    kept_lines = whole.lines.iloc[used_lines].reset_index(drop=True)
    kept_lines.insert(0, "line_id", namespace + ":" + kept_lines.pop("feed_line"))
    kept_trips = pd.DataFrame(
        {
            "service": namespace + ":" + trips["service"].iloc[feed_trip].to_numpy(),
            "line": line.astype(np.int32),
            "headsign": trips["headsign"].iloc[feed_trip].to_numpy(),
            "feed_trip": namespace + ":" + trips["feed_trip"].iloc[feed_trip].to_numpy(),
            "wheelchair": trips["wheelchair"].to_numpy()[feed_trip],
        }
    )
    tell_wheels(kept_stops["wheelchair"].to_numpy(), kept_trips["wheelchair"].to_numpy(), tally)
    by_clock = ~np.isin(feed_trip, whole.often["trip"].to_numpy())
    block = trips["block"].iloc[feed_trip].to_numpy()
    # Runs by frequency are made up here: a block cannot tell which of them goes on as which.
    kept_trips["block"] = np.where(by_clock & (block != ""), namespace + ":" + block, "")
    for name, flag in (("opens", calls.opens), ("ends", calls.ends)):
        kept_trips[name] = np.bincount(number, flag[rows], len(feed_trip)) > 0
    prefixed = whole.services.assign(service=namespace + ":" + whole.services["service"])
    kept_services = prefixed[prefixed["service"].isin(set(kept_trips["service"]))]
    return FeedTables(
        kept_stops, kept_lines, kept_trips, kept_calls,
        kept_services.sort_values(["day", "service"]).reset_index(drop=True), changes,
        _stays_of_runs(whole.stays, feed_trip, kept_trips, by_clock), facts, tuple(tally.notes),
    )  # fmt: skip


def _stays_of_runs(
    stays: pd.DataFrame,
    feed_trip: NDArray[np.int64],
    runs: pd.DataFrame,
    by_clock: NDArray[np.bool_],
) -> pd.DataFrame:
    """Say of runs what the feed says of trips: from the run that ends to the one that begins."""
    number = np.arange(len(feed_trip))
    last, first = (
        pd.Series(number[mine], index=feed_trip[mine])
        for mine in (by_clock & runs[end].to_numpy(bool) for end in ("ends", "opens"))
    )
    told = stays.assign(
        from_trip=stays["from_trip"].map(last), to_trip=stays["to_trip"].map(first)
    ).dropna()
    return told.astype({"from_trip": np.int32, "to_trip": np.int32}).reset_index(drop=True)


def _runs(
    calls: Calls, often: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.int64], pd.DataFrame]:
    """Split trips at holes and repeat those that run by frequency.

    Returns the rows of ``calls``, the feed's trip per run, and per row the run's number, the
    seconds to shift it by and whether the next row is its next call. Runs of one call go.
    """
    after = np.append(False, calls.joined[:-1])
    kept = np.flatnonzero(calls.joined | after)
    start = np.flatnonzero(~after[kept])
    size = np.diff(np.append(start, len(kept)))
    feed_trip = calls.trip[kept[start]]
    starts = often.groupby("trip")["start_s"].apply(list).to_dict()
    repeat: list[tuple[int, int]] = []  # run, shift
    by_clock = np.isin(feed_trip, often["trip"].to_numpy())
    for one in np.flatnonzero(by_clock).tolist():
        trip = int(feed_trip[one])
        repeat.extend((one, at - calls.first_dep_s.get(trip, 0)) for at in starts[trip])
    plain = np.flatnonzero(~by_clock)
    run = np.concatenate([plain, np.array([r for r, _ in repeat], np.int64)])
    shift = np.concatenate(
        [np.zeros(len(plain), np.int64), np.array([s for _, s in repeat], np.int64)]
    )
    order = np.argsort(run, kind="stable")
    run, shift = run[order], shift[order]
    number = np.repeat(np.arange(len(run)), size[run])
    first = np.repeat(np.append(0, np.cumsum(size[run])[:-1]), size[run])
    within = np.arange(len(number)) - first
    rows = kept[start[run][number] + within]
    per_row = pd.DataFrame(
        {"number": number, "shift_s": shift[number], "joined": calls.joined[rows]}
    )
    return rows, feed_trip[run].astype(np.int64), per_row
