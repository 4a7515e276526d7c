"""Measure the council pages: rendering in Python, and weight and answer time in a browser.

Gives CPU seconds for the 27 pages of the bundled basisset, the sizes, and in Chromium the time
to ready and from slider to new order (median script time) on the page of the whole province.
"""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.measure import Row, Size, cpu_of
from maps.page.render import render_pages
from opvangkaart.runs.run import compute
from sites.tables.results import RunResult
from tests.maps.synthetic import make_result

MOVES = """() => [...Array(15).keys()].map(k => {
  const input = document.querySelectorAll('#weging input[type=range]')[k % 8];
  input.value = (k * 7 + 3) % 50;
  const start = performance.now();
  input.dispatchEvent(new Event('input', {bubbles: true}));
  return performance.now() - start;
})"""


def in_browser(path: Path, chromium: str) -> tuple[float, float]:
    """Return milliseconds to ready and from slider to new order."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri())
        ready = page.evaluate(
            "performance.timing.loadEventEnd - performance.timing.navigationStart"
        )
        moves = page.evaluate(MOVES)
        browser.close()
    return ready, statistics.median(moves)


def a_run(size: Size) -> RunResult:
    """Return the run to draw: the bundled one, or a made-up one of six small municipalities."""
    return compute() if size == "full" else make_result(cells=60)


def rows(size: Size) -> Iterator[Row]:
    """Yield the figures."""
    result = a_run(size)
    pages, spent = cpu_of(lambda: dict(render_pages(result)))
    towns = [len(body) for name, body in pages.items() if not name.startswith("index")]
    yield Row(f"render {len(pages)} pages", spent, target=8)
    yield Row("largest municipality page", max(towns) / 1e6, "MB", 2)
    yield Row(f"province page, {len(result.sites)} sites", len(pages["index.html"]) / 1e6, "MB")
    names = ("ready, wall", 2000), ("slider to new order, median wall", 100)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        yield from (Row(name, None, note="no Chromium") for name, _ in names)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.html"
        path.write_bytes(pages["index.html"])
        measured = in_browser(path, chromium)
    for (name, target), value in zip(names, measured, strict=True):
        yield Row(name, value, "ms", target)
