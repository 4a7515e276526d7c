"""Offer the name that was probably meant when a written name does not exist."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Final

from sites.base.messages import Message, say

#: How many slips a word of so many letters at most may hold.
_SLIPS: Final = {2: 0, 5: 1, 10**9: 2}
#: More names than these are no suggestion.
_FEW: Final = 3


def nearest(
    wanted: str,
    names: Iterable[str],
    *,
    count: int = 1,
    cutoff: float = 0.6,
    spelled: Callable[[str], str] = str,
) -> tuple[str, ...]:
    """Return the names most like what was written, the most alike first; none may be.

    Parameters
    ----------
    wanted
        What was written.
    names
        The names that exist.
    count
        How many names to return at the most.
    cutoff
        How alike a name must be, from 0 (anything) to 1 (the same).
    spelled
        What is compared of a name; of two names spelled the same the first counts.

    >>> nearest("amersfort", ["Amersfoort", "Zeist"], spelled=str.casefold)
    ('Amersfoort',)
    >>> nearest("zzz", ["Amersfoort", "Zeist"])
    ()
    """
    by_spelling: dict[str, str] = {}
    for name in names:
        by_spelling.setdefault(spelled(name), name)
    near = get_close_matches(spelled(wanted), by_spelling, n=count, cutoff=cutoff)
    return tuple(by_spelling[spelling] for spelling in near)


def misspelt(wanted: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that one slip of the pen, or a forgotten half, makes of what was written.

    For the words of a form, which are short and few: there "taal" is as much like "travel" as a
    typing error is. One letter more, less, other or swapped with the next counts as a slip; longer
    words may have two. A part between underscores stands for the few names that have it: "limit"
    for "limit_min".

    >>> misspelt("limt_min", ["limit_min"]), misspelt("limit", ["mode", "limit_min"])
    (('limit_min',), ('limit_min',))
    >>> misspelt("taal", ["travel", "target"]), misspelt("land", ["plan"])
    ((), ())
    """
    known, small = tuple(names), wanted.casefold()
    most = next(slips for letters, slips in _SLIPS.items() if len(small) <= letters)
    near = nearest(wanted, known, count=3, spelled=str.casefold)
    slipped = tuple(name for name in near if _slips(small, name.casefold()) <= most)
    halves = tuple(name for name in known if small in name.casefold().split("_"))
    return slipped[:1] or (halves if len(halves) <= _FEW else ())


def _slips(one: str, other: str) -> int:
    """Count the slips between two words (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        now = [i]
        for j, wanted in enumerate(other, 1):
            least = min(row[j] + 1, now[j - 1] + 1, row[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and wanted == one[i - 2]:
                least = min(least, before[j - 2] + 1)
            now.append(least)
        before, row = row, now
    return row[-1]


def did_you_mean(
    wanted: str,
    names: Iterable[str],
    otherwise: Message,
    *,
    cutoff: float = 0.6,
    spelled: Callable[[str], str] = str,
) -> Message:
    """Ask whether the nearest name was meant; give the other advice when none is like it.

    >>> advice = say("use {names}", names=("polygons", "places"))
    >>> str(did_you_mean("polygon", ["polygons", "places"], advice))
    'did you mean polygons?'
    >>> str(did_you_mean("xyz", ["polygons", "places"], advice))
    'use polygons, places'
    """
    near = nearest(wanted, names, cutoff=cutoff, spelled=spelled)
    return say("did you mean {near}?", near=near[0]) if near else otherwise
