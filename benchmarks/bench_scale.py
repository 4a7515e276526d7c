"""From one province to a country on one machine: CPU seconds and peak of each stage, and growth.

And a list that is only ranked: a million rows of a file, as ``score --best`` does.

The made-up country, crow-fly and over streets, from files to all that a run hands out: a tenth, a
third and the whole. Each size has a process of its own; over streets it makes the networks too.
The exponent is that of ``CPU = a x sites^b`` through the three sizes: n log n is 1.1 over these.
What every run pays whatever its size (imports, settings) makes it lower.
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
#: What goes before the first stage that a run names.
BEFORE: Final = "netwerken"
#: The stages by the first words of what a run says when it begins them.
STAGES: Final = {
    BEFORE: "cells, and networks made once", "reistijden": "travel",
    "moederlocaties": "mothers and clusters", "scores": "levels, scores, ranks",
    "beoordelen": "judgement",
}  # fmt: skip
#: The stages after the tables: pages, drawn while they are written, and then all other files.
WRITTEN: Final = {"pagina": "pages", "bestanden": "workbook and other files"}
#: What is asked of the whole country: CPU seconds to tables (four minutes on two cores) and for its
#: pages, and MB a process.
CPU_S, PAGES_S, PEAK_MB = 480.0, 120.0, 3_000.0
#: Rows that are only ranked, and the CPU seconds and MB asked of them.
ROWS: dict[Size, int] = {"small": 300, "full": 1_000_000}
ROWS_CPU_S = 120.0


def to_files(part: float, streets: bool) -> tuple[float, ...]:  # noqa: FBT001 - handed to a child
    """Return the sites, then CPU seconds and the peak in MB so far of reading and each stage."""
    from maps.exports.gate import write_outputs  # noqa: PLC0415 - the child alone loads it
    from maps.page.render import render_pages  # noqa: PLC0415
    from opvangkaart.runs.inputs import read_inputs  # noqa: PLC0415
    from opvangkaart.runs.run import evaluate  # noqa: PLC0415

    stages = STAGES | WRITTEN
    spent, peaks = dict.fromkeys(stages, 0.0), dict.fromkeys(stages, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        path = write_country(Path(folder), part, streets=streets)
        os.chdir(folder)  # the child's own: what is kept of the streets goes with it
        start = process_time()
        inputs = read_inputs(path)
        figures = [float(len(inputs.sites)), process_time() - start, peak_mb() or 0.0]
        now, at = BEFORE, process_time()

        def begins(words: str) -> None:
            nonlocal now, at
            spent[now] += process_time() - at
            peaks[now] = peak_mb() or 0.0
            now = next((stage for stage in stages if str(words).startswith(stage)), now)
            at = process_time()

        def pages() -> Iterator[tuple[str, bytes]]:
            begins("pagina")
            yield from render_pages(result)
            begins("bestanden")

        result = evaluate(inputs, progress=begins)
        write_outputs(result, Path(folder) / "uit", pages=pages(), rejected=inputs.rejected, log=[])
        begins("")
    for stage in stages:
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
    yield from _stages("", SIZES[size], streets=False)
    ranked, spent, peak = apart("benchmarks.bench_scale:to_ranks", ROWS[size])
    yield Row(
        f"a file of {ROWS[size]:,} rows to ranks: {ranked:,.0f} sites", spent, target=ROWS_CPU_S
    )
    yield Row("  peak of the process", peak, "MB", PEAK_MB)
    yield from country_streets.rows(STREETS[size])
    yield from _stages("over streets, ", STREETS[size], streets=True)


def _stages(how: str, sizes: tuple[float, ...], *, streets: bool) -> Iterator[Row]:
    """Yield the figures of a run to all files at each size, and how they grow."""
    found = [apart("benchmarks.bench_scale:to_files", part, streets) for part in sizes]
    sites = [figures[0] for figures in found]
    for at, name in enumerate(["read", *STAGES.values(), *WRITTEN.values()]):
        cpu_s = [figures[1 + 2 * at] for figures in found]
        for count, figures, spent in zip(sites, found, cpu_s, strict=True):
            yield Row(
                f"{how}{name}: {count:,.0f} sites", spent,
                target=PAGES_S if name == WRITTEN["pagina"] else None,
                note=f"peak so far {figures[2 + 2 * at]:,.0f} MB",
            )  # fmt: skip
        yield Row("  fitted exponent", exponent(sites, cpu_s), "", EXPONENT)
    last_table = 1 + 2 * len(STAGES)
    for what, end, most_s in (("tables", last_table, CPU_S), ("all files", None, None)):
        whole = [sum(figures[1 : None if end is None else end + 1 : 2]) for figures in found]
        yield Row(
            f"{how}files to {what}: {sites[-1]:,.0f} sites", whole[-1],
            target=None if streets else most_s,
        )  # fmt: skip
        yield Row("  fitted exponent", exponent(sites, whole), "", EXPONENT)
    peaks = (max(found[-1][2 : last_table + 2 : 2]), max(found[-1][2::2]))
    for what, peak in zip(("to tables", "to all files"), peaks, strict=True):
        yield Row(f"  peak of the process {what}", peak, "MB", None if streets else PEAK_MB)
