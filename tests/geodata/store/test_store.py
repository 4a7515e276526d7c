"""A stored layer is whole or absent, says where it came from, and changes in one step."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pytest
import shapely
from conftest import ROOT

from geodata.store.store import Draft, Store, StoreError, manifests


def draft(**more):
    known = {
        "layer": "proef", "source": "Test", "licence": "CC0", "origin": "eigen", "address": "x"
    }  # fmt: skip
    return Draft(**(known | more))


def points(count, shift=0.0):
    shapes = [shapely.Point(5 + shift + i / 100, 52) for i in range(count)]
    return gpd.GeoDataFrame({"naam": [f"p{i}" for i in range(count)]}, geometry=shapes, crs=4326)


class Ticking:
    """A clock that a test sets."""

    def __init__(self):
        self.at = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Ticking()


@pytest.fixture
def store(tmp_path, clock):
    made = Store(tmp_path / "data", clock)
    made.folder.mkdir()
    return made


def test_a_stored_table_comes_back_with_its_manifest(store):
    stored = store.put_table(draft(), points(3))
    assert stored.is_new
    assert store.table("proef")["naam"].tolist() == ["p0", "p1", "p2"]
    assert store.manifest("proef").rows == 3
    assert store.faults("proef") == []
    assert manifests(store.folder)["proef"]["sha256"] == stored.manifest.sha256


def test_equal_content_changes_nothing_but_the_time_it_was_checked(store, clock):
    first = store.put_table(draft(), points(3)).manifest
    data = store.folder / first.file
    before, text = data.stat().st_mtime_ns, (store.folder / "proef.json").read_text("utf-8")
    clock.at += timedelta(days=3)
    again = store.put_table(draft(), points(3))
    assert not again.is_new
    assert data.stat().st_mtime_ns == before
    old, new = json.loads(text), json.loads((store.folder / "proef.json").read_text("utf-8"))
    assert {k for k in old if old[k] != new[k]} == {"checked_at"}


def test_a_superseded_table_is_found_back_by_its_digest(store):
    first = store.put_table(draft(), points(3)).manifest
    store.put_table(draft(), points(4))
    assert store.by_digest(first.sha256) == store.folder / first.file
    assert store.manifest("proef").rows == 4


def test_a_changed_data_file_is_refused_with_the_command_that_repairs_it(store):
    manifest = store.put_table(draft(origin="register", area="utrecht"), points(3)).manifest
    with (store.folder / manifest.file).open("ab") as stream:
        stream.write(b"x")
    (fault,) = store.faults("proef")
    assert "its manifest says" in fault
    assert fault.endswith("run: opvangkaart data fetch --layer proef --area utrecht")


def test_a_table_made_from_a_layer_that_changed_is_refused(store):
    base = store.put_table(draft(layer="basis"), points(2)).manifest
    store.put_table(draft(inputs={"basis": base.sha256}), points(3))
    assert store.faults("proef") == []
    store.put_table(draft(layer="basis"), points(5))
    (fault,) = store.faults("proef")
    assert f"was made with basis {base.sha256[:12]}" in fault


def test_a_full_disk_leaves_the_old_layer_and_no_rubbish(store, monkeypatch):
    old = store.put_table(draft(), points(3)).manifest

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(
        StoreError, match=r"No space left on device\); the old one is kept; free some"
    ):
        store.put_table(draft(), points(9))
    assert store.manifest("proef") == old
    assert store.faults("proef") == []
    assert not list(store.folder.glob("*.part"))


def test_a_second_writer_is_refused_and_told_to_wait(store):
    code = (
        "import sys; from pathlib import Path; from geodata.store.store import Store\n"
        "with Store(Path(sys.argv[1])).lock(): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(store.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
    ) as other:  # fmt: skip
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(StoreError, match="another fetch or import is writing"), store.lock():
            pass
        other.kill()  # the system frees the lock of a dead writer
        other.wait()
    with store.lock():
        pass


def test_a_clock_set_back_makes_an_age_unknown_and_never_fresh(store, clock):
    manifest = store.put_table(draft(), points(3)).manifest
    clock.at -= timedelta(days=400)
    assert manifest.age_days(clock.at) is None
    again = store.put_table(draft(), points(4))
    assert again.manifest.checked_at == clock.at
    assert store.faults("proef") == []


def test_a_damaged_manifest_is_one_line(store):
    store.put_table(draft(), points(3))
    (store.folder / "proef.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="no manifest of this version"):
        store.manifest("proef")


def test_a_name_cannot_leave_the_folder(store):
    with pytest.raises(StoreError, match="cannot be the name of a layer"):
        store.put_table(draft(layer="../x"), points(1))
