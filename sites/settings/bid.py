"""What a bid of a municipality holds: its sites, who lives there, what it brings, until when.

A bid is a file of its own (TOML), frozen and closed. What is not in it is unknown, never 0.
"""

from typing import Final, Self

from pydantic import Field
from pydantic import model_validator as validate

from sites.base.errors import ScenarioError
from sites.settings.base import Params
from sites.settings.bounds import Code, Day, Level, Note, Places, SomePlaces, Words

#: What a site can bring to a kern that lacks it: the layers that tell whether one does.
BRINGS: Final = (
    "kinderspeelplaats",
    "gemeenschapsruimte of buurthuis",
    "ruimte voor scholing en lezen",
    "sport- en speelplek",
)


class BidSite(Params):
    """One site of a bid, placed by its coordinates or in the middle of its kern."""

    name: Words
    places: SomePlaces
    kern: Words | None = None
    lon: float | None = Field(default=None, ge=-180, le=180)
    lat: float | None = Field(default=None, ge=-90, le=90)
    gemeente: Words | None = None
    kind: Words = "locatie"
    #: "asielzoekers:60|starters:40"; without it all are asylum seekers.
    target_groups: Words | None = None
    from_date: Day | None = None
    until_date: Day | None = None
    #: Homes for families of 6 and more, and (flex) homes in all; not given is unknown.
    large_dwellings: Places | None = None
    dwellings: Places | None = None
    #: What the site brings: names of ``BRINGS``, or anything else in words.
    brings: tuple[Words, ...] = ()

    @validate(mode="after")
    def _stands_somewhere(self) -> Self:
        has_point = self.lon is not None and self.lat is not None
        if not has_point and self.kern is None:
            raise ScenarioError(
                "site {name} has no place; give kern, or lon and lat", name=self.name
            )
        if self.from_date and self.until_date and self.until_date < self.from_date:
            raise ScenarioError(
                "{what} ends ({end}) before it starts ({start}); mend the dates",
                what=self.name, end=self.until_date, start=self.from_date,
            )  # fmt: skip
        if self.dwellings is not None and (self.large_dwellings or 0) > self.dwellings:
            raise ScenarioError(
                "{name} has {large} homes for large families and {all} homes in all; mend one",
                name=self.name, large=self.large_dwellings, all=self.dwellings,
            )  # fmt: skip
        return self


class BidAgreement(Params):
    """What the bid agrees with another: with whom, about what, until when."""

    partner: Words
    what: Words
    until_date: Day | None = None


class Bid(Params):
    """One bid: a name, who makes it, where that stands and since when, and its sites."""

    id: Code | None = None
    name: Words
    by: Words
    date: Day
    source: Words
    #: Who may read it; a bid that says nothing stays with the team.
    confidentiality: Level = "intern"
    note: Note = ""
    sites: tuple[BidSite, ...]
    agreements: tuple[BidAgreement, ...] = ()

    @property
    def places(self) -> int:
        """Return the places of all sites together.

        >>> from datetime import date
        >>> site = {"name": "Markt", "kern": "Zeist", "places": 40}
        >>> Bid(name="A", by="Zeist", date=date(2027, 1, 1), source="brief",
        ...     sites=[site, site | {"name": "Haven"}]).places
        80
        """
        return sum(site.places for site in self.sites)
