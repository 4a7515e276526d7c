"""Make every table of the judgement from the tables of the core, in one readable function.

Each table is held to its schema here, where it leaves the room, and nowhere after.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from sites.base.errors import ScenarioError
from sites.base.second import RANK_TRUST, Undecided, second_opinion
from sites.judgement.access_loss import GP, SCHOOL, catchment_table
from sites.judgement.borders import border_table
from sites.judgement.knockouts import failed_words, knockout_table
from sites.judgement.labour import housing_table, labour_table
from sites.judgement.leaning.case import Extras
from sites.judgement.leaning.decide import needs
from sites.judgement.leaning.tables import Leaning, lean_sites, mixes_of
from sites.judgement.load import Level, load_tables, province_people
from sites.judgement.mix import Mix
from sites.judgement.order import order_table
from sites.judgement.school import SCHOOL_WAIT, school_test
from sites.judgement.sitesheet import site_sheets
from sites.judgement.teams import team_tables
from sites.judgement.trust.smaa import draw_weights, draw_worlds, parts_of, smaa, trust_table
from sites.settings.judgement import LeaningParams
from sites.tables.judgement import (
    Border,
    Catchment,
    Functions,
    Housing,
    Knockouts,
    Load,
    LoadLevels,
    Pairs,
    Teams,
    TeamStops,
    Trust,
    Verdicts,
)
from sites.tables.labour import Labour
from sites.tables.order import Order
from sites.tables.results import JudgementTables
from sites.tables.schemas import SEARCH_CELL, empty
from sites.travel.context import Context
from sites.travel.protocol import NOT_CONNECTED, REACH_WORDS, Points


@dataclass(frozen=True)
class Entered:
    """What people entered beside the layers; all of it may be absent, and absent is unknown."""

    extras: Extras = field(default_factory=Extras.none)
    facts: pd.DataFrame | None = None  # knock-outs: see ``sites.judgement.knockouts.FACTS``
    notes: pd.DataFrame | None = None  # site sheets: see ``sites.judgement.sitesheet.COLUMNS``
    large_homes: pd.Series | None = None  # homes for large households, by site_id


@dataclass(frozen=True)
class Scored:
    """What a run worked out before it judges; every table has its schema in ``sites.tables``."""

    sites: pd.DataFrame
    hub_travel: pd.DataFrame
    travel: pd.DataFrame
    scores: pd.DataFrame
    ranking: pd.DataFrame
    mothers: pd.DataFrame
    levels: tuple[Level, ...]


def judge(
    scored: Scored, context: Context, *, rng: np.random.Generator, entered: Entered | None = None
) -> JudgementTables:
    """Judge every site: can it lean, does it fit, does its rank stand, what does a border do.

    Nothing is read or drawn; the same input and generator give the same tables.

    Raises
    ------
    SiteError, ScenarioError, TravelError
        One line that says what to change: target groups that do not add up, no active hub, a
        category without minutes, weights that are all zero.
    """
    entered = entered or Entered()
    layers, scenario, sites = context.layers, context.scenario, scored.sites
    params, towns, profile = scenario.judgement, layers.municipalities, layers.profile
    mixes = mixes_of(sites, places=scenario.scout.places)
    leaning = lean_sites(sites, scored.travel, scored.hub_travel, context, extras=entered.extras)
    load, load_levels = load_tables(
        sites,
        mixes,
        scored.levels,
        params=params.load,
        scale=params.leaning.scale,
        province_people=province_people(towns),
    )
    no_rounds: tuple[pd.DataFrame, pd.DataFrame] = empty(Teams), empty(TeamStops)
    (teams, stops), no_teams = second_opinion(
        "de rondgang van mobiele teams",
        lambda: _teams(scored, leaning, mixes, context),
        no_rounds,
    )
    trust, no_trust = second_opinion(RANK_TRUST, lambda: trust_of(scored, context, rng), None)
    knockouts = knockout_table(sites, _without_wait(entered.facts), params=params.knockouts)
    trust = None if trust is None else _told_with(trust, knockouts)
    labour = None
    if profile is not None and not profile.empty:
        labour = labour_table(
            sites, layers.kernen, profile, engine=context.engine, params=params.labour
        )
    housing = housing_table(
        sites, mixes, large_homes=entered.large_homes, big_family=params.big_family
    )
    return JudgementTables(
        verdicts=DataFrame[Verdicts](leaning.verdicts),
        functions=DataFrame[Functions](leaning.functions),
        pairs=DataFrame[Pairs](leaning.pairs),
        order=DataFrame[Order](_order(scored, leaning, load, trust, knockouts)),
        load=DataFrame[Load](load),
        load_levels=DataFrame[LoadLevels](load_levels),
        catchment=DataFrame[Catchment](_catchments(sites, leaning, mixes, context)),
        border=DataFrame[Border](border_table(sites, leaning, context)),
        teams=DataFrame[Teams](teams),
        team_stops=DataFrame[TeamStops](stops),
        housing=DataFrame[Housing](housing),
        knockouts=DataFrame[Knockouts](knockouts),
        trust=None if trust is None else DataFrame[Trust](trust),
        labour=None if labour is None else DataFrame[Labour](labour),
        sheets=site_sheets(
            sites,
            scored.travel,
            entered.notes,
            params=params.leaning,
            mothers=scenario.mothers,
            schools=_schools(sites, mixes, entered.facts, params.leaning),
        ),
        undecided=(*no_teams, *no_trust, *_no_rank_opinion(trust, is_told=bool(no_trust))),
    )


def _told_with(trust: pd.DataFrame, knockouts: pd.DataFrame) -> pd.DataFrame:
    """Return the sentences on the rank with the hard demands that a site fails beside them."""
    failed = failed_words(knockouts, trust["site_id"])
    said = [f"{a} {b}".strip() for a, b in zip(trust["sentence"], failed, strict=True)]
    return trust.assign(sentence=said)


def _order(
    scored: Scored,
    leaning: Leaning,
    load: pd.DataFrame,
    trust: pd.DataFrame | None,
    knockouts: pd.DataFrame,
) -> pd.DataFrame:
    """Return the order of the sites, a red flag at each that fails a hard demand."""
    order = order_table(scored.ranking, leaning.verdicts, load, trust)
    failed = failed_words(knockouts, order["site_id"])
    flags = order["flag"].astype(object).where(order["flag"].notna(), "")
    both = [f"{a} {b}".strip() or None for a, b in zip(flags, failed, strict=True)]
    return order.assign(flag=pd.array(both, dtype=object))


def _without_wait(facts: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the facts for the knock-outs: a waiting time is none of them."""
    return None if facts is None else facts.drop(columns=SCHOOL_WAIT, errors="ignore")


