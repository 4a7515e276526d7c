"""Make the tables of a run from the answers of its tiles, by the code that makes them of one piece.

So the rows, their order and every cell are those of one piece, whatever the tiles.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pandera.typing import DataFrame

from opvangkaart.runs.local import Local
from opvangkaart.scale.tiles import Tile
from opvangkaart.scale.work import Asking, Shared, Worked
from sites.tables.schemas import Sites
from sites.travel.access import Question, travel_table
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel, reach_of
from sites.travel.protocol import Ints, Nearest
from sites.travel.within import Asked


@dataclass(frozen=True, eq=False)
class Answers:
    """The answers of the engine for all sites: trips per way, and the nearest per question."""

    trips: list[Asked]
    nearest: dict[Question, Nearest]


def together(
    tiles: Sequence[Tile], worked: Sequence[Worked], at_once: Mapping[Shared, Worked],
    asking: Asking, hubs: int,
) -> Answers:  # fmt: skip
    """Return the answers of all sites; ``at_once`` holds those that were worked out without tiles.

    ``hubs`` is the number of mother locations.
    """
    order = np.argsort(np.concatenate([np.zeros(0, dtype=np.int64), *(t.rows for t in tiles)]))
    nearest = {
        question: at_once[question].answers[question] if question in at_once
        else _nearest([one.answers[question] for one in worked], order)
        for question in asking.halos
    }  # fmt: skip
    if not hubs:
        return Answers([], nearest)
    per_tile = asking.of_tile().trips
    trips = [
        at_once[way].trips[0] if way in at_once
        else _trips([one.trips[per_tile.index(way)] for one in worked], tiles, hubs)
        for way in asking.trips
    ]  # fmt: skip
    return Answers(trips, nearest)


def tables(
    answers: Answers, sites: DataFrame[Sites], context: Context, progress: Callable[[str], None]
) -> Local:
    """Return the local tables of all sites."""
    reach = reach_of(context.scenario)
    mothers, engine = context.mothers, context.engine
    trips = hub_travel(sites, mothers, engine, reach=reach, found=answers.trips)
    return Local(
        trips, travel_table(sites, trips, context, answers=answers.nearest, progress=progress)
    )


def _trips(parts: Sequence[Asked], tiles: Sequence[Tile], hubs: int) -> Asked:
    """Return the trips of all sites by ascending pair, with sites numbered over all of them.

    >>> from opvangkaart.scale.tiles import Tile
    >>> part = Asked(np.array([1]), np.array([5.0]), np.array([9.0]), np.zeros(1, dtype=np.int8))
    >>> tiles = [Tile("a", np.array([1])), Tile("b", np.array([0]))]
    >>> _trips([part, part], tiles, 2).pair.tolist()
    [1, 3]
    """
    pair = np.concatenate(
        [tile.rows[part.pair // hubs] * hubs + part.pair % hubs
         for part, tile in zip(parts, tiles, strict=True)]
    )  # fmt: skip
    order = np.argsort(pair)
    rest = np.empty(sum(map(len, tiles)), dtype=np.int8)
    for part, tile in zip(parts, tiles, strict=True):
        rest[tile.rows] = part.rest
    travel_min, dist_m = (
        np.concatenate([getattr(part, name) for part in parts])[order]
        for name in ("travel_min", "dist_m")
    )
    return Asked(pair[order], travel_min, dist_m, rest)


def _nearest(parts: Sequence[Nearest], order: Ints) -> Nearest:
    """Return the answers of all sites in their order."""
    return Nearest(
        *(
            np.concatenate([getattr(part, name) for part in parts])[order]
            for name in ("place", "travel_min", "dist_m", "reach")
        )
    )
