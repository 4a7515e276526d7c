"""The command ``dossier merge``: take in a copy of the dossier that someone else worked in."""

from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, WhoOption, opened
from opvangkaart.cli.screen import console, print_told
from sites.base.errors import OpvangkaartError
from sites.base.messages import say


def merge_command(
    dossier: DossierArg,
    copy: Annotated[str, typer.Argument(metavar="COPY", help="The copy: a .dossier file.")],
    who: WhoOption = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only show what the copy would do; write nothing.")
    ] = False,
    prefer: Annotated[
        str | None,
        typer.Option("--prefer", help="Who is right where both changed: dossier or kopie."),
    ] = None,
) -> None:
    """Take in a copy that someone else worked in; what both changed is listed, to choose."""
    from opvangkaart.dossier.incoming import THEIRS, YOURS
    from opvangkaart.dossier.merge import clashes_of, look_at_copy, merge
    from opvangkaart.runs.dossier import acting
    from opvangkaart.runs.dossier_told import merge_lines

    sides = {"dossier": THEIRS, "kopie": YOURS}
    if prefer is not None and prefer not in sides:
        raise OpvangkaartError(
            "--prefer {prefer!r} is no choice; write dossier or kopie", prefer=prefer
        )
    with opened(dossier, read_only=preview) as found, opened(copy, read_only=True) as other:
        looked = look_at_copy(found, other)
        screen = console()
        print_told(screen, merge_lines(looked))
        if preview:
            return
        choices = {
            (part.row_id, name): sides[prefer]
            for part, name in clashes_of(looked) if prefer is not None
        }  # fmt: skip
        merge(acting(found, who), looked, choices=choices)
        screen.print(say("taken in"))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("merge")(merge_command)
