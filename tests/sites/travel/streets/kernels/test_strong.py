"""The parts in which one gets from anywhere to anywhere, held to scipy's."""

import subprocess
import sys

import numpy as np
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sites.travel.streets.kernels.strong import strong_parts


def parts(nodes, streets):
    u, v, back = np.array(streets, dtype=np.int32).reshape(-1, 3).T
    return strong_parts(nodes, u.copy(), v.copy(), back > 0)


def scipys(nodes, streets):
    """Return per node the lowest node of its part, by scipy."""
    u, v, back = np.array(streets, dtype=np.int64).reshape(-1, 3).T
    tail, tip = np.append(u, v[back > 0]), np.append(v, u[back > 0])
    graph = coo_array((np.ones(len(tail)), (tail, tip)), shape=(nodes, nodes))
    label = connected_components(graph, connection="strong")[1]
    return np.unique(label, return_index=True)[1][label]


def test_a_ring_is_one_part_and_a_one_way_out_of_it_leads_to_another():
    ring = [(0, 1, 0), (1, 2, 0), (2, 0, 0)]
    assert parts(5, [*ring, (2, 3, 0), (3, 4, 1)]).tolist() == [0, 0, 0, 3, 3]
    assert parts(5, [*ring, (2, 3, 1), (4, 3, 0)]).tolist() == [0, 0, 0, 0, 4]
    assert parts(3, []).tolist() == [0, 1, 2]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 1)), max_size=20))
def test_any_streets_have_the_parts_that_scipy_finds(streets):
    assert parts(8, streets).tolist() == scipys(8, streets).tolist()


def test_a_town_and_a_road_of_a_hundred_thousand_bends():
    rng = np.random.default_rng(5)
    town = np.column_stack([rng.integers(0, 5000, (9000, 2)), rng.random(9000) < 0.1])
    assert parts(5000, town).tolist() == scipys(5000, town).tolist()
    node = np.arange(100_000)
    road = np.column_stack([node, np.roll(node, -1), np.zeros_like(node)])  # round, one way
    assert not parts(100_000, road).any()
    assert parts(100_000, road[:-1]).tolist() == node.tolist()


def test_streets_are_read_and_built_without_scipys_graphs():
    """Scipy's graphs alone took 26 of the 250 MB that a town may take."""
    code = "import geodata.streets.pbf, sys; print([m for m in sys.modules if 'scipy' in m])"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
