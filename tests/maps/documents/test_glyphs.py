"""Any name gives a document: the fonts show it, or a box stands there and a note says so."""

import io
from datetime import date

import docx
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.documents.docx import docx_bytes
from maps.documents.glyphs import BOX, NOTE, drawable, legible, xml_legal
from maps.documents.model import Bullets, Document, Picture, Section, Table, Text
from maps.documents.typesetting import pdf_bytes, png_bytes

DAY = date(2026, 11, 1)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><text x="4" y="15">{}</text></svg>'
)


def paper(name: str) -> Document:
    """Return a document with the name in every place that a name can have."""
    blocks = (
        Text(f"Hier staat {name}.", strong=True),
        Bullets((name,)),
        Table(name, ("naam", name), ((name, "1"),), widths=(1, 0)),
        Picture(SVG.format("kaart"), name, name),
    )
    return Document(name, name, name, name, DAY, name, (Section(name, blocks),))


def text_of(document: Document) -> str:
    with pymupdf.open(stream=pdf_bytes(document), filetype="pdf") as pages:
        return "".join(page.get_text() for page in pages)


@pytest.mark.parametrize("name", ["مدرسة", "בית", "★ Ster", "Школа", "σχολείο", "Łódź"])
def test_a_name_that_a_bundled_font_has_is_written_as_it_is(name: str) -> None:
    assert drawable(name) == name
    said = text_of(paper(name))
    assert BOX not in said
    assert NOTE[:30] not in said


@pytest.mark.parametrize(
    "name", ["中文学校", "हिन्दी", "🏠 Huis", "བོད", "\ue000", "\ud800", "a\x0bb", "\ufeff", "\uffff"]
)
def test_a_name_that_no_font_has_becomes_boxes_and_a_note(name: str) -> None:
    said = " ".join(text_of(paper(name)).split())
    assert BOX in said
    assert NOTE in said


def test_only_what_cannot_be_shown_becomes_a_box() -> None:
    assert drawable("Huis 中 aan de Vecht") == "Huis □ aan de Vecht"
    assert drawable("क\u093f a") == "□ a"  # a letter and the mark upon it are one box


def test_a_paper_that_needs_no_box_is_left_as_it_was() -> None:
    plain = paper("Café <b>*#_[]$@</b> = 1 < 2")
    assert legible(plain, drawable) == plain


def test_typst_markup_and_long_words_in_a_name_are_text() -> None:
    said = text_of(paper('#panic("x") *vet* @ref <label>'))
    assert '#panic("x") *vet* @ref <label>' in said
    assert text_of(paper("x" * 5_000))


def test_word_keeps_every_script_and_boxes_what_xml_forbids() -> None:
    name = "中文 مدرسة"
    word = docx.Document(io.BytesIO(docx_bytes(paper(name), png_bytes)))
    said = [paragraph.text for paragraph in word.paragraphs]
    assert name in said
    assert NOTE not in said
    word = docx.Document(io.BytesIO(docx_bytes(paper("a\x0bb\ud800"), png_bytes)))
    said = [paragraph.text for paragraph in word.paragraphs]
    assert "a□b□" in said
    assert NOTE in said


def test_a_picture_with_a_strange_name_is_drawn() -> None:
    assert png_bytes(SVG.format("中文 مدرسة ★"), DAY).startswith(b"\x89PNG")


@given(st.text(st.characters(), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_any_text_gives_a_document(name: str) -> None:
    assert pdf_bytes(paper(name)).startswith(b"%PDF")
    assert docx_bytes(paper(name), lambda _svg, _day: png_bytes(SVG.format("x"), DAY))


@given(st.text(st.characters(), max_size=40))
def test_what_can_be_shown_stays_when_it_is_shown_again(name: str) -> None:
    assert drawable(drawable(name)) == drawable(name)
    assert xml_legal(xml_legal(name)) == xml_legal(name)
