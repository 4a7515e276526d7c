"""What people enter stays with the team until it says otherwise, in every byte handed out.

Notes and facts of sites, and entries, agreements and projects of the ledger: each is planted three
times, for the team, for the council and for everyone.
"""

import re
from pathlib import Path

import pytest

from opvangkaart.runs.entered import edition_notes, ledger_notes
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.scenario_file import BUNDLED
from sites.base.errors import OpvangkaartError
from sites.settings.ledger import LedgerParams
from sites.tables.editions import allowed
from sites.tables.schemas import CONFIDENTIALITY
from tests.maps.leak_search import texts_in
from tests.opvangkaart.runs.test_products_agree import command

SITES = """\
id;naam;gemeente;lon;lat;plekken;vertrouwelijkheid
z1;Klooster;Zeist;5.2331;52.0907;60;openbaar
z2;Villa;Zeist;5.2431;52.0957;60;openbaar
z3;School;Zeist;5.2273;52.0917;40;openbaar
u1;Kantoor;Utrecht;5.1214;52.0907;60;openbaar
g1;Geheim;Zeist;5.2531;52.0887;60;intern
"""
#: One bird per level; what is planted carries its name.
BIRDS = {"intern": "Zilverspreeuw", "raad": "Raadsuil", "openbaar": "Openlijster"}
#: And a number of places, and one of people.
NUMBERS = {"intern": (913737, 973131), "raad": (813737, 873131), "openbaar": (713737, 773131)}
NOTES = "site_id;kind;text;owner;status;date;{heading}\n"
LEDGER = """
[[ledger.entries]]
id = "{bird}-1"
name = "Hotel {bird}"
counter = "teller {bird}"
gm_code = "GM0308"
places = {places}
note = "Aan de {bird}laan"
source = "{bird}bode"
{level}

[[ledger.agreements]]
id = "{bird}-ruil"
taker = "GM1581"
giver = "GM0344"
places = 3
statushouders_per_year = {people}
from_date = 2021-12-01
until_date = 2035-12-01
note = "{bird} vindt dit goed"
{level}

[[ledger.projects]]
id = "{bird}-woningen"
name = "Hof van {bird}"
gm_code = "GM0355"
dwellings = {people}
note = "met {bird}"
{level}
"""


def scenario(folder: Path, *, marked: bool = True) -> Path:
    """Write a scenario with everything planted; unmarked the team's things say no level."""
    folder.mkdir(exist_ok=True)
    (folder / "locaties.csv").write_text(SITES, encoding="utf-8")
    notes = NOTES.format(heading="vertrouwelijkheid")
    facts = "site_id;gfa_m2;owner_is_willing;vertrouwelijkheid\n"
    text = BUNDLED.read_text(encoding="utf-8")
    own = ", ".join(f'"teller {bird}"' for bird in BIRDS.values())
    text = text.replace("[ledger]\n", f"[ledger]\nown_counters = [{own}]\n", 1)
    for site, (level, bird) in zip(("z1", "z2", "z3"), BIRDS.items(), strict=True):
        said = level if marked or level != "intern" else ""
        notes += f"z1;belemmering;{bird} is kritisch;{bird};open;;{said}\n"
        facts += f"{site};{NUMBERS[level][0]};nee;{said}\n"
        word = f'confidentiality = "{said}"' if said else ""
        places, people = NUMBERS[level]
        text += LEDGER.format(bird=bird, places=places, people=people, level=word)
    notes += f"z1;draagvlak;Dorpsraad {BIRDS['intern']};;;;\nz1;status;;;studie;1-2-2026;\n"
    notes += f"g1;draagvlak;{BIRDS['intern']} ook;;;;openbaar\n"  # of a site that is closed itself
    (folder / "notities.csv").write_text(notes, encoding="utf-8")
    (folder / "feiten.csv").write_text(facts, encoding="utf-8")
    text += '\n[sites]\npath = "locaties.csv"\nnotes = "notities.csv"\nfacts = "feiten.csv"\n'
    path = folder / "proef.toml"
    path.write_text(text, encoding="utf-8")
    return path


