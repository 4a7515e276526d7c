"""What the workbench keeps in memory is of the settings in force, whoever came first."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from opvangkaart.app import bench as benches
from opvangkaart.app.bench import Bench
from opvangkaart.app.jobs.jobs import Jobs

OLD, NEW = Path("oud.toml"), Path("nieuw.toml")


@pytest.fixture
def bench(tmp_path):
    return Bench(None, tmp_path, OLD, "wk", place="x", jobs=Jobs(tmp_path / "x.taken"))


def test_settings_saved_while_the_old_ones_are_read_are_the_ones_that_answer(
    bench, monkeypatch
) -> None:
    def read(scenario):
        if scenario == OLD:
            bench.use_settings(NEW)  # someone saves other ones just now
        return SimpleNamespace(scenario=scenario, engine=None, standing=None)

    monkeypatch.setattr(benches, "open_asker", read)
    monkeypatch.setattr(benches, "around_of", read)
    monkeypatch.setattr(benches, "prepare", lambda _: None)
    assert bench.asker().scenario == NEW
    bench.rest()
    assert bench.asker_if_ready() is bench.asker()
    bench._prepare(SimpleNamespace(scenario=OLD))  # the old one was slow
    assert bench.asker_if_ready() is bench.asker()
    bench.scenario = OLD
    assert bench.around().scenario == NEW
    bench.rest()


def test_nothing_that_was_begun_beside_outlives_a_rest(bench) -> None:
    done, last = [], threading.Event()

    def second():
        last.wait()
        done.append("second")

    def first():
        bench.begin_beside(second)
        done.append("first")

    bench.begin_beside(first)
    threading.Timer(0.05, last.set).start()
    bench.rest()
    assert done == ["first", "second"]


def test_of_two_who_mend_one_list_at_once_both_count(bench) -> None:
    code = bench.keep("lijst.csv", b"naam\nHal\n")

    def mend(row):
        bench.choose(code, lambda choices: choices.mend(row, {"name": str(row)}))

    threads = [threading.Thread(target=mend, args=(row,)) for row in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert bench.choices(code).mended == {row: {"name": str(row)} for row in range(8)}
