"""What a user is told of tiles: where the streets end, and where tiles are of no use."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from opvangkaart.scale.halo import Box
from opvangkaart.scale.surroundings import Surroundings
from opvangkaart.scale.tiles import Tile
from opvangkaart.scale.work import Halos
from sites.base.dutch import MODE_WORDS
from sites.base.messages import Message, say
from sites.travel.protocol import NOT_CONNECTED, REACH_WORDS

_KM: Final = 1000.0


def wide_halo(halos: Halos, sites: pd.DataFrame, around: Surroundings) -> tuple[Message, ...]:
    """Say so where the widest first halo is wider than the area: tiles then save nothing."""
    finite = {question: m for question, m in halos.items() if np.isfinite(m)}
    if not finite:
        return ()
    question, halo_m = max(finite.items(), key=lambda one: one[1])
    points = pd.concat([sites[["easting", "northing"]], around.places[["easting", "northing"]]])
    box = Box.of(points)
    extent_m = max(box.east - box.west, box.north - box.south)
    if halo_m <= extent_m:
        return ()
    return (
        say(
            "each tile looks {halo:.0f} km around ({mode}), and the area is {extent:.0f} km wide: "
            "tiles cost more than they save here",
            halo=halo_m / _KM, mode=MODE_WORDS[question.mode], extent=extent_m / _KM,
        ),
    )  # fmt: skip


def without_streets(tiles: Sequence[Tile], travel: Sequence[pd.DataFrame]) -> tuple[Message, ...]:
    """Name the tiles of which no site lies on the streets: nothing is known about them.

    >>> off = pd.DataFrame({"reach": ["niet aangesloten"]})
    >>> tile = Tile("Zeist", np.array([0]))
    >>> [str(note) for note in without_streets([tile, tile], [off, off.assign(reach="ok")])]
    ['Zeist: none of the 1 sites lies on the streets; import an extract that covers them']
    """
    off = REACH_WORDS[NOT_CONNECTED]
    return tuple(
        say(
            "{tile}: none of the {count} sites lies on the streets; import an extract that covers "
            "them",
            tile=tile.name, count=len(tile),
        )
        for tile, table in zip(tiles, travel, strict=True)
        if _is_off(table, off)
    )  # fmt: skip


def _is_off(travel: pd.DataFrame, off: str) -> bool:
    """Return whether no site got any minutes because none is on the network."""
    reach = travel["reach"].astype(object)
    return bool((reach == off).any() and not (reach == REACH_WORDS[0]).any())
