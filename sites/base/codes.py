"""What an official code looks like, and how registers and spreadsheets write it."""

import re
from typing import Final

#: The code of a municipality, as CBS writes it.
GM_CODE: Final = r"^GM[0-9]{4}$"

#: GM0307, "GM0307    " (StatLine pads), 2022GM0307 (with its year), 0307, 307, 307.0 (a float).
_GM: Final = re.compile(
    "(?:(?:19|20)[0-9]{2})?GM ?([0-9]{4})|0*([0-9]{1,4})(?:[.,]0+)?", re.IGNORECASE
)


def gm_code_of(text: str) -> str | None:
    """Return the code of a municipality as CBS writes it, or None where a text is none.

    >>> [gm_code_of(text) for text in ("GM0307    ", "gm 0307", "2022GM0307", "0307", "307.0")]
    ['GM0307', 'GM0307', 'GM0307', 'GM0307', 'GM0307']
    >>> [gm_code_of(text) for text in ("0", "307.5", "WK0307", "30701")]
    [None, None, None, None]
    """
    found = _GM.fullmatch(text.strip())
    number = 0 if found is None else int(found[1] or found[2])
    return f"GM{number:04d}" if number else None
