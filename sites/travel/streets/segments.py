"""Hold the raw streets of one mode, as a reader made them: straight segments between nodes."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.travel.streets.kernels.arrays import Flags, Floats, Ids, Ints

NS_PER_MIN: Final = 60_000_000_000
UM_PER_M: Final = 1_000_000


@dataclass(frozen=True)
class Segments:
    """The raw streets of one mode: straight segments between nodes, before any contraction.

    ``u``, ``v`` (m,) index the nodes; ``time_ns`` (m,) holds whole nanoseconds. A ``one_way``
    segment runs from u to v only. An ``ends_only`` segment (a private drive) may begin or end a
    trip, never carry it through. ``can_snap`` is False where nobody can get on or off: a
    motorway, a ferry. ``kind`` is any small number for drawing.

    ``against`` (m,) says how many times as long a segment takes from v to u: 1 both ways, infinite
    on a one-way, 3 where a cyclist pushes; without it 1, or infinite where ``one_way``. ``toll_ns``
    (per node) is what passing a crossing costs. ``bans`` are sequences of directed segments (twice
    the segment, odd from v to u) that no trip may follow in a row; turning back costs
    ``u_turn_ns`` (``sites.travel.streets.turns``).
    """

    easting: Floats
    northing: Floats
    u: Ids
    v: Ids
    time_ns: Ints
    one_way: Flags
    ends_only: Flags
    can_snap: Flags
    kind: NDArray[np.int8]
    against: Floats | None = None
    toll_ns: Ints | None = None
    bans: tuple[tuple[int, ...], ...] = ()
    u_turn_ns: int = 0

    @property
    def slower(self) -> Floats:
        """Return ``against``, from ``one_way`` where it was not given."""
        if self.against is None:
            return np.where(self.one_way, np.inf, 1.0)
        return self.against

    @property
    def has_back(self) -> Flags:
        """Return which segments lead from v to u too."""
        if self.against is None:
            return ~self.one_way
        return np.isfinite(self.against)

    @property
    def is_alike(self) -> Flags:
        """Return which segments are the same both ways."""
        return ~self.one_way if self.against is None else self.against == 1


def plain_segments(
    easting: Floats,
    northing: Floats,
    u: Ints | Ids,
    v: Ints | Ids,
    time_ns: Ints,
    one_way: Flags | None = None,
) -> Segments:
    """Return segments that are all public and all lead to a door."""
    count = len(u)
    no, yes = np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_)
    return Segments(
        np.asarray(easting, dtype=np.float64),
        np.asarray(northing, dtype=np.float64),
        np.asarray(u, dtype=np.int32),
        np.asarray(v, dtype=np.int32),
        np.asarray(time_ns, dtype=np.int64),
        no if one_way is None else np.asarray(one_way, dtype=np.bool_),
        no,
        yes,
        np.zeros(count, dtype=np.int8),
    )
