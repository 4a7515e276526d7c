"""What a plan asks for: every setting of the siting model, frozen, closed and documented.

The amounts, prices and rooms without an official source are assumptions ("aanname"); each says so
and is repeated in the notes of every plan.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field
from pydantic import model_validator as validate

from sites.base.errors import ScenarioError
from sites.base.messages import Message, say
from sites.settings import netherlands
from sites.settings.base import Mode, Params
from sites.settings.bounds import (
    Code,
    Count,
    Day,
    Euro,
    MetresOrNone,
    Minutes,
    Places,
    SomeCount,
    SomePlaces,
    SomeWeight,
    Weight,
    Words,
    Years,
)
from sites.settings.no_regret import NoRegretParams
from sites.settings.plan_agreements import PlanAgreement, PlanPartner, refuse_twice

Key = Literal["bevolking", "eigen", "opgave"]


class ObjectiveParams(Params):
    """The weights of the named parts; each part is reported in its own unit as well."""

    suitability: Weight = 1.0  # per 100 places of score 1
    minutes: Weight = 0.005  # per minute of 100 residents
    fairness: Weight = 0.3  # per 100 places off a municipality's share
    sites: Weight = 0.02  # per site opened
    moves: Weight = 0.1  # per 100 residents who have to move once
    cost: Weight = 0.2  # per million euro a year of extra cost


class PriceParams(Params):
    """What a place short or too many costs in the objective: above all suitability, by choice."""

    target: SomeWeight = 0.2  # per place short of the target
    municipality: SomeWeight = 0.05  # per place outside a municipality's bounds


class CostParams(Params):
    """Money a year. Only the cost per place has a source; it is reported, and does not steer.

    What steers is what small scale costs extra: per site, per mobile team, per new hub.
    """

    place_eur: Euro = 27_100  # norms.csv: cost_regular (COA 2022)
    place_source: Words = "COA"  # of ``place_eur``; "aanname" for an amount of your own
    #: The price level of ``place_eur``, shown beside every amount made with it.
    price_year: Annotated[int, Field(ge=1990, le=2100)] = 2022
    site_eur: Euro = 150_000  # aanname: vaste kosten per locatie
    team_eur: Euro = 500_000  # aanname: mobiel team, per zelfstandige locatie
    hub_eur: Euro = 2_000_000  # aanname: een nieuwe moederlocatie


class MotherRoom(Params):
    """What the satellites of one mother location may hold together, and how sure that is."""

    hub_id: Code
    places: Places
    basis: Words = "aanname"


class HubPlanParams(Params):
    """What mothers, new hubs and mobile teams can carry; a team's limit is ``LeaningParams``'s."""

    rooms: tuple[MotherRoom, ...] = ()
    #: A mother without a room above: refused ("vraag"), or counted as 0 ("nul"); both say so.
    unknown_room: Literal["vraag", "nul"] = "vraag"
    max_sites: SomeCount = 10
    #: How residents travel to a hub, and how far is near enough; the quickest of these counts.
    limits_min: dict[Mode, Minutes] = Field(default={"bike": 45.0}, min_length=1)
    team_sites: Count = 15  # independent sites per mobile team
    new_most: Count = 0  # new hubs; 0 allows none
    new_in: tuple[Code, ...] = ()  # only in these municipalities; empty: wherever there is none
    new_room: Places = 500
    new_max_sites: SomeCount = 8


class SizeParams(Params):
    """How large a site may be, and how far apart; what a kern carries is ``LoadParams``'s."""

    least: SomePlaces = 30
    most: SomePlaces = 99  # small-scale: fewer than 100
    apart_m: MetresOrNone = 1500.0
    cluster_places: Places = 100  # durable places of one cluster together (decree 2023)
    cluster_years: Years = 5.0


class ShareParams(Params):
    """How the target is divided: population, an own key, or the task as entered."""

    key: Key = "bevolking"
    own: dict[Code, Weight] = Field(default_factory=dict)  # weight per municipality code
    tasks: dict[Code, Places] = Field(default_factory=dict)  # places per municipality code
    least: float = Field(default=0.5, ge=0, le=1000)  # of the share, existing places counted
    most: float = Field(default=1.5, ge=0, le=1000)
    #: Bounds on the places of one municipality, existing ones counted, before the share's.
    bounds: dict[Code, tuple[Places, Places]] = Field(default_factory=dict)

    @validate(mode="after")
    def _bounds_in_order(self) -> Self:
        pairs: list[tuple[str | Message, float, float]] = [
            (say("all municipalities"), self.least, self.most),
            *((code, least, most) for code, (least, most) in sorted(self.bounds.items())),
        ]
        for whose, least, most in pairs:
            if least > most:
                raise ScenarioError(
                    "bounds of {whose} are upside down: least {least:g} is above most {most:g}",
                    whose=whose,
                    least=least,
                    most=most,
                )
        if self.key == "eigen" and not self.own:
            raise ScenarioError("key 'eigen' needs a weight per municipality under 'own'")
        if self.key == "opgave" and not self.tasks:
            raise ScenarioError("key 'opgave' needs the places per municipality under 'tasks'")
        return self


class AlternativeParams(Params):
    """How near the best an alternative must stay and how much it must differ."""

    count: int = Field(default=5, ge=0, le=10)
    within: float = Field(default=0.1, gt=0, le=1)  # of the best plan's value
    differ: float = Field(default=0.25, gt=0, le=1)  # of the sites


class PeriodParams(Params):
    """One period of a plan: from which day, how many places are asked then, existing included.

    It lasts until the next one begins; ``until_date`` may say so again and is then held to it.
    """

    from_date: Day
    until_date: Day | None = None
    target: Places | None = None  # None: the plan's own


class PlanParams(Params):
    """One request for a plan."""

    name: Words = "basisplan"
    on: Day = date(2026, 11, 1)
    target: Places | None = netherlands.TARGET_PLACES  # existing places included; None: not asked
    objective: ObjectiveParams = ObjectiveParams()
    price: PriceParams = PriceParams()
    cost: CostParams = CostParams()
    hubs: HubPlanParams = HubPlanParams()
    size: SizeParams = SizeParams()
    share: ShareParams = ShareParams()
    alternatives: AlternativeParams = AlternativeParams()
    #: What the plan may agree with others; without any it stands on its own.
    agreements: tuple[PlanAgreement, ...] = ()
    partners: tuple[PlanPartner, ...] = ()
    no_regret: NoRegretParams = NoRegretParams()
    #: Over so many years a place is wanted; a site that ends earlier causes moves.
    horizon_years: Years = 10.0
    keep: tuple[Code, ...] = ()
    without: tuple[Code, ...] = ()
    #: Only so many search cells per kern take part; by default all do, so the bound is for all.
    per_kern: SomeCount | None = None
    #: Periods in which sites open, stay and end, in one model; empty: the plan is of one moment.
    periods: tuple[PeriodParams, ...] = Field(default=(), max_length=12)
    #: With a hard target a plan that falls short is refused, with the demands that conflict.
    hard_target: bool = False

    @property
    def asked(self) -> int:
        """Return the places asked in all.

        Raises
        ------
        ScenarioError
            Nobody asked a number of this area.
        """
        if self.target is None:
            raise ScenarioError(
                "nobody gave the places asked of this area; give them with --target, or as "
                "plan.target or [area.target] in the scenario"
            )
        return self.target

    @validate(mode="after")
    def _kept_or_left_out(self) -> Self:
        if both := sorted(set(self.keep) & set(self.without)):
            raise ScenarioError("site {both} is both kept and left out; choose one", both=both[0])
        refuse_twice(self.agreements, self.partners)
        return self
