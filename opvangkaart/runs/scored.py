"""Score and rank the sites of a run; what is judged, drawn and planned after that follows."""

from dataclasses import dataclass, replace

from pandera.typing import DataFrame

from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.inputs import Inputs, Progress, silent
from opvangkaart.runs.local import IN_ONE_PIECE, Locally
from opvangkaart.runs.stock import layers_on
from sites.base.second import Undecided, second_opinion
from sites.judgement.judge import Scored
from sites.judgement.leaning.tables import mixes_of
from sites.judgement.load import Level, fit_of, levels_of
from sites.scoring.kern_load import kern_load
from sites.scoring.mothers import cluster_table, mothers_table
from sites.scoring.scoring import rank_sites, score_table
from sites.scoring.terms import terms_of
from sites.settings.scenario import Scenario
from sites.tables.answers import Clusters, Mothers, Ranking, Scores, Travel
from sites.tables.editions import Visible, visible_sites
from sites.tables.hub_travel import HubTravel
from sites.tables.kern_load import KernLoad
from sites.tables.results import Layers
from sites.tables.schemas import Edition, Sites, empty
from sites.travel.context import Context

#: Sites that are grouped pair by pair; a pair over the streets costs more than a straight line.
LINKED = {"crowfly": 2000, "streets": 300}


@dataclass(frozen=True, eq=False)
class Ranked:
    """The sites that an edition may show, scored and ranked, with all that this rests on."""

    scenario: Scenario
    layers: Layers
    visible: Visible
    context: Context
    trips: DataFrame[HubTravel]
    travel: DataFrame[Travel]
    mothers: DataFrame[Mothers]
    clusters: DataFrame[Clusters]
    kernen: DataFrame[KernLoad]
    levels: tuple[Level, ...]
    scores: DataFrame[Scores]
    ranking: DataFrame[Ranking]
    undecided: tuple[Undecided, ...] = ()

    def to_judge(self) -> Scored:
        """Return what a judgement reads."""
        return Scored(
            self.visible.sites, self.trips, self.travel, self.scores, self.ranking, self.mothers,
            self.levels,
        )  # fmt: skip


def ranked(
    inputs: Inputs, edition: Edition, progress: Progress = silent, *,
    locally: Locally = IN_ONE_PIECE,
) -> Ranked:  # fmt: skip
    """Work out travel, scores and ranks from what an edition may show, and from nothing else."""
    scenario = inputs.scenario
    layers = layers_on(inputs.layers, scenario, edition)
    visible = visible_sites(inputs.sites, edition)
    engine = engine_for(scenario, inputs.base_dir, visible.sites)
    context = Context(layers, scenario, engine)
    progress("reistijden berekenen")
    local = locally(visible.sites, context, inputs.base_dir, progress)
    trips, travel = local.trips, local.travel
    progress("moederlocaties en clusters bepalen")
    leaning_on = mothers_table(visible.sites, travel, layers.hubs, scenario)
    (mothers, clusters), ungrouped = second_opinion(
        "voorstellen voor groepen zonder moederlocatie",
        lambda: cluster_table(
            leaning_on, visible.sites, context, max_linked=LINKED[scenario.engine]
        ),
        (leaning_on, DataFrame[Clusters](empty(Clusters))),
    )
    progress("scores en rangorde berekenen")
    kernen = kern_load(layers.hubs, layers.kernen, scenario.judgement.load)
    levels = levels_of(visible.sites, mothers, kernen, context)
    scores, ranking = _scores(travel, scenario, visible.sites, levels)
    return Ranked(
        scenario,
        layers,
        visible,
        context,
        trips,
        travel,
        mothers,
        clusters,
        kernen,
        levels,
        scores,
        ranking,
        ungrouped,
    )


def weighed_anew(before: Ranked, scenario: Scenario) -> Ranked:
    """Return the same sites under the weights and curves of another scenario.

    What was travelled stays as it is, so this takes no time; see ``only_weighs_differently``.
    """
    weighed = before.scenario.model_copy(update={"criteria": scenario.criteria})
    scores, ranking = _scores(before.travel, weighed, before.visible.sites, before.levels)
    return replace(before, scenario=weighed, scores=scores, ranking=ranking)


def only_weighs_differently(one: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios differ in nothing but how their criteria weigh.

    >>> from opvangkaart.runs.scenario_file import read_scenario
    >>> one, _ = read_scenario()
    >>> only_weighs_differently(one, one), only_weighs_differently(
    ...     one, one.model_copy(update={"name": "ander"}))
    (True, False)
    """
    free = {"weight": 1.0, "curve": one.criteria[0].curve, "source": "-", "label": "-"}
    first, second = (
        tuple(criterion.model_copy(update=free) for criterion in side.criteria)
        for side in (one, other)
    )
    return first == second and other.model_copy(update={"criteria": one.criteria}) == one


def _scores(
    travel: DataFrame[Travel], scenario: Scenario, sites: DataFrame[Sites],
    levels: tuple[Level, ...],
) -> tuple[DataFrame[Scores], DataFrame[Ranking]]:  # fmt: skip
    mixes = mixes_of(sites, places=scenario.scout.places)
    scores = score_table(travel, scenario, fit_of(sites, mixes, levels))
    return scores, rank_sites(scores, sites, terms_of(sites, scenario.reference_date))
