"""Put a score in one of five fixed classes, by the score as it is shown.

A class means the same on every page, sheet, document and map: 0,84 has one colour everywhere,
whatever the other scores are. The page's script has the same rule and gets ``BOUNDS`` from the
page's data.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from sites.base.dutch import SCORE_DECIMALS, score

UNKNOWN: Final = 0


@dataclass(frozen=True)
class ScoreClass:
    """A class by its number (1 is the highest), its name and the lowest score it shows."""

    number: int
    name: str
    lowest: Decimal

    @property
    def bound(self) -> float:
        """Return the lowest score that is shown as ``lowest``: half a last decimal lower.

        The nearest float to a decimal has no float below it whose shortest form is as high, so
        that ``value >= bound`` says the same as rounding ``value`` the way ``dutch.score`` does.

        >>> CLASSES[0].bound, CLASSES[4].bound
        (0.795, 0.0)
        """
        half = Decimal((0, (5,), -SCORE_DECIMALS - 1))
        return float(max(Decimal(0), self.lowest - half))

    @property
    def range(self) -> str:
        """Return between which scores, as shown, the class lies.

        >>> [own.range for own in CLASSES[:2]]
        ['0,80 tot 1,00', '0,60 tot 0,79']
        """
        step = Decimal((0, (1,), -SCORE_DECIMALS))
        above = CLASSES[self.number - 2].lowest - step if self.number > 1 else Decimal(1)
        return f"{score(float(self.lowest))} tot {score(float(above))}"


CLASSES: Final = tuple(
    ScoreClass(number, name, Decimal(lowest))
    for number, (name, lowest) in enumerate(
        (
            ("heel hoog", "0.8"),
            ("hoog", "0.6"),
            ("midden", "0.4"),
            ("laag", "0.2"),
            ("heel laag", "0"),
        ),
        start=1,
    )
)
#: The lowest scores of all classes but the last, which holds the rest.
BOUNDS: Final = tuple(own.bound for own in CLASSES[:-1])


def score_class(value: float | None) -> int:
    """Return the class of a score, 1 the highest; 0 where the score is unknown.

    >>> score_class(0.8), score_class(0.795), score_class(0.7949), score_class(0.0)
    (1, 1, 2, 5)
    >>> score_class(None), score_class(float("nan"))
    (0, 0)
    """
    return UNKNOWN if value is None else int(score_classes([value])[0])


def score_classes(values: npt.ArrayLike) -> NDArray[np.int64]:
    """Return the class of each score; the column of ``score_class``.

    >>> score_classes([0.99, 0.6, 0.1, np.nan]).tolist()
    [1, 2, 5, 0]
    """
    given = np.asarray(values, dtype=np.float64)
    found = len(CLASSES) - np.searchsorted(np.array(BOUNDS[::-1]), given, side="right")
    return np.where(np.isnan(given), UNKNOWN, found).astype(np.int64)
