"""The command ``dossier progress``: how far the list is, and what moved."""

from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, opened
from opvangkaart.cli.options import day as day_of
from opvangkaart.cli.screen import print_whole


def progress_command(
    dossier: DossierArg,
    since: Annotated[
        str | None, typer.Option("--since", help="Compare with this day (jjjj-mm-dd).")
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", help="As the list stood at the end of this day.")
    ] = None,
) -> None:
    """Show where things stand, what moved, what is in the way and what is expected."""
    from opvangkaart.runs.dossier import progress_told

    days = [None if text is None else day_of(text).isoformat() for text in (since, on)]
    with opened(dossier, read_only=True) as found:
        print_whole(progress_told(found, since=days[0], until=days[1]))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("progress")(progress_command)
