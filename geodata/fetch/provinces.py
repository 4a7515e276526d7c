"""Fetch an area of several provinces, one province at a time, into one store.

Each province has a store of its own below ``PROVINCES``, and its manifests say which layers it has
whole. A layer of the area is joined once all its provinces have it; what is whole and fresh is not
asked again.
"""

import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd

from geodata.fetch.cbs import province_row, provinces_of_year
from geodata.fetch.fetch import (
    FAILED,
    Outcome,
    Progress,
    Report,
    age_words,
    counted_layer,
    fetch_one,
    is_stale,
    layers_named,
    put,
    silent,
)
from geodata.fetch.job import Job
from geodata.fetch.joined import Part, confirmed_at, joined
from geodata.files.vector import VECTOR
from geodata.store.store import BESIDE, Clock, Store
from geodata.store.where import import_command
from geodata.web.endpoints import FetchError, FetchSettings
from geodata.web.http import Client, UnfinishedError
from sites.base.codes import GM_CODE
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

PROVINCES: Final = "provincies"
#: Their sources send the whole country: what came in serves every province.
NATIONAL: Final = ("municipalities", "schools", "nnn")
#: One file of the whole country, stored once beside the joined layers.
ONCE: Final = "transit"
#: These carry the first day of the year that they were asked for.
YEARLY: Final = ("municipalities", "wijken", "buurten")
STREETS: Final = "streets"
#: What became of a layer that some province still lacks.
WAITS: Final = "wacht"


class PartStore(Store):
    """The layers of one province; downloads of the whole country lie with the whole."""

    def __init__(self, folder: Path, whole: Store, clock: Clock) -> None:
        """Point at the folder of a province in the store of the whole."""
        super().__init__(folder, clock)
        self.whole, self.named = whole, whole.named

    def partial(self, layer: str) -> Path:
        """Return where the downloads of an unfinished layer wait."""
        return self.whole.partial(layer) if layer in NATIONAL else super().partial(layer)

    def forget_partial(self, layer: str) -> None:
        """Throw away downloads of which something was wrong."""
        if layer in NATIONAL:
            self.whole.forget_partial(layer)
        else:
            super().forget_partial(layer)

    def finish_partial(self, layer: str) -> None:
        """Throw away the downloads of a layer that came in, unless the next province needs them."""
        if layer not in NATIONAL:
            super().forget_partial(layer)


def named_provinces(area: str) -> tuple[str, ...]:
    """Return the provinces that an area text lists with commas; none for any other area.

    >>> named_provinces("Utrecht, PV25"), named_provinces("utrecht")
    (('Utrecht', 'PV25'), ())
    >>> named_provinces("GM0344,GM0355"), named_provinces("a,b.gpkg")
    ((), ())
    """
    parts = tuple(part.strip() for part in area.split(",") if part.strip())
    is_other = area.lower().endswith(VECTOR) or any(re.match(GM_CODE, p.upper()) for p in parts)
    return () if is_other or len(parts) == 1 else parts


def fetch_provinces(
    layers: Sequence[str],
    provinces: Sequence[str],
    store: Store,
    settings: FetchSettings | None = None,
    progress: Progress = silent,
    *,
    accept_loss: bool = False,
    client: Client | None = None,
) -> Report:
    """Fetch layers (all but the streets without names) of provinces, by name or code.

    A layer that a province has whole, unchanged and fresh is kept. A layer that fails in one
    province keeps the others, and is joined at the call that completes it.

    Raises
    ------
    FetchError
        A layer or province that does not exist, or streets by name.
    StoreError
        Another fetch holds the store.
    """
    settings = settings or FetchSettings()
    wanted = _without_streets(layers, store)
    client = client or Client(settings)
    with ExitStack() as locks:
        locks.enter_context(store.lock())
        parts = _parts(provinces, store, client, settings)
        for part in parts:
            locks.enter_context(part.store.lock())
        work = _Work(parts, store, settings, client, accept_loss=accept_loss)
        outcomes: list[Outcome] = []
        for done, name in enumerate(wanted):
            for count, part in enumerate(parts):
                step = done * len(parts) + count
                tell = _telling(progress, step, len(wanted) * len(parts), part.name)
                tell(name)
                outcomes += work.fetched(name, part, tell)
            outcomes += work.whole(name)
    return Report(tuple(outcomes), tuple(sorted(client.contacted)))


def _telling(progress: Progress, done: int, total: int, where: str) -> Progress:
    """Return what tells how far one layer of one province is."""
    return lambda words: counted_layer(progress, done, total, f"{words} ({where})")


