"""Two bids side by side: one A4, what differs, and what is refused in one line."""

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from maps.documents.bid import bid_document, bid_documents, sheet_pdf
from opvangkaart.runs.bid import bids_beside, bids_told, read_bid, several_beside, write_bids
from sites.base.errors import OpvangkaartError
from sites.judgement.sitesheet import COULD_ADD
from sites.settings.bid import BRINGS
from sites.tables.bids import PILLARS

EXAMPLE = Path(__file__).parents[3] / "docs" / "voorbeeld-bod.toml"
OTHER = """
name = "Bod van Woerden"
by = "gemeente Woerden"
date = 2026-10-12
source = "collegebesluit"
confidentiality = "openbaar"
[[sites]]
name = "Flexwoningen aan de rand"
kern = "Woerden"
places = 90
target_groups = "asielzoekers:60|statushouders:30"
from_date = 2027-03-01
large_dwellings = 5
dwellings = 30
brings = ["sport- en speelplek"]
"""


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "woerden.toml"
    path.write_text(OTHER, encoding="utf-8")
    return path


def changed(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def beside(tmp_path_factory):
    path = tmp_path_factory.mktemp("bod") / "woerden.toml"
    path.write_text(OTHER, encoding="utf-8")
    return bids_beside(str(EXAMPLE), str(path), with_score=True)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.slow
def test_both_are_told_by_every_pillar_and_what_is_alike_has_no_mark(beside) -> None:
    lines = beside.lines.set_index("subject")
    assert set(lines["pillar"]) == set(PILLARS)
    assert lines.loc["Plekken en locaties", "one"] == "100 plekken; 2 locaties van 40 tot 60"
    assert lines.loc["Plekken en locaties", "other"] == "90 plekken; 1 locatie van 90"
    term = lines.loc["Looptijd", "one"]
    assert term == "vanaf 1-1-2027; de eerste tot 1-6-2032, de laatste tot 1-1-2037"
    mix = lines.loc["Wie er wonen"]
    assert mix["one"].startswith("80 voor de taak, 20 anderen")
    assert mix["other"].startswith("60 voor de taak, 30 anderen")
    assert lines.loc["Woningen voor gezinnen van 6 en meer", ["one", "other"]].tolist() == [
        "2",
        "5",
    ]
    assert lines.loc["Bijdragen voor woningen", "one"] == "€ 568.000"  # 2 x 34.000 + 20 x 25.000
    assert lines.loc["Opvang", "one"] == "ongeveer € 2.700.000 per jaar"  # 100 x 27.100
    assert lines.loc["Afspraken", "other"] == "niet opgegeven"
    assert (lines["differs"] == (lines["one"] != lines["other"])).all()
    assert lines["source"].str.len().min() > 0


@pytest.mark.slow
def test_of_a_modelled_layer_nobody_knows_what_a_kern_lacks(beside) -> None:
    told = beside.lines.set_index("subject").loc["Voegt toe waar de kern het mist"]
    for words, side in ((told["one"], beside.sides[0]), (told["other"], beside.sides[1])):
        sheets = [beside.result.judgement.sheets[ident] for ident in side.ids]
        sure = {one for sheet in sheets for one in sheet.could_add}
        assert not sure  # every such layer of the bundled set is modelled
        assert words.startswith("onbekend of er al is: ")


@pytest.mark.slow
def test_the_a4_is_one_page_however_much_is_in_it_and_word_has_the_same(beside) -> None:
    made = dict(bid_documents(beside.result, beside.lines, beside.sides))
    assert pages(made["bod-naast-elkaar.pdf"]) == 1
    word = docx.Document(io.BytesIO(made["bod-naast-elkaar.docx"]))
    cells = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert len(cells) == len(beside.lines) + 1
    said = [row[2].replace("\N{NO-BREAK SPACE}", " ") for row in cells[1:]]
    assert said == beside.lines["one"].tolist()
    marked = ["FDF1DC" in row._tr.xml for row in word.tables[0].rows[1:]]
    assert marked == beside.lines["differs"].tolist()  # "een gekleurde rij met ≠ is een verschil"
    assert any("COA is Centraal Orgaan" in line.text for line in word.paragraphs)
    long = beside.lines.assign(one="een lang verhaal over deze plek " * 9, other="nog langer " * 30)
    sides = tuple(
        replace(side, name="Een bod met een heel lange naam " * 5) for side in beside.sides
    )
    document = bid_document(beside.result, long, sides)
    assert pages(sheet_pdf(document, sides)) == 1


@pytest.mark.slow
def test_the_screen_and_the_folder_tell_it_too(beside, tmp_path: Path) -> None:
    written = write_bids(beside, tmp_path / "uit")
    assert written.files == ("bod-naast-elkaar.docx", "bod-naast-elkaar.pdf")
    told = list(bids_told(beside, written))
    assert str(told[0]).startswith("A: Bod van Zeist")
    assert str(told[-1]).endswith("bod-naast-elkaar.pdf")


def test_the_example_of_the_guide_is_a_bid_and_names_what_a_layer_knows() -> None:
    bid = read_bid(EXAMPLE)
    assert bid.places == 100
    assert set(bid.sites[0].brings) <= set(BRINGS)
    assert tuple(COULD_ADD.values()) == BRINGS


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("places = 90", "plaatsen = 90", "unknown key .*plaatsen"),
        ("places = 90", "placs = 90", "did you mean places"),
        ("places = 90", "places = 0", "places"),
        ("[[sites]]", "[[site]]", "has no sites, so no places"),
        ('kern = "Woerden"', "", "has no place"),
        ("date = 2026-10-12", 'date = "morgen"', "is not a date"),
        ("from_date = 2027-03-01", "from_date = 2027-03-01\nuntil_date = 2026-01-01", "mend the"),
        ("name =", "name ", "TOML"),
    ],
)
def test_a_bid_that_cannot_be_is_refused_in_one_line(other, old, new, words) -> None:
    with pytest.raises(OpvangkaartError, match=words) as caught:
        read_bid(Path(changed(other, old, new)))
    assert "\n" not in str(caught.value)


