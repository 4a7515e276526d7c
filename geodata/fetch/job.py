"""What every fetcher works with: a client, a folder for unfinished downloads, paging, an area."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import geopandas as gpd
import pandas as pd
import shapely

from geodata.files.swap import write_whole
from geodata.files.vector import VECTOR
from geodata.store.store import Draft, Store
from geodata.web.endpoints import Endpoint, FetchError, FetchSettings, endpoint
from geodata.web.http import Answer, Client, parse_json
from sites.base.projection import LONLAT
from sites.tables.aliases import heading_of

METRIC: Final = "EPSG:28992"
#: A WFS of PDOK answers 400 past this many features: the box must be split.
WFS_LIMIT: Final = 50_000
CSV_TYPES: Final = ("csv", "octet-stream", "text/plain", "excel")
Features = list[dict[str, Any]]
Keep = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class Area:
    """The municipalities asked for, and those in the ring around them (EPSG:4326).

    ``own`` and ``ring`` have columns gemeentecode, gemeentenaam, geometry.
    """

    name: str
    own: gpd.GeoDataFrame
    ring: gpd.GeoDataFrame
    ring_m: float
    inputs: dict[str, str]

    @property
    def shape(self) -> Any:  # noqa: ANN401 - shapely
        """Return the area itself."""
        return shapely.union_all(self.own.geometry.to_numpy())

    @property
    def reach(self) -> Any:  # noqa: ANN401 - shapely
        """Return the area with its ring."""
        metric = gpd.GeoSeries([self.shape], crs=LONLAT).to_crs(METRIC)
        return metric.buffer(self.ring_m).simplify(50).to_crs(LONLAT).iloc[0]

    def box(self, *, with_ring: bool = False) -> str:
        """Return west,south,east,north in degrees, as the services ask for it."""
        west, south, east, north = (self.reach if with_ring else self.shape).bounds
        return f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}"

    def codes(self, *, with_ring: bool = False) -> set[str]:
        """Return the municipalities' codes."""
        parts = [self.own, self.ring] if with_ring else [self.own]
        return {str(code) for part in parts for code in part["gemeentecode"]}

    def municipality_of(self, table: gpd.GeoDataFrame) -> pd.Series:
        """Return the code of the municipality under each point, missing outside all of them.

        A point on a border belongs to the lowest code.
        """
        both = pd.concat([self.own, self.ring], ignore_index=True)
        both = both.sort_values("gemeentecode", ignore_index=True)
        tree = shapely.STRtree(both.geometry.to_numpy())
        points, found = tree.query(table.geometry.to_numpy(), predicate="intersects")
        pairs = pd.DataFrame({"point": points, "found": found}).sort_values(["point", "found"])
        first = pairs.drop_duplicates("point")
        codes = pd.Series(
            both["gemeentecode"].to_numpy()[first["found"]], index=first["point"], dtype="str"
        )
        return codes.reindex(pd.RangeIndex(len(table)))


@dataclass(frozen=True)
class Product:
    """What a fetcher hands in: a table, or a file with its number of rows."""

    draft: Draft
    table: Any = None
    file: Path | None = None
    rows: int = 0
    #: How the rows are known again at the next fetch, and their Dutch names.
    key: str | None = None
    noun: tuple[str, str] = ("rij", "rijen")


