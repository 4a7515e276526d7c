"""Make municipalities from the administrative borders that an OpenStreetMap extract holds whole."""

import re
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import shapely

from geodata.files.files import check_pbf
from geodata.files.texts import clip
from geodata.readers.borders import municipalities_read
from geodata.readers.interface import ReadContext, Reading
from geodata.readers.points import MAX_NAME, gm_codes
from sites.base.boundary import reading
from sites.base.errors import InputFileError
from sites.base.messages import Message, say, say_counted
from sites.base.projection import LONLAT
from sites.settings.scenario import LayerFile

#: The level of a municipality in most of Europe; a scenario names another as the layer.
LEVEL: Final = "8"
_WHOLE: Final = re.compile("[0-9]{1,9}")


def read_osm_borders(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read municipalities from an .osm.pbf; ``file.layer`` is their admin_level (8 if not given).

    A border that the extract cuts off is no municipality of the area: it is left out and counted,
    and so is one without a name. The code is the tag ``area.code_tag``, else the border's own
    number ("R1155956"); the name is that in ``area.language`` where the map has one.
    """
    if path.suffix == ".pbf":
        check_pbf(path)
    level = file.layer or LEVEL
    rows, cut, nameless = _rows(path, level, ctx)
    if not rows:
        raise InputFileError(
            "{file} holds no whole border with admin_level {level} ({cut} are cut off); name "
            'another with layer = "7", or take an extract that holds the whole area',
            file=path.name, level=level, cut=cut,
        )  # fmt: skip
    raw = gpd.GeoDataFrame(rows, geometry="geometry", crs=LONLAT)
    tag, pattern = ctx.scenario.area.code_tag, ctx.code_pattern
    code = gm_codes(raw["gemeentecode"], pattern)
    if code.isna().any():
        first = raw[code.isna()].iloc[0]
        raise InputFileError(
            "{file}: {name} has the code {code!r} ({tag}), and a code here looks like {pattern}; "
            "mend area.code_pattern or area.code_tag",
            file=path.name, name=first["naam"], code=str(first["gemeentecode"]),
            tag=tag or "OSM", pattern=pattern,
        )  # fmt: skip
    name = clip(raw["naam"], MAX_NAME).text
    read = municipalities_read(raw, code, name, file, path, ctx)
    return Reading(read.table, notes=_notes(path.name, cut, nameless))


def _notes(name: str, cut: int, nameless: int) -> tuple[Message, ...]:
    notes = (
        (cut, say_counted(
            "{file}: {count} border is cut off by the extract; left out",
            "{file}: {count} borders are cut off by the extract; left out", count=cut, file=name)),
        (nameless, say_counted(
            "{file}: {count} border has no name; left out",
            "{file}: {count} borders have no name; left out", count=nameless, file=name)),
    )  # fmt: skip
    return tuple(note for count, note in notes if count)


def _rows(path: Path, level: str, ctx: ReadContext) -> tuple[list[dict[str, Any]], int, int]:
    """Return the whole borders of a level, how many are cut off, and how many have no name."""
    import osmium  # noqa: PLC0415 - only this reader needs it

    west, south, east, north = ctx.scenario.area.bounds
    box = shapely.box(west, south, east, north)
    shape = osmium.geom.WKBFactory()
    rows: list[dict[str, Any]] = []
    nameless, asked, whole = 0, set(), set()
    with reading(path.name, say("download the extract again")):
        stream: Any = (
            osmium.FileProcessor(str(path))
            .with_areas()
            .with_filter(osmium.filter.TagFilter(("boundary", "administrative")))
        )
        for thing in stream:
            if thing.tags.get("admin_level") != level:
                continue
            if thing.is_relation():
                asked.add(thing.id)
            if not thing.is_area():
                continue
            row = _row(
                thing, shapely.from_wkb(bytes.fromhex(shape.create_multipolygon(thing))), ctx
            )
            whole |= set() if thing.from_way() else {thing.orig_id()}
            if not shapely.intersects(row["geometry"], box):
                continue
            if row["naam"] is None:
                nameless += 1
            else:
                rows.append(row)
    return rows, len(asked - whole), nameless


def _row(thing: Any, shape: shapely.Geometry, ctx: ReadContext) -> dict[str, Any]:  # noqa: ANN401 - osmium has no common type
    area, tags = ctx.scenario.area, thing.tags
    own = f"{'W' if thing.from_way() else 'R'}{thing.orig_id()}"
    named = tags.get(f"name:{area.language}") if area.language else None
    people = str(tags.get("population") or "")
    return {
        "gemeentecode": (tags.get(area.code_tag) or own) if area.code_tag else own,
        "naam": named or tags.get("name"),
        "inwoners": people if _WHOLE.fullmatch(people) else None,
        "geometry": shape,
    }


__all__ = ["LEVEL", "read_osm_borders"]
