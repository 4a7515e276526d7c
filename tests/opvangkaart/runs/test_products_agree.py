"""Every product of one run says the same of a site: its rank, score, minutes and metres."""

import functools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from maps.page.data import packed_json
from opvangkaart.cli.main import app
from opvangkaart.runs import documents as annexes
from opvangkaart.runs import run as runs
from opvangkaart.runs.inputs import read_inputs
from sites.base.dutch import number
from sites.tables.results import RunResult
from sites.tables.schemas import Edition
from tests.maps import paper_checks
from tests.maps.checks import python_order, visit
from tests.opvangkaart.runs.products import (
    READ,
    Page,
    Said,
    Truth,
    amount,
    annex,
    best_in_terminal,
    profile,
    ranges,
    read_page,
    sheet,
    table_file,
    texts,
    why_in_terminal,
    with_script,
    without_script,
    workbook,
)  # fmt: skip

TOWNS = ("Woerden", "De Bilt")
#: Bytes of a page, and of the background in it.
MOST_OF_TOWN, MOST_OF_PROVINCE, MOST_OF_GROUND = 600_000, 2_300_000, 60_000
IN_WORDS = re.compile(
    r"bij (?P<place>.+?)(?:,| \() ?(?P<min>minder dan 1|\d+) minu(?:ut|ten) (?P<mode>\w+)"
)

#: Two whole runs, read back from what they wrote.
pytestmark = pytest.mark.slow


def command(*words: str) -> str:
    """Run the program as a user does, on a wide terminal; return what it printed."""
    done = CliRunner().invoke(app, list(words), env={"COLUMNS": "400"})
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def computed() -> Iterator[Callable[[], RunResult]]:
    """Let the commands share what they read and computed, so that it is computed once."""
    inputs, evaluate = read_inputs(), runs.evaluate

    @functools.cache
    def evaluated(edition: Edition) -> RunResult:
        return evaluate(inputs, edition=edition)

    with pytest.MonkeyPatch.context() as patch:
        for home in (runs, annexes):
            patch.setattr(home, "read_inputs", lambda *_, **__: inputs)
            patch.setattr(home, "evaluate", lambda _, edition="openbaar", **__: evaluated(edition))
        yield lambda: evaluated("openbaar")


@dataclass(frozen=True)
class Products:
    """A folder of products, what the terminal said meanwhile, and what the workbook says."""

    out: Path
    terminal: str
    truth: Truth

    def pages(self) -> list[Page]:
        return [read_page(path) for path in sorted(self.out.glob("*.html"))]


def products(computed: Callable[[], RunResult], out: Path, *towns: str) -> Products:
    """Run the bundled scenario for these municipalities, or for all."""
    computed()
    asked = [word for town in towns for word in ("-m", town)]
    terminal = command("run", "--out", str(out), *asked)
    return Products(out, terminal, workbook(out / "opvangkaart.xlsx"))


@pytest.fixture(scope="module")
def two(computed, tmp_path_factory) -> Products:
    return products(computed, tmp_path_factory.mktemp("two") / "out", *TOWNS)


@pytest.fixture(scope="module")
def papers(two: Products, tmp_path_factory) -> Path:
    """Write the annex of a municipality and the profiles of its best and its last site."""
    out = tmp_path_factory.mktemp("papers") / "out"
    rows = [
        row
        for row in sheet(two.out / "opvangkaart.xlsx", "Locaties")
        if row["Gemeente"] == TOWNS[0]
    ]
    ranked = [str(row["Locatie"]) for row in rows if row["Rang in gemeente"]]
    command(
        "documents", "--out", str(out), "-m", TOWNS[0], "--site", ranked[0], "--site", ranked[-1]
    )
    return out


@pytest.fixture(scope="module")
def all_pages(computed, tmp_path_factory) -> Products:
    return products(computed, tmp_path_factory.mktemp("all") / "out")


def rows_under(page: Page, section: str, caption: str) -> list[list[str]]:
    """Return the cells of the tables in a section whose caption starts so."""
    rows = f"//*[@id='{section}']//table[starts-with(caption, '{caption}')]/tbody/tr"
    return [texts(row) for row in page.tree.xpath(rows)]


