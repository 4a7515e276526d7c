"""Read a number that stands in an address, a form or a header: anyone may have written it."""

import re
from typing import Final

from sites.base.notation import decided, written

_WHOLE: Final = re.compile("[0-9]{1,15}")
_MOST: Final = 10**15


def whole(text: str | None) -> int | None:
    """Return a number of plain digits, of a size that a machine can count to; else None.

    >>> whole("100"), whole("-1"), whole("1e3"), whole("9" * 5000), whole(None)
    (100, None, None, None, None)
    """
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


def typed(text: str) -> float:
    """Return a count that somebody typed, as people write it; NaN for none, or for one of two.

    >>> typed("1.200"), typed("veel"), typed("1,000"), typed("1_000")
    (1200.0, nan, nan, nan)
    """
    return decided([written(text)], "counts").numbers[0]


def typed_count(text: str) -> int | None:
    """Return a whole number that somebody typed, of a size that can be counted to; else None.

    >>> typed_count("1.200"), typed_count(" 12 000"), typed_count("12.5"), typed_count("-1")
    (1200, 12000, None, None)
    """
    found = typed(text)
    return int(found) if found.is_integer() and 0 <= found < _MOST else None
