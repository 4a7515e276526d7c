"""Read a number of places as people write it down: one number, a range, or about so many."""

import re
from typing import Final, NamedTuple

from sites.base.notation import decided, written

_NUMBER: Final = r"([0-9]+(?:[.,\u00a0 ][0-9]{3})*)"
_BETWEEN: Final = re.compile(
    rf"(?:tussen(?: de)? )?{_NUMBER}\s*"
    r"(?:-|\u2013|\u2014|/|à|a|á|tot(?: en met)?|t/m|en|of|tot max\.?)\s*"
    rf"{_NUMBER}"
)
_ONE: Final = re.compile(_NUMBER)
_ABOUT: Final = re.compile(
    r"^(?:±|\+/-|\+-|~|ca\.?|circa|ong\.?|ongeveer|plm\.?|zo'?n|rond(?: de)?|naar schatting)"
    r"\s*(?=[0-9])"
)
_AT_MOST: Final = re.compile(
    r"^(?:max\.?|maximaal|hoogstens|ten hoogste|tot(?: en met)?|t/m|<=|≤|hooguit)\s*(?=[0-9])"
)
_AT_LEAST: Final = re.compile(
    r"^(?:min\.?|minimaal|minstens|ten minste|tenminste|vanaf|>=|≥)\s*(?=[0-9])"
)
_UNIT: Final = re.compile(
    r"\s*(?:(?:opvang)?(?:plekken|plaatsen|plek|plaats)|personen|pers\.?|mensen|bewoners|bedden)\.?$"
)


class Places(NamedTuple):
    """The least and the most that was said; None: nothing was said about that end."""

    low: int | None
    high: int | None


def places_said(text: str) -> Places | None:
    """Return what a cell says of a number of places, or None where it is no number.

    "± 60" is kept as 60: how far off it may be was not said.

    >>> [tuple(places_said(cell)) for cell in ("80 à 100", "± 60", "max. 1.250 plekken")]
    [(80, 100), (60, 60), (None, 1250)]
    >>> places_said("veel") is None, places_said("100 à 80") is None
    (True, True)
    """
    plain = _UNIT.sub("", " ".join(text.lower().split()))
    plain = _ABOUT.sub("", plain)
    if found := _BETWEEN.fullmatch(plain):
        low, high = (_whole(part) for part in found.groups())
        return Places(low, high) if low is not None and high is not None and low <= high else None
    for pattern, is_high in ((_AT_MOST, True), (_AT_LEAST, False)):
        bare = pattern.sub("", plain)
        if bare != plain:
            one = _whole(bare) if _ONE.fullmatch(bare) else None
            if one is None:
                return None
            return Places(None, one) if is_high else Places(one, None)
    one = _whole(plain)
    return None if one is None else Places(one, one)


def _whole(text: str) -> int | None:
    """Return a whole number written with or without a mark between thousands."""
    number = decided([written(text.replace("\u00a0", " ").strip())], "counts").numbers[0]
    return int(number) if number == number and number % 1 == 0 and number >= 0 else None  # noqa: PLR0124
