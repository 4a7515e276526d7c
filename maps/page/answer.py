"""Draw the answer about one point as one self-contained page."""

import base64
import hashlib

from jinja2 import Environment, PackageLoader, StrictUndefined

from sites.judgement.leaning.point import LeanAnswer
from sites.judgement.report import LEAN_HEADINGS, lean_lines, lean_rows


def answer_page(answer: LeanAnswer) -> bytes:
    """Return one page in Dutch: the verdict, its reason, what would flip it, and every function.

    It makes no request to anywhere, holds no script, and carries the mark "intern": the point
    is a user's own.
    """
    environment = Environment(
        loader=PackageLoader("maps"), autoescape=True, undefined=StrictUndefined
    )
    style = environment.get_template("answer.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    verdict, reason, *more = lean_lines(answer)
    page = environment.get_template("answer.html.j2").render(
        answer=answer,
        verdict=verdict,
        reason=reason,
        more=more,
        headings=LEAN_HEADINGS,
        rows=lean_rows(answer),
        style=style,
        digest=digest,
    )
    return page.encode()
