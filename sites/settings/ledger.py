"""What people enter for the ledger: agreements, tasks, own counts, amounts; frozen and closed.

Nothing here has a default that stands for a fact about a municipality: what was not entered stays
unknown. The codes of municipalities are checked where the municipalities are known, in the tables.
"""

from datetime import date, datetime
from typing import Annotated, Final, Literal, Self

from pydantic import BeforeValidator, Field, NonNegativeFloat, NonNegativeInt, PositiveFloat
from pydantic import model_validator as validate

from sites.base.codes import GM_CODE
from sites.settings.amounts import Amount, Factor
from sites.settings.base import Mode, Params

REGULAR: Final = "regulier"
CNO: Final = "cno"
COUNTERS: Final = (REGULAR, "amv", CNO, "noodopvang", "oekraine", "statushouders")
#: Existing places that the annex implies: 4.793 - 6.730.000 / 2.500.
DERIVED_EXISTING: Final = 2101

#: The places over which the annex reckoned its bonus: 6.730.000 / 2.500.
BONUS_PLACES: Final = 2692

#: "gepland" is decided: it counts between its dates, and only with a decision and a first day.
Status = Literal[
    "bestaand", "gepland", "in onderzoek", "status onbekend", "na te gaan", "beëindigd"
]
_WHICH_STATUS: Final = (
    "write status = 'gepland' (decided), 'in onderzoek', 'status onbekend' or 'bestaand'"
)
#: A figure that somebody official gave, or that the user entered; none is computed here.
TaskKind = Literal["indicatief", "besluit", "ingevoerd"]


def _as_day(value: object) -> object:
    """Read a day, and nothing else that could pass for one: a number is no date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        msg = f"{str(value)!r} is not a date; write jjjj-mm-dd, such as 2024-07-01"
        raise ValueError(msg) from None


Day = Annotated[date, BeforeValidator(_as_day)]


def _as_moment(value: object) -> object:
    """Read a day as TOML has it like one that was written."""
    return value.isoformat() if type(value) is date else value


#: A day, a month or a year, as far as a source tells it: "2025-11-20", "2025-11", "2025".
Moment = Annotated[
    str,
    BeforeValidator(_as_moment),
    Field(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
]


def _in_order(what: str, start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        msg = f"{what} ends ({end}) before it starts ({start}); mend the dates"
        raise ValueError(msg)


class Agreement(Params):
    """One municipality takes places over and gives statushouders of its task to another.

    ``from_date`` is the first day, ``until_date`` the first day on which it no longer holds.
    """

    id: str = Field(min_length=1)
    taker: str = Field(pattern=GM_CODE)  # takes the extra reception places
    giver: str = Field(pattern=GM_CODE)  # takes the statushouders over
    places: NonNegativeInt = 0
    statushouders_per_year: NonNegativeInt = 0
    from_date: Day
    until_date: Day
    note: str = ""

    @validate(mode="after")
    def _makes_sense(self) -> Self:
        _in_order(f"agreement {self.id}", self.from_date, self.until_date)
        if self.taker == self.giver:
            msg = f"agreement {self.id} is of {self.taker} with itself; name two municipalities"
            raise ValueError(msg)
        return self


class Entry(Params):
    """One thing the user counts, with its term.

    A planned row counts only with ``decided`` (when it was decided) and a first day. With the
    ``id`` of a reception location the entries for it replace what the reception table tells of it;
    any other ``id`` is a row of its own and needs ``gm_code``. Without ``places`` the number is
    unknown, not 0.
    """

    id: str = Field(min_length=1)
    counter: str
    places: NonNegativeInt | None = None
    status: Status = "bestaand"
    decided: Moment | None = None
    name: str | None = None
    gm_code: str | None = Field(default=None, pattern=GM_CODE)
    from_date: Day | None = None
    until_date: Day | None = None
    note: str | None = None
    source: str = "eigen opgave"

    @validate(mode="after")
    def _dates_in_order(self) -> Self:
        _in_order(f"entry {self.id}", self.from_date, self.until_date)
        if self.decided is not None and "status" not in self.model_fields_set:
            msg = f"entry {self.id} was decided ({self.decided}) and has no status; {_WHICH_STATUS}"
            raise ValueError(msg)
        return self

    def refuse_without_status(self, on: date) -> None:
        """Refuse a row that starts after a day and does not say how far it is.

        Raises
        ------
        ValueError
            Nobody said whether it is decided, under study or in use.
        """
        if self.from_date is None or self.from_date <= on or "status" in self.model_fields_set:
            return
        msg = f"entry {self.id} starts on {self.from_date} and has no status; {_WHICH_STATUS}"
        raise ValueError(msg)


class Task(Params):
    """The places asked of one municipality in one cycle: of which kind, from when, by whom."""

    gm_code: str = Field(pattern=GM_CODE)
    cycle: str = Field(min_length=1)
    places: NonNegativeInt
    kind: TaskKind = "ingevoerd"
    date: Moment | None = None
    source: str = "eigen opgave"


class Project(Params):
    """A housing project: how many dwellings for large families (6 and more), how many in all."""

    id: str = Field(min_length=1)
    name: str
    gm_code: str = Field(pattern=GM_CODE)
    large_dwellings: NonNegativeInt = 0  # rebuilt for families of 6 and more
    dwellings: NonNegativeInt = 0  # (flex) dwellings
    note: str = ""


class MoneyParams(Params):
    """The amounts, each with the source that norms.csv gives; as a number or as "34.000,00"."""

    bonus_eur: Amount = 2500.0  # per durable place, decree 2023
    rebuild_eur: Amount = 34_000.0  # annex: rebuilding for a large family
    dwelling_eur: Amount = 25_000.0  # annex: at least, per (flex) dwelling
    index: Factor = 1.0  # to the present price level; the bonus is not indexed
    index_base: str = Field(default="2023", pattern=r"^\d{4}$", coerce_numbers_to_str=True)
    #: The places over which the bonus of 2023 was reckoned; 0 gives no example.
    bonus_places: NonNegativeInt = BONUS_PLACES


class PhaseParams(Params):
    """What a move is reckoned at; none of these prices has an official source ("aanname")."""

    child_share: float = Field(default=0.25, ge=0, le=1)  # norms.csv: child_share
    move: NonNegativeFloat = 1.0  # points per resident who moves inside the region
    school_move: NonNegativeFloat = 3.0  # extra, per school child
    out_of_region: NonNegativeFloat = 2.0  # extra, per resident who leaves the region


class FlowParams(Params):
    """How near a municipality must be to house people who leave a cluster's reception."""

    mode: Mode = "car"
    limit_min: PositiveFloat = 30.0  # door PRT vast te stellen


