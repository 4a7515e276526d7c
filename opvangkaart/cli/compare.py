"""The command ``compare``: how two plans differ."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.screen import console, print_told

PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan.parquet that `plan` wrote.")]


def compare_command(one: PlanFile, other: PlanFile) -> None:
    """Compare two plans site by site: what stays, what comes, what goes, what leans elsewhere."""
    from opvangkaart.runs.compare import compare_plans

    print_told(console(), compare_plans(one, other))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("compare")(compare_command)
