"""The command ``dossier report``: progress on pages, and on an A4 for the council."""

from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, opened
from opvangkaart.cli.options import EditionName, EditionOption, OutOption, ScenarioOption
from opvangkaart.cli.options import day as day_of
from opvangkaart.cli.screen import console
from sites.base.messages import say, say_counted


def report_command(
    dossier: DossierArg,
    out: OutOption,
    since: Annotated[
        str | None, typer.Option("--since", help="Compare with this day (jjjj-mm-dd).")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="As the list stood at the end of this day.")
    ] = None,
    edition: EditionOption = EditionName.openbaar,
    scenario: ScenarioOption = None,
) -> None:
    """Write how far the list is: a page and an A4 per gemeente and for the whole area."""
    from opvangkaart.runs.dossier import today
    from opvangkaart.runs.progress import around_of, write_report

    since, day = (None if text is None else day_of(text).isoformat() for text in (since, on))
    with opened(dossier, read_only=True) as found:
        written = write_report(
            found, out, around_of(scenario), day=day or today(), since=since, edition=edition.value
        )
    screen = console()
    count = len(written.files)
    screen.print(say_counted("{count} file written", "{count} files written", count=count))
    screen.print(say("open {page}", page=(out / written.files[0]).as_posix()))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("report")(report_command)
