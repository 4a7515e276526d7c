"""The command ``compare``: how two plans differ, or two scenarios."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import EditionName, EditionOption
from opvangkaart.cli.screen import print_whole
from sites.base.errors import OpvangkaartError

Compared = Annotated[
    Path, typer.Argument(metavar="FILE", help="A plan.parquet of `plan`, or a scenario (.toml).")
]


def compare_command(
    one: Compared,
    other: Compared,
    edition: EditionOption = EditionName.openbaar,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Of scenarios: write the table and the map to this folder."),
    ] = None,
) -> None:
    """Compare two plans, or two scenarios: per site and per gemeente what changes."""
    scenarios = [path.suffix.lower() == ".toml" for path in (one, other)]
    if any(scenarios):
        if not all(scenarios):
            raise OpvangkaartError("compare two plans or two scenarios, not one of each")
        from opvangkaart.runs.compare_scenarios import compare_scenarios

        print_whole(compare_scenarios(one, other, edition=edition.value, out=out))
        return
    if out is not None:
        raise OpvangkaartError("--out is for two scenarios; a plan has its own geodata")
    from opvangkaart.runs.compare import compare_plans

    print_whole(compare_plans(one, other))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("compare")(compare_command)
