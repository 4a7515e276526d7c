"""Read a file that somebody brought, through the importer that a run would use for it."""

from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np

from geodata.fetch.fetch import Outcome, put
from geodata.fetch.job import Product
from geodata.files.basisset import sources
from geodata.files.files import check_pbf, refuse_service
from geodata.files.vector import VECTOR, read_vector, refuse_elsewhere, valid_polygons
from geodata.gtfs.load import feed_calendar
from geodata.readers.borders import (
    BUURT_CODE,
    BUURT_NAME,
    CODE,
    NAME,
    PEOPLE,
    WIJK_CODE,
    WIJK_NAME,
    has_kind,
    on_land,
    people,
)
from geodata.readers.osm_ground import ground_of, has_tags, read_extract
from geodata.readers.points import gm_codes
from geodata.readers.slots import GROUND
from geodata.store.store import Draft, Store, StoreError
from geodata.web.endpoints import FetchSettings
from sites.base.projection import LONLAT
from sites.settings.scenario import AreaParams
from sites.tables.aliases import Aliases, heading_of

#: What a run reads of each layer; a file without it is refused now, not at the next run.
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "municipalities": ("gemeentecode", "gemeentenaam"),
    "neighbours": ("gemeentecode", "gemeentenaam"),
    "wijken": ("wijkcode", "wijknaam", "gemeentecode"),
    "buurten": ("buurtcode", "buurtnaam", "gemeentecode"),
    "schools": ("vestigingscode", "naam", "sector"),
    "facilities": ("place_id", "category", "name"),
    "natura2000": ("naam",),
    "nnn": (),
    "water": (),
    "ground": ("kind",),
    "names": ("naam",),
    "kernen": ("kern", "inwoners"),
    "grid": ("vierkant", "inwoners"),
    "buildings": ("identificatie", "oppervlakte_m2"),
}
KEYS: Final = {
    "municipalities": "gemeentecode", "neighbours": "gemeentecode", "wijken": "wijkcode",
    "buurten": "buurtcode", "schools": "vestigingscode", "facilities": "place_id",
    "grid": "vierkant", "buildings": "identificatie",
}  # fmt: skip
#: Layers whose every shape is a whole area.
AREAS: Final = ("municipalities", "neighbours", "wijken", "buurten", "natura2000", "nnn", "water")
KINDS: Final = {"natura2000": "natuur", "nnn": "natuur", "water": "water"}
#: What is OpenStreetMap's by its very form, and must be credited as its licence asks.
OSM: Final = (".pbf", ".graphml")
OSM_WORDS: Final = {
    key: str(sources()["reader"]["osm_ground"][key]) for key in ("source", "licence")
}
#: What is written where nobody said under which licence a file came.
UNKNOWN: Final = "na te gaan"
FILES: Final = {"streets": (".pbf", ".graphml"), "transit": (".zip",)}


#: What CBS and others call the columns that a layer needs.
ALIASES: Final[Aliases] = {
    "gemeentecode": CODE, "gemeentenaam": NAME, "wijkcode": WIJK_CODE, "wijknaam": WIJK_NAME,
    "buurtcode": BUURT_CODE, "buurtnaam": BUURT_NAME, "inwoners": PEOPLE,
}  # fmt: skip


def import_layer(
    layer: str, file: Path, store: Store, *, licence: str | None = None,
    source: str | None = None, data_date: str | None = None, part: str | None = None,
    where: AreaParams | None = None,
) -> Outcome:  # fmt: skip
    """Store a file that somebody else downloaded, under the name of a layer.

    Tables are read and stored as GeoParquet; street extracts (.osm.pbf, .graphml) and timetables
    (.zip) as they are. What a run would refuse of a layer is refused now: its shapes, its people,
    and where it lies, if ``where`` says in which country that must be.
    """
    with store.lock():
        product = read_import(layer, file, store, licence, source, data_date, part, where)
        return put(store, product, FetchSettings(), accept_loss=True)


def read_import(
    layer: str, file: Path, store: Store, licence: str | None, source: str | None,
    data_date: str | None, part: str | None = None, where: AreaParams | None = None,
) -> Product:  # fmt: skip
    """Return a product of the file; ``store`` tells the area it belongs to.

    Of a file with several layers ``part`` is read, else the one named as the layer is.
    """
    if layer not in NEEDED and layer not in FILES:
        raise StoreError(
            "there is no layer {layer!r} to import; choose from {value}",
            layer=layer,
            value=", ".join((*NEEDED, *FILES)),
        )
    refuse_service(str(file))
    if file.is_dir():
        raise StoreError("{file} is a folder; give a file", file=file.name)
    if not file.is_file():
        raise StoreError(
            "{file} does not exist; give the file you downloaded",
            file=file.name,
        )
    area = store.manifest_or_none("municipalities")
    is_borders = layer in {"municipalities", "neighbours"}
    from_osm = file.suffix.lower() in OSM
    draft = Draft(
        layer=layer, origin="eigen",
        source=source or (OSM_WORDS["source"] if from_osm else f"eigen bestand {file.name}"),
        licence=licence or (OSM_WORDS["licence"] if from_osm else UNKNOWN),
        address=file.name, data_date=data_date,
        area="" if area is None or is_borders else area.area,
        inputs={} if area is None or is_borders else {"municipalities": area.sha256},
    )  # fmt: skip
    if layer in FILES:
        return _file(layer, file, draft)
    return _table(layer, file, draft, part, where)


