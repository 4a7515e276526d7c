"""The command ``score``: how good are the sites of your own file."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import (
    CycleOption,
    EditionName,
    EditionOption,
    LayerOption,
    QuietOption,
    ScenarioOption,
)
from opvangkaart.cli.screen import console, print_best, print_told, progress_bar


def score_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Sites: .csv, .xlsx, .geojson, .gpkg, .parquet.")
    ],
    scenario: ScenarioOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write pages and tables here.")] = None,
    layer: LayerOption = None,
    edition: EditionOption = EditionName.openbaar,
    cycle: CycleOption = None,
    best: Annotated[
        int | None,
        typer.Option(
            "--best", min=1, max=100_000,
            help="For a long list (to a million rows): only rank it, and keep so many.",
        ),
    ] = None,
    quiet: QuietOption = False,
) -> None:  # fmt: skip
    """Score your own sites: print all of them, or with --out write what an edition may show."""
    if best is not None:
        from opvangkaart.runs.long_list import Asked, rank_lines

        # One's own screen shows all of one's own; only what is written has an edition.
        asked = Asked(file, scenario, layer, cycle, None if out is None else edition.value)
        with progress_bar(quiet=quiet) as progress:
            told = list(rank_lines(asked, best, out, progress=progress))
        screen = console(quiet=quiet)
        print_told(screen, told)
        screen.explain()
        return
    from opvangkaart.runs.report import run_lines, screen_lines
    from opvangkaart.runs.score import score

    with progress_bar(quiet=quiet) as progress:
        inputs, result, written = score(
            file,
            scenario,
            out,
            layer=layer,
            edition=edition.value,
            cycle=cycle,
            progress=progress,
        )
    screen = console(quiet=quiet)
    print_best(screen, result)
    print_told(
        screen,
        screen_lines(inputs, result) if written is None else run_lines(inputs, result, written),
    )
    screen.explain()


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("score")(score_command)
