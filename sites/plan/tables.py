"""Turn tables and a request into the siting model, and keep the names to read a plan back.

A hub of the model is a mother location, a new hub, or the mobile team of a mother: "independent
with mobile team" is then one more hub to lean on, with its own mode, limit and number of sites.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.apportion import records
from sites.base.dutch import counted, number
from sites.base.terms import term_years
from sites.plan.agreements import check_agreements, moves_of, with_surplus
from sites.plan.model.bounds import (
    kern_bounds_of,
    municipality_bounds,
    municipality_table,
    site_sizes,
    target_bound,
    too_near,
)
from sites.plan.model.model import Bound, Floats, Siting
from sites.plan.model.spokes import NEW, TEAM, hub_table, pairs_within, room_notes
from sites.plan.request import check_sites
from sites.plan.rules import Rules, wider_notes
from sites.settings.judgement import JudgementParams, LoadParams, ScaleNorm
from sites.settings.plan import PlanParams
from sites.tables.filters import own_municipalities
from sites.tables.schemas import SEARCH_CELL

PARTS: Final = ("suitability", "minutes", "sites", "cost", "moves")
_PER: Final = 100.0  # places


@dataclass(frozen=True)
class Tables:
    """What a plan is made from, each table with its schema in ``sites.tables``.

    ``hub_travel`` (``HubTravel``) holds all active hubs and new hubs; ``kern_load`` (``KernLoad``)
    what each kern has room for; ``existing`` has gm_code and places of what counts already for the
    target (``sites.ledger.state.existing_places``). Of ``judgement`` the plan reads how far a
    mobile team drives and what a kern carries: the same settings as the verdicts.
    """

    sites: pd.DataFrame
    ranking: pd.DataFrame
    hubs: pd.DataFrame
    municipalities: pd.DataFrame
    hub_travel: pd.DataFrame
    kern_load: pd.DataFrame
    existing: pd.DataFrame
    judgement: JudgementParams
    new_hubs: pd.DataFrame | None = None
    rules: Rules | None = None  # what the verdicts allow; None: nothing was judged


@dataclass(frozen=True)
class Setup:
    """The model with the names behind its numbers."""

    siting: Siting
    params: PlanParams
    load: LoadParams  # what a kern carries
    scale: ScaleNorm  # when a site is small
    sites: pd.DataFrame  # the candidates in the model's order, with score and durability
    hubs: pd.DataFrame  # hub_id, name, kind, room, basis, at
    pair_min: Floats
    pair_mode: NDArray[np.str_]
    pair_local: Floats  # minutes of residents to what is near by, where a team comes; else missing
    parts: dict[str, tuple[Floats, Floats, Floats]]  # raw amount per pair, per place, per hub
    municipalities: pd.DataFrame  # gm_code, name, existing, share, least, most
    left_out: int  # search cells that the shortlist left out
    notes: tuple[str, ...]


def shortlist(
    sites: pd.DataFrame, ranking: pd.DataFrame, *, per_kern: int | None, keep: tuple[str, ...]
) -> pd.DataFrame:
    """Keep every named candidate and the best search cells of each kern; ties to the lowest id.

    A cell without a certain municipality or without a score cannot be counted anywhere: it goes.
    """
    table = sites.merge(ranking[["site_id", "score"]], on="site_id", how="left")
    usable = table["gm_code"].notna() & table["gm_certain"] & table["score"].notna()
    table = table[usable | table["site_id"].isin(keep)]
    if per_kern is None:
        return table.sort_values("site_id", ignore_index=True)
    order = table.sort_values(["score", "site_id"], ascending=[False, True])
    place = order.groupby([order["gm_code"].fillna(""), order["kern"].fillna("")]).cumcount()
    named = order["kind"] != SEARCH_CELL
    kept = order[(place < per_kern) | named | order["site_id"].isin(keep)]
    return kept.sort_values("site_id", ignore_index=True)


def set_up(tables: Tables, params: PlanParams) -> Setup:
    """Build the model of a request from the tables of a run."""
    sites, judgement = tables.sites, tables.judgement
    check_sites(sites, params)
    own = own_municipalities(tables.municipalities)
    existing = tables.existing[tables.existing["gm_code"].isin(own["gm_code"])]
    chosen = _candidates(sites, tables.ranking, params, tables.rules)
    table = hub_table(tables.hubs, tables.new_hubs, params)
    limit_min = judgement.leaning.team_limit_min
    pairs = pairs_within(chosen, table, tables.hub_travel, params, team_limit_min=limit_min)
    pairs = _allowed(pairs, chosen, table, tables.rules)
    pairs = pairs.assign(local_min=_near_by(pairs, chosen, table, tables.rules))
    check_agreements(params, own["gm_code"], tables.hubs)
    towns = municipality_table(own, existing, params)
    kern_bounds = kern_bounds_of(chosen, tables.kern_load)
    bounds = (
        *with_surplus(municipality_bounds(chosen, towns, params), params, towns),
        *kern_bounds,
        target_bound(chosen, existing, params),
    )
    parts = _parts(chosen, table, pairs, params)
    siting = _siting(chosen, table, pairs, parts, kern_bounds, params)
    left_out = len(sites) - len(chosen) - len(set(params.without) & set(sites["site_id"]))
    return Setup(
        siting=replace(
            siting, bounds=bounds, apart=too_near(chosen, params), moves=moves_of(params)
        ),
        params=params,
        load=judgement.load,
        scale=judgement.leaning.scale,
        sites=chosen,
        hubs=table,
        pair_min=pairs["travel_min"].to_numpy(dtype=float),
        pair_mode=pairs["mode"].to_numpy(dtype=str),
        pair_local=pairs["local_min"].to_numpy(dtype=float),
        parts=parts,
        municipalities=towns,
        left_out=left_out,
        notes=(
            *room_notes(table),
            *_notes(params, judgement.load, left_out),
            *wider_notes(params, tables.rules),
        ),
    )


def _allowed(
    pairs: pd.DataFrame, chosen: pd.DataFrame, table: pd.DataFrame, rules: Rules | None
) -> pd.DataFrame:
    """Keep the pairs that the verdicts allow; a new hub was not judged and may serve any site."""
    if rules is None or pairs.empty:
        return pairs
    kind = pd.Series(table["kind"].to_numpy()[pairs["hub"]], index=pairs.index)
    named = pd.DataFrame(
        {
            "site_id": chosen["site_id"].to_numpy(dtype=str)[pairs["site"]],
            "at": table["at"].to_numpy(dtype=str)[pairs["hub"]],
        },
        index=pairs.index,
    )
    kept = rules.allow(named, is_team=kind == TEAM) | (kind == NEW)
    return pairs[kept].reset_index(drop=True)


def _near_by(
    pairs: pd.DataFrame, chosen: pd.DataFrame, table: pd.DataFrame, rules: Rules | None
) -> Floats:
    """Return how far residents go to what is near by, for the pairs with a mobile team."""
    site_id = chosen["site_id"].to_numpy(dtype=str)[pairs["site"]]
    team = (table["kind"] == TEAM).to_numpy()[pairs["hub"]]
    if rules is None:
        return np.full(len(pairs), np.nan)
    minutes = rules.local_min.reindex(site_id).to_numpy(dtype=float)
    return np.asarray(np.where(team, minutes, np.nan), dtype=float)


def _candidates(
    sites: pd.DataFrame, ranking: pd.DataFrame, params: PlanParams, rules: Rules | None
) -> pd.DataFrame:
    """Return the sites that take part, with score, durability, expected moves and what fits."""
    chosen = shortlist(sites, ranking, per_kern=params.per_kern, keep=params.keep)
    chosen = chosen[~chosen["site_id"].isin(params.without)].reset_index(drop=True)
    room = None if rules is None else rules.fits_places.reindex(chosen["site_id"]).to_numpy()
    return chosen.assign(
        fits_places=pd.array([pd.NA] * len(chosen) if room is None else room, dtype="Float64"),
        score=chosen["score"].fillna(0.0),
        durable=[_durable(row, params) for row in records(chosen)],
        moves=[moves_per_place(row, params) for row in records(chosen)],
    )


def _siting(
    chosen: pd.DataFrame,
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    parts: dict[str, tuple[Floats, Floats, Floats]],
    kern_bounds: list[Bound],
    params: PlanParams,
) -> Siting:
    """Return the model without its bounds: sites, hubs, pairs, and the weighted objective."""
    least, most, fits = site_sizes(chosen, kern_bounds, params)
    weights, count = params.objective, len(table)
    signed = {part: -getattr(weights, part) for part in PARTS}
    signed["suitability"] = weights.suitability
    pair_gain, place_gain, hub_gain = (
        np.sum([signed[part] * parts[part][at] for part in PARTS], axis=0) for at in range(3)
    )
    forced = np.where(chosen["site_id"].isin(params.keep), 1, np.where(fits, -1, 0))
    return Siting(
        least=least,
        most=most,
        durable=chosen["durable"].to_numpy(dtype=bool),
        forced=forced.astype(np.int8),
        pair_site=pairs["site"].to_numpy(dtype=np.int64),
        pair_hub=pairs["hub"].to_numpy(dtype=np.int64),
        pair_gain=pair_gain,
        pair_place_gain=place_gain,
        hub_room=table["room"].to_numpy(dtype=float),
        hub_max_sites=table["max_sites"].to_numpy(dtype=float),
        hub_cost=-hub_gain,
        hub_forced=np.full(count, -1, dtype=np.int8),
        hub_counts=(table["kind"] == NEW).to_numpy(),
        hub_least_durable=np.full(count, float(params.size.cluster_places)),
        open_most=float(params.hubs.new_most),
    )


def _term_years(row: dict[str, Any], params: PlanParams) -> float:
    """Return how long a site lasts; without an end date it is assumed to last."""
    return term_years(row["from_date"], row["until_date"], params.on)


def _durable(row: dict[str, Any], params: PlanParams) -> bool:
    # A few days less for leap years.
    return _term_years(row, params) >= params.size.cluster_years - 0.01


def moves_per_place(row: dict[str, Any], params: PlanParams) -> float:
    """Return how often a place has to be replaced over the horizon: a shorter term costs moves.

    ``row`` has from_date and until_date, ISO days or missing.

    >>> from datetime import date
    >>> params = PlanParams(on=date(2026, 1, 1), horizon_years=10, target=100)
    >>> round(moves_per_place({"from_date": "2027-01-01", "until_date": "2032-01-01"}, params), 2)
    1.0
    """
    years = max(_term_years(row, params), 1 / 12)
    return max(0.0, params.horizon_years / years - 1.0)


def _parts(
    chosen: pd.DataFrame, table: pd.DataFrame, pairs: pd.DataFrame, params: PlanParams
) -> dict[str, tuple[Floats, Floats, Floats]]:
    """Return the raw amount of every named part: per pair chosen, per place, per hub opened."""
    site, hub = pairs["site"].to_numpy(), pairs["hub"].to_numpy()
    score = chosen["score"].to_numpy(dtype=float)[site]
    kind = table["kind"].to_numpy()
    team = (kind == TEAM)[hub]
    # With a mobile team the team travels to the site, and residents to what is near by; what is
    # not known about that adds nothing, and the notes say for how many sites.
    local_min = np.nan_to_num(pairs["local_min"].to_numpy(dtype=float))
    travel_min = pairs["travel_min"].to_numpy(dtype=float) + local_min
    none, no_hub = np.zeros(len(pairs)), np.zeros(len(table))
    million = 1e6
    fixed = (params.cost.site_eur + np.where(team, params.cost.team_eur, 0.0)) / million
    opening = np.where(kind == NEW, params.cost.hub_eur / million, 0.0)
    moves = chosen["moves"].to_numpy(dtype=float)[site]
    return {
        "moves": (none, moves / _PER, no_hub),
        "suitability": (none, score / _PER, no_hub),
        "minutes": (none, travel_min / _PER, no_hub),
        "sites": (none + 1.0, none, no_hub),
        "cost": (fixed, none, opening),
    }


def _notes(params: PlanParams, carrying: LoadParams, left_out: int) -> list[str]:
    load = (
        f"Draagkracht: {number(carrying.kern.middle)} plekken per 1.000 inwoners van een kern "
        f"({carrying.source}), en ten minste {number(carrying.kern_least)}; bestaande opvang telt "
        "mee."
    )
    notes = [
        load,
        "Kosten per locatie, per mobiel team en per nieuwe hub zijn een aanname.",
        "Bij een mobiel team tellen twee reizen: van het team, en van bewoners in de buurt.",
        "Een locatie zonder einddatum telt als duurzaam (aanname).",
    ]
    if left_out:
        kept = "" if params.per_kern is None else f" (per kern de beste {params.per_kern})"
        words = counted(left_out, "kandidaat deed", "kandidaten deden")
        notes.append(f"{words} niet mee: geen score, geen zekere gemeente of niet gekozen{kept}.")
    return notes
