"""Say where a long Dutch word may break: a browser without a Dutch dictionary knows no hyphens."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pyphen

#: Shorter words fit every column; the first and the last piece have ``_LEAST`` letters or more.
LONG: Final = 12
_LEAST: Final = 4
SOFT: Final = "\N{SOFT HYPHEN}"
_WORD: Final = re.compile(rf"[^\W0-9_]{{{LONG},}}")


@lru_cache(maxsize=1)
def _dutch() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL", left=_LEAST, right=_LEAST)


@lru_cache(maxsize=10_000)
def _word(word: str) -> str:
    return str(_dutch().inserted(word, SOFT))


def softened(text: str) -> str:
    """Return a text with soft hyphens in its long words.

    >>> softened("Zeist, Crisisnoodopvang").replace(SOFT, "|")
    'Zeist, Crisis|nood|op|vang'
    """
    return _WORD.sub(lambda found: _word(found[0]), text)


def long_words(texts: Iterable[str]) -> dict[str, str]:
    """Return each long word of some texts with its soft hyphens, for the script.

    >>> long_words(["AZC Zeist", "Noodopvanglocatie 2"])["Noodopvanglocatie"].replace(SOFT, "|")
    'Nood|op|vanglo|catie'
    """
    words = {word for text in texts for word in _WORD.findall(text)}
    return {word: soft for word in sorted(words) if (soft := _word(word)) != word}
