"""The command ``run``: a scenario in; pages, tables and the run record out."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import (
    CycleOption,
    EditionName,
    EditionOption,
    MunicipalityOption,
    OutOption,
    QuietOption,
    ScenarioArg,
)
from opvangkaart.cli.screen import console, print_best, print_told, progress_bar


def run_command(
    scenario: ScenarioArg = None,
    out: OutOption = Path("maps/out"),
    edition: EditionOption = EditionName.openbaar,
    municipality: MunicipalityOption = None,
    cycle: CycleOption = None,
    from_record: Annotated[
        Path | None, typer.Option("--from", help="Make the run of this run.json again.")
    ] = None,
    tiles: Annotated[
        str | None,
        typer.Option(
            "--tiles",
            metavar="N|gemeente",
            help="Work in so many tiles of gemeenten, and keep each: a stopped run goes on.",
        ),
    ] = None,
    tile_store: Annotated[
        str | None,
        typer.Option("--tile-store", help="Folder or address where tiles are kept and shared."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", help="Dask scheduler of a cluster, such as tcp://host:8786."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, max=1000, help="Processes of this computer for tiles."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Compute a scenario and write the pages, tables and the run record."""
    from opvangkaart.runs.report import run_lines
    from opvangkaart.runs.rerun import rerun
    from opvangkaart.runs.run import run
    from opvangkaart.scale.asked import locally_asked

    screen = console(quiet=quiet)
    locally = locally_asked(tiles, store=tile_store, scheduler=scheduler, workers=workers)
    if from_record is not None:
        with progress_bar(quiet=quiet) as progress:
            again = rerun(
                from_record, out, scenario_path=scenario, progress=progress, locally=locally
            )
        print_told(screen, [*locally.notes, *run_lines(*again)])
        return
    with progress_bar(quiet=quiet) as progress:
        inputs, result, written = run(
            scenario, out, edition=edition.value, municipalities=municipality or (),
            cycle=cycle, progress=progress, locally=locally,
        )  # fmt: skip
    print_best(screen, result)
    print_told(screen, [*locally.notes, *run_lines(inputs, result, written)])
    screen.explain()


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("run")(run_command)
