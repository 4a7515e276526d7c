"""Lend out the room that a search needs, made once and used again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import numpy as np

from sites.travel.streets.kernels.arrays import FAR, Scratch

#: Room for so many buckets at least, so that one room serves all modes.
_SLOTS_LEAST: Final = 4096


class Rooms:
    """The rooms of one network: every search that runs at the same time has one of its own.

    Room is as large as a network; who makes it anew for every question pays for the network where
    the question is about a street. A search that fails does not give its room back.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self._free: list[Scratch] = []

    @contextmanager
    def one(self, nodes: int, slots: int = 0) -> Iterator[Scratch]:
        """Lend a clean room for at least so many nodes and buckets."""
        try:
            room = self._free.pop()
        except IndexError:
            room = None
        if room is None or len(room.ns) < nodes or len(room.rings) - len(room.ns) < slots:
            room = _made(nodes, max(slots, _SLOTS_LEAST))
        yield room
        self._free.append(room)


def _made(nodes: int, slots: int) -> Scratch:
    rows = np.arange(nodes + slots, dtype=np.int32)
    return Scratch(
        ns=np.full(nodes, FAR),
        rank=np.empty(nodes, dtype=np.int64),
        um=np.empty(nodes, dtype=np.int64),
        via=np.empty(nodes, dtype=np.int32),
        touched=np.empty(nodes + 1, dtype=np.int32),
        rings=np.column_stack([rows, rows]),
    )


__all__ = ["Rooms"]
