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
    started = []

    class Noted(threading.Thread):
        def start(self):
            started.append(self)
            super().start()

    def read(scenario):
        if scenario == OLD:
            bench.use_settings(NEW)  # someone saves other ones just now
        return SimpleNamespace(scenario=scenario, engine=None, standing=None)

    monkeypatch.setattr(benches, "Thread", Noted)
    monkeypatch.setattr(benches, "open_asker", read)
    monkeypatch.setattr(benches, "around_of", read)
    monkeypatch.setattr(benches, "prepare", lambda _: None)
    assert bench.asker().scenario == NEW
    for one in started:  # the list grows while it is read: who reads the layers starts another
        one.join()
    assert bench.asker_if_ready() is bench.asker()
    bench._prepare(SimpleNamespace(scenario=OLD))  # the old one was slow
    assert bench.asker_if_ready() is bench.asker()
    bench.scenario = OLD
    assert bench.around().scenario == NEW
    for one in started:
        one.join()


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
