"""Say what a line of a page never parts: a day from its year, a number from the name before it.

A browser breaks "1-1-2024" after a hyphen and "Zoekgebied bij Utrecht 3" before its number. The
characters stay as people write them, for who searches, copies or listens: a style holds them.
The script has the same rule (``Whole``), and a test holds the two alike.

A document has no such style: there a no-break space holds them, and a number and its unit with it.
"""

import re
from typing import Final

from sites.base.dutch import MONTHS

#: The class of what stays on one line; its style stands in the sheets of the pages.
WHOLE: Final = "heel"
_NUMBER: Final = r"[0-9]+(?:[.,][0-9]+)*"
_DASH: Final = "\N{EN DASH}-"
#: A day or a range in digits; or a word, and the space and the number after it.
_KEPT: Final = re.compile(
    rf"(?:^|[^\w.,{_DASH}])(?P<range>{_NUMBER}(?:[{_DASH}]{_NUMBER})+)(?![\w{_DASH}])"
    rf"|\b(?P<word>[^\W0-9_][\w'\N{{RIGHT SINGLE QUOTATION MARK}}\N{{SOFT HYPHEN}}-]*)"
    rf"(?P<after> {_NUMBER})(?![\w{_DASH}])"
)
_NO_BREAK: Final = "\N{NO-BREAK SPACE}"
#: What is counted or measured in a sentence: such a word does not begin a line without its number.
_UNITS: Final = (
    "min|minuut|minuten|uur|dagen|weken|maanden|jaar|m|m²|km|ha|euro|procent|plek|plekken|mensen|"
    "bewoners|inwoners|kinderen|locaties|gemeenten|punten"
)
_MONTHS: Final = "|".join(MONTHS)
_COUNTED: Final = re.compile(
    rf"(?<=[0-9]) (?=(?:{_UNITS}|{_MONTHS})(?!\w))|(?<!\w)(?P<month>{_MONTHS}) (?=[0-9])"
)
#: What no element may stand in, whole; a tag; and the text between them.
_PIECE: Final = re.compile(
    r"<(script|style|svg|title|option|textarea)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL
)


def kept_pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it stays on one line; together they are the text.

    A word with a capital is taken for a name.

    >>> kept_pieces("Per 1-1-2024, bij Utrecht 3.")
    [('Per ', False), ('1-1-2024', True), (', bij Utrecht', False), (' 3', True), ('.', False)]
    >>> kept_pieces("van 99 plekken")
    [('van 99 plekken', False)]
    """
    pieces: list[tuple[str, bool]] = []
    done = 0
    for found in _KEPT.finditer(text):
        word = found["word"]
        if word is not None and word == word.lower():
            continue
        start, end = found.span("range" if word is None else "after")
        if start > done:
            pieces.append((text[done:start], False))
        pieces.append((text[start:end], True))
        done = end
    return [*pieces, (text[done:], False)] if done < len(text) else pieces


def seamed(text: str, *, hyphen: str = "-") -> str:
    r"""Return a text for a document: no line of it parts a day, a named number or a measure.

    ``hyphen`` takes the place of the ones in a day or a range, for who breaks lines after them.

    >>> seamed("Op 1 juli 2027 zijn 60 plekken bij Utrecht 3 vol.").replace("\xa0", "_")
    'Op_1_juli_2027 zijn 60_plekken bij Utrecht_3 vol.'
    >>> seamed("Per 1-1-2024, amv-plek", hyphen="~")
    'Per 1~1~2024, amv-plek'
    """
    held = "".join(
        piece.replace(" ", _NO_BREAK).replace("-", hyphen) if stays else piece
        for piece, stays in kept_pieces(text)
    )
    return _COUNTED.sub(lambda found: f"{found['month'] or ''}{_NO_BREAK}", held)


def kept_whole(html: str) -> str:
    """Return a page of which no text parts a day or a named number; scripts, drawings stay as is.

    >>> kept_whole('<title>1-1-2024</title><p title="1-1-2024">1-1-2024</p>')
    '<title>1-1-2024</title><p title="1-1-2024"><span class="heel">1-1-2024</span></p>'
    """
    return _PIECE.sub(lambda found: found[0] if found[0][0] == "<" else _marked(found[0]), html)


def _marked(text: str) -> str:
    return "".join(
        f'<span class="{WHOLE}">{piece}</span>' if stays else piece
        for piece, stays in kept_pieces(text)
    )
