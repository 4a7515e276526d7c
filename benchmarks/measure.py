"""Measure CPU seconds and peak memory, and print them beside their target."""

import sys
import time
from collections.abc import Callable
from typing import Any

CpuOf = tuple[Any, float]


def cpu_of(work: Callable[[], Any]) -> CpuOf:
    """Return what the work returns and the CPU seconds of this process it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def peak_mb() -> float | None:
    """Return the most memory this process has held so far; None where the system does not say."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def report(what: str, value: float | None, unit: str, target: float | None = None) -> None:
    """Print one figure, and how it stands to its target (below 1,00 is within)."""
    if value is None:
        print(f"{what:<58} not measured on this system")
        return
    ratio = "" if target is None else f"   {value / target:5.2f} x the target of {target:g} {unit}"
    print(f"{what:<58} {value:9.2f} {unit}{ratio}", flush=True)
