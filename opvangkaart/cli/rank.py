"""The command ``rank``: which sites are best, and why one stands where it does."""

from typing import Annotated

import typer

from opvangkaart.cli.options import QuietOption, ScenarioArg
from opvangkaart.cli.screen import console, print_best, print_told, print_words, progress_bar


def rank_command(
    scenario: ScenarioArg = None,
    why: Annotated[str | None, typer.Option("--why", help="Explain the rank of this site.")] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many to print.")] = 10,
    sector: Annotated[
        str | None, typer.Option("--sector", help="In the order of firms of this sector in reach.")
    ] = None,
    urbanity: Annotated[
        str | None,
        typer.Option("--urbanity", help="Only this class of urbanity: 1 (very) to 5 (not)."),
    ] = None,
    open_obstacles: Annotated[
        bool, typer.Option("--open-obstacles", help="Only sites with an obstacle not yet solved.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Print the best sites of a scenario, or explain why one site ranks where it does."""
    from opvangkaart.runs.rank import Wanted, by_work, rank, those, told_of, why_ranked
    from sites.judgement.report import WHY_HEADINGS

    screen = console()
    if why is None:
        with progress_bar(quiet=quiet) as progress:
            result = rank(scenario, progress=progress)
        wanted = Wanted(urbanity, open_obstacles=open_obstacles)
        if sector is not None:
            print_told(screen, by_work(result, sector, count, wanted))
            screen.explain()
            return
        only = those(result, wanted)
        print_told(screen, told_of(wanted, only))
        print_best(screen, result, count, only)
        screen.explain()
        return
    with progress_bar(quiet=quiet) as progress:
        told = why_ranked(scenario, why, progress=progress)
    print_told(screen, told.lines)
    print_words(screen, WHY_HEADINGS, told.rows)
    screen.explain()


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("rank")(rank_command)