def _schools(
    sites: pd.DataFrame, mixes: tuple[Mix, ...], facts: pd.DataFrame | None, params: LeaningParams
) -> dict[str, str]:
    """Return the school norm in words of every real site, with the waiting time where entered."""
    weeks: dict[str, float] = {}
    if facts is not None and SCHOOL_WAIT in facts:
        known = facts[facts[SCHOOL_WAIT].notna()]
        weeks = dict(
            zip(known["site_id"].astype(str), known[SCHOOL_WAIT].astype(float), strict=True)
        )
    asked = zip(sites["site_id"].astype(str), sites["kind"], mixes, strict=True)
    return {
        site_id: school_test(mix, weeks.get(site_id), params).sentence
        for site_id, kind, mix in asked
        if kind != SEARCH_CELL and (mix.family_task or mix.family_beside or mix.for_task)
    }


def _no_rank_opinion(trust: pd.DataFrame | None, *, is_told: bool) -> tuple[Undecided, ...]:
    """Say which second opinion on the rank the sites allow none of."""
    if trust is None:
        too_few = Undecided(RANK_TRUST, "minder dan twee locaties hebben een score")
        return () if is_told else (too_few,)
    if trust["rank_topsis"].isna().all():
        reason = "minder dan twee locaties hebben op elk criterium een waarde"
        return (Undecided("de rang met een andere rekenwijze (TOPSIS)", reason),)
    return ()


