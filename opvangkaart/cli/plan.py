"""The commands that plan: which sites open, and how two plans differ."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opvangkaart.cli.options import (
    EditionName,
    EditionOption,
    QuietOption,
    ScenarioArg,
    console,
    print_table,
    progress_bar,
)
from sites.base import dutch
from sites.base.errors import OpvangkaartError

if TYPE_CHECKING:
    from rich.console import Console

    from sites.tables.results import PlanTables

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
        typer.Option("--from", help="Start from this plan.parquet: solved in seconds."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="No other plans and no repairs: much sooner done.")
    ] = False,
    insist: Annotated[
        list[str] | None, typer.Option("--insist", help="Say what it costs to have this site.")
    ] = None,
    spare: Annotated[
        list[str] | None,
        typer.Option("--spare", help="Say what it costs to open nothing in this municipality."),
    ] = None,
    trade_off: Annotated[
        str | None,
        typer.Option("--trade-off", help="Two objectives, such as minutes:municipalities."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("maps/out-plan"),
    edition: EditionOption = EditionName.openbaar,
    quiet: QuietOption = False,
) -> None:
    """Make a hub-and-spoke plan with its gap, alternatives and repairs, drawn on the pages."""
    from opvangkaart.runs.plan import PlanAsked, plan_run, read_plan, write_plan
    from sites.tables.plan import PlanFigures, PlanTowns

    asked = PlanAsked(
        keep=tuple(keep or ()),
        without=tuple(without or ()),
        target=target,
        alternatives=alternatives,
        new_hubs=new_hubs,
        start=None if earlier is None else read_plan(earlier),
        insist=tuple(insist or ()),
        spare=tuple(spare or ()),
        trade_off=trade_off,
        quick=quick,
    )
    with progress_bar(quiet=quiet) as progress, stopper(time_limit) as stop:
        planned = plan_run(scenario, asked, edition=edition.value, stop=stop, progress=progress)
        plan = planned.plan
        if plan.conflict is not None:
            raise OpvangkaartError(plan.conflict.english)
        progress("pagina's tekenen")
        written = write_plan(planned, out)
    screen = console(quiet=quiet)
    screen.print(plan.status_text)
    print_table(screen, "Het plan in cijfers", PlanFigures, plan.summary, ("figure", "amount"))
    shown = ("name", "existing", "planned", "total", "share", "short")
    print_table(screen, "Per gemeente", PlanTowns, plan.towns, shown)
    print_around(screen, planned.shown)
    for note in (*plan.notes, *planned.shown.after.notes):
        screen.print(note)
    screen.print(f"Open {written.index}")


def print_around(screen: "Console", plan: "PlanTables") -> None:
    """Print the alternatives, what the worst losses do, and what was asked about wishes."""
    repairs = plan.repairs
    for row in plan.alternatives.to_dict("records"):
        worse, differs = dutch.number(100 * row["distance"], 1), dutch.number(100 * row["differs"])
        screen.print(f"{row['plan']}: {worse}% minder goed, {differs}% andere locaties.")
    if len(repairs):
        hurt = repairs[repairs["short"].astype(float) > 0]
        told = dutch.counted(len(repairs), "mogelijke uitval", "mogelijke keren uitval")
        screen.print(f"Herstel berekend voor {told}; {dutch.number(len(hurt))} met een tekort.")
    for asked in (plan.wishes, plan.trade_off):
        for words in () if asked is None else asked["words"]:
            screen.print(words)


def compare_command(one: PlanFile, other: PlanFile) -> None:
    """Compare two plans site by site: what stays, what comes, what goes, what leans elsewhere."""
    from geodata.files.basisset import table as basis
    from opvangkaart.runs.plan import read_plan
    from sites.plan.compare import compare, compare_towns
    from sites.tables.plan import PlanChanges, PlanTownChanges

    screen = console()
    table = compare(read_plan(one), read_plan(other))
    for change, rows in table.groupby("change", sort=True):
        screen.print(f"{change}: {dutch.counted(len(rows), 'locatie', 'locaties')}")
    changed = table[table["change"] != "blijft gelijk"].astype(object)
    changed = changed.where(changed.notna(), "-")  # not in that plan: not unknown either
    columns = ("site_id", "change", "places_one", "places_other", "hub_one", "hub_other")
    print_table(screen, "Verschillen", PlanChanges, changed, columns)
    towns = compare_towns(table, basis("municipalities"))
    columns = ("name", "places_one", "places_other", "difference", "sites_one", "sites_other")
    print_table(screen, "Nieuwe plekken per gemeente", PlanTownChanges, towns, columns)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("plan")(plan_command)
    app.command("compare")(compare_command)
