"""A dossier to test on: a file, and an empty database of the server."""

import pytest

from opvangkaart.dossier.store import create_dossier


@pytest.fixture(params=["file", "server"])
def place(request, tmp_path):
    """Where a dossier can be made: a file with a space and an é, or a database."""
    if request.param == "file":
        return tmp_path / "onze lijst é.dossier"
    return request.getfixturevalue("database")


@pytest.fixture
def dossier(place):
    """An empty dossier, open for writing."""
    made = create_dossier(place)
    yield made
    made.close()
