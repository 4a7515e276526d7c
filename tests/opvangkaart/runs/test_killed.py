"""kill -9 before and after every kind of file step of every command that writes.

The old output or the new is there at once, whole; the next run is clean; and nothing of a higher
edition is left beside a lower one.
"""

import pickle
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import ROOT
from killed import DONE, KILLED, Nursery
from open_data_server import OpenDataServer
from transit_feed import AREA, CRS, tables, write_feed

from geodata.fetch.fetch import fetch
from geodata.files.swap import whole_folder
from geodata.store.store import Store
from maps.exports import gate
from maps.page.render import render_pages
from opvangkaart.runs.plan import PlanAsked, plan_run
from opvangkaart.runs.run import compute

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="copies are made by fork"),
]
LAYERS = ("municipalities", "wijken", "buurten", "schools", "facilities", "names", "kernen")
EDITIONS = ("openbaar", "intern")
SECRET = b"Het geheime klooster"


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture(scope="module")
def scenario(server, tmp_path_factory) -> Path:
    """Lay two municipalities and five sites, the last of them for the team alone."""
    folder = tmp_path_factory.mktemp("klein")
    store = Store(folder / "data")
    assert not fetch(LAYERS, "GM0307,GM0355", store, server.settings()).failed
    rows = [
        f"P{i},{SECRET.decode() if i == 4 else f'Proef {i}'},{50 + i},{5.02 + i * 0.01},"
        f"{52.02 + i * 0.01},{'intern' if i == 4 else 'openbaar'}"
        for i in range(5)
    ]
    text = "\n".join(["id,naam,plekken,lon,lat,vertrouwelijkheid", *rows])
    (folder / "sites.csv").write_text(text + "\n", encoding="utf-8")
    base = (ROOT / "sites" / "scenarios" / "basis.toml").read_text(encoding="utf-8")
    more = '\n[sites]\npath = "sites.csv"\n[layers]\nstore = "data"\n'
    (folder / "klein.toml").write_text(base + more, encoding="utf-8")
    return folder / "klein.toml"


@pytest.fixture(scope="module")
def results(scenario):
    """Return per command and edition a run of it."""
    runs = {edition: compute(scenario, edition=edition) for edition in EDITIONS}
    asked = PlanAsked(alternatives=0, quick=True, target=120)
    plans = {edition: plan_run(scenario, asked, edition=edition).result for edition in EDITIONS}
    return {"run": runs, "plan": plans, "documents": runs}


def job_of(command, result, out, drawn):
    """What the gate is asked: pages and tables were drawn before, once."""
    if command == "documents":
        pages = [(f"brief-{result.edition}.pdf", str(list(result.sites["name"])).encode() * 999)]
        return {"result": result, "out": out, "documents": pages}
    made = {}
    for name, write in gate._writers(result).items():
        write(drawn / name)
        made[name] = (drawn / name).read_bytes()
    return {
        "result": result, "out": out, "pages": list(render_pages(result)), "rejected": None,
        "log": ["een melding"] if result.edition == "intern" else [], "made": made,
    }  # fmt: skip


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("command", ["run", "plan", "documents"])
def test_a_killed_command_leaves_the_old_or_the_new_whole_and_no_secret(results, tmp_path, command):
    root, out = tmp_path / "uit", tmp_path / "uit" / "kaarten"
    root.mkdir()
    jobs = {command: {edition: job_of(command, result, out, tmp_path)
                      for edition, result in results[command].items()}}  # fmt: skip
    (tmp_path / "jobs").write_bytes(pickle.dumps(jobs))
    whole, kills, outcomes = {}, 0, set()
    with Nursery(root, tmp_path / "jobs") as nursery:
        for edition in EDITIONS:
            assert nursery.ask(command, edition)[0] == DONE
            whole[edition] = contents(out)
        assert any(SECRET in body for body in whole["intern"].values())
        assert not any(SECRET in body for body in whole["openbaar"].values())
        old, new = "intern", "openbaar"
        for moment in [*nursery.moments(command, "intern")]:
            code, _ = nursery.ask(command, new, *moment)
            assert code in {KILLED, DONE}
            kills += code == KILLED
            found = contents(out)
            assert found in (whole[old], whole[new]), moment
            outcomes.add(found == whole[new])
            for left in set(root.iterdir()) - {out}:
                assert left.stat().st_mode & 0o077 == 0, moment
            assert nursery.ask(command, new)[0] == DONE
            assert contents(out) == whole[new]
            assert list(root.iterdir()) == [out]  # nothing of the old beside it
            old, new = new, old
    assert outcomes == {True, False}
    assert 15 <= kills <= 60


