"""Write a table's column as the page's script reads it: short, and -1 where nothing is known."""

import base64
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maps.content.shapes import UNITS
from sites.base.dutch import rounded
from sites.base.shown import shown_metres, whole_minutes

UNKNOWN: Final = -1
_DIGITS = re.compile(r"[0-9]+")


def coded(column: Iterable[Any]) -> dict[str, Any]:
    """Return each different text once and its number per row; missing is -1.

    >>> coded(["gebouw", "locatie", None, "gebouw"])
    {'of': [0, 1, -1, 0], 'words': ['gebouw', 'locatie']}
    """
    codes: dict[str, int] = {}
    of = [
        codes.setdefault(str(text), len(codes)) if _is_text(text) else UNKNOWN
        for text in (column.tolist() if isinstance(column, pd.Series) else column)
    ]
    return {"of": of, "words": list(codes)}


def _is_text(value: Any) -> bool:  # noqa: ANN401 - a cell of any kind
    """Return whether a cell says something: None, NA and NaN do not."""
    return value is not None and value is not pd.NA and value == value  # noqa: PLR0124 - NaN


def formed(column: Iterable[Any]) -> dict[str, Any]:
    """Return texts that differ only in their numbers as one form with the numbers apart.

    >>> formed(["na 5 minuten", "na 12 minuten"])
    {'of': [0, 1], 'words': ['0~5', '0~12'], 'forms': ['na ~ minuten']}
    """
    found = coded(column)
    forms: dict[str, int] = {}
    short = []
    for text in found["words"]:
        form, numbers = _form(text)
        short.append(f"{forms.setdefault(form, len(forms))}{numbers}")
    return {"of": found["of"], "words": short, "forms": list(forms)}


@lru_cache(maxsize=100_000)
def _form(text: str) -> tuple[str, str]:
    plain = text.replace("~", "-")
    return _DIGITS.sub("~", plain), "".join(f"~{digits}" for digits in _DIGITS.findall(plain))


def bits(column: pd.Series) -> str:
    """Return a 1 or a 0 per row.

    >>> bits(pd.Series([True, False, True]))
    '101'
    """
    return "".join("1" if bit else "0" for bit in column.astype(bool))


def units(degrees: pd.Series) -> list[int]:
    """Return degrees in whole steps of 1e-5.

    >>> units(pd.Series([5.123456, -0.000004]))
    [512346, 0]
    """
    return np.rint(degrees.to_numpy(dtype=float) * UNITS).astype(np.int64).tolist()  # type: ignore[no-any-return]


def _floats(column: Any) -> NDArray[np.float64]:  # noqa: ANN401 - a column of any kind
    return pd.Series(column).to_numpy(dtype=float, na_value=np.nan)


def whole(column: Any) -> list[int]:  # noqa: ANN401
    """Return numbers that are whole already; unknown is -1."""
    numbers = _floats(column)
    counts = np.where(np.isfinite(numbers), numbers, UNKNOWN)
    return counts.astype(np.int64).tolist()  # type: ignore[no-any-return]


def counts(column: Any) -> list[int]:  # noqa: ANN401
    """Return amounts as whole numbers, rounded; unknown is -1.

    >>> counts([12.4, None])
    [12, -1]
    """
    return whole(np.rint(_floats(column)))


def shown_min(column: Any) -> list[int]:  # noqa: ANN401
    """Return minutes as they are shown: the script only writes them.

    >>> shown_min([12.46, 0.2, None])
    [12, 0, -1]
    """
    return whole(whole_minutes(_floats(column)))


def shown_m(column: Any) -> list[int]:  # noqa: ANN401
    """Return metres as they are shown.

    >>> shown_m([347.0, 12549.0, None])
    [350, 12500, -1]
    """
    return whole(shown_metres(_floats(column)))


def percents(column: Any) -> list[int]:  # noqa: ANN401
    """Return shares 0..1 as whole percents, rounded as ``sites.base.dutch.share`` does.

    >>> percents([0.873, 0.005, None])
    [87, 1, -1]
    """
    shares = _floats(column)
    known = np.isfinite(shares)
    return [int(rounded(s * 100)) if k else UNKNOWN for s, k in zip(shares, known, strict=True)]


def exact(column: NDArray[np.float64]) -> str:
    """Return float64 little-endian in base64; NaN stays NaN.

    >>> text = exact(np.array([0.1, np.nan]))
    >>> np.frombuffer(base64.b64decode(text), "<f8").tolist()  # every bit comes back
    [0.1, nan]
    """
    return base64.b64encode(np.ascontiguousarray(column, dtype="<f8").tobytes()).decode("ascii")
