"""Write names with the plain letters that they are looked up, sorted and filed by."""

import unicodedata
from typing import Final

#: Letters of one piece, which lose no accent: as their own countries write them without.
_PLAIN: Final = str.maketrans({
    "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŋ": "n",
    "ŧ": "t", "ĸ": "k", "ə": "e", "\u0131": "i",  # the last is an i without its dot
})  # fmt: skip


def plain_letters(text: str) -> str:
    """Return a text in small letters without accents; other scripts keep their own letters.

    >>> plain_letters("Súdwest-Fryslân"), plain_letters("Weinstraße"), plain_letters("Łódź")
    ('sudwest-fryslan', 'weinstrasse', 'lodz')
    >>> plain_letters("Tromsø"), plain_letters("Αθήνα"), plain_letters("İzmir")
    ('tromso', 'αθηνα', 'izmir')
    """
    parted = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return bare.translate(_PLAIN)


def words_of(text: str, joint: str) -> str:
    """Return the words of a name in plain letters and digits, with one joint between them.

    Characters that stand within a word without being a letter or a digit, such as an apostrophe,
    part it too.

    >>> words_of("'s-Gravenmoer", " "), words_of("Curaçao & Saba", "-"), words_of("***", "-")
    ('s gravenmoer', 'curacao-saba', '')
    """
    kept = (letter if letter.isalnum() else " " for letter in plain_letters(text))
    return joint.join("".join(kept).split())
