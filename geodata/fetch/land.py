"""Fetch what lies on the ground: nature, water, buildings; and the public transport timetable."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geodata.fetch.features import (
    column,
    has_column,
    in_order,
    in_this_country,
    table_of,
    texts,
)
from geodata.fetch.job import Job, Product
from geodata.files.files import head
from geodata.gtfs.load import feed_calendar
from geodata.gtfs.zip import FeedLimits, FeedZip
from geodata.web.endpoints import Endpoint, FetchError
from sites.base.boundary import reading
from sites.base.dutch import day
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import LONLAT

#: Buildings worth a look: this large, and of a use that can become reception.
MIN_AREA_M2: Final = 1000
USES: Final = (
    "kantoorfunctie", "logiesfunctie", "gezondheidszorgfunctie", "onderwijsfunctie",
    "bijeenkomstfunctie", "overige gebruiksfunctie",
)  # fmt: skip
GML_TYPES: Final = ("xml", "gml", "octet-stream")
ZIP_TYPES: Final = ("zip", "octet-stream")
#: Without one of these a feed is no timetable, whatever its calendar says.
FEED: Final = ("stops.txt", "routes.txt", "trips.txt", "stop_times.txt")


def fetch_natura2000(job: Job) -> list[Product]:
    """Return the Natura 2000 areas that touch the area."""
    raw = table_of(job.wfs("natura2000", "natura2000:natura2000", job.here.box()), "natura2000")
    names = ("naam", "naamN2K", "naam_n2k")
    name = column(raw, names, "natura2000").astype("str")
    return [_shapes(job, "natura2000", name, raw, "natuur")]


def fetch_nnn(job: Job) -> list[Product]:
    """Return Natuurnetwerk Nederland inside the area, from one file for the country."""
    source = job.source("nnn")
    _, raw = job.file(source, "nnn.gml", GML_TYPES, lambda path: _gml(path, source))
    name = pd.Series("Natuurnetwerk Nederland", index=raw.index)
    return [_shapes(job, "nnn", name, raw, "natuur")]


def _gml(path: Path, source: Endpoint) -> gpd.GeoDataFrame:
    """Return the shapes of a GML file in EPSG:4326."""
    import pyogrio  # noqa: PLC0415 - GDAL, for GML alone

    if b"<" not in head(path, 200) or b"html" in head(path, 400).lower():
        raise FetchError("nnn sent no GML; the source may be down")
    with reading("nnn", say("try again later"), error=FetchError):
        # GDAL would fetch the schema that a GML names, past every check of ours.
        raw = pyogrio.read_dataframe(path, DOWNLOAD_SCHEMA="NO")
        placed = None if raw.empty or raw.crs is None else raw.to_crs(LONLAT)
    if placed is None:
        raise FetchError("nnn sent GML without shapes or without a CRS; the old layer is kept")
    if len(raw) > source.max_rows:
        raise FetchError(
            "nnn sends {raw_count} rows, the limit is {max_rows}; not used",
            raw_count=len(raw),
            max_rows=source.max_rows,
        )
    in_this_country(placed.geometry.to_numpy(), "nnn")
    return placed


def fetch_water(job: Job) -> list[Product]:
    """Return the surfaces of water of TOP10NL."""
    box = {"bbox": job.here.box()}
    raw = table_of(job.features("top10nl", "waterdeel_vlak", params=box), "top10nl")
    name = column(raw, ("naam",), "top10nl") if has_column(raw, "naam") else None
    text = pd.Series("water", index=raw.index) if name is None else name.astype("str")
    return [_shapes(job, "top10nl", text.fillna("water"), raw, "water")]


def _shapes(job: Job, source: str, name: pd.Series, raw: gpd.GeoDataFrame, kind: str) -> Product:
    """Return polygons that touch the area, with a name and a kind."""
    table = gpd.GeoDataFrame(
        {"naam": name.to_numpy(), "kind": kind},
        geometry=shapely.make_valid(shapely.force_2d(raw.geometry.to_numpy())),
        crs=LONLAT,
    ).explode(ignore_index=True)
    surface = shapely.get_dimensions(table.geometry.to_numpy()) == 2  # noqa: PLR2004 - surfaces
    area = job.here.shape
    shapely.prepare(area)
    table = table[surface & shapely.intersects(area, table.geometry.to_numpy())]
    if table.empty:
        raise FetchError(
            "{source}: no shape touches {here}; the old layer is kept",
            source=source,
            here=job.here.name,
        )
    corner = shapely.bounds(table.geometry.to_numpy())
    table = table.assign(west=corner[:, 0], south=corner[:, 1])
    table = in_order(table, "naam", "west", "south").drop(columns=["west", "south"])
    return Product(job.draft(source), table, noun=("gebied", "gebieden"))


def fetch_buildings(job: Job) -> list[Product]:
    """Return large non-dwellings of the BAG as points: use, floor area in m2, status."""
    box = {"bbox": job.here.box()}
    kept = job.features("pdok_bag_ogc", "verblijfsobject", params=box, keep=worth_a_look)
    raw = table_of(kept, "pdok_bag_ogc")
    label = "pdok_bag_ogc"
    table = gpd.GeoDataFrame(
        {
            "identificatie": texts(raw, ("identificatie",), label),
            "gebruiksdoel": column(raw, ("gebruiksdoel",), label).map(_words).astype("str"),
            "oppervlakte_m2": pd.to_numeric(column(raw, ("oppervlakte",), label)).astype("Int64"),
            "status": column(raw, ("status",), label).astype("str"),
        },
        geometry=shapely.centroid(raw.geometry.to_numpy()),
        crs=LONLAT,
    )
    table["gemeentecode"] = job.here.municipality_of(table)
    table = table[table["gemeentecode"].isin(job.here.codes())].drop_duplicates("identificatie")
    if table.empty:
        raise FetchError(
            "pdok_bag_ogc: no large building in {here}; the old layer is kept",
            here=job.here.name,
        )
    return [Product(job.draft(label), in_order(table, "identificatie"), key="identificatie",
                    noun=("gebouw", "gebouwen"))]  # fmt: skip


def _words(value: Any) -> str:  # noqa: ANN401 - text or a list of texts
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def worth_a_look(feature: dict[str, Any]) -> bool:
    """Say whether a verblijfsobject can become reception: large, standing, and no dwelling.

    >>> building = {"gebruiksdoel": "kantoorfunctie", "oppervlakte": 1200, "status": "in gebruik"}
    >>> worth_a_look({"properties": building})
    True
    >>> worth_a_look({"properties": building | {"status": "Verblijfsobject ingetrokken"}})
    False
    """
    facts = feature.get("properties") or {}
    missing = [name for name in ("gebruiksdoel", "oppervlakte", "status") if name not in facts]
    if missing:
        raise FetchError(
            "pdok_bag_ogc has no field {missing} any more; a new version is needed",
            missing=missing[0],
        )
    size = facts["oppervlakte"]
    # The register writes 999999 and 1 where the size is not known.
    known = isinstance(size, int | float) and MIN_AREA_M2 <= size < 999_000  # noqa: PLR2004
    gone = any(
        word in str(facts["status"]).lower() for word in ("ingetrokken", "niet gerealiseerd")
    )
    return known and not gone and any(use in _words(facts["gebruiksdoel"]) for use in USES)


def fetch_transit(job: Job) -> list[Product]:
    """Return the GTFS feed as it is, once its calendar can be read."""
    source = job.source("gtfs_nl")
    path, (first, last) = job.file(source, "gtfs.zip", ZIP_TYPES, _valid_days)
    days = (last - first).days + 1
    note = f"dienstregeling van {day(first)} tot en met {day(last)}"
    draft = job.draft("gtfs_nl", notes=(note,), inputs={}, data_date=first.isoformat())
    return [Product(draft, file=path, rows=days, noun=("dag", "dagen"))]


def _valid_days(path: Path) -> tuple[date, date]:
    """Return the first and last day of a feed that has the files of a timetable."""
    limits = FeedLimits()
    try:
        with FeedZip(path, limits) as feed:
            if absent := [name for name in FEED if name not in feed]:
                raise FetchError(
                    "gtfs_nl sent a feed without {absent}; try again later", absent=absent[0]
                )
        return feed_calendar(path, limits).valid()
    except InputFileError as error:
        raise FetchError(error.message) from None
