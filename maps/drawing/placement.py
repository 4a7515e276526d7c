"""Place marks and names on a map so that none covers another.

One greedy pass in order of importance: every mark takes the first candidate position that is free
of all marks placed before it; a name takes the one that covers the fewest dots. The same rules
run in the browser (``assets/js/17_placement.js``), where they answer to every zoom; this one serves
the drawings that need no browser. A test holds the two equal.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

_RINGS: Final = 7
# The sixteen directions from north, clockwise, as numbers: sines of one machine may differ from
# another's in the last bit, and the script's from both.
_NEAR, _EVEN, _FAR = 0.3826834323650898, 0.7071067811865476, 0.9238795325112867
_QUARTER: Final = ((0.0, -1.0), (_NEAR, -_FAR), (_EVEN, -_EVEN), (_FAR, -_NEAR))
_TURNS: Final = (
    *_QUARTER,
    *((-south, east) for east, south in _QUARTER),
    *((-east, -south) for east, south in _QUARTER),
    *((south, -east) for east, south in _QUARTER),
)
EDGE_PX: Final = 12.0  # how far before the edge a line that leaves the picture is named
_NEAR_PX: Final = 0.5
_STEEP: Final = 4.0
_CLEAR_PX: Final = 4.0  # between a line and the name that stands beside it
_DOT_PX: Final = 5.0  # a dot this near to a name counts as covered
#: Where a centred name may move: parts of its width and height.
_SHIFTS: Final = (
    (0, 0), (0, -0.8), (0, 0.8), (0.35, 0), (-0.35, 0), (0, -1.2), (0, 1.2),
    (0.35, -0.8), (-0.35, -0.8), (0.35, 0.8), (-0.35, 0.8), (0.6, 0), (-0.6, 0),
)  # fmt: skip
_SIDES: Final = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
_FARTHER_PX: Final = 22.0  # a second ring for a name that finds no room beside its mark
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """Something to place: its anchor, its size, and how it may move.

    ``mode``: "fixed" (stays, and only keeps others away), "name" (beside its anchor, dropped when
    there is no room), "badge" (on its anchor or on a ring around it, dots or no dots; never
    dropped), "middle" (centred on its anchor or a little off, dropped when there is no room),
    "must" (the same, but it goes farther and is never dropped), "near" (as a name, but only just
    beside its anchor) or "still" (on its anchor, dropped where that is taken). ``gap`` is the free
    distance kept around the anchor. ``of`` is the place in the row of an earlier mark that it
    belongs to: its anchor is where that came to stand.
    """

    east: float
    south: float
    width: float
    height: float
    mode: str
    gap: float = 0.0
    of: int = -1


@dataclass(frozen=True)
class Spot:
    """Where a mark came to stand: its middle."""

    east: float
    south: float


def off_line(
    mark: Mark, start: tuple[float, float], end: tuple[float, float], width: float
) -> Mark:
    """Return a mark where a line leaves a picture, moved to the side the line does not come from.

    The line goes on a little, to the edge of the picture: so much farther aside.

    >>> off_line(Mark(88, 50, 30, 10, "must"), (50, 20), (250, 70), 100)
    Mark(east=88, south=62.0, width=30, height=10, mode='must', gap=0.0, of=-1)
    """
    east, south = end[0] - start[0], end[1] - start[1]
    if min(mark.east, width - mark.east) <= EDGE_PX + _NEAR_PX:  # it leaves by the left or right
        aside = mark.height / 2 + _clear(east, south)
        return replace(mark, south=mark.south + (-aside if south < 0 else aside))
    aside = mark.width / 2 + _clear(south, east)
    return replace(mark, east=mark.east + (-aside if east < 0 else aside))


def _clear(along: float, across: float) -> float:
    return _CLEAR_PX + EDGE_PX * min(_STEEP, abs(across) / max(abs(along), 1.0))


def placed(
    marks: Sequence[Mark],
    width: float,
    height: float,
    *,
    dots: NDArray[np.float64] | None = None,
) -> list[Spot | None]:
    """Return a spot per mark, None where a name was dropped.

    ``dots`` (n, 2) are the points that names had better leave free.

    >>> marks = [Mark(50, 50, 20, 20, "fixed"), Mark(50, 50, 40, 10, "name", 12)]
    >>> placed(marks, 200, 100)
    [Spot(east=50, south=50), Spot(east=82.0, south=50.0)]
    """
    points = np.empty((0, 2)) if dots is None else dots
    taken: list[Box] = []
    spots: list[Spot | None] = []
    for own in marks:
        mark = _moved(own, spots)
        spot: Spot | None = None
        if mark is None:
            pass
        elif mark.mode == "fixed":
            spot = Spot(mark.east, mark.south)
        elif mark.mode in ("badge", "must"):
            spot = _kept_spot(mark, taken, width, height, points)
        else:
            spot = _name_spot(mark, taken, width, height, points)
        if spot is not None:
            taken.append(_box(own, spot))
        spots.append(spot)
    return spots


def _moved(mark: Mark, spots: list[Spot | None]) -> Mark | None:
    """Return a mark with the spot of the one that it belongs to; None where that was dropped."""
    if mark.of < 0:
        return mark
    spot = spots[mark.of]
    return None if spot is None else replace(mark, east=spot.east, south=spot.south)


def _kept_spot(
    mark: Mark, taken: list[Box], width: float, height: float, dots: NDArray[np.float64]
) -> Spot | None:
    """Return the first free spot, else the one that covers least; for a name, dots come second."""
    best, least = None, (math.inf, math.inf)
    for spot in _around(mark, width, height):
        box = _box(mark, spot)
        if not _fits(box, width, height):
            continue
        covered = sum(_overlap(box, other) for other in taken)
        price = covered, _dots_under(box, dots) if mark.mode == "must" else 0
        if price == (0, 0):
            return spot
        if price < least:
            best, least = spot, price
    return best


def _name_spot(
    mark: Mark, taken: list[Box], width: float, height: float, dots: NDArray[np.float64]
) -> Spot | None:
    """Return the free spot that covers the fewest dots; the first of equals."""
    best, least = None, math.inf
    for spot in _beside(mark):
        box = _box(mark, spot)
        if not _fits(box, width, height) or any(_overlap(box, other) > 0 for other in taken):
            continue
        covered = _dots_under(box, dots)
        if covered == 0:
            return spot
        if covered < least:
            best, least = spot, covered
    return best


def _beside(mark: Mark) -> list[Spot]:
    if mark.mode == "still":
        return [Spot(mark.east, mark.south)]
    if mark.mode == "middle":
        return _shifted(mark)
    return [
        Spot(mark.east + side * (mark.width / 2 + off), mark.south + down * (mark.height / 2 + off))
        for off in ((mark.gap,) if mark.mode == "near" else (mark.gap, mark.gap + _FARTHER_PX))
        for side, down in _SIDES
    ]


def _shifted(mark: Mark) -> list[Spot]:
    return [
        Spot(mark.east + side * mark.width, mark.south + down * mark.height)
        for side, down in _SHIFTS
    ]


def _around(mark: Mark, width: float, height: float) -> list[Spot]:
    spots = [Spot(mark.east, mark.south)]
    if mark.mode == "must":
        half_w, half_h = mark.width / 2, mark.height / 2
        inside = Spot(
            max(half_w, min(mark.east, width - half_w)),
            max(half_h, min(mark.south, height - half_h)),
        )
        spots = [*_shifted(mark), inside]
    for ring in range(1, _RINGS + 1):
        reach = mark.gap + ring * mark.height * 0.75
        spots += [Spot(mark.east + reach * e, mark.south + reach * s) for e, s in _TURNS]
    return spots


def _dots_under(box: Box, dots: NDArray[np.float64]) -> int:
    x, y = dots[:, 0], dots[:, 1]
    across = (x > box[0] - _DOT_PX) & (x < box[2] + _DOT_PX)
    return int(np.count_nonzero(across & (y > box[1] - _DOT_PX) & (y < box[3] + _DOT_PX)))


def _fits(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height


def _box(mark: Mark, spot: Spot) -> Box:
    half_w, half_h = mark.width / 2, mark.height / 2
    return spot.east - half_w, spot.south - half_h, spot.east + half_w, spot.south + half_h


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
