"""The workbook: live scores that carry their value, text that stays text, one date for ever."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from geodata.files.tabular import read_xlsx
from maps.content.page import page_content
from maps.exports.parts import parts
from maps.exports.record import record_bytes
from maps.exports.tables import site_table
from maps.exports.xlsx import FIRST_SITE, xlsx_bytes
from maps.exports.xlsx_book import shortened
from maps.exports.xlsx_short import BEST, TITLE, unknown_lines
from sites.scoring.terms import terms_of
from tests.maps.synthetic import NOT_MADE

EVIL = (
    '=HYPERLINK("http://kwaad.nl","klik")',
    "</script><img src=x onerror=alert(1)>",
    "+31",
    "@a",
)
ISO_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?\b")
IN_CI = os.environ.get("CI") == "true"


@pytest.fixture(scope="module")
def small(make_result):
    run = make_result(cells=30, own=6, base=False)
    return replace(run, layers=replace(run.layers, places=run.layers.places.head(40)))


@pytest.fixture(scope="module")
def book(small):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(small)), data_only=True)


def test_there_is_a_sheet_per_table(book) -> None:
    assert book.sheetnames == [
        "In het kort", "Leeswijzer", "Locaties", "Gewichten", "Reistijden", "Moederlocaties",
        "Clusters", "Gemeenten", "Voorzieningen", "Oordelen", "Functies", "Draagkracht",
        "Zekerheid", "Openbaar vervoer", "Plan", "Bronnen",
    ]  # fmt: skip


def test_the_book_opens_on_what_matters_in_short(small, book) -> None:
    page = page_content(small)
    cells = [str(c) for row in book[TITLE].iter_rows(values_only=True) for c in row if c]
    said = " ".join(cells)
    assert book.active.title == TITLE
    assert page.story.first in said
    for figure in (page.story.asked, page.story.now, page.story.start.figure):
        assert figure.label in cells
        assert figure.value in cells
    best = site_table(small).head(BEST)
    assert [name for name in cells if name in set(best["name"])] == best["name"].tolist()
    assert set(unknown_lines(page)) <= set(cells)


def test_days_are_real_days_written_the_dutch_way_and_come_back_as_they_were(
    small, tmp_path
) -> None:
    hubs = small.layers.hubs.copy()
    hubs["until_date"] = "2028-05-01"
    hubs["source_date"] = ["2024-01", *["2025-06-02"] * (len(hubs) - 1)]
    run = replace(small, layers=replace(small.layers, hubs=hubs))
    made = xlsx_bytes(run)
    book = openpyxl.load_workbook(io.BytesIO(made), data_only=True)
    texts = [(sheet.title, cell.value) for sheet in book for row in sheet for cell in row
             if isinstance(cell.value, str) and ISO_DAY.search(cell.value)]  # fmt: skip
    assert texts == []
    heads, *rows = book["Moederlocaties"].iter_rows()
    place = [cell.value for cell in heads].index("Tot")
    ends = {(row[place].value, row[place].number_format) for row in rows if row[place].value}
    assert ends == {(datetime(2028, 5, 1), "d-m-yyyy")}  # noqa: DTZ001 - a day of no zone
    dated = [cell.value for cell in heads].index("Datum van de bron")
    assert "januari 2024" in {row[dated].value for row in rows}
    file = tmp_path / "boek.xlsx"
    file.write_bytes(made)
    read = read_xlsx(file, sheet="Moederlocaties")
    assert set(read.frame["Tot"].dropna()) == {"2028-05-01"}


def test_every_sheet_is_set_up_to_print(book) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        if sheet.title not in {TITLE, "Leeswijzer"}:
            assert sheet.print_title_rows
    assert book["Locaties"].page_setup.fitToHeight == 0


def test_functions_have_a_row_per_site_and_a_column_per_function(small, book) -> None:
    rows = list(book["Functies"].iter_rows(values_only=True))
    assert rows[0][:3] == ("Locatie", "School en ISK", "Zorg (GZA)")
    assert len(rows) == 1 + len(small.sites)
    assert rows[1][2] == "op de moederlocatie"
    assert [row[0] for row in rows[1:4]] == [r[3].value for r in book["Locaties"]["A2:D4"]]


def test_every_score_is_a_formula_that_carries_its_computed_value(small, book) -> None:
    live = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(small)))["Gewichten"]
    stored = book["Gewichten"]
    ranking = small.ranking.set_index("site_id")
    seen = 0
    for row in range(FIRST_SITE + 1, live.max_row + 1):
        site = stored.cell(row, 1).value
        assert str(live.cell(row, 3).value).startswith("=IF(SUMPRODUCT(")
        assert stored.cell(row, 3).value == pytest.approx(ranking.loc[site, "score"], abs=1e-12)
        seen += 1
    assert seen == len(small.sites)


def test_the_formula_worked_by_hand_gives_the_score(small, book) -> None:
    sheet = book["Gewichten"]
    columns = range(6, 6 + len(parts(small)))
    weights = np.array([sheet.cell(5, c).value for c in columns])
    for row in (FIRST_SITE + 1, FIRST_SITE + 7):
        values = [sheet.cell(row, c).value for c in columns]
        known = np.array([v is not None for v in values])
        score = (weights[known] * np.array([v for v in values if v is not None])).sum()
        assert round(score / weights[known].sum(), 9) == sheet.cell(row, 3).value


def test_a_formula_in_a_name_is_shown_as_text_and_links_nowhere(small) -> None:
    names = [*EVIL, *small.sites["name"][len(EVIL) :]]
    content = xlsx_bytes(replace(small, sites=small.sites.assign(name=names)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    shown = {cell.value: cell.data_type for cell in book["Locaties"]["E"]}
    assert {name: shown[name] for name in EVIL} == dict.fromkeys(EVIL, "s")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n]
        assert not any("hyperlink" in name for name in archive.namelist())
    assert not any("HYPERLINK" in sheet or "<hyperlink" in sheet for sheet in sheets)


def test_the_name_and_digest_of_a_users_own_file_are_in_no_lower_edition(small) -> None:
    info = small.layers.info.copy()
    info.loc[0, ["origin", "file_name", "sha256"]] = ["eigen", "geheim.csv", "e" * 64]
    run = replace(small, layers=replace(small.layers, info=info))
    for edition, shown in (("openbaar", False), ("raad", False), ("intern", True)):
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(run, edition=edition))))
        cells = [str(c) for row in book["Bronnen"].iter_rows(values_only=True) for c in row]
        said = " ".join(cells) + record_bytes(replace(run, edition=edition)).decode()
        assert ("geheim.csv" in said) is shown
        assert ("e" * 64 in said) is shown


def test_a_very_long_name_is_cut_where_excel_would_refuse_the_file() -> None:
    assert len(shortened("x" * 40_000)) == 32_767
    assert shortened("kort") == "kort"


def test_the_workbook_carries_the_reference_date_and_no_other(small) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(small))) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert core.count("2026-11-01T00:00:00Z") == 2


def test_a_run_without_any_site_still_gives_a_workbook(small) -> None:
    none = {
        name: getattr(small, name).head(0)
        for name in ("sites", "travel", "scores", "ranking", "mothers", "clusters")
    }
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(small, **none, **NOT_MADE))))
    assert "Locaties" not in book.sheetnames
    assert all(sheet.max_row > 1 for sheet in book)
    said = [str(row[0]) for row in book["In het kort"].iter_rows(values_only=True)]
    assert "Hier is nog geen locatie opgegeven of gevonden." in " ".join(said)


def test_a_run_of_many_sites_shows_the_best_and_says_how_many_there_are(small, monkeypatch) -> None:
    monkeypatch.setattr("maps.exports.xlsx.MOST_SITES", 10)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(small)), data_only=True)
    shown = [row[3] for row in book["Locaties"].iter_rows(min_row=2, values_only=True)]
    assert shown == site_table(small)["site_id"].head(10).tolist()
    said = " ".join(str(row[0]) for row in book["Leeswijzer"].iter_rows(values_only=True))
    assert f"de beste 10 van {len(small.sites)} locaties" in said


def _soffice() -> str:
    found = shutil.which("soffice")
    if not found and not IN_CI:
        pytest.skip("not run: no LibreOffice on this machine")
    assert found, "no LibreOffice, and CI must have it"
    return found


def _recalculated(file: Path, where: Path):
    """Return the sheet with weights as LibreOffice computes it; the copy has no stored values."""
    where.mkdir()
    profile = (where / "profiel").as_uri()
    subprocess.run(
        [_soffice(), f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(where), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return openpyxl.load_workbook(where / file.name, data_only=True)["Gewichten"]


@pytest.mark.slow
@pytest.mark.parametrize("changed", [{}, {6: 0, 8: 55, 12: 3.5}])
def test_libreoffice_computes_the_same_scores_and_ranks(small, tmp_path, changed) -> None:
    file = tmp_path / "opvangkaart.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(small)))  # formulas only: no stored values
    for column, weight in changed.items():
        book["Gewichten"].cell(4, column).value = weight
    book.save(file)
    sheet = _recalculated(file, tmp_path / "lo")
    weights = {
        c: changed.get(c, book["Gewichten"].cell(4, c).value)
        for c in range(6, 6 + len(parts(small)))
    }
    scores = _scores(small, weights)
    sites = site_table(small)
    ranked = sites[sites["rank"].notna()].assign(score=sites["site_id"].map(scores))
    terms = dict(
        zip(
            small.sites["site_id"],
            terms_of(small.sites, small.scenario.reference_date),
            strict=True,
        )
    )
    ranked = ranked.assign(term=ranked["site_id"].map(terms))
    best_first = ranked.sort_values(["score", "term", "site_id"], ascending=[False, False, True])
    order = best_first["site_id"].tolist()
    for row in range(FIRST_SITE + 1, FIRST_SITE + 1 + len(sites)):
        site = sheet.cell(row, 1).value
        assert sheet.cell(row, 3).value == pytest.approx(scores[site], abs=1.5e-9)
        if site in order:
            assert sheet.cell(row, 4).value == order.index(site) + 1


def _scores(run, weights) -> dict[str, float]:
    """Return the documented formula, written apart from the product and from the workbook."""
    found = run.scores.merge(run.sites[["site_id"]], on="site_id")
    by_criterion = {}
    column = 6
    for criterion in run.scenario.criteria:
        by_criterion[criterion.id] = weights[
            column
        ]  # a later part of a criterion follows its first
        column += len(criterion.categories)
    counts = {c.id: len(c.categories) for c in run.scenario.criteria}
    weight = found["criterion"].map(by_criterion) / found["criterion"].map(counts)
    known = found["value"].notna()
    total = (weight * found["value"])[known].groupby(found["site_id"]).sum()
    return (total / weight[known].groupby(found["site_id"]).sum()).round(9).to_dict()


def cut_off(book) -> list[str]:
    """Return the texts that their column is too narrow for, or their row too low."""
    found = []
    for sheet in book.worksheets[2:]:
        spans = list(sheet.column_dimensions.values())  # one for neighbours that are as wide
        for place, column in enumerate(sheet.iter_cols(), start=1):
            width = next((one.width for one in spans if one.min <= place <= one.max), 8.43)
            for cell in column[1:]:
                if not isinstance(cell.value, str) or sheet.title == "Gewichten":
                    continue
                if not cell.alignment.wrap_text:
                    fits = len(cell.value) <= width
                else:
                    high = sheet.row_dimensions[cell.row].height or 15
                    fits = len(cell.value) <= width * high / 15
                if not fits:
                    found.append(f"{sheet.title}!{cell.coordinate}: {cell.value[:40]}")
    return found


@pytest.fixture(scope="module")
def long_named(small) -> bytes:
    names = [f"{'Zeer lange naam ' * 9}{i}" for i in small.sites.index]
    return xlsx_bytes(replace(small, sites=small.sites.assign(name=names)))


def test_no_text_of_a_sheet_is_cut_off_on_a_screen_or_on_paper(book, long_named) -> None:
    assert cut_off(book) == []
    assert cut_off(openpyxl.load_workbook(io.BytesIO(long_named))) == []


def test_a_column_that_is_too_narrow_and_a_row_that_is_too_low_are_seen(long_named) -> None:
    narrow, low = (openpyxl.load_workbook(io.BytesIO(long_named)) for _ in range(2))
    for one in narrow["Gemeenten"].column_dimensions.values():
        one.width = 3
    assert any(fault.startswith("Gemeenten!") for fault in cut_off(narrow))
    for row in low["Locaties"].row_dimensions.values():
        row.height = 15
    assert any(fault.startswith("Locaties!") for fault in cut_off(low))


def test_every_sheet_is_set_up_for_paper(book) -> None:
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.right.text
        if sheet.title not in (TITLE, "Leeswijzer"):
            assert sheet.print_title_rows
