"""Rank many sites under many weightings: one bucket sort per draw, compiled.

Apart from ``sites.judgement.trust.smaa`` because importing numba costs most of a second.
"""

from typing import Final

import numpy as np
from numba import prange
from numpy.typing import NDArray

from sites.base.compiled import inner, parallel_kernel

KEY_SCALE: Final = 1e9  # scores tie when they agree to a billionth, as in the ranking
_Floats = NDArray[np.float64]
_Ints = NDArray[np.int32]

CHUNKS: Final = 8  # tables that are added up; whole numbers, so any number of threads agrees


@inner
def _rank_one(keys: _Ints, order: _Ints, head: _Ints, place_of: _Ints, buckets: int) -> None:
    """Fill ``order`` with the sites from best to worst; equal keys keep their order."""
    count = len(keys)
    best, worst = keys[0], keys[0]
    for site in range(1, count):
        best, worst = max(best, keys[site]), min(worst, keys[site])
    head[:] = 0
    scale = (buckets - 1) / (best - worst + 1.0)
    for site in range(count):
        place_of[site] = int((best - keys[site]) * scale)
        head[place_of[site] + 1] += 1
    for bucket in range(buckets):
        head[bucket + 1] += head[bucket]
    for site in range(count):
        order[head[place_of[site]]] = site
        head[place_of[site]] += 1
    # Buckets are in order and nearly empty: one pass of insertion makes the whole exact.
    for i in range(1, count):
        site = order[i]
        key = keys[site]
        j = i - 1
        while j >= 0 and keys[order[j]] < key:
            order[j + 1] = order[j]
            j -= 1
        order[j + 1] = site


@inner
def _weigh(weights: _Floats, table: _Floats, total: _Floats) -> None:
    """Fill ``total`` with the weighted sum over criteria; ``table`` is (C, S)."""
    total[:] = 0.0
    for criterion in range(len(weights)):
        weight = weights[criterion]
        for site in range(len(total)):
            total[site] += weight * table[criterion, site]


@parallel_kernel
def count_ranks(
    values: _Floats,
    known: _Floats,
    weights: _Floats,
    all_known: int,
    top: int,
) -> tuple[_Ints, _Ints]:
    """Return how often each site got each rank, and the best ``top`` sites of each draw.

    ``values`` is (worlds, C, S) with 0 where unknown; ``known`` (C, S) is the share of each
    criterion that is known; ``weights`` (D, C). Draw d lives in world d * worlds // D.
    """
    worlds, _, count = values.shape
    draws = len(weights)
    buckets = 2 * count
    tables = np.zeros((CHUNKS, count, count), np.int32)
    best = np.empty((draws, top), np.int32)
    for chunk in prange(CHUNKS):
        score, share = np.empty(count), np.ones(count)
        keys, order = np.empty(count, np.int32), np.empty(count, np.int32)
        head, place_of = np.empty(buckets + 1, np.int32), np.empty(count, np.int32)
        for draw in range(chunk * draws // CHUNKS, (chunk + 1) * draws // CHUNKS):
            _weigh(weights[draw], values[draw * worlds // draws], score)
            if not all_known:
                _weigh(weights[draw], known, share)
            for site in range(count):
                keys[site] = np.int32(np.rint(score[site] / share[site] * KEY_SCALE))
            _rank_one(keys, order, head, place_of, buckets)
            for rank in range(count):
                tables[chunk, order[rank], rank] += 1
            best[draw] = order[:top]
    return tables.sum(axis=0), best


def rank_table(
    values: NDArray[np.float64],
    known: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    top: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return (S, S) counts per site and rank, and (D, top) best sites per draw."""
    counts, best = count_ranks(
        np.ascontiguousarray(values),
        np.ascontiguousarray(known),
        np.ascontiguousarray(weights),
        int((known == 1).all()),
        top,
    )
    return counts.astype(np.int64), best
