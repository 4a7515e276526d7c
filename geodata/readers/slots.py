"""Let a scenario use stored layers: each slot it leaves empty is filled from the store."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geodata.readers.interface import ReadContext, Reading
from geodata.readers.points import read_places
from geodata.store.store import Manifest, Store, StoreError
from geodata.store.where import fetch_command
from sites.base.boundary import reading
from sites.base.dutch import day
from sites.base.messages import say
from sites.settings.scenario import LayerFile, Scenario

#: Which stored layer fills which slot, and the importer that reads it.
SINGLE: Final = (
    ("municipalities", "municipalities", "gemeenten_cbs"),
    ("neighbours", "neighbours", "gemeenten_cbs"),
    ("wijken", "wijken", "wijken"),
    ("kernen", "kernen", "store_kernen"),
)
PLACES: Final = (("schools", "schools"), ("facilities", "store_osm"))
EXCLUSIONS: Final = (("natura2000", "natuur"), ("nnn", "natuur"), ("water", "water"))
GROUND: Final = "ground"
#: Facilities of OpenStreetMap that a run uses; its schools are there to be compared with DUO's.
FROM_OSM: Final = (
    "gp", "pharmacy", "supermarket", "library", "community_centre", "sports", "playground",
    "pt_stop",
)  # fmt: skip
RING_M: Final = 10_000.0
#: How a file that a user imported is read: as the user's own, which lower editions leave out.
OWN: Final = {
    "store_polygons": "polygons", "store_kernen": "kernen", "store_osm": "places",
    "store_ground": "polygons",
}  # fmt: skip
_STORED: Final = re.compile(r"^([a-z][a-z0-9_]*)-[0-9a-f]{16}\.")


Pins = Mapping[str, Mapping[str, Any]]


def with_store(scenario: Scenario, base_dir: Path, pins: Pins | None = None) -> Scenario:
    """Return the scenario with empty slots filled from ``layers.store``; its own files go first.

    ``pins`` (see ``pins_of``) name the very files of an earlier run, superseded ones included.

    Ages are reckoned on the scenario's reference date: a run never looks at the clock. A layer past
    its fresh days says so in its source line; one past its maximum age is refused.

    Raises
    ------
    StoreError
        The folder is no store, a layer is damaged, too old, or made from layers that changed since:
        one line with the command that repairs it.
    """
    layers = scenario.layers
    if layers.store is None:
        return scenario
    store = Store(base_dir / layers.store)
    names = _names(store) if pins is None else set(pins)

    def file(name: str, reader: str, **more: object) -> LayerFile:
        if pins is not None:
            return _pinned(store, reader, scenario, pins[name], more)
        return _file(store, name, reader, scenario, more)

    def data(name: str) -> Path:
        return store.path(name) if pins is None else store.folder / str(pins[name]["file_name"])

    filled = {
        slot: file(name, reader)
        for slot, name, reader in SINGLE
        if name in names and getattr(layers, slot) is None
    }
    places = [
        file(name, reader, **_held(name, data(name))) for name, reader in PLACES if name in names
    ]
    if places and not layers.places:
        filled["places"] = tuple(places)  # type: ignore[assignment]
    shapes = [file(n, "store_polygons", categories=(kind,)) for n, kind in EXCLUSIONS if n in names]
    if shapes and not layers.exclusions:
        filled["exclusions"] = tuple(shapes)  # type: ignore[assignment]
    if GROUND in names and not layers.base:
        filled["base"] = (file(GROUND, "store_ground"),)  # type: ignore[assignment]
    if "streets" in names and layers.streets is None and scenario.travel.engine == "streets":
        filled["streets"] = file("streets", "osmnx")
    # A stored feed becomes a timetable by its own command (data import transit), for a chosen week.
    return scenario.model_copy(update={"layers": layers.model_copy(update=filled)})


def _names(store: Store) -> set[str]:
    """Return the layers to use; neighbours of an earlier area are not among them."""
    names = set(store.names())
    if not names:
        raise StoreError(
            "{folder} holds no stored layer; run: {command}",
            folder=store.folder.name,
            command=fetch_command(store.named),
        )
    own, around = store.manifest("municipalities"), store.manifest("neighbours")
    elsewhere = own is not None and around is not None and own.area != around.area
    return names - {"neighbours"} if elsewhere else names


def _held(name: str, path: Path) -> dict[str, object]:
    """Return what a layer of places replaces; DUO's special schools are nobody's nearest."""
    if name == "schools" or not path.is_file():  # an absent file is told when it is opened
        return {"coverage_m": RING_M}
    again = say("run: {command}", command=fetch_command(path.parent, name))
    with reading(path.name, again, error=StoreError):
        held = set(pd.read_parquet(path, columns=["category"])["category"])
    return {"coverage_m": RING_M, "categories": tuple(c for c in FROM_OSM if c in held)}


def _file(
    store: Store, name: str, reader: str, scenario: Scenario, more: Mapping[str, object]
) -> LayerFile:
    manifest = store.manifest(name)
    faults = store.faults(name)
    if faults or manifest is None:
        raise StoreError(faults[0])
    if manifest.origin == "eigen":
        reader = OWN.get(reader, reader)
    fields = {
        # As the scenario writes it: a full path would change the run's mark from desk to desk.
        "path": f"{scenario.layers.store}/{manifest.file}", "reader": reader,
        "source": manifest.source + _age_note(store, manifest, scenario),
        "licence": manifest.licence,
        "data_date": manifest.data_date or manifest.fetched_at.date().isoformat(),
    }  # fmt: skip
    return LayerFile.model_validate({**fields, **more})


def _pinned(
    store: Store, reader: str, scenario: Scenario, row: Mapping[str, Any],
    more: Mapping[str, object],
) -> LayerFile:  # fmt: skip
    """Return the file of an earlier run in that run's own words."""
    name, digest = str(row["file_name"]), str(row["sha256"])
    if store.by_digest(digest) is None:
        raise StoreError(
            "{name} ({digest}) of the earlier run is gone or changed; put it back",
            name=name,
            digest=digest[:12],
        )
    if row["origin"] == "eigen":
        reader = OWN.get(reader, reader)
    words = {key: row[key] for key in ("source", "licence", "data_date")}
    path = f"{scenario.layers.store}/{name}"
    return LayerFile.model_validate({"path": path, "reader": reader, **words, **more})


