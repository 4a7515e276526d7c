"""Every setting of the judgement: norms, shares, levers and draws, each with its source.

Where ``norms.csv`` holds no official value the source reads "door PRT vast te stellen", and every
page that shows the norm shows those words.
"""

import math
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from sites.base.dutch import MODE_WORDS
from sites.base.errors import ScenarioError
from sites.settings import netherlands
from sites.settings.base import Curve, Mode, Params
from sites.settings.bounds import (
    Age,
    Code,
    Detour,
    Kmh,
    Metres,
    Minutes,
    MinutesOrNone,
    Places,
    Share,
    SomeCount,
    SomePlaces,
    Words,
    Years,
)
from sites.settings.told import Told

TO_SET: Final = netherlands.TO_SET
Headway = Annotated[int, Field(gt=0, le=1440)]
#: Patients of a practice, seats of a school.
Capacity = Annotated[float, Field(gt=0, le=100_000)]

FunctionId = Literal[
    "begeleiding", "zorg", "basisonderwijs", "isk", "apotheek", "boodschappen", "taal", "sport"
]


class FunctionNorm(Params):
    """How near is near enough for one function, when it is found outside the mother location.

    Of several ``categories`` the nearest counts: a library or a community centre will do.
    ``mother_limit_min`` tightens the reach of the mother location for this function alone.
    """

    id: FunctionId
    label: Words
    categories: tuple[Code, ...] = ()
    mode: Annotated[Mode, Told("Hoe mensen reizen", names=MODE_WORDS, needs="categories")] = "walk"
    limit_min: Annotated[
        Minutes, Told("Hoogstens", unit="minuten", source_in="source", needs="categories")
    ] = 30.0
    mother_limit_min: Annotated[
        Minutes | None,
        Told("Bij de moederlocatie hoogstens", unit="minuten", source_in="source"),
    ] = None
    source: Annotated[Words, Told("Bron")] = TO_SET


#: In the order in which a reason is looked for; the first four are vital.
FUNCTIONS: Final = (
    FunctionNorm(id="begeleiding", label="COA-balie en begeleiding"),
    FunctionNorm(id="zorg", label="Zorg", categories=("gp",), limit_min=40),
    FunctionNorm(id="basisonderwijs", label="Basisonderwijs", categories=("primary_school",)),
    FunctionNorm(
        id="isk",
        label="Voortgezet onderwijs (ISK)",
        categories=("secondary_school",),
        mode="bike",
        limit_min=45,
    ),
    FunctionNorm(id="apotheek", label="Apotheek", categories=("pharmacy",), mode="bike"),
    FunctionNorm(id="boodschappen", label="Dagelijkse boodschappen", categories=("supermarket",)),
    FunctionNorm(
        id="taal",
        label="Taal en dagbesteding",
        categories=("library", "community_centre"),
        limit_min=40,
    ),
    FunctionNorm(
        id="sport", label="Sport en spel", categories=("sports", "playground"), limit_min=40
    ),
)
FUNCTION_IDS: Final[tuple[str, ...]] = tuple(norm.id for norm in FUNCTIONS)


class ScaleNorm(Params):
    """When a site is small: the annex says under 100, COA says up to about 150."""

    #: Whose figure counts: that of who sets the norms, or of who runs the reception.
    variant: Literal["norms", "reception"] = "norms"
    small_below: SomePlaces | None = netherlands.SMALL_BELOW  # 99 is small, 100 is not
    small_up_to: SomePlaces | None = netherlands.SMALL_UP_TO
    #: No flip proposes a smaller site: the largest small living unit (norms.csv coa_kwv_max).
    floor: SomePlaces = 20

    @property
    def largest(self) -> float:
        """Return the largest number of places that is still small-scale; inf where nobody says.

        >>> ScaleNorm().largest, ScaleNorm(variant="reception").largest  # under 100, up to 150
        (99, 150)
        """
        if self.variant == "norms":
            return math.inf if self.small_below is None else self.small_below - 1
        return math.inf if self.small_up_to is None else self.small_up_to


class BusNorm(Params):
    """What a bus to the mother location would take; an assumption, used for the bus lever only."""

    kmh: Kmh = 25.0
    detour: Detour = 1.4
    access_min: MinutesOrNone = 10.0  # walking at both ends
    #: From rare to frequent; on average people wait half the interval. What a gemeente can ask of
    #: a carrier: once or twice an hour.
    headways_min: tuple[Headway, ...] = (60, 30)

    @model_validator(mode="after")
    def _from_rare_to_frequent(self) -> Self:
        if list(self.headways_min) != sorted(set(self.headways_min), reverse=True):
            raise ScenarioError("headways_min must go from rare to frequent, such as 60, 30, 15")
        return self


class EbikeNorm(Params):
    """How much faster residents go on an e-bike; an assumption, used for that lever only."""

    faster: float = Field(default=4 / 3, ge=1, le=3)  # 20 km an hour instead of 15
    source: Words = "aanname"


