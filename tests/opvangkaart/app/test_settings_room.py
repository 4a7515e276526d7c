"""The room *Instellingen*: what is wrong stands at its field, and nothing is kept unseen."""

import re

import pytest

from opvangkaart.app.jobs.child import Task
from opvangkaart.app.work_settings import compare
from opvangkaart.runs.own_list import own_sites
from opvangkaart.runs.scenario_file import read_scenario
from opvangkaart.runs.settings import Draft, draft_of
from sites.base.errors import OpvangkaartError

FORM = {"criteria.gp.weight": "40", "wat": "lijst"}


def added(workbench, *kernen: str) -> None:
    for number, kern in enumerate(kernen):
        workbench.bench.editor.add("initiatives", {
            "name": f"Plek {number}", "kern": kern, "places_low": "60", "confidentiality": "intern",
        })  # fmt: skip


class Kept:
    """A queue that keeps what was asked and is done at once."""

    def __init__(self, jobs, outcome=None) -> None:
        self.jobs, self.asked, self.outcome = jobs, [], outcome

    def ask(self, kind, title, question, *, who=""):
        self.asked.append(question)
        job_id = self.jobs.store.add(kind, title, question, who, "proef")
        self.jobs.store.settle(job_id, "klaar", outcome=self.outcome)
        return job_id


@pytest.fixture
def asked(workbench, monkeypatch):
    """Take what is asked for, and answer with an empty ranking; no process is started."""
    made = {"sites": 0, "up_count": 0, "down_count": 0, "same_count": 0, "up": [], "down": [],
            "before": [], "after": [], "unranked": 0, "verdicts": None}  # fmt: skip
    jobs = workbench.bench.jobs
    jobs._opened()
    kept = Kept(jobs, made)
    monkeypatch.setattr(jobs, "ask", kept.ask)
    return kept.asked


def test_the_room_shows_words_units_and_sources(workbench) -> None:
    client = workbench.known()
    text = client.get(workbench.address + "/instellingen").text
    assert 'aria-label="Huisarts: Gewicht (punten)"' in text
    assert "400 m: Rover Gouda, onderzoek haltebereik 2013" in text
    layers = client.get(workbench.address + "/instellingen/lagen").text
    assert "CBS, Kerncijfers wijken en buurten" in layers


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("criteria.gp.weight", "veel", "is geen getal"),
        ("criteria.gp.weight", "-1", "moet minstens 0 zijn"),
        ("criteria.gp.curve.good", "99", "moet minder zijn dan poor"),
        ("reference_date", "", "moet ingevuld zijn"),
        ("mothers.mode", "vliegen", "kies uit lopen"),
        ("layers.store", "../elders", "kan hier niet"),
        ("title", "<script>alert(1)</script>\x07", "teken"),
    ],
)
def test_a_wrong_value_is_explained_at_its_field_and_nothing_starts(
    workbench, asked, field, value, words
) -> None:
    answer = workbench.known().post(workbench.address + "/instellingen", data=FORM | {field: value})
    assert answer.status_code == 422
    at = re.search(f'id="fout-{re.escape(field)}">([^<]*)<', answer.text)
    assert at is not None
    assert words in at[1]
    assert "<script>alert" not in answer.text
    assert 'value="40"' in answer.text or field == "criteria.gp.weight"
    assert asked == []
    assert not workbench.bench.settings_file.exists()


def test_a_form_without_a_change_asks_for_one(workbench, asked) -> None:
    answer = workbench.known().post(workbench.address + "/instellingen", data={"wat": "lijst"})
    assert "verander eerst een getal" in answer.text
    assert asked == []


@pytest.mark.usefixtures("asked")
def test_what_was_seen_is_kept_and_used(workbench) -> None:
    client = workbench.known()
    answer = client.post(workbench.address + "/instellingen", data=FORM)
    assert "<strong>40 punten</strong>" in client.get(shown(workbench, answer)).text
    assert not workbench.bench.settings_file.exists()
    again = client.get(workbench.address + "/instellingen?van=" + answer.url.rsplit("/", 1)[1])
    assert 'name="criteria.gp.weight" value="40"' in again.text
    done = client.post(shown(workbench, answer) + "/bewaar")
    assert "Bewaard in team.toml" in done.text
    assert weight_of(workbench.bench.settings_file) == 40
    assert workbench.bench.scenario == workbench.bench.settings_file


