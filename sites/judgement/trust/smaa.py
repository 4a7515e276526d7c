"""Test how firmly the ranking stands: stochastic multicriteria acceptability analysis (SMAA-2).

Thousands of defensible weightings, and worlds in which minutes are off, facilities closed and
norm ends moved, each rank all sites. What is counted is how often each site gets each rank.

Lahdelma R. and Salminen P. (2001), SMAA-2: Stochastic multicriteria acceptability analysis for
group decision making, Operations Research 49(3), 444-454. Rank acceptability b(i, r) is the share
of draws that give site i rank r; the central weights are the mean weights where i comes first.
"""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from sites.base.dutch import number, share
from sites.base.errors import ScenarioError
from sites.scoring.scoring import curve_value
from sites.settings.judgement import TrustParams
from sites.settings.scenario import Criterion, Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_STEPS: Final = np.arange(0.05, 0.51, 0.05)  # weights a sentence may name: 5%, 10% ... 50%
_ENOUGH: Final = 0.05  # a side of a threshold that holds fewer draws proves nothing
_TELLING: Final = 0.25  # how much a threshold must matter before a sentence names it


@dataclass(frozen=True)
class Acceptability:
    """How often each site got each rank; sites in the order given, ranks from 1.

    ``counts`` is (S, S); ``best`` (D, top) holds the first sites of each draw, ``weights`` (D, C)
    the weightings.
    """

    counts: Ints
    best: NDArray[np.int32]
    weights: Floats

    @property
    def shares(self) -> Floats:
        """Return rank acceptabilities; every row and every column sums to 1.

        >>> counts = np.array([[3, 1], [1, 3]])  # two sites, four weightings
        >>> Acceptability(counts, np.zeros((4, 1), np.int32), np.ones((4, 1))).shares.tolist()
        [[0.75, 0.25], [0.25, 0.75]]
        """
        return self.counts / len(self.weights)

    def rank_range(self, inside: float) -> tuple[Ints, Ints]:
        """Return the lowest and highest rank that leave (1 - inside) / 2 outside on each side.

        >>> counts = np.array([[19, 1], [1, 19]])
        >>> found = Acceptability(counts, np.zeros((20, 1), np.int32), np.ones((20, 1)))
        >>> low, high = found.rank_range(0.9)  # one draw in twenty may fall outside on each side
        >>> low.tolist(), high.tolist()
        ([1, 2], [1, 2])
        """
        tail = round((1 - inside) / 2 * len(self.weights), 6)
        upto = self.counts.cumsum(axis=1)
        low = (upto > tail).argmax(axis=1) + 1
        high = (upto >= len(self.weights) - tail).argmax(axis=1) + 1
        return low.astype(np.int64), high.astype(np.int64)

    def top_share(self, top: int) -> Floats:
        """Return in which share of the draws each site is among the best ``top``.

        >>> counts = np.array([[3, 1], [1, 3]])
        >>> Acceptability(counts, np.zeros((4, 1), np.int32), np.ones((4, 1))).top_share(1).tolist()
        [0.75, 0.25]
        """
        shares: Floats = self.counts[:, :top].sum(axis=1) / len(self.weights)
        return shares

    def central_weights(self) -> Floats:
        """Return the mean weights of the draws each site wins; NaN for one that never wins.

        >>> best = np.array([[0], [0], [1]], np.int32)  # the first site led in two of three draws
        >>> weights = np.array([[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]])
        >>> Acceptability(np.zeros((2, 2)), best, weights).central_weights().tolist()
        [[0.75, 0.25], [0.0, 1.0]]
        """
        first = self.best[:, 0]
        wins = np.bincount(first, minlength=len(self.counts)).astype(np.float64)
        sums = np.stack(
            [np.bincount(first, w, minlength=len(self.counts)) for w in self.weights.T], axis=1
        )
        with np.errstate(invalid="ignore"):
            return sums / wins[:, None]


