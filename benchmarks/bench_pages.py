"""Measure the council pages: rendering in Python, and weight and answer time in a browser.

Prints CPU seconds for the 27 pages of the bundled basisset, the sizes, and in Chromium the time
to ready and from slider to new order (median script time) on the page of the whole province.
"""

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from maps.page.render import render_pages
from opvangkaart.runs.run import compute

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


def main() -> None:
    """Print the figures."""
    result = compute()
    started = time.process_time()
    pages = dict(render_pages(result))
    spent = time.process_time() - started
    towns = [len(body) for name, body in pages.items() if not name.startswith("index")]
    print(f"{len(pages)} pages in {spent:.1f} CPU s (goal: under 8 s)")
    print(f"largest municipality page {max(towns) / 1e6:.2f} MB (goal: 2 MB)")
    print(f"province page, {len(result.sites)} sites: {len(pages['index.html']) / 1e6:.2f} MB")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium: browser figures not measured")
        sys.exit()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.html"
        path.write_bytes(pages["index.html"])
        ready, slide = in_browser(path, chromium)
    print(f"ready in {ready:.0f} ms (goal: 2000), slider to order {slide:.0f} ms (goal: 100)")


if __name__ == "__main__":
    main()