class StrengthNorm(Params):
    """When a site stands strong, fixed before any run was looked at.

    A function counts when an option lies within its own norm on the far side of what is known of
    the positions; what is still to be confirmed plays no part, and nor does a mobile team.

    - "sterk": every function that is needed counts, and the mother location lies within COA's
      figure for steering from an azc (``LeaningParams.near_m``, norms.csv coa_dependance_km).
    - "matig": guidance, care, primary school and ISK count, and no more than ``fair_missing`` of
      the others lie outside their norm (an assumption: no source grades this).
    - "zwak": anything less.
    """

    fair_missing: int = Field(default=1, ge=0, le=4)
    source: Words = "aanname"


class DemandNorm(Params):
    """Who needs what: children per place, ages, weeks of waiting, hours of guidance."""

    child_share: Share = 0.25  # norms.csv child_share (NJi 2021)
    #: Compulsory school age (norms.csv edu_age_from, edu_age_to); every minor counts as a pupil,
    #: spread evenly over the years, because no figure by age was found.
    primary_ages: tuple[Age, Age] = (5, 11)
    isk_ages: tuple[Age, Age] = (12, 17)
    school_wait_weeks: int = Field(
        default=13, gt=0, le=520
    )  # 3 months: norms.csv seed_school_wait, edu_start
    school_transport_m: Metres = 6000.0  # norms.csv edu_transport_km
    guidance_hours_per_place: float = Field(default=0.5, ge=0, le=168)  # a week; no figure found
    guidance_source: Words = TO_SET

    @model_validator(mode="after")
    def _ages_in_order(self) -> Self:
        ages = (*self.primary_ages, *self.isk_ages)
        if list(ages) != sorted(set(ages)):
            raise ScenarioError("school ages must rise without overlap, not {ages}", ages=ages)
        return self

    @property
    def primary_part(self) -> float:
        """Return the part of the pupils that goes to primary school.

        >>> round(DemandNorm().primary_part, 3)
        0.538
        """
        primary, isk = (last - first + 1 for first, last in (self.primary_ages, self.isk_ages))
        return primary / (primary + isk)


class LeaningParams(Params):
    """When a site can lean on a mother location."""

    functions: Annotated[tuple[FunctionNorm, ...], Told("")] = FUNCTIONS
    scale: ScaleNorm = ScaleNorm()
    demand: DemandNorm = DemandNorm()
    bus: BusNorm = BusNorm()
    ebike: EbikeNorm = EbikeNorm()
    strength: StrengthNorm = StrengthNorm()
    #: Which primary school goes first: the nearest with a place for newcomers, or the azc's own.
    school_choice: Literal["dichtstbij", "azc"] = "dichtstbij"
    #: Mother locations (hub_id) from which COA has promised a mobile team; else it is a question.
    teams_promised: tuple[Code, ...] = ()
    #: Mother locations (hub_id) whose school is closed or full: nobody of a small site goes there.
    schools_off: tuple[Code, ...] = ()
    #: Of care, primary school and ISK this many may be missing for "gedeeltelijk"; more is "niet".
    max_vital_gaps: Annotated[
        int, Told("Bij gedeeltelijk leunen ontbreekt hoogstens", unit="functies", source="aanname")
    ] = Field(default=1, ge=0, le=3)
    #: A mobile team drives no longer than this, one way; verdicts and plans keep to it. From the
    #: three mother locations it reaches the west of the province (De Ronde Venen, Lopik), where
    #: a team is the only way to lean; two such drives and one visit fit a working day.
    team_limit_min: Annotated[
        Minutes, Told("Een mobiel team rijdt hoogstens", unit="minuten", source="rekenwaarde")
    ] = 45.0
    #: Shown beside a verdict, never a wall; None where the area has no such figure.
    near_m: Metres | None = netherlands.NEAR_M
    max_places: SomePlaces = 1500  # norms.csv coa_regular_min: regular sites reach "to 1500+"

    @model_validator(mode="after")
    def _every_function_once(self) -> Self:
        if tuple(norm.id for norm in self.functions) != FUNCTION_IDS:
            raise ScenarioError(
                "functions must hold {functions} once and in this order", functions=FUNCTION_IDS
            )
        return self


class TeamParams(Params):
    """A mobile team's day (R4)."""

    service_min: Minutes = 120.0
    workday_min: Minutes = 480.0
    visits_per_week: float = Field(default=2.0, gt=0, le=168)
    team_size: SomeCount = 2
    week_hours: float = Field(default=36.0, gt=0, le=168)
    source: Words = TO_SET
    max_iterations: int = Field(
        default=2000, gt=0, le=10_000_000
    )  # of the routing library beyond ten stops: never a clock


class Zone(Params):
    """One ring of a catchment: up to these minutes counts this much."""

    until_min: Minutes
    weight: float = Field(gt=0, le=1)


