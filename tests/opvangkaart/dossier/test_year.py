"""A year of a team's work: every figure of the report equals a recount from the change log."""

import json
import random
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from opvangkaart.dossier.edit import Editor
from opvangkaart.dossier.read import read_changes, read_table
from opvangkaart.dossier.store import create_dossier, open_dossier
from opvangkaart.runs.dossier import progress_told
from opvangkaart.runs.told import View
from sites.tables.dossier import OBSTACLE_STATES, PHASES

BEGIN = datetime(2027, 1, 1, 9, tzinfo=UTC)
DONE = {"in gebruik", "gestopt"}


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """Thirty initiatives and four hundred changes over a year, drawn with a seed."""
    draw, moment = random.Random(1871), BEGIN  # noqa: S311 - a seed, no secret
    found = create_dossier(tmp_path_factory.mktemp("jaar") / "team.dossier")
    editor = Editor(found, "wk", clock=lambda: moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    rows, phase, obstacles = {}, {}, {}
    for number in range(30):
        low = draw.choice([None, draw.randint(10, 120)])
        given = {
            "name": f"plek {number}", "confidentiality": "intern", "places_low": low,
            "places_high": None if low is None else low + draw.choice([0, 20]),
            "chance_pct": draw.choice([None, 20, 50, 80]),
            "expected_date": draw.choice([None, "2028-02-01", "2028-09-01"]),
        }  # fmt: skip
        rows[editor.add("initiatives", given)] = 1
        moment += timedelta(hours=draw.randint(1, 30))
    for _ in range(370):
        moment += timedelta(hours=draw.randint(1, 40))
        row = draw.choice(list(rows))
        kind = draw.choice(["phase", "phase", "places", "chance", "obstacle", "solve", "note"])
        if kind == "phase":
            step = draw.choice([1, 1, 1, -1, 2])
            phase[row] = min(max(phase.get(row, 0) + step, 0), len(PHASES) - 1)
            editor.add("phases", {"initiative": row, "phase": PHASES[phase[row]],
                                  "day": moment.date().isoformat()})  # fmt: skip
        elif kind == "places":
            low = draw.randint(10, 90)
            given = {"places_low": low, "places_high": low + 10}
            rows[row] = editor.edit("initiatives", row, given, version=rows[row])
        elif kind == "chance":
            rows[row] = editor.edit("initiatives", row, {"chance_pct": draw.randint(0, 100)},
                                    version=rows[row])  # fmt: skip
        elif kind == "obstacle" or not obstacles:
            key = editor.add("obstacles", {
                "initiative": row, "kind": draw.choice(["belemmering", "kans"]), "text": "iets",
                "status": "open", "due_date": draw.choice([None, "2027-06-01"]),
            })  # fmt: skip
            obstacles[key] = 1
        elif kind == "solve":
            key = draw.choice(list(obstacles))
            obstacles[key] = editor.edit("obstacles", key, {"status": draw.choice(OBSTACLE_STATES)},
                                         version=obstacles[key])  # fmt: skip
        else:
            editor.add("notes", {"initiative": row, "text": "gebeld",
                                 "day": moment.date().isoformat()})  # fmt: skip
    yield found
    found.close()


def recount(log, day):
    """Rows by kind at the end of a day, from the lines of the log alone and without the product."""
    rows, touched = {}, {}
    for line in log:
        if line["at"][:10] > day:
            continue
        row = rows.setdefault(line["kind"], {}).setdefault(line["row_id"], {})
        if line["field"] is not None:
            row[line["field"]] = None if line["new"] is None else json.loads(line["new"])
        whose = line["row_id"] if line["kind"] == "initiatives" else row.get("initiative")
        touched[whose] = max(touched.get(whose, ""), line["at"][:10])
    phases = {}
    for row in sorted(rows.get("phases", {}).values(), key=lambda one: (one["day"],
                      PHASES.index(one["phase"]))):  # fmt: skip
        if row["day"] <= day:
            phases[row["initiative"]] = row["phase"]
    for key, row in rows.get("initiatives", {}).items():
        row["phase"] = phases.get(key, "idee")
        row["touched"] = touched[key]
    return rows


@pytest.fixture(scope="module")
def report(year):
    """The log as plain rows, and the tables of the report from 1 January to 31 December."""
    log = read_changes(year).astype(object)
    lines = log.where(log.notna(), None).to_dict("records")
    told = list(progress_told(year, since="2027-03-31", until="2027-12-31"))
    return lines, {part.title: part.table for part in told if isinstance(part, View)}


def test_phases_and_places_equal_a_recount(report) -> None:
    log, tables = report
    rows = recount(log, "2027-12-31")["initiatives"].values()
    table = tables["Stand op 31-12-2027"].set_index("phase")
    for phase in PHASES:
        own = [row for row in rows if row["phase"] == phase]
        lows = [row["places_low"] for row in own if row.get("places_low") is not None]
        highs = [row["places_high"] for row in own if row.get("places_high") is not None]
        assert table.loc[phase].tolist() == [len(own), sum(lows), sum(highs), len(own) - len(lows)]


def test_what_moved_equals_a_recount(report) -> None:
    log, tables = report
    before, after = (recount(log, day)["initiatives"] for day in ("2027-03-31", "2027-12-31"))
    want = Counter()
    for key, row in after.items():
        now, was = PHASES.index(row["phase"]), before.get(key, {}).get("phase")
        still = (datetime.fromisoformat("2027-12-31") - datetime.fromisoformat(row["touched"])).days
        if was is None:
            want["nieuw"] += 1
        elif now == PHASES.index("gestopt") != PHASES.index(was):
            want["gestopt"] += 1
        elif now != PHASES.index(was):
            want["verder" if now > PHASES.index(was) else "terug"] += 1
        elif still > 90 and row["phase"] not in DONE:
            want["stil"] += 1
    assert Counter(tables["Sinds 31-3-2027"]["change"]) == want
    assert sum(want.values()) > 10


def test_open_obstacles_equal_a_recount(report) -> None:
    log, tables = report
    rows = recount(log, "2027-12-31")["obstacles"].values()
    held = [r for r in rows if r["kind"] == "belemmering" and r["status"] in {"open", "bezig"}]
    table = tables["Open belemmeringen"]
    assert len(table) == len(held) > 3
    assert table["is_late"].sum() == sum(row.get("due_date") is not None for row in held)


def test_expected_places_equal_a_recount(report) -> None:
    log, tables = report
    rows = recount(log, "2027-12-31")["initiatives"].values()
    ahead = [row for row in rows if row["phase"] not in DONE]
    table = tables["Verwachte plekken per half jaar"].set_index("half")
    for half, day in (("2028, eerste helft", "2028-02-01"), ("2028, tweede helft", "2028-09-01")):
        own = [row for row in ahead if row.get("expected_date") == day]
        known = [row for row in own if row.get("places_low") is not None]
        chances = [row["places_low"] * row["chance_pct"] / 100 for row in known
                   if row.get("chance_pct") is not None]  # fmt: skip
        assert table.loc[half, "initiatives"] == len(own)
        assert table.loc[half, "low"] == sum(row["places_low"] for row in known)
        assert table.loc[half, "weighed_low"] == pytest.approx(sum(chances))
    assert table["initiatives"].sum() == len(ahead)


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
