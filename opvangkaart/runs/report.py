"""What a run tells when it is done: what was left out, what was not used, which page to open."""

from collections.abc import Iterator

import pandas as pd

from maps.exports.gate import Written
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.inputs import Inputs
from sites.base import dutch
from sites.base.messages import Message
from sites.tables.editions import withheld_notice
from sites.tables.results import RunResult

#: So many rows that were not used are told in full.
TOLD = 10


def run_lines(inputs: Inputs, result: RunResult, written: Written) -> Iterator[str | Message]:
    """Say what was left out, what was rejected, and which page to open."""
    if notice := withheld_notice(inputs.sites, result.edition):
        yield notice
    yield from edition_notes(inputs, result.edition)
    yield from screen_lines(inputs, result)
    for row in [] if result.streets is None else result.streets.detour.to_dict("records"):
        yield (
            f"Omrijfactor {row['mode']}: gemeten {dutch.number(row['measured'], 2)}, "
            f"aangenomen {dutch.number(row['assumed'], 2)}"
        )
    pages = sum(name.endswith(".html") for name in written.files)
    drawn = dutch.counted(pages, "pagina", "pagina's")
    yield f"{drawn} geschreven. Open {written.index}"


def screen_lines(inputs: Inputs, result: RunResult) -> Iterator[str]:
    """Say what was noted while reading, what was not used, and what could not be told."""
    yield from input_lines(inputs)
    yield from map(str, result.all_undecided)


def input_lines(inputs: Inputs) -> Iterator[str]:
    """Say what was noted while reading, and which rows were not used."""
    yield from map(str, inputs.notes)
    yield from rejected_lines(inputs.rejected)


def rejected_lines(rejected: pd.DataFrame | None) -> Iterator[str]:
    """Say which rows were not used, the first ten in full.

    >>> wrong = {"row": [3], "column": ["plekken"], "reason": ["geen getal"], "value": ["x"]}
    >>> list(rejected_lines(pd.DataFrame(wrong)))
    ['1 rij niet gebruikt:', '  rij 3, kolom plekken: geen getal (x)']
    >>> list(rejected_lines(None))
    []
    """
    if rejected is None or rejected.empty:
        return
    # A row may have several faults; it is one row that is not used.
    rows = dutch.counted(
        len(rejected.drop_duplicates([c for c in ("file", "row") if c in rejected])), "rij", "rijen"
    )
    yield f"{rows} niet gebruikt:"
    several = "file" in rejected and len(set(rejected["file"])) > 1
    for row in rejected.head(TOLD).to_dict("records"):
        value = f"{row['value']!s:.60}"
        where = f"{row['file']}, " if several else ""
        yield f"  {where}rij {row['row']}, kolom {row['column']}: {row['reason']} ({value})"
    if len(rejected) > TOLD:
        yield f"  en nog {dutch.number(len(rejected) - TOLD)}; alle rijen staan in intern/"
