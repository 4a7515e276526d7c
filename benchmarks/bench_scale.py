"""From one province to a country on one machine: CPU seconds and peak of each stage, and growth.

And a list that is only ranked: a million rows of a file, as ``score --best`` does.

The made-up country, crow-fly and over streets, from files to tables: a tenth, a third and the
whole. Each size has a process of its own; over streets it makes the networks too (travel). The
exponent is that of ``CPU = a x sites^b`` through the three sizes: n log n is 1.1 over these. What
every run pays whatever its size (imports, settings) makes it lower.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Final

from benchmarks import country_streets
from benchmarks.country import write_country
from benchmarks.measure import EXPONENT, Row, Size, apart, exponent, peak_mb

#: Parts of the country.
SIZES: dict[Size, tuple[float, ...]] = {"small": (0.01, 0.02, 0.03), "full": (0.1, 1 / 3, 1.0)}
#: Parts of the country of which streets and a timetable are taken in.
STREETS: dict[Size, tuple[float, ...]] = {"small": (0.005, 0.01), "full": (0.1, 1 / 3, 1.0)}
#: The stages by the first words of what a run says when it begins them.
STAGES: Final = {
    "reistijden": "travel", "moederlocaties": "mothers and clusters",
    "scores": "levels, scores, ranks", "beoordelen": "judgement",
}  # fmt: skip
#: What is asked of the whole country: CPU seconds (four minutes on two cores) and MB a process.
CPU_S, PEAK_MB = 480.0, 3_000.0
#: Rows that are only ranked, and the CPU seconds and MB asked of them.
ROWS: dict[Size, int] = {"small": 300, "full": 1_000_000}
ROWS_CPU_S = 120.0


def to_tables(part: float, streets: bool) -> tuple[float, ...]:  # noqa: FBT001 - handed to a child
    """Return the sites, then CPU seconds and the peak in MB so far of reading and each stage."""
    from opvangkaart.runs.inputs import read_inputs  # noqa: PLC0415 - the child alone loads it
    from opvangkaart.runs.run import evaluate  # noqa: PLC0415

    spent, peaks = dict.fromkeys(STAGES, 0.0), dict.fromkeys(STAGES, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        path = write_country(Path(folder), part, streets=streets)
        os.chdir(folder)  # the child's own: what is kept of the streets goes with it
        start = process_time()
        inputs = read_inputs(path)
        figures = [float(len(inputs.sites)), process_time() - start, peak_mb() or 0.0]
        now, at = "", process_time()

        def begins(words: str) -> None:
            nonlocal now, at
            if now:
                spent[now] += process_time() - at
                peaks[now] = peak_mb() or 0.0
            now = next((stage for stage in STAGES if str(words).startswith(stage)), now)
            at = process_time()

        evaluate(inputs, progress=begins)
        begins("")
    for stage in STAGES:
        figures += [spent[stage], peaks[stage]]
    return tuple(figures)


def to_ranks(rows: int) -> tuple[float, float, float]:
    """Return the sites that were ranked, CPU seconds from file to files, and the peak in MB."""
    from benchmarks.bench_scores import write_candidates  # noqa: PLC0415 - the child alone loads it
    from opvangkaart.runs.inputs import read_inputs  # noqa: PLC0415
    from opvangkaart.runs.long_list import Asked, best_first, rank_long, write_ranking  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lijst.csv"
        write_candidates(path, read_inputs(), rows)
        start = process_time()
        _, _, edition, ranking = rank_long(Asked(path))
        write_ranking(ranking, best_first(ranking, 1_000), Path(folder) / "uit", edition)
        return float(len(ranking)), process_time() - start, peak_mb() or 0.0


def rows(size: Size) -> Iterator[Row]:
    """Yield the figures."""
    yield from _tables("", SIZES[size], streets=False)
    ranked, spent, peak = apart("benchmarks.bench_scale:to_ranks", ROWS[size])
    yield Row(
        f"a file of {ROWS[size]:,} rows to ranks: {ranked:,.0f} sites", spent, target=ROWS_CPU_S
    )
    yield Row("  peak of the process", peak, "MB", PEAK_MB)
    yield from country_streets.rows(STREETS[size])
    yield from _tables("over streets, ", STREETS[size], streets=True)


def _tables(how: str, sizes: tuple[float, ...], *, streets: bool) -> Iterator[Row]:
    """Yield the figures of a run to tables at each size, and how they grow."""
    found = [apart("benchmarks.bench_scale:to_tables", part, streets) for part in sizes]
    sites = [figures[0] for figures in found]
    for at, name in enumerate(["read and scan", *STAGES.values()]):
        cpu_s = [figures[1 + 2 * at] for figures in found]
        for count, figures, spent in zip(sites, found, cpu_s, strict=True):
            peak = figures[2 + 2 * at]
            yield Row(f"{how}{name}: {count:,.0f} sites", spent, note=f"peak so far {peak:,.0f} MB")
        yield Row("  fitted exponent", exponent(sites, cpu_s), "", EXPONENT)
    whole = [sum(figures[1::2]) for figures in found]
    yield Row(
        f"{how}files to tables: {sites[-1]:,.0f} sites", whole[-1],
        target=None if streets else CPU_S,
    )  # fmt: skip
    yield Row("  fitted exponent", exponent(sites, whole), "", EXPONENT)
    yield Row("  peak of the process", max(found[-1][2::2]), "MB", None if streets else PEAK_MB)
