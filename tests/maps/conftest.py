"""Fixtures for everything people look at: an invented province of any size and edition."""

from pathlib import Path

import pytest

from sites.tables.results import RunResult
from tests.maps import checks
from tests.maps.synthetic import make_result as build
from tests.maps.written import write_pages


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


@pytest.fixture
def opened(browser, pages, request):
    """Open a module's own ``pages`` by code; they stay quiet, unless its ``NOISY`` says not."""
    seen: list[checks.Visit] = []

    def go(gm_code: str | None = None, **options: object) -> checks.Visit:
        seen.append(checks.visit(browser, pages[gm_code], **options))
        return seen[-1]

    yield go
    for one in seen:
        if not getattr(request.module, "NOISY", False):
            checks.is_quiet(one)
        one.page.close()
