"""Each check of ``checks.py`` fails on a page that was broken on purpose, and only then."""

import re
from contextlib import nullcontext
from dataclasses import replace

import pytest

from maps.content.page import page_content
from maps.page.render import render_page
from tests.maps import checks, map_checks
from tests.maps.checks import visit

pytestmark = pytest.mark.browser


def _swap(old: str, new: str):
    def change(html: str) -> str:
        assert old in html, f"the page no longer holds {old!r}: mend this test"
        return html.replace(old, new)

    return change


def _in_order(page, result):
    checks.ranks_like_python(page, result, "GM9001", checks.positions(result, count=2))


def _accessible(page, _):
    checks.is_accessible(page)


def _no_borders(html: str) -> str:
    return re.sub(r'<use [^>]*class="grens[^>]*/>', "", html)


def _main_place(page) -> str:
    return page.evaluate("Data.base.labels.find(([, , , kind]) => kind === 'hoofd')[0]")


def _zoomed_out(page, check):
    """Check a map so small that signs stand on each other."""
    page.evaluate("page_map.setZoom(page_map.getZoom() - 2)")
    check(page)


SOME_FRAMES = """() => new Promise((done) => {
  let left = 10;
  const next = () => { left -= 1; if (left) requestAnimationFrame(next); else done(); };
  next();
})"""


def _main_place_at_a_site(page):
    """Check a map of which the main place lies just where a site of a user is."""
    page.evaluate(
        """() => {
          const [row] = MapPoints.points;
          const main = Data.base.labels.find(([, , , kind]) => kind === 'hoofd');
          [main[1], main[2]] = [Data.lat(row), Data.lon(row)];
          page_map.panTo([main[1], main[2]], { animate: false });
          MapNames.layOut();
        }"""
    )
    map_checks.main_place_is_named(page, _main_place(page))


def _squeezed(page, check):
    """Check a map that lost half of its height to what stands under it."""
    page.evaluate("document.querySelector('.kaart').style.height = '200px'")
    page.evaluate(SOME_FRAMES)  # what follows a size does so when a frame is drawn
    check(page)


def test_the_map_follows_its_room_and_signs_that_move_keep_a_line(opened, page_text):
    page = opened(page_text).page
    _zoomed_out(page, map_checks.names_are_near)
    page = opened(page_text).page
    _squeezed(page, map_checks.nothing_is_cut_off)
    _main_place_at_a_site(opened(page_text).page)
    for check in (*map_checks.ALL, lambda p: map_checks.main_place_is_named(p, _main_place(p))):
        check(opened(page_text).page)


ORDER = "score[b] - score[a] || (term ? term[a] - term[b] : 0) || a - b"

BROKEN = {
    "the ranking unsorted": (
        _swap(f"order.sort((a, b) => {ORDER});", ""),
        _in_order,
    ),
    "ties the other way round": (
        _swap(ORDER, ORDER.replace("a - b", "b - a")),
        lambda page, result: checks.ranks_like_python(
            page, result, "GM9001", [[0, 0, 0, 0, 50, 0, 0, 0, 0]]
        ),
    ),
    "groups without a heading": (
        _swap("[...headOf(shown, at, found), rowOf(i)]", "[rowOf(i)]"),
        lambda page, _: checks.groups_are_headed(page),
    ),
    "a heading above every row": (
        _swap("(at && sites.group[shown[at - 1]] === group)", "false"),
        lambda page, _: checks.groups_are_headed(page),
    ),
    "one weight ignored": (
        _swap("parts.forEach((part, p) => {", "parts.forEach((part, p) => { if (p === 3) return;"),
        _in_order,
    ),
    "an unknown counted as zero": (
        _swap("if (!Number.isNaN(value[i])) {", "{"),
        _in_order,
    ),
    "no language": (_swap('<html lang="nl">', "<html>"), _accessible),
    "another language": (_swap('<html lang="nl">', '<html lang="en">'), _accessible),
    "two regions of one name": (
        _swap('aria-label="Tabel met bronnen"', 'aria-label="Vergelijking"'),
        lambda page, _: checks.regions_differ(page),
    ),
    "pale text": (_swap("--muted:#555d66", "--muted:#a9b0b8"), _accessible),
    "a slider without a name": (_swap('<label for="schuif-0">', "<label>"), _accessible),
    "points not drawn": (
        _swap("fillAll(ctx, spots, corners);", ""),
        lambda page, _: checks.points_are_drawn(page),
    ),
    "points in one colour": (
        _swap("ctx.fillStyle = ink;", "ctx.fillStyle = colours.classes[0];"),
        lambda page, _: checks.points_are_drawn(page),
    ),
    "points in the wrong place": (
        _swap("world.x[i] = point.x;", "world.x[i] = point.x + 0.02;"),
        lambda page, _: checks.points_are_drawn(page),
    ),
    "paper without borders": (_no_borders, lambda page, _: checks.prints_a_whole_map(page)),
    "paper with the screen's map": (
        _swap(".kaart,.vraag,.verander,.paneel", ".vraag,.verander,.paneel"),
        lambda page, _: checks.prints_a_whole_map(page),
    ),
    "names on top of each other": (
        _swap("const spot = home && spotOf({", "const spot = home || spotOf({"),
        lambda page, _: checks.nothing_overlaps(page),
    ),
    "names far from what they name": (
        _swap("at.y - mark.height / 2));", "at.y - mark.height / 2 - 60));"),
        lambda page, _: map_checks.names_are_near(page),
    ),
    "signs that moved without a line": (
        _swap("if (leader) leaders.push(leader);", "") ,
        lambda page, _: _zoomed_out(page, map_checks.names_are_near),
    ),
    "names over names": (
        _swap("const spot = home && spotOf({", "const spot = home || spotOf({"),
        lambda page, _: map_checks.names_keep_apart(page),
    ),
    "the main place without a name": (
        _swap('(kind === "hoofd") !== isMain', 'kind === "hoofd" || isMain'),
        lambda page, _: map_checks.main_place_is_named(page, _main_place(page)),
    ),
    "the main place over sites": (
        _swap('mark.mode === "must" ? dotsUnder(box, dots) : 0', "0"),
        lambda page, _: _main_place_at_a_site(page),
    ),
    "names in pale letters": (
        _swap("text-align:center;color:var(--ink);", "text-align:center;color:#8a939c;"),
        lambda page, _: map_checks.names_can_be_read(page),
    ),
    "a map that does not follow its room": (
        _swap("new ResizeObserver(fitRoom)", "new ResizeObserver(() => {})"),
        lambda page, _: _squeezed(page, map_checks.nothing_is_cut_off),
    ),
    "paper without the main place": (
        _swap("centred(capitals ? mark.text.toUpperCase() : mark.text", 'centred(""'),
        lambda page, _: map_checks.paper_is_whole(page, _main_place(page)),
    ),
    "a control cut off": (
        _swap(".veld select,.veld input{width:100%;min-width:0}",
              ".veld select, .veld input { width: 20rem; }"),
        lambda page, _: checks.nothing_overlaps(page),
    ),
    "a button out of the keyboard's reach": (
        _swap('id="beginwaarden"', 'id="beginwaarden" tabindex="-1"'),
        lambda page, _: checks.keyboard_reaches_all(page),
    ),
    "a map that is a trap": (
        _swap("L.control.scale(", 'for (let i = 0; i < 26; i += 1) map.getContainer()'
              '.append(Elements.make("button", { text: "x" })); L.control.scale('),
        lambda page, _: checks.keyboard_reaches_all(page),
    ),
}  # fmt: skip

