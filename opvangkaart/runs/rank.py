"""Rank the sites of a scenario, and say why one stands where it does."""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from maps.content.work import work_of
from opvangkaart.runs.inputs import Progress, own_edition, read_inputs, silent
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.told import Told, View
from sites.base.dutch import score_between
from sites.base.errors import ScenarioError
from sites.judgement.labour import URBANITY, rank_for_profile, sector_named
from sites.judgement.report import Why, site_named, why_site
from sites.scoring.scoring import score_ends
from sites.scoring.terms import tie_reasons
from sites.tables.results import JudgementTables, RunResult
from sites.tables.terminal import WorkRows


def rank(scenario_path: Path | None = None, *, progress: Progress = silent) -> RunResult:
    """Compute a run over all sites, also those that only the team may see: it stays on a screen."""
    inputs = read_inputs(scenario_path, progress=progress)
    return evaluate(inputs, edition=own_edition(inputs), progress=progress)


def why_ranked(scenario_path: Path | None, wanted: str, *, progress: Progress = silent) -> Why:
    """Say why a site ranks where it does; ``wanted`` is its id or its name.

    Raises
    ------
    SiteError
        The site does not exist; the nearest ids are offered.
    """
    result = rank(scenario_path, progress=progress)
    site_id = site_named(result.sites, wanted)
    found = score_ends(result.scores, result.travel, result.scenario).reindex([site_id]).iloc[0]
    why = why_site(
        site_id, sites=result.sites, scores=result.scores, ranking=result.ranking,
        scenario=result.scenario,
        between=score_between(found["low"], found["high"]) or None,
        trust=None if result.judgement is None else result.judgement.trust,
    )  # fmt: skip
    tie = tie_reasons(result.ranking, result.sites, result.scenario.reference_date)
    return replace(why, lines=(*why.lines, tie[site_id])) if site_id in tie else why


@dataclass(frozen=True)
class Wanted:
    """Which sites a user wants to see: of one class of urbanity, or with open obstacles."""

    urbanity: str | None = None  # 1 to 5, or the words of a class
    open_obstacles: bool = False

    def lines(self) -> list[str]:
        """Return what was filtered, in words."""
        said = []
        if self.urbanity is not None:
            said.append(f"Alleen plekken in een gemeente die {URBANITY[self.code()]} is.")
        if self.open_obstacles:
            said.append("Alleen locaties met een belemmering die nog niet is opgelost.")
        return said

    def code(self) -> int:
        """Return the class of urbanity; see ``sites.judgement.labour.URBANITY``.

        Raises
        ------
        ScenarioError
            There is no such class.
        """
        asked = str(self.urbanity).strip().casefold()
        for code, words in URBANITY.items():
            if asked in (str(code), words):
                return code
        raise ScenarioError(
            "urbanity {asked!r} does not exist; choose from {classes}",
            asked=asked,
            classes="; ".join(f"{code} ({words})" for code, words in URBANITY.items()),
        )


def those(result: RunResult, wanted: Wanted) -> frozenset[str] | None:
    """Return the ids of the sites that a user wants to see; None for all."""
    if wanted == Wanted():
        return None
    judged = _judged(result)
    ids = set(result.sites["site_id"])
    if wanted.urbanity is not None:
        labour, code = _labour(judged), wanted.code()
        ids &= set(labour.loc[labour["urbanity"] == code, "site_id"])
    if wanted.open_obstacles:
        ids &= {site_id for site_id, sheet in judged.sheets.items() if sheet.open_obstacles}
    return frozenset(ids)


def told_of(wanted: Wanted, only: frozenset[str] | None) -> list[str]:
    """Return what was filtered, in words, and that nothing is left where it is so.

    >>> told_of(Wanted(open_obstacles=True), frozenset())[1]
    'Geen enkele locatie voldoet daaraan.'
    """
    none = only is not None and not only
    return [*wanted.lines(), *(["Geen enkele locatie voldoet daaraan."] if none else [])]


def by_work(result: RunResult, sector: str, count: int, wanted: Wanted) -> Told:
    """Return the sites in the order of the firms of one sector that residents reach (R15).

    Raises
    ------
    ScenarioError
        No such sector, or no profile of the gemeenten to tell it from.
    """
    table = rank_for_profile(_labour(_judged(result)), sector).drop(columns="rank")
    only = those(result, wanted)
    if only is not None:
        table = table[table["site_id"].isin(only)]
    if only is not None and not only:
        return told_of(wanted, only)
    table = table[table["establishments"].notna()].head(count)
    sites = result.sites.set_index("site_id")
    names = result.layers.municipalities.set_index("gm_code")["name"]
    table = table.assign(
        name=table["site_id"].map(sites["name"]),
        gemeente=table["site_id"].map(sites["gm_code"]).map(names),
        rank=table["site_id"].map(result.ranking.set_index("site_id")["rank"]),
        share=100 * table["share"],
    )
    work = work_of(result)
    reach = "" if work is None else f" {work.reach} ({work.source})"
    columns = ("name", "gemeente", "establishments", "share", "rank")
    title = f"Meeste vestigingen van bedrijven in {sector_named(sector)}{reach}"
    return [*wanted.lines(), View(title, WorkRows, table, columns, left=("gemeente",))]


def _judged(result: RunResult) -> JudgementTables:
    if result.judgement is None:
        raise ScenarioError(
            "nothing was judged: the scenario has no site or no mother location in use"
        )
    return result.judgement


def _labour(judged: JudgementTables) -> pd.DataFrame:
    if judged.labour is None:
        raise ScenarioError(
            "there is no profile of the municipalities to tell work or urbanity from"
        )
    return judged.labour