def _teams(
    scored: Scored, leaning: Leaning, mixes: tuple[Mix, ...], context: Context
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Plan the team of each mother location past every real site whose best mother it is."""
    ids = scored.sites["site_id"].astype("str").to_numpy()
    return team_tables(
        scored.sites,
        leaning.verdicts.set_index("site_id")["hub_id"],
        pd.Series([mix.for_task for mix in mixes], index=ids),
        scored.hub_travel,
        context,
    )


def _catchments(
    sites: pd.DataFrame, leaning: Leaning, mixes: tuple[Mix, ...], context: Context
) -> pd.DataFrame:
    """Return what each site does to the access of others, to schools and to GPs."""
    layers, params = context.layers, context.scenario.judgement
    pupils = needs(leaning.case, params.leaning).primary[:, 0]
    patients = np.array([mix.for_gp for mix in mixes], dtype=np.float64)
    return pd.concat(
        [
            catchment_table(
                sites,
                layers.kernen,
                layers.places,
                service=service,
                site_demand=demand,
                engine=context.engine,
                params=params.catchment,
            )
            for service, demand in ((SCHOOL, pupils), (GP, patients))
        ],
        ignore_index=True,
    )


def trust_of(scored: Scored, context: Context, rng: np.random.Generator) -> pd.DataFrame | None:
    """Return the rank trust of the best ``max_sites`` ranked sites, or None for fewer than two.

    Ranks count among the drawn sites; ties go to the lowest site_id, as in the ranking.
    """
    scenario, ranking = context.scenario, scored.ranking
    params = scenario.judgement.trust
    ranked = ranking[ranking["rank"].notna()].sort_values(["rank", "site_id"])
    if len(ranked) < 2:  # noqa: PLR2004 - one site has no rank to doubt
        return None
    ids = tuple(sorted(ranked["site_id"].astype("str").head(params.max_sites)))
    parts = parts_of(scored.scores, scenario, ids)
    known = (parts.known > 0).any(axis=1)
    if not known.all():
        raise ScenarioError(
            "{known} ranked sites have no value; compute scores and ranking again",
            known=int((~known).sum()),
        )
    weights = draw_weights(
        np.array([criterion.weight for criterion in scenario.criteria]),
        rng,
        draws=params.draws,
        spread=params.spread,
    )
    place_of, second = _second_nearest(scored, context, ids)
    worlds = draw_worlds(
        parts, scenario.criteria, rng, params, place_of=place_of, second_raw=second
    )
    return trust_table(
        parts, scenario, smaa(worlds, weights, known=parts.known, top=params.top), params
    )


def _second_nearest(
    scored: Scored, context: Context, ids: tuple[str, ...]
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Return per site and part which place is nearest, and the minutes or metres to the next.

    Mother locations do not close in these draws; a part without a next place keeps its own.
    """
    travel, sites, places = scored.travel, scored.sites, context.layers.places
    keys = [(c, category) for c in context.scenario.criteria for category in c.categories]
    numbers: dict[str, int] = {}
    place_of = np.full((len(ids), len(keys)), -1, dtype=np.int64)
    second = np.full((len(ids), len(keys)), np.nan)
    at = sites.set_index(sites["site_id"].astype("str")).loc[list(ids)]
    origins = Points.of(at, "site_id")
    for part, (criterion, category) in enumerate(keys):
        if criterion.mode is None:
            continue
        layer = places[places["category"] == category]
        rows = travel[(travel["category"] == category) & (travel["mode"] == criterion.mode)]
        if len(layer) < 2 or (rows["reach"] == REACH_WORDS[NOT_CONNECTED]).all():  # noqa: PLR2004
            continue
        nearest = rows.set_index("site_id")["place_id"].reindex(list(ids))
        place_of[:, part] = [
            -1 if pd.isna(place) else numbers.setdefault(str(place), len(numbers))
            for place in nearest
        ]
        answer = context.engine.nearest(
            origins, Points.of(layer, "place_id"), mode=criterion.mode, k=2
        )
        measure = answer.dist_m if criterion.unit == "m" else answer.travel_min
        second[:, part] = measure[:, 1]
    return place_of, second
