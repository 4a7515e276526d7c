"""The command ``data import``: bring in a file that was downloaded by hand."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opvangkaart.cli.options import LayerOption, ScenarioOption, StoreOption
from opvangkaart.cli.options import day as day_of
from opvangkaart.cli.screen import console, print_told, print_words, progress_bar
from opvangkaart.runs.where import FOLDER
from sites.base import dutch
from sites.base.messages import say

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console


def import_command(
    layer: Annotated[
        str, typer.Argument(metavar="LAYER", help="streets, transit, or a layer such as wijken.")
    ],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILES", help="The file(s) you downloaded.")
    ],
    scenario: ScenarioOption = None,
    area: Annotated[
        str | None,
        typer.Option("--area", help="Polygon file to clip to, or alles; else the scenario's area."),
    ] = None,
    ring_m: Annotated[
        float | None, typer.Option("--ring", min=0.0, help="Metres kept around the area.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--day", help="For transit: a day (jjjj-mm-dd) of the week to keep."),
    ] = None,
    store: StoreOption = FOLDER,
    licence: Annotated[str | None, typer.Option("--licence", help="Licence of the file.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Shown to readers.")] = None,
    data_date: Annotated[str | None, typer.Option("--date", help="Date of the data.")] = None,
    part: LayerOption = None,
) -> None:
    """Bring in a file that was downloaded by hand: streets, a timetable, or any other layer."""
    from opvangkaart.runs.imports import feed_lines, import_file, import_streets, import_transit

    screen = console()
    if layer == "transit":
        chosen = None if day is None else day_of(day, such_as="2026-11-17")
        with progress_bar(quiet=False) as progress:
            record = import_transit(
                scenario, files, store / "transit", area=area, part=part, ring_m=ring_m, day=chosen,
                progress=progress,
            )  # fmt: skip
        print_told(screen, feed_lines(record))
        path = (store / "transit").as_posix()
        screen.print(say('Done. In the scenario: [[layers.transit]] path = "{path}"', path=path))
    elif layer == "streets":
        with progress_bar(quiet=False) as progress:
            modes = import_streets(
                scenario,
                files,
                store / "streets",
                area=area,
                part=part,
                ring_m=ring_m,
                progress=progress,
            )
        print_modes(screen, modes)
        path = (store / "streets").as_posix()
        screen.print(say('Done. In the scenario: [layers.streets] path = "{path}"', path=path))
    else:
        outcome = import_file(
            layer, files, store, scenario_path=scenario, licence=licence, source=source,
            data_date=data_date, part=part,
        )  # fmt: skip
        screen.print(
            say(
                "{layer}: {outcome}; {told}",
                layer=outcome.layer,
                outcome=outcome.outcome,
                told=outcome.message,
            )
        )


def print_modes(screen: "Console", modes: "pd.DataFrame") -> None:
    """Print what became of the streets per mode."""
    rows = modes.astype(object).to_numpy().tolist()
    cells = ((v if isinstance(v, str) else dutch.number(float(v)) for v in row) for row in rows)
    print_words(screen, map(str, modes.columns), cells, right=True)


def register(app: typer.Typer) -> None:
    """Add the command under ``data``."""
    app.command("import")(import_command)