def smaa(
    values: Floats, weights: Floats, *, known: Floats | None = None, top: int = 5
) -> Acceptability:
    """Rank the sites under every weighting.

    ``values`` is (S, C), or (W, S, C) for W worlds that share the draws evenly; ``weights``
    (D, C). ``known`` (S, C) is the share of a criterion that is known: the score is the sum of
    weight x known x value over the sum of weight x known. Scores tie when they agree to a
    billionth; a tie goes to the site that stands first.

    Raises
    ------
    ScenarioError
        A weighting is negative or all zero, or a site has nothing known.
    """
    from sites.judgement.trust.kernel import rank_table  # noqa: PLC0415 - numba costs most of a second

    worlds = values[None] if values.ndim == 2 else values  # noqa: PLR2004 - one world
    known = np.ones(worlds.shape[1:]) if known is None else known
    _check_weights(weights)
    if (nothing := int((known.sum(axis=1) == 0).sum())) > 0:
        raise ScenarioError(
            "{nothing} sites have no known value; leave them out of the draws",
            nothing=nothing,
        )
    counts, best = rank_table(
        np.where(known > 0, worlds * known, 0.0).transpose(0, 2, 1),
        known.T,
        weights / weights.sum(axis=1, keepdims=True),
        top=min(top, len(known)),
    )
    return Acceptability(counts, best, weights / weights.sum(axis=1, keepdims=True))


def _check_weights(weights: Floats) -> None:
    if (weights < 0).any() or not np.isfinite(weights).all():
        raise ScenarioError(
            "{value} weights are negative; a weight is 0 or more",
            value=int((weights < 0).sum()),
        )
    if (weights.sum(axis=-1) == 0).any():
        raise ScenarioError("all weights are zero; give at least one criterion a weight above 0")


def draw_weights(
    base: Floats, rng: np.random.Generator, *, draws: int, spread: float | None
) -> Floats:
    """Draw weightings that sum to 1.

    With a spread each weight is its own times a factor between 1/spread and spread, even on a log
    scale; without one every weighting over the criteria with a weight is as likely as another
    (uniform on the simplex, as in SMAA-2). Scaling all of ``base`` changes nothing.
    """
    _check_weights(base[None])
    shape = (draws, len(base))
    if spread is None:
        weights = rng.standard_exponential(shape) * (base > 0)
    else:
        factor = np.exp(rng.uniform(-np.log(spread), np.log(spread), shape))
        weights = base / base.sum() * factor
    return cast("Floats", weights / weights.sum(axis=1, keepdims=True))


@dataclass(frozen=True)
class Parts:
    """Values per criterion, from the parts of the score table; (S, C), and per part (S, P)."""

    site_ids: tuple[str, ...]
    value: Floats  # (S, C), NaN where nothing is known
    known: Floats  # (S, C)
    raw: Floats  # (S, P), NaN for no route or unknown
    part_value: Floats  # (S, P), NaN where unknown
    criterion_of: Ints  # (P,)


def parts_of(scores: pd.DataFrame, scenario: Scenario, site_ids: tuple[str, ...]) -> Parts:
    """Return the score table as arrays; a criterion is the mean of its known parts."""
    keys = [(c.id, category) for c in scenario.criteria for category in c.categories]
    raw = np.empty((len(site_ids), len(keys)))
    value = np.empty_like(raw)
    for part, (criterion, category) in enumerate(keys):
        here = (scores["criterion"] == criterion) & (scores["category"] == category)
        rows = scores[here].set_index("site_id").reindex(list(site_ids))
        raw[:, part] = rows["raw"].to_numpy(np.float64)
        value[:, part] = rows["value"].to_numpy(np.float64)
    ids = [criterion.id for criterion in scenario.criteria]
    criterion_of = np.array([ids.index(criterion) for criterion, _ in keys])
    values, known = _by_criterion(value, criterion_of, len(ids))
    return Parts(site_ids, values, known, raw, value, criterion_of)


def _by_criterion(value: Floats, criterion_of: Ints, criteria: int) -> tuple[Floats, Floats]:
    member = (criterion_of[:, None] == np.arange(criteria)).astype(np.float64)
    there = ~np.isnan(value)
    count = there @ member
    with np.errstate(invalid="ignore"):
        values = np.where(there, value, 0.0) @ member / count
    return values, count / member.sum(axis=0)


