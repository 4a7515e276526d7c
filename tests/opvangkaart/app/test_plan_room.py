"""The room *Plan*: what is asked reaches the solver, and what it found is shown, kept, compared."""

import re

import pymupdf
import pytest

from opvangkaart.app.beside import beside
from opvangkaart.app.jobs.store import this_process
from opvangkaart.app.plan_question import PlanQuestion
from opvangkaart.dossier.kept import kept_answers
from opvangkaart.dossier.read import read_table
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.own_list import write_sites
from opvangkaart.runs.plan import PlanAsked, plan_run
from opvangkaart.runs.plan_screen import plan_data, write_rows
from opvangkaart.runs.scenario_file import read_scenario
from sites.tables.dossier import PLANNED
from tests.opvangkaart.app.conftest import LISTED

CLOSES = ("UT03", "sluit", "2027-07-01", "")


@pytest.fixture(scope="module")
def client(listed_workbench):
    return listed_workbench.known()


def settled(bench, form, outcome):
    """Put a job beside the others as if its process had done it."""
    store = bench.jobs.store
    bench.jobs.open()
    question = form.asked() | {"form": form.held(), "place": bench.place, "scenario": None}
    job_id = store.add("plan", form.title(), question, "wk", this_process())
    store.settle(job_id, "klaar", outcome=outcome)
    return job_id


@pytest.fixture(scope="module")
def planned(listed_workbench):
    """The plan of the team's list, with an event and the loss of each location worked out."""
    bench = listed_workbench.bench
    bench.jobs.open()
    sites = bench.jobs.store.folder / "i.csv"
    write_sites(bench.dossier, sites)
    asked = PlanAsked(alternatives=1, events=("UT03 sluit 2027-07-01",),
                      spare=("Zeist",))  # fmt: skip
    return plan_run(None, asked, edition="intern", sites_file=sites)


@pytest.fixture(scope="module")
def job_id(listed_workbench, planned):
    form = PlanQuestion(source="lijst", alternatives="1", events=(CLOSES,),
                        spare=("Zeist",), repairs=True)  # fmt: skip
    made = settled(listed_workbench.bench, form, plan_data(planned))
    folder = listed_workbench.bench.jobs.files_of(made)
    folder.mkdir()
    write_rows(planned, folder)
    return made


def test_the_form_names_what_can_be_chosen(client, listed_workbench) -> None:
    text = client.get(listed_workbench.address + "/plan").text
    assert 'value="UT03"' in text
    assert 'value="4793"' in text
    assert "De Ronde Venen" in text


def test_sites_are_found_and_a_click_turns_one(client, listed_workbench) -> None:
    look = listed_workbench.address + "/plan/plekken?bron=lijst&zoek=bunnik"
    found = client.get(look).text
    assert ("Klooster" in found, "Kazerne" in found) == (True, False)
    kept = client.get(look + "&erbij=I1").text
    assert re.search('name="houden" value="I1"[^>]* checked', kept)
    out = client.get(look + "&houden=I1&erbij=I1").text
    assert re.search('name="weg" value="I1"[^>]* checked', out)
    free = client.get(look + "&weg=I1&erbij=I1").text
    assert 'value="I1"' not in free
    points = client.get(listed_workbench.address + "/plan/plekken.json?bron=lijst").json()
    assert [row[1] for row in points] == [name for name, _, _ in LISTED]


def test_what_cannot_be_asked_is_said_and_the_form_stays(client, listed_workbench) -> None:
    answer = client.post(listed_workbench.address + "/plan",
                         data={"doel": "veel", "houden": "<script>alert(1)</script>"})  # fmt: skip
    assert answer.status_code == 422
    assert "is geen heel getal" in answer.text
    assert 'value="veel"' in answer.text
    assert "<script>alert" not in answer.text


