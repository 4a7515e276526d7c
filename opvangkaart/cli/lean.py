"""The command ``lean``: can one point or site lean on a mother location."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opvangkaart.cli.options import CycleOption, ModeName, ScenarioOption
from opvangkaart.cli.screen import console, print_told, print_words
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from sites.judgement.leaning.point import LeanAnswer


def lean_command(
    scenario: ScenarioOption = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="A point: LON,LAT in degrees, the name of a kern, an address."),
    ] = None,
    site: Annotated[str | None, typer.Option("--site", help="A site of the scenario.")] = None,
    places: Annotated[float | None, typer.Option("--places", help="How many places.")] = None,
    hub: Annotated[
        str | None, typer.Option("--hub", help="Only this mother location (id or name).")
    ] = None,
    function: Annotated[
        list[str] | None, typer.Option("--function", help="Show this function (may be repeated).")
    ] = None,
    on_site: Annotated[
        list[str] | None, typer.Option("--on-site", help="This function is on the site itself.")
    ] = None,
    no_children: Annotated[
        bool, typer.Option("--no-children", help="No children will live here.")
    ] = False,
    target_groups: Annotated[
        str | None,
        typer.Option("--target-groups", help="Who lives here, such as 'asielzoekers 60'."),
    ] = None,
    mode: Annotated[
        ModeName | None, typer.Option("--mode", help="How residents go to the mother location.")
    ] = None,
    years: Annotated[
        float | None, typer.Option("--years", help="For how many years it may be used.")
    ] = None,
    geocode: Annotated[
        bool, typer.Option("--geocode", help="Ask PDOK (internet) where an address lies.")
    ] = False,
    wait_weeks: Annotated[
        float | None,
        typer.Option("--wait-weeks", help="Weeks that children wait for a school place."),
    ] = None,
    school_off: Annotated[
        list[str] | None,
        typer.Option("--school-off", help="The school of this mother location does not count."),
    ] = None,
    cycle: CycleOption = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the answer to this file.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Draw the answer as one page in this file.")
    ] = None,
) -> None:
    """Say whether one point or site can lean on a mother location, why, and what would flip it."""
    from opvangkaart.runs.lean import Asked, lean_named, lean_site, write_answer

    if (at is None) == (site is None):
        raise OpvangkaartError("give either --at LON,LAT or --site ID")
    asked = Asked(
        places=places, hub=hub, functions=tuple(function or ()), on_site=frozenset(on_site or ()),
        no_children=no_children, target_groups=target_groups,
        mode=None if mode is None else mode.value, years=years, school_wait_weeks=wait_weeks,
        schools_off=tuple(school_off or ()), cycle=cycle,
    )  # fmt: skip
    if site is not None:
        answer = lean_site(scenario, site, asked)
    else:
        if places is None:
            raise OpvangkaartError("a point has no number of places of its own; give --places")
        answer = lean_named(scenario, str(at), asked, geocode=geocode)
    screen = console()
    print_answer(screen, answer)
    write_answer(answer, json_file, page, scenario_path=scenario, mode=asked.mode)
    if page is not None:
        screen.print(say("Open {page}", page=page))


def print_answer(screen: "Console", answer: "LeanAnswer") -> None:
    """Print the verdict and its functions."""
    from sites.judgement.report import LEAN_HEADINGS, lean_lines, lean_rows

    print_told(screen, lean_lines(answer))
    print_words(screen, LEAN_HEADINGS, lean_rows(answer))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("lean")(lean_command)
