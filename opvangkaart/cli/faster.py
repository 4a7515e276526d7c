"""The command ``faster``: two timetables side by side."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import ScenarioOption
from opvangkaart.cli.screen import console, print_told


def faster_command(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="The old stored timetable.")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="The new stored timetable.")],
    window: Annotated[
        str | None, typer.Option("--window", help="For ov: ochtend, school, dag, avond, zondag.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the table and the map to this folder.")
    ] = None,
    scenario: ScenarioOption = None,
) -> None:
    """Say from which kernen a new timetable is faster to the nearest mother location."""
    from opvangkaart.runs.faster import faster_lines

    print_told(console(), faster_lines(scenario, before, after, window=window, out=out))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("faster")(faster_command)