# --- without a browser ---


def test_a_page_without_script_and_its_data_say_what_the_sheets_say(two: Products) -> None:
    pages = two.pages()
    assert len(pages) == 1 + len(TOWNS)
    for page in pages:
        count, faults = two.truth.faults(without_script(page, two.truth))
        assert not faults, faults[:5]
        assert count > 12 * len(page.data["sites"]["id"]) > 300


def test_csv_and_terminal_say_what_the_sheets_say(two: Products) -> None:
    count, faults = two.truth.faults(table_file(two.out / "opvangkaart.csv"))
    assert not faults, faults[:5]
    assert count == 4 * len(two.truth.site_of)
    count, faults = two.truth.faults(best_in_terminal(two.terminal, two.truth))
    assert not faults, faults
    assert count == 3 * 10


def test_an_annex_and_profiles_say_what_sheets_and_pages_say(two: Products, papers: Path) -> None:
    (path,) = papers.glob("*.docx")
    count, faults = two.truth.faults(annex(path, two.truth))
    assert not faults, faults
    assert count == 3 * 10
    between = ranges(read_page(two.out / "index.html"))
    for path in sorted(papers.glob("locatieprofiel-*.pdf")):
        said, site, trip = profile(path, two.truth)
        count, faults = two.truth.faults([*said, Said(path.name, site, "min", trip.value)])
        assert not faults, faults
        assert count == 4 + len(two.truth.parts)
        assert (trip.low, trip.high) == between[site]


def test_a_paper_table_without_script_has_the_ranges_of_the_data(two: Products) -> None:
    for page in two.pages():
        between = ranges(page)
        for row in page.tree.get_element_by_id("papier-tabel"):
            cells = texts(row)
            trip = amount(cells[4])
            assert (trip.low, trip.high) == between[two.truth.site_of[cells[1]]], cells


def test_a_verdict_in_words_has_the_minutes_of_its_row(two: Products) -> None:
    told = {"fietsen": 0, "rijden": 0}
    for row in sheet(two.out / "opvangkaart.xlsx", "Oordelen"):
        columns = {"fietsen": "Minuten", "rijden": "Minuten met de auto voor het team"}
        for mode, column in columns.items():
            if found := re.search(rf"(minder dan 1|\d+) minu(?:ut|ten) {mode}", row["In woorden"]):
                assert int(found[1].replace("minder dan 1", "0")) == row[column], row
                told[mode] += 1
    assert told["fietsen"] > 2000
    assert told["rijden"] > 500


def test_an_answer_in_words_has_the_minutes_to_the_place_that_it_names(two: Products) -> None:
    travel = {row["Locatie"]: row for row in sheet(two.out / "opvangkaart.xlsx", "Reistijden")}
    told = {"0": 0, "more": 0}
    for row in sheet(two.out / "opvangkaart.xlsx", "Functies"):
        trips = {
            (travel[row["Locatie"]][f"{name}: welke"], mode): travel[row["Locatie"]][part]
            for part in two.truth.parts
            for name, mode in re.findall(r"(.+) \(\w+, (\w+)\)", part)
        }
        for answer in row.values():
            if not (found := IN_WORDS.match(str(answer))):
                continue
            minutes = int(found["min"].replace("minder dan 1", "0"))
            if (found["place"], found["mode"]) in trips:
                assert minutes == trips[found["place"], found["mode"]], row
                told["more" if minutes else "0"] += 1
    assert told["more"] > 2000
    assert told["0"] > 5


def test_a_bonus_is_the_same_on_page_and_sheet(two: Products) -> None:
    rows = sheet(two.out / "opvangkaart.xlsx", "Bonus")
    euros = {row["Gemeente"]: f"€ {number(row['Bonus (euro)'])}" for row in rows}
    told = 0
    for page in two.pages():
        for name, *cells in rows_under(page, "wat-telt", "Bonus per gemeente"):
            if name != "Samen":
                assert euros[name] in cells
                told += 1
    assert told == len(TOWNS) + len(euros)


