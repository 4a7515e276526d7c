"""The bundled run, computed once for all tests that only look at it."""

import pytest

from opvangkaart.runs.inputs import Inputs, read_inputs
from opvangkaart.runs.run import evaluate
from sites.tables.results import RunResult


@pytest.fixture(scope="session")
def bundled_inputs() -> Inputs:
    return read_inputs()


@pytest.fixture(scope="session")
def bundled(bundled_inputs: Inputs) -> RunResult:
    return evaluate(bundled_inputs)
