"""What every council page must hold, each as one function that fails on a page that breaks it.

``test_browser_broken.py`` proves each of them on a page that was broken on purpose.
"""

import base64
import re
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from maps.base import style
from maps.page.assets_inline import Policy
from sites.base.verdicts import GROUPS
from sites.scoring.scoring import rank_sites, score_table
from sites.scoring.terms import terms_of

WIDTHS = (1440, 390, 320)
#: The page of the area on the widest and the narrowest, that of a gemeente between them; the slow
#: tests look at both pages on every width.
ON_EACH_WIDTH = [
    (None, 1440), (None, 320), ("GM9001", 390),
    *(pytest.param(code, width, marks=pytest.mark.slow)
      for code, width in ((None, 390), ("GM9001", 1440), ("GM9001", 320))),
]  # fmt: skip
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
HEIGHTS = {1440: 900, 390: 844, 320: 640}


@dataclass
class Visit:
    """An open page and everything it did that a page may not do."""

    page: Page
    requests: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        return self.page.evaluate("window.__schendingen || []")


#: Per browser the windows that are open, by width and whether scripts run.
_WINDOWS: WeakKeyDictionary[Browser, dict[tuple[int, bool], BrowserContext]] = WeakKeyDictionary()


def _window(browser: Browser, width: int, *, script: bool) -> BrowserContext:
    """Return a window of a browser: one for all pages, as each new one costs half a second.

    A page that kept something could be met by the next one: ``is_quiet`` refuses what it keeps.
    """
    windows = _WINDOWS.setdefault(browser, {})
    if (width, script) not in windows:
        windows[width, script] = browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        windows[width, script].new_page()  # while one page is open the renderer stays
    return windows[width, script]


def visit(
    browser, path, *, width=1440, script=True, fragment="", allow=None, as_made=False
) -> Visit:
    """Open a page with the network cut; ``allow`` answers requests to one host with a picture.

    Weights and filters lie open, as most checks move them; ``as_made`` leaves them folded.
    """
    page = _window(browser, width, script=script).new_page()
    seen = Visit(page)

    def answer(route):
        url = route.request.url
        if url.startswith("file:"):
            route.continue_()
            return
        seen.requests.append(url)
        if allow and url.startswith(allow):
            route.fulfill(body=PIXEL, content_type="image/png")
        else:
            route.abort()

    page.route("**/*", answer)
    page.on("console", lambda message: seen.console.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: seen.console.append(f"pageerror: {error}"))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.on("dialog", lambda _: seen.console.append("dialog"))
    if script:
        page.add_init_script(
            "window.__schendingen = [];"
            "document.addEventListener('securitypolicyviolation',"
            " e => window.__schendingen.push(e.violatedDirective + ' ' + e.blockedURI));"
        )
    page.goto(path.as_uri() + fragment)
    if script and not as_made:
        page.evaluate("document.getElementById('verander')?.setAttribute('open', '')")
    return seen


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def until(page, claim: str, *, tries: int = 2000) -> None:
    """Wait until a claim about the page holds; the policy forbids playwright's own way (eval)."""
    for _ in range(tries):
        if page.evaluate(claim):
            return
        page.wait_for_timeout(25)
    msg = f"never came true: {claim}"
    raise AssertionError(msg)


def is_quiet(seen: Visit) -> None:
    """No request to anywhere, nothing in the console, no policy violation, and nothing kept."""
    assert seen.requests == []
    assert seen.console == []
    assert seen.violations() == []
    assert seen.page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert seen.page.context.cookies() == []


def is_accessible(page) -> None:
    """No violation found by axe-core (WCAG 2.1 A and AA, best practice), and a Dutch page."""
    assert page.evaluate("document.documentElement.lang") == "nl"
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)  # through the debugger, so that the page's own policy stays in force
    found = page.evaluate(
        "tags => axe.run(document, {resultTypes: ['violations'], selectors: false,"
        " runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')))",
        AXE_TAGS,
    )
    assert found == []


