"""Fetch facilities, place names and streets of OpenStreetMap through osmnx and Overpass.

osmnx writes the queries and reads the answers; our own client carries them, because osmnx follows
redirects, waits without end and takes answers of any size. Its DNS-over-HTTPS is off.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geodata.fetch.features import in_order
from geodata.fetch.job import METRIC, Job, Product
from geodata.readers.osm_ground import RULES, ground_of
from geodata.readers.osm_tags import KEYS, NOUNS, TAGS, category_of
from geodata.web.completeness import in_the_netherlands
from geodata.web.endpoints import Endpoint, FetchError
from sites.base.boundary import because
from sites.base.projection import LONLAT

#: The same school in two registers lies at most this far apart: entrance against building.
SAME_SCHOOL_M: Final = 150.0
PLACES: Final = ("city", "town", "village", "hamlet", "suburb")
#: Schools of OpenStreetMap are only compared with DUO's: DUO's are used.
SCHOOLS: Final = ("primary_school", "secondary_school")


@contextmanager
def osmnx_through(job: Job) -> Iterator[Any]:
    """Let osmnx speak through the job's client; nothing of osmnx opens a socket itself."""
    import osmnx  # noqa: PLC0415 - a second that no other layer needs
    from osmnx import _overpass  # noqa: PLC0415

    source = job.source("overpass")
    settings = osmnx.settings
    kept = {name: getattr(settings, name) for name in
            ("use_cache", "doh_url_template", "overpass_url", "overpass_rate_limit",
             "http_user_agent", "useful_tags_way")}  # fmt: skip
    original = _overpass._overpass_request  # noqa: SLF001 - osmnx has no public hook for a session

    def request(data: Any) -> dict[str, Any]:  # noqa: ANN401 - osmnx's OrderedDict
        address = f"{source.address}/interpreter"
        return job.json(address, source, lambda c: _whole(c, source), post=dict(data))

    try:
        settings.use_cache = False
        settings.doh_url_template = None
        settings.overpass_url = source.address
        settings.overpass_rate_limit = False
        settings.http_user_agent = job.settings.user_agent
        _overpass._overpass_request = request  # noqa: SLF001
        yield osmnx
    finally:
        _overpass._overpass_request = original  # noqa: SLF001
        for name, value in kept.items():
            setattr(settings, name, value)


