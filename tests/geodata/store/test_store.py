"""A stored layer is whole or absent, says where it came from, and changes in one step."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from conftest import ROOT

from geodata.files.basisset import sha256
from geodata.readers.slots import with_store
from geodata.store.reproduce import ReproduceError, find_inputs, verify
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
    assert "its manifest says" in str(fault)
    again = f'run: opvangkaart data fetch --layer proef --area utrecht --store "{store.folder}"'
    assert str(fault).endswith(again)


def test_a_table_made_from_a_layer_that_changed_is_refused(store):
    base = store.put_table(draft(layer="basis"), points(2)).manifest
    store.put_table(draft(inputs={"basis": base.sha256}), points(3))
    assert store.faults("proef") == []
    store.put_table(draft(layer="basis"), points(5))
    (fault,) = store.faults("proef")
    assert f"was made with basis {base.sha256[:12]}" in str(fault)


def test_a_full_disk_leaves_the_old_layer_and_no_rubbish(store, monkeypatch):
    old = store.put_table(draft(), points(3)).manifest

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"the disk is full\), what was there is kept; free some"):
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


def test_equal_content_keeps_its_file_when_others_are_thrown_away(store, monkeypatch):
    monkeypatch.setattr("geodata.store.store.KEEP_OLD_BYTES", 0)
    first = store.put_table(draft(), points(3)).manifest
    store.put_table(draft(), points(3))
    assert store.faults("proef") == []
    store.put_table(draft(), points(4))
    assert store.by_digest(first.sha256) is None  # larger than nothing: it went
    assert store.faults("proef") == []


def test_an_input_that_is_gone_is_told_and_a_row_of_changes_stands_until_the_next(store):
    base = store.put_table(draft(layer="basis"), points(2)).manifest
    store.put_table(draft(inputs={"basis": base.sha256}), points(3))
    (store.folder / "basis.json").unlink()
    (fault,) = store.faults("proef")
    assert "which is now gone" in str(fault)
    store.put_table(draft(changes=("1 row more",)), points(4))
    again = store.put_table(draft(changes=("0 rows more",)), points(4)).manifest
    assert again.changes == ("1 row more",)


@pytest.mark.parametrize(
    ("hours", "days"), [(-25, None), (-24, 0), (-1, 0), (0, 0), (23, 0), (24, 1), (49, 2)]
)
def test_an_age_is_in_whole_days_and_a_day_of_clock_drift_is_no_age(store, clock, hours, days):
    manifest = store.put_table(draft(), points(1)).manifest
    assert manifest.age_days(clock.at + timedelta(hours=hours)) == days


# --- a scenario that uses the store --------------------------------------------------------------


@pytest.mark.parametrize(("days", "told"), [(100, False), (101, True), (400, True), (401, None)])
def test_a_layer_is_fresh_for_100_days_and_refused_after_400(
    store, clock, scenario_of, tmp_path, days, told
):
    run = scenario_of(layers={"store": "data"})
    clock.at = datetime(2026, 11, 1, 12, tzinfo=UTC) - timedelta(days=days)
    store.put_table(draft(layer="wijken", origin="register"), points(1))
    if told is None:
        with pytest.raises(StoreError, match="is 401 days old on 2026-11-01, at most 400"):
            with_store(run, tmp_path)
        return
    source = with_store(run, tmp_path).layers.wijken.source
    assert ("VEROUDERD" in source) is told


def test_neighbours_of_another_area_are_not_used(store, scenario_of, tmp_path):
    run = scenario_of(layers={"store": "data"})
    store.put_table(draft(layer="municipalities", origin="register", area="utrecht"), points(1))
    for area, used in (("utrecht", True), ("gelderland", False)):
        store.put_table(draft(layer="neighbours", origin="register", area=area), points(2))
        filled = with_store(run, tmp_path).layers
        assert (filled.neighbours is not None) is used
        assert filled.municipalities is not None


def test_an_earlier_run_is_made_again_from_files_of_the_same_content_only(store, tmp_path):
    first = store.put_table(draft(), points(3)).manifest
    own = tmp_path / "eigen.csv"
    own.write_text("a", encoding="utf-8")
    rows = [
        {"layer": "sites", "file_name": "eigen.csv", "sha256": sha256(own)},
        {"layer": "proef", "file_name": first.file, "sha256": first.sha256},
    ]
    record = {"lagen": rows, "versies": {"opvangkaart": "1"}, "kenmerk": "abc"}
    found = find_inputs(record, store, tmp_path)
    assert found["sites/eigen.csv"] == own
    assert verify(record, info=pd.DataFrame(rows), versions={"opvangkaart": "1"},
                  fingerprint="abc") == []  # fmt: skip
    own.write_text("b", encoding="utf-8")
    with pytest.raises(ReproduceError, match=r"input sites \(eigen\.csv, .* is gone or changed"):
        find_inputs(record, store, tmp_path)
    other = pd.DataFrame([rows[1], {**rows[0], "file_name": "nieuw.csv"}])
    lines = verify(record, info=other, versions={}, fingerprint="abc")
    assert [str(line) for line in lines] == [
        "input sites (eigen.csv) is not used any more",
        "input sites (nieuw.csv) was not there then",
        "opvangkaart was 1, is now absent",
    ]
    same = pd.DataFrame(rows)
    mark = verify(record, info=same, versions={"opvangkaart": "1"}, fingerprint="xyz")
    assert [str(line) for line in mark] == [
        "the mark was abc, is now xyz: settings or sites differ"
    ]
