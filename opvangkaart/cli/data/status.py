"""The command ``data status``: what is stored, how old it is, and whether a run may use it."""

from typing import Any

import typer

from opvangkaart.cli.grid import Grid
from opvangkaart.cli.options import StoreOption
from opvangkaart.cli.screen import console, print_told
from opvangkaart.runs.where import FOLDER, fetch_command
from sites.base import dutch
from sites.base.messages import say


def status_command(store: StoreOption = FOLDER) -> None:
    """List what is stored: rows, age, licence, and whether a run may use it."""
    from opvangkaart.runs.data import advice_lines, stored_layers

    rows = stored_layers(store)
    screen = console()
    if not rows:
        again = fetch_command(store)
        screen.print(say("No layers in {store}. Fetch them: {command}", store=store, command=again))
        return
    screen.print(drawn(rows))
    print_told(screen, advice_lines(rows))  # in full: a table cuts commands in two


def drawn(rows: list[dict[str, Any]]) -> Grid:
    """Return the stored layers as a table; red is what a run may not use, or what is old."""
    from sites.tables.columns import narrow
    from sites.tables.schemas import LayerInfo

    table = Grid()
    layer, count, licence = narrow(LayerInfo, "layer", "rows", "licence")
    for heading in (layer, count, "opgehaald", "dagen oud", "bruikbaar", licence):
        table.add_column(heading, right=heading in {count, "dagen oud"})
    for row in rows:
        table.add_row(
            row["name"], dutch.number(row["rows"]), row["checked"], dutch.number(row["age_days"]),
            dutch.yes_no(row["usable"]), str(row["licence"]),
            style="red" if row["is_stale"] or not row["usable"] else None,
        )  # fmt: skip
    return table


def register(app: typer.Typer) -> None:
    """Add the command under ``data``."""
    app.command("status")(status_command)
