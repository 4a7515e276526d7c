"""The scenario: every setting of a run, frozen, closed and documented.

Parsed once from one TOML file by the shell. A misspelt key is an error, not a default.
"""

import hashlib
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, ValidationError, model_validator

from sites.base.dutch import MODE_WORDS
from sites.base.errors import ScenarioError
from sites.base.projection import LONLAT
from sites.settings.area import AreaParams
from sites.settings.base import Curve, Direction, Mode, Params, Unit
from sites.settings.bounds import (
    Code,
    Day,
    Detour,
    FileName,
    Kmh,
    Metres,
    MetresOrNone,
    Minutes,
    Seconds,
    SomeCount,
    SomePlaces,
    Weight,
    Words,
)
from sites.settings.follows import refuse_other_codes, with_facts
from sites.settings.judgement import JudgementParams
from sites.settings.ledger import LedgerParams
from sites.settings.moved import without_moved
from sites.settings.plan import PlanParams
from sites.settings.told import Told
from sites.settings.transit import TransitParams

#: The category of a criterion that measures no trip but how a size fits its surroundings.
FIT: Final = "fit"

__all__ = [
    "FIT",
    "AreaParams", "ClusterParams", "Criterion", "Curve", "Direction", "LayerFile", "LayersParams",
    "Mode", "MotherParams", "Params", "Scenario", "ScoutParams", "SitesParams", "TravelParams",
    "Unit",
]  # fmt: skip


class LayerFile(Params):
    """One input file; what a scenario leaves out comes from the basisset.

    ``path`` is relative to the scenario file. ``reader`` names the importer; the reader never
    follows from sniffing the content.
    """

    path: FileName
    reader: Code
    layer: Words | None = None  # the layer inside a GPKG that holds several
    source: Words | None = None  # shown to readers; else the importer's own words
    licence: Words | None = None
    data_date: Code | None = None
    #: How far outside the area the file is complete: beyond it "mogelijk dichterbij".
    coverage_m: MetresOrNone = 0.0
    #: The categories this file replaces; empty means all that it holds.
    categories: tuple[Code, ...] = ()


class LayersParams(Params):
    """Which file feeds which layer."""

    #: A folder of fetched layers (opvangkaart data fetch): fills every slot left empty here.
    store: Annotated[FileName | None, Told("Gegevens waarop wordt gerekend")] = None
    municipalities: LayerFile | None = None
    neighbours: LayerFile | None = None
    kernen: LayerFile | None = None
    hubs: LayerFile | None = None
    wijken: LayerFile | None = None
    postcodes: LayerFile | None = None  # places what comes with an address and no position
    places: tuple[LayerFile, ...] = ()
    exclusions: tuple[LayerFile, ...] = ()
    base: tuple[LayerFile, ...] = ()  # water, main roads, built-up area: drawn only
    streets: LayerFile | None = None
    transit: tuple[LayerFile, ...] = ()


class SitesParams(Params):
    """Where the candidates come from: a file, or (without one) scouted search cells."""

    path: FileName | None = None
    layer: Words | None = None
    crs: Code | None = None  # "EPSG:4326" or "EPSG:28992"; else recognised and reported
    facts: FileName | None = (
        None  # floor area, plot, term, owner, zoning, nature: for the knock-outs
    )
    notes: FileName | None = None  # care, obstacles, opportunities, support, status: the site sheet


class ScoutParams(Params):
    """The search cells: hexagons (H3) within reach of a kern."""

    resolution: int = Field(default=8, ge=6, le=10)
    #: A cell counts when its centre lies within the kern's own extent plus this distance.
    reach_m: Annotated[
        Metres, Told("Zo ver om een kern liggen zoekgebieden", unit="meter", source="rekenwaarde")
    ] = 1500.0
    #: What a cell is reckoned with where the number of places matters; never added up.
    places: Annotated[
        SomePlaces, Told("Plekken in een zoekgebied", unit="plekken", source="aanname")
    ] = 60


def _speed(words: str) -> Told:
    return Told(words, unit="km per uur", source="aanname")


def _detour(words: str) -> Told:
    return Told(words, unit="maal hemelsbreed", source="aanname")


