"""Tell how strong a site stands: which functions lie within their own norm, come what may.

Confirmations play no part: who has not been asked yet has not said no. Positions do: the far end
of what is known of a mother location's place must lie within the limit. A mobile team is a promise
and no distance, and counts for nothing here. See ``StrengthNorm`` for the thresholds.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sites.base.dutch import distance, listed, number
from sites.base.verdicts import FAIR, STRENGTHS, STRONG, WEAK
from sites.judgement.leaning.decide import (
    GUIDANCE,
    IF,
    ISK,
    NOT_NEEDED,
    Bools,
    Case,
    Floats,
    Judged,
    States,
    judge_case,
)
from sites.judgement.leaning.voice import Voice
from sites.settings.judgement import LeaningParams


@dataclass(frozen=True)
class Strength:
    """How strong each site stands on one mother location: a code per site, and per function."""

    code: States  # (S,) an index of ``base.verdicts.STRENGTHS``
    within: Bools  # (S, F)


def strength_of(
    case: Case,
    judged: Judged,
    hub: NDArray[np.int64],
    params: LeaningParams,
    *,
    mother_limit_min: float,
) -> Strength:
    """Return how strong each site stands on the mother location of its verdict."""
    rows = np.arange(len(hub))
    worst = replace(
        case,
        mother_min=case.mother_high,
        mother_low=case.mother_high,
        team_min=np.full_like(case.team_min, np.inf),
    )
    far = judge_case(worst, params, mother_limit_min=mother_limit_min, with_ways=False)
    within = far.state[rows, hub] >= IF
    needed = judged.way[rows, hub] != NOT_NEEDED
    away = needed & ~within
    vital = ~away[:, GUIDANCE : ISK + 1].any(axis=1)
    # Without a figure for steering, the mother location is as near as its own limit says.
    near = far_m(case)[rows, hub] <= (np.inf if params.near_m is None else params.near_m)
    fair = vital & (away.sum(axis=1) <= params.strength.fair_missing)
    code = np.select([~away.any(axis=1) & near, fair], [STRONG, FAIR], default=WEAK)
    return Strength(code.astype(np.int8), within | ~needed)


def far_m(case: Case) -> Floats:
    """Return metres to each mother location on the far side of what is known of its place.

    >>> from sites.judgement.leaning.case import one_case
    >>> far_m(one_case(dist_m=4000, mother_min=20, mother_high=25)).item()
    5000.0
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        more = np.where(case.mother_min > 0, case.mother_high / case.mother_min, 1.0)
    return np.where(np.isfinite(more), case.dist_m * more, case.dist_m)


def strength_words(voice: Voice) -> str:
    """Return the strength with what it rests on."""
    needed = [f for f in range(len(voice.ways)) if voice.way(f) != NOT_NEEDED]
    away = [voice.label(f) for f in needed if not voice.within[f]]
    name = STRENGTHS[voice.strength].capitalize()
    count = f"{number(len(needed) - len(away))} van de {number(len(needed))} functies"
    text = f"{name}: {count} binnen de eigen norm"
    if away:
        return f"{text}; niet: {listed(away)}."
    far = distance(voice.pair("dist_m"))
    if voice.strength != STRONG:  # all functions are near: the mother location may not be
        least, most = voice.pair("mother_min"), voice.pair("mother_high")
        farthest = voice.pair("dist_m") * (most / least if least > 0 else 1.0)
        if distance(farthest) != far:
            far = f"{far} en op zijn verst {distance(farthest)}"
    return f"{text}; {voice.hub} ligt op {far} hemelsbreed{_figure(voice)}."


def _figure(voice: Voice) -> str:
    """Return the distance from which an authority steers a site, where the area has one."""
    if voice.params.near_m is None:
        return ""
    near = distance(voice.params.near_m).replace(",0", "")
    return f" ({voice.authority.reception}: ongeveer {near})"
