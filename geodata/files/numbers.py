"""Read a column of numbers as people and computers write them, and say which cells are none."""

import re
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sites.base.messages import Message, say, say_counted
from sites.base.notation import MAX_WHOLE, NOTHING, Kind, Written, decided, written

#: DUO prints "<5" where a count could lead to a pupil.
MASKED: Final = re.compile(r"<\s*[0-9]+")
#: CBS prints these where it does not tell a figure, and numbers from -99990 down in its files.
UNTOLD: Final = re.compile(r"[.x-]", re.IGNORECASE)
SENTINEL: Final = -99_990.0


@dataclass(frozen=True)
class Parsed:
    """The numbers of one column; NaN where missing, masked or wrong.

    ``unclear`` are those of the wrong cells that could be two numbers: ``decimal`` where their mark
    stands before decimals, ``thousands`` where it parts thousands.
    """

    numbers: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    unclear: NDArray[np.bool_]
    decimal: NDArray[np.float64]
    thousands: NDArray[np.float64]
    notes: tuple[Message, ...] = ()
    masked: int = 0

    def reasons(self, otherwise: Message) -> pd.Series:
        """Say of every row why its cell is wrong; ``otherwise`` where it is plainly no number."""
        why = np.full(len(self.numbers), None, dtype=object)
        for row in np.flatnonzero(self.wrong):
            why[row] = self._two_ways(int(row)) if self.unclear[row] else otherwise
        return pd.Series(why)

    def _two_ways(self, row: int) -> Message:
        decimal = float(self.decimal[row])
        return say(
            "can be {decimal} or {thousands}; write it as one of these",
            decimal=int(decimal) if decimal.is_integer() else decimal,
            thousands=str(int(self.thousands[row])),  # as written: no reader's dot comes into it
        )


def parse_decimals(column: pd.Series) -> Parsed:
    """Read decimals: "5.1214", "5,1214", "136.410,5"; what "136.410" is the column must show.

    >>> parse_decimals(pd.Series(["5,12", "5.12", "136.410,5", "inf", None])).numbers.tolist()
    [5.12, 5.12, 136410.5, nan, nan]
    >>> alone = parse_decimals(pd.Series(["1.250", "1250"]))
    >>> alone.numbers.tolist(), alone.wrong.tolist()
    ([nan, 1250.0], [True, False])
    >>> str(alone.reasons(say("is not a number"))[0])
    'can be 1.25 or 1250; write it as one of these'
    """
    return _parsed(column, "decimals")


def parse_counts(column: pd.Series) -> Parsed:
    """Read whole numbers: "4793", "4.793" (a thousands dot), "12,0"; "<5" is masked, not wrong.

    >>> parse_counts(pd.Series(["4.793", "60", "12,0", "<5", "-3", "2,5"])).numbers.tolist()
    [4793.0, 60.0, 12.0, nan, -3.0, nan]
    """
    return _parsed(column, "counts")


def parse_people(column: pd.Series) -> Parsed:
    """Read counts of an official register, where -99997, a dot or a dash says "not told".

    >>> found = parse_people(pd.Series(["160.759", "-99997", ".", "veel"]))
    >>> found.numbers.tolist(), found.wrong.tolist()
    ([160759.0, nan, nan, nan], [False, False, False, True])
    """
    text = column.astype("str").str.strip()
    found = _parsed(text.where(~text.str.fullmatch(UNTOLD).fillna(value=False)), "counts")
    return replace(found, numbers=np.where(found.numbers <= SENTINEL, np.nan, found.numbers))


def _parsed(column: pd.Series, kind: Kind) -> Parsed:
    codes, found = pd.factorize(column.astype("str").str.strip())
    words = [*(str(word) for word in found), ""]  # a missing cell has code -1: the last
    known = [*(written(word) for word in words[:-1]), NOTHING]
    masked = np.array([kind == "counts" and bool(MASKED.fullmatch(word)) for word in words])
    meant = decided(known, kind)
    numbers = np.array(meant.numbers)
    if kind == "counts":
        with np.errstate(invalid="ignore"):
            numbers[(numbers % 1 != 0) | (np.abs(numbers) > MAX_WHOLE)] = np.nan
    wrong = ~np.isfinite(numbers) & ~masked & (np.array(words) != "")
    return Parsed(
        numbers=numbers[codes],
        wrong=wrong[codes],
        unclear=np.array(meant.unclear)[codes],
        decimal=np.array([one.decimal for one in known])[codes],
        thousands=np.array([one.thousands for one in known])[codes],
        notes=_notes(known, codes, np.array(meant.grouped)),
        masked=int(masked[codes].sum()),
    )


def _notes(
    known: list[Written], codes: NDArray[np.int64], grouped: NDArray[np.bool_]
) -> tuple[Message, ...]:
    """Say how often a comma was the decimal mark, and how often a mark parted thousands."""
    points = np.array([one.point for one in known])
    marks = np.array([one.group or one.mark for one in known])
    commas = int((points == ",")[codes].sum())
    dots, others = (int((grouped & (marks == mark))[codes].sum()) for mark in ".,")
    told = (
        (
            commas,
            say_counted("decimal comma read in {count} row", "decimal commas read in {count} rows",
                        count=commas),
        ),
        (
            dots,
            say_counted("thousands dot read in {count} row", "thousands dots read in {count} rows",
                        count=dots),
        ),
        (
            others,
            say_counted("thousands comma read in {count} row",
                        "thousands commas read in {count} rows", count=others),
        ),
    )  # fmt: skip
    return tuple(note for count, note in told if count)
