"""Two people edit one row of a PostgreSQL dossier, each in a browser: nothing is lost."""

import contextlib

import pg8000.native
import pytest

from opvangkaart.dossier.read import read_changes, read_table


@pytest.fixture
def people(two_at_work, browser):
    """A page for each of two workbenches on one database."""
    pages = []
    for running in two_at_work:
        page = browser.new_context(locale="nl-NL").new_page()
        page.goto(running.begin)
        pages.append(page)
    yield pages
    for page in pages:
        page.context.close()


@pytest.mark.browser
def test_the_second_sees_the_conflict_and_chooses(people, two_at_work) -> None:
    one, two = people
    dossier = two_at_work[0].bench.dossier
    row = two_at_work[0].bench.editor.add(
        "initiatives", {"name": "Hal", "confidentiality": "intern"}
    )
    for page, running in zip(people, two_at_work, strict=True):
        page.goto(f"{running.address}/lijst/{row}")
    one.fill("#name", "Hal van de een")
    one.click("button:has-text('Bewaar') >> nth=0")
    one.locator("text=Bewaard.").wait_for()
    two.fill("#name", "Hal van de ander")
    two.fill("#address", "Kade 1")
    two.click("button:has-text('Bewaar') >> nth=0")
    two.locator("text=team wijzigde dit").wait_for()
    assert two.locator("text=Hal van de een").count() >= 1  # what stands there now
    assert two.input_value("#name") == "Hal van de ander"  # what was typed is still there
    assert two.input_value("#address") == "Kade 1"
    assert read_table(dossier, "initiatives")["name"].tolist() == ["Hal van de een"]
    two.click("button:has-text('Bewaar') >> nth=0")
    two.locator("text=Bewaard.").wait_for()
    assert read_table(dossier, "initiatives")[["name", "address"]].to_numpy().tolist() == [
        ["Hal van de ander", "Kade 1"]
    ]
    log = read_changes(dossier)
    names = log[(log["field"] == "name")][["who", "new"]].to_numpy().tolist()
    assert names == [["team", '"Hal"'], ["team", '"Hal van de een"'],
                     ["collega", '"Hal van de ander"']]  # fmt: skip


def test_a_server_that_is_away_loses_nothing_that_was_typed(two_at_work, database) -> None:
    running = two_at_work[1]
    client = running.known()
    name, port = database.rsplit("/", 1)[1], int(database.rsplit(":", 1)[1].split("/")[0])
    given = {"name": "Hal", "confidentiality": "intern", "address": "Kade <1>"}
    with contextlib.closing(
        pg8000.native.Connection("team", host="127.0.0.1", port=port, database="postgres")
    ) as admin:
        admin.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        admin.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name",
                  name=name)  # fmt: skip
        answer = client.post(f"{running.address}/lijst/nieuw", data=given)
        assert answer.status_code in {409, 422}
        assert 'value="Kade &lt;1&gt;"' in answer.text
        admin.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    answer = client.post(f"{running.address}/lijst/nieuw", data=given)
    assert answer.status_code == 200
    assert read_table(running.bench.dossier, "initiatives")["address"].tolist() == ["Kade <1>"]
