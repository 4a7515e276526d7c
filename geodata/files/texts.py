"""Clean the text of others: clip it, read its dates, make its names plain."""

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sites.base.dutch import day_of
from sites.base.letters import words_of

#: How people write yes and no in a cell.
YES_NO: Final = {
    "ja": True, "yes": True, "true": True, "1": True,
    "nee": False, "no": False, "false": False, "0": False,
}  # fmt: skip
#: Days outside these years are a slip of the pen, or a way to say "no end".
YEARS: Final = (1900, 2199)
_MIDNIGHT: Final = re.compile("[T ]0?0:00.*$")
_DUTCH_DAY: Final = re.compile("^(?P<d>[0-9]{1,2})[-/.](?P<m>[0-9]{1,2})[-/.](?P<y>[0-9]{4})$")
_ISO_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: The characters themselves: the patterns of older pandas (those of pyarrow) know no ``\\u``.
CONTROL: Final = "[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"


@dataclass(frozen=True)
class Clipped:
    """Text of at most so many letters, and how many cells were longer."""

    text: pd.Series
    clipped: int


def clip(column: pd.Series, limit: int) -> Clipped:
    """Cut long cells and turn control and direction marks into a space; HTML stays as text.

    >>> clip(pd.Series(["<b>Dorp</b>", "abcdef"]), 5).text.tolist()
    ['<b>D…', 'abcd…']
    """
    text = column.astype("str").str.replace(CONTROL, " ", regex=True).str.strip()
    long = (text.str.len() > limit).fillna(value=False)
    text = text.where(~long, text.str.slice(0, limit - 1) + "…")
    return Clipped(text.where(text != ""), int(long.sum()))


#: 1-1-2000 and 31-12-2099 as a spreadsheet counts days, and the day it counts from.
_SERIALS: Final = (36526, 73050)
_SERIAL_ZERO: Final = pd.Timestamp("1899-12-30")


def iso_dates(column: pd.Series) -> pd.Series:
    """Return ISO dates from 2027-01-31, 31-1-2027, 31/1/2027, 31.1.2027 or 31 januari 2027.

    What is none of these is missing. A day lies between 1900 and 2199: the year 99999 or 9999
    stands for "no end" and is no date.

    >>> iso_dates(pd.Series(["31-1-2027", "2027-01-31", "31-2-2027", "ooit"])).fillna("?").tolist()
    ['2027-01-31', '2027-01-31', '?', '?']
    >>> iso_dates(pd.Series(["31 jan. 2027", "1-mrt-2027", None])).fillna("?").tolist()
    ['2027-01-31', '2027-03-01', '?']
    """
    text = column.astype("str").str.strip().str.replace(_MIDNIGHT, "", regex=True)
    parts = text.str.extract(_DUTCH_DAY)
    dutch = parts["y"] + "-" + parts["m"].str.zfill(2) + "-" + parts["d"].str.zfill(2)
    iso = text.where(text.str.fullmatch(_ISO_DAY).fillna(value=False)).fillna(dutch)
    worded = text[iso.isna() & text.str.contains("[A-Za-z]").fillna(value=False)]
    if len(worded):  # few ever are: a spreadsheet keeps a day as a number
        days = {words: day_of(words) for words in worded.unique()}
        named = {words: found.isoformat() for words, found in days.items() if found is not None}
        iso = iso.fillna(worded.map(named).astype("str"))
    known = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")
    inside = known.notna() & known.dt.year.between(*YEARS)
    return iso.where(inside).astype("str")


def serial_days(column: pd.Series) -> pd.Series:
    """Return ISO dates from the bare numbers that a spreadsheet keeps days as; else missing.

    Of this century alone, 36526 to 73050, counted as a spreadsheet does unless told to use 1904.

    >>> serial_days(pd.Series(["46204", "2027", "99999"])).fillna("?").tolist()
    ['2026-07-01', '?', '?']
    """
    number = pd.to_numeric(column.where(column.str.fullmatch("[0-9]{5}").fillna(value=False)))
    known = number.where(number.between(*_SERIALS))
    days = _SERIAL_ZERO + pd.to_timedelta(known, unit="D")
    return days.dt.strftime("%Y-%m-%d").astype("str")


def plain_name(name: str) -> str:
    """Return a name without accents, case, punctuation and the word gemeente.

    >>> plain_name("Gemeente 's-Hertogenbosch ")
    's hertogenbosch'
    >>> plain_name("WEINSTRASSE") == plain_name("Weinstraße"), plain_name("Αθήνα")
    (True, 'αθηνα')
    """
    return words_of(name, " ").removeprefix("gemeente ").strip()
