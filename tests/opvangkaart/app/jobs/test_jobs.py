"""Long work: it is followed, stopped and found again, and its end never ends the application."""

import itertools
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from opvangkaart.app.jobs.child import FAULT_FILE
from opvangkaart.app.jobs.errors import JobError
from opvangkaart.app.jobs.job import Step
from opvangkaart.app.jobs.jobs import Jobs
from opvangkaart.app.jobs.kinds import KINDS, Kind
from opvangkaart.app.jobs.place import forget_jobs
from opvangkaart.app.jobs.store import JobStore, this_process
from opvangkaart.dossier.errors import DossierError
from opvangkaart.language.speech import heard

WORKS = ("count", "search", "hang", "refuse", "err", "fill")
TEST_KINDS = {
    name: Kind(name, name, f"tests.opvangkaart.app.jobs.works:{name}", "/", "/{job_id}")
    for name in WORKS
}  # fmt: skip


@pytest.fixture
def jobs(tmp_path):
    made = Jobs(tmp_path / "team.taken", kinds=TEST_KINDS)
    yield made
    made.close()


#: A process of its own starts in a second; on a busy machine it takes longer.
LONG_S = 120


def until(met, timeout_s=LONG_S):
    end = time.monotonic() + timeout_s
    while not (found := met()):
        assert time.monotonic() < end, "never came"
        time.sleep(0.02)
    return found


def child_of(pid):
    """The one process of a job that an application started."""
    children = psutil.Process(pid).children()
    [child] = [one for one in children if "spawn_main" in " ".join(one.cmdline())]
    return child


def test_work_is_counted_on_the_way_and_its_outcome_kept(jobs) -> None:
    job_id = jobs.ask("count", "Tel tot 5", {"to": 5}, who="wk")
    seen = until(lambda: [one for one in jobs.get(job_id).steps if one.done])
    assert (seen[0].name, seen[0].total) == ("tellen", 5)
    job = jobs.wait(job_id, LONG_S)
    assert (job.state, job.outcome, job.who, job.title) == ("klaar", {"counted": 5}, "wk",
                                                            "Tel tot 5")  # fmt: skip
    steps = [(one.name, one.done) for one in job.steps]
    assert steps == [("beginnen", None), ("tellen", 5)]
    assert (jobs.files_of(job_id) / "klaar.txt").read_text(encoding="utf-8") == "klaar"


def test_one_at_a_time_in_the_order_of_asking(jobs) -> None:
    asked = [jobs.ask("count", str(number), {"to": 2}) for number in range(3)]
    while len(jobs.open_ones()) > 0:
        assert sum(job.state == "bezig" for job in jobs.open_ones()) <= 1
        time.sleep(0.02)
    done = [jobs.get(job_id) for job_id in asked]
    assert [job.state for job in done] == ["klaar"] * 3
    for one, other in itertools.pairwise(done):
        assert one.ended_at <= other.began_at


def test_a_stop_keeps_the_best(jobs) -> None:
    job_id = jobs.ask("search", "zoek", {})
    until(lambda: len(jobs.get(job_id).steps) > 2)
    jobs.stop(job_id)
    job = jobs.wait(job_id, LONG_S)
    assert job.state == "gestopt"
    searched = [one for one in job.steps if one.value is not None]
    assert job.outcome["best"] == searched[-1].value > 1
    assert [one.value for one in searched] == sorted(one.value for one in searched)
    assert {one.bound for one in searched} == {1000.0}


def test_a_stop_ends_work_that_has_nothing_to_keep(jobs) -> None:
    job_id = jobs.ask("count", "tel", {"to": 6000})
    until(lambda: jobs.get(job_id).steps)
    jobs.stop(job_id)
    job = jobs.wait(job_id, LONG_S)
    assert (job.state, job.outcome) == ("gestopt", None)


def test_what_still_waits_never_begins_once_it_is_stopped(jobs) -> None:
    first, second = jobs.ask("search", "zoek", {}), jobs.ask("count", "tel", {"to": 10})
    jobs.stop(second)
    job = jobs.get(second)
    assert (job.state, job.began_at) == ("gestopt", None)
    until(lambda: len(jobs.get(first).steps) > 2)  # the first goes on
    jobs.stop(first)
    assert jobs.wait(first, LONG_S).outcome["best"] > 0
    assert jobs.get(second).began_at is None


def test_work_that_hears_nothing_is_ended_at_once(jobs) -> None:
    job_id = jobs.ask("hang", "hang", {})
    until((jobs.files_of(job_id) / "begonnen").exists)
    jobs.end_now(job_id)
    assert jobs.get(job_id).state == "gestopt"
    after = jobs.ask("count", "tel", {"to": 1})
    assert jobs.wait(after, LONG_S).state == "klaar"


