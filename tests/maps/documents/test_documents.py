"""Documents: one content for PDF and DOCX, accessible, safe against names, honest about gaps."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pikepdf
import pymupdf
import pytest
import typst

from maps.base.soft import LONG
from maps.content.page import page_content
from maps.documents import typesetting
from maps.documents.brief import brief
from maps.documents.documents import render_documents
from maps.documents.docx import docx_bytes
from maps.documents.model import Bullets, Document, Picture, Section, Table, Text, plain
from maps.documents.profile import profile
from maps.documents.typesetting import _compiler, _source, as_data, pdf_bytes, png_bytes
from sites.base.errors import ExportError
from tests.maps.synthetic import NOT_MADE

#: Places where a long word may break say nothing.
BREAKS = str.maketrans("", "", "\u200b\u00ad")
IN_CI = os.environ.get("CI") == "true"
EVIL = (
    "</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://kwaad.nl")',
    '#eval("panic()") *vet* $x$ @ref <lab> \\n // weg',
    "{{ 7*7 }} ${7*7} &amp; <w:p>",
)
ORDER = [
    "Essentie",
    "Aanleiding",
    "Belang",
    "Overwegingen",
    "Vervolg",
    "Bijlage: kaart en criteria",
]


@pytest.fixture(scope="module")
def result(make_result):
    return make_result(cells=60, municipalities=3)


@pytest.fixture(scope="module")
def papers(result) -> dict[str, bytes]:
    return dict(render_documents(result, municipalities=["GM9001"]))


def text_of(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as shown:
        return " ".join(" ".join(page.get_text() for page in shown).translate(BREAKS).split())


def first_site(result) -> str:
    return result.ranking.sort_values("rank")["site_id"].iloc[0]


def a_profile(result):
    return profile(result, page_content(result, None), first_site(result))


def test_a_municipality_gets_an_annex_twice_and_its_map_twice_and_ten_profiles(papers) -> None:
    kinds = [re.sub(r"-\d\d-.*\.", "-.", name) for name in papers]
    assert kinds == [
        "kaart-gebied.svg", "kaart-gebied.png", "kaart-aarveen.svg", "kaart-aarveen.png",
        "raadsinformatiebrief-bijlage-aarveen.pdf", "raadsinformatiebrief-bijlage-aarveen.docx",
        *["locatieprofiel-.pdf"] * 10,
    ]  # fmt: skip


def test_the_annex_follows_the_order_that_councils_know(result) -> None:
    headings = [s.heading for s in brief(result, page_content(result, "GM9001")).sections]
    assert [heading for heading in headings if heading in ORDER] == ORDER


def test_pdf_and_docx_of_an_annex_say_the_same(papers) -> None:
    pdf = text_of(papers["raadsinformatiebrief-bijlage-aarveen.pdf"])
    file = docx.Document(io.BytesIO(papers["raadsinformatiebrief-bijlage-aarveen.docx"]))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    said = [p.text for p in file.paragraphs] + cells
    squeezed = re.sub(r"\W", "", pdf)  # a line may end in a hyphen
    missing = [text for text in said if re.sub(r"\W", "", text) not in squeezed]
    assert missing == []
    assert len(said) > 80


def test_a_profile_says_what_was_not_computed_and_what_was_not_examined(result) -> None:
    bare = replace(result, **NOT_MADE)
    said = text_of(pdf_bytes(a_profile(bare)))
    assert "Het oordeel per functie is niet berekend." in said
    assert "Hoe zeker de rang is, is niet berekend." in said
    assert "Wat niet is onderzocht" in said
    for word in ("water", "natuur", "bestemming", "eigenaar", "bodem, geluid en luchtkwaliteit"):
        assert word in said
    seen = replace(bare, layers=replace(bare.layers, examined=("water",)))
    bullets = [s for s in a_profile(seen).sections if s.heading == "Wat niet is onderzocht"]
    assert "water" not in bullets[0].blocks[1].items


#: What ends a line and what begins the next, where a reader loses a day, a name or a measure.
PARTED = re.compile(
    r"[0-9]-\s*\n[0-9]|\bUtrecht\s*\n3|\bUT\s*\n03"
    r"|[0-9]\s*\n(?:min|plekken|juli)\b|\bjuli\s*\n[0-9]"
)
SEAMS = "Utrecht 3 of UT 03 heeft op 1 juli 2027, na 1-1-2024, 60 plekken op 18 min"


def seams(words: str) -> Document:
    lines = tuple(f"{'woord ' * k}{words} {words} {words}" for k in range(14))
    rows = tuple((line, line, "Utrecht 3 op 1 juli 2027, 18 min") for line in lines)
    return Document(
        title="Naden", subtitle="", status="Concept", mark="", day=date(2026, 11, 1), footer="",
        sections=(Section("Naden", (Bullets(lines), Table("", ("a", "b", "c"), rows, (3, 2, 1)))),),
    )  # fmt: skip


def pdf_lines(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as shown:
        blocks = [block[4] for page in shown for block in page.get_text("blocks")]
    return "\n\n".join(blocks)


def test_no_line_of_a_document_parts_a_day_a_numbered_name_or_a_measure(monkeypatch) -> None:
    told = pdf_lines(pdf_bytes(seams(SEAMS)))
    assert len(told.splitlines()) > 200
    assert PARTED.findall(told) == []
    monkeypatch.setattr(typesetting, "seamed", lambda text: text)
    assert len(PARTED.findall(pdf_lines(pdf_bytes(seams(SEAMS))))) > 10


def test_word_gets_hyphens_and_spaces_that_hold() -> None:
    made = docx_bytes(seams(SEAMS), lambda *_: b"")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        xml = archive.read("word/document.xml").decode()
    assert "1</w:t><w:noBreakHyphen/><w:t>1</w:t><w:noBreakHyphen/><w:t" in xml
    assert "1\N{NO-BREAK SPACE}juli\N{NO-BREAK SPACE}2027" in xml
    assert SEAMS in docx.Document(io.BytesIO(made)).paragraphs[3].text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_no_column_in_word_is_narrower_than_the_pieces_of_its_words() -> None:
    """Samenwerking stood on three lines, without a hyphen."""
    rows = (
        ("Samenwerking", "Taak huisvesting statushouders", "gemeenschapsruimte", "≠", "x", "bron"),
        ("Doorstroom", "Reis naar de moederlocatie", "op 1-11-2026", "", "y", "650ad2b11155"),
    )
    table = Table("", ("Pijler", "Onderwerp", "A", "≠", "B", "Bron"), rows, (2, 4, 6, 0, 6, 4))
    document = replace(seams(""), sections=(Section("Naast", (table,)),))
    made = docx.Document(io.BytesIO(docx_bytes(document, lambda *_: b"")))
    widths = [cell.width.cm for cell in made.tables[0].rows[1].cells]
    assert sum(widths) == pytest.approx(16.6, abs=0.1)
    longest = (len("Doorstroom"), len("statushouders"[:6]), len("gemeenschaps"), 1, 1, 12)
    assert all(wide > 0.2 * count for wide, count in zip(widths, longest, strict=True))
    assert [cell.text for cell in made.tables[0].rows[1].cells] == list(rows[0])
    xml = re.sub(r"\s*\n\s*", "", made.tables[0]._tbl.xml)
    assert "<w:t>Samen</w:t><w:softHyphen/><w:t>werking</w:t>" in xml


def words_and_widths(table) -> list[tuple[str, float]]:
    """Return every word of a table in Word with the width of its column, in cm."""
    return [
        (word, cell.width.cm)
        for row in table.rows
        for cell in row.cells
        for word in re.split(r"[ \u00ad-]", cell.text)
    ]


def test_in_word_a_narrow_column_gives_way_before_a_word_breaks_anywhere(papers) -> None:
    """A ranking with its scores, minutes and verdicts left 1,3 cm for "Zoekgebied bij Harmelen"."""
    made = docx.Document(io.BytesIO(papers["raadsinformatiebrief-bijlage-aarveen.docx"]))
    broken = [
        word for table in made.tables for word, width in words_and_widths(table)
        if len(word) < LONG and width < 0.17 * len(word) + 0.4
    ]  # fmt: skip
    assert broken == []
    for table in made.tables:
        assert sum(cell.width.cm for cell in table.rows[0].cells) == pytest.approx(16.6, abs=0.1)


def test_in_word_no_row_is_parted_and_a_short_table_stands_with_its_caption(papers) -> None:
    made = docx.Document(io.BytesIO(papers["raadsinformatiebrief-bijlage-aarveen.docx"]))
    for table in made.tables:
        assert all("w:cantSplit" in row._tr.xml for row in table.rows)
        *rows, last = table.rows
        held = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
        assert set(held) == ({True} if len(rows) <= 12 else {None})
        assert last.cells[0].paragraphs[0].paragraph_format.keep_with_next is None
    ahead = [line for line in made.paragraphs if line.text.endswith(":")]
    assert ahead
    assert all(line.paragraph_format.keep_with_next for line in ahead)


def test_numbers_in_a_profile_are_those_of_the_tables(result) -> None:
    site = first_site(result)
    score = result.ranking.set_index("site_id").loc[site, "score"]
    said = text_of(pdf_bytes(a_profile(result)))
    assert f"De score is {score:.2f}".replace(".", ",") in said
    gp = result.travel.query("site_id == @site and category == 'gp'").iloc[0]
    assert f"{round(gp['travel_min'])} min {gp['place_name']}" in said


def test_unknown_values_are_named_and_never_a_zero(result) -> None:
    site = first_site(result)
    travel, scores = result.travel.copy(), result.scores.copy()
    travel.loc[(travel["site_id"] == site) & (travel["category"] == "gp"), "reach"] = "geen route"
    gone = (scores["site_id"] == site) & (scores["category"] == "gp")
    scores.loc[gone, ["raw", "value", "contribution"]] = float("nan")
    said = text_of(pdf_bytes(a_profile(replace(result, travel=travel, scores=scores))))
    assert "Huisarts lopen geen route" in said
    assert "Onbekend: huisarts. Dat telt niet mee" in said


def test_every_document_says_concept_and_never_that_it_meets_a_law(papers) -> None:
    for name, content in papers.items():
        if name.endswith(".pdf"):
            said = text_of(content)
            assert "Concept, geen besluit" in said
            assert "is gecontroleerd met outloud en pdfua" in said
            assert "voldoet" not in said.lower()
            assert re.search(r"\bmoeder\b", said.lower()) is None


@pytest.mark.parametrize("edition", ["raad", "intern"])
def test_a_closed_edition_is_marked_on_every_page_and_in_every_name(result, edition) -> None:
    marked = replace(result, edition=edition)
    made = dict(render_documents(marked, municipalities=["GM9001"], sites=[first_site(result)]))
    assert all(Path(name).stem.endswith(f"-{edition}") for name in made)
    pdf = next(content for name, content in made.items() if name.endswith(".pdf"))
    with pymupdf.open(stream=pdf, filetype="pdf") as shown:
        for page in shown:
            assert f"Editie {edition}" in page.get_text()
            assert edition.upper() in page.get_text()


def test_names_run_nowhere_in_pdf_and_docx(result) -> None:
    names = [*EVIL, *result.sites["name"][len(EVIL) :]]
    run = replace(result, sites=result.sites.assign(name=names))
    for site, name in zip(run.sites["site_id"], EVIL, strict=False):
        document = profile(run, page_content(run, None), site)
        pdf = pdf_bytes(document)
        wanted = name.replace(" ", "")
        assert wanted in text_of(pdf).replace(" ", "").replace("­", "")
        with pikepdf.open(io.BytesIO(pdf)) as file:
            assert "/JavaScript" not in str(list(file.objects))
            assert not any("/Annots" in page for page in file.pages)
        word = docx_bytes(document, png_bytes)
        paragraphs = [p.text for p in docx.Document(io.BytesIO(word)).paragraphs]
        assert any(wanted in p.replace("\u200b", "").replace(" ", "") for p in paragraphs)
        with zipfile.ZipFile(io.BytesIO(word)) as archive:
            assert b"kwaad.nl" not in archive.read("word/_rels/document.xml.rels")
            body = archive.read("word/document.xml")
            assert b"<w:hyperlink" not in body
            assert b"<w:instrText" not in body


def test_a_name_of_ten_thousand_letters_stays_on_its_page(result) -> None:
    site = first_site(result)
    long = result.sites["name"].where(result.sites["site_id"] != site, "x" * 10_000)
    run = replace(result, sites=result.sites.assign(name=long))
    with pymupdf.open(stream=pdf_bytes(a_profile(run)), filetype="pdf") as shown:
        for page in shown:
            words = page.get_text("words")
            assert max(word[2] for word in words) <= page.rect.width - 40


def test_control_and_direction_characters_do_not_reach_a_document() -> None:
    assert plain("a\x00b\u202ec\r\nd\u2028e") == "a bc d e"


def test_a_municipality_without_any_site_says_so(result) -> None:
    keep = result.sites["gm_code"] != "GM9002"
    keep &= ~result.sites["gm_candidates"].fillna("").str.contains("GM9002")
    ids = set(result.sites[keep]["site_id"])
    less = {
        name: (table := getattr(result, name))[table["site_id"].isin(ids)].reset_index(drop=True)
        for name in ("sites", "travel", "scores", "ranking", "mothers")
    }
    run = replace(result, **less, **NOT_MADE)
    document = brief(run, page_content(run, "GM9002"))
    assert "geen enkele locatie" in text_of(pdf_bytes(document))


def test_a_site_that_the_edition_does_not_have_is_refused(result) -> None:
    with pytest.raises(ExportError, match="1 of 1 sites are not in edition openbaar"):
        list(render_documents(result, municipalities=["GM9001"], sites=["geheim"]))


def test_two_runs_give_the_same_bytes(result, papers) -> None:
    again = dict(render_documents(result, municipalities=["GM9001"]))
    assert [name for name in papers if papers[name] != again[name]] == []


def test_pdf_and_docx_carry_the_reference_date_and_no_other(papers) -> None:
    with pikepdf.open(io.BytesIO(papers["raadsinformatiebrief-bijlage-aarveen.pdf"])) as file:
        assert str(file.docinfo["/CreationDate"]).startswith("D:20261101000000")
    word = papers["raadsinformatiebrief-bijlage-aarveen.docx"]
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        assert {e.date_time for e in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert (
        docx.Document(io.BytesIO(word)).core_properties.created.date().isoformat() == "2026-11-01"
    )


def test_only_the_bundled_font_is_used_also_in_the_map(papers) -> None:
    with pymupdf.open(
        stream=papers["raadsinformatiebrief-bijlage-aarveen.pdf"], filetype="pdf"
    ) as shown:
        fonts = {font[3].split("+")[-1] for page in shown for font in page.get_fonts()}
    assert fonts
    assert all(font.startswith("SourceSans3") for font in fonts)


def test_a_picture_holds_its_text_and_not_only_its_dots(result) -> None:
    """A PNG once came out without a single letter: the drawing named a font that was not found."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20" font-family="{}">{}</svg>'
    text = '<text x="4" y="15" font-size="14">Zeist</text>'
    day = result.scenario.reference_date
    empty = png_bytes(svg.format("x", ""), day)
    assert png_bytes(svg.format("'Source Sans 3'", text), day) != empty
    assert png_bytes(svg.format("'Segoe UI', Roboto", text), day) != empty