def _file(layer: str, file: Path, draft: Draft) -> Product:
    if file.suffix.lower() not in FILES[layer]:
        raise StoreError(
            "{file}: {layer} is imported from {files}",
            file=file.name,
            layer=layer,
            files=" or ".join(FILES[layer]),
        )
    rows = 1
    if layer == "transit":
        first, last = feed_calendar(file).valid()
        rows = (last - first).days + 1
    elif file.suffix.lower() == ".pbf":
        check_pbf(file)
    # A timetable or a street extract is clipped by whoever uses it: borders are no input of it.
    return Product(draft.model_copy(update={"inputs": {}}), file=file, rows=rows)


def _under_our_names(table: gpd.GeoDataFrame, layer: str) -> gpd.GeoDataFrame:
    """Return the columns that a layer needs under our names, with codes as CBS writes them."""
    wanted = dict.fromkeys((*NEEDED[layer], "inwoners"))
    found = {
        heading_of(table.columns, ALIASES[name]): name
        for name in wanted
        if name in ALIASES and name not in table.columns
    }
    table = table.rename(columns={theirs: ours for theirs, ours in found.items() if theirs})
    if "gemeentecode" in NEEDED[layer] and "gemeentecode" not in table.columns:
        own = next((name for name in ("wijkcode", "buurtcode") if name in table.columns), None)
        if own is not None:  # WK030701 and BU03070101 carry their municipality
            table["gemeentecode"] = "GM" + table[own].astype("str").str.strip().str.slice(2, 6)
    if "gemeentecode" in table.columns:
        given = table["gemeentecode"].astype("str")
        table["gemeentecode"] = gm_codes(given).fillna(given)
    return table


def _read(layer: str, file: Path, draft: Draft, part: str | None) -> tuple[gpd.GeoDataFrame, Draft]:
    """Return the rows of a file, and whose they are where its form tells so."""
    readable = (*VECTOR, ".pbf") if layer == GROUND else VECTOR
    if file.suffix.lower() not in readable:
        raise StoreError(
            "{file}: {layer} is imported from {vector}",
            file=file.name,
            layer=layer,
            vector=", ".join(readable),
        )
    if file.suffix.lower() == ".pbf":
        return read_extract(file), draft
    table = on_land(read_vector(file, part, prefer=layer)).to_crs(LONLAT)
    if layer != GROUND or has_kind(table) or not has_tags(table.columns):
        return table, draft
    words = OSM_WORDS if draft.licence == UNKNOWN else {}
    return ground_of(table, file.name), draft.model_copy(update=words)


def _table(
    layer: str, file: Path, draft: Draft, part: str | None, where: AreaParams | None
) -> Product:
    table, draft = _read(layer, file, draft, part)
    if layer in AREAS:
        table = valid_polygons(table, file.name)
    if where is not None:
        refuse_elsewhere(table, file.name, where.bounds, where.country)
    table = _under_our_names(table, layer)
    people(table, file.name)
    if layer in KINDS:
        table = gpd.GeoDataFrame(
            {"naam": table.get("naam", layer), "kind": KINDS[layer]},
            geometry=table.geometry.to_numpy(), crs=LONLAT,
        )  # fmt: skip
    missing = [c for c in NEEDED[layer] if c not in table.columns]
    if missing:
        found = ", ".join(c for c in table.columns if c != "geometry")[:120]
        raise StoreError(
            "{file}: {layer} needs column {missing}; found: {found}; rename it",
            file=file.name,
            layer=layer,
            missing=missing[0],
            found=found,
        )
    key = KEYS.get(layer)
    if key and (twice := table[key].duplicated()).any():
        row = int(np.flatnonzero(twice)[0])
        raise StoreError(
            "{file}, feature {row}: {key} {iloc} stands twice",
            file=file.name,
            row=row + 1,
            key=key,
            iloc=table[key].iloc[row],
        )
    if table.geometry.name != "geometry":
        table = table.rename_geometry("geometry")
    if key:
        table = table.sort_values(key, kind="stable", ignore_index=True)
    return Product(draft, table, key=key)
