"""The commands that judge: can it lean, and why does it rank where it does."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from opvangkaart.cli.options import (
    QuietOption,
    ScenarioArg,
    ScenarioOption,
    console,
    print_best,
    progress_bar,
)
from sites.base.errors import OpvangkaartError


def lean_command(
    scenario: ScenarioOption = None,
    at: Annotated[str | None, typer.Option("--at", help="A point as LON,LAT in degrees.")] = None,
    site: Annotated[str | None, typer.Option("--site", help="A site of the scenario.")] = None,
    places: Annotated[float | None, typer.Option("--places", help="How many places.")] = None,
    hub: Annotated[
        str | None, typer.Option("--hub", help="Only this mother location (id or name).")
    ] = None,
    function: Annotated[
        list[str] | None, typer.Option("--function", help="Show this function (may be repeated).")
    ] = None,
    on_site: Annotated[
        list[str] | None, typer.Option("--on-site", help="This function is on the site itself.")
    ] = None,
    no_children: Annotated[
        bool, typer.Option("--no-children", help="No children will live here.")
    ] = False,
    target_groups: Annotated[
        str | None,
        typer.Option("--target-groups", help="Who lives here, such as 'asielzoekers 60'."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the answer to this file.")
    ] = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="Draw the answer as one page in this file.")
    ] = None,
) -> None:
    """Say whether one point or site can lean on a mother location, why, and what would flip it."""
    from opvangkaart.runs.lean import Asked, lean, lean_site

    own = frozenset(on_site or ())
    if (at is None) == (site is None):
        msg = "give either --at LON,LAT or --site ID"
        raise OpvangkaartError(msg)
    if site is not None:
        answer = lean_site(
            scenario, site, places=places, hub=hub, functions=tuple(function or ()), on_site=own,
            no_children=no_children,
        )  # fmt: skip
    else:
        if places is None:
            msg = "a point has no number of places of its own; give --places"
            raise OpvangkaartError(msg)
        lon, lat = point(str(at))
        asked = Asked(lon, lat, places, hub, tuple(function or ()), own, no_children, target_groups)
        answer = lean(scenario, asked)
    show_answer(answer, json_file, page)


def point(text: str) -> tuple[float, float]:
    """Return longitude and latitude from "LON,LAT"."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        msg = f"{text!r} is not a point; write LON,LAT in degrees, such as 5.12,52.09"
        raise OpvangkaartError(msg) from None
    return lon, lat


def show_answer(answer: Any, json_file: Path | None, page: Path | None) -> None:  # noqa: ANN401
    """Print the verdict and its functions; write JSON and one page where asked."""
    from sites.judgement.report import LEAN_HEADINGS, lean_json, lean_lines, lean_rows

    screen = console()
    for line in lean_lines(answer):
        screen.print(line)
    table = Table(box=None, pad_edge=False)
    for heading in LEAN_HEADINGS:
        table.add_column(heading)
    for row in lean_rows(answer):
        table.add_row(*row)
    screen.print(table)
    if json_file is not None:
        text = json.dumps(lean_json(answer), ensure_ascii=False, indent=2)
        json_file.write_text(text + "\n", encoding="utf-8")
    if page is not None:
        from maps.page.answer import answer_page

        page.write_bytes(answer_page(answer))
        screen.print(f"Open {page}")


def rank_command(
    scenario: ScenarioArg = None,
    why: Annotated[str | None, typer.Option("--why", help="Explain the rank of this site.")] = None,
    count: Annotated[int, typer.Option("--count", min=1, help="How many to print.")] = 10,
    quiet: QuietOption = False,
) -> None:
    """Print the best sites of a scenario, or explain why one site ranks where it does."""
    from opvangkaart.runs.best import best_sites
    from opvangkaart.runs.inputs import read_inputs
    from opvangkaart.runs.run import evaluate
    from sites.judgement.report import WHY_HEADINGS, why_site

    with progress_bar(quiet=quiet) as progress:
        result = evaluate(read_inputs(scenario, progress=progress), edition="intern",
                          progress=progress)  # fmt: skip
    screen = console()
    if why is None:
        print_best(screen, best_sites(result, count))
        return
    told = why_site(
        why, sites=result.sites, scores=result.scores, ranking=result.ranking,
        scenario=result.scenario,
        trust=None if result.judgement is None else result.judgement.trust,
    )  # fmt: skip
    for line in told.lines:
        screen.print(line)
    table = Table(box=None, pad_edge=False)
    for heading in WHY_HEADINGS:
        table.add_column(heading)
    for row in told.rows:
        table.add_row(*row)
    screen.print(table)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("lean")(lean_command)
    app.command("rank")(rank_command)
