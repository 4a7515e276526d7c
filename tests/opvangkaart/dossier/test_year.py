"""A year of a team's work: every figure of the report equals a recount from the change log."""

import json
import signal
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import lxml.html
import pandas as pd
import pymupdf
import pytest

from maps.documents.progress import progress_documents
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import create_dossier, open_dossier
from opvangkaart.runs.progress import around_of, one_report, write_report
from sites.tables.dossier import PHASES
from tests.maps.checks import is_accessible
from tests.opvangkaart.dossier_year import HIDDEN, draw_year

SINCE, DAY = "2027-03-31", "2027-12-31"
DONE = {"in gebruik", "gestopt"}
HERE = ZoneInfo("Europe/Amsterdam")
UNKNOWN = "onbekend"


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """A dossier with the year in it."""
    found = create_dossier(tmp_path_factory.mktemp("jaar") / "team.dossier")
    draw_year(found)
    yield found
    found.close()


@pytest.fixture(scope="module")
def around():
    """The gemeenten of the bundled area, with what is asked of each."""
    return around_of()


def test_a_postcode_alone_says_the_gemeente_where_it_is_sure(around) -> None:
    rows = pd.DataFrame({
        "row_id": list("abcd"), "postcode": ["3931 AB", "3931", "9999 XX", None],
        **dict.fromkeys(("gemeente", "kern", "lon", "lat")),
    })  # fmt: skip
    assert around.homes(rows) == {"a": "GM0351", "b": "GM0351"}
    # A table of the team's own says where a postcode lies: sure where that is one gemeente alone.
    own = pd.DataFrame({"postcode": ["3931AB", "9999"], "lon": [5.42, 5.43], "lat": [52.08, 52.09]})
    assert replace(around, postcodes=own).homes(rows) == {"a": "GM0351"}
    assert replace(around, postcodes=None).homes(rows) == {}