def test_a_process_that_is_killed_is_told_in_a_sentence_and_the_next_one_begins(jobs) -> None:
    killed, after = jobs.ask("hang", "hang", {}), jobs.ask("count", "tel", {"to": 1})
    until((jobs.files_of(killed) / "begonnen").exists)
    child_of(os.getpid()).kill()
    job = jobs.wait(killed, LONG_S)
    assert job.state == "onderbroken"
    assert "van buitenaf beëindigd" in heard().said(job.fault)
    assert jobs.wait(after, LONG_S).state == "klaar"


@pytest.mark.parametrize(("most", "state"), [(1_000_000, "mislukt"), (0, "onderbroken")])
def test_a_disk_that_takes_no_more_is_said(jobs, most, state) -> None:
    """With nothing left at all the process cannot even say how it ended."""
    job = jobs.wait(jobs.ask("fill", "vul", {"most": most}), LONG_S)
    assert (job.state, str(job.fault)) == (
        state, "the disk took no more of this job; make room and ask again"
    )  # fmt: skip


class FullStore(JobStore):
    """A store that takes no end of a job until there is room."""

    has_room, refused = threading.Event(), threading.Event()

    def settle(self, *args, **how):
        if not self.has_room.is_set():
            self.refused.set()
            raise DossierError("{file}: the disk is full; nothing was changed", file="team.taken")
        return super().settle(*args, **how)


def test_a_job_whose_end_could_not_be_kept_holds_up_nothing_once_there_is_room(jobs) -> None:
    jobs.store = FullStore(jobs.store.folder)
    killed, after = jobs.ask("hang", "hang", {}), jobs.ask("count", "tel", {"to": 1})
    until((jobs.files_of(killed) / "begonnen").exists)
    child_of(os.getpid()).kill()
    assert FullStore.refused.wait(LONG_S)
    assert jobs.get(killed).state == "bezig"
    FullStore.has_room.set()
    assert jobs.wait(killed, LONG_S).state == "onderbroken"
    assert jobs.wait(after, LONG_S).state == "klaar"


def test_a_fault_of_the_question_is_said_and_one_of_ours_is_kept_for_us(jobs) -> None:
    refused = jobs.wait(jobs.ask("refuse", "weiger", {}), LONG_S)
    assert refused.state == "mislukt"
    assert str(refused.fault) == "11 alternatives cannot be made; give 0 to 10"
    ours = jobs.ask("err", "fout", {})
    job = jobs.wait(ours, LONG_S)
    assert "KeyError" in str(job.fault)
    assert "niet in het scherm" not in str(job.fault)
    trace = (jobs.files_of(ours) / FAULT_FILE).read_text(encoding="utf-8")
    assert "niet in het scherm" in trace


def test_another_application_sees_what_was_done(jobs, tmp_path) -> None:
    job_id = jobs.ask("count", "tel", {"to": 1})
    jobs.wait(job_id, LONG_S)
    other = Jobs(tmp_path / "team.taken", kinds=TEST_KINDS)
    assert other.get(job_id) == jobs.get(job_id)
    assert [job.job_id for job in other.recent("count")] == [job_id]
    assert other.recent("search") == []


def test_what_is_done_is_thrown_away_with_all_it_made(jobs) -> None:
    job_id = jobs.ask("count", "tel", {"to": 1})
    with pytest.raises(JobError, match="not done"):
        jobs.forget(job_id)
    jobs.wait(job_id, LONG_S)
    files = jobs.files_of(job_id)
    jobs.forget(job_id)
    assert not files.exists()
    with pytest.raises(JobError, match="no such job"):
        jobs.get(job_id)


def test_the_same_can_be_asked_again(jobs) -> None:
    first = jobs.ask("count", "tel", {"to": 1}, who="ab")
    jobs.wait(first, LONG_S)
    second = jobs.wait(jobs.again(first, who="cd"), LONG_S)
    assert (second.job_id != first, second.outcome, second.who) == (True, {"counted": 1}, "cd")


def test_closing_ends_what_works_and_says_so_at_the_next_start(tmp_path) -> None:
    jobs = Jobs(tmp_path / "team.taken", kinds=TEST_KINDS)
    job_id, waiting = jobs.ask("hang", "hang", {}), jobs.ask("count", "tel", {"to": 1})
    until((jobs.files_of(job_id) / "begonnen").exists)
    jobs.close()
    found = Jobs(tmp_path / "team.taken", kinds=TEST_KINDS)
    assert [found.get(one).state for one in (job_id, waiting)] == ["onderbroken"] * 2


