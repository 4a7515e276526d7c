"""Draw the answer about one point as one self-contained page."""

import base64
import hashlib
from typing import Final, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from maps.base import words
from maps.base.whole import kept_whole
from maps.content.answer_place import answer_place, ground_credits
from maps.drawing.answer_map import answer_map
from maps.drawing.legend import svg_swatch
from sites.base.abbreviations import ABBREVIATIONS, used_in
from sites.judgement.leaning.point import LeanAnswer
from sites.judgement.report import LEAN_HEADINGS, lean_lines, lean_rows
from sites.settings.scenario import Mode, TravelParams
from sites.tables.results import Layers

#: A head of a line is so many words long at most.
_HEAD_WORDS: Final = 5
#: A line of so many parts is a list.
_LIST_FROM: Final = 3


def answer_page(answer: LeanAnswer, layers: Layers, mode: Mode, travel: TravelParams) -> bytes:
    """Return one page in Dutch: the verdict, its reason, a map, what would flip it, every function.

    It makes no request to anywhere, holds no script, and carries the mark "intern": the point
    is a user's own.
    """
    environment = Environment(
        loader=PackageLoader("maps"), autoescape=True, undefined=StrictUndefined
    )
    style = environment.get_template("answer.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    sentence, *more = lean_lines(answer)
    head = str(answer.verdict["verdict"])
    place = answer_place(answer, layers, mode, travel)
    makers = ground_credits(layers)
    also = " ".join(
        f"{name} is {ABBREVIATIONS[name]}." for name in used_in([makers])
        if f"{name} is {ABBREVIATIONS[name]}" not in " ".join(more)
    )  # fmt: skip
    page = environment.get_template("answer.html.j2").render(
        answer=answer,
        state=words.STATE_OF_VERDICT[head],
        head=head,
        rest=verdict_of(_rest(sentence, head)),
        more=[line_of(line) for line in more],
        headings=LEAN_HEADINGS,
        rows=lean_rows(answer),
        maps=[answer_map(place), answer_map(place, narrow=True)],
        told=place.told,
        legend=place.legend,
        swatch=svg_swatch,
        credits=f"{makers} {also}".strip(),
        style=style,
        digest=digest,
    )
    return kept_whole(page).encode()


class Line(NamedTuple):
    """What an answer says beside its verdict: what about, in words, or as a list of its parts."""

    head: str
    text: str
    items: tuple[str, ...] = ()


def line_of(said: str) -> Line:
    """Return a line with its head apart, and as a list where it is a long row of parts.

    >>> line_of("Maat en schaal: tot 429 plekken")
    Line(head='Maat en schaal:', text='tot 429 plekken', items=())
    >>> line_of("Hier horen 15 kinderen naar verwachting bij: 9 en 6").head
    ''
    >>> line_of("Niet meegeteld. A: nog dicht; B: te ver; C: te klein.").items
    ('A: nog dicht', 'B: te ver', 'C: te klein')
    >>> line_of("Ook mogelijk: een bus; of een fiets; of een team.").items
    ('een bus', 'een fiets', 'een team')
    """
    for mark in (": ", ". "):
        head, found, rest = said.partition(mark)
        parts = rest.removesuffix(".").split("; ")
        if not found or len(head.split()) > _HEAD_WORDS or set(head) & set(".,;(:"):
            continue
        if len(parts) >= _LIST_FROM and ". " not in parts[0]:
            return Line(f"{head}:", "", tuple(part.removeprefix("of ") for part in parts))
        if mark == ": ":
            return Line(f"{head}:", rest)
    return Line("", said)


def verdict_of(sentence: str) -> Line:
    """Return what a verdict says; what must hold for it is a list, as on the other pages.

    >>> verdict_of("Kan leunen op Zeist, als COA bevestigt: ruimte; als de school bevestigt: 2.")
    Line(head='', text='Kan leunen op Zeist, als dit klopt:', \
items=('COA bevestigt: ruimte', 'de school bevestigt: 2'))
    >>> verdict_of("Kan niet leunen.").items
    ()
    """
    said, found, rest = sentence.removesuffix(".").partition(", als ")
    parts = rest.split("; als ")
    if not found or not all(" bevestigt: " in part for part in parts):
        return Line("", sentence)
    return Line("", f"{said}, als dit klopt:", tuple(parts))


def _rest(sentence: str, head: str) -> str:
    """Return what a verdict says after its first words, which stand above it already.

    >>> _rest("Kan niet leunen. Geen moederlocatie binnen bereik.", "Kan niet leunen")
    'Geen moederlocatie binnen bereik.'
    >>> _rest("Kan leunen op AZC Zeist (12 minuten fietsen).", "Kan leunen")
    'Kan leunen op AZC Zeist (12 minuten fietsen).'
    """
    return sentence.removeprefix(f"{head}. ")
