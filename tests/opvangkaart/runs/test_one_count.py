"""Every product takes the same stock on the same day, and has one figure "nog te realiseren".

Three days, five municipalities: ledger, plan, page, annex and profile are parsed, and held against
the rows of the ledger, which this module adds up itself.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import docx
import pymupdf
import pytest

from opvangkaart.runs.scenario_file import BUNDLED
from tests.maps.checks import visit
from tests.opvangkaart.runs.products import (
    READ,
    Page,
    Said,
    annex,
    best_in_terminal,
    layer,
    profile,
    read_page,
    sheet,
    table_file,
    whole,
    with_script,
    without_script,
    workbook,
)  # fmt: skip
from tests.opvangkaart.runs.test_products_agree import command

SITES = """\
id;naam;gemeente;lon;lat;plekken;vertrouwelijkheid
b1;School;Baarn;5.2873;52.2117;40;openbaar
u1;Kantoor;Utrecht;5.1214;52.0907;60;openbaar
z1;Klooster;Zeist;5.2331;52.0907;60;openbaar
n1;Loods;Nieuwegein;5.0946;52.0308;50;openbaar
w1;Hoeve;Woudenberg;5.4268;52.0812;30;openbaar
"""
TOWNS = {"Baarn": "b1", "Utrecht": "u1", "Zeist": "z1", "Nieuwegein": "n1", "Woudenberg": "w1"}
#: Per case: the day, the cycle asked for, its target and the regular stock added up by hand.
CASES = {
    "2024-01-01": ("prt-2024", 4793, 590 + 300 + 300 + 525 + 100 + 400 + 62 + 47),
    "2026-11-01": ("spreidingswet-1", 8207, 590 + 300 + 300 + 525 + 400 + 220 + 62 + 47),
    "2029-01-01": ("prt-2024", 4793, 590 + 300 + 525 + 220 + 62 + 47),
}
TOWN = re.compile(
    r"er in (?P<town>[\w ]+?) (?P<existing>[\d.]+) reguliere plek(?:ken)? in gebruik\."
    r".*?(?:De opgave is (?P<task>[\d.]+) \([^)]+\)\.|"
    r"Het aandeel is (?P<share>[\d.]+), [^:]+: dit is geen opgave\.)\s*"
    r"(?:Nog te realiseren: (?P<gap>[\d.]*\d)\.|"
    r"(?P=town) doet al meer dan (?:haar aandeel|gevraagd is)\.)"
)


@dataclass(frozen=True)
class Stock:
    """What one product says of one municipality."""

    existing: int
    asked: int
    gap: int


@dataclass(frozen=True)
class Made:
    """The products of one day."""

    folder: Path
    terminal: dict[str, str]

    def pages(self) -> dict[str, Page]:
        paths = self.folder.glob("run/*.html")
        return {path.stem.removeprefix("gemeente-"): read_page(path) for path in paths}


def scenario(folder: Path, day: str) -> Path:
    (folder / "locaties.csv").write_text(SITES, encoding="utf-8")
    text = BUNDLED.read_text(encoding="utf-8")
    text = re.sub(r"^reference_date = .*$", f"reference_date = {day}", text, flags=re.MULTILINE)
    # What a mother location that opens later holds, nobody said.
    rooms = "[[plan.hubs.rooms]]"
    text = text.replace(rooms, f'[plan.hubs]\nunknown_room = "nul"\n\n{rooms}', 1)
    path = folder / "proef.toml"
    path.write_text(text + '\n[sites]\npath = "locaties.csv"\n', encoding="utf-8")
    return path


# Each day is a run, a plan, documents and a ledger of its own: minutes of work, so slow.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=CASES)
def case(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def made(case: str, tmp_path_factory) -> Made:
    folder = tmp_path_factory.mktemp(case)
    path, cycle = str(scenario(folder, case)), ("--cycle", CASES[case][0])
    towns = [word for town in TOWNS for word in ("-m", town)]
    sites = [word for site in TOWNS.values() for word in ("--site", site)]
    told = {
        "ledger": command("ledger", path, *cycle, "--shares", "--out", str(folder / "ledger")),
        "run": command("run", path, *cycle, *towns, "--out", str(folder / "run")),
        "plan": command("plan", path, *cycle, "--quick", "--out", str(folder / "plan")),
        "papers": command(
            "documents", path, *cycle, *towns, *sites, "--out", str(folder / "papers")
        ),
    }
    return Made(folder, told)


def added_up(rows: list[dict[str, object]]) -> dict[str, int]:
    """Add up the regular places in use by municipality, row by row."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        if row["Teller"] == "regulier" and row["Telt als"] == "bestaand":
            sums[str(row["Gemeente"])] += int(str(row["Plekken"] or 0))
    return sums


