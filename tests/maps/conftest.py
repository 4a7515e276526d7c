"""Fixtures for everything people look at: an invented province of any size and edition."""

import pytest

from sites.results import RunResult
from tests.maps.synthetic import make_result as build


@pytest.fixture(scope="session")
def make_result():
    """Return the builder of invented runs; see ``tests/maps/synthetic.py`` for its options."""
    return build


@pytest.fixture(scope="session")
def result() -> RunResult:
    """Return a small invented run: six municipalities, 240 cells, six buildings."""
    return build()
