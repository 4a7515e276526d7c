"""What people enter for the ledger: agreements, tasks, own counts, amounts; frozen and closed.

Nothing here has a default that stands for a fact about a municipality: what was not entered stays
unknown. The codes of municipalities are checked where the municipalities are known, in the tables.
Entries, agreements and projects stay with the team until their ``confidentiality`` says otherwise:
``sites.tables.editions.shown_ledger`` keeps what an edition may be computed from.
"""

from datetime import date
from typing import Final, Literal, Self

from pydantic import Field
from pydantic import model_validator as validate

from sites.base.errors import ScenarioError
from sites.base.messages import Message, say
from sites.settings import netherlands
from sites.settings.amounts import Amount, Factor
from sites.settings.base import Mode, Params
from sites.settings.bounds import (
    Code,
    Day,
    Level,
    Minutes,
    Moment,
    Note,
    Places,
    Share,
    Weight,
    Words,
)

REGULAR: Final = "regulier"
CNO: Final = "cno"
COUNTERS: Final = (REGULAR, "amv", CNO, "noodopvang", "oekraine", "statushouders")
DERIVED_EXISTING: Final = netherlands.DERIVED_EXISTING

#: "gepland" is decided: it counts between its dates, and only with a decision and a first day.
Status = Literal[
    "bestaand", "gepland", "in onderzoek", "status onbekend", "na te gaan", "beëindigd"
]
#: A figure that somebody official gave, or that the user entered; none is computed here.
TaskKind = Literal["indicatief", "besluit", "ingevoerd"]


def _in_order(what: Message, start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        raise ScenarioError(
            "{what} ends ({end}) before it starts ({start}); mend the dates",
            what=what,
            end=end,
            start=start,
        )


class Agreement(Params):
    """One municipality takes places over and gives statushouders of its task to another.

    ``from_date`` is the first day, ``until_date`` the first day on which it no longer holds.
    """

    id: Code
    taker: Code  # takes the extra reception places
    giver: Code  # takes the statushouders over
    places: Places = 0
    statushouders_per_year: Places = 0
    from_date: Day
    until_date: Day
    note: Note = ""
    confidentiality: Level = "intern"

    @validate(mode="after")
    def _makes_sense(self) -> Self:
        _in_order(say("agreement {id}", id=self.id), self.from_date, self.until_date)
        if self.taker == self.giver:
            raise ScenarioError(
                "agreement {id} is of {taker} with itself; name two municipalities",
                id=self.id,
                taker=self.taker,
            )
        return self


class Entry(Params):
    """One thing the user counts, with its term.

    A planned row counts only with ``decided`` (when it was decided) and a first day. With the
    ``id`` of a reception location the entries for it replace what the reception table tells of it;
    any other ``id`` is a row of its own and needs ``gm_code``. Without ``places`` the number is
    unknown, not 0.
    """

    id: Code
    counter: Code
    places: Places | None = None
    status: Status = "bestaand"
    decided: Moment | None = None
    name: Words | None = None
    gm_code: Code | None = None
    from_date: Day | None = None
    until_date: Day | None = None
    note: Note | None = None
    source: Words = "eigen opgave"
    confidentiality: Level = "intern"

    @validate(mode="after")
    def _dates_in_order(self) -> Self:
        _in_order(say("entry {id}", id=self.id), self.from_date, self.until_date)
        if self.decided is not None and "status" not in self.model_fields_set:
            raise ScenarioError(
                "entry {id} was decided ({decided}) and has no status; write status = 'gepland', "
                "'in onderzoek', 'status onbekend' or 'bestaand'",
                id=self.id,
                decided=self.decided,
            )
        return self

    def refuse_without_status(self, on: date) -> None:
        """Refuse a row that starts after a day and does not say how far it is.

        Raises
        ------
        ScenarioError
            Nobody said whether it is decided, under study or in use.
        """
        if self.from_date is None or self.from_date <= on or "status" in self.model_fields_set:
            return
        raise ScenarioError(
            "entry {id} starts on {start} and has no status; write status = 'gepland', "
            "'in onderzoek', 'status onbekend' or 'bestaand'",
            id=self.id,
            start=self.from_date,
        )


class Task(Params):
    """The places asked of one municipality in one cycle: of which kind, from when, by whom."""

    gm_code: Code
    cycle: Code
    places: Places
    kind: TaskKind = "ingevoerd"
    date: Moment | None = None
    source: Words = "eigen opgave"


class Project(Params):
    """A housing project: how many dwellings for large families (6 and more), how many in all."""

    id: Code
    name: Words
    gm_code: Code
    large_dwellings: Places = 0  # rebuilt for families of 6 and more
    dwellings: Places = 0  # (flex) dwellings
    note: Note = ""
    confidentiality: Level = "intern"


class MoneyParams(Params):
    """The amounts, each with the source that norms.csv gives; as a number or as "34.000,00"."""

    bonus_eur: Amount = 2500.0  # per durable place, decree 2023
    rebuild_eur: Amount = 34_000.0  # annex: rebuilding for a large family
    dwelling_eur: Amount = 25_000.0  # annex: at least, per (flex) dwelling
    index: Factor = 1.0  # to the present price level; the bonus is not indexed
    index_base: str = Field(default="2023", pattern=r"^[0-9]{4}$", coerce_numbers_to_str=True)
    #: The places over which the bonus of 2023 was reckoned; 0 gives no example.
    bonus_places: Places = netherlands.BONUS_PLACES


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
    derived_from: Words = netherlands.DERIVED_FROM
    #: The letter asks for crisis places until this day; after it nobody comes first.
    cno_until: Day | None = date(2024, 7, 1)
    #: Which of the six counters are told of where nothing of them is recorded: unknown, not zero.
    kinds: tuple[Code, ...] = COUNTERS
    #: Counters of your own beside the six; they never enter the regular total.
    own_counters: tuple[Code, ...] = ()
    entries: tuple[Entry, ...] = ()
    #: The places asked per municipality and cycle; they go before the published ones.
    tasks: tuple[Task, ...] = ()
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
        """Return the counters that are told of, the own ones last.

        >>> LedgerParams(kinds=("regulier",), own_counters=("spoed",)).counters
        ('regulier', 'spoed')
        """
        return (*(kind for kind in COUNTERS if kind in self.kinds), *self.own_counters)

    @validate(mode="after")
    def _makes_sense(self) -> Self:
        _in_order(say("the date slider"), self.first_day, self.last_day)
        for what, given in (
            (say("own counter"), self.counters),
            (say("agreement"), [deal.id for deal in self.agreements]),
            (say("project"), [project.id for project in self.projects]),
        ):
            if twice := sorted({i for i in given if list(given).count(i) > 1}):
                raise ScenarioError(
                    "{what} {twice} is recorded {count} times; keep one",
                    what=what,
                    twice=twice[0],
                    count=list(given).count(twice[0]),
                )
        asked = [(task.gm_code, task.cycle, task.kind) for task in self.tasks]
        if doubled := sorted(one for one in asked if asked.count(one) > 1):
            code, cycle, kind = doubled[0]
            raise ScenarioError(
                "{code} has {count} tasks of kind {kind} in {cycle}; keep one",
                code=code,
                count=asked.count(doubled[0]),
                kind=kind,
                cycle=cycle,
            )
        for entry in self.entries:
            if entry.counter not in self.counters:
                raise ScenarioError(
                    "entry {id}: unknown counter {counter!r}; choose from {counters}, or name it "
                    "under own_counters",
                    id=entry.id,
                    counter=entry.counter,
                    counters=self.counters,
                )
        return self
