"""Read numbers as Dutch and English files write them, and say which cells are none."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

PLAIN: Final = r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?"
DECIMAL_COMMA: Final = r"[+-]?\d+,\d+"
DOTTED: Final = r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?"  # 136.410,5
DOTTED_TWICE: Final = r"[+-]?\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?"
#: DUO prints "<5" where a count could lead to a pupil.
MASKED: Final = r"<\s*\d+"


@dataclass(frozen=True)
class Parsed:
    """The numbers of one column; NaN where missing, masked or wrong."""

    numbers: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    notes: tuple[str, ...] = ()
    masked: int = 0


def parse_decimals(column: pd.Series) -> Parsed:
    """Read decimals: "5.1214", "5,1214", "136.410,5"; "136.410" is 136.41, as a computer wrote it.

    >>> parse_decimals(pd.Series(["5,12", "5.12", "136.410,5", "inf", None])).numbers.tolist()
    [5.12, 5.12, 136410.5, nan, nan]
    """
    text = column.astype("str").str.strip()
    plain = _matches(text, PLAIN)
    comma = _matches(text, DECIMAL_COMMA)
    dotted = _matches(text, DOTTED) & ~plain
    clean = text.where(~dotted, text.str.replace(".", "", regex=False))
    clean = clean.where(~(comma | dotted), clean.str.replace(",", ".", regex=False))
    values = _floats(clean, plain | comma | dotted)
    notes = []
    if comma.any():
        notes.append(f"decimal commas read in {int(comma.sum())} rows")
    if dotted.any():
        notes.append(f"thousands dots read in {int(dotted.sum())} rows")
    wrong = ~np.isfinite(values) & column.notna().to_numpy()
    return Parsed(values, wrong, tuple(notes))


def parse_counts(column: pd.Series) -> Parsed:
    """Read whole numbers: "4793", "4.793" (a thousands dot), "12,0"; "<5" is masked, not wrong.

    >>> parse_counts(pd.Series(["4.793", "60", "12,0", "<5", "-3", "2,5"])).numbers.tolist()
    [4793.0, 60.0, 12.0, nan, -3.0, nan]
    """
    text = column.astype("str").str.strip()
    dotted = _matches(text, DOTTED)
    whole = _matches(text, r"[+-]?\d+(?:[.,]0+)?")
    masked = _matches(text, MASKED)
    clean = text.where(~dotted, text.str.replace(".", "", regex=False))
    clean = clean.str.replace(r"[.,]0+$", "", regex=True)
    values = _floats(clean, (whole | dotted) & _matches(clean, r"[+-]?\d+"))
    wrong = ~np.isfinite(values) & column.notna().to_numpy() & ~masked
    notes = (f"thousands dots read in {int(dotted.sum())} rows",) if dotted.any() else ()
    return Parsed(values, wrong, notes, int(masked.sum()))


def _matches(text: pd.Series, pattern: str) -> NDArray[np.bool_]:
    """Tell which cells are of the pattern; a digit is 0 to 9, as no other can be reckoned with."""
    found = text.str.fullmatch(re.compile(pattern, re.ASCII))
    return found.fillna(value=False).to_numpy(dtype=bool)


def _floats(text: pd.Series, usable: NDArray[np.bool_]) -> NDArray[np.float64]:
    values = np.full(len(text), np.nan)
    values[usable] = pd.to_numeric(text[usable]).to_numpy(dtype=np.float64)
    return values