def draw_worlds(
    parts: Parts,
    criteria: tuple[Criterion, ...],
    rng: np.random.Generator,
    params: TrustParams,
    *,
    place_of: Ints | None = None,
    second_raw: Floats | None = None,
) -> Floats:
    """Draw worlds in which minutes are off, facilities have closed and norm ends have moved.

    Minutes get a factor whose logarithm is normal; both ends of every curve get a factor of their
    own, kept in order. Where ``place_of`` (S, P) numbers the nearest places and ``second_raw``
    (S, P) tells the minutes to the next, a place closes for all sites at once. A missing number
    stays missing. The shape is (W, S, C).
    """
    shape = parts.raw.shape
    worlds = np.empty((params.worlds, len(parts.site_ids), len(criteria)))
    for world in range(params.worlds):
        raw = parts.raw
        if place_of is not None and second_raw is not None and place_of.size:
            closed = rng.random(int(place_of.max(initial=-1)) + 2) < params.closure_share
            gone = closed[place_of] & (place_of >= 0) & ~np.isnan(second_raw)
            raw = np.where(gone, second_raw, raw)
        raw = raw * np.exp(rng.normal(0.0, params.travel_error, shape))
        value = np.column_stack(
            [
                _moved_value(raw[:, part], criteria[criterion], rng, params.norm_shift)
                for part, criterion in enumerate(parts.criterion_of)
            ]
        )
        # No route is a known 0 without a number; it stays what it is.
        value = np.where(np.isnan(parts.raw), parts.part_value, value)
        worlds[world] = _by_criterion(value, parts.criterion_of, len(criteria))[0]
    return worlds


def _moved_value(
    raw: Floats, criterion: Criterion, rng: np.random.Generator, shift: float
) -> Floats:
    good, poor = criterion.curve.good, criterion.curve.poor
    low, high = (end * rng.uniform(1 - shift, 1 + shift) for end in (good, poor))
    low = min(low, high * 0.99)  # a large shift of both must not turn the curve around
    return curve_value(raw, criterion.curve.model_copy(update={"good": low, "poor": high}))


def topsis_ranks(values: Floats, weights: Floats) -> Ints:
    """Return the ranks of a second opinion, TOPSIS (all values to maximise); equals share a rank.

    How near to the best of each column and how far from the worst, after each column is scaled to
    length 1. Hwang C. L. and Yoon K. (1981), Multiple Attribute Decision Making. The tests hold it
    to scikit-criteria, whose import takes 0.8 s and 50 MB for these few lines.

    >>> topsis_ranks(np.array([[0.5, 0.5], [0.9, 0.9], [0.1, 0.1]]), np.array([0.5, 0.5])).tolist()
    [2, 1, 3]
    """
    length = np.linalg.norm(values, axis=0)
    scaled = values / np.where(length > 0, length, 1.0) * weights
    to_best = cdist(scaled, scaled.max(axis=0)[None])[:, 0]
    to_worst = cdist(scaled, scaled.min(axis=0)[None])[:, 0]
    total = to_best + to_worst
    closeness = to_worst / np.where(total > 0, total, 1.0)  # where all are alike, all are first
    _, place = np.unique(-closeness, return_inverse=True)
    return place.astype(np.int64) + 1