def test_what_is_not_there_or_not_alike_is_refused_before_anything_is_computed(other) -> None:
    for one, two, words in (
        ("weg.toml", str(other), "does not exist"),
        (str(other), str(other), "stands beside itself"),
        (str(other), "Z-0001", "not one of each"),
        ("Z-0001", "plan.parquet", "not one of each"),
    ):
        with pytest.raises(OpvangkaartError, match=words):
            bids_beside(one, two)
    copy = other.with_name("kopie.toml")
    copy.write_bytes(other.read_bytes())
    with pytest.raises(OpvangkaartError, match="stands beside itself"):
        bids_beside(str(other), str(copy))


def test_a_kern_that_nobody_knows_is_told_with_the_nearest(other) -> None:
    with pytest.raises(OpvangkaartError, match="unknown kern 'Woerdem'; did you mean Woerden"):
        bids_beside(str(EXAMPLE), changed(other, '"Woerden"', '"Woerdem"'))


@pytest.mark.slow
def test_a_bid_that_says_nothing_stays_with_the_team(other) -> None:
    closed = changed(other, 'confidentiality = "openbaar"\n', "")
    with pytest.raises(OpvangkaartError, match="1 of 1 sites of Bod van Woerden are not for edit"):
        bids_beside(str(EXAMPLE), closed)


@pytest.mark.slow
def test_target_groups_that_do_not_add_up_name_the_bid_and_the_site(other) -> None:
    wrong = changed(other, "statushouders:30", "statushouders:20")
    with pytest.raises(OpvangkaartError, match=r"woerden\.toml, site Flexwoningen.*add up to 80"):
        bids_beside(str(EXAMPLE), wrong)


def test_a_row_of_a_list_that_cannot_be_read_is_not_called_unknown(tmp_path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("id;naam;plekken;kern;doelgroepen\nI1;Hal;60;Soest;\nI2;Kas;40;Soest;gezinnen\n",
                    encoding="utf-8")  # fmt: skip
    with pytest.raises(OpvangkaartError, match="Kas takes no part: doelgroepen 'gezinnen'"):
        several_beside(["I1"], ["I2"], sites_file=path, edition="intern")
