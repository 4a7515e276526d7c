"""The command ``data geocode``: positions for a table of addresses."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import StoreOption
from opvangkaart.cli.screen import console, print_told
from opvangkaart.runs.where import FOLDER


def geocode_command(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Table with postcode and huisnummer (.csv, .xlsx)."),
    ],
    out: Annotated[Path, typer.Option("--out", help="Where to write it, positions included.")],
    store: StoreOption = FOLDER,
    settings: Annotated[Path | None, typer.Option("--settings", help="TOML, as for fetch.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody; take the middle of the kern.")
    ] = False,
) -> None:
    """Add positions to a table of addresses, and say how good each is."""
    from opvangkaart.runs.data import geocode

    print_told(console(), geocode(file, out, store, settings, offline=offline))


def register(app: typer.Typer) -> None:
    """Add the command under ``data``."""
    app.command("geocode")(geocode_command)