class CatchmentParams(Params):
    """Rings of the enhanced two-step floating catchment (Luo & Qi 2009, slow decay)."""

    zones: tuple[Zone, ...] = (
        Zone(until_min=10, weight=1.0),
        Zone(until_min=20, weight=0.68),
        Zone(until_min=30, weight=0.22),
    )
    mode: Mode = "bike"
    #: Patients per practice where a capacity is missing, such as 2.095 (norms.csv
    #: gp_norm_2018_2024, a calculation norm until 2024); None leaves it unknown.
    assumed_gp_list: Capacity | None = None
    assumed_school_seats: Capacity | None = None  # no figure found
    #: Share of a kern's inhabitants of primary-school age: 7 of about 80 years of life.
    pupil_share: float = Field(default=0.0875, gt=0, le=1)

    @model_validator(mode="after")
    def _rings_grow_and_weights_fall(self) -> Self:
        until = [zone.until_min for zone in self.zones]
        weights = [zone.weight for zone in self.zones]
        if until != sorted(set(until)) or weights != sorted(weights, reverse=True):
            raise ScenarioError("zones must go outwards with falling weights")
        return self


_PER_THOUSAND: Final = "plekken per 1.000 inwoners"


class LoadParams(Params):
    """Places per 1,000 inhabitants: no norm exists, so each curve is a calculation value.

    Verdicts and plans both read what a kern carries from here (``sites.scoring.kern_load``).
    """

    wijk: Annotated[Curve, Told("Wijk", unit=_PER_THOUSAND)] = Curve(good=10, poor=30)
    kern: Annotated[Curve, Told("Kern", unit=_PER_THOUSAND)] = Curve(good=10, poor=30)
    #: Even a small kern may have this many.
    kern_least: Annotated[
        Places, Told("Elke kern draagt ten minste", unit="plekken", source_in="source")
    ] = 40
    gemeente: Annotated[Curve, Told("Gemeente", unit=_PER_THOUSAND)] = Curve(good=4, poor=12)
    cluster: Annotated[Curve, Told("Groep", unit=_PER_THOUSAND)] = Curve(good=4, poor=12)
    source: Annotated[Words, Told("Bron")] = f"rekenwaarde, {TO_SET}"
    #: What is asked of the area, told beside the load; the cycle that counts sets both.
    task_places: SomePlaces | None = None
    task_label: Annotated[str, Field(max_length=300)] = ""
    #: Statuses that count as present reception; plans and closed sites do not.
    present: tuple[Code, ...] = ("in gebruik",)


class TrustParams(Params):
    """Draws that test the ranking (SMAA-2)."""

    draws: int = Field(default=20_000, gt=0, le=1_000_000)
    #: Each weight between 1/spread and spread times its own; None means every weighting at all.
    spread: float | None = Field(default=2.0, gt=1, le=1000)
    top: SomeCount = 5
    rank_share: float = Field(default=0.9, gt=0, lt=1)
    worlds: int = Field(
        default=200, gt=0, le=10_000
    )  # each world draws errors, closures and norm ends anew
    travel_error: Share = 0.1  # standard deviation of log minutes
    closure_share: float = Field(default=0.02, ge=0, lt=1)  # chance that a facility closes
    norm_shift: float = Field(default=0.2, ge=0, lt=1)  # ends of the curves, up or down
    #: Above this the full table would not fit; only the best are drawn.
    max_sites: int = Field(default=500, gt=0, le=5000)


class LabourParams(Params):
    """Which work residents reach by the modes they have."""

    mode: Mode = "bike"
    limit_min: Minutes = 45.0
    source: Words = TO_SET


class KnockoutParams(Params):
    """COA's figures for property (norms.csv); a knock-out is never a low score.

    ``source`` names whose figures they are; empty where the area has none, and asks for none.
    """

    source: Annotated[str, Field(max_length=300)] = netherlands.PROPERTY_SOURCE

    gfa_per_place_m2: float = Field(
        default=10.0, gt=0, le=1000
    )  # coa_gfa_300, coa_gfa_small: derived
    small_gfa_m2: float = Field(default=500.0, gt=0, le=1_000_000)  # coa_gfa_small
    small_places: SomePlaces = 50  # coa_places_small
    plot_ha: float = Field(default=3.0, gt=0, le=1000)  # coa_plot_ha: new build only
    term_years: Years = 0.5  # coa_term_min
    durable_years: Years = 5.0  # law_durable_years


class JudgementParams(Params):
    """All of it; the lead hangs this under ``[judgement]`` in the scenario."""

    leaning: Annotated[LeaningParams, Told("Leunen")] = LeaningParams()
    teams: TeamParams = TeamParams()
    catchment: CatchmentParams = CatchmentParams()
    load: Annotated[LoadParams, Told("Draagkracht")] = LoadParams()
    trust: TrustParams = TrustParams()
    labour: LabourParams = LabourParams()
    knockouts: KnockoutParams = KnockoutParams()
    big_family: int = Field(default=6, gt=0, le=50)  # norms.csv seed_big_family