def test_a_minute_a_metre_or_a_hundredth_more_is_seen(two: Products) -> None:
    page = read_page(two.out / "index.html")
    page.data["sites"]["min"][7] += 1
    page.data["sites"]["raw"][-2][9] += 10
    score = page.tree.xpath("//*[@id='papier-tabel']/tr[3]/td[last()]")[0]
    score.text = f"0,{int(score.text[2:]) - 1}"
    _, faults = two.truth.faults(without_script(page, two.truth))
    assert [one.what for one in faults] == ["score", "min", two.truth.parts[-1]]


# --- in a browser ---


@pytest.fixture(scope="module")
def live(all_pages: Products, browser) -> list[tuple[Page, dict]]:
    """Open every page once and read all of it."""
    found = []
    for page in all_pages.pages():
        seen = visit(browser, page.path)
        found.append((page, seen.page.evaluate(READ)))
        seen.page.close()
    return found


@pytest.mark.browser
@pytest.mark.slow
def test_all_27_pages_say_what_the_sheets_say_with_and_without_script(all_pages, live) -> None:
    assert len(live) == 27
    truth, checked = all_pages.truth, 0
    for page, seen in live:
        rows = len(page.data["sites"]["id"])
        for said in (without_script(page, truth), with_script(page, seen, truth)):
            count, faults = truth.faults(said)
            assert not faults, faults[:5]
            assert count > 12 * rows
            checked += count
        assert len(seen["lines"]) == len(seen["panels"]) == rows
    assert checked > 100_000


@pytest.mark.browser
@pytest.mark.slow
def test_all_27_pages_write_the_same_range_in_panel_and_on_paper(all_pages, live) -> None:
    told = 0
    for page, seen in live:
        between = ranges(page)
        trips = [
            (one["id"], one["facts"]["Moederlocatie"].rpartition(", ")[2]) for one in seen["panels"]
        ]
        trips += [(one["id"], one["parts"][0]) for one in seen["panels"]]
        trips += [(all_pages.truth.site_of[cells[1]], cells[4]) for cells in seen["paper"]]
        for site, text in trips:
            trip = amount(text)
            assert (trip.low, trip.high) == between[site], (page.path.name, site, text)
            told += trip.low is not None
    assert told > 1000


def told_whole(said: str, asked: list[str], words: str) -> bool:
    """Whether a panel says all words of a verdict: in one breath, or its conditions as a list."""
    if not asked:
        return said == words
    head, whole, rest = said.partition(", als dit klopt:")
    letters = [re.sub(r"\W|bevestigt|als|en", "", text) for text in (words[len(head) :], asked[0])]
    is_whole = whole != "" and rest == "" and words.startswith(head)
    return is_whole and letters[0].lower() == letters[1].lower()


@pytest.mark.browser
@pytest.mark.slow
def test_a_panel_gives_the_verdict_and_answers_of_the_sheets(all_pages, live) -> None:
    book = all_pages.out / "opvangkaart.xlsx"
    words = {row["Locatie"]: row["In woorden"] for row in sheet(book, "Oordelen")}
    answers = {row["Locatie"]: list(row.values())[1:] for row in sheet(book, "Functies")}
    for _, seen in live:
        for one in seen["panels"]:
            assert told_whole(one["verdict"][1], one["asked"], words[one["id"]]), one["id"]
            assert one["answers"] == answers[one["id"]]


@pytest.mark.slow
def test_no_page_is_larger_than_a_reader_waits_for(all_pages) -> None:
    pages = all_pages.pages()
    assert len(pages) == 27
    size = {page.path.name: page.path.stat().st_size for page in pages}
    assert size.pop("index.html") <= MOST_OF_PROVINCE
    assert {name: bytes_ for name, bytes_ in size.items() if bytes_ > MOST_OF_TOWN} == {}
    ground = {page.path.name: len(packed_json(page.data["base"]).encode()) for page in pages}
    assert {name: bytes_ for name, bytes_ in ground.items() if bytes_ > MOST_OF_GROUND} == {}


