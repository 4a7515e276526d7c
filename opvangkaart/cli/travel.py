"""The commands about travel: one question, and bringing streets and timetables in."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from opvangkaart.cli.data import FOLDER, StoreOption
from opvangkaart.cli.data import import_command as import_table
from opvangkaart.cli.options import ScenarioOption, console, progress_bar
from sites.base import dutch
from sites.base.errors import OpvangkaartError

#: How far outside the area a network is kept, so that nothing at the border is cut off.
RING_M = {"streets": 10_000.0, "transit": 15_000.0}


class ModeName(StrEnum):
    """How to travel."""

    walk = "walk"
    bike = "bike"
    car = "car"
    ov = "ov"


def travel_command(
    start: Annotated[str, typer.Argument(metavar="FROM", help="LON,LAT, a hub, or a kern.")],
    goal: Annotated[str, typer.Argument(metavar="TO", help="LON,LAT, a hub, or a kern.")],
    mode: Annotated[ModeName, typer.Option("--mode", help="How to travel.")] = ModeName.bike,
    window: Annotated[
        str | None, typer.Option("--window", help="For ov: ochtend, school, dag, avond, zondag.")
    ] = None,
    scenario: ScenarioOption = None,
) -> None:
    """Answer one travel question; with --mode ov leg by leg, over a window of departures."""
    from opvangkaart.runs.travel import travel_lines

    screen = console()
    for line in travel_lines(scenario, start, goal, mode=mode.value, window=window):
        screen.print(line)


def import_command(
    layer: Annotated[str, typer.Argument(help="streets, transit, or a layer such as wijken.")],
    files: Annotated[list[Path], typer.Argument(help="The file(s) you downloaded.")],
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
    licence: Annotated[str, typer.Option("--licence", help="Licence of the file.")] = "na te gaan",
    source: Annotated[str | None, typer.Option("--source", help="Shown to readers.")] = None,
    data_date: Annotated[str | None, typer.Option("--date", help="Date of the data.")] = None,
) -> None:
    """Bring in a file that was downloaded by hand: streets, a timetable, or any other layer."""
    if layer == "transit":
        _transit(scenario, files, store / "transit", area, ring_m, day)
        return
    if len(files) != 1:
        msg = f"{len(files)} files for {layer}; give one (only transit takes several feeds)"
        raise OpvangkaartError(msg)
    if layer == "streets":
        _streets(scenario, files[0], store / "streets", area, ring_m)
        return
    import_table(layer, files[0], store, licence, source, data_date)


def _streets(
    scenario: Path | None, file: Path, out: Path, area: str | None, ring_m: float | None
) -> None:
    from opvangkaart.runs.travel import import_streets

    with progress_bar(quiet=False) as progress:
        progress("straten lezen")
        ring = RING_M["streets"] if ring_m is None else ring_m
        modes = import_streets(scenario, file, out, area=area, ring_m=ring)
    table = Table(box=None, pad_edge=False)
    for heading in modes.columns:
        table.add_column(str(heading), justify="left" if heading == "mode" else "right")
    for row in modes.astype(object).to_dict("records"):
        table.add_row(*(v if isinstance(v, str) else dutch.number(float(v)) for v in row.values()))
    screen = console()
    screen.print(table)
    screen.print(f'Klaar. In het scenario: [layers.streets] path = "{out.as_posix()}"')


def _transit(
    scenario: Path | None,
    files: list[Path],
    out: Path,
    area: str | None,
    ring_m: float | None,
    day: str | None,
) -> None:
    from opvangkaart.runs.travel import import_transit

    try:
        chosen = None if day is None else date.fromisoformat(day)
    except ValueError:
        msg = f"{day!r} is not a day; write jjjj-mm-dd, such as 2026-11-17"
        raise OpvangkaartError(msg) from None
    with progress_bar(quiet=False) as progress:
        progress("dienstregeling lezen")
        ring = RING_M["transit"] if ring_m is None else ring_m
        record = import_transit(scenario, files, out, area=area, ring_m=ring, day=chosen)
    screen = console()
    for name, rows in record["rows"].items():
        screen.print(f"{name}: {dutch.number(rows)}")
    for note in record["notes"]:
        screen.print(note)
    screen.print(f"Dagen: {', '.join(record['days'])}")
    screen.print(f'Klaar. In het scenario: [[layers.transit]] path = "{out.as_posix()}"')


def register(app: typer.Typer, data_app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("travel")(travel_command)
    data_app.command("import")(import_command)
