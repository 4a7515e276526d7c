"""The command ``data fetch``: today's layers of an area."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import FOLDER, StoreOption
from opvangkaart.cli.screen import console, print_told


def fetch_command(
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="Only this layer (may be repeated).")
    ] = None,
    area: Annotated[
        str, typer.Option("--area", help="A province, GM codes with commas, or a polygon file.")
    ] = "utrecht",
    store: StoreOption = FOLDER,
    settings: Annotated[
        Path | None, typer.Option("--settings", help="TOML with other addresses, limits or year.")
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Open no connection; list what is there.")
    ] = False,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Take a layer that lost most of its rows.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
) -> None:
    """Fetch today's layers of an area; a layer that fails keeps its old content."""
    from opvangkaart.runs.data import fetch_layers, fetch_lines, require_fetched

    screen = console(quiet=quiet)

    def tell(text: str) -> None:
        if screen.is_terminal:
            screen.print(text, end="\r", overflow="crop", no_wrap=True)

    report = fetch_layers(
        layer or [], area, store, settings, tell, offline=offline, accept_loss=accept_loss
    )
    print_told(screen, fetch_lines(report))
    require_fetched(report)


def register(app: typer.Typer) -> None:
    """Add the command under ``data``."""
    app.command("fetch")(fetch_command)
