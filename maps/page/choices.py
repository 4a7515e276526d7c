"""Draw the cards of a page's choices, to the letter as the script draws them."""

from markupsafe import Markup

from maps.base.soft import softened
from maps.content.choices import STEPS, Card

_GAP = 4


def choice_card(card: Card) -> Markup:
    """Return one card; its buttons come with the script, which draws it anew (``ChoicePanel``)."""
    return Markup(
        '<li class="keuze" data-site="{}"><div class="keuze-kop">'
        '<span class="keuze-letter{}">{}</span><h3>{}</h3>'
        '<span class="keuze-score">{}</span></div>'
        '<p class="keuze-leunt">{}</p>{}{}</li>'
    ).format(
        card.site_id,
        _of_plan(card.mark),
        card.mark,
        softened(card.name),
        card.score,
        card.leans,
        _strip(card),
        Markup('<p class="keuze-nodig">{}</p>').format(card.needs) if card.needs else "",
    )


def _of_plan(mark: str) -> str:
    """Return the class of a letter of a plan, yellow as on the map; a number is white, as there.

    >>> _of_plan("A"), _of_plan("2")
    (' letter-plan', '')
    """
    return "" if mark[:1] in set("123456789") else " letter-plan"


def _strip(card: Card) -> Markup:
    """Return the strip of small bars: a wider bar weighs more, a fuller one is better.

    >>> print(_strip(Card("", "", "", "", "", "", ((0, 600, 300), (600, 400, -1)))))
    <svg class="strook" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" \
focusable="false"><rect class="s-leeg" x="0" width="596" height="10"></rect>\
<rect class="s-vol" x="0" width="300" height="10"></rect>\
<rect class="s-onbekend" x="600" width="396" height="10"></rect></svg>
    """
    rect = Markup('<rect class="s-{}" x="{}" width="{}" height="10"></rect>')
    drawn = []
    for start, wide, fill in card.strip:
        room = max(0, wide - _GAP)
        drawn.append(rect.format("leeg" if fill >= 0 else "onbekend", start, room))
        if fill >= 0:
            drawn.append(rect.format("vol", start, min(fill, room)))
    return Markup(
        '<svg class="strook" viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">{}</svg>'
    ).format(STEPS, Markup("").join(drawn))
