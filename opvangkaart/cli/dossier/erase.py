"""The command ``dossier erase``: take words out of all that the dossier ever held."""

from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, WhoOption, opened
from opvangkaart.cli.screen import console
from sites.base.messages import say_counted


def erase_command(
    dossier: DossierArg,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What must go, as it was written.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; this stays in the log.")],
    who: WhoOption = "",
    code: Annotated[
        bool, typer.Option("--code", help="The words are the code of someone in the team.")
    ] = False,
) -> None:
    """Take words out of every version of every text; day and reason stay in the log."""
    from opvangkaart.app.jobs.place import forget_jobs, jobs_at_rest
    from opvangkaart.dossier.erase import erase
    from opvangkaart.runs.dossier import acting

    with opened(dossier) as found:
        jobs_at_rest(dossier)
        count = erase(acting(found, who), words, reason=reason, is_code=code)
        forget_jobs(dossier)
    console().print(say_counted("erased in {count} place", "erased in {count} places", count=count))


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("erase")(erase_command)
