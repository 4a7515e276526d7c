"""Name the arrays that searches over streets are made of, as the kernels take them.

Every label is a triple (time, place rank, length), compared in that order: the quickest trip
wins, then the lowest place_id, then the shortest way. Whole numbers make this exact.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

FAR: Final = np.iinfo(np.int64).max // 4  # farther than any trip, and safe to add up

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Ids = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Graph(NamedTuple):
    """Directed arcs in compressed rows: those of node n are ``indptr[n]`` to ``indptr[n + 1]``."""

    indptr: Ids
    head: Ids
    time_ns: Ints
    length_um: Ints


class Cut(NamedTuple):
    """How a search is cut up: rings of ``slots`` buckets of ``2**shift`` ns, one a block of nodes.

    A block has ``2**block`` nodes, and is searched ``wave`` buckets far before the next one is.
    """

    shift: int
    slots: int
    block: int
    wave: int


class Ends(NamedTuple):
    """Per point the two junctions of its chain (n, 2), -1 where the way is barred, and the trip."""

    node: Ints
    ns: Ints
    um: Ints

    def rows(self, span: slice) -> "Ends":
        """Return the ends of some points."""
        return Ends(*(part[span] for part in self))


class Spots(NamedTuple):
    """Where points touch their chains (-1: nowhere), and the walk from door to street."""

    chain: Ids
    at_ns: Ints
    at_um: Ints
    leg_ns: Ints
    leg_um: Ints

    def rows(self, span: slice) -> "Spots":
        """Return the spots of some points."""
        chain, at_ns, at_um, leg_ns, leg_um = self
        return Spots(chain[span], at_ns[span], at_um[span], leg_ns[span], leg_um[span])


class Seeds(NamedTuple):
    """The labels that a search begins with, each on a node."""

    node: Ints
    ns: Ints
    rank: Ints
    um: Ints


class Labels(NamedTuple):
    """The nearest places per row, nearest first: shapes (rows, k), FAR and -1 for none."""

    ns: Ints
    rank: Ints
    um: Ints


class Places(NamedTuple):
    """All places; ``near`` lists those on a chain, ``near_chain`` the chains, in rising order."""

    spots: Spots
    rank: Ints
    near_chain: Ids
    near: Ints


class Scratch(NamedTuple):
    """Room for one search of one network or a smaller one; a search leaves it clean.

    Clean is: ``ns`` is FAR and no node stands in ``rings``; the other labels mean nothing where
    ``ns`` is FAR. ``touched`` lists the nodes that a search reached, with one row to spare: what a
    search costs is what it reaches, not how large the network is.
    """

    ns: Ints
    rank: Ints
    um: Ints
    via: Ids
    touched: Ids
    rings: Ids


class Doors(NamedTuple):
    """The places behind each node in compressed rows, and the time from there to their doors.

    ``weight`` is what each place counts for, by its row among all places.
    """

    ptr: Ints
    place: Ints
    ns: Ints
    weight: Floats


class Chains(NamedTuple):
    """Every chain c: its vertices ``first[c]`` to ``first[c + 1]``, and how much slower back is."""

    first: Ints
    along_ns: Ints
    along_um: Ints
    against: Floats


class Ports(NamedTuple):
    """The nodes and tolls through which the vertices of each chain are left, or entered.

    ``u`` and ``v`` (chains,) serve the inner vertices; ``at_u`` and ``at_v`` those at either end.
    """

    u: Ids
    v: Ids
    at_u: Ids
    at_v: Ids
    toll_ns: Ints  # per node


class Frame(NamedTuple):
    """A grid of square cells: its corner, the size of a cell and how many there are."""

    west: float
    south: float
    cell_m: float
    columns: int
    rows: int


class Grid(NamedTuple):
    """The segments (first vertex and chain) that touch each cell, in compressed rows by cell."""

    frame: Frame
    start: Ints
    vertex: Ids
    chain: Ids
