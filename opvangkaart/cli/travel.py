"""The commands ``travel``, one travel question, and ``faster``, two timetables side by side."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import RideName, ScenarioOption
from opvangkaart.cli.screen import console, print_told


def travel_command(
    start: Annotated[str, typer.Argument(metavar="FROM", help="LON,LAT, a hub, or a kern.")],
    goal: Annotated[
        str | None, typer.Argument(metavar="TO", help="LON,LAT, a hub, or a kern.")
    ] = None,
    mode: Annotated[RideName, typer.Option("--mode", help="How to travel.")] = RideName.bike,
    window: Annotated[
        str | None, typer.Option("--window", help="For ov: ochtend, school, dag, avond, zondag.")
    ] = None,
    within: Annotated[
        float | None,
        typer.Option("--within", help="Without TO: what is reached within so many minutes."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="With --within: write the area to this GeoJSON file."),
    ] = None,
    scenario: ScenarioOption = None,
) -> None:
    """Answer one travel question; with --mode ov leg by leg, over a window of departures."""
    from opvangkaart.runs.travel import reached_lines, travel_lines
    from sites.base.errors import TravelError

    if within is not None and goal is None:
        lines = reached_lines(scenario, start, within, mode=mode.value, window=window, out=out)
    elif goal is not None and within is None:
        lines = travel_lines(scenario, start, goal, mode=mode.value, window=window)
    else:
        raise TravelError("one question at a time: give TO, or --within with minutes")
    print_told(console(), lines)


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
    """Add the commands to the program."""
    app.command("travel")(travel_command)
    app.command("faster")(faster_command)
