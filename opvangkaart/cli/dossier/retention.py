"""The command ``dossier retention``: how long the team keeps what, and what is past its date."""

from typing import Annotated

import typer

from opvangkaart.cli.dossier.options import DossierArg, WhoOption, opened
from opvangkaart.cli.screen import console, print_told
from sites.base.errors import OpvangkaartError
from sites.base.messages import say_counted


def retention_command(
    dossier: DossierArg,
    who: WhoOption = "",
    terms: Annotated[
        list[str] | None,
        typer.Option("--keep", help='Months: "notities=24"; 0 takes a term away (repeat).'),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take out all that is past its date.")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", help="Why; this stays in the log.")] = "",
) -> None:
    """Show what is past the date that the team set; take it out only when told to."""
    from opvangkaart.app.jobs.place import forget_jobs, jobs_at_rest
    from opvangkaart.dossier.retention import past_date, remove_past, set_rule
    from opvangkaart.runs.dossier import acting, today
    from opvangkaart.runs.dossier_told import retention_lines, terms_of

    wanted = terms_of(terms or [])
    with opened(dossier, read_only=not (wanted or remove)) as found:
        for subject, months in wanted.items():
            set_rule(acting(found, who), subject, months)
        screen = console()
        past = past_date(found, today())
        print_told(screen, retention_lines(found, past))
        if remove and past:
            if not reason.strip():
                raise OpvangkaartError("say why with --reason; the reason stays in the log")
            chosen = [one.row_id for one in past]
            jobs_at_rest(dossier)
            counted = remove_past(acting(found, who), chosen, reason=reason, today=today())
            forget_jobs(dossier)
            count = sum(counted.values())
            screen.print(say_counted("{count} row taken out", "{count} rows taken out",
                                     count=count))  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command under ``dossier``."""
    app.command("retention")(retention_command)
