"""Set a document as DOCX, with real headings, table headers, alt text and a fixed moment."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from maps.base.soft import SOFT, softened
from maps.base.whole import seamed
from maps.documents.glyphs import legible, xml_legal
from maps.documents.model import Block, Bullets, Document, Picture, Table, Text

_ACCENT: Final = RGBColor(0x15, 0x42, 0x73)
_MUTED: Final = RGBColor(0x55, 0x5D, 0x66)
_HEAD_FILL: Final = "E8EEF2"
_MARK_FILL: Final = "FDF1DC"
#: A table of so few rows stands on one page: a reader compares its rows.
_SHORT: Final = 12
_WIDTH_CM: Final = 16.6
_CHARACTER_CM: Final = 0.2  # at 9 points
_PADDING_CM: Final = 0.5
_HELD_HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"
#: Word knows them as elements of their own, not as these characters.
_MARKS: Final = {_HELD_HYPHEN: "w:noBreakHyphen", SOFT: "w:softHyphen"}
_BREAKS: Final = re.compile(f"(?<=-)|[ {SOFT}]")
_MARKED: Final = re.compile(f"([{''.join(_MARKS)}])")
#: A zip entry needs a date; this is the earliest that the format knows.
_ZIP_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def docx_bytes(document: Document, png_of: Callable[[str, date], bytes]) -> bytes:
    """Return a document as DOCX; ``png_of`` turns a drawing into the picture Word can show."""
    document = legible(document, xml_legal)
    file = docx.Document()
    _set_up(file, document)
    _say(file.add_heading(level=1), document.title)
    _say(file.add_paragraph(), document.subtitle)
    for section in document.sections:
        _say(file.add_heading(level=2), section.heading)
        for block in section.blocks:
            _add(file, block, document.day, png_of)
    memory = io.BytesIO()
    file.save(memory)
    return _same_every_time(memory.getvalue())


def _set_up(file: Any, document: Document) -> None:  # noqa: ANN401 - python-docx has no public types
    moment = datetime(document.day.year, document.day.month, document.day.day, tzinfo=UTC)
    facts = file.core_properties
    facts.title, facts.subject = document.title, document.subtitle
    facts.author, facts.last_modified_by, facts.comments = "opvangkaart", "", document.status
    facts.created = facts.modified = moment
    facts.revision, facts.language = 1, "nl-NL"
    page = file.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.2)
    page.header.paragraphs[0].text = "   ".join(filter(None, (document.status, document.mark)))
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{document.footer}, pagina ")
    _add_field(foot, "PAGE")
    _set_styles(file)
    _hyphenate(file)


def _hyphenate(file: Any) -> None:  # noqa: ANN401
    """Let the reader's program break long Dutch words at their hyphens; it has the dictionary."""
    settings = file.settings.element
    after = settings.find(qn("w:defaultTabStop"))  # the schema of the file has them in this order
    for name in ("w:doNotHyphenateCaps", "w:autoHyphenation"):
        setting = OxmlElement(name)
        setting.set(qn("w:val"), "true")
        after.addnext(setting)


def _set_styles(file: Any) -> None:  # noqa: ANN401
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "nl-NL")
    normal.element.get_or_add_rPr().append(language)
    for level, size in ((1, 20), (2, 14)):
        style = file.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _ACCENT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)  # a theme font would win over the name

    caption = file.styles["Caption"]
    caption.font.bold, caption.font.size, caption.font.color.rgb = False, Pt(9), _MUTED


def _add_field(paragraph: Any, name: str) -> None:  # noqa: ANN401
    for kind, text in (("begin", None), (None, name), ("end", None)):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)  # noqa: SLF001 - python-docx has no other way to a field


def _add(file: Any, block: Block, day: date, png_of: Callable[[str, date], bytes]) -> None:  # noqa: ANN401
    match block:
        case Text(text, strong):
            paragraph = file.add_paragraph()
            _say(paragraph, text).bold = strong
            # what announces a list or a table stands on its page
            paragraph.paragraph_format.keep_with_next = text.endswith(":") or None
        case Bullets(items):
            for item in items:
                _say(file.add_paragraph(style="List Bullet"), item)
        case Table():
            _add_table(file, block)
        case Picture(svg, alt, caption):
            shape = file.add_picture(io.BytesIO(png_of(svg, day)), width=Cm(_WIDTH_CM))
            shape._inline.docPr.set("descr", alt)  # noqa: SLF001 - alt text has no public setter
            file.paragraphs[-1].paragraph_format.keep_with_next = True
            _say(file.add_paragraph(style="Caption"), caption)