class TravelParams(Params):
    """Speeds and detours; the detour factors are assumptions until a network measures them."""

    #: Without a choice: "streets" where the scenario names a network, else "crowfly".
    engine: Annotated[
        Literal["crowfly", "streets"] | None,
        Told("Reistijden", names={
            "": "over straten waar die er zijn", "crowfly": "hemelsbreed maal een omrijfactor",
            "streets": "over straten",
        }),
    ] = None  # fmt: skip
    walk_kmh: Annotated[Kmh, _speed("Lopen")] = 5.0
    bike_kmh: Annotated[Kmh, _speed("Fietsen")] = 15.0
    #: An e-bike; never slower than a bike.
    ebike_kmh: Annotated[Kmh, _speed("Elektrische fiets")] = 20.0
    car_kmh: Annotated[Kmh, _speed("Rijden")] = 40.0
    walk_detour: Annotated[Detour, _detour("Omweg te voet")] = 1.3
    bike_detour: Annotated[Detour, _detour("Omweg op de fiets")] = 1.3
    car_detour: Annotated[Detour, _detour("Omweg met de auto")] = 1.4
    max_snap_m: Metres = 500.0
    #: Over streets: cyclists get off and push where they may walk and not ride.
    push_bike: bool = True
    #: Over streets: what a car loses at a crossing that it passes, and by turning back.
    junction_s: Seconds = 2
    u_turn_s: Seconds = 20


