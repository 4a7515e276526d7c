"""A search cell is drawn as the hexagon that it is, at every scale."""

import re

import numpy as np
import pytest

from maps.content.page import page_content
from maps.content.shapes import Box
from maps.drawing.cells import corner_pixels, hexagon
from maps.drawing.parts import view_of


@pytest.mark.parametrize("width", [300.0, 960.0, 4000.0])
def test_the_steps_of_a_cell_lead_from_its_first_corner_round_the_others(result, width):
    sites = page_content(result, "GM9001").sites
    view = view_of(Box(5.1, 52.0, 5.3, 52.1), width, None)
    corners = corner_pixels(sites, view, 52.05)
    assert len(corners) == 6
    said = hexagon(sites, view, 52.05)
    assert re.fullmatch(r"l[-. 0-9]+z", said)
    steps = np.array([float(n) for n in re.findall(r"-?[0-9]*\.?[0-9]+", said)]).reshape(-1, 2)
    assert np.abs(corners[0] + np.cumsum(steps, axis=0) - corners[1:]).max() < 0.4
    far = np.hypot(*corners.T)  # about as far from the middle, all of them
    assert far.max() < 1.15 * far.min()
