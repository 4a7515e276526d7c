"""Write the pages of a run as files, for a browser to open."""

from collections.abc import Sequence
from pathlib import Path

from maps.content.page import page_contents
from maps.page.render import render_page
from sites.tables.results import RunResult


def write_pages(
    result: RunResult, folder: Path, codes: Sequence[str] | None = None
) -> dict[str | None, Path]:
    """Write the pages of a run to a folder: of the whole area, and of all or some gemeenten."""
    found: dict[str | None, Path] = {}
    for content in page_contents(result, codes):
        path = folder / content.file_name
        path.write_text(render_page(content), encoding="utf-8", newline="\n")
        found[content.gm_code] = path
    return found