def trust_table(
    parts: Parts, scenario: Scenario, result: Acceptability, params: TrustParams
) -> pd.DataFrame:
    """Return one row per site with its rank range, shares, second opinion and sentence."""
    low, high = result.rank_range(params.rank_share)
    top = result.top_share(params.top)
    second = pd.array([pd.NA] * len(parts.site_ids), dtype="Int64")
    whole = np.flatnonzero((parts.known == 1).all(axis=1))
    weights = np.array([criterion.weight for criterion in scenario.criteria])
    if len(whole) > 1:
        second[whole] = topsis_ranks(parts.value[whole], weights / weights.sum())
    labels = tuple(criterion.label for criterion in scenario.criteria)
    tipping = tipping_points(result, labels, top=params.top)
    return pd.DataFrame(
        {
            "site_id": list(parts.site_ids),
            "rank_low": low,
            "rank_high": high,
            "first_share": result.shares[:, 0],
            "top5_share": top,
            "rank_topsis": second,
            "sentence": [
                trust_sentence(
                    float(top[site]),
                    (int(low[site]), int(high[site])),
                    tipping[site],
                    params,
                    sites=len(parts.site_ids),
                )
                for site in range(len(parts.site_ids))
            ],
        }
    ).astype({"rank_low": "Int64", "rank_high": "Int64"})


def tipping_points(
    result: Acceptability, labels: tuple[str, ...], *, top: int
) -> tuple[str | None, ...]:
    """Return per site the weight at which it most clearly drops out of the best, in words, or None.

    Of all criteria and weights of 5%, 10% ... 50%, the one whose two sides differ most in how
    often the site is among the best; named only where it is out more often than in on one side.
    """
    best, sites = result.best[:, :top], len(result.shares)
    draws = len(best)
    inside = np.bincount(best.ravel(), minlength=sites)
    telling = np.full(sites, _TELLING)
    words: list[str | None] = [None] * sites
    for criterion, label in enumerate(labels):
        weight = result.weights[:, criterion]
        for step in _STEPS:
            below = weight < step
            count = int(below.sum())
            if not _ENOUGH <= count / draws <= 1 - _ENOUGH:
                continue
            within = np.bincount(best[below].ravel(), minlength=sites)
            shares = np.array([within / count, (inside - within) / (draws - count)])
            apart = np.abs(shares[0] - shares[1])
            tips = (apart > telling) & (shares.min(axis=0) < 0.5) & (inside > 0) & (inside < draws)  # noqa: PLR2004 - half
            telling[tips] = apart[tips]
            for site in np.flatnonzero(tips):
                side = "minder dan" if shares[0, site] < shares[1, site] else "meer dan"
                words[site] = f"het gewicht van {label.lower()} {side} {number(step * 100)}% is"
    return tuple(words)


def trust_sentence(
    top_share: float,
    ranks: tuple[int, int],
    tipping: str | None,
    params: TrustParams,
    *,
    sites: int | None = None,
) -> str:
    """Return what a council needs to know of one site's rank among ``sites``.

    Where there are no more sites than the best that are told of, each is among them: that says
    nothing, and only the place is told.

    >>> trust_sentence(0.87, (2, 8), "het gewicht van school minder dan 10% is", TrustParams())
    'Bij 87% van de doorgerekende wegingen staat deze locatie in de beste vijf (plaats 2 tot 8); \
valt eruit als het gewicht van school minder dan 10% is.'
    """
    words = {5: "vijf", 3: "drie", 10: "tien"}.get(params.top, number(params.top))
    best = f"de beste {words}"
    if sites is not None and sites <= params.top:
        where = f"{ranks[0]}" if ranks[0] == ranks[1] else f"{ranks[0]} tot {ranks[1]}"
        few = f"plaats {where} van de {number(sites)}"
        often = share(params.rank_share)
        return f"Bij {often} van de doorgerekende wegingen staat deze locatie op {few}."
    whole = f"plaats {ranks[0]}" if ranks[0] == ranks[1] else f"plaats {ranks[0]} tot {ranks[1]}"
    if top_share == 0:
        return f"Bij geen van de doorgerekende wegingen staat deze locatie in {best} ({whole})."
    if top_share == 1:
        return f"Bij alle doorgerekende wegingen staat deze locatie in {best} ({whole})."
    how_often = "minder dan 1%" if top_share < 0.005 else share(min(top_share, 0.994))  # noqa: PLR2004
    text = f"Bij {how_often} van de doorgerekende wegingen staat deze locatie in {best} ({whole})"
    return f"{text}; valt eruit als {tipping}." if tipping else f"{text}."
