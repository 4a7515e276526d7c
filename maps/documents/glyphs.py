"""Show every name on paper: the letters that the bundled fonts have, and a visible box for others.

Source Sans 3 has Latin, Greek and Cyrillic; DejaVu Sans adds Arabic, Hebrew and symbols. What
neither has, such as Chinese, becomes a box, and the document says so. A typesetter that keeps to
PDF/UA refuses text without a glyph, and XML refuses some characters altogether.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final, TypeVar, cast

from maps.documents.model import Document, Text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Part = TypeVar("_Part")

#: What stands in the place of a character that cannot be shown.
BOX: Final = "□"
NOTE: Final = (
    f"Sommige tekens van een naam kan dit document niet tonen. Daar staat {BOX}. In de tabellen "
    "en op de webpagina staat de hele naam."
)
#: The weights of each family; a letter counts where all of them have it.
FAMILIES: Final = (
    ("SourceSans3-Regular.ttf", "SourceSans3-SemiBold.ttf", "SourceSans3-Bold.ttf"),
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
)
_UNDRAWN: Final = frozenset({"Cf", "Zs", "Zl", "Zp"})  # nothing to see, so nothing to miss
_NEVER: Final = frozenset({"Cc", "Cs", "Cn"})
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DISALLOWED: Final = "\ufeff"  # typst: a forbidden code point


@cache
def _letters(family: tuple[str, ...]) -> frozenset[int]:
    """Return the code points that every weight of a family has."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - only documents need it

    with as_file(files("maps") / "fonts") as folder:
        found = []
        for name in family:
            with TTFont(folder / name, lazy=True) as font:
                found.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*found)


def drawable(text: str) -> str:
    """Return text that the bundled fonts can show, with a box for each character that they cannot.

    A letter and its marks are drawn together, so one font must have them all.

    >>> drawable("Café de Brug"), drawable("مدرسة, בית ★"), drawable("中文 a")
    ('Café de Brug', 'مدرسة, בית ★', '□□ a')
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(part if _is_drawable(part) else BOX for part in _clusters(text))


def _clusters(text: str) -> Iterator[str]:
    """Yield each character with the marks that are drawn upon it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.category(text[at]).startswith("M"):
            yield text[start:at]
            start = at


def _is_drawable(cluster: str) -> bool:
    if cluster in "\t\n\r":
        return bool(cluster)
    kinds = [unicodedata.category(letter) for letter in cluster]
    if _NEVER.intersection(kinds) or _DISALLOWED in cluster:
        return False
    seen = {ord(c) for c, kind in zip(cluster, kinds, strict=True) if kind not in _UNDRAWN}
    return any(seen <= _letters(family) for family in FAMILIES)


def xml_legal(text: str) -> str:
    r"""Return text with a box for what XML forbids: control characters and halves of a pair.

    >>> xml_legal("a\x0bb\ud800"), xml_legal("中文")
    ('a□b□', '中文')
    """
    return _NOT_XML.sub(BOX, text)


def legible(document: Document, change: Callable[[str], str]) -> Document:
    """Return a document with every text changed, and a note at its end where one had to be."""
    shown = _over(document, change)
    if shown == document or not shown.sections:
        return shown
    last = shown.sections[-1]
    noted = replace(last, blocks=(*last.blocks, Text(NOTE)))
    return replace(shown, sections=(*shown.sections[:-1], noted))


def _over(value: _Part, change: Callable[[str], str]) -> _Part:
    """Return the same value with every text in it changed."""
    found: object = value
    if isinstance(value, str):
        found = change(value)
    elif isinstance(value, tuple):
        found = tuple(_over(part, change) for part in value)
    elif is_dataclass(value) and not isinstance(value, type):
        whole = cast("DataclassInstance", value)
        found = replace(
            whole, **{f.name: _over(getattr(whole, f.name), change) for f in fields(whole)}
        )
    return cast("_Part", found)
