"""The pages as text: whole, small, the same every time, and safe whatever the names are."""

import base64
import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.base.backdrop import BACKDROPS
from maps.base.names import page_name
from maps.content.page import page_content
from maps.drawing.placement import Mark, placed
from maps.drawing.svg import static_map
from maps.page import assets_inline
from maps.page.assets_inline import leaflet_css, leaflet_js, without_remarks
from maps.page.data import page_data, safe_json
from maps.page.map_object import map_object
from maps.page.render import render_page, render_pages
from sites.base.verdicts import GROUPS
from tests.maps.synthetic import NOT_MADE

NASTY = "</script><img src=x onerror=alert(1)>"


class Outline(HTMLParser):
    """Collect what a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def html(result) -> str:
    return render_page(page_content(result, "GM9001"))


def test_the_ring_by_bike_is_one_over_streets_only_where_streets_gave_it(result):
    content = page_content(result, "GM9001")
    by_car = replace(content, hub_areas=replace(content.hub_areas, modes=frozenset({"car"})))
    told = [
        re.search(r'for="kaart-kring">(.*?)</label>', render_page(c))[1] for c in (content, by_car)
    ]
    assert ["over straten" in words for words in told] == [True, False]
    assert "hemelsbreed" in told[1]


def test_the_same_run_gives_the_same_bytes(result):
    assert dict(render_pages(result)) == dict(render_pages(result))


@pytest.mark.slow
def test_the_same_run_gives_the_same_bytes_under_another_hash_seed_and_clock():
    script = (
        "import hashlib; from tests.maps.synthetic import make_result; "
        "from maps.page.render import render_pages; "
        "print([(n, hashlib.sha256(b).hexdigest()) for n, b in render_pages(make_result())])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Pacific/Auckland"))
    }
    assert len(said) == 1


def test_a_page_has_a_language_landmarks_a_title_and_one_main_heading(html):
    page = Outline(html)
    assert page.all("html")[0]["lang"] == "nl"
    for landmark in ("header", "main", "nav", "footer"):
        assert len(page.all(landmark)) == 1
    assert len(page.all("h1")) == 1
    assert page.all("a")[0]["href"] == "#ranglijst"
    viewport = next(m for m in page.all("meta") if m.get("name") == "viewport")
    assert "user-scalable" not in viewport["content"]


def test_a_page_loads_nothing_and_carries_no_inline_style_or_handler(html):
    page = Outline(html)
    for tag, attributes in page.tags:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert "src" not in attributes
        if tag == "link":
            pytest.fail("a page has no links to other files")
    for css in re.findall(r"<style>(.*?)</style>", html, flags=re.DOTALL):
        assert "url(" not in css
        assert "@import" not in css


def test_leaflet_stands_in_the_page_with_its_licence_and_without_a_source_map(html):
    assert "Redistributions in binary form must reproduce the above copyright" in leaflet_js()
    assert "see its licence in the script" in leaflet_css()
    assert leaflet_js() in html
    assert "sourceMappingURL" not in html
    assert 'version="1.9.4"' in leaflet_js()


def test_the_pages_script_does_the_same_without_its_remarks():
    folder = Path(assets_inline.__file__).parent.parent / "assets" / "js"
    for part in sorted(folder.glob("*.js")):
        text = part.read_text(encoding="utf-8")
        for line in text.splitlines():  # no string spans lines: its indent would be lost
            assert line.count("`") % 2 == 0, f"{part.name}: {line}"
        left = without_remarks(text)
        code = [line for line in text.splitlines() if "/*" not in line and "*/" not in line]
        assert len(left) < len(text)
        for line in (line.strip() for line in code):
            kept = re.sub(r"\s+// [^\"'`]*$", "", line)
            assert line.startswith(("*", "//")) or kept in left, f"{part.name}: {line}"
            assert kept.count('"') == line.count('"')


def test_folium_gives_the_map_object_and_nothing_else(result):
    element, script = map_object(page_content(result).base.box)
    assert element.startswith('<div class="folium-map" id="page_map"')
    assert script.startswith('var page_map = L.map("page_map"')
    assert "http" not in element + script
    assert map_object(page_content(result).base.box) == (element, script)


def test_attribution_has_leaflet_and_no_flag(html):
    assert '<a href="https://leafletjs.com" rel="noreferrer">Leaflet</a>' in html
    assert "setPrefix" in html


def test_every_source_is_credited_with_licence_and_date(html, result):
    for source, licence in zip(
        result.layers.info["source"], result.layers.info["licence"], strict=True
    ):
        assert source in html
        assert licence in html
    assert result.fingerprint in html


def test_only_an_edition_with_the_button_names_the_image_host(make_result):
    for edition in ("openbaar", "raad", "intern"):
        result = make_result(cells=40, edition=edition)
        pages = dict(render_pages(result, municipalities=["GM9001"]))
        assert list(pages) == [page_name(None, edition), page_name("aarveen", edition)]
        for text in (body.decode("utf-8") for body in pages.values()):
            policy = re.search(r'Security-Policy" content="([^"]*)"', text).group(1)
            assert ("img-src" in policy) == (edition != "intern")
            assert (BACKDROPS["pdok"].host in text) == (edition != "intern")
            assert ('id="achtergrond"' in text) == (edition != "intern")
            assert ("niet verspreiden" in text or "niet verder verspreiden" in text) == (
                edition != "openbaar"
            )
            assert (edition.upper() in text.split('id="tekening"')[1].split("</svg>")[0]) == (
                edition != "openbaar"
            )


def test_names_that_try_to_run_are_shown_as_text(make_result):
    result = make_result(cells=60)
    sites = result.sites.assign(name=NASTY, kern='"><script>x</script>', status="`${alert(1)}`")
    hubs = result.layers.hubs.assign(name=NASTY, source=NASTY)
    places = result.layers.places.assign(name=NASTY)
    info = result.layers.info.assign(source=NASTY)
    towns = result.layers.municipalities.assign(name=NASTY)
    layers = replace(result.layers, hubs=hubs, places=places, info=info, municipalities=towns)
    nasty = replace(result, sites=sites, layers=layers)
    for _, body in render_pages(nasty):
        page = Outline(body.decode("utf-8"))
        assert page.all("img") == []
        assert len(page.all("script")) == 3


@given(st.recursive(st.text() | st.integers() | st.none(), lambda x: st.lists(x, max_size=3)))
def test_json_in_a_page_never_ends_its_element_and_reads_back_whole(data):
    text = safe_json(data)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == data


def test_a_municipality_page_is_small_and_a_page_of_5000_sites_fits(make_result):
    result = make_result(municipalities=8, cells=4_600)
    assert len(result.sites) >= 5_000
    pages = dict(render_pages(result, municipalities=["GM9001"]))
    assert len(pages["index.html"]) <= 5e6
    assert len(pages["gemeente-aarveen.html"]) <= 2e6


@pytest.mark.slow
def test_50_000_sites_still_make_a_page_that_says_how_many_it_left_out(make_result):
    result = make_result(cells=46_000, extra=False)
    assert len(result.sites) > 50_000
    body = dict(render_pages(result, municipalities=[]))["index.html"]
    assert len(body) <= 5e6
    text = re.sub("</?h-l>", "", body.decode("utf-8"))
    assert "De beste 5.000 locaties zijn getekend, " in text


def test_very_long_names_one_criterion_and_missing_tables_keep_the_page_whole(make_result):
    result = make_result(cells=40, extra=False, base=False, criteria=1)
    long = "Lange naam " * 900
    result = replace(result, sites=result.sites.assign(name=long))
    for _, body in render_pages(result):
        page = Outline(body.decode("utf-8"))
        assert len(page.all("h1")) == 1
        assert [m for m in page.all("input") if m.get("type") == "range"]


def test_a_run_without_any_site_or_mother_location_has_whole_pages(make_result):
    result = make_result(cells=40)
    nothing = {
        name: getattr(result, name).iloc[:0]
        for name in ("sites", "travel", "scores", "ranking", "mothers", "clusters")
    }
    layers = replace(
        result.layers,
        hubs=result.layers.hubs.iloc[:0],
        hubs_unplaced=result.layers.hubs_unplaced.iloc[:0],
        places=result.layers.places.iloc[:0],
    )
    empty = replace(result, **nothing, layers=layers, **NOT_MADE)
    for _, body in render_pages(empty):
        text = body.decode("utf-8")
        assert "is geen enkele locatie opgegeven of gevonden" in text
        assert "doet geen moederlocatie mee" in text
        assert '<svg id="verhaal-balk" class="meter-balk" hidden' in text
        assert '<p class="vink js-alleen" hidden><input type="checkbox" id="kaart-kring">' in text


def test_values_reach_the_browser_with_every_bit(result):
    content = page_content(result)
    data = page_data(content)
    for p, column in enumerate(data["sites"]["values"]):
        sent = np.frombuffer(base64.b64decode(column), dtype="<f8")
        kept = content.sites.book.value[content.sites.rows, p]
        assert np.array_equal(sent, kept, equal_nan=True)


def _read_back(column, i):
    """Decode a text as the browser does."""
    form, *numbers = column["words"][column["of"][i]].split("~")
    text = column["forms"][int(form)]
    for number in numbers:
        text = text.replace("~", number, 1)
    return text


def test_texts_that_differ_in_numbers_only_are_sent_once_and_read_back_whole(result):
    content = page_content(result, "GM9001")
    column = page_data(content)["sites"]["texts"]["verdicts.sentence"]
    sentences = result.judgement.verdicts.set_index("site_id")["sentence"]
    for i, site in enumerate(content.sites.table["site_id"]):
        assert _read_back(column, i) == sentences[site]
    assert len(column["forms"]) < len(content.sites)


def test_later_tables_with_several_rows_per_site_become_one_text(make_result):
    result = make_result(cells=40)
    site = result.sites["site_id"].iloc[0]
    rows = {"site_id": [site] * 3}
    later = {
        "border": pd.DataFrame({**rows, "sentence": ["Een.", "Twee.", "Een."]}),
        "catchment": pd.DataFrame({**rows, "sentence": ["Druk.", "Druk.", "Druk."]}),
        "knockouts": pd.DataFrame(
            {**rows, "knockout": ["natuur", "eigenaar", "termijn"],
             "outcome": ["voldoet", "onbekend", "onbekend"]}
        ),
        "teams": pd.DataFrame({"hub_id": ["UT01"], "sentence": ["Een team van 2 mensen."]}),
    }  # fmt: skip
    content = page_content(replace(result, judgement=replace(result.judgement, **later)))
    row = content.sites.table["site_id"].tolist().index(site)
    texts = content.sites.book.texts
    assert texts["border.sentence"][row] == "Een. Twee."
    assert texts["catchment.sentence"][row] == "Druk."
    assert texts["knockouts.sentence"][row] == "onbekend: eigenaar, termijn; voldoet: natuur"
    assert texts["border.sentence"][row - 1] is None
    assert ("Begeleidingsteam", "Een team van 2 mensen.") in content.hubs[0].facts


def test_the_first_25_rows_stand_in_the_page_in_the_order_of_the_ranking(html, result):
    shown = re.findall(r'<tr data-site="([^"]+)"', html)
    town = result.ranking.merge(result.sites, on="site_id").query("gm_code == 'GM9001'")
    groups = result.judgement.order.set_index("site_id")["group"].map(GROUPS.index)
    town = town.assign(group=town["site_id"].map(groups))
    assert shown == town.sort_values(["group", "rank_in_gemeente"])["site_id"].tolist()[:25]


def test_each_group_stands_under_its_name_in_the_page_without_script(html):
    heads = re.findall(r'<tr class="groep"><th scope="rowgroup" colspan="\d">([^<:]+): \d', html)
    assert heads
    assert heads == [group for group in GROUPS if group in heads]


def test_the_drawing_stands_on_its_own_and_shows_one_site_close_by(result):
    content = page_content(result, "GM9001")
    site = content.sites.best(1)["site_id"].iloc[0]
    whole, close = static_map(content, legend=True), static_map(content, focus=site, span_m=3000)
    for picture in (whole, close):
        assert "style=" not in picture
        assert "<title>Kaart van gemeente Aarveen</title>" in picture
        assert 'class="grens' in picture
        assert " km<" in picture
    assert "#ffd400" in close
    assert "0,80 tot 1,00" in whole
    with pytest.raises(KeyError):
        static_map(content, focus="bestaat niet")


def test_a_location_for_minors_is_an_area_and_never_a_point(make_result):
    result = make_result(cells=60)
    hubs = result.layers.hubs.assign(is_amv=True)
    amv = replace(result, layers=replace(result.layers, hubs=hubs))
    picture = static_map(page_content(amv))
    assert '<g class="hub">' not in picture
    assert picture.count('stroke-dasharray="3 4"') == len(hubs)
    assert '<g class="hub">' in static_map(page_content(result))


MARKS = st.lists(
    st.builds(
        Mark,
        st.floats(0, 300),
        st.floats(0, 200),
        st.floats(5, 60),
        st.floats(5, 20),
        st.sampled_from(["name", "middle"]),
    ),
    max_size=12,
)


@given(MARKS)
def test_no_two_names_ever_cover_each_other_or_leave_the_picture(marks):
    spots = placed(marks, 300, 200)
    boxes = [
        (s.east - m.width / 2, s.south - m.height / 2, s.east + m.width / 2, s.south + m.height / 2)
        for m, s in zip(marks, spots, strict=True)
        if s
    ]
    for i, a in enumerate(boxes):
        assert min(a[:2]) >= 0
        assert a[2] <= 300
        assert a[3] <= 200
        for b in boxes[i + 1 :]:
            assert min(a[2], b[2]) <= max(a[0], b[0]) or min(a[3], b[3]) <= max(a[1], b[1])


def test_a_plan_with_and_without_dates_reaches_the_page(make_result):
    result = make_result(cells=60)
    rows = result.plan.rows

    def shown(table):
        plan = replace(result.plan, rows=table)
        return [
            view["name"] for view in page_data(page_content(replace(result, plan=plan)))["plan"]
        ]

    assert shown(rows) == [
        "Plan A",
        "Plan B",
    ]  # one date in a plan leaves nothing to choose
    first = rows["plan"] == "Plan A"
    ends = rows.assign(until_date=rows["until_date"].mask(first, "2029-01-01"))
    best = "Plan A"
    assert shown(ends) == [best, f"{best}, op 1-1-2027", f"{best}, op 1-1-2029", "Plan B"]
    assert shown(rows.assign(opened=False)) == []


def test_a_verdict_missing_for_one_site_is_unknown_and_not_left_out(make_result):
    result = make_result(cells=60)
    gone = result.sites["site_id"].iloc[0]
    verdicts = result.judgement.verdicts
    less = replace(result.judgement, verdicts=verdicts[verdicts["site_id"] != gone])
    table = page_content(replace(result, judgement=less)).sites.table.set_index("site_id")
    assert table.loc[gone, "state"] == "onbekend"
    assert pd.notna(table["state"]).all()


def test_the_page_of_a_large_area_leaves_its_longest_texts_to_the_gemeenten(
    make_result, monkeypatch
):
    result = make_result(cells=60, municipalities=3)
    assert not page_data(page_content(result))["page"]["folded"]
    monkeypatch.setattr("maps.page.data.FOLDED_FROM", len(result.sites) - 1)
    whole, town = (page_data(page_content(result, code)) for code in (None, "GM9001"))
    assert (whole["page"]["folded"], town["page"]["folded"]) == (True, False)
    assert whole["sites"]["functions"] == town["sites"]["functions"]
    assert (len(whole["sites"]["answers"]), len(whole["sites"]["states"])) == (
        0,
        len(town["sites"]["states"]),
    )
    left_out = set(town["sites"]["texts"]) - set(whole["sites"]["texts"])
    assert left_out
    assert left_out <= {"border.sentence", "load.sentence"}
