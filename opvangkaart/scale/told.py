"""What a user is told of tiles: where the streets end, and where tiles are of no use."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from opvangkaart.scale.halo import Box
from opvangkaart.scale.joined import Answers
from opvangkaart.scale.surroundings import Spots, Surroundings
from opvangkaart.scale.tiles import Tile
from opvangkaart.scale.work import Halos
from sites.base.dutch import MODE_WORDS
from sites.base.messages import Message, say
from sites.travel.protocol import NOT_CONNECTED, OK

_KM: Final = 1000.0


def wide_halo(halos: Halos, sites: Spots, around: Surroundings) -> tuple[Message, ...]:
    """Say so where the widest first halo is wider than the area: tiles then save nothing."""
    finite = {question: m for question, m in halos.items() if np.isfinite(m)}
    if not finite:
        return ()
    question, halo_m = max(finite.items(), key=lambda one: one[1])
    boxes = [Box.of(one.points) for one in (sites, *around.places.values()) if len(one)]
    wide_m = max(box.east for box in boxes) - min(box.west for box in boxes)
    high_m = max(box.north for box in boxes) - min(box.south for box in boxes)
    extent_m = max(wide_m, high_m)
    if halo_m <= extent_m:
        return ()
    return (
        say(
            "each tile looks {halo:.0f} km around ({mode}), and the area is {extent:.0f} km wide: "
            "tiles cost more than they save here",
            halo=halo_m / _KM, mode=MODE_WORDS[question.mode], extent=extent_m / _KM,
        ),
    )  # fmt: skip


def without_streets(tiles: Sequence[Tile], answers: Answers, hubs: int) -> tuple[Message, ...]:
    """Name the tiles of which no site lies on the streets: nothing is known about them.

    >>> from sites.travel.access import Question
    >>> from sites.travel.protocol import Nearest
    >>> none, reach = np.full((2, 1), np.nan), np.array([NOT_CONNECTED, OK], dtype=np.int8)
    >>> near = Nearest(np.array([[-1], [0]]), none, none, reach)
    >>> tiles = [Tile("Zeist", np.array([0])), Tile("Soest", np.array([1]))]
    >>> answers = Answers([], {Question("gp", "walk"): near})
    >>> [str(note) for note in without_streets(tiles, answers, 0)]
    ['Zeist: none of the 1 sites lies on the streets; import an extract that covers them']
    """
    count = sum(map(len, tiles))
    lost, found = np.zeros((2, count), dtype=np.bool_)
    for reach in (*(one.reach for one in answers.nearest.values()),
                  *(one.rest for one in answers.trips)):  # fmt: skip
        lost |= reach == NOT_CONNECTED
        found |= reach == OK
    for one in answers.trips:
        found[one.pair // hubs] = True
    return tuple(
        say(
            "{tile}: none of the {count} sites lies on the streets; import an extract that covers "
            "them",
            tile=tile.name, count=len(tile),
        )
        for tile in tiles
        if lost[tile.rows].any() and not found[tile.rows].any()
    )  # fmt: skip
