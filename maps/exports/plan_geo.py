"""Write a plan as geodata: its sites as points, and the lines to what each site leans on."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.base import words
from maps.base.blocks import rows_of
from maps.content.plan_views import letters_of
from maps.exports.as_shown import as_shown
from maps.exports.schemas import PlanSheet
from sites.tables.columns import headings
from sites.tables.filters import names_by
from sites.tables.results import RunResult

DEGREES = "EPSG:4326"
#: The columns of a plan's file that hold names, by the ids that they stand for.
NAMED: Final = {"site_id": "name", "hub_id": "hub_name"}


def plan_parquet_bytes(result: RunResult, rows: pd.DataFrame) -> bytes:
    """Return the rows of a plan as GeoParquet: their columns, names, and the site as a point.

    Same rows, same bytes. A site that the run does not have has no point and no name.
    """
    table = rows.reset_index(drop=True)
    hubs = names_by(result.layers.hubs, "hub_id")
    if result.plan is not None and result.plan.new_hubs is not None:
        hubs |= names_by(result.plan.new_hubs, "hub_id")
    for (ident, name), names in zip(
        NAMED.items(), (names_by(result.sites, "site_id"), hubs), strict=True
    ):
        table[name] = table[ident].map(names).astype("str")
    layer = gpd.GeoDataFrame(table, geometry=_spots(result, table["site_id"]), crs=DEGREES)
    memory = io.BytesIO()
    layer.to_parquet(memory, index=False, compression="zstd")
    return memory.getvalue()


@dataclass(frozen=True, eq=False)
class GeoLayer:
    """One layer of geodata in degrees, with the Dutch headings of its columns."""

    name: str
    table: gpd.GeoDataFrame
    headings: Mapping[str, str]


def plan_layers(result: RunResult) -> tuple[GeoLayer, ...]:
    """Return the layers plan_locaties and plan_spaken in degrees; none without a plan.

    A line goes from a site to its mother location or new hub, and is there only where both
    positions are known: a location for minors has none.
    """
    if result.plan is None or result.plan.rows.empty:
        return ()
    plan = result.plan.rows
    rows: pd.DataFrame = plan[plan["opened"].astype(bool)].reset_index(drop=True)
    names = names_by(result.sites, "site_id")
    hubs = hubs_of(result)
    hub_names = {key: str(row["name"]) for key, row in hubs.items()}
    rows.insert(1, "name", rows["site_id"].map(names))
    rows.insert(2, "letter", _letters(result, rows))
    rows["hub_name"] = rows["hub_id"].map(hub_names)
    rows["mode"] = rows["mode"].map(words.MODE).fillna(rows["mode"])
    rows = as_shown(with_draws(result, rows), PlanSheet)  # as the sheet "Plan" and the pages
    sites = gpd.GeoDataFrame(
        rows.drop(columns="opened"), geometry=_spots(result, rows["site_id"]), crs=DEGREES
    )
    ends = np.array([_spot(hubs.get(str(hub))) for hub in rows["hub_id"]], dtype=object)
    starts = sites.geometry.to_numpy()
    known = np.array([a is not None and b is not None for a, b in zip(starts, ends, strict=True)])
    lines = [shapely.LineString([a, b]) for a, b in zip(starts[known], ends[known], strict=True)]
    columns = ["plan", "site_id", "name", "hub_id", "hub_name", "leaning", "travel_min", "mode",
               "places", "cluster_id"]  # fmt: skip
    spokes = gpd.GeoDataFrame(
        rows.loc[known, columns].reset_index(drop=True), geometry=lines, crs=DEGREES
    )
    titles = headings(PlanSheet)
    return GeoLayer("plan_locaties", sites, titles), GeoLayer("plan_spaken", spokes, titles)


def with_draws(result: RunResult, rows: pd.DataFrame) -> pd.DataFrame:
    """Put beside each site in which share of the draws it is in a plan, where that was asked."""
    if result.plan is None or result.plan.no_regret is None:
        return rows
    shares = result.plan.no_regret.shares
    shares = shares[shares["kind"] == "locatie"].set_index("id")
    at = {"draw_share": "share", "draw_verdict": "verdict"}
    return rows.assign(**{name: rows["site_id"].map(shares[key]) for name, key in at.items()})


def _letters(result: RunResult, rows: pd.DataFrame) -> pd.Series:
    """Return the letter that each site of each plan has on the page of the whole area."""
    rank = result.ranking["rank"].fillna(0).astype(int)
    ranks = dict(zip(result.ranking["site_id"], rank.tolist(), strict=True))
    found = pd.Series("", index=rows.index, dtype="str")
    for _, part in rows.groupby("plan", sort=False):
        letters = letters_of(part["site_id"], ranks)
        found[part.index] = part["site_id"].map(letters)
    return found


def _spots(result: RunResult, site_ids: pd.Series) -> list[shapely.Point | None]:
    at = result.sites.set_index("site_id")[["lon", "lat"]].reindex(site_ids)
    return [
        None if np.isnan(lon) or np.isnan(lat) else shapely.Point(lon, lat)
        for lon, lat in at.to_numpy(dtype=float)
    ]


def hubs_of(result: RunResult) -> dict[str, dict[str, object]]:
    """Return name and position of each hub that may be drawn."""
    found: dict[str, dict[str, object]] = {}
    hubs = result.layers.hubs
    shown = hubs[~hubs["is_amv"].astype(bool)]
    for row in (*rows_of(shown), *rows_of(None if result.plan is None else result.plan.new_hubs)):
        found[str(row["hub_id"])] = {key: row[key] for key in ("name", "lon", "lat")}
    return found


def _spot(hub: dict[str, object] | None) -> shapely.Point | None:
    if hub is None or hub["lon"] is None or hub["lat"] is None:
        return None
    return shapely.Point(float(str(hub["lon"])), float(str(hub["lat"])))
