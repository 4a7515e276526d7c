"""Every way a source can fail ends with the old layer whole and one clear line."""

import os
import shutil
import socket
from datetime import UTC, datetime

import pytest
import shapely
from open_data_server import (
    OpenDataServer,
    answer,
    breaks_off,
    endless_next,
    feature,
    gzip_bomb,
    once,
    stops_mid_body,
)

from geodata.fetch.fetch import FAILED, fetch, status
from geodata.store.store import Store
from geodata.web.http import Client

HTML = b"<!DOCTYPE html><html><body>Storing, probeer het later opnieuw</body></html>"


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture(scope="module")
def stock(server, tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("stock") / "data")
    first = fetch(["municipalities", "wijken"], "utrecht", store, server.settings(page_size=5))
    assert not first.failed
    return store.folder


@pytest.fixture
def stocked(server, stock, tmp_path):
    """Return a store with municipalities and wijken in it, and a way to fetch wijken again."""
    server.faults.clear()
    store = Store(tmp_path / "data")
    shutil.copytree(stock, store.folder)
    kept = {path.name: path.read_bytes() for path in store.folder.iterdir() if path.is_file()}

    def again(**more):
        slept = []
        client = Client(server.settings(page_size=5, **more), sleep=slept.append)
        report = fetch(["wijken"], "utrecht", store, client.settings, client=client)
        return report.outcomes[-1], slept

    vars(again).update(server=server, store=store, kept=kept)
    yield again
    server.faults.clear()


def assert_old_layer_whole(again, outcome, words):
    assert outcome.outcome == FAILED
    assert words in str(outcome.message)
    assert str(outcome.message).endswith("stays in use.")
    assert "\n" not in str(outcome.message)
    now = {p.name: p.read_bytes() for p in again.store.folder.iterdir() if p.is_file()}
    assert now == again.kept
    assert again.store.faults("wijken") == []


def page(rows, **more):
    return answer_json({"type": "FeatureCollection", "features": rows, "links": [], **more})


def answer_json(content):
    def happen(handler):
        handler.json(content)
        return True

    return happen


def renamed(handler):
    rows = handler.server_of_data.world.collections["wijken"]
    moved = [dict(r, properties={f"nieuw_{k}": v for k, v in r["properties"].items()})
             for r in rows]  # fmt: skip
    return page(moved)(handler)


def tenfold(handler):
    rows = handler.server_of_data.world.collections["wijken"]
    many = [dict(row, id=f"{row['id']}-{i}") for row in rows for i in range(10)]
    return page(many)(handler)


FAULTS = {
    "time-out in the middle": (stops_mid_body, "stopped in the middle of its answer (4 times)"),
    "connection broken off": (breaks_off, "broke off its answer"),
    "JSON cut short": (answer(b'{"type": "FeatureColl'), ", JSON cannot be read: "),
    "web page with status 200": (answer(HTML, "text/html"), "sent a web page instead of json"),
    "web page that says json": (answer(HTML), ", JSON cannot be read: "),
    "too many requests for good": (answer(b"", status=429), "answers 429 (4 times); try again"),
    "too many requests, wait long": (
        answer(b"", status=429, Retry_After="900"), "asks to wait 900 s; try again later",
    ),
    "server error for good": (answer(b"", status=500), "answers 500 (4 times)"),
    "gone": (answer(b"", status=404), "answers 404 for"),
    "redirect off the list": (
        answer(b"", status=302, Location="https://example.org/"), "is not on the list of sources",
    ),
    "endless next links": (endless_next, "links its pages in a circle"),
    "gzip bomb": (gzip_bomb, "unpack to more than"),
    "wrong content type": (answer(b"PK", "application/zip"), "sent application/zip instead"),
    "field renamed": (renamed, "has no field"),
    "empty result": (page([]), "answers without a single row"),
    "ten times too many rows": (tenfold, "sends more than 60 rows; that cannot be right"),
    "JSON of another kind": (answer_json([1, 2]), "answers JSON without features"),
    "broken shape": (
        page([feature("x", shapely.Point(5, 52)) | {"geometry": {"type": "Polygon"}}]),
        "shape cannot be read: ",
    ),
    "half of the rows gone": (
        lambda handler: page(handler.server_of_data.world.collections["wijken"][:4])(handler),
        "of the rows of wijken are gone; not swapped in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_the_old_layer_and_one_line(stocked, name):
    fault, words = FAULTS[name]
    stocked.server.faults["wijken/items"] = fault
    outcome, _ = stocked(
        limits_rows={"cbs_wijkbuurt": 60}, **({"read_s": 0.2} if fault is stops_mid_body else {})
    )
    assert_old_layer_whole(stocked, outcome, words)


def test_three_errors_and_then_fine_is_fine(stocked):
    stocked.server.faults["wijken/items"] = once(3, answer(b"", status=500))
    outcome, slept = stocked()
    assert outcome.outcome == "ongewijzigd"
    assert len(slept) == 3


def test_too_many_requests_with_a_wait_is_fine(stocked):
    stocked.server.faults["wijken/items"] = once(1, answer(b"", status=429, Retry_After="2"))
    outcome, slept = stocked()
    assert outcome.outcome == "ongewijzigd"
    assert slept == [2.0]


def test_connection_refused(stocked):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        spot = f"127.0.0.1:{free.getsockname()[1]}"  # held, so that nobody else listens there
        bases = {**stocked.server.bases, "cbs_wijkbuurt": f"http://{spot}/x"}
        outcome, slept = stocked(bases=bases, test_hosts=(stocked.server.spot, spot))
    assert_old_layer_whole(stocked, outcome, "cannot connect (connection refused) (4 times)")
    assert len(slept) == 3


def test_a_name_that_is_not_known(stocked, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome, _ = stocked()
    assert_old_layer_whole(stocked, outcome, "is not known (no internet, or DNS is down)")


def test_a_disk_that_fills_while_downloading(stocked, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    outcome, _ = stocked()
    assert_old_layer_whole(stocked, outcome, "the disk is full; free some disk")


def test_two_fetches_at_once(stocked):
    with stocked.store.lock(), pytest.raises(ValueError, match="another fetch or import"):
        stocked()


def test_a_clock_set_back_breaks_nothing_and_is_told(stocked):
    stocked.store.clock = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    row = status(stocked.store).set_index("layer").loc["wijken"]
    assert row["is_stale"]
    assert "staat de klok goed?" in row["age"]
    outcome, _ = stocked()
    assert outcome.outcome == "ongewijzigd"
    assert stocked.store.faults("wijken") == []


def test_a_downloaded_page_is_not_asked_again_after_an_interruption(stocked):
    stocked.server.faults["cursor=0xa"] = answer(b"", status=500)
    outcome, _ = stocked()
    assert outcome.outcome == FAILED
    stocked.server.faults.clear()
    before = len(stocked.server.requests)
    outcome, _ = stocked()
    assert outcome.outcome == "ongewijzigd"
    # Twenty wijken touch the box, wet ones included, in four pages: two were there already.
    asked = [path for _, path, _ in stocked.server.requests[before:] if "wijken/items" in path]
    assert len(asked) == 2
