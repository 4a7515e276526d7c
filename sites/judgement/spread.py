"""Count how verdicts and order spread over a run: what is published of them, as it is.

Two questions have to stay asked. How much of a verdict does a circle around the mother locations
tell already? And how much of the order is the minutes to the nearest of them?
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.dutch import number, share
from sites.base.verdicts import GROUPS, STRENGTHS, VERDICTS
from sites.settings.scenario import MotherParams
from sites.tables.results import JudgementTables


@dataclass(frozen=True)
class Spread:
    """The counts of a run, and the two figures that say how much reach alone explains.

    ``told_by_reach`` is the share of the uncertainty about word and strength that goes when one
    knows only whether a mother location is within reach (mutual information over entropy);
    ``guessed_by_reach`` how often the likeliest word and strength given that is right.
    """

    verdicts: pd.DataFrame  # a row per verdict, a column per strength
    groups: pd.Series
    told_by_reach: float
    word_told_by_reach: float
    guessed_by_reach: float
    word_guessed_by_reach: float
    rank_and_minutes: float  # Spearman


def spread_of(judgement: JudgementTables, ranking: pd.DataFrame, mothers: pd.DataFrame) -> Spread:
    """Return how the verdicts and the order of a run spread."""
    verdicts = judgement.verdicts.set_index("site_id")
    there = mothers.set_index("site_id").reindex(verdicts.index)
    is_near = (there["answer"] != "nee").to_numpy(dtype=bool)
    word = verdicts["verdict"].to_numpy(dtype=str)
    whole = np.char.add(word, verdicts["strength"].to_numpy(dtype=str))
    table = pd.crosstab(verdicts["verdict"], verdicts["strength"])
    rank = ranking.set_index("site_id")["rank"].reindex(verdicts.index).astype(float)
    groups = judgement.order["group"].value_counts()
    return Spread(
        verdicts=table.reindex(
            index=list(reversed(VERDICTS)), columns=list(reversed(STRENGTHS)), fill_value=0
        ),
        groups=groups.reindex(list(GROUPS), fill_value=0),
        told_by_reach=share_told(whole, is_near),
        word_told_by_reach=share_told(word, is_near),
        guessed_by_reach=_guessed(whole, is_near),
        word_guessed_by_reach=_guessed(word, is_near),
        rank_and_minutes=float(rank.corr(there["travel_min"].astype(float), method="spearman")),
    )


def reach_lines(hub_travel: pd.DataFrame, hubs: pd.DataFrame, mothers: MotherParams) -> list[str]:
    """Say how many sites are out of reach of the annex's mother locations, and of all that count.

    And per other one that counts: how many it brings within reach all by itself.
    """
    trips = hub_travel[
        (hub_travel["mode"] == mothers.mode) & (hub_travel["direction"] == "to_place")
    ]
    least = trips.pivot_table(index="site_id", columns="hub_id", values="low_min", dropna=False)
    far = ~(least <= mothers.limit_min)  # no route is far
    annex = far[[hub for hub in hubs.loc[hubs["in_annex"].astype(bool), "hub_id"] if hub in far]]
    alone, still = annex.all(axis=1), far.all(axis=1)
    gained = {hub: int((alone & ~far[hub]).sum()) for hub in far if hub not in annex}
    names = hubs.set_index("hub_id")["name"]
    by_one = sorted(gained.items(), key=lambda one: (-one[1], one[0]))
    told = "; ".join(f"{names[str(hub)]} {number(count)}" for hub, count in by_one)
    said = (
        f"- Out of reach of the annex's {len(annex.columns)}: {number(int(alone.sum()))} of "
        f"{number(len(far))}; of all {len(far.columns)} that count: {number(int(still.sum()))}. So "
        f"**{number(int((alone & ~still).sum()))}** refusals fall; each other one by itself brings "
        f"within reach: {told}."
    )
    return [said]


def _guessed(answer: NDArray[np.str_], known: NDArray[np.bool_]) -> float:
    """Return how often the likeliest answer, given what is known, is right."""
    return float(pd.crosstab(known, answer).max(axis=1).sum() / len(answer))


def share_told(answer: NDArray[np.str_], known: NDArray[np.bool_]) -> float:
    """Return which share of the uncertainty about an answer goes when one thing is known.

    >>> answers = np.array(["ja", "ja", "nee", "nee"])
    >>> share_told(answers, np.array([True, True, False, False]))
    1.0
    >>> share_told(answers, np.array([True, False, True, False]))
    0.0
    """
    before = _bits(np.unique(answer, return_counts=True)[1])
    left = [
        known_is.mean() * _bits(np.unique(answer[known_is], return_counts=True)[1])
        for known_is in (known, ~known)
        if known_is.any()
    ]
    return float(1 - sum(left) / before) if before > 0 else 1.0


def _bits(counts: NDArray[Any]) -> float:
    """Return the entropy of a distribution, in bits."""
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def spread_lines(spread: Spread) -> list[str]:
    """Return the figures as Markdown, for docs/judgement.md."""
    heads = [*spread.verdicts.columns, "in all"]
    lines = [f"| verdict | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}"]
    for verdict, row in spread.verdicts.iterrows():
        cells = [number(count) for count in [*row, row.sum()]]
        lines.append(f"| {verdict} | {' | '.join(cells)} |")
    lines += ["", "| group | sites |", "| --- | --- |"]
    lines += [f"| {group} | {number(count)} |" for group, count in spread.groups.items()]
    whole, word = share(spread.told_by_reach), share(spread.word_told_by_reach)
    guess, guess_word = share(spread.guessed_by_reach), share(spread.word_guessed_by_reach)
    told = f"Of the uncertainty about verdict and strength, reach alone tells **{whole}**"
    likeliest = "Who knows only the reach and guesses the likeliest verdict and strength is right"
    trips = "Spearman correlation of the rank with the minutes to the nearest mother location"
    return [
        *lines,
        "",
        f"- {told}; about the verdict's word alone {word}. (Before: 100% of both.)",
        f"- {likeliest} {guess} of the time; of the word alone {guess_word}. (Before: 100%.)",
        f"- {trips}: **{number(spread.rank_and_minutes, 2)}**. (Before: 0,68.)",
    ]
