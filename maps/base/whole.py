"""Say what a line never parts: a day from its year, a number from its noun or the name before it.

A browser breaks "1-1-2024" after a hyphen, "60 mensen" after its number and "Zoekgebied bij
Utrecht 3" before it. The characters stay as people write them, for who searches, copies or
listens: a style holds them. The script has the same rule (``Whole``), and a test holds the two
alike.

A document has no such style: there a no-break space holds them.
"""

import re
from typing import Final

from sites.base.dutch import MONTHS

#: The element of what stays on one line: pages have hundreds, so its name is short. Its style
#: stands in the sheets of the pages.
WHOLE: Final = "h-l"
_NUMBER: Final = r"[0-9]+(?:[.,][0-9]+)*"
_DASH: Final = "\N{EN DASH}-"
_MONTHS: Final = "|".join(MONTHS)
#: What is counted or measured in a sentence: such a word does not begin a line without its number.
_UNITS: Final = (
    "min|minuut|minuten|uur|dag|dagen|week|weken|maand|maanden|jaar|m|m²|km|ha|euro|procent|keer|"
    "plek|plekken|mensen|bewoners?|inwoners?|kinderen|asielzoekers|statushouders|locaties?|"
    "zoekgebied|zoekgebieden|kandidaten|gemeenten?|provincies?|kern|kernen|adressen|regels?|"
    "rijen|punten|plannen|proeven|perioden?|leerlingen|woningen|moederlocaties?|miljoen"
)
_UNIT: Final = rf" (?:{_UNITS}|(?:{_MONTHS})(?: [0-9]+)?)(?![\w{_DASH}])"
#: A day or a range in digits; or a word, and the space and the number after it; and what it counts.
_KEPT: Final = re.compile(
    rf"(?:(?:^|[^\w.,{_DASH}])(?P<range>{_NUMBER}(?:[{_DASH}]{_NUMBER})+)(?![\w{_DASH}])"
    rf"|(?P<word>[^\W0-9_][\w'\N{{RIGHT SINGLE QUOTATION MARK}}\N{{SOFT HYPHEN}}-]*)"
    rf"(?P<after> {_NUMBER})(?![\w{_DASH}]))(?P<of>{_UNIT})?"
    rf"|[0-9](?P<unit>{_UNIT})"
    rf"|[±€](?P<about> {_NUMBER}(?:{_UNIT})?)"
)
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
#: What no element may stand in, whole; a tag; and the text between them.
_PIECE: Final = re.compile(
    r"<(script|style|svg|title|option|textarea)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL
)


def kept_pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it stays on one line; together they are the text.

    A piece may begin with a space: it stays on the line of the word before it. A word with a
    capital is taken for a name.

    >>> kept_pieces("Per 1-1-2024, bij Utrecht 3.")
    [('Per ', False), ('1-1-2024', True), (', bij Utrecht', False), (' 3', True), ('.', False)]
    >>> kept_pieces("van 99 plekken")
    [('van 99', False), (' plekken', True)]
    >>> kept_pieces("ligging ± 0,6 km, 2025")
    [('ligging ±', False), (' 0,6 km', True), (', 2025', False)]
    >>> kept_pieces("ongeveer € 200.000")
    [('ongeveer €', False), (' 200.000', True)]
    """
    pieces: list[tuple[str, bool]] = []
    done = 0
    for found in _KEPT.finditer(text):
        start, end = _kept_span(found)
        if start == end:
            continue
        if start > done:
            pieces.append((text[done:start], False))
        pieces.append((text[start:end], True))
        done = end
    return [*pieces, (text[done:], False)] if done < len(text) else pieces


def _kept_span(found: re.Match[str]) -> tuple[int, int]:
    """Return what of a find stays together; nothing where it is a word before a number alone."""
    word = found["word"]
    for name in ("unit", "about"):
        if found[name] is not None:
            return found.span(name)
    if word is not None and word == word.lower() and word not in MONTHS:
        return found.end("after"), found.end()
    return found.start("range" if word is None else "after"), found.end()


def seamed(text: str, *, hyphen: str = "-") -> str:
    r"""Return a text for a document: no line of it parts a day, a named number or a measure.

    ``hyphen`` takes the place of the ones in a day or a range, for who breaks lines after them.

    >>> seamed("Op 1 juli 2027 zijn 60 plekken bij Utrecht 3 vol.").replace("\xa0", "_")
    'Op_1_juli_2027 zijn 60_plekken bij Utrecht_3 vol.'
    >>> seamed("Per 1-1-2024, amv-plek", hyphen="~")
    'Per 1~1~2024, amv-plek'
    """
    return "".join(
        piece.replace(" ", _NO_BREAK).replace("-", hyphen) if stays else piece
        for piece, stays in kept_pieces(text)
    )


def kept_whole(html: str) -> str:
    """Return a page of which no text parts a day or a named number; scripts, drawings stay as is.

    >>> kept_whole('<title>1-1-2024</title><p title="1-1-2024">1-1-2024</p>')
    '<title>1-1-2024</title><p title="1-1-2024"><h-l>1-1-2024</h-l></p>'
    """
    return _PIECE.sub(lambda found: found[0] if found[0][0] == "<" else _marked(found[0]), html)


def _marked(text: str) -> str:
    return "".join(
        f"<{WHOLE}>{piece}</{WHOLE}>" if stays else piece for piece, stays in kept_pieces(text)
    )
