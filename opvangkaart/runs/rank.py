"""Rank the sites of a scenario, and say why one stands where it does."""

from pathlib import Path

from opvangkaart.runs.inputs import Progress, read_inputs, silent
from opvangkaart.runs.run import evaluate
from sites.base.dutch import score_between
from sites.judgement.report import Why, why_site
from sites.scoring.scoring import score_ends
from sites.tables.results import RunResult


def rank(scenario_path: Path | None = None, *, progress: Progress = silent) -> RunResult:
    """Compute a run over all sites, also those that only the team may see: it stays on a screen."""
    inputs = read_inputs(scenario_path, progress=progress)
    return evaluate(inputs, edition="intern", progress=progress)


def why_ranked(scenario_path: Path | None, site_id: str, *, progress: Progress = silent) -> Why:
    """Say why a site ranks where it does.

    Raises
    ------
    SiteError
        The site does not exist; the nearest ids are offered.
    """
    result = rank(scenario_path, progress=progress)
    found = score_ends(result.scores, result.travel, result.scenario).reindex([site_id]).iloc[0]
    return why_site(
        site_id, sites=result.sites, scores=result.scores, ranking=result.ranking,
        scenario=result.scenario,
        between=score_between(found["low"], found["high"]) or None,
        trust=None if result.judgement is None else result.judgement.trust,
    )  # fmt: skip
