"""Round whole columns as readers see them: once, by the rule of ``sites.base.dutch``.

Pages, sheets, documents and terminal show the same minute and metre because nobody rounds again.
Missing stays missing.
"""

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray

from sites.base.dutch import KILOMETRE_M

_HALF = 0.5

Floats = NDArray[np.float64]


def whole_minutes(values: npt.ArrayLike) -> Floats:
    """Return whole minutes, a half up; the column of ``sites.base.dutch.whole_minutes``.

    >>> whole_minutes([12.46, 12.5, 0.49, np.nan]).tolist()
    [12.0, 13.0, 0.0, nan]
    """
    given = np.asarray(values, dtype=np.float64)
    down = np.floor(given)
    shown: Floats = down + (given - down >= _HALF)
    return shown


def shown_metres(values: npt.ArrayLike) -> Floats:
    """Return metres by the 10, from a kilometre by the 100: ``sites.base.dutch.shown_metres``.

    >>> shown_metres([347, 995, 12549, np.nan]).tolist()
    [350.0, 1000.0, 12500.0, nan]
    """
    given = np.asarray(values, dtype=np.float64)
    tens, hundreds = (_to_step(given, step) for step in (10.0, 100.0))
    return np.where(tens < KILOMETRE_M, tens, hundreds)


def _to_step(given: Floats, step: float) -> Floats:
    """Return multiples of a step, a half up; the remainder of a division is exact."""
    down, rest = np.divmod(given, step)
    shown: Floats = (down + (rest >= step * _HALF)) * step
    return shown
