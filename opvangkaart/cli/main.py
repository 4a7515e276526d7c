"""The command ``opvangkaart``: thin, lazy and honest about whose fault it is.

Exit codes: 0 done, 2 what the user can mend, 1 our fault. Heavy libraries are imported inside the
commands that use them, so that ``--help`` stays quick; tests/opvangkaart/cli/test_cli.py holds the
list.
"""

import gc
import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from opvangkaart.cli import data as cli_data
from opvangkaart.cli import judgement as cli_judgement
from opvangkaart.cli import ledger as cli_ledger
from opvangkaart.cli import plan as cli_plan
from opvangkaart.cli import travel as cli_travel
from opvangkaart.cli.options import (
    EditionName,
    EditionOption,
    MunicipalityOption,
    OutOption,
    QuietOption,
    ScenarioArg,
    ScenarioOption,
    console,
    print_best,
    progress_bar,
)
from sites.base import dutch
from sites.base.errors import OpvangkaartError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From candidate reception sites to council maps. Everything runs offline.",
)
data_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the input.")
app.add_typer(data_app, name="data")
cli_judgement.register(app)
cli_plan.register(app)
cli_ledger.register(app)
cli_travel.register(app, data_app)
cli_data.register(data_app)


@app.command("run")
def run_command(
    scenario: ScenarioArg = None,
    out: OutOption = Path("maps/out"),
    edition: EditionOption = EditionName.openbaar,
    municipality: MunicipalityOption = None,
    from_record: Annotated[
        Path | None, typer.Option("--from", help="Make the run of this run.json again.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Compute a scenario and write the pages, tables and the run record."""
    from opvangkaart.runs.best import best_sites
    from opvangkaart.runs.rerun import rerun
    from opvangkaart.runs.run import run

    if from_record is not None:
        with progress_bar(quiet=quiet) as progress:
            inputs, result, written = rerun(
                from_record, out, scenario_path=scenario, progress=progress
            )
        report(console(quiet=quiet), inputs, result, written)
        return
    with progress_bar(quiet=quiet) as progress:
        inputs, result, written = run(
            scenario, out, edition=edition.value, municipalities=municipality or (),
            progress=progress,
        )  # fmt: skip
    screen = console(quiet=quiet)
    print_best(screen, best_sites(result))
    report(screen, inputs, result, written)


def report(screen: Console, inputs: Any, result: Any, written: Any) -> None:  # noqa: ANN401
    """Say what was left out, what was rejected, and which page to open."""
    from sites.tables.editions import withheld_notice

    if notice := withheld_notice(inputs.sites, result.edition):
        screen.print(notice)
    for note in inputs.notes:
        screen.print(note)
    print_rejected(screen, inputs.rejected)
    for row in [] if result.streets is None else result.streets.detour.to_dict("records"):
        screen.print(
            f"Omrijfactor {row['mode']}: gemeten {dutch.number(row['measured'], 2)}, "
            f"aangenomen {dutch.number(row['assumed'], 2)}"
        )
    pages = sum(name.endswith(".html") for name in written.files)
    drawn = dutch.counted(pages, "pagina", "pagina's")
    screen.print(f"{drawn} geschreven. Open {written.index}")


@app.command("scout")
def scout_command(
    scenario: ScenarioArg = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many to print.")] = 10,
    quiet: QuietOption = False,
) -> None:
    """Scan the whole area with search cells and print the best."""
    from opvangkaart.runs.best import best_sites
    from opvangkaart.runs.inputs import read_inputs
    from opvangkaart.runs.run import evaluate
    from sites.base.errors import ScenarioError

    with progress_bar(quiet=quiet) as progress:
        inputs = read_inputs(scenario, progress=progress)
        if inputs.scenario.sites.path is not None:
            msg = "this scenario names a sites file; scout looks without one: remove [sites] path"
            raise ScenarioError(msg)
        result = evaluate(inputs, progress=progress)
    screen = console(quiet=quiet)
    screen.print(f"{dutch.number(len(result.sites))} zoekgebieden doorgerekend.")
    print_best(screen, best_sites(result, count))


@app.command("score")
def score_command(
    file: Annotated[Path, typer.Argument(help="Sites: .csv, .xlsx, .geojson, .gpkg, .parquet.")],
    scenario: ScenarioOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write pages and tables here.")] = None,
    edition: EditionOption = EditionName.openbaar,
    quiet: QuietOption = False,
) -> None:
    """Score your own sites: print all of them, or with --out write what an edition may show."""
    from opvangkaart.runs.best import best_sites
    from opvangkaart.runs.inputs import read_inputs
    from opvangkaart.runs.run import evaluate, run

    screen = console(quiet=quiet)
    if out is not None:
        with progress_bar(quiet=quiet) as progress:
            inputs, result, written = run(
                scenario, out, edition=edition.value, sites_file=file, progress=progress
            )
        print_best(screen, best_sites(result))
        report(screen, inputs, result, written)
        return
    with progress_bar(quiet=quiet) as progress:
        inputs = read_inputs(scenario, sites_file=file, progress=progress)
        # Your own screen shows your own sites; only what is written has an edition.
        result = evaluate(inputs, edition="intern", progress=progress)
    print_best(screen, best_sites(result))
    for note in inputs.notes:
        screen.print(note)
    print_rejected(screen, inputs.rejected)


@app.command("documents")
def documents_command(
    scenario: ScenarioArg = None,
    out: OutOption = Path("maps/out-documenten"),
    edition: EditionOption = EditionName.openbaar,
    municipality: MunicipalityOption = None,
    site: Annotated[
        list[str] | None, typer.Option("--site", help="Profile of this site (may be repeated).")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Write site profiles (PDF), council annexes (DOCX, PDF) and maps as pictures (SVG, PNG)."""
    from opvangkaart.runs.documents import documents

    with progress_bar(quiet=quiet) as progress:
        written = documents(
            scenario, out, edition=edition.value, municipalities=municipality or (),
            site_ids=site or (), progress=progress,
        )  # fmt: skip
    screen = console(quiet=quiet)
    screen.print(f"{dutch.counted(len(written.files), 'bestand', 'bestanden')} in {written.out}")


def print_rejected(screen: Console, rejected: Any) -> None:  # noqa: ANN401
    """Print the rows that were not used, the first ten in full."""
    if rejected is None or rejected.empty:
        return
    rows = dutch.counted(len(rejected), "rij", "rijen")
    screen.print(f"{rows} niet gebruikt:")
    for row in rejected.head(10).itertuples():
        screen.print(f"  rij {row.row}, kolom {row.column}: {row.reason} ({row.value!s:.60})")
    if len(rejected) > 10:  # noqa: PLR2004 - the ten above
        screen.print(f"  en nog {dutch.number(len(rejected) - 10)}; alle rijen staan in intern/")


@data_app.command("check")
def data_check_command(
    scenario: ScenarioArg = None,
    store: Annotated[
        Path | None, typer.Option("--store", help="Check this folder of fetched layers instead.")
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Read every layer and the sites of a scenario, and report what a run would use."""
    if store is not None:
        cli_data.verify_store(store)
        return
    from opvangkaart.runs.inputs import read_inputs
    from sites.tables.columns import narrow
    from sites.tables.schemas import LayerInfo

    with progress_bar(quiet=quiet) as progress:
        inputs = read_inputs(scenario, progress=progress)
    screen = console(quiet=quiet)
    table = Table(box=None, pad_edge=False)
    columns = ("layer", "rows", "origin", "data_date", "source")
    for column, heading in zip(columns, narrow(LayerInfo, *columns), strict=True):
        table.add_column(heading, justify="right" if column == "rows" else "left")
    for row in inputs.layers.info.astype(object).to_dict("records"):
        dated = row["data_date"] if isinstance(row["data_date"], str) else dutch.UNKNOWN
        table.add_row(row["layer"], dutch.number(row["rows"]), row["origin"], dated, row["source"])
    screen.print(table)
    screen.print(f"{dutch.counted(len(inputs.sites), 'locatie', 'locaties')} bruikbaar.")
    for note in inputs.notes:
        screen.print(note)
    print_rejected(screen, inputs.rejected)


def main() -> None:
    """Run the command line; one line and exit 2 for what the user can mend."""
    # A run makes millions of small lasting objects and hardly a cycle: looking for cycles as often
    # as Python does by default took a fifth of its time.
    gc.set_threshold(200_000, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not be UTF-8: a name must never end a run.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="opvangkaart")  # the same words, however the program was started
    except OpvangkaartError as error:
        console(stderr=True).print(f"opvangkaart: {error}")
        sys.exit(2)
    except KeyboardInterrupt:
        console(stderr=True).print("opvangkaart: stopped; the previous output is untouched")
        sys.exit(130)
    except Exception:  # noqa: BLE001 - the last line of defence
        traceback.print_exc()
        console(stderr=True).print("opvangkaart: this is our fault; please report the lines above")
        sys.exit(1)
