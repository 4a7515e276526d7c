"""What a user is told of tiles: where the streets end, and where tiles are of no use."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from opvangkaart.scale.halo import Box
from opvangkaart.scale.surroundings import Spots, Surroundings
from opvangkaart.scale.tiles import Tile
from opvangkaart.scale.work import Halos, Worked
from sites.base.dutch import MODE_WORDS
from sites.base.messages import Message, say
from sites.travel.protocol import NOT_CONNECTED, OK

_KM: Final = 1000.0


def wide_halo(halos: Halos, tiles: Sequence[Spots], around: Surroundings) -> tuple[Message, ...]:
    """Say so where the widest first halo is wider than the area: tiles then save nothing."""
    finite = {question: m for question, m in halos.items() if np.isfinite(m)}
    if not finite:
        return ()
    question, halo_m = max(finite.items(), key=lambda one: one[1])
    boxes = [Box.of(one.points) for one in (*tiles, *around.places.values()) if len(one)]
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


def without_streets(tiles: Sequence[Tile], worked: Sequence[Worked]) -> tuple[Message, ...]:
    """Name the tiles of which no site lies on the streets: nothing is known about them.

    >>> from sites.travel.access import Question
    >>> from sites.travel.protocol import Nearest
    >>> def told(reach: int) -> Worked:
    ...     nothing = np.full((1, 1), np.nan)
    ...     near = Nearest(np.array([[-1]]), nothing, nothing, np.array([reach], dtype=np.int8))
    ...     return Worked([], {Question("gp", "walk"): near}, {})
    >>> tile = Tile("Zeist", np.array([0]))
    >>> [str(note) for note in without_streets([tile, tile], [told(NOT_CONNECTED), told(OK)])]
    ['Zeist: none of the 1 sites lies on the streets; import an extract that covers them']
    """
    return tuple(
        say(
            "{tile}: none of the {count} sites lies on the streets; import an extract that covers "
            "them",
            tile=tile.name, count=len(tile),
        )
        for tile, one in zip(tiles, worked, strict=True)
        if _is_off(one)
    )  # fmt: skip


def _is_off(worked: Worked) -> bool:
    """Return whether no site got any minutes because none is on the network."""
    reach = [one.reach for one in worked.answers.values()] + [one.rest for one in worked.trips]
    found = any(len(one.pair) for one in worked.trips) or any((one == OK).any() for one in reach)
    return not found and any((one == NOT_CONNECTED).any() for one in reach)
