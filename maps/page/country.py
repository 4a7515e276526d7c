"""Draw the light page of an area of several provinces: no script, and no site on it."""

from typing import Final

from maps.base.whole import kept_whole
from maps.content.country import CountryContent
from maps.drawing.board_map import board_map
from maps.page.assets_inline import Policy
from maps.page.shell import page_template
from sites.base.abbreviations import written_out

_ABBREVIATIONS: Final = "\N{LEFT DOUBLE QUOTATION MARK}afkortingen\N{RIGHT DOUBLE QUOTATION MARK}"
_STATUS: Final = "Concept, geen besluit"


def render_country(content: CountryContent, css: str) -> str:
    """Return the page as HTML text; it makes no request to anywhere and holds no script."""
    drawn = page_template("country.html.j2").render(
        abbreviations=_ABBREVIATIONS,
        page=content,
        csp=Policy((), (css,), None).text(),
        css=css,
        board_map=board_map(content.board, content.areas),
        status=_STATUS,
    )
    return kept_whole(drawn.replace(_ABBREVIATIONS, written_out([drawn])))
