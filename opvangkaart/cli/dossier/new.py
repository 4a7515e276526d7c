"""The command ``dossier new``: make an empty dossier."""

import typer

from opvangkaart.cli.dossier.options import DossierArg
from opvangkaart.cli.screen import console
from sites.base.messages import say


def new_command(dossier: DossierArg) -> None:
    """Make an empty dossier: one file, or the tables in an empty PostgreSQL database."""
    from opvangkaart.dossier.store import create_dossier

    made = create_dossier(dossier)
    made.close()
    console().print(say("{file} is made", file=made.name))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("new")(new_command)
