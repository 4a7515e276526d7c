"""String chains together to long lines, so that less of them has to be joined afterwards."""

from typing import Final

import numpy as np

from sites.base.compiled import kernel
from sites.travel.streets.kernels.arrays import Flags, Floats, Ids, Ints

#: Ends that meet at less than 120 degrees make a hook: a line through both is dear to widen.
_STRAIGHT: Final = -0.5


@kernel
def paired(start: Ints, end: Ints, away: Floats) -> Ints:
    """Return per end of a chain the end that goes on from it most straightly, -1 for none.

    End ``2 * c`` is where chain c begins and ``2 * c + 1`` where it ends. The ends of one junction
    are ``end[start[j]:start[j + 1]]``; ``away`` (ends, 2) is the direction, of length 1, in which
    each leaves its junction. The straightest pair is taken first, then the straightest of the rest.
    """
    other = np.full(len(away), -1, dtype=np.int64)
    for j in range(len(start) - 1):
        while True:
            best, a, b = _STRAIGHT, -1, -1
            for p in range(start[j], start[j + 1]):
                one = end[p]
                if other[one] >= 0:
                    continue
                for q in range(p + 1, start[j + 1]):
                    two = end[q]
                    if other[two] >= 0 or one // 2 == two // 2:
                        continue
                    bend = away[one, 0] * away[two, 0] + away[one, 1] * away[two, 1]
                    if bend < best:
                        best, a, b = bend, one, two
            if a < 0:
                break
            other[a], other[b] = b, a
    return other


@kernel
def trails(other: Ints, most: int) -> tuple[Ids, Flags, Ints]:
    """Return the chains in order of trail, whether each is followed backwards, and its trail.

    A trail goes on from end to end as ``paired`` says, over at most so many chains; every chain
    lies on one trail.
    """
    count = len(other) // 2
    chain = np.empty(count, dtype=np.int32)
    turned = np.empty(count, dtype=np.bool_)
    trail = np.empty(count, dtype=np.int64)
    done = np.zeros(count, dtype=np.bool_)
    at = trail_count = 0
    for c in range(count):
        if done[c]:
            continue
        first = 2 * c  # go back to where the trail begins, then follow it from there
        for _ in range(most - 1):
            before = other[first]
            if before < 0 or done[before // 2] or before // 2 == c:
                break
            first = before ^ 1
        begin = first
        for _ in range(most):
            own = begin // 2
            if done[own]:
                break
            done[own] = True
            chain[at], turned[at], trail[at] = own, begin % 2 == 1, trail_count
            at += 1
            begin = other[begin ^ 1]
            if begin < 0:
                break
        trail_count += 1
    return chain, turned, trail
