"""What a site, a kern, a municipality and a distance allow: sizes and bounds of the model."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from sites.base.apportion import fair_shares, records
from sites.plan.model.model import INF, Bools, Bound, Chosen, Ints, Move, Siting
from sites.plan.request import PlanError
from sites.scoring.kern_load import kern_of_sites
from sites.settings.plan import PlanParams
from sites.tables.schemas import SEARCH_CELL

_PER: Final = 100.0  # places


def site_sizes(
    chosen: pd.DataFrame, kern_bounds: list[Bound], params: PlanParams
) -> tuple[Ints, Ints, Bools]:
    """Let a search cell take any size in the settings, a real site no more than it holds.

    No site is larger than its kern can carry, or than its surroundings have room for
    (``fits_places``, where known); the flag tells whether its least size fits at all.
    """
    holds = chosen["places"].astype("Float64").fillna(params.size.most).to_numpy(dtype=float)
    cell = (chosen["kind"] == SEARCH_CELL).to_numpy()
    most = np.where(cell, params.size.most, holds)
    least = np.minimum(params.size.least, most).astype(np.int64)
    carries = most.copy()
    for bound in kern_bounds:
        carries[bound.sites] = np.minimum(carries[bound.sites], bound.most)
    if "fits_places" in chosen:
        room = chosen["fits_places"].to_numpy(dtype=float, na_value=np.inf)
        carries = np.minimum(carries, room)
    fits = carries >= least
    return least, np.where(fits, carries, most).astype(np.int64), fits


def municipality_table(
    municipalities: pd.DataFrame, existing: pd.DataFrame, params: PlanParams
) -> pd.DataFrame:
    """Return each municipality with what exists, its share, and its least and most places."""
    towns = municipalities[["gm_code", "name", "population"]].sort_values(
        "gm_code", ignore_index=True
    )
    held = existing.groupby("gm_code")["places"].sum()
    towns["existing"] = held.reindex(towns["gm_code"]).fillna(0).to_numpy(dtype=np.int64)
    towns["share"] = fair_shares(towns, params.asked, params.share)
    least = np.floor(towns["share"] * params.share.least).astype(int)
    most = np.ceil(towns["share"] * params.share.most).astype(int)
    for code, (low, high) in params.share.bounds.items():
        if code not in set(towns["gm_code"]):
            raise PlanError(
                "bounds for {code}: no such municipality; use the code of one in the area",
                code=code,
            )
        least[towns["gm_code"] == code], most[towns["gm_code"] == code] = low, high
    return towns.assign(least=least, most=np.maximum(most, least))


def municipality_bounds(
    chosen: pd.DataFrame, towns: pd.DataFrame, params: PlanParams
) -> list[Bound]:
    """Return per municipality its bounds and its share, in new places; both at a price."""
    bounds = []
    code = chosen["gm_code"].to_numpy()
    for town in records(towns):
        inside = np.flatnonzero(code == town["gm_code"])
        least = max(0.0, float(town["least"] - town["existing"]))
        most = max(0.0, float(town["most"] - town["existing"]))
        price = params.price.municipality
        bounds.append(Bound("gemeente", town["gm_code"], inside, least, most, price, price))
        if params.objective.fairness > 0:
            aim = max(0.0, float(town["share"] - town["existing"]))
            price = params.objective.fairness / _PER
            bounds.append(Bound("verdeling", town["gm_code"], inside, aim, aim, price, price))
    return bounds


def kern_bounds_of(chosen: pd.DataFrame, kern_load: pd.DataFrame) -> list[Bound]:
    """Return what a kern can carry beyond what it carries now; always a limit, never a price.

    ``kern_load`` (``KernLoad``) counts existing places. A kept site in a kern that cannot carry it
    makes the request infeasible, and it says so.
    """
    at = kern_of_sites(chosen, kern_load)
    names, room = kern_load["kern"].to_numpy(), kern_load["room"].to_numpy(dtype=float)
    by_name = sorted({int(row) for row in at if row >= 0}, key=lambda row: (names[row], row))
    return [
        Bound("kern", str(names[row]), np.flatnonzero(at == row), most=float(room[row]))
        for row in by_name
    ]


def too_near(chosen: pd.DataFrame, params: PlanParams) -> Ints | None:
    """Return the pairs of sites that lie nearer than the settings allow; nothing without any."""
    if params.size.apart_m <= 0 or len(chosen) < 2:  # noqa: PLR2004 - a pair
        return None
    tree = cKDTree(chosen[["easting", "northing"]].to_numpy(dtype=float))
    # Exactly the distance is far enough.
    pairs = tree.query_pairs(params.size.apart_m * (1 - 1e-9), output_type="ndarray")
    return np.asarray(np.sort(pairs, axis=1)[np.lexsort(np.sort(pairs, axis=1).T[::-1])], np.int64)


def target_bound(chosen: pd.DataFrame, existing: pd.DataFrame, params: PlanParams) -> Bound:
    """Return the target in new places: more than the task is no merit, less has its price."""
    wanted = max(0.0, float(params.asked - int(existing["places"].sum())))
    return Bound(
        "doel",
        "provincie",
        np.arange(len(chosen)),
        wanted,
        wanted,
        under_price=INF if params.hard_target else params.price.target,
        over_price=params.price.target,
    )


def costless_moves(siting: Siting) -> tuple[Move, ...]:
    """Return the moves of a model at no price."""
    return tuple(replace(move, price=0.0) for move in siting.moves)


def costless_bound(bound: Bound) -> Bound:
    """Return a bound whose prices are nothing; a hard side stays hard."""
    return replace(
        bound,
        under_price=0.0 if np.isfinite(bound.under_price) else INF,
        over_price=0.0 if np.isfinite(bound.over_price) else INF,
        any_gain=0.0,
    )


def costless(siting: Siting) -> Siting:
    """Return the model in which every plan is worth the same: any will do."""
    return replace(
        siting,
        pair_gain=np.zeros(siting.pairs),
        pair_place_gain=np.zeros(siting.pairs),
        hub_cost=np.zeros(siting.hubs),
        bounds=tuple(costless_bound(bound) for bound in siting.bounds),
        moves=costless_moves(siting),
    )


def capped(siting: Siting, plan: Chosen, kind: str) -> Siting:
    """Ask for no more places in all than are wanted, or than the plan has where that is more.

    Else the plan that is best in one respect would be the one that opens everything.
    """
    most = max([float(plan.places.sum()), *_wanted(siting)])
    cap = Bound(kind, "provincie", np.arange(siting.sites), most=most)
    return replace(siting, bounds=(*siting.bounds, cap))


def with_enough(siting: Siting, plan: Chosen, kind: str) -> Siting:
    """Ask for as many places as are wanted, or as the plan has where that is fewer.

    Else the plan that is best in one respect would be the one that opens nothing.
    """
    least = min([float(plan.places.sum()), *_wanted(siting)])
    if siting.least[siting.forced == 1].sum() >= least:  # every plan has as many
        return siting
    more = Bound(kind, "provincie", np.arange(siting.sites), least=least)
    return replace(siting, bounds=(*siting.bounds, more))


def _wanted(siting: Siting) -> list[float]:
    return [bound.least for bound in siting.bounds if bound.kind == "doel"]
