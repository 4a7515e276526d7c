"""Measure CPU seconds and peak memory, ask peers within their time, and print rows with targets."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Final, Literal, TypeVar

import numpy as np

#: ``full`` gives the figures; ``small`` runs the same lines in the tests, in seconds.
Size = Literal["small", "full"]
Made = TypeVar("Made")
ROOT = Path(__file__).resolve().parent.parent
#: A peer that has not answered within this many seconds of wall time is cut off.
PEER_LIMIT_S = 240.0
#: What grows as n log n is a power of 1,1 over a tenth, a third and the whole; a hair is measuring.
EXPONENT: Final = 1.15


@dataclass(frozen=True)
class Row:
    """One figure beside its target; without a figure, ``note`` says why there is none."""

    what: str
    value: float | None
    unit: str = "CPU s"
    target: float | None = None
    note: str = ""

    def __str__(self) -> str:
        """Return the printed line; below 1,00 x its target is within."""
        if self.value is None:
            return f"{self.what:<58} not measured: {self.note}"
        parts = [f"{self.what:<58} {self.value:9.2f} {self.unit}"]
        if self.target is not None:
            parts.append(f"{self.value / self.target:5.2f} x the target of {self.target:g}")
        return "   ".join([*parts, self.note] if self.note else parts)


def show(rows: Iterable[Row]) -> None:
    """Print each row as soon as it is measured."""
    for row in rows:
        print(row, flush=True)


def cpu_of(work: Callable[[], Made]) -> tuple[Made, float]:
    """Return what the work returns and the CPU seconds of this process it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def median_cpu(work: Callable[[], object], *, repeats: int = 5) -> float:
    """Return the median CPU seconds of repeated work: one busy moment moves it little."""
    return median(cpu_of(work)[1] for _ in range(repeats))


def exponent(sizes: Sequence[float], cpu_s: Sequence[float]) -> float:
    """Return the power of the sizes by which the CPU seconds grow.

    >>> round(exponent([1.0, 10.0, 100.0], [2.0, 20.0, 200.0]), 6)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(np.maximum(cpu_s, 1e-3)), 1)[0])


def peak_mb() -> float | None:
    """Return the most memory this process has held so far; None where the system does not say.

    Linux hands ``ru_maxrss`` of the parent down to a child; ``VmHWM`` starts anew.
    """
    try:
        with Path("/proc/self/status").open(encoding="ascii", errors="replace") as lines:
            return next(int(line.split()[1]) / 1e3 for line in lines if "VmHWM" in line)
    except OSError:
        pass
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def peak_row(what: str, target: float | None = None) -> Row:
    """Return the peak of this process as a row."""
    return Row(what, peak_mb(), "MB", target, note="" if peak_mb() else "this system does not say")


def small_rows(name: str) -> list[Row]:
    """Return what one benchmark measures at its small size, as a process of its own can hand on."""
    return list(import_module(f"benchmarks.{name}").rows("small"))


def apart(call: str, *args: object, limit_s: float | None = None) -> list[float]:
    """Run ``module:function`` in a process of its own and return the numbers that it returns.

    The process has its own memory and its own clock; after ``limit_s`` it is ended, and
    ``subprocess.TimeoutExpired`` tells so.
    """
    module, function = call.split(":")
    code = f"from {module} import {function}; print('\\n', *{function}(*{args!r}))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=limit_s,
    )  # fmt: skip
    return [float(word) for word in run.stdout.strip().splitlines()[-1].split()]


def ask_peer(
    package: str, call: str, *args: object, limit_s: float = PEER_LIMIT_S
) -> list[float] | Row:
    """Return a peer's figures, or the row that says why there are none."""
    if not find_spec(package):
        return Row(package, None, note="not installed")
    try:
        return apart(call, *args, limit_s=limit_s)
    except subprocess.TimeoutExpired:
        return Row(package, None, note=f"cut off at its limit of {limit_s:g} s of wall time")
