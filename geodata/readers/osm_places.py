"""Read facilities from an OpenStreetMap extract, by a tag table that docs/data.md repeats.

Nodes, and ways by their centre; relations are left out. The file is streamed: a whole country
needs no more memory than its nodes.
"""

from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely

from geodata.files.coordinates import Located
from geodata.files.files import check_pbf
from geodata.files.osm import is_deleted, read_deleted
from geodata.readers.interface import ReadContext, Reading
from geodata.readers.osm_tags import (
    FOR_SHOW,
    GONE,
    NO_LEVEL,
    NOUNS,
    PRIVATE,
    SPECIALIST,
    TAGS,
    facility_of,
)
from geodata.readers.points import places_table
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.base.projection import to_metric
from sites.settings.scenario import LayerFile

#: What is said of objects that carry a tag of the table and are no facility.
WHY: Final = {
    GONE: say("no longer in use"),
    PRIVATE: say("not open to everyone"),
    FOR_SHOW: say("a museum, a theme park or a miniature"),
    SPECIALIST: say("a specialist, no GP"),
    NO_LEVEL: say("a school that does not say its level"),
}


def read_osm_places(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read the facilities of an .osm.pbf; ``file.categories`` limits which."""
    if path.suffix == ".pbf":
        check_pbf(path)
    language = ctx.scenario.area.language
    rows, lost, left_out = _rows(path, f"name:{language}" if language else "name")
    wanted = [row for row in rows if not file.categories or row["category"] in file.categories]
    if not wanted:
        what = file.categories or say("facility of the tag table")
        raise InputFileError(
            "{file} holds no {what}; check the extract",
            file=path.name,
            what=what,
        )
    frame = pd.DataFrame(wanted).sort_values(["category", "place_id"], kind="stable")
    frame = frame.reset_index(drop=True)
    lon, lat = frame.pop("lon").to_numpy(), frame.pop("lat").to_numpy()
    easting, northing = to_metric(lon, lat, ctx.metric_crs)
    found = Located(lon, lat, easting, northing, pd.DataFrame())
    west, south, east, north = ctx.scenario.area.bounds
    if not ((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)).any():
        raise InputFileError(
            "{file} lies at lon {lon:.4g}..{lon_2:.4g}, lat {lat:.4g}..{lat_2:.4g}, "
            "outside {country}; set area.bounds or take another",
            file=path.name,
            lon=lon.min(),
            lon_2=lon.max(),
            lat=lat.min(),
            lat_2=lat.max(),
            country=ctx.scenario.area.country,
        )
    notes = [say("{file}: {count} ways without any node left out", file=path.name, count=lost)]
    notes = notes if lost else []
    notes += [
        say(
            "{file}: {count} objects are no facility ({why}); left out",
            file=path.name, count=count, why=WHY[why],
        )
        for why, count in sorted(left_out.items())
    ]  # fmt: skip
    held = file.categories or tuple(sorted(frame["category"].unique()))
    return Reading(places_table(frame, found, ctx, path.name), held, tuple(notes))


def _rows(path: Path, named: str) -> tuple[list[dict[str, Any]], int, Counter[str]]:
    """Return the facilities, how many ways have no place, and what was left out by why."""
    import osmium  # noqa: PLC0415 - only this reader needs it

    keys = sorted({key for key, _, _ in TAGS})
    left_out: Counter[str] = Counter()
    rows: list[dict[str, Any]] = []
    lost = 0
    with reading(path.name, say("download the extract again")):
        gone = read_deleted(path)
        stream = (
            osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
            .with_locations()
            .with_filter(osmium.filter.KeyFilter(*keys))
        )
        for thing in stream:
            if is_deleted(thing, gone):
                continue
            tags = dict(thing.tags)
            found, why = facility_of(tags)
            left_out.update([why] if why else [])
            position = _position(thing) if found else None
            lost += bool(found) and position is None
            if position is not None:
                rows += [
                    _row(thing, tags, category, tag, position, named) for category, tag in found
                ]
    return rows, lost, left_out


def _row(
    thing: Any,  # noqa: ANN401 - osmium has no common type
    tags: dict[str, str],
    category: str,
    tag: str,
    position: tuple[float, float],
    named: str,
) -> dict[str, Any]:
    kind = "N" if thing.is_node() else "W"
    level = "" if tag != "amenity=school" else f"-{category[0].upper()}"
    return {
        "place_id": f"OSM-{kind}{thing.id}{level}",
        "category": category,
        "name": tags.get(named) or tags.get("name") or f"{NOUNS[category]} zonder naam",
        "capacity": np.nan,
        "origin": "OSM",
        "source": f"OpenStreetMap, {tag}",
        "lon": position[0],
        "lat": position[1],
    }


def _position(thing: Any) -> tuple[float, float] | None:  # noqa: ANN401 - osmium has no common type
    """Return lon, lat: of the node, or the centre of the way's known nodes."""
    if thing.is_node():
        return float(thing.lon), float(thing.lat)
    nodes = [(node.lon, node.lat) for node in thing.nodes if node.location.valid()]
    if not nodes:
        return None
    ring = len(nodes) > 3 and nodes[0] == nodes[-1]  # noqa: PLR2004 - a ring has a triangle
    shape = (
        shapely.Polygon(nodes) if ring else shapely.LineString(nodes) if len(nodes) > 1 else None
    )
    centre = shapely.centroid(shape) if shape is not None else shapely.Point(nodes[0])
    return float(centre.x), float(centre.y)
