"""Draw the answer about one point as one self-contained page."""

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined

from maps.content.answer_place import answer_place, ground_credits
from maps.drawing.answer_map import answer_map
from sites.judgement.leaning.point import LeanAnswer
from sites.judgement.report import LEAN_HEADINGS, lean_lines, lean_rows, reason_line
from sites.settings.scenario import Mode
from sites.tables.results import Layers


def answer_page(answer: LeanAnswer, layers: Layers, mode: Mode) -> bytes:
    """Return one page in Dutch: the verdict, its reason, a map, what would flip it, every function.

    It makes no request to anywhere, holds no script, and carries the mark "intern": the point
    is a user's own.
    """
    environment = Environment(
        loader=PackageLoader("maps"), autoescape=True, undefined=StrictUndefined
    )
    style = environment.get_template("answer.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    reason = reason_line(answer)
    verdict, *more = (line for line in lean_lines(answer) if line != reason)
    place = answer_place(answer, layers, mode)
    page = environment.get_template("answer.html.j2").render(
        answer=answer,
        verdict=verdict,
        reason=reason,
        more=more,
        headings=LEAN_HEADINGS,
        rows=lean_rows(answer),
        map=answer_map(place),
        told=place.told,
        credits=ground_credits(layers),
        style=style,
        digest=digest,
    )
    return page.encode()
