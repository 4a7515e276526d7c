"""The words of a verdict, from bad to good; an index into either is a code that sorts."""

from typing import Final

#: What is said of a site.
VERDICTS: Final = ("kan niet leunen", "onbekend", "kan leunen, mits", "kan leunen")
#: What is said of one function of a site.
STATE_WORDS: Final = ("niet", "onbekend", "mits", "ok")
