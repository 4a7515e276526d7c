"""The village view on a page: what its table says, read from the page itself."""

from dataclasses import replace

import lxml.html
import pandas as pd
import pytest

from maps.content.page import page_content
from maps.page.render import render_page
from sites.tables.villages import Villages


@pytest.fixture(scope="module")
def run(make_result):
    result = make_result(cells=60)
    site = result.sites.iloc[0]
    known = {
        "gemeente": "Aarveen", "population": 700, "rank": 1, "fits_places": 45,
        "best_id": site["site_id"], "best": site["name"], "group": "past, kan niet leunen",
        "hub_id": "h", "hub_name": "AZC Over de grens", "hub_outside": True, "travel_min": 31.0,
        "verdict": "Kan niet leunen", "strength": "zwak", "by_team": "Zorg",
        "missing": "Sport en spel", "open_functions": None,
        "could_add": "kinderspeelplaats", "could_add_open": "bibliotheek",
    }  # fmt: skip
    empty = dict.fromkeys(known) | {"gemeente": "Aarveen", "population": 9}
    code = result.layers.municipalities["gm_code"].iloc[0]
    rows = [{"kern": "Dorp"} | known, {"kern": "Gehucht"} | empty]
    table = Villages.validate(pd.DataFrame(rows).assign(gm_code=code))
    return replace(result, judgement=replace(result.judgement, villages=table)), code


def _rows(run, gm_code):
    page = lxml.html.fromstring(render_page(page_content(run, gm_code)))
    (section,) = page.xpath("//*[@id='kernen']")
    heads = [head.text_content() for head in section.xpath(".//thead//th")]
    cells = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in section.xpath(".//tbody/tr")
    ]
    return [dict(zip(heads, row, strict=True)) for row in cells], section


def test_a_kern_says_what_fits_where_it_leans_and_what_is_missing(run) -> None:
    rows, section = _rows(*run)
    dorp = rows[0]
    assert dorp["Kern"].startswith("Dorp")
    assert dorp["Plekken die passen"] == "45"
    assert dorp["Moederlocatie"] == "AZC Over de grens (buiten het gebied)"
    assert dorp["Minuten"] == "31"
    assert (dorp["Wat ontbreekt"], dorp["Alleen met een mobiel team"]) == ("Sport en spel", "Zorg")
    assert dorp["Kan hier toevoegen"] == "kinderspeelplaats; onbekend: bibliotheek"
    assert "1 kern heeft geen plek of zoekgebied" in section.text_content()


def test_a_kern_where_nothing_was_looked_at_says_so(run) -> None:
    rows, _ = _rows(*run)
    assert rows[1]["Beste plek"] == "geen plek bekeken"
    assert rows[1]["Oordeel"] == ""


def test_the_page_of_the_area_names_the_gemeente_and_another_gemeente_has_no_row(run) -> None:
    result, code = run
    rows, _ = _rows(result, None)
    assert rows[0]["Gemeente"] == "Aarveen"
    other = next(c for c in result.layers.municipalities["gm_code"] if c != code)
    assert page_content(result, other).villages is None
