"""Nobody gets in but the browser that was opened: no other site, name or machine."""

import http.client
import os
import re
import socket
from functools import partial

import pytest
import requests
from conftest import ROOT

from opvangkaart.app import (
    rooms_data,
    rooms_hanging,
    rooms_incoming,
    rooms_jobs,
    rooms_keeping,
    rooms_list,
    rooms_map,
    rooms_out,
    rooms_output,
    rooms_plan,
    rooms_plot,
    rooms_progress,
    rooms_settings,
    tour,
)
from opvangkaart.app.serve import listening, start
from opvangkaart.dossier.read import read_changes, read_table
from sites.base.errors import OpvangkaartError

ROOM_MODULES = (
    rooms_data, rooms_hanging, rooms_incoming, rooms_jobs, rooms_keeping, rooms_list, rooms_map,
    rooms_out, rooms_output, rooms_plan, rooms_plot, rooms_progress, rooms_settings, tour,
)  # fmt: skip

ROOMS = ("/lijst", "/kaart", "/inlezen", "/voortgang", "/kaart/grenzen.json", "/vast/bench.css")


@pytest.mark.parametrize("path", ROOMS)
def test_without_the_key_nothing_is_told(workbench, path) -> None:
    answer = requests.get(workbench.address + path, timeout=60)
    assert answer.status_code == 403
    assert "Start hem opnieuw" in answer.text


def test_the_key_opens_once(workbench) -> None:
    workbench.known()
    again = requests.get(workbench.begin, timeout=60)
    assert again.status_code == 403
    assert "set-cookie" not in again.headers


def test_a_wrong_key_opens_nothing_and_leaves_the_right_one(workbench) -> None:
    assert requests.get(workbench.begin + "x", timeout=60).status_code == 403
    workbench.known()


@pytest.mark.parametrize(
    "host", ["kwaad.example", "kwaad.example:80", "127.0.0.1", "localhost", ""]
)
def test_another_name_for_this_machine_is_refused(workbench, host) -> None:
    answer = workbench.known().get(workbench.address + "/lijst", headers={"Host": host})
    assert answer.status_code in {400, 421}
    assert "initiatie" not in answer.text


@pytest.mark.parametrize("origin", ["http://kwaad.example", "null", "http://127.0.0.1:1", None])
def test_another_site_cannot_make_it_change_anything(workbench, origin) -> None:
    client = workbench.known()
    client.headers["Origin"] = origin
    if origin is None:
        del client.headers["Origin"]
    answer = client.post(workbench.address + "/lijst/nieuw", data={"name": "kwaad"})
    assert answer.status_code == 403
    assert read_table(workbench.bench.dossier, "initiatives").empty


def test_two_origins_are_none(workbench) -> None:
    client = workbench.known()
    connection = http.client.HTTPConnection(workbench.address.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", "/lijst/nieuw")
    for origin in (workbench.address, "http://kwaad.example"):
        connection.putheader("Origin", origin)
    connection.putheader("Cookie", "; ".join(f"{one.name}={one.value}" for one in client.cookies))
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.putheader("Content-Length", "30")
    connection.endheaders(b"name=kwaad&confidentiality=raad"[:30])
    assert connection.getresponse().status == 403
    connection.close()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_gets_no_answer(workbench, site) -> None:
    answer = workbench.known().get(workbench.address + "/lijst", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403


def test_every_answer_closes_the_page_to_the_outside(workbench) -> None:
    client = workbench.known()
    for path in (*ROOMS, "/weg"):
        headers = client.get(workbench.address + path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(workbench) -> None:
    answer = requests.get(workbench.begin, allow_redirects=False, timeout=60)
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_the_port_is_bound_to_this_machine_alone() -> None:
    with listening(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_what_cannot_begin_leaves_nothing_behind(tmp_path) -> None:
    place = str(tmp_path / "eigen" / "team.dossier")
    begin = partial(start, place, browser=False, example=True, folder=True)
    with listening(0) as taken, pytest.raises(OpvangkaartError, match="another program uses it"):
        begin(port=taken.getsockname()[1])
    with pytest.raises(OpvangkaartError, match="is no code"):
        begin(who_is="iemand met een lange naam")
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_told_in_words() -> None:
    with listening(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OpvangkaartError, match="another program uses it"), listening(port):
            pass


@pytest.mark.skipif(os.name != "posix", reason="not run: only POSIX keeps the port of who ended")
def test_who_ended_a_moment_ago_holds_no_port() -> None:
    with listening(0) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as browser:
            listener.accept()[0].close()  # who ends first waits for what may still come
            assert browser.recv(1) == b""
    with listening(port) as again:
        assert again.getsockname()[1] == port


def test_what_is_too_large_is_refused(workbench) -> None:
    client = workbench.known()
    cookie = "; ".join(f"{one.name}={one.value}" for one in client.cookies)
    connection = http.client.HTTPConnection(workbench.address.removeprefix("http://"), timeout=60)
    connection.putrequest("POST", "/inlezen")
    connection.putheader("Origin", workbench.address)
    connection.putheader("Cookie", cookie)
    connection.putheader("Content-Length", str(31 * 1024 * 1024))
    connection.endheaders(b"x")
    assert connection.getresponse().status == 413
    connection.close()


def test_no_page_asks_for_anything_from_elsewhere() -> None:
    for path in (ROOT / "opvangkaart/app/templates").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http:" not in text
        assert "https:" not in text
        assert "style=" not in text
        assert "onclick" not in text


def test_no_map_reads_a_name_as_html() -> None:
    """Leaflet takes text for HTML; every tooltip and popup gets an element made of text."""
    for path in (ROOT / "opvangkaart/app/assets").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for told in re.findall(r"\.(?:bindTooltip|bindPopup|setContent)\(([^)]{0,60})", text):
            assert told.startswith("plain("), (path.name, told)
        if path.name != "htmx.min.js":
            assert "innerHTML =" not in text


def test_who_comes_before_the_server_is_ready_waits_and_is_not_refused() -> None:
    with listening(0) as listener, socket.create_connection(listener.getsockname(), 5):
        taken, (host, _) = listener.accept()
        taken.close()
    assert host == "127.0.0.1"


def test_a_link_alone_changes_nothing(workbench) -> None:
    """An address that changes something takes a form; a link or a picture never does."""
    client = workbench.known()
    workbench.bench.editor.add("initiatives", {"name": "Hal", "confidentiality": "intern"})
    before = len(read_changes(workbench.bench.dossier))
    asked = [
        re.sub(r"{[^}]*}", "0", route.path)
        for module in ROOM_MODULES for route in module.routes() if "GET" not in route.methods
    ]  # fmt: skip
    assert len(asked) > 15
    for path in asked:
        answer = client.get(workbench.address + path)
        assert answer.status_code in {404, 405}, (path, answer.status_code)
    assert len(read_changes(workbench.bench.dossier)) == before
    assert workbench.bench.jobs.recent() == []


@pytest.mark.parametrize("path", ["/vast/../bench.py", "/vast/..%2fbench.py", "/leaflet/%2e%2e/x",
                                  "/uitvoer/intern/bestand/..%2f..%2fteam.dossier",
                                  "/inlezen/..%2f..%2fteam.dossier"])  # fmt: skip
def test_no_address_leads_out_of_its_folder(workbench, path) -> None:
    answer = workbench.known().get(workbench.address + path)
    assert answer.status_code == 404
    assert b"SQLite" not in answer.content


def test_a_socket_of_another_kind_is_not_opened(workbench) -> None:
    answer = workbench.known().get(workbench.address + "/lijst", headers={
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    })  # fmt: skip
    assert answer.status_code != 101
