"""The command ``travel``: one travel question."""

from typing import Annotated

import typer

from opvangkaart.cli.options import ModeName, ScenarioOption
from opvangkaart.cli.screen import console, print_told


def travel_command(
    start: Annotated[str, typer.Argument(metavar="FROM", help="LON,LAT, a hub, or a kern.")],
    goal: Annotated[str, typer.Argument(metavar="TO", help="LON,LAT, a hub, or a kern.")],
    mode: Annotated[ModeName, typer.Option("--mode", help="How to travel.")] = ModeName.bike,
    window: Annotated[
        str | None, typer.Option("--window", help="For ov: ochtend, school, dag, avond, zondag.")
    ] = None,
    scenario: ScenarioOption = None,
) -> None:
    """Answer one travel question; with --mode ov leg by leg, over a window of departures."""
    from opvangkaart.runs.travel import travel_lines

    lines = travel_lines(scenario, start, goal, mode=mode.value, window=window)
    print_told(console(), lines)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("travel")(travel_command)
