"""One column of the score in an export: its names, its unit, its values in the order of sites."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from maps.base import words
from sites.settings.scenario import Criterion
from sites.tables.categories import category_words
from sites.tables.results import RunResult

_UNIT_NAMES: Final = {"min": "min", "m": "m", "%": "pct"}
_UNIT_WORDS: Final = {"min": "minuten", "m": "meter", "%": "% van wat past"}


@dataclass(frozen=True)
class Part:
    """One column of the score: a criterion, one of its categories, and how it is reached."""

    criterion: Criterion
    category: str

    @property
    def key(self) -> str:
        """Return the machine name, the same in every export.

        >>> alone = Criterion.model_construct(id="huisarts", categories=("huisarts",))
        >>> both = Criterion.model_construct(id="school", categories=("basisschool", "vo"))
        >>> Part(alone, "huisarts").key, Part(both, "vo").key
        ('huisarts', 'school_vo')
        """
        alone = len(self.criterion.categories) == 1
        return self.criterion.id if alone else f"{self.criterion.id}_{self.category}"

    @property
    def raw_column(self) -> str:
        """Return the name of the column with minutes or metres; the unit ends it.

        >>> doctor = Criterion.model_construct(id="huisarts", categories=("huisarts",), unit="min")
        >>> Part(doctor, "huisarts").raw_column
        'to_huisarts_min'
        """
        return f"to_{self.key}_{_UNIT_NAMES[self.criterion.unit]}"

    @property
    def words(self) -> str:
        """Return the name a reader knows.

        >>> Part(Criterion.model_construct(), "huisarts").words
        'Huisarts'
        """
        return category_words(self.category)

    @property
    def unit(self) -> str:
        """Return unit and mode in words.

        >>> Part(Criterion.model_construct(unit="min", mode="bike"), "huisarts").unit
        'minuten, fietsen'
        >>> Part(Criterion.model_construct(unit="m", mode="walk"), "huisarts").unit
        'meter, lopen'
        """
        unit = _UNIT_WORDS[self.criterion.unit]
        mode = words.mode_of(self.criterion.mode)
        return f"{unit}, {mode}" if mode else unit


def parts(result: RunResult) -> list[Part]:
    """Return the parts of the score in the scenario's order."""
    return [
        Part(criterion, c) for criterion in result.scenario.criteria for c in criterion.categories
    ]


def part_values(result: RunResult, part: Part, column: str) -> pd.Series:
    """Return one column of the scores for one part, in the order of ``result.sites``."""
    scores = result.scores
    here = (scores["criterion"] == part.criterion.id) & (scores["category"] == part.category)
    return by_site(scores[here], column, result.sites["site_id"])


def part_travel(result: RunResult, part: Part) -> pd.DataFrame:
    """Return the travel rows of one part in the order of ``result.sites``."""
    travel = result.travel
    here = (travel["category"] == part.category) & (travel["mode"] == part.criterion.mode)
    rows = travel[here & (travel["direction"] == "to_place")]
    return rows.set_index("site_id").reindex(result.sites["site_id"]).reset_index()


def by_site(table: pd.DataFrame, column: str, site_ids: pd.Series) -> pd.Series:
    """Return one column of a table in the order of some sites; one it lacks is unknown.

    >>> by_site(pd.DataFrame({"site_id": ["a"], "n": [3]}), "n", pd.Series(["a"])).tolist()
    [3]
    """
    values: pd.Series = table.set_index("site_id")[column].reindex(site_ids)
    return values.reset_index(drop=True)
