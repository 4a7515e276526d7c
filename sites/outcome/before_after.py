"""Compare two runs: what another network, timetable, facility or mother location changes.

A site is known by its id. A verdict goes before a score, and a score counts as it is shown: what
no reader can see is no change.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandera.typing import DataFrame

from sites.base.dutch import SCORE_DECIMALS
from sites.base.verdicts import PARTLY, VERDICTS
from sites.tables.before_after import (
    BETTER,
    GONE,
    NEW,
    OTHER,
    SAME,
    WORSE,
    SiteChanges,
    TownChanges,
)
from sites.tables.filters import names_by
from sites.tables.results import RunResult


def site_changes(one: RunResult, other: RunResult) -> DataFrame[SiteChanges]:
    """Return every site of two runs with what changed: those that changed most stand first."""
    sides = [_side(run) for run in (one, other)]
    both = sides[0].merge(
        sides[1], on="site_id", how="outer", suffixes=("_one", "_other"), indicator="there"
    )
    there = both.pop("there").astype(str)
    for column in ("name", "gm_code"):
        both[column] = both[f"{column}_other"].fillna(both[f"{column}_one"])
    both["change"] = (
        changes_of(both).mask(there == "left_only", GONE).mask(there == "right_only", NEW)
    )
    order = both["change"].map([*_ORDER].index)
    both = both.assign(order=order).sort_values(["order", "site_id"], ignore_index=True)
    return DataFrame[SiteChanges](both[list(SiteChanges.to_schema().columns)])


#: The order of a list of changes: what a council must know first.
_ORDER = (GONE, WORSE, OTHER, BETTER, NEW, SAME)


def changes_of(both: pd.DataFrame) -> pd.Series:
    """Return what became of sites that both runs have, row by row.

    A better or worse verdict decides; then the score as shown; then anything else that is shown.

    >>> both = pd.DataFrame({
    ...     "verdict_one": ["Kan leunen", "Onbekend"], "verdict_other": ["Kan niet leunen", None],
    ...     "score_one": [0.5, 0.5], "score_other": [0.9, 0.501], "hub_one": ["A", "A"],
    ...     "hub_other": ["A", "A"], "travel_one": [9.0, 9.0], "travel_other": [9.0, 9.2],
    ... })
    >>> changes_of(both).tolist()  # the second lost its verdict: that is no known better or worse
    ['slechter', 'anders']
    """
    verdict = _gain(*(both[f"verdict_{side}"].map(_code) for side in ("one", "other")))
    score = _gain(*(both[f"score_{side}"].round(SCORE_DECIMALS) for side in ("one", "other")))
    gain = np.where(verdict != 0, verdict, score)
    moved = _differ(both, "verdict") | _differ(both, "hub") | _differ(both, "score", SCORE_DECIMALS)
    moved |= _differ(both, "travel", 0)
    change = np.select([gain > 0, gain < 0, moved], [BETTER, WORSE, OTHER], default=SAME)
    return pd.Series(change, index=both.index)


def town_changes(changes: DataFrame[SiteChanges], names: dict[str, str]) -> DataFrame[TownChanges]:
    """Return what the changes come to per gemeente, by name; sites without one stand together.

    A site counts as leaning from "Kan gedeeltelijk leunen" on.
    """
    name = changes["gm_code"].map(names).fillna("gemeente onzeker").rename("name")
    columns = {
        key: (changes["change"] == words).groupby(name).sum()
        for key, words in (
            ("better", BETTER), ("worse", WORSE), ("other", OTHER), ("same", SAME), ("new", NEW),
            ("gone", GONE),
        )
    }  # fmt: skip
    leans = {
        f"leaning_{side}": (changes[f"verdict_{side}"].map(_code) >= PARTLY).groupby(name).sum()
        for side in ("one", "other")
    }
    table = pd.DataFrame(columns | leans).astype("Int64").reset_index()
    return DataFrame[TownChanges](table.sort_values("name", ignore_index=True))


def town_names(one: RunResult, other: RunResult) -> dict[str, str]:
    """Return the names of the gemeenten of two runs by their code."""
    runs = (one, other)
    return {c: n for run in runs for c, n in names_by(run.layers.municipalities, "gm_code").items()}


def other_layers(one: RunResult, other: RunResult) -> tuple[str, ...]:
    """Return which layers of two runs differ, by their name in the tables of sources."""
    held = [
        {
            str(name): sorted(rows["sha256"])
            for name, rows in run.layers.info.groupby("layer", sort=True)
        }
        for run in (one, other)
    ]
    layers = sorted({*held[0], *held[1]})
    return tuple(name for name in layers if held[0].get(name) != held[1].get(name))


def _code(verdict: object) -> float:
    return float(VERDICTS.index(verdict)) if isinstance(verdict, str) else np.nan


def _gain(one: pd.Series, other: pd.Series) -> NDArray[np.float64]:
    """Return 1 for more, -1 for less, and 0 where nothing changed or a side is not known."""
    before, after = (side.to_numpy(dtype=np.float64, na_value=np.nan) for side in (one, other))
    gain: NDArray[np.float64] = np.nan_to_num(np.sign(after - before))
    return gain


def _differ(both: pd.DataFrame, name: str, decimals: int | None = None) -> pd.Series:
    one, other = (both[f"{name}_{side}"] for side in ("one", "other"))
    if decimals is not None:
        one, other = one.round(decimals), other.round(decimals)
    return (one != other) & ~(one.isna() & other.isna())


def _side(run: RunResult) -> pd.DataFrame:
    """Return the sites of one run with what a reader sees of each."""
    table = run.sites[["site_id", "name", "gm_code"]].astype({"site_id": "str"})
    ranked = run.ranking.astype({"site_id": "str"})[["site_id", "score", "rank"]]
    table = table.merge(ranked, on="site_id", how="left")
    columns = {"verdict": "verdict", "hub_name": "hub", "travel_min": "travel"}
    if run.judgement is None:
        return table.assign(verdict=None, hub=None, travel=np.nan)
    told = run.judgement.verdicts.astype({"site_id": "str"})
    return table.merge(
        told[["site_id", *columns]].rename(columns=columns), on="site_id", how="left"
    )
