"""Read transfers.txt: what a change takes, and where one stays seated."""

from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geodata.gtfs.calls import Tally
from geodata.gtfs.zip import FeedZip
from sites.base.messages import say
from sites.travel.transit.timetable import AS_WALKED, FORBIDDEN

_MEMBER: Final = "transfers.txt"
_TIMED: Final = 1
_LEAST_TIME: Final = 2
_NOT: Final = 3
_SEATED: Final = 4
_NOT_SEATED: Final = 5
_NARROW: Final = ("from_route_id", "to_route_id", "from_trip_id", "to_trip_id")


def read_transfers(
    feed: FeedZip, stops: pd.DataFrame, trips: pd.DataFrame, tally: Tally
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the changes between stops, and the pairs of trips that are or are not one vehicle.

    Changes: from_stop, to_stop, seconds, one row a pair. A row for a station holds for each of
    its stops; of several rows for one pair the most specific counts (stop to stop before station
    to stop before station to station) and among equals the slowest: the order of the file says
    nothing. Rows for single routes or trips do not hold for everyone: counted and left out.
    Stays: from_trip, to_trip (rows of ``trips``), seated (type 4) or not (type 5).
    """
    none = pd.DataFrame({"from_stop": [], "to_stop": [], "seconds": []}, dtype=np.int32)
    alone = pd.DataFrame({"from_trip": [], "to_trip": []}, dtype=np.int32).assign(seated=True)
    if _MEMBER not in feed:
        return none, alone
    raw = feed.table(
        _MEMBER,
        (),
        ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", *_NARROW),
    )
    kind = np.nan_to_num(feed.numbers(raw, "transfer_type", _MEMBER))
    table = raw.to_pandas().astype("str")
    stays = _stays(feed, table, kind, trips, tally)
    narrowed = ~table[list(_NARROW)].replace("", None).isna().all(axis=1).to_numpy()
    general = ~narrowed & np.isin(kind, range(_NOT + 1))
    _tell_lost(table[general], kind, stops, tally)
    if left := int((narrowed & (kind <= _NOT)).sum()):
        tally.tell(
            say(
                "{feed}: {member}: {count} rows hold for single routes or trips; left out",
                feed=feed.name,
                member=_MEMBER,
                count=left,
            )
        )
    seconds = _seconds(feed, raw, kind, general, tally)
    return _by_pair(table[general], seconds[general], stops), stays


def _tell_lost(
    general: pd.DataFrame, kind: NDArray[np.float64], stops: pd.DataFrame, tally: Tally
) -> None:
    """Note the rows of a type that does not exist, and those of a stop that stops.txt lacks."""
    strange = int((~np.isin(kind, range(_NOT_SEATED + 1))).sum())
    known = set(stops["feed_stop"])
    lost = ~(general["from_stop_id"].isin(known) & general["to_stop_id"].isin(known))
    for count, why in (
        (strange, say("have a transfer_type that is none of 0 to 5")),
        (int(lost.sum()), say("name a stop that stops.txt lacks")),
    ):
        if count:
            tally.tell(
                say(
                    "{feed}: {member}: {count} rows {why}; left out",
                    feed=tally.feed.name,
                    member=_MEMBER,
                    count=count,
                    why=why,
                )
            )


def _seconds(
    feed: FeedZip,
    raw: pa.Table,
    kind: NDArray[np.float64],
    general: NDArray[np.bool_],
    tally: Tally,
) -> NDArray[np.int64]:
    least_s = feed.numbers(raw, "min_transfer_time", _MEMBER)
    without = general & (kind == _LEAST_TIME) & ~(least_s >= 0)
    if without.any():
        tally.tell(
            say(
                "{feed}: {member}: {count} rows of type 2 lack min_transfer_time; reckoned as "
                "walked",
                feed=feed.name,
                member=_MEMBER,
                count=int(without.sum()),
            )
        )
    return np.select(
        [kind == _NOT, kind == _TIMED, (kind == _LEAST_TIME) & ~without],
        [FORBIDDEN, 0, np.ceil(np.nan_to_num(least_s))],
        AS_WALKED,
    ).astype(np.int64)


def _by_pair(table: pd.DataFrame, seconds: NDArray[np.int64], stops: pd.DataFrame) -> pd.DataFrame:
    """Return one row a pair of stops: the most specific, and of equals the slowest."""
    members = _members(stops)
    rows: list[tuple[int, int, int, int]] = []
    for one, other, took in zip(
        table["from_stop_id"], table["to_stop_id"], seconds.tolist(), strict=True
    ):
        ends = [members.get(end, []) for end in (one, other)]
        rows.extend((a, b, wide_a + wide_b, took) for a, wide_a in ends[0] for b, wide_b in ends[1])
    pairs = pd.DataFrame(rows, columns=["from_stop", "to_stop", "wide", "seconds"], dtype=np.int64)
    # A change that is forbidden is the slowest of all; one that is walked the quickest to say.
    pairs["slow"] = pairs["seconds"].where(pairs["seconds"] != FORBIDDEN, np.iinfo(np.int64).max)
    best = pairs.sort_values(
        ["from_stop", "to_stop", "wide", "slow"], ascending=[True, True, True, False]
    ).drop_duplicates(["from_stop", "to_stop"])
    return best[["from_stop", "to_stop", "seconds"]].astype(np.int32).reset_index(drop=True)


def _members(stops: pd.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Return the stops that an id stands for: itself (0), and a station's platforms (1)."""
    members = {stop: [(i, 0)] for i, stop in enumerate(stops["feed_stop"])}
    for i, station in enumerate(stops["station"]):
        if isinstance(station, str) and station in members:
            members[station].append((i, 1))
    return members


def _stays(
    feed: FeedZip,
    table: pd.DataFrame,
    kind: NDArray[np.float64],
    trips: pd.DataFrame,
    tally: Tally,
) -> pd.DataFrame:
    """Return the pairs of trips that types 4 and 5 speak of; rows that name no trip are counted."""
    asked = np.isin(kind, (_SEATED, _NOT_SEATED))
    known = pd.Index(trips["feed_trip"])
    ends = [
        known.get_indexer(pd.Index(table[name]))[asked] for name in ("from_trip_id", "to_trip_id")
    ]
    named = (ends[0] >= 0) & (ends[1] >= 0)
    if lost := int((~named).sum()):
        tally.tell(
            say(
                "{feed}: {member}: {count} rows of type 4 or 5 name no two trips; left out",
                feed=feed.name,
                member=_MEMBER,
                count=lost,
            )
        )
    return pd.DataFrame(
        {
            "from_trip": ends[0][named].astype(np.int32),
            "to_trip": ends[1][named].astype(np.int32),
            "seated": kind[asked][named] == _SEATED,
        }
    )