class Criterion(Params):
    """One thing that makes a site good, as a reader sees it."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$", max_length=64)
    label: Words  # Dutch, for readers
    #: "mother", facility categories, or "fit": how the size fits wijk, kern, gemeente and cluster.
    categories: tuple[Code, ...] = Field(min_length=1)
    mode: Mode | None = None  # None for what is no trip
    unit: Unit = "min"
    weight: Annotated[Weight, Told("Gewicht", unit="punten", source_in="source")]
    curve: Annotated[Curve, Told("")]
    norm: str = Field(max_length=64)  # a row of norms.csv, or "" where none exists
    #: The norm's source in Dutch; "door PRT vast te stellen" where it is blank.
    source: Annotated[Words, Told("Bron")]

    @model_validator(mode="after")
    def _a_trip_has_a_mode_and_a_share_has_none(self) -> Self:
        is_fit = self.categories == (FIT,)
        if is_fit != (self.unit == "%") or is_fit != (self.mode is None):
            raise ScenarioError(
                "criterion {id}: the category {category!r} stands alone, in % and without a mode; "
                "every other has minutes or metres and a mode",
                id=self.id,
                category=FIT,
            )
        return self


class MotherParams(Params):
    """Which mother locations count and how far is near enough."""

    #: Without a choice: every azc in use on the reference date that may be a mother location, in
    #: the area or within the limit of it (``sites.scoring.mother_choice``); else only these.
    active: tuple[Code, ...] | None = None
    #: A status older than this is to be checked, and does not count. Five years is the shortest
    #: term that the decree of 2023 calls durable.
    max_age_years: Annotated[
        int, Told("Een status telt zo lang", unit="jaar", source="besluit van 2023")
    ] = Field(default=5, gt=0, le=100)
    mode: Annotated[Mode, Told("Reizen naar een moederlocatie", names=MODE_WORDS)] = "bike"
    limit_min: Annotated[
        Minutes, Told("Zo ver is dichtbij genoeg", unit="minuten", source_in="limit_source")
    ] = 45.0
    limit_source: Annotated[Words, Told("Bron van die grens")] = "door PRT vast te stellen"


class ClusterParams(Params):
    """How satellites without a mother location are grouped into proposals for a new one."""

    #: No two satellites of one proposal are farther apart than this (complete linkage). At 75
    #: minutes some point lies within 75 / sqrt(3) = 43 minutes of all of them (Jung's theorem).
    max_between_min: Annotated[
        Minutes, Told("Langste reis binnen een groep", unit="minuten", source="rekenwaarde")
    ] = 75.0
    min_sites: Annotated[
        SomeCount, Told("Kleinste groep", unit="plekken op de kaart", source="rekenwaarde")
    ] = 3


class Scenario(Params):
    """A whole run: what goes in, how it is judged, for which date."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=100)
    title: Annotated[Words, Told("Titel boven de pagina's")]
    reference_date: Annotated[Day, Told("Peildatum")]  # the program never looks at the clock
    #: Whose target and tasks count: a row of task_cycles.csv.
    cycle: Annotated[str, Field(max_length=64), Told("Taak waaraan wordt getoetst")] = "prt-2024"
    area: AreaParams = AreaParams()
    layers: Annotated[LayersParams, Told("Algemeen")] = LayersParams()
    sites: SitesParams = SitesParams()
    scout: Annotated[ScoutParams, Told("Zoekgebieden", at=4)] = ScoutParams()
    travel: Annotated[TravelParams, Told("Snelheid en omweg", at=5)] = TravelParams()
    criteria: Annotated[tuple[Criterion, ...], Told("Criteria en hun gewicht", at=1)] = Field(
        min_length=1
    )
    mothers: Annotated[MotherParams, Told("Moederlocaties en groepen", at=2)] = MotherParams()
    clusters: Annotated[ClusterParams, Told("Moederlocaties en groepen", at=2)] = ClusterParams()
    judgement: Annotated[JudgementParams, Told("Grenzen van het oordeel", at=3)] = JudgementParams()
    plan: PlanParams = PlanParams()
    ledger: LedgerParams = LedgerParams()
    transit: TransitParams = TransitParams()

    @property
    def engine(self) -> Literal["crowfly", "streets"]:
        """Return the engine in force: a scenario with a network uses it, unless told not to."""
        return self.travel.engine or ("streets" if self.layers.streets else "crowfly")

    @model_validator(mode="before")
    @classmethod
    def _plan_follows_the_scenario(cls, given: Any) -> Any:  # noqa: ANN401 - not checked yet
        """Let the plan count on the scenario's day and keep to its limit, unless it says else.

        A key that moved from the plan to the judgement is taken out, or told where it went.
        """
        if not isinstance(given, dict):
            return given
        given = _with_facts(given)
        plan = given.get("plan", {})
        if not isinstance(plan, dict) or not isinstance(plan.get("hubs", {}), dict):
            return given
        plan = without_moved(plan, given.get("judgement", {}))
        if "reference_date" in given:
            plan = {"on": given["reference_date"]} | plan
        mothers = given.get("mothers", {})
        if isinstance(mothers, dict) and {"mode", "limit_min"} & set(mothers):
            known = MotherParams.model_fields
            mode = mothers.get("mode", known["mode"].default)
            limit = mothers.get("limit_min", known["limit_min"].default)
            if isinstance(mode, str):  # else the fault lies there, and will be told
                plan = plan | {"hubs": {"limits_min": {mode: limit}} | plan.get("hubs", {})}
        return given | {"plan": plan}

    @model_validator(mode="after")
    def _sites_are_in_a_known_crs(self) -> Self:
        if self.sites.crs not in {None, LONLAT, self.area.metric_crs}:
            raise ScenarioError(
                "sites.crs {crs} is not read; use {lonlat} or {metric}",
                crs=self.sites.crs, lonlat=LONLAT, metric=self.area.metric_crs,
            )  # fmt: skip
        return self

    @model_validator(mode="after")
    def _criteria_make_sense(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        if repeated := sorted({i for i in ids if ids.count(i) > 1}):
            raise ScenarioError(
                "criterion {id} stands {count} times; keep one",
                id=repeated[0],
                count=ids.count(repeated[0]),
            )
        if sum(criterion.weight for criterion in self.criteria) <= 0:
            raise ScenarioError(
                "all weights are zero; give at least one criterion a weight above 0"
            )
        return self

    @model_validator(mode="after")
    def _codes_are_those_of_the_area(self) -> Self:
        refuse_other_codes(self.ledger, self.area)
        return self

    @model_validator(mode="after")
    def _plans_have_a_status(self) -> Self:
        for entry in self.ledger.entries:
            entry.refuse_without_status(self.reference_date)
        return self

    def fingerprint(self) -> str:
        """Return a short digest that changes whenever a setting changes."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]


def _with_facts(given: dict[str, Any]) -> dict[str, Any]:
    """Return the settings with what follows from the area; a faulty area will say so itself."""
    area = given.get("area", AreaParams())
    if isinstance(area, dict):
        try:
            area = AreaParams.model_validate(area)
        except ValidationError:
            return given
    return with_facts(given, area) if isinstance(area, AreaParams) else given
