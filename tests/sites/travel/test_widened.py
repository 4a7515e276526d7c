"""The area around lines: widening what can be seen of it gives what widening all of it gives."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sites.travel.widened import widened, without_blocks

#: Corners of streets some 100 to 400 m apart, so that blocks are smaller and larger than a limit.
SIDE = np.array([0, 130, 210, 480, 790, 910, 1300])
CORNER = st.tuples(st.integers(0, len(SIDE) - 1), st.integers(0, len(SIDE) - 1))
WIDTH_M, BLOCK_M2 = 30.0, 40_000.0
#: Round corners of three sides a quarter lie this far inside true ones.
SAGITTA_M = 2 * WIDTH_M * (1 - np.cos(np.pi / 12))


@given(st.lists(st.tuples(CORNER, CORNER), max_size=40))
@settings(max_examples=150)
def test_blocks_that_are_filled_change_nothing_else(pairs):
    lines = np.array([shapely.LineString(SIDE[np.array(pair)]) for pair in pairs], dtype=object)
    truth = without_blocks(widened(lines, WIDTH_M), BLOCK_M2)
    found = widened(lines, WIDTH_M, block_m2=BLOCK_M2)
    beside = shapely.buffer(shapely.symmetric_difference(truth, found), -SAGITTA_M)
    for part in shapely.get_parts(beside):  # of a hole as large as the limit both may be right
        hole = shapely.buffer(part, SAGITTA_M).area
        assert part.is_empty or hole == pytest.approx(BLOCK_M2, rel=0.1)


def test_of_no_line_there_is_no_area():
    assert widened(np.array([], dtype=object), WIDTH_M, block_m2=BLOCK_M2).is_empty


def test_a_park_stays_open_and_a_dead_end_sticks_out():
    lines = shapely.linestrings([[(0, 0), (900, 0), (900, 900), (0, 900), (0, 0)]])
    street, end = shapely.linestrings([[(0, 450), (400, 450)], [(900, 450), (1400, 450)]])
    area = widened(np.array([*lines, street, end]), WIDTH_M, block_m2=BLOCK_M2)
    assert shapely.contains_xy(area, [200, 1410], [450, 450]).all()
    assert not shapely.contains_xy(area, 600, 450)