def _say(paragraph: Any, text: str) -> Any:  # noqa: ANN401
    """Add a text of which no line parts a day or a measure; return its run."""
    run = paragraph.add_run()
    for part in _MARKED.split(seamed(text, hyphen=_HELD_HYPHEN)):
        if part in _MARKS:
            run._r.append(OxmlElement(_MARKS[part]))  # noqa: SLF001 - no public setter
        elif part:
            run.add_text(part)
    return run


def _add_table(file: Any, block: Table) -> None:  # noqa: ANN401
    caption = file.add_paragraph(style="Caption")
    _say(caption, block.caption)
    caption.paragraph_format.keep_with_next = True
    table = file.add_table(rows=1, cols=len(block.headers), style="Table Grid")
    table.autofit = False
    widths = _widths_cm(block)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # LibreOffice reads the grid, Word the cells
    _mark_header(table.rows[0])
    for number, row in enumerate((block.headers, *block.rows)):
        added = table.add_row() if number else table.rows[0]
        _keep_together(added)
        if number - 1 in block.marked:
            _shade(added, _MARK_FILL)
        stays = len(block.rows) <= _SHORT and number < len(block.rows)
        for column, (cell, text) in enumerate(zip(added.cells, row, strict=True)):
            cell.width = Cm(widths[column])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            paragraph.paragraph_format.keep_with_next = stays or None
            run = _say(paragraph, softened(text))
            run.font.size, run.bold = Pt(9), number == 0
            if column in block.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_paragraph()


def _widths_cm(block: Table) -> list[float]:
    """Return the widths of the columns: narrow ones fit their text, others share the rest.

    None is narrower than what its words can break into, where the page has room for that. Where
    the narrow ones leave too little they give way too, each as far as its own words allow.
    """
    cells = list(zip(block.headers, *block.rows, strict=True))
    parts = dict(enumerate(block.widths))
    fitting = {i: _fitting_cm(cells[i]) for i in parts}
    least = {i: min(_least_cm(cells[i]), fitting[i]) for i in parts}
    found = {i: fitting[i] for i, part in parts.items() if not part}
    shares = {i: part for i, part in parts.items() if part}
    if sum(found.values()) + sum(least[i] for i in shares) > _WIDTH_CM:
        return _squeezed_cm(list(least.values()), list(fitting.values()))
    while shares:
        one = max(_WIDTH_CM - sum(found.values()), 1.0) / sum(shares.values())
        tight = {i: least[i] for i, part in shares.items() if part * one < least[i]}
        found |= tight or {i: part * one for i, part in shares.items()}
        shares = {i: part for i, part in shares.items() if i not in found}
    return [found[i] for i in parts]


def _squeezed_cm(least: list[float], fitting: list[float]) -> list[float]:
    """Return widths that fill the page, each as far above its least as all can be.

    A text longer than half a page counts for half, or one long text takes all there is.
    """
    if sum(least) >= _WIDTH_CM:
        return [width * _WIDTH_CM / sum(least) for width in least]
    wish = [max(min(most, _WIDTH_CM / 2), low) for low, most in zip(least, fitting, strict=True)]
    part = (_WIDTH_CM - sum(least)) / ((sum(wish) - sum(least)) or 1.0)
    return [low + part * (most - low) for low, most in zip(least, wish, strict=True)]


def _fitting_cm(texts: Iterable[str]) -> float:
    return max(map(len, texts)) * _CHARACTER_CM + _PADDING_CM


def _least_cm(texts: Iterable[str]) -> float:
    """Return how wide the longest piece of a word is, between spaces, hyphens and soft hyphens."""
    pieces = (piece for text in texts for piece in _BREAKS.split(seamed(softened(text))))
    return max(map(len, pieces)) * _CHARACTER_CM + _PADDING_CM


def _keep_together(row: Any) -> None:  # noqa: ANN401
    """Let no page end in the middle of a row: half a name stood alone at the top of the next."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - no public setter


def _mark_header(row: Any) -> None:  # noqa: ANN401
    """Tell Word that the row is a header: it repeats it and a screen reader names it."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - no public setter
    _shade(row, _HEAD_FILL)


def _shade(row: Any, fill: str) -> None:  # noqa: ANN401
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), fill)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - no public setter


def _same_every_time(archive: bytes) -> bytes:
    """Return the same archive without the moment at which it was written."""
    memory = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_MOMENT)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return memory.getvalue()
