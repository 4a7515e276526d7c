"""What whole commands take on the bundled scenario: the run, the plan and the questions around it.

Each command runs in a process of its own, as a user starts it; its CPU seconds count imports, pages
and the workbook too. A first command that compiles kernels is run before and not counted.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Row, Size, apart
from tests.asked import ask, few_gemeenten

#: What is asked, the words, and the CPU seconds that it may take.
COMMANDS = (
    ("run", ("run",), 12),
    ("plan --quick", ("plan", "--quick"), 13),
    ("plan, 5 other plans, every repair", ("plan",), 60),
    ("plan --quick --fair", ("plan", "--quick", "--fair"), None),
    ("plan --quick --event", ("plan", "--quick", "--event", "UT03 sluit 2027-07-01"), None),
    ("plan --quick --firm", ("plan", "--quick", "--firm"), 120),
    ("plan --quick --no-regret 50", ("plan", "--quick", "--no-regret", "50"), 180),
)


def taken(*words: str) -> list[float]:
    """Do what a line asks and return the CPU seconds of this process so far."""
    answer = ask(*words)
    if answer.code:
        raise SystemExit(answer.said)
    return [time.process_time()]


def taken_by_few(*words: str) -> list[float]:
    """Do the same on two gemeenten."""
    with few_gemeenten("GM0310", "GM0355"):
        return taken(*words)


def rows(size: Size) -> Iterator[Row]:
    """Yield the CPU seconds of each command beside its target."""
    call = "taken" if size == "full" else "taken_by_few"
    if size == "full":
        with tempfile.TemporaryDirectory() as warm:
            apart(f"benchmarks.bench_commands:{call}", "plan", "--quick", "--out", f"{warm}/out")
    for what, words, target in COMMANDS:
        with tempfile.TemporaryDirectory() as out:
            spent = apart(
                f"benchmarks.bench_commands:{call}", *words, "--out", str(Path(out) / "out")
            )
        yield Row(what, spent[0], target=target)