@dataclass
class Job:
    """One layer being fetched."""

    layer: str
    client: Client
    store: Store
    settings: FetchSettings
    area: Area | None = None
    area_text: str = "utrecht"
    queries: list[str] = field(default_factory=list)
    progress: Callable[[str], None] = lambda _: None

    @property
    def here(self) -> Area:
        """Return the area, which all layers but the municipalities themselves need."""
        if self.area is None:
            raise FetchError(
                "layer {layer} needs an area; fetch the municipalities first",
                layer=self.layer,
            )
        return self.area

    def source(self, name: str) -> Endpoint:
        """Return an endpoint with the settings applied."""
        return endpoint(name, self.settings)

    def draft(self, name: str, **more: Any) -> Draft:
        """Return what is known of the layer: its source, licence, queries and area."""
        source = self.source(name)
        known = {
            "layer": self.layer, "source": source.source, "licence": source.licence,
            "origin": source.origin, "address": source.address, "queries": tuple(self.queries),
            "area": area_label(self.area_text), "fresh_days": source.fresh_days,
            "max_age_days": source.max_age_days,
            "inputs": dict(self.area.inputs) if self.area else {},
        }  # fmt: skip
        return Draft(**(known | more))

    def json(
        self, url: str, source: Endpoint, *, params: Mapping[str, str] | None = None,
        post: Mapping[str, str] | None = None,
    ) -> Any:  # noqa: ANN401 - any JSON  # fmt: skip
        """Return parsed JSON, from an interrupted fetch where it was already taken."""
        key = repr((url, sorted((params or {}).items()), sorted((post or {}).items())))
        kept = self._kept(f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json")
        if kept.is_file():
            return parse_json(Answer(url, kept.read_bytes(), {}))
        content, answer = self.client.get_json(url, source, params=params, post=post)
        write_whole(kept, answer.body)
        return content

    def file(self, source: Endpoint, name: str, accept: tuple[str, ...]) -> Path:
        """Return a downloaded file, gone on with where an earlier try stopped."""
        kept = self._kept(name)
        self.queries.append(source.address)
        if not kept.is_file():
            self.client.download(source.address, source, kept, accept)
        return kept

    def _kept(self, name: str) -> Path:
        """Return where a download waits; one that is too old or from the future is dropped."""
        path = self.store.partial(self.layer) / name
        if path.is_file():
            hours = (time.time() - path.stat().st_mtime) / 3600
            if not 0 <= hours <= self.settings.resume_hours:
                path.unlink()
        return path

    def features(
        self, name: str, collection: str, *, params: Mapping[str, str] | None = None,
        keep: Keep | None = None,
    ) -> Features:  # fmt: skip
        """Return the features of an OGC API collection; only its ``next`` links are followed."""
        source = self.source(name)
        url = f"{source.address.rstrip('/')}/collections/{collection}/items"
        asked = {"f": "json", "limit": str(self.settings.page_size), **(params or {})}
        self.queries.append(f"{url}?{'&'.join(f'{k}={v}' for k, v in asked.items())}")
        found: Features = []
        seen: set[str] = set()
        count = 0
        while url:
            if url in seen or len(seen) >= self.settings.max_pages:
                raise FetchError(
                    "{name} links its pages in a circle after {seen_count} pages; try again later",
                    name=name,
                    seen_count=len(seen),
                )
            seen.add(url)
            page = self.json(url, source, params=asked)
            rows = features_of(page, name)
            count += len(rows)
            _limit(count, source, name)
            found += [row for row in rows if keep is None or keep(row)]
            self.progress(f"{self.layer}: {count} rijen gelezen")
            links = [link for link in page.get("links", ()) if link.get("rel") == "next"]
            url, asked = (urljoin(url, str(links[0].get("href", ""))), {}) if links else ("", {})
        return found

    def wfs(self, name: str, type_name: str, box: str) -> Features:
        """Return the features of a WFS inside a box, a page at a time; a full box is split."""
        source = self.source(name)
        found: Features = []
        base = {
            "service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeName": type_name,
            "outputFormat": "application/json", "srsName": "EPSG:4326",
            # Without the urn a server may read the box with its axes swapped.
            "bbox": f"{box},urn:ogc:def:crs:OGC:1.3:CRS84", "count": str(self.settings.page_size),
        }  # fmt: skip
        self.queries.append(f"{source.address}?{'&'.join(f'{k}={v}' for k, v in base.items())}")
        first: set[str] = set()
        for start in range(0, WFS_LIMIT, self.settings.page_size):
            page = self.json(source.address, source, params=base | {"startIndex": str(start)})
            rows = features_of(page, name)
            if rows:
                mark = str(rows[0].get("id") or rows[0])
                if mark in first:
                    raise FetchError(
                        "{name} sends the same page again; its paging is broken, try later",
                        name=name,
                    )
                first.add(mark)
            found += rows
            _limit(len(found), source, name)
            if len(rows) < self.settings.page_size:
                return found
        return [row for part in _quarters(box) for row in self.wfs(name, type_name, part)]


def features_of(page: Any, name: str) -> Features:  # noqa: ANN401 - any JSON
    """Return the features of one page; anything else is not what was asked.

    >>> features_of({"type": "FeatureCollection", "features": []}, "pdok_wijken")
    []
    >>> features_of({"error": "te druk"}, "pdok_wijken")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: pdok_wijken answers JSON without features; the ...
    """
    rows = page.get("features") if isinstance(page, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FetchError(
            "{name} answers JSON without features; the service has changed or is down",
            name=name,
        )
    return rows


def _limit(count: int, source: Endpoint, name: str) -> None:
    if count > source.max_rows:
        raise FetchError(
            "{name} sends more than {max_rows} rows; that cannot be right",
            name=name,
            max_rows=source.max_rows,
        )


def _quarters(box: str) -> Iterator[str]:
    west, south, east, north = map(float, box.split(","))
    lon, lat = (west + east) / 2, (south + north) / 2
    for w, e in ((west, lon), (lon, east)):
        for s, n in ((south, lat), (lat, north)):
            yield f"{w},{s},{e},{n}"


def table_of(features: Features, name: str) -> gpd.GeoDataFrame:
    """Return features as a table in EPSG:4326; an empty answer is an error, never an empty layer.

    A feature that several pages or boxes hold counts once (by id).

    >>> table_of([{"type": "Feature", "geometry": None, "properties": {"naam": "A"}}], "pdok")
      naam geometry
    0    A     None
    """
    if not features:
        raise FetchError(
            "{name} answers without a single row; the old layer is kept, try again later",
            name=name,
        )
    unique: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(features):
        unique.setdefault(str(row.get("id", number)), row)
    rows = list(unique.values())
    try:
        shapes = [shapely.geometry.shape(row["geometry"]) if row["geometry"] else None
                  for row in rows]  # fmt: skip
    except Exception as error:  # noqa: BLE001 - each kind of nonsense raises its own
        words = " ".join(str(error).split())[:80]
        raise FetchError(
            "{name} sends a shape that cannot be read ({words}); try again later",
            name=name,
            words=words,
        ) from None
    properties = pd.DataFrame([row.get("properties") or {} for row in rows])
    return gpd.GeoDataFrame(properties, geometry=shapely.force_2d(shapes), crs=LONLAT)


def column(table: pd.DataFrame, names: tuple[str, ...], source: str) -> pd.Series:
    """Return the first of these columns that is there, whatever its capitals and underscores.

    >>> table = pd.DataFrame({"GM_Code": ["GM0307"], "aantalInwoners": [163_000]})
    >>> column(table, ("inwoners", "aantal_inwoners"), "cbs_gemeenten").tolist()
    [163000]
    >>> column(table, ("oppervlakte",), "cbs_gemeenten")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    geodata.web.endpoints.FetchError: cbs_gemeenten has no field oppervlakte any more ...
    """
    heading = heading_of(table.columns, names)
    if heading is None:
        found = ", ".join(map(str, table.columns))[:120]
        raise FetchError(
            "{source} has no field {names} any more (it has {found}); a new version is needed",
            source=source,
            names=names[0],
            found=found,
        )
    return table[heading]


def has_column(table: pd.DataFrame, name: str) -> bool:
    """Say whether a column is there, whatever its capitals and underscores.

    >>> table = pd.DataFrame({"GM_Code": ["GM0307"]})
    >>> has_column(table, "gmcode"), has_column(table, "gm")
    (True, False)
    """
    return heading_of(table.columns, (name,)) is not None


def in_order(table: gpd.GeoDataFrame, *keys: str) -> gpd.GeoDataFrame:
    """Return rows and shapes in one order, so that equal data are equal bytes.

    >>> spots = gpd.points_from_xy([5.00000004, 6], [52, 53])
    >>> table = gpd.GeoDataFrame({"id": ["b", "a"]}, geometry=spots, crs=4326)
    >>> found = in_order(table, "id")
    >>> found["id"].tolist(), found.geometry.iloc[1].x  # a centimetre, and no more digits
    (['a', 'b'], 5.0)
    """
    shapes = shapely.normalize(shapely.set_precision(table.geometry.to_numpy(), 1e-7))
    table = table.set_geometry(shapes, crs=table.crs)
    return table.sort_values(list(keys), kind="stable", ignore_index=True)


def area_label(text: str) -> str:
    """Return how an area is recorded: a path tells where a user works, so its name alone.

    >>> area_label("utrecht"), area_label("kaarten/regio.geojson")
    ('utrecht', 'regio.geojson')
    """
    return Path(text).name if text.lower().endswith(VECTOR) else text
