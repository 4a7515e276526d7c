"""Let a scenario use stored layers: each slot it leaves empty is filled from the store."""

from pathlib import Path
from typing import Final

from geodata.points import read_places
from geodata.reading import ReadContext, Reading
from geodata.store import Manifest, Store, StoreError
from sites.dutch import day
from sites.params import LayerFile, Scenario

#: Which stored layer fills which slot, and the importer that reads it.
SINGLE: Final = (
    ("municipalities", "municipalities", "gemeenten_cbs"),
    ("neighbours", "neighbours", "gemeenten_cbs"),
    ("wijken", "wijken", "wijken"),
)
PLACES: Final = (("schools", "schools"), ("facilities", "store_osm"))
EXCLUSIONS: Final = (("natura2000", "natuur"), ("nnn", "natuur"), ("water", "water"))
#: Facilities of OpenStreetMap that a run uses; its schools are there to be compared with DUO's.
FROM_OSM: Final = (
    "gp", "pharmacy", "supermarket", "library", "community_centre", "sports", "playground",
    "pt_stop",
)  # fmt: skip
RING_M: Final = 10_000.0


def with_store(scenario: Scenario, base_dir: Path) -> Scenario:
    """Return the scenario with empty slots filled from ``layers.store``; its own files go first.

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
    names = set(store.names())
    if not names:
        msg = f"{store.folder.name} holds no stored layer; run: opvangkaart data fetch"
        raise StoreError(msg)

    def file(name: str, reader: str, **more: object) -> LayerFile:
        return _file(store, name, reader, scenario, **more)

    filled = {
        slot: file(name, reader)
        for slot, name, reader in SINGLE
        if name in names and getattr(layers, slot) is None
    }
    places = [file(name, reader, **_held(store, name)) for name, reader in PLACES if name in names]
    if places and not layers.places:
        filled["places"] = tuple(places)  # type: ignore[assignment]
    shapes = [file(n, "polygons", categories=(kind,)) for n, kind in EXCLUSIONS if n in names]
    if shapes and not layers.exclusions:
        filled["exclusions"] = tuple(shapes)  # type: ignore[assignment]
    if "streets" in names and layers.streets is None and scenario.travel.engine == "streets":
        filled["streets"] = file("streets", "osmnx")
    if "transit" in names and not layers.transit:
        filled["transit"] = (file("transit", "gtfs"),)  # type: ignore[assignment]
    return scenario.model_copy(update={"layers": layers.model_copy(update=filled)})


def _held(store: Store, name: str) -> dict[str, object]:
    """Return what a layer of places replaces; DUO's special schools are nobody's nearest."""
    if name == "schools":
        return {"coverage_m": RING_M}
    table = store.table(name)
    found = tuple(c for c in FROM_OSM if (table["category"] == c).any())
    return {"coverage_m": RING_M, "categories": found}


def _file(
    store: Store, name: str, reader: str, scenario: Scenario, **more: object
) -> LayerFile:  # fmt: skip
    manifest = store.manifest(name)
    faults = store.faults(name)
    if faults or manifest is None:
        raise StoreError(faults[0])
    fields = {
        # As the scenario writes it: a full path would change the run's mark from desk to desk.
        "path": f"{scenario.layers.store}/{manifest.file}", "reader": reader,
        "source": manifest.source + _age_note(manifest, scenario),
        "licence": manifest.licence,
        "data_date": manifest.data_date or manifest.checked_at.date().isoformat(),
    }  # fmt: skip
    return LayerFile.model_validate(fields | more)


def _age_note(manifest: Manifest, scenario: Scenario) -> str:
    """Return "" or the note that the data are old on the reference date."""
    days = (scenario.reference_date - manifest.checked_at.date()).days
    if days > manifest.max_age_days:
        msg = (
            f"layer {manifest.layer} is {days} days old on {scenario.reference_date}, at most "
            f"{manifest.max_age_days} are allowed; run: {manifest.command()}"
        )
        raise StoreError(msg)
    if days > manifest.fresh_days:
        return f" (VEROUDERD: opgehaald {day(manifest.checked_at.date())})"
    return ""


def read_stored_osm(file: LayerFile, path: Path, ctx: ReadContext) -> Reading:
    """Read stored facilities; their origin is OpenStreetMap, and each row names its tag."""
    named = file.model_copy(update={"source": None})
    reading = read_places(named, path, ctx)
    table = reading.table.assign(origin="OSM")
    return Reading(table, file.categories or reading.replaces, reading.notes)
