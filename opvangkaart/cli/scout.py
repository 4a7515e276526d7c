"""The command ``scout``: look for places where no one has a site yet."""

from typing import Annotated

import typer

from opvangkaart.cli.options import QuietOption, ScenarioArg
from opvangkaart.cli.screen import console, print_best, progress_bar
from sites.base.messages import say


def scout_command(
    scenario: ScenarioArg = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many to print.")] = 10,
    quiet: QuietOption = False,
) -> None:
    """Scan the whole area with search cells and print the best."""
    from opvangkaart.runs.scout import scout

    with progress_bar(quiet=quiet) as progress:
        result = scout(scenario, progress=progress)
    screen = console(quiet=quiet)
    screen.print(say("{count} search cells computed.", count=len(result.sites)))
    print_best(screen, result, count)
    screen.explain()


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("scout")(scout_command)
