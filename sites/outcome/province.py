"""Cut a run down to one of its provinces: the same figures, of its own gemeenten alone.

Nothing is computed anew but the ranks, which count within the province. Mother locations across
the border stay where some site of the province travels to them.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import shapely
from pandera.typing import DataFrame

from sites.outcome.province_scenario import scenario_of
from sites.tables.answers import Ranking
from sites.tables.filters import own_municipalities
from sites.tables.results import Layers, ProvincePart, RunResult

T = TypeVar("T")
#: What a row is kept by: the first of these columns that the table has.
_KEYS: Final = ("site_id", "from_site", "gm_code", "hub_id", "cluster_id")
#: Groups and tables of a run that are not cut by their rows.
_WHOLE: Final = ("layers", "scenario", "ledger", "plan", "provinces", "withheld")
#: So far around a province its neighbours, villages and facilities go with it, as part of its size.
_AROUND: Final = 0.6

Ids = Mapping[str, frozenset[str]]


def province_result(result: RunResult, part: ProvincePart) -> RunResult:
    """Return the run of one province, with its own ledger and plan, and its own ranks.

    A site that may lie in several gemeenten goes with each province that holds one of them.
    """
    codes = frozenset(part.gm_codes)
    sites = result.sites
    maybe = sites["gm_candidates"].fillna("").str.split("|").map(lambda c: not codes.isdisjoint(c))
    here = sites["gm_code"].isin(codes) | maybe.to_numpy(dtype=bool)
    site_ids = frozenset(sites.loc[here, "site_id"])
    trips = result.hub_travel[result.hub_travel["site_id"].isin(site_ids)]
    near = frozenset(trips.loc[trips["reach"] == "ok", "hub_id"])
    hubs = result.layers.hubs
    hub_ids = near | frozenset(hubs.loc[hubs["gm_code"].isin(codes), "hub_id"])
    groups = result.mothers.loc[result.mothers["site_id"].isin(site_ids), "cluster_id"]
    ids: Ids = {
        "site_id": site_ids,
        "from_site": site_ids,
        "gm_code": codes,
        "hub_id": hub_ids,
        "cluster_id": frozenset(groups.dropna()),
    }
    cut: RunResult = _cut(result, ids)
    used = frozenset(cut.travel["place_id"].dropna())
    return replace(
        cut,
        scenario=scenario_of(result.scenario, part.name, codes, part.target),
        layers=layers_of(result.layers, codes, hub_ids, used),
        ranking=_ranked(cut.ranking, cut.sites, codes),
        ledger=part.ledger,
        plan=part.plan,
        provinces=None,
    )


def layers_of(
    layers: Layers, codes: frozenset[str], hub_ids: frozenset[str], place_ids: frozenset[str]
) -> Layers:
    """Return the layers of one province, with the ring around it that its pages draw."""
    towns = with_roles(layers.municipalities, codes)
    box = _around(towns)
    shapes = towns.geometry.to_numpy()
    towns = towns[shapely.intersects(shapes, box)].reset_index(drop=True)
    at = layers.places
    inside = shapely.intersects_xy(box, at["lon"].to_numpy(float), at["lat"].to_numpy(float))
    places = at[inside | at["place_id"].isin(place_ids).to_numpy()].reset_index(drop=True)
    kernen = layers.kernen[layers.kernen["gm_code"].isin(towns["gm_code"])]
    unplaced = layers.hubs_unplaced
    return replace(
        layers,
        municipalities=towns,
        kernen=kernen.reset_index(drop=True),
        hubs=layers.hubs[layers.hubs["hub_id"].isin(hub_ids)].reset_index(drop=True),
        hubs_unplaced=unplaced[unplaced["gm_code"].isin(codes)].reset_index(drop=True),
        places=places,
        profile=_of(layers.profile, {"gm_code": codes}),
    )


def with_roles(towns: gpd.GeoDataFrame, codes: frozenset[str]) -> gpd.GeoDataFrame:
    """Return all municipalities, those of one province as its own and the others around it."""
    here = towns["gm_code"].isin(codes)
    return gpd.GeoDataFrame(towns.assign(role=here.map({True: "gebied", False: "rondom"})))


def _around(towns: gpd.GeoDataFrame) -> shapely.Polygon:
    west, south, east, north = own_municipalities(towns).total_bounds
    wide, high = _AROUND * (east - west), _AROUND * (north - south)
    box = shapely.box(west - wide, south - high, east + wide, north + high)
    shapely.prepare(box)
    return box


def _cut(value: Any, ids: Ids) -> Any:  # noqa: ANN401 - a run, or a group of its tables
    """Return a group of tables with the rows of these ids alone."""
    changed: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if field.name in _WHOLE:
            continue
        if isinstance(held, pd.DataFrame):
            changed[field.name] = _of(held, ids)
        elif field.name == "sheets":
            changed[field.name] = {k: v for k, v in held.items() if k in ids["site_id"]}
        elif is_dataclass(held) and not isinstance(held, type):
            changed[field.name] = _cut(held, ids)
    return replace(value, **changed)


def _of(table: T, ids: Ids) -> T:
    """Return the rows of a table that are of these ids; one that names none stays whole."""
    frame: Any = table
    key = next((key for key in _KEYS if key in frame.columns and key in ids), None)
    if key is None:
        return table
    kept: T = frame[frame[key].isin(ids[key])].reset_index(drop=True)
    return kept


def _ranked(
    ranking: pd.DataFrame, sites: pd.DataFrame, codes: frozenset[str]
) -> DataFrame[Ranking]:
    """Return the order within the province: the run's own order, counted from 1."""
    home = sites.set_index("site_id")["gm_code"].reindex(ranking["site_id"]).isin(codes).to_numpy()
    rank = ranking["rank"].astype("Float64").where(home).rank(method="first").astype("Int64")
    return DataFrame[Ranking](ranking.assign(rank=rank))