def birds_in(folder: Path) -> set[str]:
    """Return whose name stands in any byte that is handed out, and whose numbers."""
    seen = set()
    for text, wide in texts_in(folder):
        for level, bird in BIRDS.items():
            if bird.casefold() in text or bird.casefold() in wide:
                seen.add(level)
            for number in NUMBERS[level]:
                dotted = f"{number:,}".replace(",", "[.]?")
                if re.search(rf"(?<![\w.,]){dotted}(?!\w|[.,]\d)", text):
                    seen.add(f"{level} {number}")
    return seen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edition", "marked"),
    [("openbaar", True), ("openbaar", False), ("raad", True), ("intern", True)],
)
def test_an_edition_holds_what_its_readers_may_see_in_no_byte_more(
    edition, marked, tmp_path: Path
) -> None:
    path, out = str(scenario(tmp_path / "proef", marked=marked)), tmp_path / "uit"
    for name in ("run", "plan", "documents", "ledger"):
        more = {"plan": ("--quick",), "ledger": ("--agreements", "--money", "--pressure")}
        words = more.get(name, ("-m", "Zeist"))
        command(name, path, *words, "--edition", edition, "--out", str(out / name))
    seen = birds_in(out)
    assert {level for level in seen if " " not in level} == set(allowed(edition))
    shown = {f"{level} {n}" for level in allowed(edition) for n in NUMBERS[level]}
    assert seen - set(BIRDS) <= shown
    assert {f"{edition} {n}" for n in NUMBERS[edition]} <= seen


@pytest.mark.parametrize("edition", CONFIDENTIALITY)
def test_a_run_is_computed_from_what_its_readers_may_see(edition, tmp_path: Path) -> None:
    inputs = read_inputs(scenario(tmp_path))
    result = evaluate(inputs, edition=edition)
    assert result.judgement is not None
    assert result.ledger is not None
    sheet = result.judgement.sheets["z1"]
    assert len(sheet.obstacles) == len(allowed(edition))
    assert (sheet.support is not None) == (edition == "intern")
    assert sheet.confidentiality == edition
    knockouts = result.judgement.knockouts
    willing = knockouts[knockouts["reason"].str.contains("eigenaar")]
    failed = set(willing.loc[willing["outcome"] == "valt af", "site_id"])
    level_of = dict(zip(BIRDS, ("z1", "z2", "z3"), strict=True))
    assert failed == {level_of[level] for level in allowed(edition)}
    assert set(result.ledger.deals["id"]) == {f"{BIRDS[level]}-ruil" for level in allowed(edition)}
    assert len(result.scenario.ledger.own_counters) == len(allowed(edition))


def test_the_one_who_runs_it_hears_what_stays_out_and_is_warned_of_what_goes_in(
    tmp_path: Path,
) -> None:
    inputs = read_inputs(scenario(tmp_path))
    said = [str(note) for note in edition_notes(inputs, "raad")]
    assert list(edition_notes(inputs, "intern")) == []
    for what in ("feiten.csv", "notities.csv", *map("ledger.{}".format, ("entries", "agreements"))):
        told = [line for line in said if line.startswith(f"{what}: ")]
        assert len(told) == 2
        assert "left out of the edition raad; see" in told[0]
        assert "check that all its readers may see them" in told[1]
    deals = next(line for line in said if "Raadsuil-ruil" in line)
    assert "the edition raad shows 2 that were entered (Raadsuil-ruil, Openlijster-ruil)" in deals


def test_a_fault_in_what_an_edition_leaves_out_is_told_all_the_same(tmp_path: Path) -> None:
    path = scenario(tmp_path)
    text = path.read_text(encoding="utf-8")
    deal = f'id = "{BIRDS["intern"]}-ruil"\ntaker = "GM'
    assert deal in text
    path.write_text(text.replace(f"{deal}1581", f"{deal}9999"), encoding="utf-8")
    with pytest.raises(OpvangkaartError, match="no municipality GM9999"):
        evaluate(read_inputs(path), edition="openbaar")


def test_no_line_about_a_lower_edition_names_what_was_entered_for_minors() -> None:
    rows = [
        {"id": name, "counter": counter, "gm_code": "GM0308", "confidentiality": level}
        for name, counter, level in (
            ("Roodborst", "amv", "openbaar"), ("Kievit", "amv", "intern"), ("h", "cno", "raad"),
        )
    ]  # fmt: skip
    said = [str(n) for n in ledger_notes(LedgerParams.model_validate({"entries": rows}), "raad")]
    assert [line.split(";")[0] for line in said] == [
        "ledger.entries: 1 left out of the edition raad",
        "ledger.entries: the edition raad shows 1 that was entered (h)",
    ]
