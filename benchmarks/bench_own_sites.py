"""From a user's own list to pages (1,000 to 50,000 sites) and to a quick plan (10,000).

The lists lie around the kernen, and everybody may see every site. Each run has a process of its
own, so that its peak memory is its own.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench_scores import write_candidates
from benchmarks.measure import Row, Size, apart, cpu_of, peak_mb
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.plan import PlanAsked, plan_run
from opvangkaart.runs.run import run

#: Rows of each list, and the gemeenten to draw beside the whole area (all without them).
SIZES: dict[Size, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "small": ((20, 30, 40), ("Zeist",)),
    "full": ((1_000, 10_000, 50_000), ()),
}
#: CPU seconds and MB for each list.
TARGETS = ((None, None), (60.0, 2_000.0), (120.0, 3_000.0))


def public_list(folder: Path, rows: int) -> Path:
    """Write a list that may be shown to everybody."""
    path = folder / "eigen.csv"
    write_candidates(path, read_inputs(), rows)
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    table = [f"{head},vertrouwelijkheid", *(f"{line},openbaar" for line in lines)]
    path.write_text("\n".join(table) + "\n", encoding="utf-8")
    return path


def to_pages(rows: int, *towns: str) -> tuple[float, float, float]:
    """Return CPU seconds from file to pages, the peak in MB, and the MB of the page of all."""
    with tempfile.TemporaryDirectory() as folder:
        path, out = public_list(Path(folder), rows), Path(folder) / "uit"
        (_, _, written), spent = cpu_of(
            lambda: run(None, out, sites_file=path, municipalities=towns)
        )
        return spent, peak_mb() or 0.0, written.index.stat().st_size / 1e6


def to_plan(rows: int) -> tuple[float, float]:
    """Return CPU seconds from file to a quick plan, without its pages, and the peak in MB."""
    with tempfile.TemporaryDirectory() as folder:
        public_list(Path(folder), rows)
        scenario = Path(folder) / "plan.toml"
        bundled = Path(__file__).parent.parent / "sites" / "scenarios" / "basis.toml"
        words = bundled.read_text(encoding="utf-8").split("[scout]")
        rest = words[1][words[1].index("[mothers]") :]
        scenario.write_text(f'{words[0]}{rest}\n[sites]\npath = "eigen.csv"\n', encoding="utf-8")
        _, spent = cpu_of(lambda: plan_run(scenario, PlanAsked(quick=True)))
        return spent, peak_mb() or 0.0


def rows(size: Size) -> Iterator[Row]:
    """Yield the figures."""
    counts, towns = SIZES[size]
    for count, (aim, most) in zip(counts, TARGETS, strict=True):
        spent, peak, page = apart("benchmarks.bench_own_sites:to_pages", count, *towns)
        yield Row(f"{count:,} own sites to pages and tables", spent, target=aim)
        yield Row("  peak of the process", peak, "MB", most)
        yield Row("  page of the whole area", page, "MB")
    spent, peak = apart("benchmarks.bench_own_sites:to_plan", counts[1])
    yield Row(f"{counts[1]:,} own sites to a quick plan", spent)
    yield Row("  peak of the process", peak, "MB")