def test_a_killed_fetch_leaves_every_layer_whole(server, tmp_path):
    store = Store(tmp_path / "data")
    settings = server.settings(page_size=9)
    assert not fetch(["wijken"], "utrecht", store, settings).failed
    jobs = {"fetch": {"new": {"store": store.folder, "settings": settings}}}
    (tmp_path / "jobs").write_bytes(pickle.dumps(jobs))
    seen = set()
    with Nursery(store.folder, tmp_path / "jobs") as nursery:
        people(server, 1)
        for number, moment in enumerate([*nursery.moments("fetch", "new", each=2)]):
            before = store.manifest("wijken").sha256
            people(server, number)
            nursery.ask("fetch", "new", *moment)
            assert store.faults("wijken") == [], moment
            assert len(store.table("wijken")) == 12
            seen.add(store.manifest("wijken").sha256 == before)
            assert nursery.ask("fetch", "new")[0] == DONE
            assert set(store.table("wijken")["inwoners"]) == {500 + number}
            assert not [*store.folder.rglob("*.part"), *store.folder.glob(".deel/wijken/*")]
    assert seen == {True, False}


def people(server, number):
    for row in server.world.collections["wijken"]:
        row["properties"]["aantalInwoners"] = 500 + number


def test_a_killed_import_leaves_every_layer_whole(server, tmp_path):
    store = Store(tmp_path / "data")
    assert not fetch(["wijken"], "utrecht", store, server.settings()).failed
    files = {}
    for version, count in (("old", 5), ("new", 7)):
        files[version] = tmp_path / f"{version}.parquet"
        store.table("wijken").head(count).to_parquet(files[version])
    jobs = {"import": {v: {"store": store.folder, "file": f} for v, f in files.items()}}
    (tmp_path / "jobs").write_bytes(pickle.dumps(jobs))
    with Nursery(store.folder, tmp_path / "jobs") as nursery:
        moments = [*nursery.moments("import", "new", each=2)]
        old, new = 7, 5
        for moment in moments:
            nursery.ask("import", "new" if new == 7 else "old", *moment)
            assert store.faults("wijken") == [], moment
            assert len(store.table("wijken")) in {old, new}
            assert nursery.ask("import", "new" if new == 7 else "old")[0] == DONE
            assert len(store.table("wijken")) == new
            assert not list(store.folder.rglob("*.part"))
            old, new = new, old


def test_a_killed_import_of_a_timetable_leaves_the_old_or_the_new_whole(tmp_path):
    root, folder = tmp_path / "data", tmp_path / "data" / "transit"
    feed = write_feed(tmp_path / "feed.zip", tables())
    jobs = {"import transit": {}}
    for version, count in (("old", 3), ("new", 7)):
        days = [date(2026, 11, 16) + timedelta(n) for n in range(count)]
        jobs["import transit"][version] = {
            "paths": [feed], "folder": folder, "area": AREA, "metric_crs": CRS, "days": days,
            "ring_m": 0,
        }  # fmt: skip
    (tmp_path / "jobs").write_bytes(pickle.dumps(jobs))
    whole = {}
    with Nursery(root, tmp_path / "jobs") as nursery:
        for version in ("new", "old"):
            assert nursery.ask("import transit", version)[0] == DONE
            whole[version] = contents(folder)
        old, new = "old", "new"
        for moment in [*nursery.moments("import transit", "old", each=2)]:
            nursery.ask("import transit", new, *moment)
            assert contents(whole_folder(folder)) in (whole[old], whole[new]), moment
            assert nursery.ask("import transit", new)[0] == DONE
            assert contents(folder) == whole[new]
            assert list(root.iterdir()) == [folder]
            old, new = new, old
