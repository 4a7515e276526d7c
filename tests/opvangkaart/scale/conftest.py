"""A fiftieth of the made-up country, and the tables that tiles of it must equal."""

import pytest
from pandas.testing import assert_frame_equal

from benchmarks.country import write_country
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.scored import ranked

TABLES = ("trips", "travel", "mothers", "clusters", "scores", "ranking")


@pytest.fixture(scope="session")
def equal():
    """Return the check that two runs have the same tables, to the last bit."""

    def check(one, other) -> None:
        for name in TABLES:
            assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)

    return check


@pytest.fixture(scope="session")
def land(tmp_path_factory):
    """Return the country as it is read, and its tables in one piece."""
    inputs = read_inputs(write_country(tmp_path_factory.mktemp("land"), 0.02))
    return inputs, ranked(inputs, "openbaar")
