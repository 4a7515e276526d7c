"""The command ``documents``: site profiles, council annexes and pictures."""

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
from opvangkaart.cli.screen import console, print_told, progress_bar
from sites.base.messages import say_counted


def documents_command(
    scenario: ScenarioArg = None,
    out: OutOption = Path("maps/out-documenten"),
    edition: EditionOption = EditionName.openbaar,
    municipality: MunicipalityOption = None,
    cycle: CycleOption = None,
    site: Annotated[
        list[str] | None, typer.Option("--site", help="Profile of this site (may be repeated).")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Write site profiles (PDF), council annexes (DOCX, PDF) and maps as pictures (SVG, PNG)."""
    from opvangkaart.runs.documents import documents
    from opvangkaart.runs.entered import edition_notes

    with progress_bar(quiet=quiet) as progress:
        inputs, written = documents(
            scenario, out, edition=edition.value, municipalities=municipality or (),
            site_ids=site or (), cycle=cycle, progress=progress,
        )  # fmt: skip
    screen = console(quiet=quiet)
    print_told(screen, edition_notes(inputs, edition.value))
    screen.print(
        say_counted(
            "{count} file in {folder}",
            "{count} files in {folder}",
            count=len(written.files),
            folder=written.out,
        )
    )


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("documents")(documents_command)