def pins_of(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the stored files that a run's record names: layer of the store to its row.

    >>> row = {"file_name": "wijken-0123456789abcdef.parquet"}
    >>> list(pins_of({"lagen": [row, {"file_name": "eigen.csv"}]}))
    ['wijken']
    """
    found = ((_STORED.match(str(row["file_name"])), row) for row in record["lagen"])
    return {hit[1]: row for hit, row in found if hit}


def _age_note(store: Store, manifest: Manifest, scenario: Scenario) -> str:
    """Return "" or the note that the data are old on the reference date."""
    days = (scenario.reference_date - manifest.checked_at.date()).days
    if days > manifest.max_age_days:
        raise StoreError(
            "layer {layer} is {days} days old on {reference_date}, at most "
            "{max_age_days} are allowed; run: {command}",
            layer=manifest.layer,
            days=days,
            reference_date=scenario.reference_date,
            max_age_days=manifest.max_age_days,
            command=manifest.command(store.named),
        )
    if days > manifest.fresh_days:
        return f" (VEROUDERD: opgehaald {day(manifest.checked_at.date())})"
    return ""


def read_stored_osm(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read stored facilities; their origin is OpenStreetMap, and each row names its tag."""
    named = file.model_copy(update={"source": None})
    reading = read_places(named, path, ctx)
    table = reading.table.assign(origin="OSM")
    return Reading(table, file.categories or reading.replaces, reading.notes, reading.told)
