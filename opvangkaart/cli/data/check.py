"""The command ``data check``: what a run would use, or whether a folder of layers is whole."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opvangkaart.cli.grid import Grid
from opvangkaart.cli.options import QuietOption, ScenarioArg
from opvangkaart.cli.screen import console, print_told, progress_bar
from sites.base import dutch
from sites.base.messages import say_counted

if TYPE_CHECKING:
    import pandas as pd


def check_command(
    scenario: ScenarioArg = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Check this folder of fetched layers instead.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Read every layer and the sites of a scenario, and report what a run would use."""
    if store is not None:
        verify_store(store)
        if scenario is None:
            return
    from opvangkaart.runs.data import look_into
    from opvangkaart.runs.inputs import read_inputs
    from opvangkaart.runs.report import input_lines

    with progress_bar(quiet=quiet) as progress:
        inputs = read_inputs(scenario, progress=progress)
        progress("straten, dienstregeling en opslag openen")
        opened = look_into(inputs)
    screen = console(quiet=quiet)
    screen.print(drawn(inputs.layers.info))
    screen.print(
        say_counted("{count} usable site.", "{count} usable sites.", count=len(inputs.sites))
    )
    print_told(screen, opened)
    print_told(screen, input_lines(inputs))


def drawn(info: "pd.DataFrame") -> Grid:
    """Return the layers of a run as a table: rows, origin, date and source."""
    from opvangkaart.runs.data import named_layer
    from sites.tables.columns import narrow
    from sites.tables.schemas import LayerInfo

    table = Grid()
    columns = ("layer", "rows", "origin", "data_date", "source")
    for column, heading in zip(columns, narrow(LayerInfo, *columns), strict=True):
        table.add_column(heading, right=column == "rows")
    for row in info.astype(object).to_dict("records"):
        day = row["data_date"]
        dated = dutch.moment(day) if isinstance(day, str) else dutch.UNKNOWN
        table.add_row(
            named_layer(row["layer"]), dutch.number(row["rows"]), row["origin"], dated,
            row["source"],
        )  # fmt: skip
    return table


def verify_store(store: Path) -> None:
    """Read every stored layer through; exit 2 with the first fault and the repairing command."""
    from opvangkaart.runs.data import checked_store, require_whole, store_lines

    checked = checked_store(store)
    print_told(console(), store_lines(checked))
    require_whole(store, checked.faults)


def register(app: typer.Typer) -> None:
    """Add the command under ``data``."""
    app.command("check")(check_command)
