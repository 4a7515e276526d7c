"""The words of a verdict, of its strength and of the groups of the list: their one home.

Each tuple runs from bad to good and an index into it is a code that sorts; ``GROUPS`` runs as the
list is read. Pages, script, sheets, documents, terminal and dictionary take their words from here.
"""

from typing import Final

#: What is said of a site.
VERDICTS: Final = (
    "Kan niet leunen",
    "Onbekend",
    "Kan gedeeltelijk leunen",
    "Kan leunen met bevestiging",
    "Kan leunen",
)
CANNOT, OPEN, PARTLY, CAN_IF, CAN = range(len(VERDICTS))
#: The verdict in one word, for a mark, a column or a class in a page; as ``VERDICTS``.
VERDICT_STATES: Final = ("niet", "onbekend", "deels", "als", "ok")
#: What is said of one function of a site.
STATE_WORDS: Final = ("niet", "onbekend", "als", "ok")
#: How strong a site stands: what lies within its own norm, whatever is still to be confirmed.
STRENGTHS: Final = ("zwak", "matig", "sterk")
WEAK, FAIR, STRONG = range(len(STRENGTHS))
#: What a council asks of a list, in that order; every site is in exactly one.
GROUPS: Final = (
    "past en kan (met bevestiging) leunen",
    "past, gedeeltelijk of met mobiel team",
    "past, kan niet leunen",
    "past niet",
    "nog onbekend",
)
#: Whether a site can be told from the first of its group.
HEADS: Final = ("niet te onderscheiden", "zeker lager", "niet doorgerekend")
