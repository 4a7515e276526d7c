"""Another site's page, a name that is made to point here, and hostile text, in a real browser."""

import http.server
import re
import threading
from pathlib import Path

import pytest
from conftest import EVIL

from opvangkaart.dossier.read import read_table

pytestmark = pytest.mark.browser
HOSTILE = (
    "<img src=x onerror=\"document.title='gehackt'\"><script>document.title='gehackt'</script>"
)


@pytest.fixture
def person(workbench, chromium):
    """A context that the workbench knows: its cookie is there for whoever can use it."""
    context = chromium.new_context(locale="nl-NL")
    page = context.new_page()
    page.goto(workbench.begin)
    yield page
    context.close()


@pytest.fixture
def evil_site():
    """A site of someone else, whose pages try what a page can."""
    pages: dict[str, str] = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            text = pages.get(self.path, "").encode()
            self.send_response(200 if text else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://{EVIL}:{server.server_port}", pages
    server.shutdown()
    server.server_close()
    thread.join(5)


def added(workbench):
    return workbench.bench.editor.add(
        "initiatives", {"name": "Geheime hal", "confidentiality": "intern", "kern": "Doorn"}
    )


def test_a_name_that_is_made_to_point_here_opens_nothing(workbench, person) -> None:
    added(workbench)
    port = workbench.address.rsplit(":", 1)[1]
    for path in ("/lijst", "/", "/begin?sleutel=de-sleutel-van-de-proef", "/kaart/grenzen.json"):
        answer = person.goto(f"http://{EVIL}:{port}{path}")
        assert answer.status == 421
        assert "Geheime hal" not in answer.text()


READS = """
<!doctype html><meta charset="utf-8"><title>bezig</title>
<iframe id="lijst" src="{address}/lijst"></iframe>
<form id="post" method="post" action="{address}/lijst/nieuw" target="weg">
<input name="name" value="van een ander"><input name="confidentiality" value="intern"></form>
<iframe name="weg"></iframe>
<script src="{address}/kaart/grenzen.json"></script>
<script>
(async () => {{
  const told = [];
  for (const mode of ["cors", "no-cors"]) {{
    for (const credentials of ["include", "omit"]) {{
      try {{
        const answer = await fetch("{address}/lijst", {{ mode, credentials }});
        told.push(mode + ":" + answer.type + ":" + (await answer.text()));
      }} catch (error) {{ told.push(mode + ":niets"); }}
      try {{
        await fetch("{address}/lijst/nieuw", {{ mode, credentials, method: "POST",
          body: new URLSearchParams({{ name: "van een ander", confidentiality: "intern" }}) }});
      }} catch (error) {{ told.push("post:niets"); }}
    }}
  }}
  document.getElementById("post").submit();
  await new Promise((done) => setTimeout(done, 800));
  let inside = "dicht";
  try {{ inside = document.getElementById("lijst").contentDocument.body.textContent || "dicht"; }}
  catch (error) {{ inside = "dicht"; }}
  told.push("kader:" + inside);
  document.title = "klaar";
  document.body.dataset.told = told.join(" | ");
}})();
</script>
"""


def test_a_page_of_another_site_can_make_it_do_or_tell_nothing(
    workbench, person, evil_site
) -> None:
    added(workbench)
    site, pages = evil_site
    pages["/"] = READS.format(address=workbench.address)
    person.goto(site + "/")
    person.locator("[data-told]").wait_for()
    told = person.locator("body").get_attribute("data-told")
    assert "Geheime hal" not in told
    assert "cors:niets" in told
    assert re.search("kader:(dicht|$)", told)
    assert read_table(workbench.bench.dossier, "initiatives")["name"].tolist() == ["Geheime hal"]


def test_a_link_from_another_site_is_not_followed_inside(workbench, person, evil_site) -> None:
    added(workbench)
    site, pages = evil_site
    pages["/"] = f'<!doctype html><title>x</title><a href="{workbench.address}/lijst">gratis</a>'
    person.goto(site + "/")
    with person.expect_navigation() as seen:
        person.click("text=gratis")
    assert seen.value.status == 403
    assert "Geheime hal" not in person.content()


def test_hostile_names_addresses_and_notes_are_text(workbench, person) -> None:
    fields = {"name": HOSTILE, "address": HOSTILE, "kern": HOSTILE, "target_groups": HOSTILE,
              "confidentiality": "intern", "lon": 5.3, "lat": 52.05}  # fmt: skip
    row = workbench.bench.editor.add("initiatives", fields)
    workbench.bench.editor.add("notes", {"initiative": row, "day": "2026-11-01", "text": HOSTILE})
    workbench.bench.editor.add("obstacles", {"initiative": row, "kind": "belemmering",
                                             "text": HOSTILE, "status": "open"})  # fmt: skip
    for room in ("/lijst", f"/lijst/{row}", "/voortgang", "/kaart", f"/kaart?plaats={HOSTILE}"):
        person.goto(workbench.address + room)
        person.wait_for_load_state("networkidle")
        assert person.title() != "gehackt"
        assert person.locator("img").count() == 0
        assert person.locator("script:not([src])").count() == 0
    person.goto(workbench.address + "/kaart")
    person.locator("#kaart[data-klaar]").wait_for()
    own = person.locator("#kaart path[fill='#154273']")
    own.hover(force=True)
    person.locator(".leaflet-tooltip", has_text="<img").wait_for()
    assert person.locator("#kaart img").count() == 0
    assert person.title() != "gehackt"


def test_a_hostile_file_name_is_shown_as_text(workbench, person, tmp_path) -> None:
    path = tmp_path / "<img src=x onerror=alert(1)>.csv"
    path.write_text("Naam;Plekken\nHal;60\nSchool;40\n", encoding="utf-8")
    person.goto(workbench.address + "/inlezen")
    person.set_input_files("#lijst", str(path))
    person.click("text=Bekijk de lijst")
    person.locator("h1", has_text="<img src=x").wait_for()
    assert person.locator("img").count() == 0


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="not run: no /proc/net/tcp here")
def test_the_port_is_open_to_this_machine_alone(workbench) -> None:
    """The system's own table of what listens: 0100007F is 127.0.0.1, state 0A is listening."""
    port = f"{int(workbench.address.rsplit(':', 1)[1]):04X}"
    rows = [line.split() for name in ("tcp", "tcp6") if Path(f"/proc/net/{name}").exists()
            for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]  # fmt: skip
    assert [row[1] for row in rows if row[1].endswith(":" + port) and row[3] == "0A"] == [
        f"0100007F:{port}"
    ]


def test_the_browser_obeys_the_policy(workbench, person) -> None:
    """A script that got onto a page after all would neither run nor tell anything outside."""
    person.goto(workbench.address + "/lijst")
    outside = person.evaluate(f"fetch('http://{EVIL}:1/').then(() => 'open').catch(() => 'dicht')")
    assert outside == "dicht"
    person.evaluate("""() => { const s = document.createElement("script");
        s.textContent = "document.title = 'gehackt'"; document.body.appendChild(s); }""")
    assert person.title() != "gehackt"
