"""The command of the ledger: what counts on a day, and what belongs beside it."""

from typing import Annotated, Any

import typer

from sites import dutch
from sites.commands.tools import (
    QuietOption,
    ScenarioArg,
    console,
    day,
    print_table,
    progress_bar,
)


def ledger_command(
    scenario: ScenarioArg = None,
    on: Annotated[
        str | None, typer.Option("--on", help="Day as jjjj-mm-dd; else the scenario's date.")
    ] = None,
    shares: Annotated[
        bool, typer.Option("--shares", help="Print the shares per municipality side by side.")
    ] = False,
    first_tranche: Annotated[
        int | None, typer.Option("--first-tranche", help="Compare one-off with two tranches.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Print what counts on a day: regular places, and apart from them amv, CNO and the rest."""
    from sites.ledger.money import bonus_eur
    from sites.ledger.state import ledger_on
    from sites.plan_run import ledger_of
    from sites.run import read_inputs

    with progress_bar(quiet=quiet) as progress:
        inputs = read_inputs(scenario, progress=progress)
        moment = day(on) if on else inputs.scenario.reference_date
        ledger = ledger_on(
            ledger_of(inputs),
            moment,
            municipalities=inputs.layers.municipalities,
            target=inputs.scenario.plan.target,
        )
    screen = console(quiet=quiet)
    screen.print(f"Stand op {dutch.day(moment)}, doel {dutch.number(ledger.target)} plekken")
    headings = ("teller", "in gebruik", "gepland", "na te gaan", "regels zonder aantal")
    columns = ("counter", "existing", "planned", "to_check", "unknown")
    print_table(screen, "", headings, ledger.totals, columns)
    for note in ledger.notes:
        screen.print(note)
    todo = max(0, ledger.target - ledger.regular)
    screen.print(
        f"Nog te realiseren: {dutch.counted(todo, 'plek', 'plekken')}; de bonus daarvoor is "
        f"{dutch.number(bonus_eur(todo))} euro (terug te betalen waar plekken er niet komen)."
    )
    if ledger.cno_candidates:
        names = dutch.listed(ledger.cno_candidates)
        screen.print(f"Zonder reguliere opvang of plan daarvoor: {names}.")
    if shares:
        print_shares(screen, inputs, ledger.target)
    if first_tranche is not None:
        print_tranches(screen, inputs, ledger.target, first_tranche)


def print_shares(screen: Any, inputs: Any, target: int) -> None:  # noqa: ANN401
    """Print the shares per municipality by every key side by side: never one truth."""
    from sites.ledger.shares import shares_side_by_side

    table = shares_side_by_side(own_towns(inputs), target, inputs.scenario.plan.share)
    headings = ("gemeente", "naar inwoners", "eigen sleutel", "ingevulde opgave")
    columns = ("name", "population_share", "own_share", "task")
    print_table(screen, "Aandeel per gemeente", headings, table, columns)


def print_tranches(screen: Any, inputs: Any, target: int, first: int) -> None:  # noqa: ANN401
    """Print one distribution at once beside two tranches; both add up to the same total."""
    from sites.ledger.state import tranches

    table = tranches(own_towns(inputs), target, first, inputs.scenario.plan.share)
    headings = ("gemeente", "in één keer", "eerste", "tweede", "samen", "verschil")
    columns = ("name", "once", "tranche_1", "tranche_2", "in_two", "difference")
    print_table(screen, "In één keer of in twee tranches", headings, table, columns)


def own_towns(inputs: Any) -> Any:  # noqa: ANN401
    """Return the municipalities of the area, without the ring around it."""
    towns = inputs.layers.municipalities
    return towns[towns["role"] == "gebied"]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("ledger")(ledger_command)