def test_an_outcome_says_who_is_short_and_what_an_event_does(
    client, listed_workbench, job_id, planned
) -> None:
    text = client.get(listed_workbench.address + f"/plan/{job_id}").text
    assert "Wie komt tekort?" in text
    assert "AZC Leersum, sluit op 1-7-2027: 525 bewoners verliezen de plek." in text
    assert "2027-07-01</td>" not in text
    places = int(planned.plan.rows["places"].sum())
    assert f"<dt>Nieuwe plekken</dt><dd>{places}</dd>" in text
    for site in planned.plan.rows["site_id"]:
        assert f'id="houd-{site}"' in text
    assert re.search('id="spaar-GM0355"[^>]* checked', text)
    assert "Zonder nieuwe locaties in Zeist: kost niets." in text
    assert "Als er iets wegvalt" in text
    assert f'<th scope="row">{LISTED[0][0]}</th>' in text  # by name, not by code
    assert 'name="dag" value="2027-07-01"' in text


def test_a_plan_is_kept_in_the_dossier_with_each_of_its_initiatives(
    client, listed_workbench, job_id, planned
) -> None:
    address, dossier = listed_workbench.address, listed_workbench.bench.dossier
    answer = client.post(f"{address}/plan/{job_id}/bewaar", data={"titel": "Ons <i>plan</i>"})
    assert "Bewaard in het dossier" in answer.text
    kept = kept_answers(dossier, PLANNED).iloc[0]
    assert (kept["title"], kept["confidentiality"]) == ("Ons <i>plan</i>", "intern")
    assert len(read_table(dossier, "answers")) == len(planned.plan.rows)
    text = client.get(f"{address}/plan/bewaard/{kept['row_id']}").text
    assert "Ons &lt;i&gt;plan&lt;/i&gt;" in text
    assert "525 bewoners" in text
    assert "Ons &lt;i&gt;plan" in client.get(f"{address}/plan").text
    # A number that is another's by now gets no answer, and the plan is kept all the same.
    row = read_table(dossier, "initiatives").set_index("row_id")
    mine = read_table(dossier, "answers")["initiative"].iloc[0]
    for name in ("Een andere hal", str(row["name"][mine])):
        version = read_table(dossier, "initiatives").set_index("row_id")["version"][mine]
        listed_workbench.bench.editor.edit("initiatives", mine, {"name": name}, version=version)
        client.post(f"{address}/plan/{job_id}/bewaar", data={"titel": name})
    assert len(read_table(dossier, "answers")) == 3 * len(planned.plan.rows) - 1


def test_two_plans_lie_side_by_side(client, listed_workbench, job_id, planned) -> None:
    data = plan_data(planned)
    lost = data["rows"][0]["site_id"]
    other = data | {"rows": [row for row in data["rows"] if row["site_id"] != lost]}
    second = settled(listed_workbench.bench, PlanQuestion(target="2500", source="lijst"), other)
    text = client.get(f"{listed_workbench.address}/plan/naast?een={job_id}&ander={second}").text
    assert "vervalt: 1 locatie" in text
    name = next(site["name"] for site in data["sites"] if site["id"] == lost)
    assert f'<th scope="row">{name}</th>' in text
    same = client.get(f"{listed_workbench.address}/plan/naast?een={job_id}&ander={job_id}").text
    assert "De plannen zijn gelijk." in same


def test_who_is_short_is_told_without_a_plan(client, listed_workbench) -> None:
    text = client.get(listed_workbench.address + "/plan/tekort").text
    assert "nog plekken te realiseren" in text
    assert text.index("Utrecht</th>") < text.index("Amersfoort</th>")  # the most first


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("/plan/kernen", {"gemeente": "", "plekken": "60", "hoeveel": "3"}, "kies eerst"),
        ("/plan/kernen", {"gemeente": "Zeist", "plekken": "0", "hoeveel": "3"}, "geen heel getal"),
        ("/plan/biedingen", {"a": "I1"}, "een kant heeft geen locatie"),
    ],
)
def test_other_questions_say_what_is_lacking(client, listed_workbench, path, data, words) -> None:
    answer = client.post(listed_workbench.address + path, data=data)
    assert answer.status_code == 422
    assert words in answer.text


