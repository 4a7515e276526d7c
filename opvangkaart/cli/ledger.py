"""The command ``ledger``: what counts on a day, and what belongs beside it."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import (
    CycleOption,
    EditionName,
    EditionOption,
    QuietOption,
    ScenarioArg,
    day,
)
from opvangkaart.cli.screen import console, print_told, progress_bar
from sites.base.messages import say_counted


def ledger_command(
    scenario: ScenarioArg = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Day as jjjj-mm-dd; else the scenario's date.")
    ] = None,
    cycle: CycleOption = None,
    target: Annotated[
        int | None, typer.Option("--target", help="Places wanted in all, existing included.")
    ] = None,
    shares: Annotated[
        bool, typer.Option("--shares", help="Print the shares per municipality side by side.")
    ] = False,
    first_tranche: Annotated[
        int | None, typer.Option("--first-tranche", help="Compare one-off with two tranches.")
    ] = None,
    days: Annotated[
        bool, typer.Option("--days", help="Print every day on which something changes.")
    ] = False,
    pressure: Annotated[
        bool, typer.Option("--pressure", help="Print all counters per municipality together.")
    ] = False,
    without_counter: Annotated[
        list[str] | None,
        typer.Option("--without-counter", help="Leave this counter out (may be repeated)."),
    ] = None,
    agreements: Annotated[
        bool, typer.Option("--agreements", help="Print agreements and what they change.")
    ] = False,
    money: Annotated[
        bool, typer.Option("--money", help="Print bonus, claw-back and housing grants.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write everything here (.xlsx, .csv, .parquet).")
    ] = None,
    edition: EditionOption = EditionName.openbaar,
    quiet: QuietOption = False,
) -> None:
    """Print what counts on a day: regular places, and apart from them amv, CNO and the rest."""
    from opvangkaart.runs.entered import ledger_notes
    from opvangkaart.runs.ledger import ledger
    from opvangkaart.runs.ledger_told import ledger_told

    without = without_counter or []
    with progress_bar(quiet=quiet) as progress:
        kept = ledger(
            scenario, out, edition=edition.value, on=day(on) if on else None, cycle=cycle,
            target=target, without=without, first_tranche=first_tranche, progress=progress,
        )  # fmt: skip
    wanted = {
        "shares": shares,
        "tranches": first_tranche is not None,
        "days": days,
        "pressure": pressure,
        "agreements": agreements,
        "money": money,
    }
    views = [name for name, is_wanted in wanted.items() if is_wanted]
    screen = console(quiet=quiet)
    print_told(screen, ledger_notes(kept.settings.ledger, edition.value))
    print_told(screen, ledger_told(kept.tables, kept.settings, views, without=without))
    screen.explain()
    if kept.files:
        screen.print(
            say_counted(
                "{count} file in {folder}",
                "{count} files in {folder}",
                count=len(kept.files),
                folder=out,
            )
        )


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("ledger")(ledger_command)
