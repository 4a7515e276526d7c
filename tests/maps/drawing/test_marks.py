"""Names around a marked point: no line leads into the ring that marks it already."""

import re
from dataclasses import replace

import pytest

from maps.content.page import page_content
from maps.drawing.marks import named_ground
from maps.drawing.parts import text_width, view_of
from maps.drawing.placement import Mark


@pytest.mark.parametrize(("aside", "lines"), [(0.0, 0), (60.0, 1)])
def test_the_main_place_has_a_line_only_where_the_ring_does_not_mark_it(
    result, aside, lines
) -> None:
    base = page_content(result, "GM9001").base
    view = view_of(base.box, 520.0, 390.0)
    (main,) = (label for label in base.labels if label.kind == "hoofd")
    base = replace(base, labels=(main,), stations=())
    x, y = (float(at[0]) for at in view.at([main.lon], [main.lat]))
    # What stands beside the ring pushes the name further away than a name goes without a line.
    free = Mark(x, y + aside, 80.0, 80.0 + 2 * aside, "fixed")
    layers = "".join(named_ground(base, (), view, None, free))
    assert main.text in layers
    assert layers.count("aanhaal") == lines


def test_no_name_stands_on_the_arrow_to_the_north(result) -> None:
    base = page_content(result, "GM9001").base
    view = view_of(base.box, 520.0, 390.0)
    (main,) = (label for label in base.labels if label.kind == "hoofd")
    x, y = (float(at[0]) for at in view.at([main.lon], [main.lat]))
    at_arrow = replace(
        view, left=view.left + (x - 500.0) / view.scale, top=view.top - (y - 40.0) / view.scale
    )
    base = replace(base, labels=(main,), stations=())
    layers = "".join(named_ground(base, (), at_arrow, None, Mark(100.0, 300.0, 20, 20, "fixed")))
    (name,) = re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', layers)
    right = float(name[0]) + text_width(main.text, 15.0) / 2
    assert right <= 520.0 - 37.0 or float(name[1]) - 15.0 >= 60.0