def _without_streets(layers: Sequence[str], store: Store) -> list[str]:
    """Return the layers to fetch, the municipalities first: all others are cut to these."""
    if STREETS in layers:
        raise FetchError(
            "streets are not fetched by province; run: {command}",
            command=import_command(store.named / STREETS, STREETS, "FILE.osm.pbf"),
        )
    named = [name for name in layers_named(layers) if name != STREETS]
    return list(dict.fromkeys(["municipalities", *named]))


def _parts(
    provinces: Sequence[str], store: Store, client: Client, settings: FetchSettings
) -> tuple[Part, ...]:
    """Return each province once, by code, with its store; refuse a name that does not exist."""
    known = _known(store, client, settings)
    found = {}
    for text in provinces:
        row = province_row(text, known)
        if row is None:
            names = tuple(sorted(known["provincienaam"]))
            raise FetchError("there is no province {value!r}; choose from {names}",
                             value=text, names=names)  # fmt: skip
        code = str(row["provinciecode"])
        folder = store.folder / PROVINCES / code
        found[code] = Part(code, str(row["provincienaam"]), PartStore(folder, store, store.clock))
    return tuple(found[code] for code in sorted(found))


def _known(store: Store, client: Client, settings: FetchSettings) -> gpd.GeoDataFrame:
    """Return the provinces that exist; a wrong answer is not kept for a next try."""
    client.begin_layer()
    try:
        return provinces_of_year(Job("municipalities", client, store, settings))
    except UnfinishedError:
        raise
    except OpvangkaartError:
        store.forget_partial("municipalities")
        raise


@dataclass(frozen=True)
class _Work:
    """One call: the provinces asked for, the store of the whole, and how to visit."""

    parts: tuple[Part, ...]
    store: Store
    settings: FetchSettings
    client: Client
    accept_loss: bool

    @property
    def area(self) -> str:
        """Return the area as it is recorded, and as ``--area`` takes it."""
        return ", ".join(part.name for part in self.parts)

    def fetched(self, name: str, part: Part, progress: Progress) -> list[Outcome]:
        """Return what became of a layer in one province; without its borders nothing is asked."""
        if name == ONCE:
            is_first = part is self.parts[0]
            return self._kept_or_asked(name, self.area, self.store, progress) if is_first else []
        if name != "municipalities" and not self._is_whole("municipalities", part.store):
            return []
        found = self._kept_or_asked(name, part.name, part.store, progress)
        return [replace(outcome, where=part.name) for outcome in found]

    def _kept_or_asked(
        self, name: str, area: str, store: Store, progress: Progress
    ) -> list[Outcome]:
        held = store.manifest_or_none(name)
        if held is not None and self._is_whole(name, store):
            return [Outcome(name, "bewaard", held.rows, age_words(held, store))]
        return fetch_one(name, area, store, self.settings, self.client, progress, self.accept_loss)

    def _is_whole(self, name: str, store: Store) -> bool:
        """Say whether a layer is there, unchanged, fresh, of this year and of these borders."""
        held = store.manifest_or_none(name)
        if held is None or is_stale(held, store) or store.faults(name):
            return False
        return name not in YEARLY or held.data_date == f"{self.settings.year}-01-01"

    def whole(self, name: str) -> list[Outcome]:
        """Join a layer that all provinces have, with what comes along; else tell who lacks it."""
        if name == ONCE:
            return []
        lacking = tuple(p.name for p in self.parts if not self._is_whole(name, p.store))
        if lacking:
            told = say("not yet whole in {names}; what is whole is kept, give the same command "
                       "again", names=lacking)  # fmt: skip
            return [Outcome(name, WAITS, None, told)]
        if name in NATIONAL:
            self.store.forget_partial(name)
        beside = [layer for layer, along in BESIDE.items() if along == name]
        return [outcome for layer in (name, *beside) for outcome in self._put(layer)]

    def _put(self, layer: str) -> list[Outcome]:
        """Store a joined layer, as old as its oldest part; what is wrong with it is told."""
        try:
            product = joined(layer, self.area, self.parts, self.store)
            if product is None:
                return []
            moment = confirmed_at(layer, self.parts)
            store = Store(self.store.folder, lambda: moment)
            return [put(store, product, self.settings, accept_loss=self.accept_loss)]
        except OpvangkaartError as error:
            return [Outcome(layer, FAILED, None, error.message)]
