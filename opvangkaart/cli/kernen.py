"""The command ``kernen``: what each town and village can do, in one table."""

from typing import Annotated

import typer

from opvangkaart.cli.options import QuietOption, ScenarioArg
from opvangkaart.cli.screen import print_whole, progress_bar


def kernen_command(
    scenario: ScenarioArg = None,
    gemeente: Annotated[
        list[str] | None,
        typer.Option("--gemeente", "-g", help="Only this municipality (may be repeated)."),
    ] = None,
    places: Annotated[
        int | None, typer.Option("--places", help="Places that a search cell is reckoned with.")
    ] = None,
    count: Annotated[
        int | None, typer.Option("--count", help="Only the best so many kernen.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Print per kern its best place, what fits, what it leans on, and what is missing there."""
    from opvangkaart.runs.villages import villages

    with progress_bar(quiet=quiet) as progress:
        told = villages(
            scenario, municipalities=gemeente or (), places=places, count=count, progress=progress
        )
    print_whole(told)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("kernen")(kernen_command)
