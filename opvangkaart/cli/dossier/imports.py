"""The command ``dossier import``: take in the list that a team keeps in a spreadsheet."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, WhoOption, opened
from opvangkaart.cli.options import LayerOption, ScenarioOption
from opvangkaart.cli.screen import console, print_told
from sites.base.errors import OpvangkaartError
from sites.base.messages import say


def import_command(
    dossier: DossierArg,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The list: .xlsx or .csv.")],
    who: WhoOption = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what each row would do; write nothing.")
    ] = False,
    matched: Annotated[
        list[str] | None,
        typer.Option("--column", help='Which heading is what: "places=Aantal bedden" (repeat).'),
    ] = None,
    prefer: Annotated[
        str | None,
        typer.Option("--prefer", help="Who is right where both changed: dossier or lijst."),
    ] = None,
    layer: LayerOption = None,
    scenario: ScenarioOption = None,
) -> None:
    """Take in a list as it is: its headings are matched, columns that are not known are kept."""
    from opvangkaart.dossier.incoming import THEIRS, YOURS, needs_choice
    from opvangkaart.runs.dossier import acting, bring_in, columns_of, incoming_lines, look_at_list

    if prefer not in {None, THEIRS, YOURS}:
        raise OpvangkaartError(
            "--prefer {prefer!r} is no choice; write dossier or lijst", prefer=prefer
        )
    with opened(dossier, read_only=preview) as found:
        incoming = look_at_list(
            found, file, scenario_path=scenario, sheet=layer, matched=columns_of(matched or [])
        )
        screen = console()
        print_told(screen, incoming_lines(incoming))
        if preview:
            return
        choices = {
            (step.entry.row, name): prefer
            for step in needs_choice(incoming.steps) for name in step.clashes if prefer
        }  # fmt: skip
        bring_in(acting(found, who), incoming, choices=choices)
        screen.print(say("taken in"))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("import")(import_command)
