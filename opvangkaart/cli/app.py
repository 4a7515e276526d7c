"""The command ``app``: the workbench in a browser."""

from typing import Annotated

import typer

from opvangkaart.cli.options import ScenarioOption
from opvangkaart.cli.screen import console
from sites.base.messages import say

#: Where a first dossier is made.
FIRST = "eigen/team.dossier"


def app_command(
    dossier: Annotated[
        str,
        typer.Argument(metavar="DOSSIER", help="A .dossier file (made if absent), or a server."),
    ] = FIRST,
    scenario: ScenarioOption = None,
    who: Annotated[
        str, typer.Option("--who", help="Your code in the team, such as initials; no name.")
    ] = "",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="A port of this machine; 0: a free one.")
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser; print the address.")
    ] = False,
) -> None:
    """Open the workbench: the team's list, the map and the progress, in your browser."""
    screen = console()
    screen.print(say("The workbench is opening; the first time takes longer."))  # before it loads
    from opvangkaart.app.serve import start

    is_first = dossier == FIRST

    def told(address: str) -> None:
        screen.print(say("The workbench is open: {address}", address=address))
        screen.print(say("End it with Ctrl+C; what was saved stays."))

    start(
        dossier, scenario=scenario, who_is=who, port=port, browser=not no_browser,
        example=is_first and scenario is None, folder=is_first, told=told,
    )  # fmt: skip
    screen.print(say("The workbench is closed; what was saved stays."))


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("app")(app_command)
