"""The command ``faster``: two timetables, or two days, side by side."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import ScenarioOption
from opvangkaart.cli.screen import print_whole


def faster_command(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="The old stored timetable.")],
    after: Annotated[
        Path | None, typer.Argument(metavar="AFTER", help="The new stored timetable.")
    ] = None,
    window: Annotated[
        str | None, typer.Option("--window", help="For ov: ochtend, school, dag, avond, zondag.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option("--against", help="Another window to compare with: zondag against ochtend."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the table and the map to this folder.")
    ] = None,
    scenario: ScenarioOption = None,
) -> None:
    """Say from which kernen a new timetable, or another day, is faster to a mother location."""
    from opvangkaart.runs.faster import faster_lines

    lines = faster_lines(scenario, before, after, window=window, against=against, out=out)
    print_whole(lines)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("faster")(faster_command)
