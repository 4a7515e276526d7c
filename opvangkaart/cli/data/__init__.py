"""The commands under ``opvangkaart data``: a module per verb."""

import typer

from opvangkaart.cli.data import check, fetch, geocode, imports, status


def register(data_app: typer.Typer) -> None:
    """Add the commands, in the order of ``--help``."""
    for verb in (imports, fetch, status, geocode, check):
        verb.register(data_app)