def test_one_bid_alone_and_one_that_is_no_text_are_refused(client, listed_workbench) -> None:
    address = listed_workbench.address + "/plan/biedingen"
    one = client.post(address, files={"bod-a": ("a.toml", b"x")})
    assert (one.status_code, "breng twee biedingen" in one.text) == (422, True)
    files = {"bod-a": ("a.toml", b"\xff\xfe\x00"), "bod-b": ("b.toml", b"x")}
    assert "tekst in UTF-8" in client.post(address, files=files).text


@pytest.mark.parametrize("path", ["/plan/0", "/plan/bewaard/0", "/plan/kernen/0",
                                  "/plan/biedingen/0", "/plan/..%2F.."])  # fmt: skip
def test_what_is_no_plan_is_not_there(client, listed_workbench, path) -> None:
    assert client.get(listed_workbench.address + path).status_code == 404


def test_a_plan_is_saved_as_a_scenario_that_asks_the_same(client, listed_workbench, job_id) -> None:
    address, bench = listed_workbench.address, listed_workbench.bench
    for number in ("", "-2"):
        answer = client.post(f"{address}/plan/{job_id}/scenario", data={"titel": "Ons <i>plan</i>"})
        assert f"team.plannen/ons-i-plan-i{number}.toml" in answer.text
    folder = beside(bench.place, ".plannen")
    path = folder / "ons-i-plan-i.toml"
    assert read_scenario(path)[0].plan.alternatives.count == 1
    told = path.read_text(encoding="utf-8")
    assert '--spare "' in told
    assert '--event "UT03 sluit 2027-07-01"' in told
    sites = read_inputs(path).sites
    assert sites["name"].tolist() == [name for name, _, _ in LISTED]
    assert "Bewaard als scenario" not in client.get(f"{address}/plan/{job_id}?scenario=../x").text


BID = """
name = "Bod van {who}"
by = "gemeente {who}"
date = 2026-09-01
source = "brief"
confidentiality = "{level}"

[[sites]]
name = "School <b>{who}</b>"
kern = "{who}"
places = 60
target_groups = "asielzoekers:40|starters:20"
"""


@pytest.mark.slow
def test_two_bids_in_files_come_side_by_side_and_on_an_a4(client, listed_workbench) -> None:
    address, jobs = listed_workbench.address, listed_workbench.bench.jobs
    files = {
        f"bod-{side}": (f"{side}.toml", BID.format(who=who, level="raad").encode())
        for side, who in (("a", "Zeist"), ("b", "Woerden"))
    }
    for edition, is_made in (("raad", True), ("openbaar", False)):
        follow = client.post(f"{address}/plan/biedingen", files=files, data={"editie": edition})
        job_id = follow.url.rsplit("/", 1)[1]
        jobs.wait(job_id, 240)
        assert jobs.get(job_id).has_outcome == is_made, jobs.get(job_id).fault
        paper = client.get(f"{address}/plan/biedingen/{job_id}/a4", allow_redirects=False)
        if not is_made:
            assert "editie openbaar" in client.get(f"{address}/taken/{job_id}").text
            assert paper.status_code == 404
            continue
        shown = client.get(f"{address}/plan/biedingen/{job_id}").text
        assert "Bod van Zeist tegen Bod van Woerden" in shown
        assert "<b>" not in shown
        with pymupdf.open(stream=paper.content, filetype="pdf") as read:
            assert len(read) == 1
            assert "Bod van Woerden" in read[0].get_text()
        word = client.get(f"{address}/plan/biedingen/{job_id}/word")
        assert word.content[:2] == b"PK"
        assert client.get(f"{address}/plan/biedingen/{job_id}/exe").status_code == 404
