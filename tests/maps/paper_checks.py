"""What the paper of a gemeente must hold: two sheets of A4 or one of A3, each well filled."""

import pymupdf
from playwright.sync_api import Page

SHEETS = {"A4": 2, "A3": 1}
#: Between the margins, in pixels of 1/96 inch: 190 by 278 and 277 by 403 mm.
INSIDE_PX = {"A4": (718, 1050), "A3": (1047, 1523)}
#: Of the height of the last sheet: how much of it must have text on it.
LEAST_FILLED = {"A4": 0.3, "A3": 0.85}
#: Less than this many points from the bottom stand only the status and the number of the sheet.
FOOT = 30
#: How far down a column of a sheet in the middle goes.
LEAST_COLUMN = 0.5
LEAST_MAP_MM = 40
#: Texts that reach past the paper or past a box that hides what does not fit.
CUT_OFF = """() => {
  const found = [], wide = document.documentElement.clientWidth;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const home = node.parentElement;
    if (!node.data.trim() || !home.checkVisibility() || home.closest('svg, .onzichtbaar')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const past = [...range.getClientRects()].some(r => r.left < -1 || r.right > wide + 1);
    let box = home;
    while (box && getComputedStyle(box).overflow === 'visible') box = box.parentElement;
    const hidden = box && box !== document.body && box.scrollWidth > box.clientWidth + 1;
    if (past || hidden) found.push(node.data.trim().slice(0, 40));
  }
  const map = document.querySelector('#tekening svg').getBoundingClientRect();
  return [found, [map.width, map.height].map(px => px / 96 * 25.4)];
}"""


def fills_its_sheets(page: Page, paper: str) -> None:
    """Print the page: as many sheets as asked, nothing cut off, the last one not nearly bare."""
    with pymupdf.open(stream=page.pdf(format=paper)) as pdf:
        assert pdf.page_count == SHEETS[paper], f"{paper}: {pdf.page_count} sheets"
        last = pdf[-1]
        high = last.rect.height
        lowest = max(word[3] for word in last.get_text("words") if word[3] < high - FOOT)
        assert lowest >= LEAST_FILLED[paper] * high, f"{paper}: the last sheet is nearly bare"
        assert f"blad {len(pdf)} van {len(pdf)}" in " ".join(last.get_text().split())
    width, height = INSIDE_PX[paper]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(media="print")
    cut_off, (wide, tall) = page.evaluate(CUT_OFF)
    page.emulate_media(media="null")  # a page told to be a screen prints as one
    assert not cut_off, f"{paper}: cut off: {cut_off[:5]}"
    assert min(wide, tall) >= LEAST_MAP_MM, f"{paper}: the map is {wide:.0f} x {tall:.0f} mm"


def an_area_leaves_no_column_bare(page: Page) -> None:
    """Print the page of an area: between its first and last sheet every column has its text."""
    with pymupdf.open(stream=page.pdf(format="A4")) as pdf:
        sheets = list(pdf)[1:-1]
        assert sheets
        for sheet in sheets:
            wide, high = sheet.rect.width, sheet.rect.height
            words = [word for word in sheet.get_text("words") if word[3] < high - FOOT]
            halves = {"left": (0.0, wide / 2), "right": (wide / 2, wide)}
            for name, (first, last) in halves.items():
                lowest = max((word[3] for word in words if first <= word[0] < last), default=0)
                where = f"sheet {sheet.number + 1}, {name} column"
                assert lowest >= LEAST_COLUMN * high, f"{where} ends at {lowest / high:.0%}"
