"""Remember what the last runs took from a store, and clear away what none of them did.

Each run writes a list of its own, so that two that share an object store do not lose one another's.
A run that was stopped has left the first halves of its tiles: they stay until it goes on, or until
``RUNS`` other runs have come after it.
"""

import json
import re
import time
from collections.abc import Iterable
from typing import Final

from opvangkaart.scale.digests import digest_of
from opvangkaart.scale.kept import FOLDER as TILES
from opvangkaart.scale.networks import STREETS, TRANSIT
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import FOLDER as LAYERS
from sites.base.boundary import reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

FOLDER: Final = "gebruik"
#: What so many different runs took last is kept; the same run again counts once.
RUNS: Final = 10
_HEX: Final = "[0-9a-f]{24}"
#: Nothing else is ever removed: a store may be a folder with other files too.
_OURS: Final = re.compile(
    f"{TILES}/{_HEX}-{_HEX}[.](npz|zip)|{LAYERS}/{_HEX}[.](arrow|json)"
    f"|({STREETS}|{TRANSIT})/{_HEX}/[^/]+"
)
_LISTS: Final = re.compile(f"{FOLDER}/[0-9]{{20}}-{_HEX}[.]json")


class Use:
    """What one run takes from the store."""

    def __init__(self, store: Store, firsts: Iterable[str], files: Iterable[str]) -> None:
        """Write down, before the work, which tiles the run will take, and which networks."""
        self._store = store
        self._held = {*(f"{TILES}/{first}" for first in firsts), *files}
        self._name = f"{FOLDER}/{time.time_ns():020d}-{digest_of(*sorted(self._held))}.json"
        self._write()

    def also(self, names: Iterable[str]) -> None:
        """Write down what else the run takes."""
        self._held |= set(names)
        self._write()

    def over(self, tiles: Iterable[str]) -> None:
        """Write down the tiles that were taken in the end, and clear away what nobody took."""
        self._held = {name for name in self._held if not name.startswith(f"{TILES}/")} | set(tiles)
        self._write()
        clear(self._store)

    def _write(self) -> None:
        self._store.write(self._name, json.dumps(sorted(self._held)).encode())


def clear(store: Store) -> None:
    """Remove what none of the last runs took; files that are not ours stay."""
    kept: set[str] = set()
    lists: set[frozenset[str]] = set()
    for name in sorted(filter(_LISTS.fullmatch, store.names(FOLDER)), reverse=True):
        held = _held(store, name)
        if held in lists or len(lists) == RUNS:
            store.forget(name)
            continue
        lists.add(held)
        kept |= held
    for name in _every(store):
        tile = name.partition("-")[0]  # a run that stopped knew the first half only
        if name not in kept and tile not in kept:
            store.forget(name)
    store.forget_parts(TILES)


def _held(store: Store, name: str) -> frozenset[str]:
    """Return a list of a run; one that cannot be read holds nothing."""
    try:
        with reading(name, say("take it away and run again")):
            return frozenset(str(one) for one in json.loads(store.read(name)))
    except OpvangkaartError:
        return frozenset()


def _every(store: Store) -> list[str]:
    """Return every file of ours in a store."""
    found = [*store.names(TILES), *store.names(LAYERS)]
    for folder in (STREETS, TRANSIT):
        found += [name for inner in store.names(folder) for name in store.names(inner)]
    return [name for name in found if _OURS.fullmatch(name)]
