"""The command ``plan``: which sites open."""

from pathlib import Path
from typing import Annotated

import typer

from opvangkaart.cli.options import (
    CycleOption,
    EditionName,
    EditionOption,
    QuietOption,
    ScenarioArg,
)
from opvangkaart.cli.screen import console, print_told, progress_bar


def plan_command(
    scenario: ScenarioArg = None,
    cycle: CycleOption = None,
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
    steps: Annotated[
        int | None,
        typer.Option("--steps", help="So many plans at most on the line of --trade-off (2 to 50)."),
    ] = None,
    fair: Annotated[
        bool,
        typer.Option(
            "--fair",
            help="Also the plan that puts first the municipality with the fewest places per 1.000.",
        ),
    ] = False,
    no_regret: Annotated[
        int | None,
        typer.Option(
            "--no-regret",
            help="Make so many plans with other values: which sites are good in most (1 to 500).",
        ),
    ] = None,
    firm: Annotated[
        bool,
        typer.Option(
            "--firm",
            help="How much slower, smaller or dearer a site may be before the plan changes.",
        ),
    ] = False,
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            help="What happens on a date, such as 'UT03 sluit 2027-07-01' (may be repeated).",
        ),
    ] = None,
    period: Annotated[
        list[str] | None,
        typer.Option(
            "--period",
            help="Plan in periods, in one model: a first day and the places asked, such as "
            "2028-11-01=4000 (may be repeated; the first on the plan's own day).",
        ),
    ] = None,
    coverage: Annotated[
        float | None,
        typer.Option(
            "--coverage",
            help="Also the plan with most places within so many minutes of school and GP.",
        ),
    ] = None,
    coverage_of: Annotated[
        list[str] | None,
        typer.Option(
            "--coverage-of", help="A kind of facility for --coverage, such as gp (may be repeated)."
        ),
    ] = None,
    worst_trip: Annotated[
        bool, typer.Option("--worst-trip", help="Also the plan whose longest trip is shortest.")
    ] = False,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("maps/out-plan"),
    edition: EditionOption = EditionName.openbaar,
    quiet: QuietOption = False,
) -> None:
    """Make a hub-and-spoke plan with its gap, alternatives and repairs, drawn on the pages.

    In an area of several provinces each gets a plan of its own, with the balance between them.
    """
    from opvangkaart.runs.plan import PlanAsked
    from opvangkaart.runs.plan_provinces import plan_area

    asked = PlanAsked(
        keep=tuple(keep or ()),
        without=tuple(without or ()),
        cycle=cycle,
        target=target,
        alternatives=alternatives,
        new_hubs=new_hubs,
        insist=tuple(insist or ()),
        spare=tuple(spare or ()),
        trade_off=trade_off,
        steps=steps,
        quick=quick,
        fair=fair,
        no_regret=no_regret,
        firm=firm,
        events=tuple(event or ()),
        periods=tuple(period or ()),
        coverage_min=coverage,
        coverage_of=tuple(coverage_of or ()),
        worst_trip=worst_trip,
    )
    with progress_bar(quiet=quiet) as progress:
        told = plan_area(
            scenario, asked, out, edition=edition.value, earlier=earlier, limit_s=time_limit,
            progress=progress,
        )  # fmt: skip
    screen = console(quiet=quiet)
    print_told(screen, told)
    screen.explain()


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("plan")(plan_command)
