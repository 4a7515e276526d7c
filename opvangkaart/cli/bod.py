"""The command ``bod``: two bids, two sites or two plans side by side on one A4."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import EditionName, EditionOption, QuietOption, ScenarioOption
from opvangkaart.cli.screen import console, print_told, progress_bar

Beside = Annotated[
    str,
    typer.Argument(metavar="BID", help="A bid (.toml), a plan.parquet, or a site by id or name."),
]


def bid_command(
    one: Beside,
    other: Beside,
    scenario: ScenarioOption = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("maps/out-bod"),
    edition: EditionOption = EditionName.openbaar,
    score: Annotated[
        bool, typer.Option("--score", help="Also the total score; without it people weigh.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Lay two bids, two sites or two plans side by side, pillar by pillar, on one A4."""
    from opvangkaart.runs.bid import bids_beside, bids_told, write_bids

    with progress_bar(quiet=quiet) as progress:
        beside = bids_beside(
            one, other, scenario_path=scenario, edition=edition.value, with_score=score,
            progress=progress,
        )  # fmt: skip
        written = write_bids(beside, out)
    screen = console(quiet=quiet)
    print_told(screen, bids_told(beside, written))
    screen.explain()


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("bod")(bid_command)
