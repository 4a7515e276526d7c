"""Clean the text of others: clip it, read its dates, match its municipality names."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import pandas as pd

from sites.base.nearest import nearest

#: How people write yes and no in a cell.
YES_NO: Final = {
    "ja": True, "yes": True, "true": True, "1": True,
    "nee": False, "no": False, "false": False, "0": False,
}  # fmt: skip
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


def iso_dates(column: pd.Series) -> pd.Series:
    """Return ISO dates from 2027-01-31, 31-1-2027 or 31/1/2027; what is no date is missing.

    >>> iso_dates(pd.Series(["31-1-2027", "2027-01-31", "31-2-2027", "ooit"])).fillna("?").tolist()
    ['2027-01-31', '2027-01-31', '?', '?']
    """
    text = column.astype("str").str.strip().str.replace(r"[T ]00:00.*$", "", regex=True)
    parts = text.str.extract(r"^(?P<d>\d{1,2})[-/](?P<m>\d{1,2})[-/](?P<y>\d{4})$")
    dutch = parts["y"] + "-" + parts["m"].str.zfill(2) + "-" + parts["d"].str.zfill(2)
    iso = text.where(text.str.fullmatch(r"\d{4}-\d{2}-\d{2}").fillna(value=False)).fillna(dutch)
    known = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce").notna()
    return iso.where(known).astype("str")


def plain_name(name: str) -> str:
    """Return a name without accents, case, punctuation and the word gemeente.

    >>> plain_name("Gemeente 's-Hertogenbosch ")
    's hertogenbosch'
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", " ", letters).strip()
    return words.removeprefix("gemeente ").strip()


@dataclass(frozen=True)
class Matched:
    """The gm_code of each row, which rows name an unknown municipality, and what to say."""

    code: pd.Series
    unknown: pd.Series
    reason: pd.Series


def match_municipality(given: pd.Series, municipalities: pd.DataFrame) -> Matched:
    """Match names ("Amersfoort") and codes ("GM0307", "0307", "307") to the run's own.

    >>> own = pd.DataFrame({"name": ["Amersfoort", "Baarn"], "gm_code": ["GM0307", "GM0308"]})
    >>> found = match_municipality(pd.Series(["amersfoort", "0308", "Amersvoort", None]), own)
    >>> found.code.fillna("?").tolist()
    ['GM0307', 'GM0308', '?', '?']
    >>> found.unknown.tolist()  # an empty cell names no municipality, and no unknown one
    [False, False, True, False]
    """
    codes = {plain_name(n): c for n, c in zip(
        municipalities["name"], municipalities["gm_code"], strict=True)}  # fmt: skip
    codes |= {c.lower(): c for c in municipalities["gm_code"]}
    answers = {
        text: _match_one(text, codes, list(municipalities["name"]))
        for text in given.dropna().unique()
    }
    code = given.map(lambda text: answers[text][0], na_action="ignore").astype("str")
    reason = given.map(lambda text: answers[text][1], na_action="ignore").astype("str")
    return Matched(code, given.notna() & code.isna(), reason)


def _match_one(text: str, codes: dict[str, str], names: list[str]) -> tuple[str | None, str]:
    plain = plain_name(text[:100])
    if re.fullmatch(r"\d{1,4}", plain):
        plain = f"gm{int(plain):04d}"
    if plain in codes:
        return codes[plain], ""
    near = nearest(plain, names, spelled=plain_name)
    hint = f"; bedoelde u {near[0]}?" if near else ""
    return None, f"unknown municipality{hint}"