# --- what the checkers say, and that they would say otherwise of a broken file


def errors_of(files: list[Path]) -> dict[str, set[str]]:
    """Return per file the rules that either checker calls an error."""
    tools = Path(sys.executable).parent
    report = files[0].parent / "outloud.json"
    subprocess.run(
        [tools / "outloud", "--quiet", "--json", report, *files], check=False, capture_output=True
    )
    heard = json.loads(report.read_text(encoding="utf-8"))["results"]
    found = {
        Path(one["path"]).name: {f["rule"] for f in one["findings"] if f["severity"] == "error"}
        for one in heard
    }
    assert len(found) == len(files)
    for file in files:
        done = subprocess.run(
            [tools / "pdfua", "check", "--format", "json", file], check=False, capture_output=True
        )
        said = json.loads(done.stdout)
        assert said["summary"]["rules_run"] > 10
        found[file.name] |= {f["rule_id"] for f in said["findings"] if f["severity"] == "error"}
    return found


def compiled(document, **how):
    data = json.dumps(as_data(document), ensure_ascii=False)
    return _compiler().compile(
        _source("document.typ"), sys_inputs={"data": data}, format="pdf",
        timestamp=datetime(2026, 11, 1, tzinfo=UTC), **how,
    )  # fmt: skip


def test_the_typesetter_itself_refuses_a_map_without_alternative_text(result) -> None:
    with pytest.raises(typst.TypstError, match="alt"):
        pdf_bytes(without_alt(a_profile(result)))


