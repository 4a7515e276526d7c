"""The command ``second``: the same trips by an engine that others made."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import ScenarioArg, StreetName
from opvangkaart.cli.screen import print_whole, progress_bar


def second_command(
    scenario: ScenarioArg = None,
    mode: Annotated[
        StreetName | None, typer.Option("--mode", help="How to travel; else as to the mothers.")
    ] = None,
    extract: Annotated[
        Path | None,
        typer.Option("--extract", help="The .osm.pbf that a stored network was made from."),
    ] = None,
    more_than: Annotated[
        float, typer.Option("--more-than", min=0, help="List trips that differ by more minutes.")
    ] = 2.0,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the table to this folder.")
    ] = None,
) -> None:
    """Ask OSRM for the same trips to the mother locations: which differ, and by which rule."""
    from opvangkaart.runs.second import second_lines

    with progress_bar(quiet=False) as progress:
        told = second_lines(
            scenario, mode=None if mode is None else mode.value, extract=extract,
            more_than_min=more_than, out=out, progress=progress,
        )  # fmt: skip
    print_whole(told)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("second")(second_command)
