"""Laws over every text of every product: Dutch, whole, written out, and nobody promised too much.

One run of five own locations, with what people entered about them; what a reader sees is read back
from the products.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pymupdf
import pytest

from opvangkaart.runs.scenario_file import BUNDLED
from tests.opvangkaart.runs.test_products_agree import command

SITES = """\
id;naam;gemeente;lon;lat;plekken;vertrouwelijkheid;nauwkeurigheid_m
b1;School;Baarn;5.2873;52.2117;40;openbaar;
u1;Kantoor;Utrecht;5.1214;52.0907;60;openbaar;
z1;Klooster;Zeist;5.2331;52.0907;60;openbaar;1400
n1;Loods;Woerden;4.8833;52.0854;50;openbaar;
w1;Hoeve;Woudenberg;5.4268;52.0812;30;openbaar;
"""
#: The hoeve fails four hard demands, of the kantoor the zoning and the owner are known.
FACTS = """\
site_id;gfa_m2;plot_ha;is_new_build;term_years;owner_is_willing;zoning_fits;in_nature;openbaarheid
w1;50;;;0,25;nee;nee;;openbaar
u1;4000;;nee;5;ja;ja;nee;openbaar
"""
NOTES = """\
site_id;kind;text;owner;status;date;openbaarheid
u1;draagvlak;De buurt denkt mee;;;;openbaar
u1;zorg;Huisarts Van Dam wil helpen;;;;openbaar
"""
TOWNS = ("Baarn", "Utrecht", "Zeist", "Woerden", "Woudenberg")
ABBREVIATION = re.compile(r"\b(AZC|azc|COA|PRT|ISK|GZA|[Aa]mv|CNO|CBS|DUO|PDOK)\b")
ENGLISH = re.compile(
    r"\b(the|and|with|from|which|are|not|unknown|library|playground|gp|pharmacy|walk|bike|car"
    r"|primary_school|secondary_school|community_centre|pt_stop|outside|within|places|error)\b"
)
BROKEN = re.compile(
    r"\b(nan|NaN|None|NaT|inf|undefined|null|True|False)\b|<NA>|\{\w*\}|\\n|%s|\.\.$"
)
ENGLISH_NUMBER = re.compile(
    r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])|(?<![\w.])\d+\.\d{1,2}(?![\d.])"
)
#: Names, versions and licences are no numbers of ours.
NO_NUMBER = re.compile(r"CC BY \d\.\d|License \d\.\d|licentie \d\.\d|\d+\.\d+\.\d+|\d+ \d+\.\d+")
PROMISE = re.compile(r"optima|bewezen|beter plan", re.IGNORECASE)


def scenario(folder: Path) -> Path:
    for name, text in (("locaties", SITES), ("feiten", FACTS), ("notities", NOTES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    more = '\n[sites]\npath = "locaties.csv"\nfacts = "feiten.csv"\nnotes = "notities.csv"\n'
    path = folder / "proef.toml"
    path.write_text(BUNDLED.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


# Every product of five gemeenten is made once for all of these: minutes of work, so slow.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    path = str(scenario(folder))
    towns = [word for town in TOWNS for word in ("-m", town)]
    told = {
        "run": command("run", path, *towns, "--out", str(folder / "run")),
        "documents": command("documents", path, *towns, "--out", str(folder / "papers")),
        "ledger": command("ledger", path, "--shares", "--days", "--pressure", "--money"),
        "why": command("rank", path, "--why", "z1"),
        "rank": command("rank", path),
        "lean": command(
            "lean", "--scenario", path, "--site", "w1", "--page", f"{folder}/lean.html"
        ),
        "plan": command(
            "plan",
            path,
            "--quick",
            "--event",
            "looptijden",
            "--period",
            "2026-11-01=3000",
            "--period",
            "2028-11-01=4000",
            "--out",
            str(folder / "plan"),
        ),
        "kernen": command("kernen", path, "--gemeente", "Zeist"),
        "bod": command("bod", "u1", "z1", "--scenario", path, "--out", str(folder / "bod")),
    }
    told["compare"] = command("compare", *[str(folder / "plan" / "plan.parquet")] * 2)
    for name, text in told.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def of_page(path: Path) -> Iterator[str]:
    tree = lxml.html.fromstring(path.read_bytes())
    for node in tree.xpath("//script|//style"):
        node.drop_tree()
    told = ("p", "li", "td", "th", "caption", "summary", "dt", "dd", "h1", "h2", "h3", "label")
    for node in tree.iter(*told):
        yield " ".join(node.text_content().split())


def of_docx(path: Path) -> Iterator[str]:
    document = docx.Document(path)
    yield from (line.text for line in document.paragraphs)
    for table in document.tables:
        yield from (cell.text for row in table.rows for cell in row.cells)


def of_pdf(path: Path) -> Iterator[str]:
    with pymupdf.open(path) as pdf:
        text = " ".join(page.get_text() for page in pdf)
    yield " ".join(text.replace("\N{SOFT HYPHEN}\n", "").split())


def of_book(path: Path) -> Iterator[str]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            yield from (cell for cell in row if isinstance(cell, str))


READERS = {".html": of_page, ".docx": of_docx, ".pdf": of_pdf, ".xlsx": of_book}


@pytest.fixture(scope="module")
def texts(made: Path) -> dict[str, list[str]]:
    """Return what each product says, by its name."""
    found = {}
    for path in sorted(made.rglob("*")):
        if read := READERS.get(path.suffix):
            said = (text.replace("\N{NO-BREAK SPACE}", " ") for text in read(path) if text)
            found[str(path.relative_to(made))] = list(said)
    for path in made.glob("*.txt"):
        found[path.name] = path.read_text(encoding="utf-8").splitlines()
    assert len(found) > 25
    return found


def hits(texts: dict[str, list[str]], pattern: re.Pattern[str]) -> list[tuple[str, str, str]]:
    return [
        (name, found[0], text[:120])
        for name, said in texts.items()
        for text in said
        if (found := pattern.search(text))
    ]


def test_every_abbreviation_is_written_out_in_every_product_that_uses_it(texts) -> None:
    short = {"AZC": "azc", "Amv": "amv"}
    for name, said in texts.items():
        whole = " ".join(said)
        used = {short.get(found, found) for found in ABBREVIATION.findall(whole)}
        missing = {word for word in used if f"{word} is " not in whole}
        assert not missing, name


def test_no_product_holds_a_word_of_english(texts) -> None:
    assert hits(texts, ENGLISH) == []


def test_no_field_is_left_unfilled_and_nothing_is_none_or_nan(texts) -> None:
    assert hits(texts, BROKEN) == []


def test_no_sentence_has_two_spaces_in_a_row(texts) -> None:
    papers = {name: said for name, said in texts.items() if not name.endswith((".txt", ".pdf"))}
    assert hits(papers, re.compile(r"\S {2,}\S")) == []


def test_a_day_is_written_as_people_write_it(texts) -> None:
    """A workbook keeps a day as it sorts."""
    told = {name: said for name, said in texts.items() if not name.endswith(".xlsx")}
    assert hits(told, re.compile(r"(?<![\w-])(?:19|20)\d\d-\d\d-\d\d(?![\w-])")) == []


def test_no_table_on_a_screen_goes_by_a_code(texts) -> None:
    told = {name: said for name, said in texts.items() if name.endswith(".txt")}
    assert len(told) > 8
    assert hits(told, re.compile(r"\bGM\d{4}\b|(?<!\()\bZ-\d{4}\b|(?<!\()\b[A-Z]{2}\d\d\b")) == []


def test_numbers_are_written_the_dutch_way(texts) -> None:
    plain = {name: [NO_NUMBER.sub("", text) for text in said] for name, said in texts.items()}
    assert hits(plain, ENGLISH_NUMBER) == []


def test_nothing_is_called_proven_or_best_but_within_this_model(texts) -> None:
    for name, said in texts.items():
        for sentence in re.split(r"(?<=\.)\s", " ".join(said)):
            if PROMISE.search(sentence):
                assert "innen dit model" in sentence, (name, sentence)


def test_amounts_of_a_plan_are_no_more_exact_than_they_are_known(texts) -> None:
    (line,) = [text for text in texts["plan.txt"] if text.startswith("kosten van de nieuwe")]
    assert re.fullmatch(r"kosten .*ongeveer \(miljoen euro, prijspeil 2022\) +\d{1,3} *", line)


def test_who_fails_four_hard_demands_is_told_so_beside_its_rank(texts) -> None:
    failed = "Valt af op 4 harde eisen: oppervlakte per plek, termijn, eigenaar en bestemming."
    profile = next(" ".join(said) for name, said in texts.items()
                   if name.endswith("w1.pdf"))  # fmt: skip
    assert failed in profile
    assert "Harde eisen" in profile
    assert "in de beste vijf" not in profile  # there are but five
    assert failed in " ".join(texts["run.txt"])


def test_what_was_entered_is_not_listed_as_unknown(texts) -> None:
    profile = next(" ".join(said) for name, said in texts.items()
                   if name.endswith("u1.pdf"))  # fmt: skip
    left = profile.split("niets ingevuld en niets onderzocht:")[1].split("Zonder dat onderzoek")[0]
    for known in ("bestemming", "eigenaar", "natuur", "wat omwonenden ervan vinden"):
        assert known not in left
    assert "water" in left
    assert "De buurt denkt mee" in profile


def test_a_score_of_a_place_that_is_1400_m_inexact_is_a_range(texts) -> None:
    between = r"0,\d\d \(0,\d\d tot [01],\d\d\)"
    profile = next(" ".join(said) for name, said in texts.items()
                   if name.endswith("z1.pdf"))  # fmt: skip
    assert re.search(rf"De score is {between} op een schaal", profile)
    assert re.search(rf"met score {between};", " ".join(texts["why.txt"]))
    assert re.search(rf"Klooster +Zeist +{between}", " ".join(texts["rank.txt"]))


def test_the_annex_tells_the_law_with_a_date_the_task_and_the_money(texts) -> None:
    annex = " ".join(next(said for name, said in texts.items() if name.endswith("utrecht.docx")))
    part = annex.split("Wet, taak en geld")[1].split("Vervolg")[0]
    assert "Spreidingswet, eerste ronde: 8.207 plekken per 1-7-2025 (31-12-2024)" in part
    assert "raming van 27 februari 2026" in part
    assert "1.946 plekken (besluit, 12-2024)" in part
    assert "27.100 euro per jaar (prijspeil 2022)" in part
    assert "moet terug" in part