@pytest.mark.slow
def test_the_terminal_explains_a_rank_with_the_numbers_of_the_sheets(all_pages) -> None:
    truth = all_pages.truth
    for site in ("Z-0657", "Z-0001"):
        count, faults = truth.faults(why_in_terminal(command("rank", "--why", site), site, truth))
        assert not faults, faults
        assert count == 2 + len(truth.parts)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("index.html", 200), ("gemeente-woerden.html", 30)])
def test_a_real_page_ranks_like_python_for_drawn_weights(
    all_pages, browser, computed, name, count
) -> None:
    """Same score to 1e-9 and the same order, ties by id."""
    page = read_page(all_pages.out / name)
    criteria = len(page.data["criteria"])
    weights = np.random.default_rng(27).integers(0, 6, (count, criteria))
    weights[:, 0] += weights.sum(axis=1) == 0
    weights[:criteria] = 7 * np.eye(criteria)  # one criterion alone: many ties
    seen = visit(browser, page.path)
    said = seen.page.evaluate(
        "all => all.map(w => { const {order, score} = Rank.ranking(Data, w);"
        " return [order, order.map(row => score[row])]; })",
        weights.tolist(),
    )
    ids = np.array(page.data["sites"]["id"])
    for chosen, (order, scores) in zip(weights, said, strict=True):
        ours, exact, ranks = python_order(computed(), chosen, page.data["page"]["gm"])
        by_rank = np.argsort(ranks)  # the list puts groups first, the ranking does not
        assert ids[order].tolist() == np.array(ours)[by_rank].tolist()
        assert np.abs(np.array(scores) - exact[by_rank]).max() < 1e-9


# --- the pages of a plan ---


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> Products:
    out = tmp_path_factory.mktemp("plan") / "out"
    terminal = command("plan", "--quick", "--out", str(out))
    return Products(out, terminal, workbook(out / "opvangkaart.xlsx"))


@pytest.mark.slow
def test_a_plans_trips_are_the_same_on_every_page_and_in_the_sheet(planned: Products) -> None:
    rows = sheet(planned.out / "opvangkaart.xlsx", "Plan")
    trips = {str(row["Locatie"]): row["Minuten"] for row in rows if row["In dit plan"] == "ja"}
    told = []
    for page in planned.pages():
        for view in page.data["plan"]:
            sites = [page.data["sites"]["id"][row] for row in view["sites"]]
            assert view["min"] == [trips[site] for site in sites]
        opened = page.tree.xpath(
            "//table[starts-with(caption, 'Waar de plekken komen: ')]/tbody/tr"
        )
        for row in opened:
            site = row.xpath(".//button/@data-plek")[0]
            assert amount(texts(row)[-1]).value == trips[site]
            told.append(site)
    assert sorted(told) == sorted([*trips, *trips])  # on the whole area's page and on its own


ALONE = re.compile(r"optima(?:al|le)(?! binnen dit model)", re.IGNORECASE)


def plan_texts(planned: Products) -> Iterator[tuple[str, str]]:
    """Yield every text that a reader of a plan meets: pages, their data, sheets, files, screen."""
    yield "terminal", planned.terminal
    for page in planned.pages():
        yield page.path.name, page.tree.text_content()
        yield page.path.name, json.dumps(page.data, ensure_ascii=False)
    book = openpyxl.load_workbook(planned.out / "opvangkaart.xlsx", read_only=True)
    for one in book:
        for row in one.iter_rows(values_only=True):
            yield from ((one.title, cell) for cell in row if isinstance(cell, str))
    for path in (
        *planned.out.glob("*.csv"),
        *planned.out.glob("*.json"),
        *planned.out.glob("*.qgs"),
    ):
        yield path.name, path.read_text(encoding="utf-8")
    yield "plan.parquet", pd.read_parquet(planned.out / "plan.parquet").to_csv()


@pytest.mark.slow
def test_optimal_is_never_said_without_the_model_it_holds_in(planned: Products) -> None:
    told = list(plan_texts(planned))
    assert any("binnen dit model is bewezen" in text.lower() for _, text in told)
    alone = [(where, text[:80]) for where, text in told if ALONE.search(text)]
    assert not alone, alone[:5]
    assert ALONE.search("Status: optimaal, bewezen")
    assert ALONE.search("het optimale plan")


