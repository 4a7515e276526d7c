"""What a plan may agree with others: exchanges between municipalities, and partners outside."""

from collections import Counter
from typing import Self

from pydantic import Field
from pydantic import model_validator as validate

from sites.base.errors import ScenarioError
from sites.settings.base import Params
from sites.settings.bounds import Code, SomePlaces, SomeWeight, Words

#: Points per place: less than what a place off a share costs, more than nothing, so that no
#: place moves for nothing.
_PRICE = 0.002


class PlanAgreement(Params):
    """An exchange that a plan may make: places of the taker count for the giver.

    In return the giver houses statushouders of the taker's task, by the ratio given.
    """

    id: Code
    taker: Code  # opens places beyond its share
    giver: Code  # whose share they count for
    most: SomePlaces  # at most so many places
    #: Statushouders a year that the giver takes over, for every 100 places.
    statushouders_per_100: float = Field(ge=0, le=10_000)
    price: SomeWeight = _PRICE  # points per place ("aanname")
    source: Words = "aanname"

    @validate(mode="after")
    def _with_another(self) -> Self:
        if self.taker == self.giver:
            raise ScenarioError(
                "agreement {id} is of {taker} with itself; name two municipalities",
                id=self.id,
                taker=self.taker,
            )
        return self


class PlanPartner(Params):
    """A party outside the area that offers places, and who said so.

    With ``hub_id`` it offers room for small sites at a mother location there; else places that
    count for the target, and with ``gm_code`` for the share of that municipality.
    """

    id: Code
    name: Words
    places: SomePlaces
    source: Words
    hub_id: Code | None = None
    gm_code: Code | None = None
    price: SomeWeight = _PRICE  # points per place ("aanname")

    @validate(mode="after")
    def _one_kind(self) -> Self:
        if self.hub_id is not None and self.gm_code is not None:
            raise ScenarioError(
                "partner {id} names both hub_id and gm_code; a partner offers room at a mother "
                "location, or places for a share",
                id=self.id,
            )
        return self


def refuse_twice(agreements: tuple[PlanAgreement, ...], partners: tuple[PlanPartner, ...]) -> None:
    """Refuse an id, or a pair of municipalities, that stands twice, in one order or in both.

    Raises
    ------
    ScenarioError
        The same agreement would count double, or undo another.
    """
    ids = Counter([*(one.id for one in agreements), *(one.id for one in partners)])
    for ident, count in sorted(ids.items()):
        if count > 1:
            raise ScenarioError(
                "agreement {twice} is recorded {count} times; keep one", twice=ident, count=count
            )
    pairs = Counter((one.taker, one.giver) for one in agreements)
    for (taker, giver), count in sorted(pairs.items()):
        if count > 1:
            raise ScenarioError(
                "{count} agreements let places of {taker} count for {giver}; put them in one",
                count=count,
                taker=taker,
                giver=giver,
            )
    for one in agreements:
        for other in agreements:
            if (other.giver, other.taker) == (one.taker, one.giver):
                raise ScenarioError(
                    "agreements {one} and {other} let {taker} and {giver} take over from each "
                    "other; keep the one for what is left",
                    one=one.id, other=other.id, taker=one.taker, giver=one.giver,
                )  # fmt: skip
    rooms = Counter(one.hub_id for one in partners if one.hub_id is not None)
    for hub_id, count in sorted(rooms.items()):
        if count > 1:
            raise ScenarioError(
                "{count} partners offer room at {hub_id}; put them in one",
                count=count,
                hub_id=hub_id,
            )
