"""What the commands take: the options that several share, and how a word of a user is read."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sites.base import dutch
from sites.base.errors import OpvangkaartError


class EditionName(StrEnum):
    """Who may see it."""

    openbaar = "openbaar"
    raad = "raad"
    intern = "intern"


class RideName(StrEnum):
    """How to travel on one trip; "ebike" is a bike at the e-bike's speed."""

    walk = "walk"
    bike = "bike"
    ebike = "ebike"
    car = "car"
    ov = "ov"
    ebike_ov = "ebike+ov"


class StreetName(StrEnum):
    """How to travel over streets."""

    walk = "walk"
    bike = "bike"
    car = "car"


class ModeName(StrEnum):
    """How to travel."""

    walk = "walk"
    bike = "bike"
    car = "car"
    ov = "ov"


ScenarioArg = Annotated[
    Path | None,
    typer.Argument(metavar="SCENARIO", help="Scenario file (.toml); the bundled run without one."),
]
ScenarioOption = Annotated[
    Path | None, typer.Option("--scenario", help="Scenario file (.toml); bundled without one.")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
EditionOption = Annotated[
    EditionName, typer.Option("--edition", help="Who may see it; the rest is left out.")
]
CycleOption = Annotated[
    str | None,
    typer.Option("--cycle", help="Whose target and tasks count: prt-2024, spreidingswet-1 ..."),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
MunicipalityOption = Annotated[
    list[str] | None,
    typer.Option("--municipality", "-m", help="Only this municipality (may be repeated)."),
]
LayerOption = Annotated[
    str | None, typer.Option("--layer", help="Layer or sheet to read, where a file has several.")
]
StoreOption = Annotated[Path, typer.Option("--store", help="Folder with the fetched layers.")]


def day(text: str, *, such_as: str = "2026-11-01") -> date:
    """Return a day as people write it, between the two ends that a scenario has too.

    Raises
    ------
    OpvangkaartError
        It is no day, or so far off that the day after it or a year of before may not exist.

    >>> day("2026-11-17")
    datetime.date(2026, 11, 17)
    >>> day("17 november 2026") == day("17-11-2026") == day("2026-11-17")
    True
    """
    found = dutch.day_of(text)
    if found is None:
        raise OpvangkaartError(
            "{value!r} is not a day; write jjjj-mm-dd, such as {such_as}",
            value=text,
            such_as=such_as,
        )
    from sites.settings.bounds import FIRST_DAY, LAST_DAY

    if not FIRST_DAY <= found <= LAST_DAY:
        raise OpvangkaartError(
            "{day} is no day between {first} and {last}",
            day=found, first=FIRST_DAY, last=LAST_DAY,
        )  # fmt: skip
    return found
