"""Open the templates of the pages, with what every template may ask for."""

from functools import cache

import jinja2

from maps.base import words
from maps.base.soft import softened
from maps.content.choices import CARDS
from maps.drawing.plan_curve import draw_curve
from maps.exports.schemas import CriteriaTable, SiteTable
from maps.page.choices import choice_card
from maps.page.story import story_strip
from sites.tables.columns import short
from sites.tables.ledger import LedgerTotals
from sites.tables.schemas import LayerInfo
from sites.tables.scoreboard import Scoreboard


@cache
def page_template(name: str) -> jinja2.Template:
    """Return a template of the pages by its name."""
    return _shell().get_template(name)


@cache
def _shell() -> jinja2.Environment:
    shell = jinja2.Environment(
        loader=jinja2.PackageLoader("maps"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shell.globals |= {
        "MOST_CARDS": CARDS,
        "draw_curve": draw_curve,
        "story_strip": story_strip,
        "choice_card": choice_card,
        "softened": softened,
    }
    shell.filters["street_words"] = words.street_words
    # A template names its columns; what they are called stands in their schemas.
    tables = (SiteTable, CriteriaTable, LayerInfo, LedgerTotals, Scoreboard)
    shell.globals |= {"short": short, **{table.__name__: table for table in tables}}
    return shell
