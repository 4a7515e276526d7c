"""Show what a file holds without letting it steer the screen."""

import unicodedata

#: Longer words of a file are cut in a message; the rest adds nothing.
LONG = 300

#: They turn the direction of what follows: a line would read otherwise than it is.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_STEERING = frozenset(("Cc", "Cs", "Zl", "Zp"))


def visible(text: str) -> str:
    r"""Return text on one line, each character that steers a screen written as its code.

    >>> visible("Zeist \x1b[31m"), visible("a\nb"), visible("Łódź 東京")
    ('Zeist \\x1b[31m', 'a\\nb', 'Łódź 東京')
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def cut(text: str, length: int = LONG) -> str:
    """Return text of at most so many letters; what was cut shows.

    >>> cut("abcdef", 4), cut("abcd", 4)
    ('abc…', 'abcd')
    """
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _shown(letter: str) -> str:
    steers = letter in _TURNING or unicodedata.category(letter) in _STEERING
    return letter.encode("unicode_escape").decode("ascii") if steers else letter