def without_alt(document):
    return replace(
        document,
        sections=tuple(
            Section(
                s.heading,
                tuple(replace(b, alt=None) if isinstance(b, Picture) else b for b in s.blocks),
            )
            for s in document.sections
        ),
    )


def test_two_checkers_find_no_error_in_what_we_make_and_do_in_what_is_broken(
    result, papers, tmp_path
) -> None:
    document = a_profile(result)
    broken = {
        "zonder-labels.pdf": compiled(document, pdf_tags=False),
        "zonder-alt.pdf": compiled(without_alt(document)),
        "zonder-taal.pdf": without_language(pdf_bytes(document)),
    }
    ours = {name: content for name, content in papers.items() if name.endswith(".pdf")}
    chosen = [*list(ours.items())[:3], *broken.items()]
    for name, content in chosen:
        (tmp_path / name).write_bytes(content)
    found = errors_of([tmp_path / name for name, _ in chosen])
    assert {name: found[name] for name, _ in chosen[:3]} == {n: set() for n, _ in chosen[:3]}
    assert found["zonder-labels.pdf"] >= {"DOC-001", "UA-01-005"}
    assert found["zonder-alt.pdf"] >= {"FIG-001", "UA-13-004"}
    assert found["zonder-taal.pdf"] >= {"DOC-013", "UA-06-001"}


