"""Names around a marked point: no line leads into the ring that marks it already."""

from dataclasses import replace

import pytest

from maps.content.page import page_content
from maps.drawing.marks import named_ground
from maps.drawing.parts import view_of
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