@pytest.fixture(scope="module")
def truth(made: Made, case: str) -> dict[str, Stock]:
    """Return stock, task and gap per municipality, from the sheets of the ledger."""
    book = made.folder / "ledger" / "telling.xlsx"
    held = added_up(sheet(book, "Regels"))
    assert sum(held.values()) == CASES[case][2]
    found = {}
    for row in sheet(book, "Nog te realiseren"):
        town = str(row["Gemeente"])
        asked = int(str(row["Berekend naar inwoners" if row["Opgave"] is None else "Opgave"]))
        found[town] = Stock(held[town], asked, max(0, asked - held[town]))
        assert (row["Regulier in gebruik"], row["Nog te realiseren"]) == (
            found[town].existing,
            found[town].gap,
        )
    return found


def in_words(text: str) -> dict[str, Stock]:
    """Read the sentence of a municipality wherever it stands."""
    plain = " ".join(text.split())
    return {
        found["town"]: Stock(
            whole(found["existing"]) or 0,
            whole(found["task"] or found["share"]) or 0,
            whole(found["gap"] or "0") or 0,
        )
        for found in TOWN.finditer(plain)
    }


def test_the_sheets_of_run_and_plan_have_the_stock_of_the_ledger(made: Made, truth) -> None:
    for name in ("run", "plan"):
        book = made.folder / name / "opvangkaart.xlsx"
        for row in sheet(book, "Nog te realiseren"):
            stock = truth[str(row["Gemeente"])]
            held = (row["Regulier in gebruik"], row["Nog te realiseren"])
            assert held == (stock.existing, stock.gap)
    towns = sheet(made.folder / "plan" / "opvangkaart.xlsx", "Plan per gemeente")
    assert len(towns) == len(truth) == 26
    for row in towns:
        told = (row["Bestaand"], row["Aandeel in het doel"], row["Nog te realiseren"])
        stock = truth[str(row["Gemeente"])]
        assert told == (stock.existing, stock.asked, stock.gap), row


def test_page_annex_and_profile_say_the_stock_task_and_gap_of_the_ledger(made, truth) -> None:
    expected = {town: truth[town] for town in TOWNS}
    pages = made.pages()
    told: dict[str, dict[str, Stock]] = {"page": {}, "annex": {}, "profile": {}}
    for page in pages.values():
        told["page"] |= in_words(page.tree.get_element_by_id("wat-telt").text_content())
    for path in made.folder.glob("papers/*.docx"):
        text = " ".join(line.text for line in docx.Document(path).paragraphs)
        told["annex"] |= in_words(text)
    for path in made.folder.glob("papers/locatieprofiel-*.pdf"):
        with pymupdf.open(path) as pdf:
            told["profile"] |= in_words(" ".join(page.get_text() for page in pdf))
    for name, found in told.items():
        assert found == expected, name


def test_there_is_one_gap_of_the_whole_area_and_it_has_one_name(made: Made, case: str) -> None:
    _, target, existing = CASES[case]
    gap = max(0, target - existing)
    texts = {
        "page": made.pages()["index"].tree.get_element_by_id("wat-telt").text_content(),
        "ledger": made.terminal["ledger"].split("Nog te realiseren van")[0],
        "plan": made.terminal["plan"],
    }
    figure = r"[Nn]og te realiseren,?(?: vóór dit plan)?\s+([\d.]+)"
    for name, text in texts.items():
        found = {whole(n.rstrip(".")) for n in re.findall(figure, text)}
        assert found == {gap}, name
    rows = sheet(made.folder / "plan" / "opvangkaart.xlsx", "Plan in cijfers")
    figures = {row["Wat"]: row["Aantal"] for row in rows}
    assert figures["bestaande plekken"] == existing
    assert figures["nog te realiseren, vóór dit plan"] == gap


def test_2692_is_nowhere_but_as_the_places_over_which_the_bonus_was_reckoned(made: Made) -> None:
    seen = 0
    for page in made.pages().values():
        for node in page.tree.xpath("//*[not(*)][contains(text(), '2.692')]"):
            near = node.xpath("ancestor-or-self::*[self::li or self::table][1]")[0]
            assert "waarover de bonus in 2023 is berekend" in near.text_content()
            seen += 1
    assert seen > 0
    for name in ("ledger", "plan"):
        for line in made.terminal[name].splitlines():
            assert "2.692" not in line or "waarover de bonus" in line