def on_the_wall(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(HERE).date().isoformat()


def recount(log, day):
    """Rows by kind at the end of a day, from the lines of the log alone and without the product."""
    rows, touched = defaultdict(dict), {}
    for line in log:
        if on_the_wall(line["at"]) > day:
            continue
        row = rows[line["kind"]].setdefault(line["row_id"], {})
        if line["field"] is not None:
            row[line["field"]] = None if line["new"] is None else json.loads(line["new"])
        whose = line["row_id"] if line["kind"] == "initiatives" else row.get("initiative")
        touched[whose] = max(touched.get(whose, ""), on_the_wall(line["at"]))
    phases = {}
    for row in sorted(rows["phases"].values(), key=lambda one: (one["day"],
                      PHASES.index(one["phase"]))):  # fmt: skip
        if row["day"] <= day:
            phases[row["initiative"]] = row["phase"]
    for key, row in rows["initiatives"].items():
        row["phase"] = phases.get(key, "idee")
        row["touched"] = touched[key]
    return rows


def table_of(page, caption):
    """The rows of one table of a page, each by its headings, as they are read."""
    for table in page.iter("table"):
        if table.findtext("caption").startswith(caption):
            heads = [cell.text_content() for cell in table.iterfind("thead/tr/th")]
            return [dict(zip(heads, (cell.text_content() for cell in row), strict=True))
                    for row in table.iterfind("tbody/tr")]  # fmt: skip
    return []


def whole(text):
    return int(text.replace(".", ""))


def span(rows):
    """The places of rows from low to high, as a page writes them."""
    known = [row for row in rows if row.get("places_low") is not None]
    if rows and not known:
        return UNKNOWN
    low, high = (sum(row[end] for row in known) for end in ("places_low", "places_high"))
    said = [f"{number:,}".replace(",", ".") for number in (low, high)]
    return said[0] if low == high else " tot ".join(said)


@pytest.fixture(scope="module")
def pages(year, around, tmp_path_factory):
    """The log as plain rows, and the pages of the team's own edition by their file name."""
    log = read_changes(year).astype(object)
    out = tmp_path_factory.mktemp("intern")
    write_report(year, out, around, day=DAY, since=SINCE, edition="intern")
    found = {path.name: lxml.html.parse(path).getroot() for path in out.glob("*.html")}
    return log.where(log.notna(), None).to_dict("records"), found


@pytest.fixture(scope="module", params=["", "-zeist", "-lopik"])
def page(request, pages):
    """The log of one area, or of all, and its page."""
    log, found = pages
    town = {"": None, "-zeist": "Zeist", "-lopik": "Lopik"}[request.param]
    own = {key for key, row in recount(log, DAY)["initiatives"].items()
           if town in {None, row.get("gemeente")}}  # fmt: skip
    assert own

    def within(day):
        rows = recount(log, day)
        return {
            kind: {key: row for key, row in held.items()
                   if (key if kind == "initiatives" else row["initiative"]) in own}
            for kind, held in rows.items()
        }  # fmt: skip

    return within(SINCE), within(DAY), found[f"voortgang{request.param}-intern.html"]


def test_phases_and_places_equal_a_recount(page) -> None:
    before, after, read = page
    for line in table_of(read, "Plekken per fase"):
        for rows, day in ((before, "31-3-2027"), (after, "31-12-2027")):
            own = [row for row in rows["initiatives"].values() if row["phase"] == line["Fase"]]
            assert whole(line[f"Initiatieven op {day}"]) == len(own)
            assert line[f"Plekken op {day}"] == span(own)
        unknown = [row for row in own if row.get("places_low") is None]
        assert whole(line["Zonder aantal"]) == len(unknown)


def test_what_moved_equals_a_recount(page) -> None:
    before, after, read = page
    want = Counter()
    for key, row in after["initiatives"].items():
        now, was = PHASES.index(row["phase"]), before["initiatives"].get(key, {}).get("phase")
        still = (date.fromisoformat(DAY) - date.fromisoformat(row["touched"])).days
        if was is None:
            want["nieuw"] += 1
        elif now == PHASES.index("gestopt") != PHASES.index(was):
            want["gestopt"] += 1
        elif now != PHASES.index(was):
            want["verder" if now > PHASES.index(was) else "terug"] += 1
        elif still > 90 and row["phase"] not in DONE:
            want["stil"] += 1
    lines = table_of(read, "Wat veranderde")
    assert Counter(line["Verandering"] for line in lines) == want
    lead = " ".join(read.xpath("//div[@class='inleiding']/p/text()"))
    assert all(f"{count} {change}" in lead for change, count in want.items())
    days = {line["Nr."]: line["Dagen stil"] for line in lines}
    for row in after["initiatives"].values():
        still = (date.fromisoformat(DAY) - date.fromisoformat(row["touched"])).days
        assert days.get(str(row["number"]), str(still)) == str(still)


def test_open_obstacles_equal_a_recount(page) -> None:
    _, after, read = page
    is_open = [row for row in after["obstacles"].values() if row["status"] in {"open", "bezig"}]
    held = [row for row in is_open if row["kind"] == "belemmering"]
    owners = Counter(row.get("owner") or "niemand" for row in held)
    late = Counter(row.get("owner") or "niemand" for row in held if row.get("due_date"))
    lines = table_of(read, "Open belemmeringen per persoon")
    assert {line["Wie"]: whole(line["Open"]) for line in lines} == owners
    assert {line["Wie"]: whole(line["Te laat"]) for line in lines} == {w: late[w] for w in owners}
    lead = read.xpath("//div[@class='inleiding']")[0].text_content()
    assert f"Open: {len(held)} belemmering" in lead
    assert f"en {len(is_open) - len(held)} kans" in lead


def test_expected_places_equal_a_recount(page) -> None:
    _, after, read = page
    ahead = [row for row in after["initiatives"].values() if row["phase"] not in DONE]
    lines = {line["Half jaar"]: line for line in table_of(read, "Verwachte plekken")}
    halves = {"2028, eerste helft": "2028-02-01", "2028, tweede helft": "2028-09-01",
              "geen dag ingevuld": None}  # fmt: skip
    seen = 0
    for half, day in halves.items():
        own = [row for row in ahead if row.get("expected_date") == day]
        seen += len(own)
        if not own:
            assert half not in lines
            continue
        known = [row for row in own if row.get("places_low") is not None]
        chances = [row["places_low"] * row["chance_pct"] / 100 for row in known
                   if row.get("chance_pct") is not None]  # fmt: skip
        line = lines[half]
        assert whole(line["Initiatieven"]) == len(own)
        assert whole(line["Ten minste"]) == sum(row["places_low"] for row in known)
        assert whole(line["Ten hoogste"]) == sum(row["places_high"] for row in known)
        assert abs(whole(line["Met kans, ten minste"]) - sum(chances)) <= 0.5
        assert whole(line["Zonder aantal"]) == len(own) - len(known)
    assert seen == len(ahead)
    first = read.xpath("//ul[@class='cijfers']/li/strong")[0].text_content()
    assert first == span([row for row in ahead if row.get("places_low") is not None])


def test_who_is_short_equals_a_recount(pages, around) -> None:
    log, found = pages
    rows = recount(log, DAY)["initiatives"].values()
    _, towns = around.areas(DAY, "intern")
    asked = {town.name: town.asked for town in towns.values()}
    lines = table_of(found["voortgang-intern.html"], "Wie heeft er nog tekort")
    assert {line["Gemeente"] for line in lines} == {*asked, "zonder gemeente"}
    for line in lines:
        town = line["Gemeente"]
        own = [row for row in rows if (row.get("gemeente") or "zonder gemeente") == town]
        ahead = [row for row in own if row["phase"] not in DONE]
        assert whole(line["Initiatieven"]) == sum(row["phase"] != "gestopt" for row in own)
        assert whole(line["Verwacht, ten minste"]) == sum(r.get("places_low") or 0 for r in ahead)
        weighed = sum((row.get("places_low") or 0) * (row.get("chance_pct") or 0) / 100
                      for row in ahead)  # fmt: skip
        assert abs(whole(line["Met kans, ten minste"]) - weighed) <= 0.5
        if town in asked:
            lacks = asked[town].to_realise
            assert whole(line["Nog te realiseren"]) == lacks
            assert whole(line["Dan nog tekort"]) == max(0, lacks - round(weighed))


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["openbaar", "raad"])
def test_nothing_of_the_team_alone_leaves_in_a_lower_edition(
    year, around, tmp_path, edition
) -> None:
    written = write_report(year, tmp_path / "uit", around, day=DAY, since=SINCE, edition=edition)
    assert {path.rsplit(".", 1)[1] for path in written.files} == {"html", "pdf", "docx"}
    for name in written.files:
        held = text_of(tmp_path / "uit" / name)
        assert "Voortgang van de opvang" in held
        assert HIDDEN not in held.lower(), name
        assert edition == "raad" or "raad 2" not in held, name
    log = read_changes(year)
    last = log[log["field"] == "confidentiality"].groupby("row_id")["new"].last()
    may = {'"openbaar"', '"raad"'} if edition == "raad" else {'"openbaar"'}
    shown = one_report(year, around, day=DAY, since=SINCE, edition=edition)
    assert set(shown.state["row_id"]) == set(last.index[last.isin(may)])
    assert shown.obstacles is None
    # What was closed later closes its past too.
    past = one_report(year, around, day="2027-06-30", since=SINCE, edition=edition)
    assert set(past.state["row_id"]) | set(past.before["row_id"]) <= set(last.index[last.isin(may)])
    assert len(past.state) < len(one_report(year, around, day="2027-06-30", since=SINCE,
                                            edition="intern").state)  # fmt: skip


