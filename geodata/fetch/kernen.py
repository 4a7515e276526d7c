"""Make kernen from what was fetched: the people of each buurt go to the nearest named place."""

import geopandas as gpd
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geodata.fetch.features import in_order
from geodata.fetch.job import METRIC, Job, Product
from geodata.web.endpoints import FetchError

SETTLEMENTS = ("city", "town", "village")


def fetch_kernen(job: Job) -> list[Product]:
    """Return a kern per place name and municipality; nothing is asked of any source.

    A buurt belongs to the nearest place of its own municipality. A buurt whose people CBS does not
    publish adds nobody, and the manifest counts how many those are.
    """
    inputs = dict(job.here.inputs)
    for name in ("names", "buurten"):
        manifest = job.store.manifest_or_none(name)
        if manifest is None:
            raise FetchError(
                "kernen are made from names and buurten; fetch {name} first",
                name=name,
            )
        inputs[name] = manifest.sha256
    names, buurten = job.store.table("names"), job.store.table("buurten")
    names = names[names["soort"].isin(SETTLEMENTS)].reset_index(drop=True)
    names["gm_code"] = job.here.municipality_of(names)
    parts = [
        _people(names[names["gm_code"] == code], rows)
        for code, rows in buurten.groupby("gemeentecode", sort=True)
    ]
    absent = sorted(set(buurten["gemeentecode"]) - set(names["gm_code"].dropna()))
    table = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=names.crs)
    if absent or table.empty:
        raise FetchError(
            "OpenStreetMap names no place in {absent} ({absent_count} in all)",
            absent=", ".join(absent[:3]),
            absent_count=len(absent),
        )
    unknown = int(buurten["inwoners"].isna().sum())
    draft = job.draft(
        "overpass", inputs=inputs, source="CBS, buurten; © OpenStreetMap-bijdragers, namen",
        notes=(f"{unknown} buurten zonder gepubliceerd aantal inwoners",),
    )  # fmt: skip
    return [Product(draft, in_order(table, "gm_code", "kern"), noun=("kern", "kernen"))]


def _people(names: gpd.GeoDataFrame, buurten: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the kernen of one municipality; of two places with one name the first stays."""
    kept = names.sort_values("osm_id").drop_duplicates("naam").reset_index(drop=True)
    if kept.empty:
        return gpd.GeoDataFrame({"kern": [], "gm_code": [], "inwoners": []}, geometry=[], crs=4326)
    spots = shapely.get_coordinates(kept.geometry.to_crs(METRIC).to_numpy())
    centres = shapely.centroid(buurten.geometry.to_crs(METRIC).to_numpy())
    _, nearest = cKDTree(spots).query(shapely.get_coordinates(centres))
    people = buurten["inwoners"].fillna(0).groupby(nearest).sum().reindex(kept.index, fill_value=0)
    return gpd.GeoDataFrame(
        {"kern": kept["naam"], "gm_code": kept["gm_code"], "inwoners": people.astype("Int64")},
        geometry=kept.geometry.to_numpy(),
        crs=kept.crs,
    )
