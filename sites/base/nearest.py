"""Offer the name that was probably meant when a written name does not exist."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from sites.base.messages import Message, say


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