LOUD = {
    "an outside script": _swap(
        "</head>", '<script src="https://example.org/x.js"></script></head>'
    ),
    "an outside picture": _swap("</main>", '<img alt="" src="https://example.org/x.png"></main>'),
    "an inline style": _swap("<main>", '<main style="color:red">'),
    "a script the policy does not name": _swap("</body>", "<script>window.x = 1</script></body>"),
    "an error at the start": lambda html: checks.rehash(
        _swap("SiteMap.begin();", "SiteMap.begin(); nergens();")(html)
    ),
    "a word in the console": lambda html: checks.rehash(
        _swap("SiteMap.begin();", 'SiteMap.begin(); console.log("hier");')(html)
    ),
}


@pytest.fixture(scope="module")
def page_text(rendered) -> str:
    return rendered["GM9001"].read_text(encoding="utf-8")


@pytest.fixture
def opened(browser, tmp_path):
    seen = []

    def go(html: str):
        path = tmp_path / "pagina.html"
        path.write_text(html, encoding="utf-8", newline="\n")
        seen.append(visit(browser, path))
        return seen[-1]

    yield go
    for one in seen:
        one.page.close()


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_page_is_caught(opened, page_text, result, fault):
    change, check = BROKEN[fault]
    seen = opened(checks.rehash(change(page_text)))
    with pytest.raises(AssertionError):
        check(seen.page, result)


@pytest.mark.parametrize("fault", LOUD)
def test_a_page_that_reaches_out_or_complains_is_caught(opened, page_text, fault):
    seen = opened(LOUD[fault](page_text))
    with pytest.raises(AssertionError):
        checks.is_quiet(seen)


def test_rehashing_an_unbroken_page_changes_nothing(page_text):
    assert checks.rehash(page_text) == page_text.replace("&#39;", "'")


@pytest.mark.parametrize("order", [ORDER, ORDER.replace("term[a] - term[b]", "term[b] - term[a]")])
def test_of_equal_scores_the_longer_term_goes_first_as_in_python(opened, result, order):
    ends = [f"{2030 + row}-01-01" for row in range(len(result.sites))]  # the last row lasts longest
    lasting = replace(result, sites=result.sites.assign(until_date=ends))
    html = render_page(page_content(lasting, "GM9001"))
    page = opened(checks.rehash(_swap(ORDER, order)(html))).page
    expected = nullcontext() if order == ORDER else pytest.raises(AssertionError)
    with expected:
        checks.ranks_like_python(page, lasting, "GM9001", [[0, 0, 0, 0, 50, 0, 0, 0, 0]])


def test_a_word_that_is_broken_without_a_hyphen_is_seen(opened, page_text):
    page = opened(page_text).page
    page.set_viewport_size({"width": 320, "height": 700})
    checks.words_stay_whole(page)
    page.evaluate(
        """() => { const p = document.querySelector('.grijs');
             p.style.width = '3rem'; p.style.overflowWrap = 'anywhere'; }"""
    )
    with pytest.raises(AssertionError, match="broken"):
        checks.words_stay_whole(page)
