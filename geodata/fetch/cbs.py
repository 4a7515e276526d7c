"""Fetch borders, wijken, buurten and the population grid, as CBS publishes them through PDOK."""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.fetch.job import (
    METRIC,
    Area,
    Job,
    Product,
    area_label,
    column,
    has_column,
    in_order,
    table_of,
)
from geodata.files.vector import VECTOR, read_vector
from geodata.store.store import Store
from geodata.web.endpoints import FetchError
from sites.base.codes import GM_CODE
from sites.base.dutch import listed
from sites.base.projection import LONLAT
from sites.tables.aliases import plain_heading

#: CBS writes -99995, -99997 and the like where it does not say.
SENTINEL: Final = -99_990
PEOPLE: Final = ("aantal_inwoners", "inwoners")


def fetch_municipalities(job: Job) -> list[Product]:
    """Return the municipalities of the area with their people, and those of the ring around it."""
    year = {"jaarcode": str(job.settings.year)}
    raw = table_of(job.features("cbs_gebieden_ogc", "gemeente_gegeneraliseerd", params=year), "cbs")
    table = gpd.GeoDataFrame(
        {
            "gemeentecode": column(raw, ("statcode", "gemeentecode"), "cbs_gebieden_ogc"),
            "gemeentenaam": column(raw, ("statnaam", "gemeentenaam"), "cbs_gebieden_ogc"),
        },
        geometry=shapely.make_valid(raw.geometry.to_numpy()),
        crs=LONLAT,
    )
    twice = table["gemeentecode"].duplicated()
    if twice.any():
        raise FetchError(
            "cbs_gebieden_ogc sends {twice} municipalities twice; is it one year?",
            twice=int(twice.sum()),
        )
    table = table.sort_values("gemeentecode", ignore_index=True)
    is_own = _chosen(table, job)
    own = table[is_own]
    metric = table.geometry.to_crs(METRIC)
    near = metric.distance(shapely.union_all(metric[is_own].to_numpy())) <= job.settings.ring_m
    both = _with_people(table[near | is_own], job)
    noun = ("gemeente", "gemeenten")
    own_rows = both["gemeentecode"].isin(own["gemeentecode"])
    date = f"{job.settings.year}-01-01"
    draft = job.draft("cbs_gebieden_ogc", data_date=date)
    products = [Product(draft, in_order(both[own_rows], "gemeentecode"), key="gemeentecode",
                        noun=noun)]  # fmt: skip
    if not own_rows.all():
        around = in_order(both[~own_rows], "gemeentecode")
        beside = draft.model_copy(update={"layer": "neighbours"})
        products.append(Product(beside, around, key="gemeentecode", noun=noun))
    return products


def _with_people(table: gpd.GeoDataFrame, job: Job) -> gpd.GeoDataFrame:
    """Add inhabitants from the key figures; a municipality without them keeps unknown."""
    west, south, east, north = table.total_bounds
    box = {"bbox": f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}"}
    raw = table_of(job.features("cbs_wijkbuurt", "gemeenten", params=box), "cbs_wijkbuurt")
    raw = raw[_is_land(raw)]
    code = column(raw, ("gemeentecode",), "cbs_wijkbuurt").astype("str").str.strip()
    people = _figures(column(raw, PEOPLE, "cbs_wijkbuurt"))
    known = pd.Series(people.to_numpy(), index=code).groupby(level=0).first()
    inwoners = table["gemeentecode"].map(known).astype("Int64")
    return table.assign(inwoners=inwoners)[["gemeentecode", "gemeentenaam", "inwoners", "geometry"]]


def _chosen(table: gpd.GeoDataFrame, job: Job) -> Any:  # noqa: ANN401 - a mask
    """Return which municipalities the area means: codes, a polygon file, or a province."""
    text = job.area_text.strip()
    codes = [part.strip().upper() for part in text.split(",")]
    if all(re.match(GM_CODE, code) for code in codes):
        absent = sorted(set(codes) - set(table["gemeentecode"]))
        if absent:
            raise FetchError(
                "{listed} does not exist in {year}; codes change on 1 Jan",
                listed=listed(absent),
                year=job.settings.year,
            )
        return table["gemeentecode"].isin(codes)
    shape = _polygon(Path(text)) if text.lower().endswith(VECTOR) else _province(text, job)
    # Half of its land decides: generalised borders never fit another file's exactly.
    own = table.geometry.to_crs(METRIC)
    cut = own.intersection(gpd.GeoSeries([shape], crs=LONLAT).to_crs(METRIC).iloc[0])
    inside = cut.area > own.area / 2
    if not inside.any():
        raise FetchError(
            "no municipality lies for more than half inside {value}; check its coordinates",
            value=text[-60:],
        )
    return inside


def _polygon(path: Path) -> shapely.Geometry:
    if not path.is_file():
        raise FetchError(
            "area file {file} does not exist; give a province, GM codes or a polygon file",
            file=path.name,
        )
    return shapely.union_all(read_vector(path).to_crs(LONLAT).geometry.to_numpy())


def _province(text: str, job: Job) -> shapely.Geometry:
    """Return the border of the province of that name; refuse another text, with the names."""
    year = {"jaarcode": str(job.settings.year)}
    raw = table_of(
        job.features("cbs_gebieden_ogc", "provincie_gegeneraliseerd", params=year), "cbs"
    )
    names = column(raw, ("statnaam",), "cbs_gebieden_ogc").astype("str")
    found = raw.geometry.to_numpy()[names.str.casefold() == text.casefold()]
    if len(found) != 1:
        raise FetchError(
            "area {value!r} is no province; choose {names}, GM codes or a file",
            value=text,
            names=", ".join(sorted(names)),
        )
    return shapely.make_valid(found[0])


