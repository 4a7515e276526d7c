"""Thirty initiatives and four hundred changes over a year, drawn with a seed."""

import random
from datetime import UTC, datetime, timedelta

from opvangkaart.dossier.edit import Editor
from sites.tables.dossier import OBSTACLE_STATES, PHASES

BEGIN = datetime(2027, 1, 1, 9, tzinfo=UTC)
#: So many rows and changes; the last rows come late in the year.
ROWS, CHANGES = 30, 370
TOWNS = ("Utrecht", "Zeist", "De Bilt", "Utrechtse Heuvelrug", "Lopik", None)
LEVELS = ("openbaar", "raad", "intern")
#: What the team wrote about something that is theirs alone: no file of a lower edition has it.
HIDDEN = "schuilnaam"


def draw_year(found) -> None:
    """Write the year into an empty dossier, always the same one."""
    draw, moment = random.Random(1871), BEGIN  # noqa: S311 - a seed, no secret
    editor = Editor(found, "wk", clock=lambda: moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    rows, phase, obstacles = {}, {}, {}
    for number in range(ROWS):
        low, level = draw.choice([None, draw.randint(10, 120)]), draw.choice(LEVELS)
        given = {
            "name": f"{HIDDEN if level == 'intern' else level} {number}",
            "confidentiality": level, "gemeente": draw.choice(TOWNS), "places_low": low,
            "places_high": None if low is None else low + draw.choice([0, 20]),
            "chance_pct": draw.choice([None, 20, 50, 80]),
            "expected_date": draw.choice([None, "2028-02-01", "2028-09-01"]),
        }  # fmt: skip
        rows[editor.add("initiatives", given)] = 1
        moment += timedelta(hours=draw.randint(1, 30))
    for _ in range(CHANGES):
        moment += timedelta(hours=draw.randint(1, 40))
        row = draw.choice(list(rows))
        kind = draw.choice(["phase", "phase", "places", "chance", "obstacle", "solve", "note",
                            "level"])  # fmt: skip
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
        elif kind == "level":  # what is closed once more closes its past too
            rows[row] = editor.edit("initiatives", row, {
                "confidentiality": "intern", "name": f"{HIDDEN} {len(rows)}"}, version=rows[row],
            )  # fmt: skip
        elif kind == "obstacle" or not obstacles:
            key = editor.add("obstacles", {
                "initiative": row, "kind": draw.choice(["belemmering", "kans"]),
                "text": f"{HIDDEN} iets", "owner": draw.choice([None, "wk", "ab"]),
                "status": "open", "due_date": draw.choice([None, "2027-06-01"]),
            })  # fmt: skip
            obstacles[key] = 1
        elif kind == "solve":
            key = draw.choice(list(obstacles))
            obstacles[key] = editor.edit("obstacles", key, {"status": draw.choice(OBSTACLE_STATES)},
                                         version=obstacles[key])  # fmt: skip
        else:
            editor.add("notes", {"initiative": row, "text": f"{HIDDEN} gebeld",
                                 "day": moment.date().isoformat()})  # fmt: skip