def _whole(content: Any, source: Endpoint) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Return an answer of Overpass that holds everything asked, of things that can be."""
    if not isinstance(content, dict) or not isinstance(content.get("elements"), list):
        raise FetchError("overpass answers JSON without elements; try again later")
    if remark := content.get("remark"):  # status 200, and yet not everything
        raise FetchError(
            "overpass broke off its answer ({remark}); try later",
            remark=" ".join(str(remark).split())[:80],
        )
    elements = content["elements"]
    if len(elements) > source.max_rows * 10:  # nodes of ways count too
        raise FetchError(
            "overpass sends {elements_count} elements; that cannot be right",
            elements_count=len(elements),
        )
    if strange := sum(not _is_element(element) for element in elements):
        raise FetchError(
            "overpass sends {strange} of {count} elements that cannot be read; try again later",
            strange=strange, count=len(elements),
        )  # fmt: skip
    spots = [(e["lon"], e["lat"]) for e in elements if e["type"] == "node"]
    lon, lat = np.array(spots, dtype="float64").reshape(-1, 2).T
    if outside := int((~in_the_netherlands(lon, lat)).sum()):
        raise FetchError(
            "overpass sends {outside} of {count} nodes outside the Netherlands; try again later",
            outside=outside, count=len(spots),
        )  # fmt: skip
    return content


def _is_element(element: Any) -> bool:  # noqa: ANN401 - any JSON
    """Say whether an element is a node with a position, or a way or relation with its parts.

    >>> _is_element({"type": "node", "id": 1, "lon": 5.1, "lat": 52.1})
    True
    >>> _is_element({"type": "way", "id": 2, "nodes": [1, None]}), _is_element([])
    (False, False)
    """
    if not isinstance(element, dict) or not isinstance(element.get("id"), int):
        return False
    if not isinstance(element.get("tags", {}), dict):
        return False
    kind = element.get("type")
    if kind == "node":
        return all(type(element.get(side)) in (int, float) for side in ("lon", "lat"))
    parts, is_part = (
        (element.get("nodes"), lambda part: isinstance(part, int)) if kind == "way"
        else (element.get("members"), lambda part: isinstance(part, dict)
              and isinstance(part.get("ref"), int) and isinstance(part.get("type"), str))
    )  # fmt: skip
    return kind in {"way", "relation"} and isinstance(parts, list) and all(map(is_part, parts))


def _features(job: Job, tags: dict[str, Any]) -> gpd.GeoDataFrame:
    with osmnx_through(job) as osmnx:
        text = "; ".join(f"{k}={','.join(v)}" for k, v in sorted(tags.items()))
        job.queries.append(f"osmnx features_from_polygon [{text}]")
        try:
            found: gpd.GeoDataFrame = osmnx.features_from_polygon(job.here.reach, tags)
        except osmnx._errors.InsufficientResponseError:  # noqa: SLF001 - it has no public name
            raise FetchError(
                "overpass answers without a single row; the old layer is kept, try again later"
            ) from None
    return found.reset_index()


def fetch_facilities(job: Job) -> list[Product]:
    """Return the facilities of the tag table as points; schools carry the DUO code they repeat."""
    wanted: dict[str, list[str]] = {"amenity": ["school"]}
    for key, value, _ in TAGS:
        wanted.setdefault(key, []).append(value)
    raw = _features(job, dict(wanted))
    keys = [key for key in KEYS if key in raw.columns]
    rows: list[dict[str, Any]] = []
    for number, tags in enumerate(raw[keys].astype(object).to_dict("records")):
        text = {str(k): str(v) for k, v in tags.items() if isinstance(v, str)}
        kind, osm_id = str(raw["element"].iloc[number])[0].upper(), raw["id"].iloc[number]
        rows += [
            {
                "place_id": f"OSM-{kind}{osm_id}"
                + (f"-{category[0].upper()}" if tag == "amenity=school" else ""),
                "category": category,
                "name": text.get("name") or f"{NOUNS[category]} zonder naam",
                "source": f"OpenStreetMap, {tag}",
                "row": number,
            }
            for category, tag in category_of(text)
        ]
    if not rows:
        raise FetchError(
            "overpass answers without a facility of the tag table; the old layer is kept"
        )
    frame = pd.DataFrame(rows)
    shapes = raw.geometry.to_numpy()[frame.pop("row").to_numpy()]
    table = gpd.GeoDataFrame(frame, geometry=shapely.centroid(shapes), crs=LONLAT)
    table["gm_code"] = job.here.municipality_of(table)
    table, notes, inputs = _joined(job, table)
    draft = job.draft("overpass", notes=tuple(notes), inputs=inputs)
    return [Product(draft, in_order(table, "category", "place_id"), key="place_id",
                    noun=("voorziening", "voorzieningen"))]  # fmt: skip


def _joined(
    job: Job, table: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[str], dict[str, str]]:
    """Add ``same_as``: the DUO site of the same kind within 150 m, the nearest one."""
    inputs = dict(job.here.inputs)
    manifest = job.store.manifest_or_none("schools")
    table = table.assign(same_as=pd.Series(None, index=table.index, dtype="str"))
    if manifest is None:
        return table, [], inputs
    inputs["schools"] = manifest.sha256
    schools = job.store.table("schools")
    notes = []
    sectors = dict(zip(SCHOOLS, ("primair", "voortgezet"), strict=True))
    for category, sector in sectors.items():
        duo = schools[schools["sector"] == sector].reset_index(drop=True)
        osm = table.index[table["category"] == category]
        if duo.empty or osm.empty:
            continue
        spots = shapely.get_coordinates(table.geometry[osm].to_crs(METRIC).to_numpy())
        there = shapely.get_coordinates(duo.geometry.to_crs(METRIC).to_numpy())
        dist, nearest = cKDTree(there).query(spots)
        same = dist <= SAME_SCHOOL_M
        codes = duo["vestigingscode"].to_numpy()[nearest]
        table.loc[osm, "same_as"] = np.where(same, codes, None)
        notes.append(f"{int(same.sum())} van {len(osm)} scholen in OSM ({sector}) staan bij DUO")
    return table, notes, inputs


def fetch_names(job: Job) -> list[Product]:
    """Return the names of towns and villages, to write on a map."""
    raw = _features(job, {"place": list(PLACES)})
    raw = raw[raw["place"].isin(PLACES) & raw["name"].notna()]
    table = gpd.GeoDataFrame(
        {"naam": raw["name"].astype("str"), "soort": raw["place"].astype("str"),
         "osm_id": raw["element"].astype("str").str[0].str.upper() + raw["id"].astype("str")},
        geometry=shapely.centroid(raw.geometry.to_numpy()), crs=LONLAT,
    )  # fmt: skip
    if table.empty:
        raise FetchError("overpass answers without a place name; the old layer is kept")
    return [Product(job.draft("overpass"), in_order(table, "osm_id"), key="osm_id",
                    noun=("naam", "namen"))]  # fmt: skip


def fetch_ground(job: Job) -> list[Product]:
    """Return what is drawn under the sites: water, main roads, rail and built-up area."""
    wanted: dict[str, list[str]] = {}
    for rule in RULES:
        wanted.setdefault(rule.key, []).extend(rule.words)
    table = ground_of(_features(job, dict(wanted)), "overpass")
    corner = shapely.bounds(table.geometry.to_numpy())
    table = table.assign(west=corner[:, 0], south=corner[:, 1])
    table = in_order(table, "kind", "name", "west", "south").drop(columns=["west", "south"])
    return [Product(job.draft("overpass"), table, noun=("vorm", "vormen"))]


def fetch_streets(job: Job) -> list[Product]:
    """Return the street network of the area and its ring as osmnx's GraphML."""
    from sites.travel.profiles import KEYS  # noqa: PLC0415 - only streets need the tag profiles

    with osmnx_through(job) as osmnx:
        job.queries.append("osmnx graph_from_polygon network_type=all")
        useful = set(osmnx.settings.useful_tags_way) | set(KEYS)
        osmnx.settings.useful_tags_way = sorted(useful)
        reach = job.here.reach  # what it raises is our own word
        try:
            graph = osmnx.graph_from_polygon(reach, network_type="all", retain_all=True,
                                             truncate_by_edge=True)  # fmt: skip
        except (osmnx._errors.InsufficientResponseError, ValueError) as error:  # noqa: SLF001
            raise FetchError(
                "overpass answers without a usable street ({words}); the old layer is kept",
                words=because(error),
            ) from None
        # osmnx stamps the moment into the graph; the manifest has it.
        graph.graph.pop("created_date", None)
        graph.graph.pop("created_with", None)
        path = job.store.partial(job.layer) / "streets.graphml"
        osmnx.save_graphml(graph, path)
    rows = graph.number_of_edges()
    return [Product(job.draft("overpass"), file=path, rows=rows, noun=("straat", "straten"))]
