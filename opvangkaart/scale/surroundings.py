"""What lies around the sites, as local work reads it, and how it crosses to another process."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as pf
from numpy.typing import NDArray

from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.store import Store
from sites.tables.schemas import MOTHER
from sites.travel.access import Question
from sites.travel.context import Context
from sites.travel.hub_travel import doubts_m
from sites.travel.protocol import Floats, Ints, Points

FOLDER = "lagen"


@dataclass(frozen=True, eq=False)
class Spots:
    """Points, each with the metres that its true position may lie from it; 0 is exact."""

    points: Points
    accuracy_m: Floats

    @classmethod
    def of(cls, table: pd.DataFrame, id_column: str) -> Self:
        """Return the spots of a table that has an id, easting and northing.

        >>> table = pd.DataFrame({"hub_id": ["a"], "easting": [1.0], "northing": [2.0]})
        >>> Spots.of(table, "hub_id").accuracy_m.tolist()
        [0.0]
        """
        return cls(Points.of(table, id_column), doubts_m(table))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.points)

    @cached_property
    def ids_hash(self) -> NDArray[np.uint64]:
        """Return a number per id: eight bytes of a name in a fingerprint."""
        return pd.util.hash_array(self.points.ids.astype(object), categorize=False)

    def at(self, rows: Ints) -> "Spots":
        """Return the spots at some rows."""
        return Spots(points_at(self.points, rows), self.accuracy_m[rows])

    def digest(self, rows: Ints) -> str:
        """Return a digest of all that an engine reads of the spots at some rows, in order.

        >>> one = Spots(Points(np.array(["a", "b"]), np.zeros(2), np.ones(2)), np.zeros(2))
        >>> one.digest(np.array([0, 1])) == one.digest(np.array([1, 0]))
        False
        """
        held = (self.points.easting, self.points.northing, self.accuracy_m)
        return digest_of(
            self.ids_hash[rows].tobytes(), *(column[rows].tobytes() for column in held)
        )

    def table(self) -> pa.Table:
        """Return the spots as columns."""
        return pa.table({
            "id": pa.array(self.points.ids.tolist(), pa.string()),
            "easting": self.points.easting, "northing": self.points.northing,
            "accuracy_m": self.accuracy_m,
        })  # fmt: skip

    @classmethod
    def from_table(cls, table: pa.Table) -> Self:
        """Return what ``table`` gave; the numbers stay where they are."""
        ids = np.array(table["id"].to_pylist(), dtype=str)
        east, north, accuracy_m = (
            table[name].to_numpy() for name in ("easting", "northing", "accuracy_m")
        )
        return cls(Points(ids, east, north), accuracy_m)


def points_at(points: Points, rows: Ints) -> Points:
    """Return the points at some rows."""
    return Points(points.ids[rows], points.easting[rows], points.northing[rows])


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What an engine reads of the layers: the places of each category, and mother locations."""

    places: dict[str, Spots]
    mothers: Spots

    @classmethod
    def of(cls, context: Context, asked: Iterable[Question]) -> Self:
        """Return what the questions of a run ask of its layers."""
        layer = context.layers.places
        names = dict.fromkeys(one.category for one in asked if one.category != MOTHER)
        # The position of a place counts as exact, in one piece too.
        exact = layer[["place_id", "easting", "northing"]]
        return cls(
            {name: Spots.of(exact[layer["category"] == name], "place_id") for name in names},
            Spots.of(context.mothers, "hub_id"),
        )

    def write(self, store: Store) -> dict[str, str]:
        """Write them to the store once, and return the names they have there."""
        names = {f"places {name}": put_table(store, one.table())
                 for name, one in self.places.items()}  # fmt: skip
        return names | {"mothers": put_table(store, self.mothers.table())}

    @classmethod
    def read(cls, store: Store, names: dict[str, str]) -> Self:
        """Return what was written."""
        spots = {name: Spots.from_table(read_table(store, at)) for name, at in names.items()}
        mothers = spots.pop("mothers")
        return cls({name.partition(" ")[2]: one for name, one in spots.items()}, mothers)


def put_table(store: Store, table: pa.Table) -> str:
    """Write a table under its digest, not packed: who reads it maps it. Return its name."""
    held = io.BytesIO()
    pf.write_feather(table, held, compression="uncompressed")
    return put_bytes(store, held.getvalue(), "arrow")


def put_bytes(store: Store, content: bytes, ending: str) -> str:
    """Write bytes under their digest, unless they are there; return the name."""
    name = f"{FOLDER}/{digest_of(content)}.{ending}"
    if not store.has(name):
        store.write(name, content)
    return name


def read_table(store: Store, name: str) -> pa.Table:
    """Return a table of the store, mapped into memory."""
    return pf.read_table(str(store.local(name)), memory_map=True)
