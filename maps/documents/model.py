"""Hold what a document says, before it is set: one content for PDF and DOCX alike."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sites.base.abbreviations import written_out

#: A longer name is cut in a document; the tables hold it whole.
LONGEST: Final = 300
#: A sentence of the program may hold several names.
SENTENCE: Final = 2_000
#: A word this long gets places to break, else it runs off the page.
_UNBROKEN: Final = 28


@dataclass(frozen=True)
class Text:
    """A paragraph; ``strong`` for what must not be missed."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption and a header row; ``widths`` are shares, 0 fits the content.

    ``numeric`` columns stand to the right, ``marked`` rows in a colour.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    numeric: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A map as SVG, with its text alternative."""

    svg: str
    alt: str
    caption: str


Block = Text | Bullets | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A whole document; ``mark`` is the watermark of a closed edition, "" for everyone."""

    title: str
    subtitle: str
    status: str
    mark: str
    day: date
    footer: str
    sections: tuple[Section, ...]


def texts_of(document: Document) -> Iterator[str]:
    """Yield every text of a document, from top to bottom."""
    yield document.title
    yield document.subtitle
    for section in document.sections:
        yield section.heading
        for block in section.blocks:
            yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield block.text
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Picture):
        yield from (block.alt, block.caption)
    else:
        yield block.caption
        for row in (block.headers, *block.rows):
            yield from row


def with_abbreviations(document: Document) -> Document:
    """Return the document with its abbreviations written out at the end of its first section."""
    said = written_out(texts_of(document))
    if not said:
        return document
    first, *rest = document.sections
    first = replace(first, blocks=(*first.blocks, Text(said)))
    return replace(document, sections=(first, *rest))


def plain(text: object, longest: int = LONGEST) -> str:
    r"""Return text that any typesetter can set: one line, no control or direction characters.

    Text that is too long is cut; long words may break.

    >>> plain("Lage\n Weide\x00\u202e"), len(plain("x" * 9_999)) < 350
    ('Lage Weide', True)
    """
    kept = "".join(
        " " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c
        for c in str(text)
        if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"}
    )
    line = " ".join(kept.split())
    short = line if len(line) <= longest else f"{line[: longest - 1]}…"
    return " ".join(_breakable(word) for word in short.split(" "))


def _breakable(word: str) -> str:
    if len(word) <= _UNBROKEN:
        return word
    pieces = [word[i : i + _UNBROKEN] for i in range(0, len(word), _UNBROKEN)]
    return "\u200b".join(pieces)
