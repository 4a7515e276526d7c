"""What of bad input is tried through the command: one small made-up input per kind.

``docs/bad-input.md`` is made from it (``make bad-input``). tests/opvangkaart/test_bad_input.py
asks every row, and fails when the page says something else than the program.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from asked import OWN, Answer, ask, few_gemeenten, working_in
from bad_dossier import FAULTS
from bad_kind import Kind
from bad_layers import live_data, registers, server, streets, timetables
from bad_lists import lists, numbers, vectors, workbooks
from bad_questions import bids, command_line, documents, files, plans, plans_in_periods
from bad_settings import provinces, scenarios


def dossiers() -> Iterator[Kind]:
    for what, make, words, around in FAULTS:
        yield Kind("Dossiers", what, words, make, around=around)


KINDS = [
    *lists(),
    *numbers(),
    *workbooks(),
    *vectors(),
    *registers(),
    *streets(),
    *timetables(),
    *live_data(),
    *files(),
    *scenarios(),
    *provinces(),
    *command_line(),
    *plans_in_periods(),
    *plans(),
    *bids(),
    *documents(),
    *dossiers(),
]


def asked(kind: Kind, folder: Path) -> Answer:
    """Make the input of a kind in an empty folder, and ask the command there."""
    with ExitStack() as stack:
        folder = folder / "werk"
        folder.mkdir()
        stack.enter_context(working_in(folder))
        kind.make(folder)
        stack.enter_context(few_gemeenten(*OWN))
        if kind.around is not None:
            stack.enter_context(kind.around(folder))
        return ask(*kind.words)


def told(kind: Kind, given: Answer) -> str:
    """Return the one line that tells of the fault."""
    if given.code == 2:
        return given.line
    lines = [line.strip() for line in given.shown.splitlines() if kind.tells in line]
    assert kind.tells, given
    assert lines, given
    return lines[0]


def row_of(kind: Kind, given: Answer) -> str:
    """Return the row of the page."""
    line = told(kind, given).replace(server().spot, "127.0.0.1").replace("|", "\\|")
    words = " ".join(f"{word:.24}…" if len(word) > 200 else word for word in kind.words)
    return f"| {kind.what} | `{words}` | {given.code} | {line} |"


PAGE = """# What bad input gets

Made by `make bad-input` from the table in `tests/bad_input.py`; a test asks every row of the
command and fails when this page says something else. Exit code 2: nothing was computed and what
stood in the output folder still stands. Exit code 0: the rest was computed, and this line stands in
what the command prints. Never a traceback, never two lines, never a word of English (`--lang en`
gives English).
"""


def page(rows: dict[int, str]) -> str:
    """Return the page, given the row of each kind."""
    parts = [PAGE]
    for group in dict.fromkeys(kind.group for kind in KINDS):
        held = [rows[number] for number, kind in enumerate(KINDS) if kind.group == group]
        parts.append(
            f"\n## {group}\n\n| what is wrong | asked | exit | what it says |\n"
            "| --- | --- | --- | --- |\n"
        )
        parts += [f"{row}\n" for row in held]
    return "".join(parts)


def main() -> None:
    """Ask every row and write the page."""
    found = {}
    with server():
        for number, kind in enumerate(KINDS):
            with TemporaryDirectory() as folder:
                found[number] = row_of(kind, asked(kind, Path(folder)))
    Path(sys.argv[1]).write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main()