def text_of(path) -> str:
    """All that a file says, also where it is packed."""
    if path.suffix == ".pdf":
        with pymupdf.open(path) as shown:
            told = f"{shown.metadata}{''.join(page.get_text() for page in shown)}"
        return told.replace("\N{NO-BREAK SPACE}", " ")
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as held:
            packed = b"".join(held.read(name) for name in held.namelist())
        return packed.replace(b"\xc2\xa0", b" ").decode("latin-1")
    return path.read_bytes().decode()


@pytest.mark.slow
@pytest.mark.browser
def test_a_page_of_each_area_is_accessible(pages, browser, tmp_path) -> None:
    page = browser.new_page()
    for name in ("voortgang-intern.html", "voortgang-zeist-intern.html"):
        path = tmp_path / name
        path.write_bytes(lxml.html.tostring(pages[1][name], doctype="<!DOCTYPE html>"))
        for wide in (1440, 390):
            page.set_viewport_size({"width": wide, "height": 900})
            page.goto(path.as_uri())
            is_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= wide
    page.close()


def test_an_a4_is_one_page(year, around) -> None:
    report = one_report(year, around, day=DAY, since=SINCE, edition="intern")
    for name, content in progress_documents(report):
        if name.endswith(".pdf"):
            with pymupdf.open(stream=content, filetype="pdf") as shown:
                assert shown.page_count == 1


_WRITER = """
import random, sys
from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.store import open_dossier
editor = Editor(open_dossier(sys.argv[1]), "wk")
draw, rows = random.Random(int(sys.argv[2])), {}
for number in range(100):
    if rows and draw.random() < 0.5:
        row = draw.choice(list(rows))
        name = f"plek {number} anders"
        rows[row] = editor.edit("initiatives", row, {"name": name}, version=rows[row])
        print(f"{row} {rows[row]} {name}", flush=True)
    else:
        name = f"plek {number}"
        row = editor.add("initiatives", {"name": name, "confidentiality": "intern"})
        rows[row] = 1
        print(f"{row} 1 {name}", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [1, 7, 23, 40, 61])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(place, after) -> None:
    create_dossier(place).close()
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(place), str(after)], stdout=subprocess.PIPE, text=True
    )
    acknowledged = {}
    for _ in range(after):
        row, number, name = writer.stdout.readline().rstrip("\n").split(" ", 2)
        acknowledged[row] = (int(number), name)
    writer.send_signal(signal.SIGKILL)
    for line in writer.communicate()[0].splitlines(keepends=True):
        if line.endswith("\n"):  # acknowledged before the end reached it
            row, number, name = line.rstrip("\n").split(" ", 2)
            acknowledged[row] = (int(number), name)
    found = open_dossier(place)
    table = read_table(found, "initiatives").set_index("row_id")
    for row, (version, name) in acknowledged.items():
        kept = table.loc[row]
        assert kept["version"] >= version
        if kept["version"] == version:
            assert kept["name"] == name
    log = read_changes(found)
    assert set(log["row_id"]) == set(table.index)  # none half: every row has its lines
    assert log.groupby("row_id")["version"].max().to_dict() == table["version"].to_dict()
    found.close()