def without_language(pdf: bytes) -> bytes:
    """Take the language out of the whole file; typst cannot make such a file."""
    memory = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for thing in [file.Root, *file.objects]:
            if isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing:
                del thing["/Lang"]
        file.save(memory)
    return memory.getvalue()


@pytest.mark.slow
def test_the_docx_opens_in_libreoffice_with_all_it_says(papers, tmp_path) -> None:
    soffice = shutil.which("soffice")
    if not soffice and not IN_CI:
        pytest.skip("not run: no LibreOffice on this machine")
    assert soffice, "no LibreOffice, and CI must have it"
    name = "raadsinformatiebrief-bijlage-aarveen"
    (tmp_path / f"{name}.docx").write_bytes(papers[f"{name}.docx"])
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / f"{name}.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    said = text_of((tmp_path / f"{name}.pdf").read_bytes())
    for heading in ORDER:
        assert heading in said


def test_word_breaks_dutch_words_at_a_hyphen(papers):
    file = docx.Document(io.BytesIO(next(d for n, d in papers.items() if n.endswith(".docx"))))
    names = [child.tag.rpartition("}")[2] for child in file.settings.element]
    at = names.index("autoHyphenation")
    assert names[at - 1 : at + 2] == ["defaultTabStop", "autoHyphenation", "doNotHyphenateCaps"]