def set_weights(page, weights) -> None:
    """Move every slider as a reader does; a weight too few or too many is no position."""
    assert page.locator("#weging input[type=range]").count() == len(weights)
    page.evaluate(
        """weights => document.querySelectorAll('#weging input[type=range]').forEach((input, i) => {
             input.value = weights[i];
             input.dispatchEvent(new Event('input', {bubbles: true}));
           })""",
        list(weights),
    )


def table_rows(page) -> list[dict]:
    """Read every row of the table, page by page, as a reader turns them."""
    return page.evaluate(
        """() => {
          const rows = [];
          const turn = name => [...document.querySelectorAll('#bladeren button')]
            .find(b => b.textContent === name);
          if (turn('Eerste').getAttribute('aria-disabled') !== 'true') turn('Eerste').click();
          for (;;) {
            for (const tr of document.querySelectorAll('#ranglijst-tabel tbody tr[data-site]')) {
              rows.push({site: tr.dataset.site, score: tr.dataset.score,
                         rank: tr.cells[0].textContent});
            }
            if (turn('Volgende').getAttribute('aria-disabled') === 'true') return rows;
            turn('Volgende').click();
          }
        }"""
    )


def groups_are_headed(page) -> None:
    """The shown list starts with a heading; none is said twice, empty or without a row below."""
    rows = page.locator("#ranglijst-tabel tbody tr").evaluate_all(
        "rows => rows.map(row => row.classList.contains('groep') ? row.textContent : null)"
    )
    said = [text for text in rows if text is not None]
    assert rows[0]
    assert all(said)
    assert len(set(said)) == len(said)
    assert not any(one and other for one, other in pairwise([*rows, "the end"]))


def python_order(result, weights, gm_code):
    """Return site ids as the list has them, scores and ranks, as the product's Python has them."""
    criteria = tuple(
        criterion.model_copy(update={"weight": float(weight)})
        for criterion, weight in zip(result.scenario.criteria, weights, strict=True)
    )
    scenario = result.scenario.model_copy(update={"criteria": criteria})
    fit = result.scores[result.scores["unit"] == "%"].set_index("site_id")["raw"]
    terms = terms_of(result.sites, scenario.reference_date)
    ranking = rank_sites(score_table(result.travel, scenario, fit), result.sites, terms)
    groups = result.judgement.order.set_index("site_id")["group"].map(GROUPS.index)
    ranking = ranking.assign(group=ranking["site_id"].map(groups))
    column = "rank" if gm_code is None else "rank_in_gemeente"
    if gm_code is not None:
        ranking = ranking[(result.sites["gm_code"] == gm_code).to_numpy()]
    ranked = ranking[ranking[column].notna()].sort_values(["group", column])
    ranks = ranked[column].astype(int).tolist()
    return ranked["site_id"].tolist(), ranked["score"].to_numpy(dtype=float), ranks


def ranks_like_python(page, result, gm_code, positions) -> None:
    """After any slider position the order is Python's and the scores agree to 1e-6."""
    for weights in positions:
        set_weights(page, weights)
        ids, scores, ranks = python_order(result, weights, gm_code)
        rows = [row for row in table_rows(page) if row["rank"].isdigit() or "." in row["rank"]]
        assert [row["site"] for row in rows] == ids
        assert [int(row["rank"].replace(".", "")) for row in rows] == ranks
        shown = np.array([float(row["score"]) for row in rows])
        assert np.abs(shown - scores).max(initial=0) < 1e-6


def positions(result, count=3, seed=7) -> list[list[int]]:
    """Return seeded slider positions; the last leaves one criterion out."""
    drawn = np.random.default_rng(seed).integers(0, 51, (count, len(result.scenario.criteria)))
    drawn[:, 0] += 1
    drawn[-1, 1] = 0
    return drawn.tolist()


