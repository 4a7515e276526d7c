"""The files that an engine stands on: their digest, and their way into the store."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geodata.files.basisset import sha256
from geodata.streets.load import network_file
from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.store import Store
from sites.settings.scenario import Scenario

STREETS: Final = "netwerk"
TRANSIT: Final = "dienstregeling"


@dataclass(frozen=True)
class Networks:
    """The files of the streets and the timetable, with a digest each; none for a straight line."""

    streets: Path | None = None
    transit: Path | None = None
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Return one digest of all."""
        return digest_of(*(f"{name} {told}" for name, told in sorted(self.digests.items())))

    def put(self, store: Store) -> None:
        """Copy the files into the store, unless they are there."""
        if self.streets is not None:
            store.put(f"{STREETS}/{self.digests[STREETS]}/{self.streets.name}", self.streets)
        if self.transit is not None:
            for path in _files(self.transit):
                store.put(f"{TRANSIT}/{self.digests[TRANSIT]}/{path.name}", path)

    def names(self) -> list[str]:
        """Return the names that the files have in the store."""
        streets = [] if self.streets is None else [self.streets]
        transit = [] if self.transit is None else _files(self.transit)
        return [
            *(f"{STREETS}/{self.digests[STREETS]}/{path.name}" for path in streets),
            *(f"{TRANSIT}/{self.digests[TRANSIT]}/{path.name}" for path in transit),
        ]


def networks_of(scenario: Scenario, base_dir: Path) -> Networks:
    """Return the files that the engine of a scenario reads."""
    digests: dict[str, str] = {}
    streets = transit = None
    if scenario.engine == "streets":
        streets = network_file(scenario, base_dir)
        digests[STREETS] = sha256(streets)[:24]
    if scenario.layers.transit:
        transit = base_dir / scenario.layers.transit[0].path
        digests[TRANSIT] = digest_of(*(f"{p.name} {sha256(p)}" for p in _files(transit)))
    return Networks(streets, transit, digests)


def from_store(scenario: Scenario, names: list[str]) -> Scenario:
    """Return the scenario with its networks named as they lie in the store."""
    layers = scenario.layers
    update: dict[str, object] = {}
    for name in names:
        folder = name.partition("/")[0]
        if folder == STREETS and layers.streets is not None:
            update["streets"] = layers.streets.model_copy(update={"path": name})
        if folder == TRANSIT:
            where = {"path": name.rpartition("/")[0]}
            update["transit"] = (layers.transit[0].model_copy(update=where),)
    return scenario.model_copy(update={"layers": layers.model_copy(update=update)})


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())
