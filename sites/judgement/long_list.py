"""Rank a list that is too long to judge: a million plots of a cadastre, say.

Travel, values and fit are worked out in blocks of sites, and of each block only what a rank needs
is kept. What sites have in common (the municipalities one mother location serves) is worked out
once, between two passes, so a site scores what it scores in a run of the same list.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.progress import Counted
from sites.judgement.leaning.tables import mixes_of
from sites.judgement.load import fit_of, levels_of
from sites.scoring.kern_load import kern_load
from sites.scoring.mothers import cluster_table, mothers_table
from sites.scoring.scoring import curve_value, part_weight, ranking_of, score_and_share, score_table
from sites.scoring.terms import terms_of
from sites.tables.answers import Mothers, Ranking
from sites.tables.schemas import MOTHER
from sites.travel.access import questions, travel_table
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel, reach_of
from sites.travel.protocol import Floats

#: Sites of which the trips are in memory at the same time, some 5 kB each.
BLOCK: Final = 50_000


@dataclass(frozen=True, eq=False)
class LongList:
    """What is known of every site of a long list, in the order of the list."""

    ranking: DataFrame[Ranking]
    mothers: DataFrame[Mothers]


def long_list(
    sites: pd.DataFrame,
    context: Context,
    *,
    block: int = BLOCK,
    max_linked: int = 2_000,
    progress: Callable[[str], None] | None = None,
) -> LongList:
    """Return the rank and the mother location of every site, with memory linear in the sites.

    ``sites`` (``schemas.Sites``) may be empty. The tables are those of a run in one piece, for
    any ``block``; ``max_linked`` is that of ``cluster_table``.

    Raises
    ------
    SiteError
        A site names a gemeente that the layers do not hold.
    TravelError
        From the engine: a mode it does not know, or a point without a position.
    """
    found = list(_blocks(sites, context, block, progress))
    mothers = DataFrame[Mothers](pd.concat([one.mothers for one in found], ignore_index=True))
    mothers, _ = cluster_table(mothers, sites, context, max_linked=max_linked)
    contribution = np.concatenate([one.contribution for one in found], axis=1)
    _add_fit(contribution, found[0].weight, sites, mothers, context)
    ends = [
        _scores(contribution[:, at : at + block], found[0].weight)
        for at in range(0, max(1, len(sites)), block)
    ]
    score, share = (np.concatenate(part) for part in zip(*ends, strict=True))
    terms = terms_of(sites, context.scenario.reference_date)
    return LongList(ranking_of(score, share, sites, terms), mothers)


@dataclass(frozen=True, eq=False)
class _Block:
    """Of some sites: contributions (parts, sites) without the fit, and the parts' weights."""

    contribution: Floats
    weight: Floats
    mothers: DataFrame[Mothers]


def _blocks(
    sites: pd.DataFrame,
    context: Context,
    size: int,
    progress: Callable[[str], None] | None,
) -> Iterator[_Block]:
    """Yield the sites block by block, in their order; an empty list is one empty block."""
    scenario, hubs = context.scenario, context.layers.hubs
    modes = [asked.mode for asked in questions(scenario) if asked.category == MOTHER]
    for start in range(0, max(1, len(sites)), size):
        if progress:
            progress(Counted("reistijden en scores", done=start, total=len(sites)))
        here = sites.iloc[start : start + size].reset_index(drop=True)
        trips = hub_travel(
            here, context.mothers, context.engine, modes=modes, reach=reach_of(scenario)
        )
        travel = travel_table(here, trips, context)
        unknown = pd.Series(np.nan, index=pd.Index(here["site_id"]))
        parts = score_table(travel, scenario, unknown)
        shape = (sum(len(one.categories) for one in scenario.criteria), len(here))
        yield _Block(
            parts["contribution"].to_numpy(np.float64).reshape(shape).copy(),
            _weights(context),
            mothers_table(here, travel, hubs, scenario),
        )


def _weights(context: Context) -> Floats:
    """Return the weight of every part, in the scenario's order: they sum to 1."""
    criteria = context.scenario.criteria
    total = sum(criterion.weight for criterion in criteria)
    return np.array([part_weight(one, total) for one in criteria for _ in one.categories])


def _add_fit(
    contribution: Floats,
    weight: Floats,
    sites: pd.DataFrame,
    mothers: pd.DataFrame,
    context: Context,
) -> None:
    """Fill the parts that ask how a site fits, which no block could know alone."""
    scenario = context.scenario
    kernen = kern_load(context.layers.hubs, context.layers.kernen, scenario.judgement.load)
    mixes = mixes_of(sites, places=scenario.scout.places)
    fit = fit_of(sites, mixes, levels_of(sites, mothers, kernen, context)).to_numpy(np.float64)
    part = 0
    for criterion in scenario.criteria:
        if criterion.unit == "%":
            contribution[part] = weight[part] * curve_value(fit, criterion.curve)
        part += len(criterion.categories)


def _scores(contribution: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """Return score and known share of some sites from their parts (parts, sites)."""
    parts, count = contribution.shape
    return score_and_share(
        contribution.ravel(), np.repeat(weight, count),
        site=np.tile(np.arange(count), parts), site_count=count,
    )  # fmt: skip
