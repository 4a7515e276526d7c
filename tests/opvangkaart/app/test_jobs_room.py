"""Long work as a browser sees it: followed, stopped, found again, and no way around the guard."""

import time

import pytest

from opvangkaart.app.jobs.jobs import Jobs
from tests.opvangkaart.app.jobs.test_jobs import LONG_S, TEST_KINDS


@pytest.fixture
def client(workbench):
    workbench.bench.jobs = Jobs(workbench.bench.jobs.store.folder, kinds=TEST_KINDS)
    yield workbench.known()
    workbench.bench.jobs.close()


def text_of(client, workbench, path, word, timeout_s=LONG_S):
    end = time.monotonic() + timeout_s
    while word not in (text := client.get(workbench.address + path).text):
        assert time.monotonic() < end, text
        time.sleep(0.05)
    return text


def test_work_is_followed_until_its_outcome(client, workbench) -> None:
    job_id = workbench.bench.jobs.ask("count", "Tel <b>snel</b>", {"to": 30}, who="wk")
    page = text_of(client, workbench, f"/taken/{job_id}", 'max="30"')
    assert 'hx-trigger="every 1s"' in page
    assert "Tel &lt;b&gt;snel&lt;/b&gt;" in page
    assert "bezig" in client.get(workbench.address + "/taken").text
    workbench.bench.jobs.wait(job_id, LONG_S)
    done = client.get(workbench.address + f"/taken/{job_id}/stand", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == f"/{job_id}"
    assert "every 1s" not in done.text
    assert f'href="/{job_id}"' in client.get(workbench.address + f"/taken/{job_id}").text


def test_a_stop_is_asked_and_then_work_can_be_broken_off(client, workbench) -> None:
    job_id = workbench.bench.jobs.ask("hang", "Hang", {})
    text_of(client, workbench, f"/taken/{job_id}", "beginnen")
    page = client.post(workbench.address + f"/taken/{job_id}/stop")
    assert "Breek meteen af" in page.text
    client.post(workbench.address + f"/taken/{job_id}/breek-af")
    text_of(client, workbench, f"/taken/{job_id}", "gestopt, niets gemaakt")
    again = client.post(workbench.address + f"/taken/{job_id}/opnieuw")
    assert job_id not in again.url
    refused = client.post(again.url + "/weg")
    assert (refused.status_code, "nog niet klaar" in refused.text) == (409, True)
    client.post(workbench.address + f"/taken/{job_id}/weg")
    assert client.get(workbench.address + f"/taken/{job_id}").status_code == 404


@pytest.mark.parametrize("job_id", ["0", "..%2F..", "%00", "weg"])
def test_what_is_no_job_is_not_there(client, workbench, job_id) -> None:
    assert client.get(workbench.address + f"/taken/{job_id}").status_code == 404
    assert client.get(workbench.address + f"/taken/{job_id}/stand").status_code == 404
    assert client.post(workbench.address + f"/taken/{job_id}/stop").status_code in {404, 409}
