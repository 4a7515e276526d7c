"""The tables of the judgement, each with its schema; sentences are Dutch, for readers."""

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from sites.base.verdicts import STATE_WORDS, VERDICTS
from sites.settings.judgement import FUNCTION_IDS
from sites.tables.columns import Table


class Verdicts(Table):
    """Whether one site can lean, on the mother location where it leans best.

    ``flip`` is the smallest change that makes the verdict better ("geen" where not even two
    changes do); ``possible`` says what can be done where no mother location is within reach.
    ``norm_note`` holds COA's and the annex's figures, which stand beside the own norm.
    """

    site_id: Series[str] = pa.Field(unique=True)
    verdict: Series[str] = pa.Field(isin=VERDICTS)
    sentence: Series[str]
    reason_code: Series[str]
    reason: Series[str]
    flip: Series[str]
    possible: Series[str] = pa.Field(nullable=True)
    norm_note: Series[str]
    hub_id: Series[str]
    hub_name: Series[str]
    travel_min: Series[float] = pa.Field(nullable=True)
    team_min: Series[float] = pa.Field(nullable=True)
    dist_m: Series[float] = pa.Field(ge=0)
    is_small: Series[bool]
    pupils: Series[pd.Int64Dtype] = pa.Field(ge=0)


class Functions(Table):
    """How one function of one site is met, on the mother location of its verdict."""

    site_id: Series[str]
    function_id: Series[str] = pa.Field(isin=FUNCTION_IDS)
    function: Series[str]
    answer: Series[str]
    state: Series[str] = pa.Field(isin=STATE_WORDS)
    way: Series[str] = pa.Field(
        isin=("op locatie", "moederlocatie", "lokaal", "mobiel team", "niet", "niet nodig")
    )


class Pairs(Table):
    """The verdict of one site on one mother location."""

    site_id: Series[str]
    hub_id: Series[str]
    verdict: Series[str] = pa.Field(isin=VERDICTS)
    travel_min: Series[float] = pa.Field(nullable=True)


class Trust(Table):
    """How firmly a rank stands under other weights and uncertain minutes (SMAA-2).

    ``rank_topsis`` is the second opinion; missing where a value is unknown.
    """

    site_id: Series[str] = pa.Field(unique=True)
    rank_low: Series[pd.Int64Dtype] = pa.Field(ge=1)
    rank_high: Series[pd.Int64Dtype] = pa.Field(ge=1)
    first_share: Series[float] = pa.Field(ge=0, le=1)
    top5_share: Series[float] = pa.Field(ge=0, le=1)
    rank_topsis: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1)
    sentence: Series[str]


class Load(Table):
    """Which size fits a site; ``fits_places`` is missing where inhabitants are unknown."""

    site_id: Series[str] = pa.Field(unique=True)
    places: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    load: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    fits_places: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    fits_level: Series[str] = pa.Field(nullable=True)
    sentence: Series[str]


class LoadLevels(Table):
    """Places per 1,000 inhabitants of one site on one level, before and after it opens."""

    site_id: Series[str]
    level: Series[str] = pa.Field(isin=("wijk", "kern", "gemeente", "cluster"))
    name: Series[str] = pa.Field(nullable=True)
    inhabitants: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    present: Series[pd.Int64Dtype] = pa.Field(ge=0)
    before_per_1000: Series[float] = pa.Field(nullable=True, ge=0)
    after_per_1000: Series[float] = pa.Field(nullable=True, ge=0)
    value: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    fits_places: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)


class Border(Table):
    """What a neighbour's place is worth: minutes with and without it."""

    site_id: Series[str]
    category: Series[str]
    scope: Series[str] = pa.Field(isin=("gemeente", "provincie"))
    place_name: Series[str]
    place_gm_code: Series[str] = pa.Field(nullable=True)
    travel_min: Series[float] = pa.Field(ge=0)
    without_min: Series[float] = pa.Field(nullable=True, ge=0)
    gain_min: Series[float] = pa.Field(nullable=True, ge=0)
    verdict: Series[str] = pa.Field(isin=VERDICTS)
    verdict_without: Series[str] = pa.Field(isin=VERDICTS)
    makes_feasible: Series[bool]
    sentence: Series[str]


class Knockouts(Table):
    """One knock-out of one site; it never becomes a score."""

    site_id: Series[str]
    knockout: Series[str]
    outcome: Series[str] = pa.Field(isin=("voldoet", "valt af", "onbekend"))
    reason: Series[str]
    source: Series[str]


class Catchment(Table):
    """Access to school places or GP lists per inhabitant, before and after one site opens."""

    site_id: Series[str]
    service: Series[str] = pa.Field(isin=("basisschool", "huisarts"))
    newcomer_access: Series[float] = pa.Field(nullable=True, ge=0)
    worst_kern: Series[str] = pa.Field(nullable=True)
    worst_before: Series[float] = pa.Field(nullable=True, ge=0)
    worst_after: Series[float] = pa.Field(nullable=True, ge=0)
    worst_loss_share: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    unknown_places: Series[pd.Int64Dtype] = pa.Field(ge=0)
    sentence: Series[str]


class Teams(Table):
    """A mobile team's week from one mother location."""

    hub_id: Series[str] = pa.Field(unique=True)
    sites: Series[pd.Int64Dtype] = pa.Field(ge=0)
    team_days: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    sites_per_day: Series[float] = pa.Field(nullable=True, ge=0)
    travel_min: Series[float] = pa.Field(nullable=True, ge=0)
    fte: Series[float] = pa.Field(nullable=True, ge=0)
    fte_per_100: Series[float] = pa.Field(nullable=True, ge=0)
    left_out: Series[pd.Int64Dtype] = pa.Field(ge=0)
    is_exact: Series[bool]
    sentence: Series[str]


class TeamStops(Table):
    """One stop of one team-day."""

    hub_id: Series[str]
    day: Series[pd.Int64Dtype] = pa.Field(ge=1)
    stop: Series[pd.Int64Dtype] = pa.Field(ge=1)
    site_id: Series[str]


class Labour(Table):
    """Establishments of one sector within reach of one site (aggregates only)."""

    site_id: Series[str]
    urbanity: Series[float] = pa.Field(nullable=True)
    sector: Series[str]
    establishments: Series[float] = pa.Field(nullable=True, ge=0)
    share: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    year: Series[pd.Int64Dtype] = pa.Field(nullable=True)


class Housing(Table):
    """Who lives at a site: what counts for the task and what for the load."""

    site_id: Series[str] = pa.Field(unique=True)
    for_task: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    for_load: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=0)
    is_mixed: Series[bool]
    sentence: Series[str]
