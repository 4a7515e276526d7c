"""Fixtures for everything people look at: an invented province of any size and edition."""

from pathlib import Path

import pytest

from maps.content.page import page_contents
from maps.page.render import render_page
from sites.tables.results import RunResult
from tests.maps.synthetic import make_result as build


@pytest.fixture(scope="session")
def make_result():
    """Return the builder of invented runs; see ``tests/maps/synthetic.py`` for its options."""
    return build


@pytest.fixture(scope="session")
def result() -> RunResult:
    """Return a small invented run: six municipalities, 240 cells, six buildings."""
    return build()


@pytest.fixture(scope="session")
def rendered(result, tmp_path_factory) -> dict[str | None, Path]:
    """Return the pages of the small run as files, by municipality code (None is the whole area)."""
    return write_pages(result, tmp_path_factory.mktemp("pages"))


def write_pages(result: RunResult, folder: Path) -> dict[str | None, Path]:
    """Write every page of a run to a folder."""
    found: dict[str | None, Path] = {}
    for content in page_contents(result):
        path = folder / content.file_name
        path.write_text(render_page(content), encoding="utf-8", newline="\n")
        found[content.gm_code] = path
    return found