def points_are_drawn(page, *, least=0.9) -> None:
    """The canvas has each cell's colour, by its score as shown, where the map says it is."""
    found = page.evaluate(
        """() => {
          State.set({site: -1, hub: -1, plan: -1});
          const canvas = document.querySelector('canvas.cellen');
          const edge = canvas.getBoundingClientRect();
          const ratio = canvas.width / edge.width;
          const home = document.querySelector('#page_map').getBoundingClientRect();
          const data = canvas.getContext('2d');
          const out = [];
          View.order.forEach(row => {
            if (!Data.isArea(row) || Data.state(row) === 'niet') return; // a mark, or hatched
            const p = page_map.latLngToContainerPoint(
              [Data.sites.lat[row] / 1e5, Data.sites.lon[row] / 1e5]);
            const x = (p.x + home.left - edge.left) * ratio;
            const y = (p.y + home.top - edge.top) * ratio;
            const pixel = data.getImageData(Math.round(x), Math.round(y), 1, 1).data;
            const shown = Math.floor(View.score[row] * 100 + 0.5 + 1e-9) / 100;
            out.push([[0.8, 0.6, 0.4, 0.2, 0].findIndex(least => shown >= least), ...pixel]);
          });
          return out;
        }"""
    )
    assert found
    wanted = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in style.CLASS_COLOURS])
    pixels = np.array(found)
    right = (np.abs(pixels[:, 1:4] - wanted[pixels[:, 0]]).max(axis=1) < 12) & (pixels[:, 4] > 250)
    assert right.mean() >= least


def regions_differ(page) -> None:
    """No two regions share a name, also in a fold that is shut: axe sees only open ones."""
    names = page.locator("[role=region]").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert len(names) == len(set(names)), sorted(n for n in set(names) if names.count(n) > 1)


BROKEN = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const home = node.parentElement;
    if (!home.checkVisibility() || home.closest('svg, script, code, .onzichtbaar')) continue;
    for (const word of node.data.matchAll(/[\\p{L}\\p{N}]{2,}/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = [...range.getClientRects()].map(r => r.top);  // a hyphen is a box of its own
      if (Math.max(...tops) - Math.min(...tops) > 4) found.push(word[0]);
    }
  }
  return found;
}"""


#: What stays on one line and became a column of its own, away from the words around it.
TORN = """() => [...document.querySelectorAll('h-l')].filter(e =>
  /flex|grid/.test(getComputedStyle(e.parentElement).display)
  && e.parentElement.textContent !== e.textContent).map(e => e.parentElement.textContent)"""


def words_stay_whole(page) -> None:
    """No word goes on on the next line: a browser without a Dutch dictionary puts no hyphen."""
    assert not (broken := page.evaluate(BROKEN)), f"broken: {broken[:5]}"
    assert not (torn := page.evaluate(TORN)), f"a column of its own: {torn[:5]}"


def nothing_overlaps(page) -> None:
    """No name or number on the map covers another, and nothing sticks out of the page."""
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.naam')].map(n => {
             const r = n.getBoundingClientRect();
             return [n.textContent, r.left, r.top, r.right, r.bottom];
           })"""
    )
    for i, (one, *a) in enumerate(boxes):
        for other, *b in boxes[i + 1 :]:
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            assert wide <= 0.5 or high <= 0.5, f"{one} covers {other}"
    cut = page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          const out = [];
          if (document.documentElement.scrollWidth > wide) out.push('the page scrolls sideways');
          for (const e of document.querySelectorAll('button, select, input, h1, h2, summary, th')) {
            if (e.closest('.schuifbaar') || !e.checkVisibility()) continue;
            const r = e.getBoundingClientRect();
            const near = e.closest('.kolom, header, footer')?.getBoundingClientRect();
            const home = near?.width ? near : document.documentElement.getBoundingClientRect();
            if (r.width && (r.right > home.right + 1 || r.left < home.left - 1)) {
              out.push(e.tagName + ' ' + e.textContent.slice(0, 30));
            }
          }
          return out;
        }"""
    )
    assert cut == [], str(cut)[:600]


def keyboard_reaches_all(page) -> None:
    """Tab visits every control that is visible, and leaves the map within 25 stops."""
    total = page.evaluate(
        """() => {
          document.activeElement.blur();
          const all = [...document.querySelectorAll(
            'a[href], button, input, select, summary, [tabindex="0"]')]
            .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled);
          all.forEach((e, i) => { e.dataset.halte = i; });
          return all.length;
        }"""
    )
    visited, on_map = set(), 0
    for _ in range(total + 5):
        page.keyboard.press("Tab")
        stop, inside = page.evaluate(
            """() => [document.activeElement.dataset.halte ?? null,
                      Boolean(document.activeElement.closest('.kaart'))]"""
        )
        on_map += inside
        if stop is not None:
            visited.add(int(stop))
    missed = page.evaluate(
        """seen => [...document.querySelectorAll('[data-halte]')]
             .filter(e => !seen.includes(Number(e.dataset.halte)))
             .map(e => e.outerHTML.slice(0, 80))""",
        sorted(visited),
    )
    assert missed == []
    assert 1 <= on_map <= 25


COLOURS = """chosen => [...document.querySelectorAll(chosen)].map(e => {
  const {color, backgroundColor, fill, webkitTextStrokeColor} = getComputedStyle(e);
  const drawn = e instanceof SVGElement ? [fill] : [color, backgroundColor, webkitTextStrokeColor];
  return [e.tagName, e.getAttribute('class') ?? '', ...drawn].join(' ');
})"""


def keeps_its_colours(page, chosen: str, *, least: int) -> None:
    """What tells by its colour has the same one where a reader's own take the place of others."""
    ours = page.evaluate(COLOURS, chosen)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    theirs = page.evaluate(COLOURS, chosen)
    title = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    page.emulate_media(forced_colors="none", color_scheme="light")
    assert title == "rgb(255, 255, 255)"  # the reader's colours were on
    assert len(ours) >= least
    assert [(a, b) for a, b in zip(ours, theirs, strict=True) if a != b] == []


