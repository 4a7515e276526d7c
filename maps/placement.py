"""Place marks and names on a map so that none covers another.

One greedy pass in order of importance: every mark takes the first candidate position that is free
of all marks placed before it. The same rules run in the browser (``assets/js/placement.js``), where
they answer to every zoom; this one serves the drawings that need no browser.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_RING_STEPS: Final = 16
_RINGS: Final = 7


@dataclass(frozen=True)
class Mark:
    """Something to place: its anchor, its size, and how it may move.

    ``mode``: "fixed" (stays, and only keeps others away), "name" (beside its anchor, dropped when
    there is no room), "badge" (on its anchor or on a ring around it; never dropped) or "middle"
    (centred on its anchor, dropped when there is no room). ``gap`` is the free distance kept
    around the anchor.
    """

    east: float
    south: float
    width: float
    height: float
    mode: str
    gap: float = 0.0


@dataclass(frozen=True)
class Spot:
    """Where a mark came to stand: its middle."""

    east: float
    south: float


def placed(marks: Sequence[Mark], width: float, height: float) -> list[Spot | None]:
    """Return a spot per mark, None where a name was dropped.

    >>> marks = [Mark(50, 50, 20, 20, "fixed"), Mark(50, 50, 40, 10, "name", 12)]
    >>> placed(marks, 200, 100)
    [Spot(east=50, south=50), Spot(east=82.0, south=50.0)]
    """
    taken: list[tuple[float, float, float, float]] = []
    spots: list[Spot | None] = []
    for mark in marks:
        spot = _first_free(mark, taken, width, height)
        if spot is not None:
            taken.append(_box(mark, spot))
        spots.append(spot)
    return spots


def _first_free(
    mark: Mark, taken: list[tuple[float, float, float, float]], width: float, height: float
) -> Spot | None:
    if mark.mode == "fixed":
        return Spot(mark.east, mark.south)
    best, least = None, math.inf
    for spot in _candidates(mark):
        west, north, east, south = _box(mark, spot)
        if west < 0 or north < 0 or east > width or south > height:
            continue
        covered = sum(_overlap((west, north, east, south), other) for other in taken)
        if covered == 0:
            return spot
        if covered < least:
            best, least = spot, covered
    return best if mark.mode == "badge" else None


def _candidates(mark: Mark) -> list[Spot]:
    dx, dy = mark.width / 2 + mark.gap, mark.height / 2 + mark.gap
    at = mark.east, mark.south
    if mark.mode == "middle":
        return [Spot(at[0], at[1] + shift * mark.height) for shift in (0, -0.8, 0.8, -1.6, 1.6)]
    if mark.mode == "name":
        sides = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
        return [Spot(at[0] + side * dx, at[1] + down * dy) for side, down in sides]
    spots = [Spot(*at)]
    for ring in range(1, _RINGS + 1):
        reach = mark.gap + ring * mark.height * 0.75
        for step in range(_RING_STEPS):
            turn = 2 * math.pi * step / _RING_STEPS - math.pi / 2
            spots.append(Spot(at[0] + reach * math.cos(turn), at[1] + reach * math.sin(turn)))
    return spots


def _box(mark: Mark, spot: Spot) -> tuple[float, float, float, float]:
    half_w, half_h = mark.width / 2, mark.height / 2
    return spot.east - half_w, spot.south - half_h, spot.east + half_w, spot.south + half_h


def _overlap(one: tuple[float, float, float, float], other: tuple[float, ...]) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
