"""On paper the script draws what the static drawing already shows: same marks, same spots."""

import re

import pytest

from maps.content.page import page_contents
from maps.page.render import render_page
from tests.maps import synthetic_plan as made
from tests.maps.checks import visit

pytestmark = pytest.mark.browser

#: Rounding of positions in the page's data and in the drawing.
NEAR_PX = 0.3
READ = """() => {
  const svg = document.querySelector('#tekening svg');
  const numbers = (e, names) => names.map(name => Number(e.getAttribute(name)));
  const layer = e => e.closest('g[class^=m-]').getAttribute('class');
  const list = (selector, names, say = () => '') => [...svg.querySelectorAll(selector)]
    .map(e => [layer(e) + ' ' + say(e), ...numbers(e, names)]);
  const path = e => [e.getAttribute('stroke'), e.getAttribute('stroke-dasharray')].join(' ');
  const ends = e => e.getAttribute('d').match(/-?[0-9.]+/g).map(Number);
  const middle = e => {  // how many, and where on average
    const at = [...e.getAttribute('d').matchAll(/M(-?[0-9.]+)[ ,](-?[0-9.]+)/g)];
    const mean = k => at.reduce((sum, one) => sum + Number(one[k]), 0) / at.length;
    return [at.length, mean(1), mean(2)];
  };
  return {
    texts: list('text:not(.m-watermark)', ['x', 'y', 'font-size'], e => e.textContent),
    plates: list('.m-hubs rect, .m-badges rect, .m-stations rect',
      ['x', 'y', 'width', 'height'], e => e.getAttribute('fill')),
    lines: [...svg.querySelectorAll('.m-spokes path')].map(e => [path(e), ...ends(e)]),
    leaders: [...svg.querySelectorAll('.aanhaal')].map(e => ['', ...ends(e)]),
    sites: [...svg.querySelectorAll('.m-cells path, .m-sites path')].map(e =>
      [[layer(e), ...['class', 'fill', 'stroke'].map(name => e.getAttribute(name))].join(' '),
       ...middle(e)]),
  };
}"""


@pytest.fixture(scope="module")
def pages(make_result, tmp_path_factory):
    """Return pages with and without a plan: near, far, crowded and with hubs out of sight."""
    folder = tmp_path_factory.mktemp("paper")
    runs = {
        "plain": make_result(),
        "plan": made.with_plan(make_result(cells=120)),
        "crowded": make_result(municipalities=3, cells=500),
    }
    found = {}
    for name, run in runs.items():
        for content in page_contents(run):
            path = folder / f"{name}-{content.file_name}"
            path.write_text(render_page(content), encoding="utf-8", newline="\n")
            found[name, content.gm_code] = path
    return found


def rows(drawn):
    """Return an order that a rounding cannot turn: by what is said, then from left to right."""
    return sorted(drawn, key=lambda row: (row[0], *(round(v / 2) for v in row[1:])))


def same(before, after):
    assert before.keys() == after.keys()
    for kind, drawn in before.items():
        ours, theirs = rows(drawn), rows(after[kind])
        assert [row[0] for row in ours] == [row[0] for row in theirs], kind
        for one, other in zip(ours, theirs, strict=True):
            assert one[1:] == pytest.approx(other[1:], abs=NEAR_PX), (kind, one, other)


@pytest.mark.slow
def test_the_script_redraws_the_static_drawing_as_it_was(browser, pages):
    letters = leaders = 0
    for path in pages.values():
        page = visit(browser, path).page
        before = page.evaluate(READ)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        same(before, page.evaluate(READ))
        said = " ".join(text for text, *_ in before["texts"])
        letters += len(re.findall("m-badges [A-Z]", said))
        leaders += len(before["leaders"])
        page.close()
    assert len(pages) > 12
    assert letters > 5
    assert leaders > 5
