"""Know every importer by its name in a scenario; a file's name or content never chooses one."""

from pathlib import Path
from typing import Final

from geodata.files.files import find_file
from geodata.files.vector import TABLES, VECTOR
from geodata.readers.borders import read_exclusions, read_gemeenten, read_polygons, read_wijken
from geodata.readers.interface import ReadContext, Reader, Reading
from geodata.readers.osm_borders import read_osm_borders
from geodata.readers.osm_ground import read_osm_ground
from geodata.readers.osm_places import read_osm_places
from geodata.readers.points import (
    read_kernen,
    read_places,
    read_postcodes,
    read_reception,
    read_stations,
)
from geodata.readers.schools import read_schools, read_schools_duo
from geodata.readers.slots import read_stored_osm
from sites.base.errors import ScenarioError
from sites.base.messages import say
from sites.base.nearest import did_you_mean
from sites.settings.scenario import LayerFile

SHEETS: Final = (".csv", ".xlsx")
PBF: Final = (".pbf",)

#: Per slot of ``layers``: the readers it takes, and the extensions each reads.
READERS: Final[dict[str, dict[str, tuple[Reader, tuple[str, ...]]]]] = {
    "municipalities": {
        "gemeenten_cbs": (read_gemeenten, VECTOR),
        "gemeenten_osm": (read_osm_borders, PBF),
    },
    "neighbours": {"gemeenten_cbs": (read_gemeenten, VECTOR)},
    "kernen": {"kernen": (read_kernen, TABLES), "store_kernen": (read_kernen, (".parquet",))},
    "hubs": {"reception": (read_reception, SHEETS)},
    "postcodes": {"postcodes": (read_postcodes, SHEETS)},
    "wijken": {"wijken": (read_wijken, VECTOR)},
    "places": {
        "schools": (read_schools, TABLES),
        "schools_duo": (read_schools_duo, TABLES),
        "stations": (read_stations, TABLES),
        "osm_places": (read_osm_places, PBF),
        "places": (read_places, TABLES),
        "store_osm": (read_stored_osm, (".parquet",)),
    },
    "exclusions": {
        "polygons": (read_exclusions, VECTOR),
        "store_polygons": (read_exclusions, (".parquet",)),
    },
    "base": {
        "polygons": (read_polygons, VECTOR),
        "osm_ground": (read_osm_ground, (*PBF, *VECTOR)),
        "store_ground": (read_osm_ground, (".parquet",)),
    },
}


def read_file(slot: str, file: LayerFile, base_dir: Path, ctx: ReadContext) -> tuple[Reading, Path]:
    """Return what the file of one slot holds, and its path."""
    readers = READERS[slot]
    if file.reader not in readers:
        hint = did_you_mean(file.reader, readers, say("use {names}", names=tuple(readers)))
        raise ScenarioError(
            "layers.{slot}: unknown reader {reader!r}; {hint}",
            slot=slot,
            reader=file.reader,
            hint=hint,
        )
    reader, extensions = readers[file.reader]
    path = find_file(file.path, base_dir, extensions)
    return reader(file, path, ctx), path
