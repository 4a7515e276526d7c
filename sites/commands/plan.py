"""The commands that plan: which sites open, what counts already, and how two plans differ."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from sites import dutch
from sites.commands.tools import (
    EditionName,
    EditionOption,
    QuietOption,
    ScenarioArg,
    console,
    progress_bar,
)
from sites.errors import OpvangkaartError

PlanFile = Annotated[Path, typer.Argument(help="A plan.parquet that `plan` wrote.")]


@contextmanager
def stopper(limit_s: float | None) -> Iterator[Callable[[], bool]]:
    """Stop a solve on Ctrl-C, or after a wall-clock limit where the user asked for one.

    The clock starts when the solver first asks. Before that there is no plan to save, so Ctrl-C
    ends the command; after that the best plan so far comes back, and a second Ctrl-C ends at once.
    """
    asked = {"stop": False}
    started: list[float] = []

    def on_interrupt(*_: object) -> None:
        if asked["stop"] or not started:
            raise KeyboardInterrupt
        asked["stop"] = True

    def stop() -> bool:
        if not started:
            started.append(time.monotonic())
        return asked["stop"] or (limit_s is not None and time.monotonic() - started[0] >= limit_s)

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def plan_command(
    scenario: ScenarioArg = None,
    target: Annotated[
        int | None, typer.Option("--target", help="Places wanted in all, existing included.")
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit", min=0.0, help="Seconds to solve; the plan then depends on the machine."
        ),
    ] = None,
    alternatives: Annotated[
        int | None, typer.Option("--alternatives", help="How many other good plans (0 to 10).")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="This site opens (may be repeated).")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", help="This site stays shut (may be repeated).")
    ] = None,
    new_hubs: Annotated[
        int | None, typer.Option("--new-hubs", min=0, help="So many new hubs may open.")
    ] = None,
    earlier: Annotated[
        Path | None,
        typer.Option("--from", help="Start from this plan.parquet: keep its hubs, done at once."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("maps/out-plan"),
    edition: EditionOption = EditionName.openbaar,
    quiet: QuietOption = False,
) -> None:
    """Make a hub-and-spoke plan with its gap, alternatives and repairs, drawn on the pages."""
    from sites.plan_run import PlanAsked, plan_run, read_plan, write_plan

    asked = PlanAsked(
        keep=tuple(keep or ()),
        without=tuple(without or ()),
        target=target,
        alternatives=alternatives,
        new_hubs=new_hubs,
        start=None if earlier is None else read_plan(earlier),
    )
    with progress_bar(quiet=quiet) as progress, stopper(time_limit) as stop:
        inputs, result, plan = plan_run(
            scenario, asked, edition=edition.value, stop=stop, progress=progress
        )
        if plan.conflict is not None:
            raise OpvangkaartError(plan.conflict.english)
        progress("pagina's tekenen")
        written = write_plan(inputs, result, plan, out)
    screen = console(quiet=quiet)
    screen.print(plan.status_text)
    print_table(screen, "Het plan in cijfers", ("", "aantal"), plan.summary, ("figure", "amount"))
    shown = ("name", "existing", "planned", "total", "share", "short")
    headings = ("gemeente", "bestaand", "nieuw", "samen", "aandeel", "tekort")
    print_table(screen, "Per gemeente", headings, plan.towns, shown)
    for note in plan.notes:
        screen.print(note)
    screen.print(f"Open {written.index}")


def print_table(
    screen: Any,  # noqa: ANN401 - a rich console
    title: str,
    headings: tuple[str, ...],
    table: Any,  # noqa: ANN401 - a pandas table, imported lazily
    columns: tuple[str, ...],
) -> None:
    """Print columns of a table under Dutch headings, numbers the Dutch way."""
    drawn = Table(title=title, box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        drawn.add_column(heading, justify="left" if number == 0 else "right")
    for row in table[list(columns)].astype(object).to_dict("records"):
        drawn.add_row(*(cell(row[name]) for name in columns))
    screen.print(drawn)


def cell(value: object) -> str:
    """Return one cell as a reader expects it.

    >>> cell(4793), cell("Zeist"), cell(None)
    ('4.793', 'Zeist', 'onbekend')
    """
    if isinstance(value, str):
        return value
    missing = value is None or value != value or type(value).__name__ == "NAType"  # noqa: PLR0124
    return dutch.UNKNOWN if missing else dutch.number(float(str(value)))


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


def day(text: str) -> date:
    """Return a day from "jjjj-mm-dd"."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a day; write jjjj-mm-dd, such as 2026-11-01"
        raise OpvangkaartError(msg) from None


def compare_command(one: PlanFile, other: PlanFile) -> None:
    """Compare two plans site by site: what stays, what comes, what goes, what leans elsewhere."""
    from sites.plan.make import compare
    from sites.plan_run import read_plan

    screen = console()
    table = compare(read_plan(one), read_plan(other))
    for change, rows in table.groupby("change", sort=True):
        screen.print(f"{change}: {dutch.counted(len(rows), 'locatie', 'locaties')}")
    changed = table[table["change"] != "blijft gelijk"]
    headings = ("locatie", "verandering", "plekken eerst", "plekken nu", "leunt eerst", "leunt nu")
    columns = ("site_id", "change", "places_one", "places_other", "hub_one", "hub_other")
    print_table(screen, "Verschillen", headings, changed, columns)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("plan")(plan_command)
    app.command("ledger")(ledger_command)
    app.command("compare")(compare_command)
