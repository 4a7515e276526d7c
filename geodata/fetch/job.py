"""What every fetcher works with: a client, a folder for unfinished downloads, paging, an area."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import geopandas as gpd
import pandas as pd
import shapely

from geodata.fetch.features import Features, features_of, key_of, next_page
from geodata.files.swap import write_whole
from geodata.files.vector import VECTOR
from geodata.store.store import Draft, Store
from geodata.web.endpoints import Endpoint, FetchError, FetchSettings, endpoint
from geodata.web.http import Answer, Client, parse_json
from sites.base.projection import DUTCH, LONLAT

METRIC: Final = DUTCH
#: A WFS of PDOK answers 400 past this many features: the box must be split.
WFS_LIMIT: Final = 50_000
CSV_TYPES: Final = ("csv", "octet-stream", "text/plain", "excel")
#: So many pages in a row may be without rows.
MAX_EMPTY: Final = 10
T = TypeVar("T")
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
    #: Whether anything of an earlier, unfinished fetch was used.
    goes_on: bool = False

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
        self, url: str, source: Endpoint, check: Callable[[Any], T], *,
        params: Mapping[str, str] | None = None, post: Mapping[str, str] | None = None,
    ) -> T:  # fmt: skip
        """Return what ``check`` makes of parsed JSON, from an earlier try where it was taken.

        Only an answer that passed ``check`` is kept for a next try.
        """
        key = repr((url, sorted((params or {}).items()), sorted((post or {}).items())))
        kept = self._kept(f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json")
        if kept.is_file():
            self.goes_on = True
            return check(parse_json(Answer(url, kept.read_bytes(), {})))
        content, answer = self.client.get_json(url, source, params=params, post=post)
        checked = check(content)
        write_whole(kept, answer.text.encode())
        return checked

    def file(
        self, source: Endpoint, name: str, accept: tuple[str, ...], check: Callable[[Path], T]
    ) -> tuple[Path, T]:
        """Return a downloaded file and what ``check`` makes of it; see ``json``.

        An unfinished download is gone on with; a finished one lies apart until it was checked.
        """
        kept = self._kept(name)
        self.queries.append(source.address)
        if kept.is_file():
            self.goes_on = True
            return kept, check(kept)
        unseen = kept.parent / f"ongezien-{kept.stem}" / name
        unseen.parent.mkdir(exist_ok=True)
        unseen.unlink(missing_ok=True)  # of a fetch that was killed before it looked
        self.goes_on = self.goes_on or any(unseen.parent.iterdir())
        self.client.download(source.address, source, unseen, accept)
        try:
            checked = check(unseen)
        except BaseException:
            unseen.unlink(missing_ok=True)
            raise
        unseen.replace(kept)
        return kept, checked

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
        book = _Pages(name, source, self.settings.max_pages)
        found: Features = []
        said: int | None = None
        while url:
            book.turn_to(url)
            look = partial(_ogc_page, url=url, name=name)
            rows, url, said = self.json(url, source, look, params=asked)
            asked = {}
            book.add(rows)
            found += [row for row in rows if keep is None or keep(row)]
            self.progress(f"{self.layer}: {book.count} rijen gelezen")
        _all(said, book.count, name)
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
            rows, said = self.json(
                source.address, source, lambda page: (features_of(page, name), _said(page)),
                params=base | {"startIndex": str(start)},
            )  # fmt: skip
            if rows:
                mark = key_of(rows[0])
                if mark in first:
                    raise FetchError(
                        "{name} sends the same page again; its paging is broken, try later",
                        name=name,
                    )
                first.add(mark)
            found += rows
            _limit(len(found), source, name)
            if len(rows) < self.settings.page_size:
                _all(said, len(found), name)
                return found
        return [row for part in _quarters(box) for row in self.wfs(name, type_name, part)]


def _ogc_page(page: Any, url: str, name: str) -> tuple[Features, str, int | None]:  # noqa: ANN401 - any JSON
    """Return the features of a page, the address of the next, and how many there are in all."""
    rows = features_of(page, name)
    return rows, next_page(page, url, name), _said(page)


def _said(page: dict[str, Any]) -> int | None:
    """Return how many rows a service says it has; not every service does."""
    said = page.get("numberMatched")
    return said if isinstance(said, int) else None


def _all(said: int | None, count: int, name: str) -> None:
    """Hold what came in against how many rows there are said to be."""
    if said is not None and said != count:
        raise FetchError(
            "{name} says it has {said} rows and sent {count}; try again later",
            name=name, said=said, count=count,
        )  # fmt: skip


@dataclass
class _Pages:
    """The pages of one collection: none comes twice, none of their rows does, and they end."""

    name: str
    source: Endpoint
    most: int
    count: int = 0
    seen: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    empty: int = 0

    def turn_to(self, url: str) -> None:
        """Go to the next page."""
        if url in self.seen or len(self.seen) >= self.most or self.empty > MAX_EMPTY:
            raise FetchError(
                "{name} links its pages in a circle after {seen_count} pages; try again later",
                name=self.name, seen_count=len(self.seen),
            )  # fmt: skip
        self.seen.add(url)

    def add(self, rows: Features) -> None:
        """Count the rows of a page."""
        self.count += len(rows)
        self.empty = 0 if rows else self.empty + 1
        _limit(self.count, self.source, self.name)
        self.keys.update(map(key_of, rows))
        if twice := self.count - len(self.keys):
            raise FetchError(
                "{name} sends {twice} rows twice; its paging is broken, try again later",
                name=self.name, twice=twice,
            )  # fmt: skip


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


def area_label(text: str) -> str:
    """Return how an area is recorded: a path tells where a user works, so its name alone.

    >>> area_label("utrecht"), area_label("kaarten/regio.geojson")
    ('utrecht', 'regio.geojson')
    """
    return Path(text).name if text.lower().endswith(VECTOR) else text
