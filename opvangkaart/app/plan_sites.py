"""The sites that a plan can choose from, read once and kept for the room *Plan*."""

from pathlib import Path
from typing import Final

import pandas as pd

from opvangkaart.app.bench import Bench
from opvangkaart.dossier.read import log_mark
from opvangkaart.runs.lean import Asker
from opvangkaart.runs.own_list import SITES_FILE, write_sites
from opvangkaart.runs.plan_choices import Choices, plan_choices, plan_sites

#: So many sites are shown at once; the rest is found by municipality or by name.
MOST: Final = 40


class PlanSites:
    """The sites of the scenario and of the team's list, as they stand."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: dict[str, tuple[object, pd.DataFrame]] = {}
        self._choices: tuple[Asker, Choices] | None = None

    def choices(self, bench: Bench) -> Choices:
        """Return the municipalities, locations and days to choose from; worked out once."""
        asker = bench.asker()
        if self._choices is None or self._choices[0] is not asker:
            self._choices = (asker, plan_choices(asker))
        return self._choices[1]

    def of(self, bench: Bench, source: str) -> pd.DataFrame:
        """Return the sites of a source; read anew when the list or the scenario changed.

        Raises
        ------
        OpvangkaartError
            The sites cannot be read; an empty list has none.
        """
        written = None if bench.scenario is None else bench.scenario.stat().st_mtime_ns
        mark = (str(bench.scenario), written, log_mark(bench.dossier) if source == "lijst" else ())
        found = self._read.get(source)
        if found is None or found[0] != mark:
            found = (mark, self._fresh(bench, source))
            self._read[source] = found
        return found[1]

    @staticmethod
    def _fresh(bench: Bench, source: str) -> pd.DataFrame:
        if source != "lijst":
            return plan_sites(bench.scenario)
        path: Path = bench.jobs.store.folder / SITES_FILE
        bench.jobs.open()
        write_sites(bench.dossier, path)
        return plan_sites(bench.scenario, path)


def chosen_and_near(
    table: pd.DataFrame, chosen: tuple[str, ...], town: str, words: str
) -> tuple[pd.DataFrame, int]:
    """Return the chosen sites first, then those of a municipality or with words in their name.

    The number is that of all that were found, shown or not.

    >>> table = pd.DataFrame({"site_id": ["a", "b", "c"], "name": ["Hal", "Kas", "Hof"],
    ...                       "gemeente": ["Zeist", "Zeist", "Baarn"], "kern": [None] * 3})
    >>> found, count = chosen_and_near(table, ("c",), "Zeist", "ka")
    >>> (found["site_id"].tolist(), count)
    (['c', 'b'], 1)
    """
    is_chosen = table["site_id"].isin(chosen) | table["name"].isin(chosen)
    near = pd.Series(bool(town or words), index=table.index) & ~is_chosen
    if town:
        near &= table["gemeente"] == town
    for word in words.casefold().split():
        text = table["name"].str.cat(table["kern"].fillna("").astype("str"), sep=" ")
        near &= text.str.casefold().str.contains(word, regex=False)
    found = table[near]
    return pd.concat([table[is_chosen], found.head(MOST)]), len(found)
