"""The command ``data fetch``: today's layers of an area."""

from pathlib import Path
from typing import Annotated, Final

import typer

from opvangkaart.cli.options import StoreOption
from opvangkaart.cli.screen import console, print_told
from opvangkaart.runs.where import FOLDER

#: Fetched where nobody says which area.
AREA: Final = "utrecht"


def fetch_command(
    layer: Annotated[
        list[str] | None, typer.Option("--layer", help="Only this layer (may be repeated).")
    ] = None,
    area: Annotated[
        str | None,
        typer.Option(
            "--area", show_default=AREA, help="A province, GM codes with commas, or a polygon file."
        ),
    ] = None,
    province: Annotated[
        list[str] | None,
        typer.Option(
            "--province",
            help="Fetch by province, by name or code (may be repeated); what is whole is kept.",
        ),
    ] = None,
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
    from opvangkaart.runs.data import DataError, fetch_layers, fetch_lines, require_fetched

    if area is not None and province:
        raise DataError("give --area or --province, not both")
    screen = console(quiet=quiet)

    def tell(text: str) -> None:
        if screen.is_terminal:
            screen.print(text, end="\r", overflow="crop", no_wrap=True)

    report = fetch_layers(
        layer or [], area or AREA, store, settings, tell,
        provinces=province or (), offline=offline, accept_loss=accept_loss,
    )  # fmt: skip
    print_told(screen, fetch_lines(report))
    require_fetched(report)


def register(app: typer.Typer) -> None:
    """Add the command under ``data``."""
    app.command("fetch")(fetch_command)
