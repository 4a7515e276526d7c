"""What people enter for the ledger: agreements, tasks, own counts, amounts; frozen and closed.

Nothing here has a default that stands for a fact about a municipality: what was not entered stays
unknown. The codes of municipalities are checked where the municipalities are known, in the tables.
"""

from datetime import date
from typing import Final, Literal, Self

from pydantic import Field
from pydantic import model_validator as validate

from sites.base.codes import GM_CODE
from sites.settings.amounts import Amount, Factor
from sites.settings.base import Mode, Params
from sites.settings.bounds import Code, Day, Minutes, Note, Places, Share, Weight, Words

REGULAR: Final = "regulier"
CNO: Final = "cno"
COUNTERS: Final = (REGULAR, "amv", CNO, "noodopvang", "oekraine", "statushouders")
#: Existing places that the annex implies: 4.793 - 6.730.000 / 2.500.
DERIVED_EXISTING: Final = 2101

Status = Literal["bestaand", "gepland", "na te gaan", "beëindigd"]


def _in_order(what: str, start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        msg = f"{what} ends ({end}) before it starts ({start}); mend the dates"
        raise ValueError(msg)


class Agreement(Params):
    """One municipality takes places over and gives statushouders of its task to another.

    ``from_date`` is the first day, ``until_date`` the first day on which it no longer holds.
    """

    id: Code
    taker: str = Field(pattern=GM_CODE)  # takes the extra reception places
    giver: str = Field(pattern=GM_CODE)  # takes the statushouders over
    places: Places = 0
    statushouders_per_year: Places = 0
    from_date: Day
    until_date: Day
    note: Note = ""

    @validate(mode="after")
    def _makes_sense(self) -> Self:
        _in_order(f"agreement {self.id}", self.from_date, self.until_date)
        if self.taker == self.giver:
            msg = f"agreement {self.id} is of {self.taker} with itself; name two municipalities"
            raise ValueError(msg)
        return self


class Entry(Params):
    """One thing the user counts, with its term.

    With the ``id`` of a reception location the entries for it replace what the reception table
    tells of it; any other ``id`` is a row of its own and needs ``gm_code``. Without ``places`` the
    number is unknown, not 0.
    """

    id: Code
    counter: Code
    places: Places | None = None
    status: Status = "bestaand"
    name: Words | None = None
    gm_code: str | None = Field(default=None, pattern=GM_CODE)
    from_date: Day | None = None
    until_date: Day | None = None
    note: Note | None = None
    source: Words = "eigen opgave"

    @validate(mode="after")
    def _dates_in_order(self) -> Self:
        _in_order(f"entry {self.id}", self.from_date, self.until_date)
        return self


class Project(Params):
    """A housing project: how many dwellings for large families (6 and more), how many in all."""

    id: Code
    name: Words
    gm_code: str = Field(pattern=GM_CODE)
    large_dwellings: Places = 0  # rebuilt for families of 6 and more
    dwellings: Places = 0  # (flex) dwellings
    note: Note = ""


class MoneyParams(Params):
    """The amounts, each with the source that norms.csv gives; as a number or as "34.000,00"."""

    bonus_eur: Amount = 2500.0  # per durable place, decree 2023
    rebuild_eur: Amount = 34_000.0  # annex: rebuilding for a large family
    dwelling_eur: Amount = 25_000.0  # annex: at least, per (flex) dwelling
    index: Factor = 1.0  # to the present price level; the bonus is not indexed
    index_base: str = Field(default="2023", pattern=r"^[0-9]{4}$", coerce_numbers_to_str=True)


class PhaseParams(Params):
    """What a move is reckoned at; none of these prices has an official source ("aanname")."""

    child_share: Share = 0.25  # norms.csv: child_share
    move: Weight = 1.0  # points per resident who moves inside the region
    school_move: Weight = 3.0  # extra, per school child
    out_of_region: Weight = 2.0  # extra, per resident who leaves the region


class FlowParams(Params):
    """How near a municipality must be to house people who leave a cluster's reception."""

    mode: Mode = "car"
    limit_min: Minutes = 30.0  # door PRT vast te stellen


class LedgerParams(Params):
    """Everything the ledger needs beside the reception table."""

    #: The days between which the date slider runs.
    first_day: Day = date(2022, 1, 1)
    last_day: Day = date(2030, 1, 1)
    #: What the existing places of a day are compared with, and how it follows; 0 compares nothing.
    derived_existing: Places = DERIVED_EXISTING
    derived_from: Words = "4.793 - 6.730.000 / 2.500"
    #: Counters of your own beside the six; they never enter the regular total.
    own_counters: tuple[Code, ...] = ()
    entries: tuple[Entry, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    #: Statushouders to house per year, by municipality code; not entered is unknown.
    housing_tasks: dict[Code, Places] = Field(default_factory=dict)
    #: The size of a first tranche; without it the first half, rounded up.
    first_tranche: Places | None = None
    #: Places promised, and realised, by municipality code or cluster; not entered is unknown.
    promised: dict[Code, Places] = Field(default_factory=dict)
    realised: dict[Code, Places] = Field(default_factory=dict)
    projects: tuple[Project, ...] = ()
    money: MoneyParams = MoneyParams()
    moves: PhaseParams = PhaseParams()
    flow: FlowParams = FlowParams()

    @property
    def counters(self) -> tuple[str, ...]:
        """Return the six counters and the own ones after them.

        >>> "cno" in LedgerParams().counters
        True
        """
        return (*COUNTERS, *self.own_counters)

    @validate(mode="after")
    def _makes_sense(self) -> Self:
        _in_order("the date slider", self.first_day, self.last_day)
        for what, given in (
            ("own counter", self.counters),
            ("agreement", [deal.id for deal in self.agreements]),
            ("project", [project.id for project in self.projects]),
        ):
            if twice := sorted({i for i in given if list(given).count(i) > 1}):
                msg = f"{what} {twice[0]} is recorded {list(given).count(twice[0])} times; keep one"
                raise ValueError(msg)
        for entry in self.entries:
            if entry.counter not in self.counters:
                msg = (
                    f"entry {entry.id}: unknown counter {entry.counter!r}; choose from "
                    f"{', '.join(self.counters)}, or name it under own_counters"
                )
                raise ValueError(msg)
        return self
