"""Set two bids side by side: one A4 as PDF, the same for Word."""

import json
from collections.abc import Iterator

import pandas as pd

from maps.base.blocks import rows_of
from maps.base.names import edition_name
from maps.base.whole import seamed
from maps.base.words import EDITION
from maps.documents.docx import docx_bytes
from maps.documents.glyphs import drawable
from maps.documents.model import Document, Section, Table, Text, plain, with_abbreviations
from maps.documents.typesetting import face, png_bytes, sheet_bytes
from sites.base.dutch import day
from sites.outcome.bids import Side
from sites.tables.bids import BidLines
from sites.tables.columns import short
from sites.tables.results import RunResult

#: A cell of the A4 holds so many letters; the table of a screen holds them all.
_CELL = 150
_STATUS = "Concept: een rekenvoorbeeld, geen besluit"
_READ = (
    "Een gekleurde rij met ≠ is een verschil. Er is geen totaalcijfer, tenzij daarom is gevraagd: "
    "wegen doen mensen. Wat niet bekend is, telt niet als nul."
)


def bid_documents(
    result: RunResult, lines: pd.DataFrame, sides: tuple[Side, Side]
) -> Iterator[tuple[str, bytes]]:
    """Yield the A4 and its twin for Word."""
    document = bid_document(result, lines, sides)
    name = "bod-naast-elkaar"
    yield edition_name(name, ".pdf", result.edition), sheet_pdf(document, sides)
    yield edition_name(name, ".docx", result.edition), docx_bytes(document, png_bytes)


def bid_document(result: RunResult, lines: pd.DataFrame, sides: tuple[Side, Side]) -> Document:
    """Return the two sides as a document: one table, a row per subject."""
    heads = short(BidLines, "pillar", "subject", "one", "differs", "other", "source")
    rows = tuple(
        (
            str(row["pillar"]),
            str(row["subject"]),
            plain(row["one"], _CELL),
            "≠" if row["differs"] else "",
            plain(row["other"], _CELL),
            plain(row["source"], _CELL),
        )
        for row in rows_of(lines)
    )
    differ = tuple(i for i, row in enumerate(rows) if row[3])
    heads = (*heads[:3], "≠", *heads[4:])
    table = Table("Per pijler", heads, rows, (2, 4, 6, 0, 6, 4), marked=differ)
    one, other = sides
    document = Document(
        title="Twee biedingen naast elkaar",
        subtitle=f"A: {plain(one.name)}. B: {plain(other.name)}.",
        status=_STATUS,
        mark=EDITION[result.edition],
        day=result.scenario.reference_date,
        footer=f"Kenmerk {result.fingerprint}, peildatum {day(result.scenario.reference_date)}",
        sections=(Section("Naast elkaar", (Text(_READ), table)),),
    )
    return with_abbreviations(document)


def sheet_pdf(document: Document, sides: tuple[Side, Side]) -> bytes:
    """Return the document as one page: the letters get as small as that takes, within reason."""
    blocks = document.sections[0].blocks
    (table,) = (block for block in blocks if isinstance(block, Table))
    read, *after = (seamed(block.text) for block in blocks if isinstance(block, Text))
    data = {
        **face(document),
        "read": read,
        "after": " ".join(after),
        "sides": [
            {"name": seamed(plain(s.name, _CELL)), "by": seamed(plain(s.by)),
             "source": seamed(plain(s.source, _CELL))}
            for s in sides
        ],
        "headers": [table.headers[1], table.headers[-1]],
        "rows": [
            {"pillar": pillar, "subject": subject, "one": one, "differs": bool(differs),
             "other": other, "source": source}
            for pillar, subject, one, differs, other, source in (
                map(seamed, row) for row in table.rows
            )
        ],
    }  # fmt: skip
    return sheet_bytes("bid.typ", drawable(json.dumps(data, ensure_ascii=False)), document.day)
