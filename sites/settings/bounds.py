"""What a setting may be at all: numbers with two ends, days of this age, words of some length.

A number outside these is a slip of the hand (a dot too few, metres for minutes), never a wish.
"""

from datetime import date, datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from sites.base.dutch import day_of
from sites.base.errors import ScenarioError

FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)


def _as_day(value: object) -> object:
    """Read a day, and nothing else that could pass for one: a number is no date."""
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    else:
        read = day_of(value) if isinstance(value, str) else None
        if read is None:
            raise ScenarioError("is not a date; write jjjj-mm-dd, such as 2024-07-01")
        found = read
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ScenarioError(
            "{day} is no day between {first} and {last}",
            day=found,
            first=FIRST_DAY,
            last=LAST_DAY,
        )
    return found


Day = Annotated[date, BeforeValidator(_as_day)]


def _as_moment(value: object) -> object:
    """Read a day as TOML has it like one that was written."""
    return value.isoformat() if type(value) is date else value


def _not_blank(text: str) -> str:
    """Refuse a name of blanks alone: nobody can read it."""
    if not text.strip():
        raise ScenarioError("must not be empty")
    return text


#: A day, a month or a year, as far as a source tells it: "2025-11-20", "2025-11", "2025".
Moment = Annotated[
    str,
    Field(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"),
    BeforeValidator(_as_moment),
]

#: A trip, a limit or a working day: more than nothing, at most a day.
Minutes = Annotated[float, Field(gt=0, le=1440)]
MinutesOrNone = Annotated[float, Field(ge=0, le=1440)]
Metres = Annotated[float, Field(gt=0, le=500_000)]
MetresOrNone = Annotated[float, Field(ge=0, le=500_000)]
Kmh = Annotated[float, Field(gt=0, le=400)]
#: How much longer the road is than the straight line.
Detour = Annotated[float, Field(ge=1, le=10)]
#: A weight or a price in points: only its proportion to the others counts.
Weight = Annotated[float, Field(ge=0, le=1_000_000)]
SomeWeight = Annotated[float, Field(gt=0, le=1_000_000)]
Share = Annotated[float, Field(ge=0, le=1)]
Years = Annotated[float, Field(gt=0, le=200)]
Euro = Annotated[float, Field(ge=0, le=1_000_000_000)]
#: Reception places, people, dwellings: the whole country's task is some 100.000.
MOST_PLACES: Final = 1_000_000
Places = Annotated[int, Field(ge=0, le=MOST_PLACES)]
SomePlaces = Annotated[int, Field(gt=0, le=MOST_PLACES)]
#: How many of a thing: sites, teams, hubs, draws.
Count = Annotated[int, Field(ge=0, le=100_000)]
SomeCount = Annotated[int, Field(gt=0, le=100_000)]
Age = Annotated[int, Field(ge=0, le=120)]
#: Seconds up to a day.
Seconds = Annotated[int, Field(ge=0, le=86_400)]

#: What identifies a thing, what names it for readers, and what may run on.
Code = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_not_blank)]
Words = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_not_blank)]
Note = Annotated[str, Field(max_length=5000)]
#: Who may read: everyone, college and council, the team; from open to closed.
Level = Literal["openbaar", "raad", "intern"]
FileName = Annotated[str, Field(min_length=1, max_length=1000)]
