"""What lies around the sites, as local work reads it, and how it crosses to another process."""

import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.feather as pf
import shapely
from shapely.geometry.base import BaseGeometry

from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.store import Store
from sites.tables.results import BaseShapes, Layers
from sites.travel.context import Context

_PLACES = ("place_id", "category", "name", "gm_code", "origin", "easting", "northing")
_MOTHERS = ("hub_id", "name", "gm_code", "is_active", "easting", "northing", "accuracy_m")
FOLDER = "lagen"


@dataclass(frozen=True, eq=False)
class Surroundings:
    """The columns of the layers that local work reads, in the types of Arrow."""

    places: pd.DataFrame
    mothers: pd.DataFrame
    coverage: dict[str, BaseGeometry]

    @classmethod
    def of(cls, context: Context) -> Self:
        """Return what local work reads of the layers of a run."""
        places, mothers = context.layers.places[list(_PLACES)], context.mothers[list(_MOTHERS)]
        return cls(as_table(as_bytes(places)), as_table(as_bytes(mothers)), context.layers.coverage)

    @cached_property
    def by_category(self) -> dict[str, pd.DataFrame]:
        """The places of each category, in the order of the layer."""
        return {str(name): rows for name, rows in self.places.groupby("category", sort=False)}

    def category(self, name: str) -> pd.DataFrame:
        """Return the places of a category; none where the layer has none."""
        return self.by_category.get(name, self.places.head(0))

    def layers(self) -> Layers:
        """Return them as layers of a run, of which all that local work does not read is empty."""
        nothing, no_shapes = pd.DataFrame(), gpd.GeoDataFrame()
        return Layers(
            municipalities=no_shapes, kernen=nothing, hubs=self.mothers, hubs_unplaced=nothing,
            places=self.places, profile=nothing, coverage=self.coverage, exclusions=None,
            wijken=None, base=BaseShapes(), info=nothing,
        )  # fmt: skip

    def write(self, store: Store) -> dict[str, Any]:
        """Write them to the store once, and return the names they have there."""
        edges = json.dumps(
            {name: shapely.to_wkb(shape, hex=True) for name, shape in self.coverage.items()}
        )
        return {
            "places": put_table(store, self.places), "mothers": put_table(store, self.mothers),
            "coverage": put_bytes(store, edges.encode(), "json"),
        }  # fmt: skip

    @classmethod
    def read(cls, store: Store, names: dict[str, Any]) -> Self:
        """Return what was written."""
        edges = json.loads(store.read(names["coverage"]))
        return cls(
            read_table(store, names["places"]), read_table(store, names["mothers"]),
            {name: shapely.from_wkb(shape) for name, shape in edges.items()},
        )  # fmt: skip


def as_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as an Arrow file, not packed: who reads it maps it into memory."""
    held = io.BytesIO()
    pf.write_feather(
        pa.Table.from_pandas(table, preserve_index=False), held, compression="uncompressed"
    )
    return held.getvalue()


def as_table(content: bytes) -> pd.DataFrame:
    """Return the table of an Arrow file."""
    found: pd.DataFrame = pf.read_feather(io.BytesIO(content))
    return found


def put_table(store: Store, table: pd.DataFrame) -> str:
    """Write a table under its digest; return its name."""
    return put_bytes(store, as_bytes(table), "arrow")


def put_bytes(store: Store, content: bytes, ending: str) -> str:
    """Write bytes under their digest, unless they are there; return the name."""
    name = f"{FOLDER}/{digest_of(content)}.{ending}"
    if not store.has(name):
        store.write(name, content)
    return name


def read_table(store: Store, name: str) -> pd.DataFrame:
    """Return a table of the store, mapped into memory."""
    found: pd.DataFrame = pf.read_feather(str(store.local(name)), memory_map=True)
    return found
