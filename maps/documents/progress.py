"""Set a progress report for a council: one A4 as PDF, the same for Word."""

import json
from collections.abc import Iterator
from typing import Any, Final

from maps.base.whole import seamed
from maps.content.progress import Grid, ProgressContent, progress_content, progress_name
from maps.documents.docx import docx_bytes
from maps.documents.glyphs import drawable
from maps.documents.model import (
    SENTENCE,
    Block,
    Document,
    Picture,
    Section,
    Table,
    Text,
    plain,
    with_abbreviations,
)
from maps.documents.typesetting import as_data, png_bytes, sheet_bytes
from maps.drawing.progress_chart import half_chart, phase_chart
from sites.base.dutch import counted
from sites.progress.report import Report

#: An A4 has room for so many gemeenten beside its charts; the page has them all.
_TOWNS: Final = 14
_CELL: Final = 60


def progress_documents(report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield the A4 and its twin for Word."""
    content = progress_content(report)
    document = progress_document(content)
    name = progress_name(content, "")
    yield f"{name}.pdf", progress_sheet(document, content)
    yield f"{name}.docx", docx_bytes(document, png_bytes)


def progress_document(content: ProgressContent) -> Document:
    """Return what the A4 says."""
    figures = Table(
        "In het kort", ("Cijfer", "Wat het is"),
        tuple((figure, said) for figure, said in content.figures), (1, 4),
    )  # fmt: skip
    phases: list[Block] = [
        Picture(phase_chart(content), f"Plekken per fase, {content.area}", "Plekken per fase"),
        Text(_colours(content)),
        _table(content.phase_grid),
    ]
    sections = [
        Section("Stand van zaken", (*(Text(plain(line, SENTENCE)) for line in content.lead),
                                    figures)),
        Section("Hoe ver het is", tuple(phases)),
    ]  # fmt: skip
    if drawn := half_chart(content):
        told = "Verwachte plekken met kans, opgeteld"
        sections.append(
            Section("Wat wordt verwacht", (Picture(drawn, f"{told}, {content.area}", told),))
        )
    if content.towns is not None:
        sections.append(Section("Wie heeft er nog tekort", _towns(content.towns)))
    sections.append(Section("Hoe dit is geteld", tuple(map(Text, content.notes))))
    return with_abbreviations(Document(
        title=plain(content.title), subtitle=f"Stand op {content.now}", status=content.status,
        mark=content.mark, day=content.day, footer=content.footer, sections=tuple(sections),
    ))  # fmt: skip


def _colours(content: ProgressContent) -> str:
    said = "Donkerblauw zijn de plekken ten minste, lichtblauw ten hoogste"
    return f"{said}, grijs ten minste op {content.then}." if content.then else f"{said}."


def _table(grid: Grid, most: int | None = None) -> Table:
    rows = tuple(tuple(plain(cell, _CELL) for cell in row) for row in grid.rows[:most])
    widths = (3, *(0 for _ in grid.headings[1:]))
    return Table(grid.caption, tuple(map(plain, grid.headings)), rows, widths, grid.numeric)


def _towns(grid: Grid) -> tuple[Block, ...]:
    table = _table(grid, _TOWNS)
    if (left := len(grid.rows) - _TOWNS) <= 0:
        return (table,)
    return (
        table,
        Text(
            f"Nog {counted(left, 'regel staat', 'regels staan')} op de pagina van het hele gebied."
        ),
    )


def progress_sheet(document: Document, content: ProgressContent) -> bytes:
    """Return the report as one page: the letters get as small as that takes, within reason."""
    data: dict[str, Any] = as_data(document) | {
        "lead": [seamed(plain(line, SENTENCE)) for line in content.lead],
        "figures": [[seamed(word) for word in pair] for pair in content.figures],
    }
    return sheet_bytes("progress.typ", drawable(json.dumps(data, ensure_ascii=False)), document.day)