def ended(lines: int, sources: int):
    """Return a document of so many lines, then a table of sources with two sentences below it."""
    table = Table(
        "Gegevens", ("Laag", "Bron"), tuple((f"l{i}", "CBS") for i in range(sources)), (1, 3)
    )
    body = tuple(Text(f"Regel {i}.") for i in range(lines))
    end = Section("Bronnen", (table, Text("Kenmerk: x."), Text("De laatste zin.")))
    return Document(
        title="Profiel", subtitle="Aarveen", status="Concept", mark="", day=date(2026, 11, 1),
        footer="voet", sections=(Section("Feiten", body), end),
    )  # fmt: skip


@pytest.mark.parametrize("lines", range(20, 36, 2))
def test_the_last_sentence_of_a_document_never_stands_alone_on_a_page(lines) -> None:
    with pymupdf.open(stream=pdf_bytes(ended(lines, 8)), filetype="pdf") as pdf:
        last = pdf[-1].get_text()
    assert "De laatste zin." in last
    assert "Bronnen" in last


def test_a_last_section_that_no_page_can_hold_still_stands_whole() -> None:
    with pymupdf.open(stream=pdf_bytes(ended(10, 90)), filetype="pdf") as pdf:
        said = [page.get_text().split() for page in pdf]
    assert len(said) > 2
    for i in range(90):
        assert sum(f"l{i}" in words for words in said) == 1
    assert "zin." in said[-1]


def test_many_short_items_stand_in_two_columns_and_long_ones_under_each_other() -> None:
    def heights(items):
        section = Section("Open", (Bullets(items), Text("x")))
        document = replace(ended(1, 1), sections=(section, *ended(1, 1).sections))
        with pymupdf.open(stream=pdf_bytes(document), filetype="pdf") as pdf:
            return [round(pdf[0].search_for(item)[0].y0) for item in items]

    short = heights(tuple(f"kort punt {letter}" for letter in "abcdefg"))
    assert short[:3] == short[4:]
    long = heights((*(f"kort punt {letter}" for letter in "abcdefg"), "een veel langer punt " * 3))
    assert long == sorted(set(long))


def test_a_ranking_of_search_areas_alone_has_no_column_of_places(result) -> None:
    content = page_content(result, "GM9001")
    is_cell = content.sites.table["kind"] == "zoekgebied"
    (heads,) = {
        block.headers
        for section in brief(result, content).sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith("De beste")
    }
    assert is_cell.any()
    assert ("Plekken" in heads) == (not is_cell.loc[content.sites.best(10).index].all())
