"""Draw the answer about one point as one self-contained page."""

import base64
import hashlib

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
        rest=_rest(sentence, head),
        more=more,
        headings=LEAN_HEADINGS,
        rows=lean_rows(answer),
        map=answer_map(place),
        told=place.told,
        legend=place.legend,
        swatch=svg_swatch,
        credits=f"{makers} {also}".strip(),
        style=style,
        digest=digest,
    )
    return kept_whole(page).encode()


def _rest(sentence: str, head: str) -> str:
    """Return what a verdict says after its first words, which stand above it already.

    >>> _rest("Kan niet leunen. Geen moederlocatie binnen bereik.", "Kan niet leunen")
    'Geen moederlocatie binnen bereik.'
    >>> _rest("Kan leunen op AZC Zeist (12 minuten fietsen).", "Kan leunen")
    'Kan leunen op AZC Zeist (12 minuten fietsen).'
    """
    return sentence.removeprefix(f"{head}. ")