OTHER = """
import sys, time
from opvangkaart.app.jobs.jobs import Jobs
from tests.opvangkaart.app.jobs.test_jobs import TEST_KINDS
if __name__ == "__main__":
    jobs = Jobs(__import__("pathlib").Path(sys.argv[1]), kinds=TEST_KINDS)
    print(jobs.ask("hang", "hang", {}), flush=True)
    time.sleep(600)
"""


def test_an_application_that_is_killed_leaves_no_work_behind_and_the_next_one_says_so(tmp_path):
    folder, program = tmp_path / "team.taken", tmp_path / "other.py"
    program.write_text(OTHER, encoding="utf-8")
    other = subprocess.Popen(
        [sys.executable, str(program), str(folder)], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    job_id = other.stdout.readline().strip()
    until((folder / job_id / "begonnen").exists)
    child = child_of(other.pid)
    jobs = Jobs(folder, kinds=TEST_KINDS)
    assert jobs.get(job_id).state == "bezig"  # its application lives
    other.kill()
    other.wait()
    other.stdout.close()
    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    again = Jobs(folder, kinds=TEST_KINDS)
    job = again.get(job_id)
    assert job.state == "onderbroken"
    assert "ask for it again" in str(job.fault)


def test_how_long_it_takes_is_learned_from_the_last_time(tmp_path) -> None:
    now = [1000.0]
    jobs = Jobs(tmp_path / "team.taken", kinds=TEST_KINDS, clock=lambda: now[0])
    store: JobStore = jobs.store
    store.open()
    first = store.add("count", "a", {}, "", this_process())
    store.claim(this_process())
    store.note(first, Step("lezen", "lezen", 1000.0))
    store.note(first, Step("tekenen", "tekenen", 1004.0))
    assert jobs.left(jobs.get(first)) is None  # never done before
    now[0] = 1010.0
    store.settle(first, "klaar", outcome={})
    second = store.add("count", "b", {}, "", this_process())
    store.claim(this_process())
    store.note(second, Step("lezen", "lezen", 1010.0))
    now[0] = 1011.0
    assert jobs.left(jobs.get(second)).seconds == 9.0


def test_a_count_that_goes_on_is_one_step_and_a_search_keeps_its_way(tmp_path) -> None:
    store = JobStore(tmp_path)
    store.open()
    job_id = store.add("count", "a", {}, "", this_process())
    for done in range(3):
        store.note(job_id, Step("tellen", f"tellen: {done}", 1.0 + done, done, 3))
    for value in (1.0, 2.0):
        store.note(job_id, Step("zoeken", f"zoeken {value}", 5.0, value=value))
    steps = store.get(job_id).steps
    assert [(one.at, one.done) for one in steps[:-2]] == [(1.0, 2)]
    assert [one.value for one in steps[-2:]] == [1.0, 2.0]


def test_a_folder_that_cannot_be_written_is_said(tmp_path) -> None:
    (tmp_path / "team.taken").write_text("een bestand", encoding="utf-8")
    with pytest.raises(JobError, match="jobs cannot be kept here"):
        Jobs(tmp_path / "team.taken", kinds=TEST_KINDS).ask("count", "tel", {"to": 1})


def test_each_kind_can_be_done() -> None:
    for kind in KINDS.values():
        module, _, name = kind.work.partition(":")
        assert callable(getattr(__import__(module, fromlist=[name]), name)), kind.name
        assert "{job_id}" in kind.shown_at


def test_forgotten_jobs_leave_none_of_their_words_behind(jobs, tmp_path) -> None:
    job_id = jobs.ask("count", "Bel mevrouw Proefnaam", {"to": 2, "over": "Proefnaam"})
    jobs.wait(job_id, LONG_S)
    assert forget_jobs(str(tmp_path / "team.dossier")) == 1
    left = [path for path in (tmp_path / "team.taken").rglob("*") if path.is_file()]
    assert left
    assert [path.name for path in left if b"Proefnaam" in path.read_bytes()] == []
    assert jobs.recent() == []


def test_nothing_is_forgotten_while_a_job_works(jobs, tmp_path) -> None:
    job_id = jobs.ask("hang", "Hangt", {})
    until(lambda: jobs.get(job_id).state == "bezig")
    with pytest.raises(JobError, match="stop it first"):
        forget_jobs(str(tmp_path / "team.dossier"))
    jobs.end_now(job_id)
    assert forget_jobs(str(tmp_path / "team.dossier")) == 1