@pytest.mark.usefixtures("asked")
def test_settings_that_moved_meanwhile_are_not_written_over(workbench) -> None:
    client = workbench.known()
    first = client.post(workbench.address + "/instellingen", data=FORM)
    second = client.post(workbench.address + "/instellingen", data={"criteria.gp.weight": "20"})
    client.post(shown(workbench, second) + "/bewaar")
    late = client.post(shown(workbench, first) + "/bewaar")
    assert late.status_code == 409
    assert "intussen gewijzigd" in late.text
    assert weight_of(workbench.bench.settings_file) == 20


@pytest.mark.usefixtures("asked")
def test_a_folder_that_takes_nothing_is_said_and_the_old_settings_stay(
    workbench, monkeypatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    client = workbench.known()
    answer = client.post(workbench.address + "/instellingen", data=FORM)
    monkeypatch.setattr("opvangkaart.runs.settings.write_whole", full)
    refused = client.post(shown(workbench, answer) + "/bewaar")
    assert refused.status_code == 409
    assert "de instellingen zijn zoals ze waren" in refused.text
    assert workbench.bench.scenario is None


@pytest.mark.usefixtures("asked")
def test_a_job_of_another_kind_shows_nothing_here(workbench) -> None:
    store = workbench.bench.jobs.store
    other = store.add("plan", "x", {}, "wk", "proef")
    answer = workbench.known().get(workbench.address + f"/instellingen/verschil/{other}")
    assert answer.status_code == 404


def test_the_work_ranks_the_team_s_own_list(workbench, tmp_path) -> None:
    added(workbench, "Utrecht", "Lopik", "Woudenberg")
    assert len(own_sites(workbench.bench.dossier)) == 3
    made = compare(task(workbench, tmp_path, {"criteria.mother.weight": "0",
                                              "criteria.fit.weight": "100"}))  # fmt: skip
    assert made["sites"] == 3
    assert {row["name"] for row in made["before"]} == {"Plek 0", "Plek 1", "Plek 2"}
    assert made["verdicts"] is None
    assert made["up_count"] + made["down_count"] + made["same_count"] == 3
    assert all(row["why"] for row in [*made["up"], *made["down"]])


@pytest.mark.slow
def test_a_limit_that_changes_verdicts_is_told(workbench, tmp_path) -> None:
    added(workbench, "Utrecht", "Lopik")
    made = compare(task(workbench, tmp_path, {"mothers.limit_min": "1"}))
    assert sum(group["count"] for group in made["verdicts"]) >= 1


def test_a_list_without_a_place_cannot_be_ranked(workbench, tmp_path) -> None:
    workbench.bench.editor.add("initiatives", {"name": "Ergens", "confidentiality": "intern"})
    with pytest.raises(OpvangkaartError, match="point, postcode or kern"):
        compare(task(workbench, tmp_path, {"criteria.gp.weight": "40"}))


def shown(workbench, answer) -> str:
    return f"{workbench.address}/instellingen/verschil/{answer.url.rsplit('/', 1)[1]}"


def weight_of(path) -> float:
    scenario = read_scenario(path)[0]
    return next(one.weight for one in scenario.criteria if one.id == "gp")


def task(workbench, folder, texts) -> Task:
    draft = draft_of(None, texts, folder)
    assert isinstance(draft, Draft)
    question = {"scenario": None, "draft": draft.text, "name": "team.toml", "folder": str(folder),
                "place": workbench.bench.place, "what": "lijst"}  # fmt: skip
    made = Task(question, folder, workbench.bench.jobs.store)
    made.progress = lambda _: None  # type: ignore[method-assign,assignment]
    return made
