"""Ask for a second opinion that may not be to be had, and say why; it never ends a run.

A rank under other weights, a team's round or a measured detour stands beside the answer of a run.
Where the data allow none, a reader gets "niet te bepalen" with the reason instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from sites.base.errors import OpvangkaartError

Made = TypeVar("Made")

#: The part that every page says of every site.
RANK_TRUST: Final = "de zekerheid van de rang"
#: What a calculation raises for data that it was not made for; a broken program raises more.
_OF_THE_DATA: Final = (OpvangkaartError, ArithmeticError, ValueError, LookupError, MemoryError)


@dataclass(frozen=True)
class Undecided:
    """A part of a run that could not be had, and why; both Dutch, as pages say them.

    >>> print(Undecided("de omrijfactor te voet", "er zijn geen straten"))
    Niet te bepalen: de omrijfactor te voet, want er zijn geen straten.
    """

    part: str
    reason: str

    def __str__(self) -> str:
        """Return the sentence that pages, sheets and the terminal say."""
        return f"Niet te bepalen: {self.part}, want {self.reason}."


def second_opinion(
    part: str, work: Callable[[], Made], otherwise: Made
) -> tuple[Made, tuple[Undecided, ...]]:
    """Return what the work makes, or ``otherwise`` and what could not be had.

    >>> second_opinion("het gemiddelde", lambda: sum([2, 4]) / 2, None)
    (3.0, ())
    >>> second_opinion("het gemiddelde", lambda: 1 / 0, None)[1][0].reason
    'de berekening gaf geen antwoord (ZeroDivisionError)'
    """
    try:
        return work(), ()
    except _OF_THE_DATA as error:
        kind = type(error).__name__
        return otherwise, (Undecided(part, f"de berekening gaf geen antwoord ({kind})"),)
