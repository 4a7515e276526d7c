"""Read who may see a row: what is not said, or not understood, stays with the team."""

from dataclasses import dataclass

import pandas as pd

from geodata.readers.site_words import LEVELS
from sites.base.messages import Message, say
from sites.tables.schemas import CONFIDENTIALITY


@dataclass(frozen=True)
class Levels:
    """The confidentiality of every row, and what was not understood of it."""

    level: pd.Series
    notes: tuple[Message, ...]


def read_levels(given: pd.Series) -> Levels:
    """Return the confidentiality of every row; without a word it is intern.

    >>> found = read_levels(pd.Series(["Openbaar", "raad", None, "misschien"]))
    >>> found.level.tolist(), len(found.notes)
    (['openbaar', 'raad', 'intern', 'intern'], 1)
    """
    level = given.str.strip().str.lower().map(LEVELS)
    unread = given.notna() & level.isna()
    if not unread.any():
        return Levels(level.fillna("intern"), ())
    note = say(
        "confidentiality {value!r} ({count} rows) is not one of {levels}: kept as intern",
        value=given[unread].iloc[0][:40], count=int(unread.sum()), levels=CONFIDENTIALITY,
    )  # fmt: skip
    return Levels(level.fillna("intern"), (note,))
