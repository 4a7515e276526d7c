"""One run, from a scenario to everything it hands out.

Read it top to bottom: scenario, checked layers, candidates, travel, scores, mothers, result.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from maps.exports.gate import Written, write_outputs
from maps.page.render import render_pages
from opvangkaart.language.speech import heard
from opvangkaart.runs.engines import street_tables, transit_tables
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.inputs import Inputs, Progress, entered_about, read_inputs, silent
from opvangkaart.runs.ledger import ledger_tables
from opvangkaart.runs.local import IN_ONE_PIECE, Locally
from opvangkaart.runs.named import municipality_code
from opvangkaart.runs.scored import ranked
from opvangkaart.runs.surroundings import reach_tables
from opvangkaart.runs.versions import RECORDED
from sites.base.progress import counting
from sites.base.second import Undecided
from sites.judgement.judge import Scored, judge
from sites.judgement.villages import village_table
from sites.settings.scenario import Scenario
from sites.tables.editions import shown_info, shown_scenario
from sites.tables.filters import own_municipalities
from sites.tables.minors import hubs_for_minors
from sites.tables.results import JudgementTables, Layers, RunResult
from sites.tables.schemas import Edition
from sites.tables.villages import Villages
from sites.travel.context import Context

#: The draws of a run are the same on every machine.
SEED = 4793


def evaluate(
    inputs: Inputs, *, edition: Edition = "openbaar", progress: Progress = silent,
    locally: Locally = IN_ONE_PIECE,
) -> RunResult:  # fmt: skip
    """Compute a run from what its edition may show, and from nothing else.

    ``locally`` works out what each site needs of its surroundings: in one piece, or in tiles.
    """
    scenario, stage = inputs.scenario, ranked(inputs, edition, progress, locally=locally)
    layers, visible, context = stage.layers, stage.visible, stage.context
    engine, ranking = context.engine, stage.ranking
    judged = _judged(inputs, stage.to_judge(), context, edition, progress)
    return RunResult(
        scenario=shown_scenario(scenario, edition, hubs_for_minors(layers)),
        edition=edition,
        layers=layers,
        sites=visible.sites,
        travel=stage.travel,
        scores=stage.scores,
        ranking=ranking,
        mothers=stage.mothers,
        clusters=stage.clusters,
        fingerprint=fingerprint(scenario, layers, visible.sites, edition),
        engine_label=engine.label,
        versions={name: version(name) for name in RECORDED},
        withheld=visible.withheld,
        hub_travel=stage.trips,
        kern_load=stage.kernen,
        judgement=judged,
        ledger=ledger_tables(scenario, layers, edition=edition),
        streets=street_tables(engine, scenario, layers, visible.sites, np.random.default_rng(SEED)),
        transit=transit_tables(engine, visible.sites, ranking, layers, scenario.area.metric_crs),
        reach=reach_tables(engine, scenario, layers, visible.sites, ranking),
        undecided=(*stage.undecided, *_unjudged(visible.sites, context)),
    )


def _judged(
    inputs: Inputs, scored: Scored, context: Context, edition: Edition, progress: Progress
) -> JudgementTables | None:
    """Return the tables of the judgement; None without a site or a mother to judge."""
    if scored.sites.empty or context.mothers.empty:
        return None
    progress("beoordelen: leunen, schaal en zekerheid van de rang")
    entered = entered_about(inputs, scored.sites["site_id"], edition)
    judged = judge(scored, context, rng=np.random.default_rng(SEED), entered=entered)
    villages = village_table(judged, scored.sites, scored.ranking, context.layers)
    return replace(judged, villages=DataFrame[Villages](villages))


def _unjudged(sites: pd.DataFrame, context: Context) -> tuple[Undecided, ...]:
    """Say why sites have no judgement; an edition without sites needs none."""
    if sites.empty or not context.mothers.empty:
        return ()
    reason = "er is geen moederlocatie in gebruik"
    return (Undecided("of een plek kan leunen", reason),)


def fingerprint(scenario: Scenario, layers: Layers, sites: pd.DataFrame, edition: Edition) -> str:
    """Return a digest of settings, layers and sites, over what the edition may show of them.

    A digest that covered a hidden file or name could confirm a guess at it.
    """
    settings = shown_scenario(scenario, edition).model_dump_json()
    digests = "".join(shown_info(layers.info, edition)["sha256"])
    text = settings + digests + sites.to_csv(index=False, lineterminator="\n")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def page_count(result: RunResult, codes: Sequence[str] = ()) -> int:
    """Return how many pages a run draws: one of the whole area, and one per municipality."""
    return 1 + (len(codes) or len(own_municipalities(result.layers.municipalities)))


def compute(scenario_path: Path | None = None, *, edition: Edition = "openbaar") -> RunResult:
    """Read and compute a run without writing anything (notebooks, tests)."""
    return evaluate(read_inputs(scenario_path), edition=edition)


def run(
    scenario_path: Path | None,
    out: Path,
    *,
    edition: Edition = "openbaar",
    municipalities: Sequence[str] = (),
    sites_file: Path | None = None,
    layer: str | None = None,
    cycle: str | None = None,
    progress: Progress = silent,
    locally: Locally = IN_ONE_PIECE,
) -> tuple[Inputs, RunResult, Written]:
    """Run a scenario and write pages, tables and records to ``out`` through the export gate."""
    inputs = read_inputs(
        scenario_path, sites_file=sites_file, layer=layer, cycle=cycle, progress=progress
    )
    codes = [municipality_code(name, inputs.layers) for name in municipalities]
    result = evaluate(inputs, edition=edition, progress=progress, locally=locally)
    pages = render_pages(result, municipalities=codes or None)
    written = write_outputs(
        result,
        out,
        pages=counting(pages, page_count(result, codes), "pagina's tekenen", progress),
        rejected=inputs.rejected,
        log=[*inputs.notes, *edition_notes(inputs, edition), *locally.notes],
        tell=heard().said,
        tiles=locally.worked,
    )
    return inputs, result, written
