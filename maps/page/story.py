"""Draw the bar of a page's story, and write its words as the script reads them."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from maps.content.story_page import Story, StoryView, Strip


def story_strip(bar: Strip) -> Markup:
    """Return the pieces of the bar, to the letter as the script draws them (``Story.draw``).

    >>> print(story_strip(Strip((("nieuw", 40.0),), (("streep", 50.0),), "")))
    <rect class="m-leeg" x="0" width="100%" height="100%"></rect>\
<rect class="m-nieuw" x="0.00%" width="40.00%" height="100%"></rect>\
<rect class="m-streep" x="50.00%" width="2" height="100%"></rect>
    """
    at, pieces = 0.0, [("leeg", "0", "100%")]
    for name, wide in bar.parts:
        pieces.append((name, f"{at:.2f}%", f"{wide:.2f}%"))
        at += wide
    pieces += [(name, f"{x:.2f}%", "2") for name, x in bar.marks]
    return _rects(pieces)


def _rects(pieces: Iterable[tuple[str, str, str]]) -> Markup:
    one = Markup('<rect class="m-{}" x="{}" width="{}" height="100%"></rect>')
    return Markup("").join(one.format(*piece) for piece in pieces)


def story_data(story: Story) -> dict[str, Any]:
    """Return what changes with the plan: the views as the choices of the map, and without one."""
    return {"views": [_view(view) for view in story.views], "without": _view(story.without)}


def _view(view: StoryView) -> dict[str, Any]:
    return {
        "rest": view.rest,
        "label": view.figure.label,
        "value": view.figure.value,
        "note": view.figure.note,
        "parts": [list(part) for part in view.bar.parts],
        "marks": [list(mark) for mark in view.bar.marks],
        "text": view.bar.text,
    }