def test_every_stock_is_explained_by_its_kinds(made: Made, case: str) -> None:
    told = 0
    for page in made.pages().values():
        said = page.tree.get_element_by_id("wat-telt").text_content()
        for total, kinds in re.findall(r"samen ([\d.]+): ([^.:;()]*\d[^.:;()]*)", said):
            parts = [int(n.replace(".", "")) for n in re.findall(r"\d[\d.]*", kinds)]
            assert sum(parts) == int(total.replace(".", "")), (page.path.name, total, kinds)
            told += 1
    assert told > 0
    if case == "2026-11-01":
        said = made.pages()["utrecht"].tree.get_element_by_id("wat-telt").text_content()
        assert "samen 1.410: 890 regulier, 420 noodopvang en 100 statushouders" in said


def test_every_row_of_the_stock_has_its_kind(made: Made) -> None:
    rows = sheet(made.folder / "run" / "opvangkaart.xlsx", "Stand rij voor rij")
    regular = [row for row in rows if row["Teller"] == "Regulier" and row["Plekken"] in (47, 62)]
    assert {row["Plekken"] for row in regular} == {47, 62}


# --- the sites ---


def test_a_site_has_the_same_figures_in_every_product(made: Made) -> None:
    """Sheets, CSV, GeoPackage, pages, annex, profile and terminal: rank, score, minutes, metres."""
    run = made.folder / "run"
    truth = workbook(run / "opvangkaart.xlsx")
    said: list[Said] = [*table_file(run / "opvangkaart.csv"), *layer(run / "opvangkaart.gpkg")]
    said += best_in_terminal(made.terminal["run"], truth)
    for page in made.pages().values():
        said += without_script(page, truth)
    for path in made.folder.glob("papers/*.docx"):
        said += annex(path, truth)
    for path in made.folder.glob("papers/locatieprofiel-*.pdf"):
        told, site, trip = profile(path, truth)
        said += [*told, Said(path.name, site, "min", trip.value)]
    count, faults = truth.faults(said)
    assert not faults, faults[:5]
    where = {one.where.split()[0] for one in said}
    assert len(where) == 2 + 1 + 6 + 5 + 5  # files, terminal, pages, annexes, profiles
    assert count > 200


def test_a_plan_has_the_sites_of_the_run_and_its_files_say_the_same(made: Made) -> None:
    truth = workbook(made.folder / "run" / "opvangkaart.xlsx")
    plan = made.folder / "plan"
    for said in (table_file(plan / "opvangkaart.csv"), layer(plan / "opvangkaart.gpkg")):
        count, faults = truth.faults(said)
        assert not faults, faults[:5]
        assert count == 4 * len(TOWNS)


def test_verdict_and_strength_are_the_same_in_sheet_page_and_profile(made: Made) -> None:
    """A verdict is one sentence, and no product has another."""
    run = made.folder / "run"
    words = {row["Locatie"]: row for row in sheet(run / "opvangkaart.xlsx", "Oordelen")}
    data = made.pages()["index"].data["sites"]
    for path in made.folder.glob("papers/locatieprofiel-*.pdf"):
        with pymupdf.open(path) as pdf:
            text = " ".join(" ".join(page.get_text() for page in pdf).split())
        site = re.search(r"Gegeven Waarde Locatie (\S+)", text)[1]
        plain = text.replace("\N{SOFT HYPHEN} ", "").replace(" ", "")
        assert str(words[site]["In woorden"]).replace(" ", "") in plain
    assert set(data["id"]) == set(words)


@pytest.mark.browser
def test_a_page_after_its_script_says_what_the_sheets_say(made: Made, browser) -> None:
    truth = workbook(made.folder / "run" / "opvangkaart.xlsx")
    for name, page in made.pages().items():
        seen = visit(browser, page.path)
        read = seen.page.evaluate(READ)
        stock = in_words(seen.page.inner_text("#wat-telt"))
        seen.page.close()
        count, faults = truth.faults(with_script(page, read, truth))
        assert not faults, (name, faults[:5])
        assert count > 10
        assert stock == in_words(page.tree.get_element_by_id("wat-telt").text_content())
