"""What the commands print on: the console, the progress line, lines and small tables.

All of it passes here, so that here alone messages become language and words of a file cannot steer
the screen; a table is drawn by ``grid``.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console

from opvangkaart.cli.ends import ClosedScreenError
from opvangkaart.cli.grid import Grid
from opvangkaart.language.speech import heard
from opvangkaart.language.visible import visible
from opvangkaart.runs.told import Alarm, Told, View, cell
from sites.base import dutch
from sites.base.abbreviations import written_out
from sites.base.messages import Message

if TYPE_CHECKING:
    from opvangkaart.runs.inputs import Progress
    from sites.tables.results import RunResult


#: Wider than any table of ours.
FILE_WIDTH = 1000
#: A line with a command is one to copy: it stays a line, whatever the width.
_COMMAND = "opvangkaart "


class Screen(Console):
    """A console that says messages in the reader's language and shows escape codes as text.

    It says so when its reader has gone, where rich ends the program in silence.
    """

    def __init__(self, **options: Any) -> None:
        """Start with nothing said."""
        super().__init__(**options)
        self._told: list[str] = []

    def on_broken_pipe(self) -> None:
        """Raise our own error: what is left to print goes nowhere."""
        self.quiet = True
        raise ClosedScreenError

    def print(self, *parts: Any, **options: Any) -> None:
        """Print messages, words, or what rich can draw."""
        said = [heard().said(p) if isinstance(p, str | Message) else p for p in parts]
        for part in said:
            self._told += part.words if isinstance(part, Grid) else [str(part)]
        if self.is_terminal and not any(_COMMAND in str(part) for part in said):
            options = {"soft_wrap": False} | options  # by words; a terminal cuts names in two
        super().print(*said, **options)

    def explain(self) -> None:
        """Print what the abbreviations stand for in all that was printed before."""
        if words := written_out(self._told):
            self.print(words)


def console(*, quiet: bool = False, stderr: bool = False) -> Screen:
    """Return a console; markup is off because names come from users' files.

    A table folds to the width of a terminal; in a file or a pipe it gets the width it needs.
    """
    screen = Screen(quiet=quiet, stderr=stderr, markup=False, highlight=False, soft_wrap=True)
    if not screen.is_terminal and "COLUMNS" not in os.environ:
        screen.width = FILE_WIDTH
    return screen


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
        yield lambda text: bar.update(task, description=visible(text))


def print_best(
    screen: Console, result: "RunResult", count: int = 10, only: frozenset[str] | None = None
) -> None:
    """Print the first sites of the list, a table per group."""
    from opvangkaart.runs.best import best_sites, trip_heading
    from sites.tables.columns import narrow
    from sites.tables.terminal import BestSites

    columns = ("rank", "name", "gemeente", "score", "verdict", "strength", "travel_min")
    # The trip stands under how it is made: the scenario chose that.
    headings = (*narrow(BestSites, *columns[:-1]), trip_heading(result))
    best = best_sites(result, count, only)
    for group, rows in best.groupby(best["group"].fillna("Niet beoordeeld"), sort=False):
        title = f"{str(group).capitalize()}: de eerste {dutch.number(len(rows))}"
        table = Grid(title=title)
        for column, heading in zip(columns, headings, strict=True):
            table.add_column(heading, right=column in {"rank", "score"})
        for row in rows.to_dict("records"):
            table.add_row(
                dutch.number(row["rank"]),
                str(row["name"]),
                str(row["gemeente"]),
                dutch.scored(row["score"], row["between"]),
                row["verdict"] or dutch.UNKNOWN,
                row["strength"] or dutch.UNKNOWN,
                dutch.minutes(row["travel_min"]),
            )
        screen.print(table)
        for flag in rows["flag"].dropna().unique():
            screen.print(flag, style="red")


def print_told(screen: Console, told: "Told") -> None:
    """Print lines and tables from top to bottom."""
    for part in told:
        if isinstance(part, View):
            print_view(screen, part)
        else:
            style = "red" if isinstance(part, Alarm) else None
            screen.print(heard().said(part), style=style)


def print_whole(told: "Told") -> None:
    """Print all that a command says, and what the abbreviations in it stand for."""
    screen = console()
    print_told(screen, told)
    screen.explain()


def print_view(screen: Console, view: View) -> None:
    """Print columns of a table under the headings of their schema, numbers the Dutch way.

    Headings above nothing would only make a reader look for what is lacking.
    """
    if view.table.empty:
        return
    from sites.tables.columns import found, narrow

    drawn = Grid(title=view.title, tight=view.tight)
    headings = zip(narrow(view.schema, *view.columns), view.columns, strict=True)
    for number, (heading, column) in enumerate(headings):
        drawn.add_column(heading, right=not (number == 0 or column in view.left))
    told = {name: found(view.schema, name) for name in view.columns}
    for row in view.table[list(view.columns)].astype(object).to_dict("records"):
        drawn.add_row(*(cell(row[name], one.decimals or 0, one.unit) for name, one in told.items()))
    screen.print(drawn)


def print_words(
    screen: Console, headings: Iterable[str], rows: Iterable[Iterable[str]], *, right: bool = False
) -> None:
    """Print rows of words under headings; ``right`` sets all but the first column to the right."""
    drawn = Grid()
    for number, heading in enumerate(headings):
        drawn.add_column(heading, right=right and number > 0)
    for row in rows:
        drawn.add_row(*row)
    screen.print(drawn)
