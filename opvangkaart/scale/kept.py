"""Keep a finished tile under the fingerprint of all that it was made from.

The name of a kept tile has two halves. The first is a digest of what every attempt rests on: the
settings that matter, the engine, the sites of the tile and the mother locations. The second is a
digest of the layers inside the halos that the tile turned out to need, which stand in the file
itself. A change beyond them leaves the tile as it is.
"""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from opvangkaart.scale.digests import digest_of, table_digest
from opvangkaart.scale.halo import Box
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import Surroundings
from opvangkaart.scale.work import Halos, Worked, read_halos, told_halos
from sites.base.boundary import reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import say
from sites.settings.scenario import Scenario
from sites.travel.access import questions
from sites.travel.hub_travel import reach_of

#: Raise when a tile works out other numbers, or is written otherwise.
FORMAT: Final = 1
FOLDER: Final = "tegels"
_AGAIN: Final = say("take it away and run again")
_TRIPS, _TRAVEL, _ABOUT = "trips.parquet", "travel.parquet", "about.json"


def what_matters(scenario: Scenario, engine_digest: str, versions: dict[str, str]) -> str:
    """Return a digest of the settings that local work reads, the engine and the versions.

    Weights and curves are not among them: a run with other weights takes the same tiles.
    """
    reach = reach_of(scenario)
    settings = {
        "format": FORMAT,
        "engine": scenario.engine,
        "network": engine_digest,
        "travel": scenario.travel.model_dump(mode="json"),
        "transit": scenario.transit.model_dump(mode="json"),
        "crs": scenario.area.metric_crs,
        "questions": [(asked.category, asked.mode) for asked in questions(scenario)],
        "reach": [reach.nearest, sorted(reach.limits_min.items())],
        "versions": versions,
    }
    return digest_of(json.dumps(settings, sort_keys=True))


def first_half(matters: str, sites: pd.DataFrame, mothers: pd.DataFrame) -> str:
    """Return the first half of a tile's name."""
    return digest_of(matters, table_digest(sites), table_digest(mothers))


def second_half(sites: pd.DataFrame, around: Surroundings, halos: Halos) -> str:
    """Return the second half: a digest of every layer as far as the halos reach."""
    middle, parts = Box.of(sites), []
    for question, halo_m in halos.items():
        box = middle.widened(halo_m)
        layer = around.category(question.category)
        near = layer if np.isinf(halo_m) else layer[box.holds(layer)]
        edge = box.cut(around.coverage.get(question.category))
        parts += [
            f"{question.category} {question.mode} {halo_m}", table_digest(near),
            "" if edge is None else shapely.to_wkb(edge),
        ]  # fmt: skip
    return digest_of(*parts)


@dataclass(frozen=True)
class Who:
    """Who worked out a tile, and how many CPU seconds it took."""

    worker: str
    cpu_s: float


def write_tile(store: Store, first: str, second: str, worked: Worked, who: Who) -> str:
    """Keep a tile; return the name it is kept under.

    Raises
    ------
    OSError
        The store cannot be written.
    """
    packed = io.BytesIO()
    about = {"halos": told_halos(worked.halos), "worker": who.worker, "cpu_s": who.cpu_s}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as out:
        out.writestr(_ABOUT, json.dumps(about))
        for name, table in ((_TRIPS, worked.trips), (_TRAVEL, worked.travel)):
            out.writestr(name, _parquet(table))
    name = f"{FOLDER}/{first}-{second}.zip"
    store.write(name, packed.getvalue())
    return name


def _parquet(table: pd.DataFrame) -> bytes:
    held = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), held, compression="zstd")
    found: bytes = held.getvalue().to_pybytes()
    return found


def _table(content: bytes) -> pd.DataFrame:
    with reading(_TRIPS, _AGAIN):
        found: pd.DataFrame = pq.read_table(pa.BufferReader(content)).to_pandas()
    return found


def kept_tile(
    store: Store, first: str, names: Iterable[str], sites: pd.DataFrame, around: Surroundings
) -> str | None:
    """Return the name of a kept tile that still holds; None where it is to be worked out.

    ``names`` are the files of the store. One that cannot be read is as good as absent.
    """
    for name in names:
        if not name.startswith(f"{FOLDER}/{first}-"):
            continue
        try:
            with reading(name, _AGAIN):
                halos = read_halos(_about(store, name)["halos"])
        except OpvangkaartError:
            continue
        if name == f"{FOLDER}/{first}-{second_half(sites, around, halos)}.zip":
            return name
    return None


def _about(store: Store, name: str) -> dict[str, Any]:
    with reading(name, _AGAIN), zipfile.ZipFile(io.BytesIO(store.read(name))) as held:
        if held.testzip() is not None:
            raise zipfile.BadZipFile
        found: dict[str, Any] = json.loads(held.read(_ABOUT))
    return found


def read_tile(store: Store, name: str) -> tuple[Worked, Who]:
    """Return a kept tile and who worked it out.

    Raises
    ------
    InputFileError
        The file was whole a moment ago and is damaged or gone now.
    """
    about = _about(store, name)
    with reading(name, _AGAIN), zipfile.ZipFile(io.BytesIO(store.read(name))) as held:
        trips = _table(held.read(_TRIPS))
        travel = _table(held.read(_TRAVEL))
    worked = Worked(trips, travel, read_halos(about["halos"]))
    return worked, Who(str(about["worker"]), float(about["cpu_s"]))
