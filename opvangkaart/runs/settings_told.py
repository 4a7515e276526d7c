"""Say what other settings do to the ranking, before anyone saves them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from maps.base import words
from opvangkaart.runs.inputs import (
    Inputs,
    Progress,
    own_edition,
    read_layers_and_sites,
    silent,
    with_sites_file,
)
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.scored import only_weighs_differently, ranked, weighed_anew
from opvangkaart.runs.told import cell
from sites.base import dutch
from sites.judgement.judge import Scored
from sites.outcome.before_after import site_changes
from sites.outcome.rank_moves import rank_moves
from sites.settings.scenario import Scenario
from sites.tables.before_after import CHANGES, SAME, SiteChanges
from sites.tables.columns import found
from sites.tables.results import RunResult

#: So many sites stand at the top, and so many are told that go up or down.
TOP, MOVERS = 10, 10


def moves_told(
    before: tuple[Scenario, Path], after: tuple[Scenario, Path], *,
    sites_file: Path | None = None, progress: Progress = silent,
) -> dict[str, Any]:  # fmt: skip
    """Return the top of both rankings, who goes up and down and why, and what verdicts change.

    Each scenario comes with the folder where its paths start. What is returned is plain words and
    numbers, for a page. Where only weights and curves differ no trip is worked out again, and
    ``verdicts`` is None: a verdict does not rest on them.

    Raises
    ------
    OpvangkaartError
        A scenario that cannot be computed.
    """
    first = _read(before, sites_file, progress)
    edition = own_edition(first)
    if only_weighs_differently(before[0], after[0]):
        old = ranked(first, edition, progress)
        new = weighed_anew(old, after[0])
        return _told(old.to_judge(), new.to_judge(), after[0]) | {"verdicts": None}
    one = evaluate(first, edition=edition, progress=progress)
    progress("nieuwe instellingen: lagen lezen en controleren")
    second = _read(after, sites_file, silent)
    other = evaluate(
        second, edition=edition, progress=lambda words: progress(f"nieuwe instellingen, {words}")
    )
    return _told(_scored(one), _scored(other), after[0]) | {"verdicts": _verdicts(one, other)}


def _read(given: tuple[Scenario, Path], sites_file: Path | None, progress: Progress) -> Inputs:
    scenario, base_dir = given
    asked = scenario if sites_file is None else with_sites_file(scenario, sites_file)
    return read_layers_and_sites(asked, base_dir, progress=progress)


def _scored(run: RunResult) -> Scored:
    return Scored(run.sites, run.hub_travel, run.travel, run.scores, run.ranking, run.mothers, ())


def _told(one: Scored, other: Scored, scenario: Scenario) -> dict[str, Any]:
    moves = rank_moves(one, other)
    labels = {criterion.id: criterion.label for criterion in scenario.criteria}
    rows = [_row(row, labels) for row in moves.astype(object).to_dict("records")]
    up = sorted((row for row in rows if row["moved"] > 0), key=lambda row: -row["moved"])
    down = sorted((row for row in rows if row["moved"] < 0), key=lambda row: row["moved"])
    return {
        "sites": len(rows), "up_count": len(up), "down_count": len(down),
        "same_count": len(rows) - len(up) - len(down),
        "up": up[:MOVERS], "down": down[:MOVERS],
        "before": sorted(rows, key=lambda row: row["rank_one"])[:TOP],
        "after": sorted(rows, key=lambda row: row["rank_other"])[:TOP],
        "unranked": _unranked(one, other),
    }  # fmt: skip


def _row(row: Mapping[Any, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": str(row["name"]), "rank_one": int(row["rank_one"]),
        "rank_other": int(row["rank_other"]), "moved": int(row["moved"]),
        "score_one": dutch.number(row["score_one"], dutch.SCORE_DECIMALS),
        "score_other": dutch.number(row["score_other"], dutch.SCORE_DECIMALS),
        "why": _why(row, labels),
    }  # fmt: skip


def _why(row: Mapping[Any, Any], labels: Mapping[str, str]) -> str:
    """Say which criterion moved a site most, against what it gives on average.

    >>> row = {"criterion": "gp", "gain": 0.181, "mean_gain": 0.106, "moved": 3}
    >>> _why(row, {"gp": "Huisarts"})
    'Huisarts: 0,18 erbij, gemiddeld 0,11 erbij'
    """
    if row["moved"] == 0 or pd.isna(row["criterion"]):
        return ""
    own, mean = (_gain(float(row[name])) for name in ("gain", "mean_gain"))
    return f"{labels.get(row['criterion'], row['criterion'])}: {own}, gemiddeld {mean}"


def _gain(points: float) -> str:
    """Return points of a score as what comes or goes.

    >>> _gain(0.184), _gain(-0.051), _gain(0.001)
    ('0,18 erbij', '0,05 eraf', 'gelijk')
    """
    text = dutch.number(abs(points), dutch.SCORE_DECIMALS)
    if not text.strip("0,"):
        return "gelijk"
    return f"{text} {'erbij' if points > 0 else 'eraf'}"


def _unranked(one: Scored, other: Scored) -> int:
    """Return how many sites have no rank in one of both."""
    every = {*one.ranking["site_id"], *other.ranking["site_id"]}
    sides = (side.ranking.dropna(subset="rank")["site_id"] for side in (one, other))
    return len(every - set.intersection(*map(set, sides)))


#: What a page says of a site whose verdict changes.
_SHOWN: Final = ("name", "change", "verdict_one", "verdict_other", "hub_one", "hub_other")


def _verdicts(one: RunResult, other: RunResult) -> list[dict[str, Any]]:
    """Return how many verdicts become what, and the first of those that change."""
    table = site_changes(one, other)
    is_other = (table["verdict_one"] != table["verdict_other"]) | (
        table["hub_one"] != table["hub_other"]
    )
    changed = table[(table["change"] != SAME) & is_other].astype(object)
    made = []
    for change in CHANGES:
        rows = changed[changed["change"] == change]
        if len(rows):
            told = [[cell(row[name]) for name in _SHOWN if name != "change"]
                    for row in rows.head(MOVERS).to_dict("records")]  # fmt: skip
            made.append({"change": change, "count": len(rows), "rows": told})
    return made


def verdict_headings() -> list[str]:
    """Return the headings above the rows of changed verdicts.

    >>> verdict_headings()[:2]
    ['Naam', 'Oordeel nu']
    """
    return [found(SiteChanges, name).short for name in _SHOWN if name != "change"]


def layer_rows(info: pd.DataFrame) -> list[dict[str, str]]:
    """Return a row per layer that counts: its name, its maker, its licence, its day.

    >>> row = {"layer": "hubs", "source": "COA", "licence": "CC0", "data_date": "2025-11-20"}
    >>> layer_rows(pd.DataFrame([row]))[0]["day"]
    '20-11-2025'
    """
    rows = info.astype(object).where(info.notna(), None).to_dict("records")
    return [
        {
            "name": words.layer_words(str(row["layer"])), "source": str(row["source"] or ""),
            "licence": str(row["licence"] or ""), "day": dutch.moment(row["data_date"]),
        }
        for row in rows
    ]  # fmt: skip
