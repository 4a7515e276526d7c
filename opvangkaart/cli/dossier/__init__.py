"""The commands under ``opvangkaart dossier``: a module per verb."""

import typer

from opvangkaart.cli.dossier import (
    erase,
    imports,
    merge,
    new,
    progress,
    report,
    retention,
    write,
)


def register(dossier_app: typer.Typer) -> None:
    """Add the commands, in the order of ``--help``."""
    for verb in (new, imports, merge, progress, report, write, retention, erase):
        verb.register(dossier_app)
