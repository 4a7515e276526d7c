"""Work out the local tables of a run tile by tile; what was kept before is not done again."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd
from pandera.typing import DataFrame

from opvangkaart.runs.local import IN_ONE_PIECE, Local
from opvangkaart.scale.joined import joined
from opvangkaart.scale.kept import FOLDER, first_half, kept_tile, read_tile, what_matters
from opvangkaart.scale.networks import Networks, networks_of
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import Surroundings, as_bytes, as_table
from opvangkaart.scale.tiles import Tile, split
from opvangkaart.scale.told import wide_halo, without_streets
from opvangkaart.scale.work import Halos, first_halos, local_sites
from opvangkaart.scale.worker import Done, finish, versions
from sites.base.messages import Message
from sites.base.progress import Counted
from sites.settings.scenario import Scenario
from sites.tables.filters import names_by
from sites.tables.schemas import Sites
from sites.tables.tiles import Tiles
from sites.travel.access import refuse_unknown_gemeente
from sites.travel.context import Context

#: Who works in the process of the run itself.
HERE = "deze computer"


@dataclass(frozen=True, eq=False)
class Asked:
    """The tiles to work out, and all that they are worked out from."""

    sites: tuple[pd.DataFrame, ...]  # of every tile
    firsts: tuple[str, ...]
    todo: tuple[int, ...]
    around: Surroundings
    scenario: Scenario
    context: Context
    networks: Networks
    halos: Halos
    store: Store


class Workers(Protocol):
    """Who works tiles out."""

    def __call__(self, asked: Asked) -> Iterator[Done]:
        """Yield each tile of ``asked.todo`` when it is kept, in any order."""
        ...


def in_this_process(asked: Asked) -> Iterator[Done]:
    """Work out the tiles one by one, here."""
    for number in asked.todo:
        name = finish(
            asked.sites[number], asked.around, asked.context, asked.halos, asked.firsts[number],
            asked.store, HERE,
        )  # fmt: skip
        yield Done(number, HERE, name)


class Tiled:
    """Work out local tables in tiles of gemeenten; ``worked`` says afterwards who did what."""

    def __init__(
        self, store: Store, count: int | None = None, workers: Workers = in_this_process
    ) -> None:
        """Take where tiles are kept, how many there are (None: one a gemeente), and who works."""
        self._store, self._count, self._workers = store, count, workers
        self._worked: pd.DataFrame | None = None
        self._notes: tuple[Message, ...] = ()

    @property
    def worked(self) -> pd.DataFrame | None:
        """Return a row per tile (``Tiles``); None before the work, and without a site."""
        return self._worked

    @property
    def notes(self) -> tuple[Message, ...]:
        """Return what is to be told: tiles without streets, and a halo wider than the area."""
        return self._notes

    def __call__(
        self, sites: DataFrame[Sites], context: Context, base_dir: Path,
        progress: Callable[[str], None],
    ) -> Local:  # fmt: skip
        """Return the local tables, equal to those of one piece."""
        refuse_unknown_gemeente(sites, context.layers.municipalities)
        if sites.empty:
            return IN_ONE_PIECE(sites, context, base_dir, progress)
        with self._store.only_run():
            tiles = split(sites, self._count, names_by(context.layers.municipalities, "gm_code"))
            asked, names = self._asked(tiles, sites, context, base_dir)
            before = frozenset(names)
            work = self._workers(asked)
            for done in _told(work, len(tiles), len(names), progress):
                names[done.number] = done.name
            held = [read_tile(self._store, names[number]) for number in range(len(tiles))]
        self._worked = DataFrame[Tiles](
            pd.DataFrame(
                {
                    "tile": [tile.name for tile in tiles],
                    "sites": [len(tile) for tile in tiles],
                    "worker": [who.worker for _, who in held],
                    "cpu_s": [who.cpu_s for _, who in held],
                    "is_kept": [number in before for number in range(len(tiles))],
                }
            )
        )
        self._notes = (
            *wide_halo(asked.halos, sites, asked.around),
            *without_streets(tiles, [worked.travel for worked, _ in held]),
        )
        return joined(
            [worked.trips for worked, _ in held], [worked.travel for worked, _ in held],
            sites["site_id"], context.scenario, context.engine,
        )  # fmt: skip

    def _asked(
        self, tiles: Sequence[Tile], sites: pd.DataFrame, context: Context, base_dir: Path
    ) -> tuple[Asked, dict[int, str]]:
        """Return what is to be worked out, and the names of the tiles that still hold."""
        scenario = context.scenario
        around = Surroundings.of(context)
        networks = networks_of(scenario, base_dir)
        local = as_table(as_bytes(local_sites(sites)))
        parts = tuple(local.iloc[tile.rows].reset_index(drop=True) for tile in tiles)
        matters = what_matters(scenario, networks.digest, versions())
        firsts = tuple(first_half(matters, part, around.mothers) for part in parts)
        listed = self._store.names(FOLDER)
        found = (
            kept_tile(self._store, first, listed, part, around)
            for first, part in zip(firsts, parts, strict=True)
        )
        names = {number: name for number, name in enumerate(found) if name is not None}
        todo = tuple(number for number in range(len(tiles)) if number not in names)
        here = Context(around.layers(), scenario, context.engine)
        asked = Asked(
            parts, firsts, todo, around, scenario, here,
            networks, first_halos(scenario, context.engine), self._store,
        )  # fmt: skip
        return asked, names


def _told(
    work: Iterable[Done], total: int, kept: int, progress: Callable[[str], None]
) -> Iterator[Done]:
    """Pass on what is done, and tell how far the work is and how long it will still take."""
    began, done = time.monotonic(), kept
    progress(Counted(f"tegels rekenen: {done} van {total} bewaard", done=done, total=total))
    for one in work:
        yield one
        done += 1
        left_s = (time.monotonic() - began) / (done - kept) * (total - done)
        words = f"tegels rekenen: {done} van {total}, nog ongeveer {_span(left_s)}"
        progress(Counted(words, done=done, total=total))


def _span(seconds: float) -> str:
    """Return a span of time in words.

    >>> _span(30), _span(95)
    ('30 s', '2 min')
    """
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"  # noqa: PLR2004
