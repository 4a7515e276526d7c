"""Read the facts of an area that stand in tables: inhabitants per facility, and norms by name."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from geodata.files import basisset
from geodata.files.files import find_file
from geodata.files.numbers import parse_decimals
from geodata.files.tabular import read_table
from sites.base.errors import InputFileError
from sites.scoring.facilities import MODELS, Model
from sites.settings.netherlands import BUNDLED
from sites.tables.schemas import CATEGORIES

_SHEETS: Final = (".csv", ".xlsx")
_NUMBERS: Final = ("inhabitants_per_facility", "usual_from_population")
_NEEDED: Final = ("category", *_NUMBERS[:1], "source")


def read_ratios(name: str, base_dir: Path) -> tuple[pd.DataFrame, tuple[Model, ...]]:
    """Return how many people go to a facility of each category, and what is modelled by it.

    A table of an area's own has a row per category; a category without a row is not modelled.
    """
    if name == BUNDLED:
        return basisset.table("facility_ratios"), MODELS
    path = find_file(name, base_dir, _SHEETS)
    table = _columns(path, _NEEDED)
    for column in _NUMBERS:
        given = (
            table[column] if column in table else pd.Series(None, index=table.index, dtype="str")
        )
        read = parse_decimals(given)
        wrong = read.wrong | (read.numbers <= 0)
        _refuse(path.name, column, given, wrong)
        table[column] = read.numbers
    known = table["category"].isin(CATEGORIES)
    _refuse(path.name, "category", table["category"], ~known.to_numpy())
    twice = table["category"].duplicated().to_numpy()
    _refuse(path.name, "category", table["category"], twice)
    table["area"] = name
    table["confidence"] = table.get("confidence", pd.Series("", index=table.index))
    of = {model.category: model for model in MODELS}
    models = tuple(
        Model(category, category, name, of[category].code, of[category].noun)
        for category in table["category"]
    )
    return table, models


def read_norm_ids(name: str | None, base_dir: Path) -> frozenset[str]:
    """Return the ids of the norms that criteria of an area may name; none where it brings none."""
    if name is None:
        return frozenset()
    if name == BUNDLED:
        return frozenset(basisset.table("norms")["id"].astype(str))
    path = find_file(name, base_dir, _SHEETS)
    return frozenset(_columns(path, ("id",))["id"].dropna())


def _columns(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    table = read_table(path).frame
    for column in needed:
        if column not in table:
            raise InputFileError(
                "{file}: column {column} is missing; found: {found}",
                file=path.name, column=column, found=", ".join(map(str, table.columns))[:120],
            )  # fmt: skip
    return table


def _refuse(name: str, column: str, given: pd.Series, wrong: np.ndarray) -> None:
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputFileError(
            "{file}, row {row}, column {column}: {value!r} is not possible ({count} rows in all)",
            file=name, row=row + 2, column=column, value=str(given.iloc[row])[:60],
            count=int(wrong.sum()),
        )  # fmt: skip
