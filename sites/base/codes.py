"""What an official code looks like, and how registers and spreadsheets write it."""

import re
from typing import Final

#: The code of a Dutch municipality, as CBS writes it.
GM_CODE: Final = r"^GM[0-9]{4}$"
#: The code of a municipality anywhere: something to see, without the bar that parts two of them.
ANY_CODE: Final = r"^[^\s|]([^|\r\n\t]{0,38}[^\s|])?$"
#: What is one letter to a pattern: an escape, or a class.
_LETTER: Final = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]])*\]")
#: A repeated group, or a repeat without an end, costs a search that may double with each letter.
_GROUP_AGAIN: Final = re.compile(r"\)(?:[*+]|\{)")
_REPEAT: Final = re.compile(r"[*+]|\{[0-9]*,[0-9]*\}")
_REPEATS: Final = 3
_MAYBE: Final = re.compile(r"(?<!\()\?")
_MAYBES: Final = 8
#: "4314902.0" is what a table with a gap makes of a code of digits.
_AS_FLOAT: Final = re.compile(r"([0-9]+)[.,]0+")

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


def is_slow(pattern: str) -> bool:
    r"""Tell whether a pattern may take ever longer on a text that it does not match.

    Codes are short: a pattern without a repeated group and with few repeats is always quick.

    >>> [is_slow(p) for p in ("^[0-9]{6}$", r"^(GM|NL)?[0-9]+$", r"\)+")]
    [False, False, False]
    >>> [is_slow(p) for p in ("^(a+)+$", "^(1|11)*$", "^(ab){2,}$", ".*.*.*.*=")]
    [True, True, True, True]
    """
    plain = _LETTER.sub("x", pattern)
    many = len(_REPEAT.findall(plain)) > _REPEATS or len(_MAYBE.findall(plain)) > _MAYBES
    return many or bool(_GROUP_AGAIN.search(plain))


def code_of(text: str, pattern: str = ANY_CODE) -> str | None:
    """Return the code of a municipality as its area writes it, or None where a text is none.

    A Dutch code is read as registers write it; another one stands as it is, without the spaces
    around it and without the ".0" of a table that took it for a number.

    >>> code_of("307.0", GM_CODE), code_of(" 4314902.0"), code_of("CH-7001"), code_of("a|b")
    ('GM0307', '4314902', 'CH-7001', None)
    >>> code_of("7001", "^70[0-9]{2}$"), code_of("8001", "^70[0-9]{2}$")
    ('7001', None)
    """
    if pattern == GM_CODE:
        return gm_code_of(text)
    plain = text.strip()
    for form in (_AS_FLOAT.sub(r"\1", plain), plain):
        if re.fullmatch(ANY_CODE, form) and re.fullmatch(pattern, form):
            return form
    return None
