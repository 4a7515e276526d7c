"""What a run hands to those who draw and write: checked layers in, answers out.

Every stage of a run hands on one frozen group of tables. A group that is None was not made:
"niet berekend". Its tables were held to their schemas by the stage that made them, and are not
checked again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from pandera.typing import DataFrame

from sites.base.messages import Message
from sites.base.second import Undecided
from sites.settings.scenario import Scenario
from sites.tables.after_plan import (
    Moves,
    PlanBonus,
    PlanFlowOn,
    PlanGrants,
    PlanNewHubs,
    PlanPhases,
    PlanTerms,
)
from sites.tables.answers import Clusters, Mothers, Ranking, Scores, Travel
from sites.tables.hub_travel import HubTravel
from sites.tables.judgement import (
    Border,
    Catchment,
    Functions,
    Housing,
    Knockouts,
    Load,
    LoadLevels,
    Pairs,
    Teams,
    TeamStops,
    Trust,
    Verdicts,
)
from sites.tables.kern_load import KernLoad
from sites.tables.labour import Labour
from sites.tables.ledger import (
    LedgerAgreements,
    LedgerBonus,
    LedgerCounted,
    LedgerDays,
    LedgerDeals,
    LedgerGrants,
    LedgerPending,
    LedgerPressure,
    LedgerShares,
    LedgerTotals,
    LedgerTownDays,
    LedgerTowns,
    LedgerTranches,
)
from sites.tables.networks import ReachTables, StreetTables, TransitTables
from sites.tables.order import Order
from sites.tables.plan import (
    PlanAlternatives,
    PlanFigures,
    PlanHubs,
    PlanMissing,
    PlanParts,
    PlanRepairs,
    PlanRows,
    PlanTowns,
    PlanWishes,
)
from sites.tables.plan_agreements import PlanAgreements, PlanStepAgreements
from sites.tables.plan_answers import PlanCosts, PlanFair, PlanFairness
from sites.tables.plan_events import EventMoves, EventPeriods, EventTowns, PlanEvents
from sites.tables.plan_firm import PlanFirm, PlanNeeds
from sites.tables.plan_front import PlanTradeOff
from sites.tables.plan_no_regret import (
    PlanDrawFactors,
    PlanDraws,
    PlanDrawSites,
    PlanFactors,
    PlanShares,
)
from sites.tables.plan_periods import PlanReach, PlanSteps, PlanStepSites
from sites.tables.provinces import ProvinceBalance, ProvinceBoard, Provinces
from sites.tables.schemas import Edition, Sites
from sites.tables.sitesheet import SiteSheet
from sites.tables.tasks import LedgerTasks, LedgerToRealise
from sites.tables.villages import Villages
from sites.tables.withheld import NOTHING, Withheld

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, eq=False)
class BaseShapes:
    """Shapes that are only drawn (EPSG:4326); None where no layer was given."""

    water: gpd.GeoDataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    built_up: gpd.GeoDataFrame | None = None
    rail: gpd.GeoDataFrame | None = None


@dataclass(frozen=True)
class Layers:
    """Everything that came in, checked, in the shapes of ``sites.tables.schemas``.

    ``coverage`` maps a facility category (and "mother") to the polygon (metric CRS) inside which
    the layer is complete. ``exclusions`` has columns name, kind, geometry (EPSG:4326).
    ``examined`` names what was looked at per cell ("water", "natuur"); the rest was not.
    """

    municipalities: gpd.GeoDataFrame
    kernen: pd.DataFrame
    hubs: pd.DataFrame
    hubs_unplaced: pd.DataFrame
    places: pd.DataFrame
    profile: pd.DataFrame  # firms of 2021, urbanity and ages of 2024; empty when not given
    coverage: dict[str, Any]
    exclusions: gpd.GeoDataFrame | None
    wijken: gpd.GeoDataFrame | None
    base: BaseShapes
    info: pd.DataFrame  # LayerInfo
    examined: tuple[str, ...] = ()
    stations: pd.DataFrame | None = None  # Stations: drawn only; None where none are known
    provinces: DataFrame[Provinces] | None = None  # None where nobody said a province
    told: tuple[Message, ...] = ()  # how the files were read, for who made them: never published


@dataclass(frozen=True, eq=False)
class JudgementTables:
    """All that was judged of the sites that the edition may show.

    ``labour`` is None without a municipality profile, and ``trust`` where fewer than two sites
    have a score: not made, and not empty. ``sheets`` has one sheet per site, by ``site_id``,
    ``villages`` a row per kern of the area, read from all the others;
    ``undecided`` are the second opinions that could not be had.
    """

    verdicts: DataFrame[Verdicts]
    functions: DataFrame[Functions]
    pairs: DataFrame[Pairs]
    order: DataFrame[Order]
    load: DataFrame[Load]
    load_levels: DataFrame[LoadLevels]
    catchment: DataFrame[Catchment]
    border: DataFrame[Border]
    teams: DataFrame[Teams]
    team_stops: DataFrame[TeamStops]
    housing: DataFrame[Housing]
    knockouts: DataFrame[Knockouts]
    trust: DataFrame[Trust] | None
    labour: DataFrame[Labour] | None
    sheets: dict[str, SiteSheet]
    villages: DataFrame[Villages] | None = None
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, eq=False)
class AfterPlan:
    """What follows from the best plan: periods and moves, bonus, flow-on and grants."""

    phases: DataFrame[PlanPhases]
    moves: DataFrame[Moves]
    terms: DataFrame[PlanTerms]
    bonus: DataFrame[PlanBonus]
    flow_on: DataFrame[PlanFlowOn]
    grants: DataFrame[PlanGrants]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class EventTables:
    """What happens to a plan on a date; all empty where nothing does.

    ``moves`` adds up to the residents and children that ``events`` says lose their place.
    """

    events: DataFrame[PlanEvents]
    moves: DataFrame[EventMoves]
    towns: DataFrame[EventTowns]
    periods: DataFrame[EventPeriods]
    notes: tuple[str, ...]
    agreements: DataFrame[PlanStepAgreements] | None = None


@dataclass(frozen=True, eq=False)
class PeriodTables:
    """A plan that was made for several periods at once; empty tables where none was found.

    ``gap`` is how far a better plan may still lie above it, as a share of its value.
    """

    steps: DataFrame[PlanSteps]
    sites: DataFrame[PlanStepSites]
    status: str
    gap: float
    words: str
    agreements: DataFrame[PlanStepAgreements] | None = None


@dataclass(frozen=True, eq=False)
class NoRegretTables:
    """Many plans, each with other values: what varied, every draw, and what is good in most.

    ``words`` say it in Dutch, with what decides most often.
    """

    factors: DataFrame[PlanFactors]
    draws: DataFrame[PlanDraws]
    draw_factors: DataFrame[PlanDrawFactors]
    draw_sites: DataFrame[PlanDrawSites]
    shares: DataFrame[PlanShares]
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FirmTables:
    """How firm the best plan is, per site of it and per site left out; ``words`` say how sure."""

    firm: DataFrame[PlanFirm]
    needs: DataFrame[PlanNeeds]
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PlanTables:
    """The best plan and the others near it, as readers see them.

    ``rows`` holds the open sites of every plan; ``towns``, ``parts``, ``summary``, ``missing`` and
    ``repairs`` are of the best one. ``status`` says in Dutch how sure the plan is, ``notes`` what
    it assumes. ``new_hubs`` is None where no new hub may open, ``wishes`` where none was asked,
    ``trade_off`` where none was asked or no plan was found. ``costs`` and ``fairness`` are of the
    best one; ``fairness`` has the fewest places per 1.000 inhabitants first. ``events``,
    ``fair``, ``no_regret``, ``firm``, ``periods`` and ``reach`` are None where nobody
    asked, ``agreements`` where none was allowed.
    """

    rows: DataFrame[PlanRows]
    hubs: DataFrame[PlanHubs]
    towns: DataFrame[PlanTowns]
    parts: DataFrame[PlanParts]
    summary: DataFrame[PlanFigures]
    missing: DataFrame[PlanMissing]
    repairs: DataFrame[PlanRepairs]
    alternatives: DataFrame[PlanAlternatives]
    status: str
    notes: tuple[str, ...]
    after: AfterPlan
    new_hubs: DataFrame[PlanNewHubs] | None = None
    wishes: DataFrame[PlanWishes] | None = None
    trade_off: DataFrame[PlanTradeOff] | None = None
    costs: DataFrame[PlanCosts] | None = None
    fairness: DataFrame[PlanFairness] | None = None
    events: EventTables | None = None
    fair: DataFrame[PlanFair] | None = None
    periods: PeriodTables | None = None
    reach: DataFrame[PlanReach] | None = None
    no_regret: NoRegretTables | None = None
    firm: FirmTables | None = None
    agreements: DataFrame[PlanAgreements] | None = None


@dataclass(frozen=True, eq=False)
class LedgerTables:
    """What counts already on the day ``on``, and what belongs beside it; see docs/ledger.md.

    Only reception locations and what the user entered for the ledger are in it, never a candidate
    site. ``pending`` is planned or talked of and counts as nothing yet; ``tasks`` is the register
    and ``to_realise`` what is still to come of the cycle that counts; ``target_words`` name the
    target with its regime and date. ``recorded`` are the counters that have anything but plans on
    any day: about the others the ledger knows nothing. ``cno_candidates`` are the municipalities
    without reception or a firm plan for it, while the letter asks for crisis places; ``notes`` what
    a reader must know; both are Dutch. ``pressure`` has a column per counter; ``regimes`` say what
    every cycle of the law or the plan asks and how it stands, with a date and a source.
    """

    rows: DataFrame[LedgerCounted]
    pending: DataFrame[LedgerPending]
    tasks: DataFrame[LedgerTasks]
    to_realise: DataFrame[LedgerToRealise]
    totals: DataFrame[LedgerTotals]
    towns: DataFrame[LedgerTowns]
    days: DataFrame[LedgerDays]
    town_days: DataFrame[LedgerTownDays]
    shares: DataFrame[LedgerShares]
    tranches: DataFrame[LedgerTranches]
    pressure: DataFrame[LedgerPressure]
    agreements: DataFrame[LedgerAgreements]
    deals: DataFrame[LedgerDeals]
    bonus: DataFrame[LedgerBonus]
    grants: DataFrame[LedgerGrants]
    notes: tuple[str, ...]
    cno_candidates: tuple[str, ...]
    recorded: tuple[str, ...]
    on: date
    target: int | None
    target_words: str
    regimes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ProvincePart:
    """One province of a run: its gemeenten, what is asked of it, its ledger and its plan.

    ``target`` is None where nobody asked a number and none can be reckoned; ``rests_on`` says
    what it is. ``plan`` is None where none was made, and ``why`` then says so in Dutch.
    """

    code: str
    name: str
    gm_codes: tuple[str, ...]
    target: int | None
    rests_on: str | None
    ledger: LedgerTables | None = None
    plan: PlanTables | None = None
    why: str = ""
    is_given: bool = False  # somebody gave the target itself


@dataclass(frozen=True, eq=False)
class ProvinceTables:
    """The provinces of a run side by side: who does what, and who has room near whose border.

    ``balance`` is None where no plan was made. ``unplaced`` are the gemeenten of which nobody said
    the province.
    """

    parts: tuple[ProvincePart, ...]
    board: DataFrame[ProvinceBoard]
    balance: DataFrame[ProvinceBalance] | None = None
    unplaced: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class RunResult:
    """One run for one edition: computed from what that edition may show, and nothing else.

    ``sites`` and every table after it hold visible sites only. What was left out appears as one
    class of places at most (see ``sites.tables.withheld``).

    A group is None where it was not made ("niet berekend"): ``judgement`` where the edition has no
    site to judge, ``plan`` in a run without a plan, ``streets`` where travel is by straight line,
    ``transit`` without a timetable or without a ranked site and a mother to travel between,
    ``reach`` where the edition has no site, ``ledger`` where nobody kept it, ``provinces`` where
    the area has not more than one.
    """

    scenario: Scenario
    edition: Edition
    layers: Layers
    sites: DataFrame[Sites]
    travel: DataFrame[Travel]
    scores: DataFrame[Scores]
    ranking: DataFrame[Ranking]
    mothers: DataFrame[Mothers]
    clusters: DataFrame[Clusters]
    fingerprint: str
    engine_label: str
    versions: dict[str, str]
    hub_travel: DataFrame[HubTravel]
    kern_load: DataFrame[KernLoad]
    withheld: Withheld = NOTHING
    judgement: JudgementTables | None = None
    ledger: LedgerTables | None = None
    plan: PlanTables | None = None
    streets: StreetTables | None = None
    transit: TransitTables | None = None
    reach: ReachTables | None = None
    provinces: ProvinceTables | None = None
    undecided: tuple[Undecided, ...] = ()

    @property
    def all_undecided(self) -> tuple[Undecided, ...]:
        """Return every second opinion that could not be had, of the run and of its groups."""
        groups = (self.judgement, self.streets)
        return (*self.undecided, *(u for group in groups if group for u in group.undecided))


def tables_of(group: "DataclassInstance", within: str = "") -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield every table of a run or of a group in it, named by its fields: "plan.after.moves".

    It reads the fields themselves, so a table that is added to a group can not be forgotten.
    """
    for field in fields(group):
        value, name = getattr(group, field.name), f"{within}{field.name}"
        if isinstance(value, pd.DataFrame):
            yield name, value
        elif is_dataclass(value) and not isinstance(value, type):
            yield from tables_of(value, f"{name}.")
        elif isinstance(value, tuple):
            for place, one in enumerate(value):
                if is_dataclass(one) and not isinstance(one, type):
                    yield from tables_of(one, f"{name}.{place}.")
