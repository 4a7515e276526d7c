"""The command ``dossier write``: the list as a workbook again, or as sites for a run."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, opened
from opvangkaart.cli.options import EditionName, EditionOption, ScenarioOption
from opvangkaart.cli.screen import console, print_told
from sites.base.errors import OpvangkaartError
from sites.base.messages import say, say_counted


def write_command(
    dossier: DossierArg,
    list_file: Annotated[
        Path | None, typer.Option("--list", help="Write the list as a workbook (.xlsx).")
    ] = None,
    like: Annotated[
        str | None, typer.Option("--like", help="The name of the list whose headings it gets.")
    ] = None,
    geopackage: Annotated[
        Path | None, typer.Option("--geopackage", help="Write the list for QGIS (.gpkg).")
    ] = None,
    edition: EditionOption = EditionName.intern,
    sites: Annotated[
        Path | None, typer.Option("--sites", help="Write sites and a scenario in this folder.")
    ] = None,
    scenario: ScenarioOption = None,
) -> None:
    """Write the list as the workbook it came from, or as a scenario for run, plan and documents."""
    from opvangkaart.runs.list_out import write_geopackage
    from opvangkaart.runs.own_list import write_scenario
    from opvangkaart.runs.progress import around_of
    from opvangkaart.runs.team_list import write_list

    if list_file is None and sites is None and geopackage is None:
        raise OpvangkaartError(
            "say what to write: --list FILE.xlsx, --geopackage FILE.gpkg or --sites FOLDER"
        )
    if geopackage is not None and geopackage.suffix.lower() != ".gpkg":
        raise OpvangkaartError("{file} is no GeoPackage; give it the extension .gpkg",
                               file=geopackage.name)  # fmt: skip
    if list_file is not None and list_file.suffix.lower() != ".xlsx":
        raise OpvangkaartError("{file} is no workbook; give it the extension .xlsx",
                               file=list_file.name)  # fmt: skip
    with opened(dossier, read_only=True) as found:
        screen = console()
        if list_file is not None:
            count = write_list(found, list_file, like=like, scenario_path=scenario)
            screen.print(say_counted("{count} row written", "{count} rows written", count=count))
        if geopackage is not None:
            count = write_geopackage(found, around_of(scenario), geopackage, edition=edition.value)
            screen.print(say_counted("{count} row written", "{count} rows written", count=count))
        if sites is not None:
            print_told(screen, write_scenario(found, sites, scenario))
            path = (sites / "initiatieven.toml").as_posix()
            path = f'"{path}"' if " " in path else path  # else a line cuts it in two
            screen.print(say("Now: opvangkaart run {path}", path=path))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("write")(write_command)
