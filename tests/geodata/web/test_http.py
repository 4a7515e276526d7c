"""The client speaks only to sources on the list, and takes no more than was agreed."""

import socket
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from open_data_server import OpenDataServer, answer, once

from geodata.web.addresses import refuse_private
from geodata.web.endpoints import Endpoint, FetchError, FetchSettings, allowed_hosts, endpoint
from geodata.web.http import Client, OfflineError, retry_after

SOURCE = Endpoint(
    address="x", source="Test", licence="CC0", origin="register", max_mb=1, max_rows=10
)


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture
def visit(server):
    server.faults.clear()
    slept = []
    client = Client(server.settings(), sleep=slept.append)

    def get(path="/nl/gtfs-nl.zip", **more):
        return client.get(f"http://{server.spot}{path}", SOURCE, **more)

    vars(get).update(client=client, slept=slept, server=server)
    yield get
    server.faults.clear()


def test_an_answer_comes_back_whole_and_we_say_who_we_are(visit):
    assert visit().body == visit.server.world.gtfs
    _, _, headers = visit.server.requests[-1]
    assert headers["User-Agent"].startswith("opvangkaart/")
    assert "Authorization" not in headers
    assert visit.client.contacted == {visit.server.spot}


def test_a_server_error_passes_after_three_times_with_growing_waits(visit):
    visit.server.faults["gtfs"] = once(3, answer(b"", status=500))
    assert visit().body == visit.server.world.gtfs
    assert visit.slept == [0.01, 0.02, 0.04]


def test_too_many_requests_waits_as_long_as_the_server_asks(visit):
    visit.server.faults["gtfs"] = once(1, answer(b"", status=429, Retry_After="3"))
    visit()
    assert visit.slept == [3.0]
    visit.server.faults["gtfs"] = once(1, answer(b"", status=429))
    visit()
    assert visit.slept == [3.0, 0.01]


def test_a_wait_may_be_a_number_or_a_date_and_anything_else_is_no_wait():
    soon = formatdate(time.time() + 90, usegmt=True)
    assert retry_after("7") == 7
    assert 80 < retry_after(soon) <= 90
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert [retry_after(text) for text in (None, "", "soon", "-1", "1.5", "\u00b2")] == [None] * 6


@given(st.text(max_size=40) | st.from_regex(r"\w{3}, \d{2} \w{3} \d{1,9} \d{2}:\d{2}:\d{2}.*"))
def test_whatever_a_server_writes_is_a_wait_or_none(text):
    wait_s = retry_after(text)
    assert wait_s is None or 0 <= wait_s < float("inf")


def test_a_server_that_asks_too_much_patience_is_left_alone(visit):
    visit.server.faults["gtfs"] = answer(b"", status=429, Retry_After="3600")
    with pytest.raises(FetchError, match="asks to wait 3600 s; try again later"):
        visit()
    assert visit.slept == []


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("https://example.org/x", "example.org:443 is not on the list"),
        ("http://169.254.169.254/latest", "169.254.169.254:80 is not on the list"),
        ("http://api.pdok.nl/x", "api.pdok.nl:80 is not on the list"),
        ("file:///etc/passwd", "is not on the list"),
        ("https://user:pw@api.pdok.nl/", "is not on the list"),
    ],
)
def test_a_redirect_is_checked_like_any_address(visit, target, words):
    visit.server.faults["gtfs"] = answer(b"", status=302, Location=target)
    with pytest.raises(FetchError, match=words):
        visit()


def test_a_listed_name_that_points_inside_a_network_is_refused(visit, monkeypatch):
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    visit.server.faults["gtfs"] = answer(b"", status=302, Location="https://api.pdok.nl/x")
    settings = visit.server.settings()
    with pytest.raises(FetchError, match=r"api\.pdok\.nl points at 10\.0\.0\.7, inside a private"):
        Client(settings).get("https://api.pdok.nl/x", SOURCE)


def test_a_name_that_changes_its_meaning_after_the_check_is_refused_at_the_socket(monkeypatch):
    with OpenDataServer() as local:
        port = int(local.spot.partition(":")[2])
        outside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("52.97.1.1", port))]
        real = socket.getaddrinfo
        asked = []

        def rebinding(host, *rest, **more):
            asked.append(host)
            return outside if len(asked) == 1 else real("127.0.0.1", *rest, **more)

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        # On the list, but not as a test host: as any public source is.
        client = Client(FetchSettings(retries=0))
        client.hosts = frozenset({f"bron.nl:{port}"})
        with pytest.raises(FetchError, match=r"bron\.nl points at 127\.0\.0\.1, inside a private"):
            client.get(f"https://bron.nl:{port}/x", SOURCE)
        assert local.requests == []


def test_redirects_end(visit):
    here = f"http://{visit.server.spot}/nl/gtfs-nl.zip"
    visit.server.faults["gtfs"] = answer(b"", status=302, Location=here)
    with pytest.raises(FetchError, match="more than 5 redirects"):
        visit()


def test_a_settings_file_cannot_widen_the_list():
    settings = FetchSettings(bases={"duo_po": "https://example.org/x.csv"})
    assert "example.org:443" not in allowed_hosts(settings)
    with pytest.raises(FetchError, match="not on the list"):
        Client(settings).get(endpoint("duo_po", settings).address, SOURCE)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.1.1", "::1", "fe80::1",
     "fc00::1", "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1"],  # noqa: S104 - no socket binds to it
)  # fmt: skip
def test_no_private_address_passes(address):
    with pytest.raises(FetchError, match="inside a private network"):
        refuse_private(address, "bron.nl")


def test_too_many_bytes_are_refused_while_they_come_in(visit):
    visit.server.faults["gtfs"] = answer(b"x" * 3_000_000, "application/zip")
    with pytest.raises(FetchError, match="sends more than 1 MB"):
        visit()


def test_offline_opens_no_socket(visit, monkeypatch):
    def never(*_, **__):
        msg = "a socket was opened"
        raise AssertionError(msg)

    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    client = Client(visit.server.settings(), offline=True)
    with pytest.raises(OfflineError, match="run without --offline"):
        client.get(f"http://{visit.server.spot}/nl/gtfs-nl.zip", SOURCE)


def test_a_large_file_goes_on_where_it_stopped(visit, tmp_path):
    target = tmp_path / "gtfs.zip"
    whole = visit.server.world.gtfs
    (tmp_path / "gtfs.zip.part").write_bytes(whole[:500])
    (tmp_path / "etag.txt").write_text('"v1"', encoding="utf-8")
    url = f"http://{visit.server.spot}/nl/gtfs-nl.zip"
    visit.client.download(url, SOURCE, target, ("zip",))
    assert target.read_bytes() == whole
    assert visit.server.requests[-1][2]["Range"] == "bytes=500-"


def test_a_file_that_changed_meanwhile_is_taken_anew(visit, tmp_path):
    target = tmp_path / "gtfs.zip"
    (tmp_path / "gtfs.zip.part").write_bytes(b"of an older version")
    (tmp_path / "etag.txt").write_text('"v0"', encoding="utf-8")
    visit.client.download(
        f"http://{visit.server.spot}/nl/gtfs-nl.zip", SOURCE, target, ("zip",)
    )  # fmt: skip
    assert target.read_bytes() == visit.server.world.gtfs
