"""Work out the local tables of a run tile by tile; what was kept before is not done again."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from opvangkaart.runs.local import IN_ONE_PIECE, Local
from opvangkaart.scale.joined import tables, together
from opvangkaart.scale.kept import (
    FOLDER,
    Kept,
    first_half,
    kept_tile,
    read_tile,
    what_matters,
)
from opvangkaart.scale.networks import Networks, networks_of
from opvangkaart.scale.store import Store
from opvangkaart.scale.surroundings import Spots, Surroundings
from opvangkaart.scale.tiles import Tile, split
from opvangkaart.scale.told import wide_halo, without_streets
from opvangkaart.scale.used import Use
from opvangkaart.scale.work import Asking, Shared
from opvangkaart.scale.worker import Done, Pieces, finish, versions
from sites.base.dutch import MODE_WORDS
from sites.base.errors import InputFileError
from sites.base.messages import Message
from sites.base.progress import Counted
from sites.settings.scenario import Scenario
from sites.tables.categories import category_words
from sites.tables.filters import names_by
from sites.tables.schemas import Sites
from sites.tables.tiles import Tiles
from sites.travel.access import Question, refuse_unknown_gemeente
from sites.travel.context import Context

#: Who works in the process of the run itself.
HERE = "deze computer"


@dataclass(frozen=True, eq=False)
class Asked:
    """The pieces to work out, and all that they are worked out from."""

    pieces: Pieces
    firsts: tuple[str, ...]
    todo: tuple[int, ...]
    around: Surroundings
    scenario: Scenario
    networks: Networks
    store: Store
    use: Use


class Workers(Protocol):
    """Who works tiles out."""

    def __call__(self, asked: Asked) -> Iterator[Done]:
        """Yield each tile of ``asked.todo`` when it is kept, in any order."""
        ...


def in_this_process(asked: Asked) -> Iterator[Done]:
    """Work out the tiles one by one, here."""
    for number in asked.todo:
        sites, asking = asked.pieces[number]
        name = finish(
            sites, asked.around, asking, asked.firsts[number], asked.store, HERE
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
            asked, held = self._asked(tiles, sites, context, base_dir)
            hubs = len(asked.around.mothers)
            cut = tiles if asked.pieces.has_tiles(hubs) else ()
            before = frozenset(held)
            work = self._workers(asked)
            total = len(asked.firsts)
            for done in _told(work, total, len(held), progress):
                held[done.number] = _read(asked, done)
            kept = [held[number] for number in range(total)]
            asked.use.over(one.name for one in kept)
        shared = asked.pieces.shared
        self._worked = DataFrame[Tiles](
            pd.DataFrame(
                {
                    "tile": [*map(_shared_words, shared), *(tile.name for tile in cut)],
                    "sites": [*(len(sites) for _ in shared), *map(len, cut)],
                    "worker": [one.who.worker for one in kept],
                    "cpu_s": [one.who.cpu_s for one in kept],
                    "is_kept": [number in before for number in range(total)],
                }
            )
        )
        worked, asking = [one.worked for one in kept], asked.pieces.asking
        at_once = dict(zip(shared, worked, strict=False))
        answers = together(cut, worked[len(shared) :], at_once, asking, hubs)
        self._notes = (
            *wide_halo(asking.of_tile().halos, asked.pieces.every, asked.around),
            *without_streets(tiles, answers, hubs),
        )
        return tables(answers, sites, context, progress)

    def _asked(
        self, tiles: Sequence[Tile], sites: pd.DataFrame, context: Context, base_dir: Path
    ) -> tuple[Asked, dict[int, Kept]]:
        """Return what is to be worked out, and the tiles that still hold."""
        scenario, store = context.scenario, self._store
        asking = Asking.of(scenario, context.engine)
        around = Surroundings.of(context, asking.halos)
        networks = networks_of(scenario, base_dir)
        tile = np.empty(len(sites), dtype=np.int64)
        for number, one in enumerate(tiles):
            tile[one.rows] = number
        hubs = len(around.mothers)
        pieces = Pieces.of(Spots.of(sites, "site_id"), tile, asking, hubs)
        count = len(pieces.shared) + (len(tiles) if pieces.has_tiles(hubs) else 0)
        every = [pieces[number] for number in range(count)]
        matters = what_matters(scenario, networks.digest, versions())
        mothers = around.mothers.digest(np.arange(len(around.mothers)))
        firsts = tuple(first_half(matters, part, mothers, asks) for part, asks in every)
        use = Use(store, firsts, networks.names())
        listed: dict[str, list[str]] = {}
        for name in store.names(FOLDER):
            listed.setdefault(name.partition("-")[0], []).append(name)
        held = {}
        for number, (first, (part, _)) in enumerate(zip(firsts, every, strict=True)):
            kept = kept_tile(store, listed.get(f"{FOLDER}/{first}", ()), part, around)
            if kept is not None:
                held[number] = kept
        todo = tuple(number for number in range(len(every)) if number not in held)
        return Asked(pieces, firsts, todo, around, scenario, networks, store, use), held


def _read(asked: Asked, done: Done) -> Kept:
    """Return a tile that was worked out a moment ago.

    Raises
    ------
    InputFileError
        It is damaged or gone, or a worker looked at other layers than this run.
    """
    kept = read_tile(asked.store, done.name, asked.pieces[done.number][0], asked.around)
    if kept is None:
        raise InputFileError(
            "{file}: worker {worker} worked it out from other layers than this run has; run again",
            file=done.name,
            worker=done.worker,
        )
    return kept


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


def _shared_words(part: Shared) -> str:
    """Return what a piece of work for all sites is called.

    >>> _shared_words(("bike", "to_place")), _shared_words(("car", "from_place"))
    ('naar moederlocaties (fietsen)', 'van moederlocaties (rijden)')
    >>> _shared_words(Question("gp", "walk"))
    'Huisarts (lopen)'
    """
    if isinstance(part, Question):
        return f"{category_words(part.category)} ({MODE_WORDS[part.mode]})"
    mode, direction = part
    return f"{'naar' if direction == 'to_place' else 'van'} moederlocaties ({MODE_WORDS[mode]})"


def _span(seconds: float) -> str:
    """Return a span of time in words.

    >>> _span(30), _span(95)
    ('30 s', '2 min')
    """
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"  # noqa: PLR2004
