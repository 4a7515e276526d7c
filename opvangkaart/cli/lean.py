"""The command ``lean``: can one point or site lean on a mother location."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opvangkaart.cli.options import ScenarioOption
from opvangkaart.cli.screen import console, print_told, print_words
from sites.base.errors import OpvangkaartError
from sites.base.messages import say

if TYPE_CHECKING:
    from rich.console import Console

    from sites.judgement.leaning.point import LeanAnswer


def lean_command(
    scenario: ScenarioOption = None,
    at: Annotated[str | None, typer.Option("--at", help="A point as LON,LAT in degrees.")] = None,
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
    wait_weeks: Annotated[
        float | None,
        typer.Option("--wait-weeks", help="Weeks that children wait for a school place."),
    ] = None,
    school_off: Annotated[
        list[str] | None,
        typer.Option("--school-off", help="The school of this mother location does not count."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the answer to this file.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Draw the answer as one page in this file.")
    ] = None,
) -> None:
    """Say whether one point or site can lean on a mother location, why, and what would flip it."""
    from opvangkaart.runs.lean import Asked, lean, lean_site, write_answer
    from opvangkaart.runs.named import point

    own = frozenset(on_site or ())
    if (at is None) == (site is None):
        raise OpvangkaartError("give either --at LON,LAT or --site ID")
    if site is not None:
        answer = lean_site(
            scenario, site, places=places, hub=hub, functions=tuple(function or ()), on_site=own,
            no_children=no_children, school_wait_weeks=wait_weeks,
            schools_off=tuple(school_off or ()),
        )  # fmt: skip
    else:
        if places is None:
            raise OpvangkaartError("a point has no number of places of its own; give --places")
        lon, lat = point(str(at))
        asked = Asked(
            lon, lat, places, hub, tuple(function or ()), own, no_children, target_groups,
            wait_weeks, tuple(school_off or ()),
        )  # fmt: skip
        answer = lean(scenario, asked)
    screen = console()
    print_answer(screen, answer)
    write_answer(answer, json_file, page)
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