class LedgerParams(Params):
    """Everything the ledger needs beside the reception table."""

    #: The days between which the date slider runs.
    first_day: Day = date(2022, 1, 1)
    last_day: Day = date(2030, 1, 1)
    #: What the existing places of a day are compared with, and how it follows; 0 compares nothing.
    derived_existing: NonNegativeInt = DERIVED_EXISTING
    derived_from: str = "4.793 - 6.730.000 / 2.500"
    #: The letter asks for crisis places until this day; after it nobody comes first.
    cno_until: Day = date(2024, 7, 1)
    #: Counters of your own beside the six; they never enter the regular total.
    own_counters: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    #: The places asked per municipality and cycle; they go before the published ones.
    tasks: tuple[Task, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    #: Statushouders to house per year, by municipality code; not entered is unknown.
    housing_tasks: dict[str, NonNegativeInt] = Field(default_factory=dict)
    #: The size of a first tranche; without it the first half, rounded up.
    first_tranche: NonNegativeInt | None = None
    #: Places promised, and realised, by municipality code or cluster; not entered is unknown.
    promised: dict[str, NonNegativeInt] = Field(default_factory=dict)
    realised: dict[str, NonNegativeInt] = Field(default_factory=dict)
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
        asked = [(task.gm_code, task.cycle, task.kind) for task in self.tasks]
        if doubled := sorted(one for one in asked if asked.count(one) > 1):
            code, cycle, kind = doubled[0]
            msg = f"{code} has {asked.count(doubled[0])} tasks of kind {kind} in {cycle}; keep one"
            raise ValueError(msg)
        for entry in self.entries:
            if entry.counter not in self.counters:
                msg = (
                    f"entry {entry.id}: unknown counter {entry.counter!r}; choose from "
                    f"{', '.join(self.counters)}, or name it under own_counters"
                )
                raise ValueError(msg)
        return self