def stored_area(store: Store, text: str, ring_m: float) -> Area | None:
    """Return the area from the stored borders; None where they are absent or of another area."""
    own = store.manifest_or_none("municipalities")
    if own is None or own.area.casefold() != area_label(text).casefold():
        return None
    table = store.table("municipalities")
    around = store.manifest_or_none("neighbours")
    ring = table.iloc[:0]
    if around is not None and around.area == own.area:
        ring = store.table("neighbours")
    return Area(text, table, ring, ring_m, {"municipalities": own.sha256})


def fetch_wijken(job: Job) -> list[Product]:
    """Return wijken with all their figures."""
    return _districts(job, "wijken", "wijk", ("wijk", "wijken"))


def fetch_buurten(job: Job) -> list[Product]:
    """Return buurten with all their figures."""
    return _districts(job, "buurten", "buurt", ("buurt", "buurten"))


def _districts(job: Job, collection: str, kind: str, noun: tuple[str, str]) -> list[Product]:
    area, label = job.here, "cbs_wijkbuurt"
    raw = table_of(job.features(label, collection, params={"bbox": area.box()}), label)
    raw = raw[_is_land(raw)]
    gemeente = column(raw, ("gemeentecode",), label).astype("str").str.strip()
    raw = raw[gemeente.isin(area.codes())]
    if raw.empty:
        raise FetchError(
            "{label}: none of the {collection} lies in {area}; check the year",
            label=label,
            collection=collection,
            area=area.name,
        )
    named = {
        f"{kind}code": column(raw, (f"{kind}code",), label).astype("str").str.strip(),
        f"{kind}naam": column(raw, (f"{kind}naam",), label).astype("str"),
        "gemeentecode": column(raw, ("gemeentecode",), label).astype("str").str.strip(),
        "inwoners": _figures(column(raw, PEOPLE, label)).astype("Int64"),
    }
    taken = {plain_heading(c) for c in (*named, *PEOPLE, "geometry")}
    others = {
        str(c): _figures(raw[c])
        for c in sorted(raw.columns, key=str)
        if plain_heading(c) not in taken and pd.api.types.is_numeric_dtype(raw[c])
    }
    table = gpd.GeoDataFrame(
        named | others, geometry=shapely.make_valid(raw.geometry.to_numpy()), crs=LONLAT
    )
    date = f"{job.settings.year}-01-01"
    draft = job.draft(label, data_date=date)
    return [Product(draft, in_order(_polygons(table), f"{kind}code"), key=f"{kind}code", noun=noun)]


def _polygons(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the polygons that a repair may have left beside lines and points."""
    kinds = shapely.get_type_id(table.geometry.to_numpy())
    mixed = kinds == 7  # noqa: PLR2004 - a geometry collection
    if not mixed.any():
        return table
    shapes = np.array(table.geometry.to_numpy(), dtype=object)
    for i in np.flatnonzero(mixed):
        parts = shapely.get_parts(shapes[i])
        shapes[i] = shapely.union_all(parts[np.isin(shapely.get_type_id(parts), (3, 6))])
    return table.set_geometry(shapes, crs=table.crs)


def fetch_grid(job: Job) -> list[Product]:
    """Return the inhabited squares of 100 m whose centre lies in the area."""
    area, label = job.here, "cbs_vierkant"
    source = job.source(label)
    listed_there = job.json(f"{source.address}/collections", source, params={"f": "json"})
    names = sorted(str(c.get("id", "")) for c in listed_there.get("collections", ()))
    if not names:
        raise FetchError(
            "{label} lists no collection; the service has changed or is down",
            label=label,
        )
    wanted = [name for name in names if str(job.settings.year) in name] or names[-1:]
    raw = table_of(job.features(label, wanted[0], params={"bbox": area.box()}), label)
    centre = shapely.centroid(raw.geometry.to_numpy())
    raw = raw[shapely.contains_properly(area.shape, centre)]
    people = _figures(column(raw, PEOPLE, label)).astype("Int64")
    code = column(raw, ("crs28992res100m", "vierkant", "code"), label).astype("str")
    table = gpd.GeoDataFrame(
        {"vierkant": code, "inwoners": people}, geometry=raw.geometry.to_numpy(), crs=LONLAT
    )
    # A square with too few people to publish is kept: unknown is not zero.
    table = table[table["inwoners"].isna() | (table["inwoners"] > 0)]
    if table.empty:
        raise FetchError(
            "{label}: no inhabited square lies in {area}; check the area",
            label=label,
            area=area.name,
        )
    return [Product(job.draft(label), in_order(table, "vierkant"), key="vierkant",
                    noun=("vierkant", "vierkanten"))]  # fmt: skip


def _is_land(raw: pd.DataFrame) -> pd.Series:
    if not has_column(raw, "water"):
        return pd.Series(data=True, index=raw.index)
    return column(raw, ("water",), "cbs").astype("str").str.upper() != "JA"


def _figures(values: pd.Series) -> pd.Series:
    """Return numbers; a sentinel is missing, and so is text such as "<5"."""
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    return numbers.where(numbers > SENTINEL)
