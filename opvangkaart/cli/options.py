"""What the commands share: options, the console, the progress line and small tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from sites.base import dutch
from sites.base.errors import OpvangkaartError

if TYPE_CHECKING:
    from opvangkaart.runs.run import Progress
    from sites.tables.columns import Schema


class EditionName(StrEnum):
    """Who may see it."""

    openbaar = "openbaar"
    raad = "raad"
    intern = "intern"


ScenarioArg = Annotated[
    Path | None, typer.Argument(help="Scenario file (.toml); the bundled run without one.")
]
ScenarioOption = Annotated[
    Path | None, typer.Option("--scenario", help="Scenario file (.toml); bundled without one.")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write to.")]
EditionOption = Annotated[
    EditionName, typer.Option("--edition", help="Who may see it; the rest is left out.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
MunicipalityOption = Annotated[
    list[str] | None,
    typer.Option("--municipality", "-m", help="Only this municipality (may be repeated)."),
]


def console(*, quiet: bool = False, stderr: bool = False) -> Console:
    """Return a console; markup is off because names come from users' files."""
    return Console(quiet=quiet, stderr=stderr, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator["Progress"]:
    """Show what is being done, with the time it takes; nothing when quiet or not a terminal."""
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    screen = console(stderr=True)
    silent = quiet or not screen.is_terminal  # a log file is no place for a moving line
    with Bar(*columns, console=screen, transient=True, disable=silent) as bar:
        task = bar.add_task("beginnen", total=None)
        yield lambda text: bar.update(task, description=text)


def print_best(out: Console, best: Any) -> None:  # noqa: ANN401 - a pandas table, imported lazily
    """Print the best sites as a table."""
    from sites.tables.columns import narrow
    from sites.tables.terminal import BestSites

    table = Table(title="De tien beste", box=None, pad_edge=False)
    columns = ("rank", "name", "gemeente", "score", "mother", "answer", "travel_min")
    for column, heading in zip(columns, narrow(BestSites, *columns), strict=True):
        table.add_column(heading, justify="right" if column in {"rank", "score"} else "left")
    for row in best.itertuples():
        table.add_row(
            dutch.number(row.rank),
            str(row.name),
            str(row.gemeente),
            dutch.score(row.score),
            row.mother if isinstance(row.mother, str) else "geen",
            str(row.answer),
            dutch.minutes(row.travel_min),
        )
    out.print(table)


def print_table(
    screen: Any,  # noqa: ANN401 - a rich console
    title: str,
    schema: "Schema",
    table: Any,  # noqa: ANN401 - a pandas table, imported lazily
    columns: tuple[str, ...],
    *,
    left: tuple[str, ...] = (),
    tight: bool = False,
) -> None:
    """Print columns of a table under the headings of their schema, numbers the Dutch way.

    The first column and those named in ``left`` hold text. A ``tight`` table has one space between
    its columns instead of two.
    """
    from sites.tables.columns import found, narrow

    drawn = Table(
        title=title, title_justify="left", box=None, pad_edge=False, collapse_padding=tight
    )
    headings = zip(narrow(schema, *columns), columns, strict=True)
    for number, (heading, column) in enumerate(headings):
        drawn.add_column(heading, justify="left" if number == 0 or column in left else "right")
    digits = {name: found(schema, name).decimals or 0 for name in columns}
    for row in table[list(columns)].astype(object).to_dict("records"):
        drawn.add_row(*(cell(row[name], digits[name]) for name in columns))
    screen.print(drawn)


def cell(value: object, decimals: int = 0) -> str:
    """Return one cell as a reader expects it, a number with so many decimals.

    >>> cell(4793), cell(10.51, 1), cell("Zeist"), cell(None)
    ('4.793', '10,5', 'Zeist', 'onbekend')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return dutch.yes_no(value)
    missing = value is None or value != value or type(value).__name__ == "NAType"  # noqa: PLR0124
    return dutch.UNKNOWN if missing else dutch.number(float(str(value)), decimals)


def day(text: str) -> date:
    """Return a day from "jjjj-mm-dd"."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        msg = f"{text!r} is not a day; write jjjj-mm-dd, such as 2026-11-01"
        raise OpvangkaartError(msg) from None
