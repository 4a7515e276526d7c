"""Fetch borders, wijken, buurten and the population grid, as CBS publishes them through PDOK."""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.fetch.features import (
    column,
    figures,
    has_column,
    in_order,
    once,
    people,
    surfaces,
    table_of,
    texts,
)
from geodata.fetch.job import METRIC, Area, Job, Product, area_label
from geodata.files.vector import VECTOR, read_vector
from geodata.readers.borders import PROVINCE_CODE, PROVINCE_NAME
from geodata.store.store import Store
from geodata.web.endpoints import FetchError
from sites.base.codes import GM_CODE
from sites.base.dutch import listed
from sites.base.projection import LONLAT
from sites.tables.aliases import heading_of, plain_heading

PEOPLE: Final = ("aantal_inwoners", "inwoners")
#: What the stored borders call the code and the name of the province of each municipality.
PROVINCE: Final = ("provinciecode", "provincienaam")


def fetch_municipalities(job: Job) -> list[Product]:
    """Return the municipalities of the area with their people, and those of the ring around it."""
    year = {"jaarcode": str(job.settings.year)}
    label = "cbs_gebieden_ogc"
    raw = table_of(job.features(label, "gemeente_gegeneraliseerd", params=year), label)
    table = gpd.GeoDataFrame(
        {
            "gemeentecode": texts(raw, ("statcode", "gemeentecode"), label),
            "gemeentenaam": texts(raw, ("statnaam", "gemeentenaam"), label),
        },
        geometry=surfaces(raw.geometry, label),
        crs=LONLAT,
    ).assign(**_provinces_said(raw))
    once(table["gemeentecode"], label)
    table = table.sort_values("gemeentecode", ignore_index=True)
    is_own, table = _chosen(table, job)
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
    code = texts(raw, ("gemeentecode",), "cbs_wijkbuurt")
    once(code, "cbs_wijkbuurt")
    known = people(raw, PEOPLE, "cbs_wijkbuurt").set_axis(code)
    inwoners = table["gemeentecode"].map(known).astype("Int64")
    table = table.assign(inwoners=inwoners)
    columns = ("gemeentecode", "gemeentenaam", "inwoners", *PROVINCE, "geometry")
    return table[[name for name in columns if name in table.columns]]


