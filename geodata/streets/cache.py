"""Keep built street networks: one file, written whole or not at all, with where it came from."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.files.swap import write_whole
from geodata.store.where import import_command
from geodata.streets.mapped import mapped_arrays, write_arrays
from sites.base.boundary import because, reading
from sites.base.errors import InputFileError
from sites.base.messages import say
from sites.settings.base import Mode
from sites.travel.streets.build import ModeNetwork, restored

#: Raise when the arrays of a stored network change.
FORMAT: Final = 2
FILE_NAME: Final = "streets.npz"


@dataclass(frozen=True)
class Provenance:
    """What a stored network was made from; ``coverage`` is WKT (EPSG:4326) around its streets."""

    source: str  # the file's name, never its path
    sha256: str
    settings: str  # fingerprint of the StreetParams
    metric_crs: str
    area: str  # what it was clipped to, in words
    coverage: str
    modes: tuple[Mode, ...]
    versions: dict[str, str]
    missing_nodes: int
    odd_tags: dict[str, int]
    format: int = FORMAT


@dataclass(frozen=True)
class StoredStreets:
    """An opened network; a mode is read from disk when it is asked for."""

    path: Path
    provenance: Provenance

    def network(self, mode: Mode) -> ModeNetwork:
        """Return the network of one mode, mapped into memory: processes share one copy."""
        with _reading(self.path, self.provenance.source):
            return restored(mode, mapped_arrays(self.path, f"{mode}/"))

    def water(self) -> tuple[shapely.Geometry, ...]:
        """Return the lines (metric CRS) that nobody is carried across."""
        with (
            _reading(self.path, self.provenance.source),
            self.path.open("rb") as stream,
            np.load(stream, allow_pickle=False) as held,
        ):
            return tuple(shapely.from_ragged_array(
                shapely.GeometryType.LINESTRING, held["water_xy"], (held["water_ptr"],)
            ))  # fmt: skip


def write_network(
    path: Path,
    networks: Mapping[Mode, ModeNetwork],
    provenance: Provenance,
    water: tuple[shapely.Geometry, ...] = (),
) -> Path:
    """Write beside the target and swap names at the end: a full disk leaves the old file whole."""
    lines = [line for line in water if not line.is_empty]
    _, xy, offsets = shapely.to_ragged_array(lines or [shapely.LineString()])
    arrays: dict[str, NDArray[Any]] = {
        "provenance": np.frombuffer(_json(provenance), dtype=np.uint8),
        "water_xy": np.asarray(xy, dtype=np.float64).reshape(-1, 2),
        "water_ptr": np.asarray(offsets[0] if lines else [0], dtype=np.int64),
    }
    for mode, network in networks.items():
        arrays |= {f"{mode}/{name}": part for name, part in network.arrays().items()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda stream: write_arrays(stream, arrays))
    except OSError as error:
        raise InputFileError(
            "{file} could not be written ({why}), what was there is kept; free some disk",
            file=path.name,
            why=because(error),
        ) from None
    return path


def _json(provenance: Provenance) -> bytes:
    return json.dumps(asdict(provenance), sort_keys=True).encode()


def read_network(
    path: Path, *, settings: str | None = None, metric_crs: str | None = None,
    sha256: str | None = None,
) -> StoredStreets:  # fmt: skip
    """Open a stored network; refuse one of another version, scenario or source.

    Raises
    ------
    InputFileError
        Names what is stored, what was expected and the command that rebuilds the network.
    """
    with (
        _reading(path, "FILE.osm.pbf"),
        path.open("rb") as stream,
        np.load(stream, allow_pickle=False) as held,
    ):
        words = json.loads(held["provenance"].tobytes())
    command = _command(path, words.get("source", "FILE.osm.pbf"))
    expected = {
        "format": FORMAT, "settings": settings, "metric_crs": metric_crs, "sha256": sha256
    }  # fmt: skip
    for name, value in expected.items():
        if value is not None and words.get(name) != value:
            raise InputFileError(
                "{file} was made with {name} {get}, this run needs {value}; rebuild it: {command}",
                file=path.name,
                name=name,
                get=words.get(name),
                value=value,
                command=command,
            )
    return StoredStreets(path, Provenance(**words | {"modes": tuple(words["modes"])}))


def _reading(path: Path, source: str) -> AbstractContextManager[None]:
    return reading(path.name, say("rebuild it: {command}", command=_command(path, source)))


def _command(path: Path, source: str) -> str:
    return import_command(path.parent, "streets", f"{source} --area ...")