def prints_a_whole_map(page) -> None:
    """On paper: a vector map with borders, names and scale as text, then weights and the top 20."""
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paper = page.evaluate(
        """() => {
          const svg = document.querySelector('#tekening svg');
          const seen = e => e && e.checkVisibility() && e.getBoundingClientRect().width > 0;
          const text = e => e ? e.textContent.trim() : '';
          return {
            svg: seen(svg),
            live: seen(document.querySelector('.kaart')),
            borders: [...svg.querySelectorAll('.grens')].filter(
              p => seen(p) && p.getAttribute('stroke') !== 'none').length,
            words: [...svg.querySelectorAll('text')].map(text),
            dots: (svg.querySelector('.m-cells').innerHTML.match(/M/g) || []).length,
            rows: document.querySelectorAll('#papier-tabel tr').length,
            weights: document.querySelectorAll('#papier-weging li').length,
            status: seen(document.querySelector('.concept')),
            sources: seen(document.querySelector('.bronnen')),
          };
        }"""
    )
    page.emulate_media(media="screen")
    assert paper["svg"]
    assert not paper["live"]
    assert paper["borders"] >= 1
    assert any(word.endswith("km") for word in paper["words"])
    assert {"1", "A"} & set(paper["words"])  # the best, or what the plan opens
    assert paper["dots"] > 0
    assert 1 <= paper["rows"] <= 20
    assert paper["weights"] >= 1
    assert paper["status"]
    assert paper["sources"]


def rehash(html: str) -> str:
    """Let the policy name the inline pieces as they are now: for pages broken on purpose."""
    scripts, styles = (
        tuple(re.findall(rf"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL))
        for tag in ("script", "style")
    )
    host = re.search(r"img-src (https://[a-z.]+)", html)
    policy = Policy(scripts, styles, host.group(1) if host else None).text()
    return re.sub(
        r'(Content-Security-Policy" content=")[^"]*', lambda m: m.group(1) + policy, html, count=1
    )
