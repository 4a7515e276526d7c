"""The gallery: few pictures, light ones, each shown once and none left over."""

import re

from conftest import ROOT

GALLERY = ROOT / "docs" / "gallery.md"
MOST, MOST_BYTES = 24, 200_000


def test_the_gallery_shows_every_picture_once_and_they_are_light() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", GALLERY.read_text(encoding="utf-8"))
    files = sorted((GALLERY.parent / "gallery").glob("*"))
    assert sorted(GALLERY.parent / path for _, path in shown) == files
    assert 0 < len(shown) <= MOST
    assert all(words.strip() for words, _ in shown)
    assert not [file.name for file in files if file.stat().st_size > MOST_BYTES]


def test_every_kind_of_page_stands_at_three_widths_and_paper_and_qgis_beside_it() -> None:
    names = {file.stem for file in (GALLERY.parent / "gallery").glob("*.png")}
    pages = {
        f"{kind}-{width}"
        for kind in ("provincie", "gemeente", "plan", "antwoord")
        for width in (1440, 820, 390)
    }
    assert names == pages | {"a4-1", "a4-2", "a3", "bijlage", "profiel", "werkboek", "qgis"}
