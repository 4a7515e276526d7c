"""Read a whole number that stands in an address, a form or a header: anyone may have written it."""

import re
from typing import Final

_WHOLE: Final = re.compile("[0-9]{1,15}")


def whole(text: str | None) -> int | None:
    """Return a number of plain digits, of a size that a machine can count to; else None.

    >>> whole("100"), whole("-1"), whole("1e3"), whole("9" * 5000), whole(None)
    (100, None, None, None, None)
    """
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None
