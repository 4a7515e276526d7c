"""Make every table of the judgement from the tables of the core, in one readable function.

The shell hands the result to pages by name (``Judgement.tables``); a table that was not made is
absent there, and a page then says "niet berekend".
"""

from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from sites.base.errors import ScenarioError
from sites.judgement.access_loss import GP, SCHOOL, catchment_table
from sites.judgement.arrays import floats
from sites.judgement.borders import border_table
from sites.judgement.knockouts import knockout_table
from sites.judgement.labour import housing_table, labour_table
from sites.judgement.leaning.case import Extras, Nearby
from sites.judgement.leaning.decide import needs
from sites.judgement.leaning.tables import Leaning, lean_sites, mixes_of
from sites.judgement.load import levels_of, load_tables
from sites.judgement.mix import Mix
from sites.judgement.sitesheet import SiteSheet, site_sheets
from sites.judgement.teams import team_tables
from sites.judgement.trust.smaa import draw_weights, draw_worlds, parts_of, smaa, trust_table
from sites.settings.judgement import JudgementParams, TrustParams
from sites.settings.scenario import Scenario
from sites.tables import judgement as schemas
from sites.tables.filters import active_hubs, names_by, own_municipalities
from sites.travel.protocol import NOT_CONNECTED, REACH_WORDS, Points, TravelEngine


@dataclass(frozen=True)
class Entered:
    """What people entered beside the layers; all of it may be absent, and absent is unknown."""

    extras: Extras = field(default_factory=Extras.none)
    facts: pd.DataFrame | None = None  # knock-outs: see ``sites.judgement.knockouts.FACTS``
    notes: pd.DataFrame | None = None  # site sheets: see ``sites.judgement.sitesheet.COLUMNS``
    large_homes: pd.Series | None = None  # homes for large households, by site_id


@dataclass(frozen=True)
class Judgement:
    """All that was judged; every table has its schema in ``sites.tables.judgement``.

    ``labour`` is None without a municipality profile, and ``trust`` where fewer than two sites
    have a score: not made, and not empty.
    """

    verdicts: pd.DataFrame
    functions: pd.DataFrame
    pairs: pd.DataFrame
    load: pd.DataFrame
    load_levels: pd.DataFrame
    catchment: pd.DataFrame
    border: pd.DataFrame
    teams: pd.DataFrame
    team_stops: pd.DataFrame
    housing: pd.DataFrame
    knockouts: pd.DataFrame
    trust: pd.DataFrame | None
    labour: pd.DataFrame | None
    sheets: dict[str, SiteSheet]

    def tables(self) -> dict[str, Any]:
        """Return every table that was made, by the name pages know it by."""
        made = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: table for name, table in made.items() if table is not None}


def judge(  # noqa: PLR0913 - every table of the core, by name
    sites: pd.DataFrame,
    travel: pd.DataFrame,
    scores: pd.DataFrame,
    ranking: pd.DataFrame,
    mothers: pd.DataFrame,
    *,
    hubs: pd.DataFrame,
    kernen: pd.DataFrame,
    places: pd.DataFrame,
    municipalities: pd.DataFrame,
    profile: pd.DataFrame | None,
    wijken: gpd.GeoDataFrame | None,
    engine: TravelEngine,
    scenario: Scenario,
    params: JudgementParams,
    rng: np.random.Generator,
    entered: Entered | None = None,
) -> Judgement:
    """Judge every site: can it lean, does it fit, does its rank stand, what does a border do.

    Nothing is read or drawn; the same input and generator give the same tables.

    Raises
    ------
    SiteError, ScenarioError, TravelError
        One line that says what to change: target groups that do not add up, no active hub, a
        category without minutes, weights that are all zero.
    """
    entered = entered or Entered()
    area = own_municipalities(municipalities)
    mixes = mixes_of(sites, places=scenario.scout.places)
    leaning = lean_sites(
        sites,
        travel,
        hubs,
        gemeente_names=names_by(municipalities, "gm_code"),
        engine=engine,
        scenario=scenario,
        params=params.leaning,
        extras=entered.extras,
    )
    levels = levels_of(
        sites, hubs, kernen, municipalities, mothers, wijken=wijken, params=params.load
    )
    load, load_levels = load_tables(
        sites,
        mixes,
        levels,
        params=params.load,
        scale=params.leaning.scale,
        province_people=float(floats(area["population"]).sum()),
    )
    teams, stops = _teams(sites, hubs, leaning, mixes, engine, params)
    return Judgement(
        verdicts=leaning.verdicts,
        functions=leaning.functions,
        pairs=leaning.pairs,
        load=load,
        load_levels=load_levels,
        catchment=_catchments(sites, kernen, places, leaning, mixes, engine, params),
        border=_border(sites, places, hubs, leaning, frozenset(area["gm_code"]), engine),
        teams=teams,
        team_stops=stops,
        housing=housing_table(
            sites, mixes, large_homes=entered.large_homes, big_family=params.big_family
        ),
        knockouts=knockout_table(sites, entered.facts, params=params.knockouts),
        trust=trust_of(scores, ranking, travel, sites, places, engine, scenario, params.trust, rng),
        labour=None
        if profile is None or profile.empty
        else labour_table(sites, kernen, profile, engine=engine, params=params.labour),
        sheets=site_sheets(
            sites, travel, entered.notes, params=params.leaning, mothers=scenario.mothers
        ),
    )


