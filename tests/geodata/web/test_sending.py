"""Every legal way of sending is read to the end; every other one ends, soon and in one line."""

import gzip
import time
import zlib
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from open_data_server import OpenDataServer, once
from ways_of_sending import BAD_LINE, DRIPS, LEGAL, LEGAL_JSON, chunked, sent, status

from geodata.web.body import parse_json
from geodata.web.endpoints import Endpoint, FetchError
from geodata.web.http import Client, UnfinishedError
from geodata.web.unpack import CutShortError, unpacked

SOURCE = Endpoint(
    address="x", source="Test", licence="CC0", origin="register", max_mb=4, max_rows=10
)
#: Half of what a server that drips goes on: who is still there then was not left in time.
LONG_S = 30
WFS = "/rvo/natura2000/wfs/v1_0?startIndex=0&count=9&bbox=5,52,6,53,urn:ogc:def:crs:OGC:1.3:CRS84"


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture
def client(server):
    """A client with time to spare: a busy machine is no fault of what is sent."""
    server.faults.clear()
    yield Client(server.settings(retries=1, total_s=60), sleep=lambda _: None)
    server.faults.clear()


@pytest.fixture
def hasty(server):
    """A client that gives a request little time: for what never ends."""
    server.faults.clear()
    yield Client(server.settings(retries=1, total_s=0.6, read_s=30), sleep=lambda _: None)
    server.faults.clear()


def ask(client, server, path=WFS, **more):
    return client.get(f"http://{server.spot}{path}", SOURCE, **more)


@pytest.mark.parametrize("name", LEGAL | LEGAL_JSON)
def test_every_legal_way_of_sending_gives_the_same(client, server, name):
    usual = parse_json(ask(client, server))
    server.faults["wfs"] = sent((LEGAL | LEGAL_JSON)[name])
    assert parse_json(ask(client, server)) == usual
    assert len(usual["features"]) == 5


@pytest.mark.parametrize("size", [1000, 70_000])
def test_three_megabytes_in_chunks_are_no_bomb(client, server, size):
    body = b"x" * 3_000_000
    server.faults["gtfs"] = lambda handler: chunked(size)(handler, body, "application/zip") or True
    assert ask(client, server, "/nl/gtfs-nl.zip").body == body


@pytest.mark.parametrize("name", BAD_LINE)
def test_a_bad_way_of_sending_is_one_line(hasty, server, name):
    server.faults["wfs"] = sent(BAD_LINE[name])
    begin = time.monotonic()
    with pytest.raises(FetchError) as told:
        parse_json(ask(hasty, server))
    assert "\n" not in str(told.value)
    assert str(told.value).startswith(("127.0.0.1", "example.org", "api.pdok.nl", ":443", "http:"))
    assert time.monotonic() - begin < LONG_S


@pytest.mark.parametrize("name", DRIPS)
def test_a_server_that_drips_is_left_in_time(hasty, server, name):
    server.faults["wfs"] = sent(DRIPS[name])
    begin = time.monotonic()
    with pytest.raises(UnfinishedError, match=r"takes longer than 0\.6 s"):
        ask(hasty, server)
    assert time.monotonic() - begin < LONG_S


def test_a_layer_has_one_time_for_all_it_asks(server, monkeypatch):
    server.faults.clear()
    client = Client(server.settings(layer_s=1000), sleep=lambda _: None)
    client.begin_layer()
    ask(client, server)
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + 1001)
    with pytest.raises(UnfinishedError, match="takes longer than 1000 s"):
        ask(client, server)
    client.begin_layer()
    ask(client, server)


@pytest.mark.parametrize("code", [307, 308])
def test_a_query_is_asked_again_where_a_redirect_says_so(client, server, code):
    moved = status(f"{code} Moved", f"Location: http://{server.spot}{WFS}")
    server.faults["elders"] = lambda handler: moved(handler, b"", "text/plain") or True
    assert parse_json(ask(client, server, "/elders", post={"a": "b"}))["features"]
    assert [command for command, _, _ in server.requests[-2:]] == ["POST", "POST"]


@pytest.mark.parametrize("lines", [(), ("Content-Range: bytes 0-9/10",)])
def test_a_part_that_was_not_asked_for_is_no_answer(client, server, tmp_path, lines):
    server.faults["gtfs"] = once(1, sent(status("206 Partial Content", *lines)))
    with pytest.raises(FetchError, match="answers 206"):
        client.download(f"http://{server.spot}/nl/gtfs-nl.zip", SOURCE, tmp_path / "a.zip", ())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "answer",
    [
        status("206 Partial Content", "Content-Range: bytes 3-9/10"),
        status("206 Partial Content", 'ETag: "v2"'),
        status("206 Partial Content", "Content-Encoding: gzip"),
        status("416 Range Not Satisfiable"),
    ],
)
def test_a_part_that_does_not_fit_starts_the_file_anew(client, server, tmp_path, answer):
    (tmp_path / "gtfs.zip.part").write_bytes(server.world.gtfs[:500])
    (tmp_path / "etag.txt").write_text('"v1"', encoding="utf-8")
    server.faults["gtfs"] = once(1, sent(answer))
    target = tmp_path / "gtfs.zip"
    client.download(f"http://{server.spot}/nl/gtfs-nl.zip", SOURCE, target, ("zip",))
    assert target.read_bytes() == server.world.gtfs
    assert [path.name for path in tmp_path.iterdir()] == ["gtfs.zip"]


PACKS = {"gzip": partial(gzip.compress, mtime=0), "deflate": partial(zlib.compress, level=6)}


@given(
    st.binary(max_size=300_000) | st.binary(min_size=1, max_size=9).map(lambda b: b * 30_000),
    st.lists(st.sampled_from(sorted(PACKS)), max_size=3),
    st.integers(1, 200_000),
)
def test_what_was_packed_comes_out_however_it_is_cut_and_never_comes_out_short(body, steps, size):
    packed = body
    for step in steps:
        packed = PACKS[step](packed)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(unpacked(pieces, tuple(steps))) == body
    if steps:
        with pytest.raises((CutShortError, zlib.error)):
            list(unpacked([packed[:-1]], tuple(steps)))
