"""Read what people enter about sites: facts for the knock-outs, and notes for the site sheet."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from geodata.files.files import refuse_service
from geodata.files.numbers import parse_decimals
from geodata.files.tabular import TextTable, read_table
from geodata.files.texts import YES_NO
from sites.base.errors import InputFileError
from sites.judgement.sitesheet import COLUMNS as NOTES
from sites.tables.aliases import heading_of

#: The columns of a facts file beside site_id; every one may be absent and every cell empty.
AMOUNTS: Final = ("gfa_m2", "plot_ha", "term_years")
CLAIMS: Final = ("is_new_build", "owner_is_willing", "zoning_fits", "in_nature")


def read_facts(path: Path) -> pd.DataFrame:
    """Read the facts of sites: site_id, amounts, and yes or no per claim; empty is unknown.

    Raises
    ------
    InputFileError
        The file is absent, lacks site_id, or a cell is no number or no yes or no: one line with
        row and column.
    """
    table = _table(path, ("site_id",))
    frame = table.frame.copy()
    if stray := sorted(set(frame.columns) - {"site_id", *AMOUNTS, *CLAIMS}):
        known = ", ".join((*AMOUNTS, *CLAIMS))
        raise InputFileError(
            "{file}: unknown column {stray}; known are site_id, {known}",
            file=path.name,
            stray=stray[0],
            known=known,
        )
    for name in (column for column in AMOUNTS if column in frame):
        parsed = parse_decimals(frame[name])
        _refuse(path, table, name, pd.Series(parsed.wrong), "no number")
        frame[name] = parsed.numbers
    for name in (column for column in CLAIMS if column in frame):
        text = frame[name].str.strip().str.lower()
        claim = text.map(YES_NO).astype("boolean")
        _refuse(path, table, name, text.notna() & claim.isna(), "not ja or nee")
        frame[name] = claim
    return frame


def read_notes(path: Path) -> pd.DataFrame:
    """Read the notes of sites (see ``sites.judgement.sitesheet``): one row per note, as text.

    Raises
    ------
    InputFileError
        The file is absent or lacks a column.
    """
    frame = _table(path, NOTES).frame
    return frame[list(NOTES)].astype(object).where(frame[list(NOTES)].notna(), None)


def _table(path: Path, needed: tuple[str, ...]) -> TextTable:
    refuse_service(str(path))
    if not path.is_file():
        raise InputFileError(
            "{file} does not exist; correct its name under [sites] in the scenario",
            file=path.name,
        )
    table = read_table(path)
    columns = table.frame.columns
    found = {name: heading_of(columns, (name,)) for name in (*needed, *AMOUNTS, *CLAIMS)}
    frame = table.frame.rename(columns={heading: name for name, heading in found.items()})
    if missing := [name for name in needed if name not in frame.columns]:
        raise InputFileError(
            "{file} lacks the column {missing}; it needs {needed}",
            file=path.name,
            missing=missing[0],
            needed=", ".join(needed),
        )
    return replace(table, frame=frame)


def _refuse(path: Path, table: TextTable, column: str, wrong: pd.Series, what: str) -> None:
    if wrong.any():
        first = int(wrong.to_numpy().argmax())
        value = table.frame[column].iloc[first]
        raise InputFileError(
            "{file}, row {rows}, column {column}: {value!r} is {what} ({wrong} such "
            "cells); correct or empty it",
            file=path.name,
            rows=table.rows[first],
            column=column,
            value=value,
            what=what,
            wrong=int(wrong.sum()),
        )
