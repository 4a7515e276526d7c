"""Set documents: tagged PDF and PNG through typst, with the bundled fonts and a fixed moment.

What a user typed reaches the typesetter as JSON data only, so no name can become markup.
"""

import json
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any, Final

import typst

from maps.base.soft import softened
from maps.base.whole import seamed
from maps.documents.glyphs import drawable, legible
from maps.documents.model import Block, Bullets, Document, Picture, Table, Text
from sites.base.errors import ExportError

#: As an SVG names it; who opens the drawing without our font sees another sans-serif.
FONT: Final = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"
#: The PNG of a map drawn 960 px wide comes out twice as wide: sharp on a slide.
PICTURE_PPI: Final = 192.0
#: Words of fewer letters fit the narrowest column of a table on paper.
_LONG: Final = 17


@cache
def _compiler() -> typst.Compiler:
    """Return a compiler that knows the bundled fonts and no other."""
    with as_file(files("maps") / "fonts") as folder:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
        )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _source(name: str) -> bytes:
    return (files("maps") / "typst" / name).read_bytes()


def pdf_bytes(document: Document) -> bytes:
    """Return a document as tagged PDF; typst refuses what PDF/UA-1 forbids, such as no alt text."""
    data = json.dumps(as_data(legible(document, drawable)), ensure_ascii=False)
    return _compiled(
        "document.typ", {"data": data}, document.day, format="pdf", pdf_standards=["ua-1"]
    )


def sheet_bytes(template: str, data: str, day: date) -> bytes:
    """Return one page that fits its letters to what it must hold, as tagged PDF."""
    return _compiled(template, {"data": data}, day, format="pdf", pdf_standards=["ua-1"])


@lru_cache(maxsize=1)  # the same map goes to a file and into the DOCX
def png_bytes(svg: str, day: date) -> bytes:
    """Return a picture as PNG."""
    return _compiled("picture.typ", {"svg": drawable(svg)}, day, format="png", ppi=PICTURE_PPI)


def _compiled(template: str, inputs: dict[str, str], day: date, **how: Any) -> bytes:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    made = _compiler().compile(_source(template), sys_inputs=inputs, timestamp=moment, **how)
    page = made[0] if isinstance(made, list) else made
    if page is None:
        raise ExportError(
            "{template} came out empty",
            template=template,
        )
    return page


def as_data(document: Document) -> dict[str, Any]:
    """Return a document as plain data, as ``document.typ`` reads it."""
    return {
        **face(document),
        "subtitle": seamed(document.subtitle),
        "sections": [
            {
                "heading": seamed(section.heading),
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in document.sections
        ],
    }


def face(document: Document) -> dict[str, Any]:
    """Return what stands around the text of a document: its title, its edges and its day."""
    return {
        "title": seamed(document.title),
        "status": document.status,
        "mark": document.mark,
        "stamp": document.mark.split(":")[0].removeprefix("Editie ").upper(),
        "day": {"year": document.day.year, "month": document.day.month, "day": document.day.day},
        "footer": document.footer,
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Text(text, strong):
            return {"type": "text", "text": seamed(text), "strong": strong}
        case Bullets(items):
            return {"type": "bullets", "items": [seamed(item) for item in items]}
        case Table():
            return {
                "type": "table",
                "caption": seamed(block.caption),
                "headers": [_cell(cell) for cell in block.headers],
                "rows": [[_cell(cell) for cell in row] for row in block.rows],
                "widths": block.widths,
                "numeric": block.numeric,
            }
        case Picture(svg, alt, caption):
            return {"type": "picture", "svg": svg, "alt": alt, "caption": seamed(caption)}


def _cell(text: str) -> str:
    return seamed(softened(text, least=_LONG))
