"""The pages of the dossier for who cannot see or hold a mouse, on a desk and on a phone."""

import pytest

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.retention import set_rule
from tests.maps.checks import is_accessible


@pytest.mark.slow
@pytest.mark.browser
def test_every_page_is_accessible_and_no_wider_than_its_screen(workbench, browser) -> None:
    editor = Editor(workbench.bench.dossier, "wk")
    row = editor.add(
        "initiatives",
        {
            "name": "Hal",
            "confidentiality": "raad",
            "places_low": 40,
            "gemeente": "Zeist",
            "expected_date": "2028-02-01",
        },
    )
    editor.add("notes", {"initiative": row, "text": "Oud", "day": "2001-01-01"})
    editor.add("obstacles", {"initiative": row, "kind": "belemmering", "text": "Weg dicht",
                             "status": "open"})  # fmt: skip
    editor.add("decisions", {"initiative": row, "day": "2027-01-01", "body": "college",
                             "text": "Mag", "link": "https://example.nl/1"})  # fmt: skip
    set_rule(editor, "notities", 24)
    places = (f"/lijst/{row}", "/voortgang", "/bewaren", "/lijst/uit", "/lijst/samenvoegen")
    page = browser.new_context(locale="nl-NL", bypass_csp=True).new_page()
    page.goto(workbench.begin)
    for wide in (1440, 390):
        page.set_viewport_size({"width": wide, "height": 900})
        for place in places:
            page.goto(workbench.address + place)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            is_accessible(page)
            room = page.evaluate("document.documentElement.scrollWidth")
            assert room <= wide, f"{place} at {wide}: {room}"
    page.context.close()