@pytest.mark.slow
def test_the_pages_of_a_plan_stay_small(planned: Products) -> None:
    pages = sorted(planned.out.glob("*.html"))
    assert len(pages) == 27
    for path in pages:
        most = MOST_OF_PROVINCE if path.name == "index.html" else MOST_OF_TOWN
        assert path.stat().st_size <= most, path.name


@pytest.mark.slow
@pytest.mark.browser
def test_a_plan_on_paper_fills_its_sheets_and_no_more(planned: Products, browser) -> None:
    for name in ("utrecht", "vijfheerenlanden", "zeist", "renswoude"):
        seen = visit(browser, planned.out / f"gemeente-{name}.html")
        for paper in paper_checks.SHEETS:
            paper_checks.fills_its_sheets(seen.page, paper)
        seen.page.close()


@pytest.mark.slow
def test_a_plans_amounts_are_the_same_on_page_sheet_and_terminal(planned: Products) -> None:
    book = planned.out / "opvangkaart.xlsx"
    figures = {row["Wat"]: number(row["Aantal"]) for row in sheet(book, "Plan in cijfers")}
    for what, shown in figures.items():
        line = rf"^{re.escape(str(what))} +{shown} *$"
        assert re.search(line, planned.terminal, re.MULTILINE), what
    euros = {row["Naam"]: f"€ {number(row['Bonus (euro)'])}" for row in sheet(book, "Plan bonus")}
    flow = {(row["Gemeente"], row["Minuten"]) for row in sheet(book, "Plan doorstroom")}
    told = {"bonus": 0, "flow": 0}
    for page in planned.pages():
        for name, _, _, euro, _ in rows_under(page, "het-plan", "Bonus per "):
            assert euro == euros[name]
            told["bonus"] += 1
        for name, _, trip in rows_under(page, "het-plan", "Rond "):
            assert (name.removesuffix(" (in het cluster)"), amount(trip).value) in flow
            told["flow"] += 1
    assert told["bonus"] > 2 * len(euros)
    assert told["flow"] > 100


@pytest.mark.slow
def test_a_plans_prices_split_and_fairness_are_recounted_from_its_files(planned: Products) -> None:
    """Minutes, costs, room and places per 1.000, by pandas from what was written and no more."""
    book = planned.out / "opvangkaart.xlsx"
    rows = pd.read_parquet(planned.out / "plan.parquet")
    team = rows["leaning"] == "mobiel team"
    assert rows["local_min"].notna().equals(team)
    minutes = rows["travel_min"] + rows["local_min"].fillna(0.0)
    parts = {str(row["Onderdeel"]): row for row in sheet(book, "Plan weging")}
    counted = float(str(parts["reisminuten van bewoners en teams"]["Hoeveel"]))
    assert counted == pytest.approx((minutes * rows["places"]).sum() / 100, abs=0.051)
    costs = {str(row["Onderdeel"]): row for row in sheet(book, "Plan kosten")}
    for label, amount_of in (
        ("reguliere opvang, per plek", rows["places"].sum()),
        ("vaste kosten, per locatie", len(rows)),
        ("mobiel team, per locatie", team.sum()),
    ):
        assert costs[label]["Aantal"] == amount_of
    for hub in sheet(book, "Plan per moederlocatie"):
        mine = rows[rows["cluster_id"] == hub["Cluster"]]
        assert (hub["Locaties"], hub["Plekken"]) == (len(mine), mine["places"].sum())
        if hub["Nog vrij"] is not None:
            assert hub["Nog vrij"] == int(str(hub["Ruimte voor kleine locaties"])) - hub["Plekken"]
    for town in sheet(book, "Plan eerlijk"):
        new = int(rows.loc[rows["gm_code"] == town["Gemeentecode"], "places"].sum())
        assert town["Samen"] == int(str(town["Bestaand"])) + new
        per_1000 = 1000 * town["Samen"] / int(str(town["Inwoners"]))
        said = float(str(town["Plekken per 1.000 inwoners, met het plan"]))
        assert said == pytest.approx(per_1000, abs=0.051)
