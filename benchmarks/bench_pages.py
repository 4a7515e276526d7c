"""Measure the council pages: rendering in Python, and what a page costs a browser.

A browser's figures are CPU milliseconds of its main thread (Chromium's own counters by thread
time), medians over several loads and moves: another process on the machine hardly moves them.
"Ready" is all the work of a load, "slider" the script from one move of a weight to the new order.
"""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks.measure import Row, Size, apart, cpu_of, peak_mb
from maps.page.render import render_pages
from opvangkaart.runs.run import compute
from tests.maps.synthetic import make_result

LOADS, MOVES, SETTLE_MS = 5, 15, 150
MOVE = """k => {
  const input = document.querySelectorAll('#weging input[type=range]')[k % 8];
  input.value = (k * 7 + 3) % 50;
  input.dispatchEvent(new Event('input', {bubbles: true}));
}"""
#: Sites of the page that follows a slider, and of the one that says what it does not draw.
FOLLOWED, MOST = {"small": 60, "full": 5_000}, {"small": 200, "full": 50_000}


class Cost(NamedTuple):
    """What a page costs a browser, in CPU milliseconds and in MB of its heap."""

    ready_ms: float
    slide_ms: float
    heap_mb: float


def counters(session: CDPSession) -> dict[str, float]:
    """Return the counters of a page's main thread."""
    found = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in found}


def cost_of(browser: Browser, path: Path) -> Cost:
    """Return the medians over several loads of a page and several moves of its weights."""
    ready: list[float] = []
    heap: list[float] = []
    for _ in range(LOADS):
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(path.as_uri())
        page.wait_for_timeout(SETTLE_MS)
        now = counters(session)
        ready.append(now["TaskDuration"] * 1e3)
        heap.append(now["JSHeapUsedSize"] / 1e6)
        if len(ready) < LOADS:
            page.close()
    moves = []
    for k in range(MOVES):
        before = counters(session)
        page.evaluate(MOVE, k)
        page.wait_for_timeout(SETTLE_MS)
        moves.append((counters(session)["ScriptDuration"] - before["ScriptDuration"]) * 1e3)
    page.close()
    return Cost(statistics.median(ready), statistics.median(moves), statistics.median(heap))


def many_sites(count: int) -> tuple[float, float, float]:
    """Return CPU seconds, the peak in MB and the MB of the page of so many sites of a user."""
    run = make_result(cells=0, own=count)
    before = peak_mb() or 0.0
    ((_, body),), spent = cpu_of(lambda: list(render_pages(run, municipalities=[])))
    return spent, (peak_mb() or 0.0) - before, len(body) / 1e6


def drawn(size: Size) -> dict[str, tuple[bytes, float, float]]:
    """Return the pages to open, and how much of a second and of script each may cost."""
    few = render_pages(make_result(cells=FOLLOWED[size]), municipalities=[])
    many = render_pages(make_result(cells=0, own=MOST[size]), municipalities=[])
    return {
        f"{FOLLOWED[size]:,} cells": (next(few)[1], 1000, 50),
        f"{MOST[size]:,} own sites": (next(many)[1], 1000, 50),
    }


def rows(size: Size) -> Iterator[Row]:
    """Yield the figures."""
    result = compute() if size == "full" else make_result(cells=60)
    pages, spent = cpu_of(lambda: dict(render_pages(result)))
    towns = {name: body for name, body in pages.items() if not name.startswith("index")}
    largest = max(towns, key=lambda name: len(towns[name]))
    yield Row(f"render {len(pages)} pages", spent, target=6)
    yield Row("largest municipality page", len(towns[largest]) / 1e6, "MB", 0.6)
    yield Row(f"page of the area, {len(result.sites)} sites", len(pages["index.html"]) / 1e6, "MB",
              2.3)  # fmt: skip
    cpu, memory, weight = apart("benchmarks.bench_pages:many_sites", MOST[size])
    yield Row(f"page of {MOST[size]:,} own sites", cpu)
    yield Row("  memory that it adds", memory, "MB")
    yield Row("  its size", weight, "MB", 2.3)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    opened: dict[str, tuple[bytes, float, float]] = {
        "a municipality": (towns[largest], 500, 50),
        "the area": (pages["index.html"], 1000, 50),
    }
    opened |= drawn(size)
    if chromium is None:
        yield from (Row(name, None, note="no Chromium") for name in opened)
        return
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, (body, ready_ms, slide_ms) in opened.items():
            path = Path(folder) / "bladzijde.html"
            path.write_bytes(body)
            cost = cost_of(browser, path)
            yield Row(f"{name}: ready", cost.ready_ms, "CPU ms", ready_ms)
            yield Row(f"{name}: slider to new order, script", cost.slide_ms, "CPU ms", slide_ms)
            yield Row(f"{name}: heap", cost.heap_mb, "MB")
        browser.close()