def check_judgement(judgement: Judgement) -> None:
    """Hold every table to its schema; called where the tables cross into another room."""
    schemas_by_name = {
        "verdicts": schemas.Verdicts,
        "functions": schemas.Functions,
        "pairs": schemas.Pairs,
        "load": schemas.Load,
        "load_levels": schemas.LoadLevels,
        "catchment": schemas.Catchment,
        "border": schemas.Border,
        "teams": schemas.Teams,
        "team_stops": schemas.TeamStops,
        "housing": schemas.Housing,
        "knockouts": schemas.Knockouts,
        "trust": schemas.Trust,
        "labour": schemas.Labour,
    }
    for name, schema in schemas_by_name.items():
        if (table := getattr(judgement, name)) is not None:
            schema.validate(table)


def _teams(
    sites: pd.DataFrame,
    hubs: pd.DataFrame,
    leaning: Leaning,
    mixes: tuple[Mix, ...],
    engine: TravelEngine,
    params: JudgementParams,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Plan the team of each mother location past every real site whose best mother it is."""
    ids = sites["site_id"].astype("str").to_numpy()
    return team_tables(
        sites,
        hubs,
        leaning.verdicts.set_index("site_id")["hub_id"],
        pd.Series([mix.for_task for mix in mixes], index=ids),
        engine=engine,
        params=params.teams,
    )


def _catchments(
    sites: pd.DataFrame,
    kernen: pd.DataFrame,
    places: pd.DataFrame,
    leaning: Leaning,
    mixes: tuple[Mix, ...],
    engine: TravelEngine,
    params: JudgementParams,
) -> pd.DataFrame:
    pupils = needs(leaning.case, params.leaning).primary[:, 0]
    patients = np.array([mix.for_gp for mix in mixes], dtype=np.float64)
    return pd.concat(
        [
            catchment_table(
                sites,
                kernen,
                places,
                service=service,
                site_demand=demand,
                engine=engine,
                params=params.catchment,
            )
            for service, demand in ((SCHOOL, pupils), (GP, patients))
        ],
        ignore_index=True,
    )


def _border(
    sites: pd.DataFrame,
    places: pd.DataFrame,
    hubs: pd.DataFrame,
    leaning: Leaning,
    area_codes: frozenset[str],
    engine: TravelEngine,
) -> pd.DataFrame:
    active = active_hubs(hubs).sort_values("hub_id")
    near: Nearby = leaning.voices[0].near
    return border_table(
        sites,
        places,
        active,
        leaning.case,
        near,
        leaning.voices,
        area_codes=area_codes,
        engine=engine,
    )


def trust_of(
    scores: pd.DataFrame,
    ranking: pd.DataFrame,
    travel: pd.DataFrame,
    sites: pd.DataFrame,
    places: pd.DataFrame,
    engine: TravelEngine,
    scenario: Scenario,
    params: TrustParams,
    rng: np.random.Generator,
) -> pd.DataFrame | None:
    """Return the rank trust of the best ``max_sites`` ranked sites, or None for fewer than two.

    Ranks count among the drawn sites; ties go to the lowest site_id, as in the ranking.
    """
    ranked = ranking[ranking["rank"].notna()].sort_values(["rank", "site_id"])
    if len(ranked) < 2:  # noqa: PLR2004 - one site has no rank to doubt
        return None
    ids = tuple(sorted(ranked["site_id"].astype("str").head(params.max_sites)))
    parts = parts_of(scores, scenario, ids)
    known = (parts.known > 0).any(axis=1)
    if not known.all():
        msg = f"{int((~known).sum())} ranked sites have no value; compute scores and ranking again"
        raise ScenarioError(msg)
    weights = draw_weights(
        np.array([criterion.weight for criterion in scenario.criteria]),
        rng,
        draws=params.draws,
        spread=params.spread,
    )
    place_of, second = _second_nearest(travel, sites, places, engine, scenario, ids)
    worlds = draw_worlds(
        parts, scenario.criteria, rng, params, place_of=place_of, second_raw=second
    )
    return trust_table(
        parts, scenario, smaa(worlds, weights, known=parts.known, top=params.top), params
    )


def _second_nearest(
    travel: pd.DataFrame,
    sites: pd.DataFrame,
    places: pd.DataFrame,
    engine: TravelEngine,
    scenario: Scenario,
    ids: tuple[str, ...],
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.float64]]]:
    """Return per site and part which place is nearest, and the minutes or metres to the next.

    Mother locations do not close in these draws; a part without a next place keeps its own.
    """
    keys = [(c, category) for c in scenario.criteria for category in c.categories]
    numbers: dict[str, int] = {}
    place_of = np.full((len(ids), len(keys)), -1, dtype=np.int64)
    second = np.full((len(ids), len(keys)), np.nan)
    at = sites.set_index(sites["site_id"].astype("str")).loc[list(ids)]
    origins = Points.of(at, "site_id")
    for part, (criterion, category) in enumerate(keys):
        layer = places[places["category"] == category]
        rows = travel[(travel["category"] == category) & (travel["mode"] == criterion.mode)]
        if len(layer) < 2 or (rows["reach"] == REACH_WORDS[NOT_CONNECTED]).all():  # noqa: PLR2004
            continue
        nearest = rows.set_index("site_id")["place_id"].reindex(list(ids))
        place_of[:, part] = [
            -1 if pd.isna(place) else numbers.setdefault(str(place), len(numbers))
            for place in nearest
        ]
        answer = engine.nearest(origins, Points.of(layer, "place_id"), mode=criterion.mode, k=2)
        measure = answer.dist_m if criterion.unit == "m" else answer.travel_min
        second[:, part] = measure[:, 1]
    return place_of, second
