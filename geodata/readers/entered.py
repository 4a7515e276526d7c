"""Read what people enter about sites: facts for the knock-outs, and notes for the site sheet.

As in the list of sites a row at fault is left out and told, and the others are kept. Every row has
a ``confidentiality``: a note or a fact is for the team until its row says otherwise.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.files.files import refuse_service
from geodata.files.numbers import parse_decimals
from geodata.files.tabular import TextTable, read_table
from geodata.files.texts import YES_NO, iso_dates
from geodata.readers.levels import read_levels
from geodata.readers.site_words import ALIASES
from sites.base.errors import InputFileError
from sites.base.messages import Message, say
from sites.judgement.school import SCHOOL_WAIT
from sites.judgement.sitesheet import COLUMNS as NOTES
from sites.tables.aliases import heading_of

#: The columns of a facts file beside site_id; every one may be absent and every cell empty.
AMOUNTS: Final = ("gfa_m2", "plot_ha", "term_years", SCHOOL_WAIT)
#: Who may read the row.
LEVEL: Final = "confidentiality"
CLAIMS: Final = ("is_new_build", "owner_is_willing", "zoning_fits", "in_nature")


#: The most that can be meant: a square kilometre, a thousand hectares, two centuries, ten years.
MOST: Final = {"gfa_m2": 1_000_000, "plot_ha": 1000, "term_years": 200, SCHOOL_WAIT: 520}
REJECTED: Final = ("row", "column", "value", "reason")


@dataclass(frozen=True)
class Entered:
    """What was entered, one row per row that could be used, and the rows that could not.

    ``frame`` keeps its rows in the order of the file, under their numbers in it. ``rejected`` has
    the columns row, column, value, reason.
    """

    frame: pd.DataFrame
    rejected: pd.DataFrame
    notes: tuple[Message, ...] = ()


@dataclass
class _Draft:
    """The rows under way, their numbers in the file and their faults."""

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    notes: list[Message] = field(default_factory=list)
    faults: list[tuple[int, str, str, Message]] = field(default_factory=list)

    def fault(self, where: pd.Series, column: str, given: pd.Series, why: pd.Series) -> None:
        """Note the rows at fault, with what they hold; ``why`` has a reason per row."""
        shown = given.astype("str").str.slice(0, 60).fillna("")
        self.faults += [
            (int(self.rows[row]), column, str(shown.iloc[row]), why.iloc[row])
            for row in np.flatnonzero(where)
        ]

    def entered(self) -> Entered:
        """Return what is left, and why the rest is not."""
        rejected = pd.DataFrame(self.faults, columns=list(REJECTED))
        rejected = rejected.sort_values("row", kind="stable", ignore_index=True)
        frame = self.frame.set_axis(self.rows)
        return Entered(frame[~frame.index.isin(rejected["row"])], rejected, tuple(self.notes))


def read_facts(path: Path) -> Entered:
    """Read the facts of sites: site_id, amounts, and yes or no per claim; empty is unknown.

    A row with a cell that is no number or no yes or no, with a negative or impossible amount, or
    about a site that an earlier row is about, is rejected.

    Raises
    ------
    InputFileError
        The file is absent, lacks site_id, or has a column that is none of the known facts.
    """
    table = _table(path, ("site_id",))
    draft = _Draft(table.frame.copy(), table.rows, [*table.told])
    if stray := sorted(set(draft.frame.columns) - {"site_id", LEVEL, *AMOUNTS, *CLAIMS}):
        raise InputFileError(
            "{file}: unknown column {stray}; known are site_id, {known}",
            file=path.name,
            stray=stray[0],
            known=", ".join((*AMOUNTS, *CLAIMS, LEVEL)),
        )
    _about(draft)
    twice = draft.frame["site_id"].duplicated() & draft.frame["site_id"].notna()
    again = say("an earlier row is about this site; keep one")
    draft.fault(twice, "site_id", draft.frame["site_id"], _same(again, draft.frame))
    for name in (column for column in AMOUNTS if column in draft.frame):
        _amount(draft, name)
    for name in (column for column in CLAIMS if column in draft.frame):
        given = draft.frame[name]
        text = given.str.strip().str.lower()
        claim = text.map(YES_NO).astype("boolean")
        none = _same(say("is not ja or nee"), given)
        draft.fault(text.notna() & claim.isna(), name, given, none)
        draft.frame[name] = claim
    return draft.entered()


def read_notes(path: Path) -> Entered:
    """Read the notes of sites (see ``sites.judgement.sitesheet``): one row per note, as text.

    A date may be written as people do (31-1-2027); a row with another is rejected.

    Raises
    ------
    InputFileError
        The file is absent or lacks a column.
    """
    table = _table(path, NOTES)
    draft = _Draft(table.frame[[*NOTES, LEVEL]].copy(), table.rows, [*table.told])
    _about(draft)
    given = draft.frame["date"]
    found = iso_dates(given)
    none = _same(say("is not a date; write 2027-01-31 or 31-1-2027"), given)
    draft.fault(given.notna() & found.isna(), "date", given, none)
    draft.frame["date"] = found
    draft.frame = draft.frame.astype(object).where(draft.frame.notna(), None)
    return draft.entered()


def _about(draft: _Draft) -> None:
    given = draft.frame["site_id"]
    draft.fault(given.isna(), "site_id", given, _same(say("id is missing"), given))
    levels = read_levels(draft.frame[LEVEL])
    draft.frame[LEVEL] = levels.level
    draft.notes += levels.notes


def _amount(draft: _Draft, name: str) -> None:
    """Read one column of amounts; what is negative or impossibly large rejects its row."""
    given = draft.frame[name]
    parsed = parse_decimals(given)
    numbers = pd.Series(parsed.numbers, index=given.index)
    draft.notes += [say("{column}: {words}", column=name, words=words) for words in parsed.notes]
    wrong = pd.Series(parsed.wrong, index=given.index)
    draft.fault(wrong, name, given, parsed.reasons(say("is no number")))
    outside = numbers.notna() & ~numbers.between(0, MOST[name])
    limits = say("must lie between {least} and {most}", least=0, most=MOST[name])
    draft.fault(outside, name, given, _same(limits, given))
    draft.frame[name] = numbers


def _same(reason: Message, rows: pd.DataFrame | pd.Series) -> pd.Series:
    """Return one reason for every row."""
    return pd.Series([reason] * len(rows), dtype="object")


def _table(path: Path, needed: tuple[str, ...]) -> TextTable:
    refuse_service(str(path))
    if not path.is_file():
        raise InputFileError(
            "{file} does not exist; correct its name under [sites] in the scenario",
            file=path.name,
        )
    table = read_table(path)
    columns = table.frame.columns
    names = {name: (name,) for name in (*needed, *AMOUNTS, *CLAIMS)} | {LEVEL: ALIASES[LEVEL]}
    found = {name: heading_of(columns, said) for name, said in names.items()}
    frame = table.frame.rename(columns={heading: name for name, heading in found.items()})
    if missing := [name for name in needed if name not in frame.columns]:
        raise InputFileError(
            "{file} lacks the column {missing}; it needs {needed}",
            file=path.name,
            missing=missing[0],
            needed=", ".join(needed),
        )
    if LEVEL not in frame:
        frame[LEVEL] = pd.Series(pd.NA, index=frame.index, dtype="str")
    return replace(table, frame=frame)