def _provinces_said(raw: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Return in which province the source itself says that each municipality lies, if it does."""
    names = zip(PROVINCE, (PROVINCE_CODE, PROVINCE_NAME), strict=True)
    headings = {ours: heading_of(raw.columns, theirs) for ours, theirs in names}
    return {ours: raw[theirs].astype("str") for ours, theirs in headings.items() if theirs}


def _chosen(table: gpd.GeoDataFrame, job: Job) -> tuple[Any, gpd.GeoDataFrame]:
    """Return which municipalities the area means: codes, a polygon file, or a province.

    Behind them the table, with the province where that is what was asked and nothing else says it.
    """
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
        return table["gemeentecode"].isin(codes), table
    asked = None if text.lower().endswith(VECTOR) else _province(text, job)
    shape = _polygon(Path(text)) if asked is None else asked["geometry"]
    # Half of its land decides: generalised borders never fit another file's exactly.
    own = table.geometry.to_crs(METRIC)
    cut = own.intersection(gpd.GeoSeries([shape], crs=LONLAT).to_crs(METRIC).iloc[0])
    inside = cut.area > own.area / 2
    if not inside.any():
        raise FetchError(
            "no municipality lies for more than half inside {value}; check its coordinates",
            value=text[-60:],
        )
    if asked is not None and not set(PROVINCE) & set(table.columns):
        table = table.assign(**{name: pd.Series(asked[name], table.index, "str").where(inside)
                                for name in PROVINCE})  # fmt: skip
    return inside, table


def _polygon(path: Path) -> shapely.Geometry:
    if not path.is_file():
        raise FetchError(
            "area file {file} does not exist; give a province, GM codes or a polygon file",
            file=path.name,
        )
    return shapely.union_all(read_vector(path).to_crs(LONLAT).geometry.to_numpy())


def provinces_of_year(job: Job) -> gpd.GeoDataFrame:
    """Return the provinces of the year: provinciecode, provincienaam and border, by code."""
    year, label = {"jaarcode": str(job.settings.year)}, "cbs_gebieden_ogc"
    raw = table_of(job.features(label, "provincie_gegeneraliseerd", params=year), "cbs")
    fields = zip(PROVINCE, ("statcode", "statnaam"), strict=True)
    table = gpd.GeoDataFrame(
        {ours: texts(raw, (theirs,), label) for ours, theirs in fields},
        geometry=surfaces(raw.geometry, label), crs=LONLAT,
    )  # fmt: skip
    for name in PROVINCE:
        once(table[name].str.casefold(), label)
    return table.sort_values(PROVINCE[0], ignore_index=True)


def province_row(text: str, provinces: pd.DataFrame) -> Any:  # noqa: ANN401 - a row or None
    """Return the province of that name or code, whatever its capitals; None for another text.

    >>> provinces = pd.DataFrame({"provinciecode": ["PV26"], "provincienaam": ["Utrecht"]})
    >>> province_row(" utrecht", provinces)["provinciecode"], province_row("PV27", provinces)
    ('PV26', None)
    """
    meant = text.strip().casefold()
    is_it = [provinces[name].str.casefold() == meant for name in PROVINCE]
    found = provinces[is_it[0] | is_it[1]]
    return None if found.empty else found.iloc[0]


def _province(text: str, job: Job) -> Any:  # noqa: ANN401 - a row
    """Return the province of that name or code; refuse another text, with the names."""
    provinces = provinces_of_year(job)
    found = province_row(text, provinces)
    if found is None:
        raise FetchError(
            "area {value!r} is no province; choose {names}, GM codes or a file",
            value=text,
            names=", ".join(sorted(provinces["provincienaam"])),
        )
    return found


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
    raw = raw[texts(raw, ("gemeentecode",), label).isin(area.codes())]
    if raw.empty:
        raise FetchError(
            "{label}: none of the {collection} lies in {area}; check the year",
            label=label,
            collection=collection,
            area=area.name,
        )
    named = {
        f"{kind}code": texts(raw, (f"{kind}code",), label),
        f"{kind}naam": texts(raw, (f"{kind}naam",), label),
        "gemeentecode": texts(raw, ("gemeentecode",), label),
        "inwoners": people(raw, PEOPLE, label),
    }
    once(named[f"{kind}code"], label)
    taken = {plain_heading(c) for c in (*named, *PEOPLE, "geometry")}
    others = {
        str(c): figures(raw[c])
        for c in sorted(raw.columns, key=str)
        if plain_heading(c) not in taken and pd.api.types.is_numeric_dtype(raw[c])
    }
    table = gpd.GeoDataFrame(named | others, geometry=surfaces(raw.geometry, label), crs=LONLAT)
    _at_home(table, area, label)
    date = f"{job.settings.year}-01-01"
    draft = job.draft(label, data_date=date)
    return [Product(draft, in_order(table, f"{kind}code"), key=f"{kind}code", noun=noun)]


def _at_home(table: gpd.GeoDataFrame, area: Area, label: str) -> None:
    """Refuse a wijk or buurt that does not touch the municipality it says it is in."""
    homes = area.own.set_index("gemeentecode").geometry.reindex(table["gemeentecode"])
    astray = int((~shapely.intersects(homes.to_numpy(), table.geometry.to_numpy())).sum())
    if astray:
        raise FetchError(
            "{source} sends {astray} of {count} rows outside their own municipality; another year "
            "or CRS? try again later",
            source=label, astray=astray, count=len(table),
        )  # fmt: skip


def fetch_grid(job: Job) -> list[Product]:
    """Return the inhabited squares of 100 m whose centre lies in the area."""
    area, label = job.here, "cbs_vierkant"
    source = job.source(label)
    names = job.json(f"{source.address}/collections", source, _collections, params={"f": "json"})
    wanted = [name for name in names if str(job.settings.year) in name] or names[-1:]
    raw = table_of(job.features(label, wanted[0], params={"bbox": area.box()}), label)
    raw = raw.set_geometry(surfaces(raw.geometry, label), crs=LONLAT)
    raw = raw[shapely.contains_properly(area.shape, shapely.centroid(raw.geometry.to_numpy()))]
    if raw.empty:
        raise FetchError(
            "{label}: no inhabited square lies in {area}; check the area",
            label=label,
            area=area.name,
        )
    code = texts(raw, ("crs28992res100m", "vierkant", "code"), label)
    once(code, label)
    table = gpd.GeoDataFrame(
        {"vierkant": code, "inwoners": people(raw, PEOPLE, label)},
        geometry=raw.geometry.to_numpy(), crs=LONLAT,
    )  # fmt: skip
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


def _collections(content: Any) -> list[str]:  # noqa: ANN401 - any JSON
    """Return the names of the collections that a service lists."""
    listed_there = content.get("collections") if isinstance(content, dict) else None
    rows = listed_there if isinstance(listed_there, list) else []
    names = sorted(str(row["id"]) for row in rows if isinstance(row, dict) and row.get("id"))
    if not names:
        raise FetchError(
            "cbs_vierkant lists no collection; the service has changed or is down",
        )
    return names


def _is_land(raw: pd.DataFrame) -> pd.Series:
    if not has_column(raw, "water"):
        return pd.Series(data=True, index=raw.index)
    return column(raw, ("water",), "cbs").astype("str").str.upper() != "JA"
