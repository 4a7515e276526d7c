"""Tell how much an edition withholds: a class of places, wide enough to give no site away.

The rules are those of statistical disclosure control (Hundepool et al., Handbook on Statistical
Disclosure Control, chapter 4): a minimum frequency, dominance, and coarse classes instead of
rounding. Two runs that differ by one site then mostly say the same, and where they do not, the size
of that site is known no more narrowly than a class is wide.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sites.base.dutch import counted, number
from sites.tables.schemas import CONFIDENTIALITY

#: Fewer sites than this are told as "enkele", without their places.
MIN_SITES: Final = 5
#: A site that holds more than this share of the places hides them.
MAX_SHARE: Final = 0.5
#: Where one class of places ends and the next begins; the last has no end.
BOUNDS: Final = (100, 250, 500)
CLASSES: Final = (
    *(f"{low} tot {high}" for low, high in pairwise((0, *BOUNDS))),
    f"{BOUNDS[-1]} of meer",
)


@dataclass(frozen=True)
class Withheld:
    """What an edition may say about the sites it leaves out.

    ``places`` is one of ``CLASSES``; None where even that would tell of one site, and where nothing
    is left out. ``unnumbered`` of the ``sites`` have no number of places.
    """

    sites: int = 0
    places: str | None = None
    unnumbered: int = 0


#: An edition that leaves nothing out.
NOTHING: Final = Withheld()


def withheld_of(level: NDArray[np.int64], places: NDArray[np.float64], own: int) -> Withheld:
    """Return what an edition says of the sites above its ``own`` level; NaN is no number.

    Every narrower circle must be safe as well, because who reads ``raad`` also has ``openbaar``
    and may subtract. For the same reason a run tells one class at most: where the wider circle has
    its class, the narrower one tells none, as two classes that overlap leave less than either.

    >>> withheld_of(np.full(6, 2), np.array([40.0, 40, 40, 40, 40, np.nan]), 0)
    Withheld(sites=6, places='100 tot 250', unnumbered=1)
    """
    beyond = places[level > own]
    wider = (one for one in range(own) if np.any((level > one) & (level <= own)))
    if not _told(level, places, own) or any(_told(level, places, one) for one in wider):
        return Withheld(sites=len(beyond))
    total = float(np.nansum(beyond))
    place = int(np.searchsorted(BOUNDS, total, side="right"))
    return Withheld(len(beyond), CLASSES[place], int(np.isnan(beyond).sum()))


def _told(level: NDArray[np.int64], places: NDArray[np.float64], own: int) -> bool:
    circles = [places[level > wider] for wider in range(own, len(CONFIDENTIALITY))]
    held = [circle for circle in circles if len(circle)]
    return bool(held) and all(_is_safe(circle) for circle in held)


def _is_safe(places: NDArray[np.float64]) -> bool:
    known = places[~np.isnan(places)]
    return len(known) >= MIN_SITES and bool(known.max() <= MAX_SHARE * known.sum())


def withheld_sentence(withheld: Withheld) -> str:
    """Tell a reader of a page what was left out, or nothing where nothing was.

    >>> withheld_sentence(Withheld(12, "250 tot 500"))
    '12 locaties zijn weggelaten, samen 250 tot 500 plekken.'
    >>> withheld_sentence(Withheld(4))
    'Enkele locaties zijn weggelaten. Het aantal plekken tonen we niet.'
    """
    if not withheld.sites:
        return ""
    if withheld.sites < MIN_SITES:
        return "Enkele locaties zijn weggelaten. Het aantal plekken tonen we niet."
    left_out = f"{number(withheld.sites)} locaties zijn weggelaten"
    if withheld.places is None:
        return f"{left_out}. Het aantal plekken tonen we niet."
    said = f"{left_out}, samen {withheld.places} plekken."
    if not withheld.unnumbered:
        return said
    some = counted(withheld.unnumbered, "locatie", "locaties")
    return f"{said} Van {some} daarvan is het aantal plekken onbekend; die zitten hier niet in."
