"""What a run tells when it is done: what was left out, what was not used, which page to open."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from maps.content.notes import modelled_words
from maps.exports.gate import Written
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.inputs import Inputs
from sites.base import dutch
from sites.base.messages import Message, say, say_counted
from sites.tables.editions import withheld_notice
from sites.tables.minors import not_counted
from sites.tables.results import RunResult

#: How people go, as readers read it.
_GOING: Final = {"walk": say("walking"), "bike": say("cycling"), "car": say("driving")}
#: So many rows that were not used are told in full.
TOLD = 10


def run_lines(inputs: Inputs, result: RunResult, written: Written) -> Iterator[str | Message]:
    """Say what was left out, what was rejected, and which page to open."""
    if notice := withheld_notice(inputs.sites, result.edition):
        yield notice
    yield from edition_notes(inputs, result.edition)
    yield from screen_lines(inputs, result)
    yield from street_lines(result)
    pages = sum(name.endswith(".html") for name in written.files)
    yield say_counted("{count} page written. Open {index}", "{count} pages written. Open {index}",
                      count=pages, index=written.index)  # fmt: skip


def street_lines(result: RunResult) -> Iterator[Message]:
    """Say how streets compare with straight lines, and which doors stand at another street."""
    if result.streets is None:
        return
    for row in result.streets.detour.to_dict("records"):
        yield say(
            "Detour by {mode}: measured {measured:.2f}, assumed {assumed:.2f}",
            mode=_GOING[row["mode"]],
            measured=row["measured"],
            assumed=row["assumed"],
        )
    for row in result.streets.doors.to_dict("records"):
        if not row["moved"] and not row["not_connected"]:
            yield say("Doors by {mode}: all {points:d} stand at their nearest street",
                      mode=_GOING[row["mode"]], points=row["points"])  # fmt: skip
            continue
        yield say(
            "Doors by {mode}: {moved:d} of {points:d} moved to a street that can be reached "
            "and left, {moved_m:.0f} m farther (at most {farthest_m:.0f} m); {not_connected:d} "
            "not connected",
            mode=_GOING[row["mode"]],
            moved=row["moved"],
            points=row["points"],
            moved_m=row["moved_m"],
            farthest_m=row["farthest_m"],
            not_connected=row["not_connected"],
        )


def screen_lines(inputs: Inputs, result: RunResult) -> Iterator[str | Message]:
    """Say what was noted while reading, what was not used, and what could not be told."""
    yield from rests_on(inputs, result.engine_label)
    yield from input_lines(inputs)
    yield from map(str, result.all_undecided)
    if told := not_counted(result):
        yield told


def rests_on(inputs: Inputs, engine_label: str) -> Iterator[str]:
    """Say of what day figures are, how trips are reckoned, and what is modelled."""
    yield f"Peildatum {dutch.day(inputs.scenario.reference_date)}. Reistijden: {engine_label}."
    if told := modelled_words(inputs.layers.places):
        yield told


def input_lines(inputs: Inputs) -> Iterator[str | Message]:
    """Say what was noted while reading, and which rows were not used."""
    yield from inputs.notes
    yield from rejected_lines(inputs.rejected)


def rejected_lines(rejected: pd.DataFrame | None) -> Iterator[Message]:
    """Say which rows were not used, the first ten in full.

    >>> wrong = {"row": [3], "column": ["plekken"], "reason": ["no number"], "value": ["x"]}
    >>> [str(line) for line in rejected_lines(pd.DataFrame(wrong))]
    ['1 row not used:', "  row 3, column plekken: 'x' no number"]
    >>> list(rejected_lines(None))
    []
    """
    if rejected is None or rejected.empty:
        return
    # A row may have several faults; it is one row that is not used.
    known = [name for name in ("file", "row") if name in rejected]
    count = len(rejected.drop_duplicates(known))
    yield say_counted("{count} row not used:", "{count} rows not used:", count=count)
    several = "file" in rejected and len(set(rejected["file"])) > 1
    for row in rejected.head(TOLD).to_dict("records"):
        held = {name: row[name] for name in ("row", "column", "value", "reason")}
        told = say("row {row}, column {column}: {value!r} {reason}", **held)
        if not str(row["value"]):
            told = say("row {row}, column {column}: {reason}", row=row["row"],
                       column=row["column"], reason=row["reason"])  # fmt: skip
        if several:
            told = say("{file}, {fault}", file=row["file"], fault=told)
        yield say("  {fault}", fault=told)
    if len(rejected) > TOLD:
        yield say("  and {count} more; all of them stand in intern/", count=len(rejected) - TOLD)
