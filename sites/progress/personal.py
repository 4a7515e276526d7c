"""Warn where a text seems to hold something about a person; nothing is refused."""

import re
from typing import Final

from sites.base.messages import Message, say

_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PHONE: Final = re.compile(r"(?<![0-9])(?:\+31|0031|0)[ .-]?(?:[0-9][ .-]?){8}[0-9](?![0-9])")
_NUMBER: Final = re.compile(r"(?<![0-9])[0-9]{9}(?![0-9])")
_TITLE: Final = re.compile(
    r"\b(?:dhr\.?|mevr?\.?|mw\.?|de heer|mevrouw|meneer|fam\.?|familie)\s+"
    r"(?:[a-z'\u2019]{1,4}\s+){0,3}[A-Z\u00c0-\u00de][\w'\u2019-]+"
)
_BORN: Final = re.compile(r"\bgeb(?:oren)?\.?\s*(?:op\s*)?[0-9]{1,2}[-/. ]", re.IGNORECASE)


def personal(text: str | None) -> tuple[Message, ...]:
    """Say what in a text looks like data about a person: one line each, and never the words.

    A warning and no proof: a name without a title is not seen.

    >>> [str(one) for one in personal("Bel dhr. De Wit, 06-12345678")]
    ['this looks like a telephone number', 'this looks like the name of a person']
    >>> personal("Gesprek met de wethouder over 80 plekken")
    ()
    """
    if not text:
        return ()
    found = (
        (_EMAIL, say("this looks like an e-mail address")),
        (_PHONE, say("this looks like a telephone number")),
        (_TITLE, say("this looks like the name of a person")),
        (_BORN, say("this looks like a date of birth")),
    )
    told = [message for pattern, message in found if pattern.search(text)]
    if any(_is_bsn(number) for number in _NUMBER.findall(text)):
        told.append(say("this looks like a citizen service number (BSN)"))
    return tuple(told)


def _is_bsn(number: str) -> bool:
    """Return whether nine digits pass the test that every BSN passes.

    >>> _is_bsn("111222333"), _is_bsn("111222334")
    (True, False)
    """
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True))
    return number != "000000000" and total % 11 == 0
