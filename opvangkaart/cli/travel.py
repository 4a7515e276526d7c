"""The command ``travel``: one travel question."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import RideName, ScenarioOption
from opvangkaart.cli.screen import print_whole


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
    elif out is not None:
        raise TravelError("--out writes the area of --within; leave it out, or give --within")
    elif goal is not None and within is None:
        lines = travel_lines(scenario, start, goal, mode=mode.value, window=window)
    else:
        raise TravelError("one question at a time: give TO, or --within with minutes")
    print_whole(lines)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("travel")(travel_command)
