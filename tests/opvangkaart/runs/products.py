"""Read what the products of a run say of each site, as a reader does.

Cells of sheets, tables and panels of pages, text of papers and of the terminal: nothing that made
them is asked. ``number`` alone is used, to say how the exact score of a sheet is written, and
``unpacked``, to read a page's data as its script does (``tests/maps/page`` holds the two alike).
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import docx
import lxml.html
import openpyxl
import pymupdf
import pyogrio

from maps.page.packing import unpacked
from sites.base.dutch import number

_NONE = "\N{EN DASH}"
NOTHING = ("", _NONE, "onbekend", "geen", "geen route", "niet aangesloten", "geen plaats")


class Said(NamedTuple):
    """What one product says about one site; an amount is in whole minutes or metres."""

    where: str
    site: str
    what: str
    value: object


class Amount(NamedTuple):
    """Minutes or metres as they were read, with the range where one was written."""

    value: int | None
    low: int | None = None
    high: int | None = None


AMOUNT = re.compile(
    r"(?:(?P<less>minder dan 1) min|(?P<min>[\d.]+) min|(?P<m>[\d.]+) m|(?P<km>[\d.]+,\d) km)"
    r"(?: \((?P<low>\d+) tot (?P<high>\d+)\))?"
)


def amount(text: str) -> Amount:
    """Return what a text starts with, after the name of a part: "Speeltuin: 4 min, speelplek 3".

    >>> amount("12 min (9 tot 15)"), amount("Sport: 1,2 km, sporthal 8").value
    (Amount(value=12, low=9, high=15), 1200)
    """
    plain = re.sub(r"^[A-Z][\w ]*: ", "", text)
    if plain in NOTHING or plain.startswith(("geen ", "niet aangesloten")):
        return Amount(None)
    found = AMOUNT.match(plain)
    assert found, text
    low, high = (found[end] and int(found[end]) for end in ("low", "high"))
    if found["less"]:
        return Amount(0, low, high)
    if found["km"]:
        return Amount(round(float(found["km"].replace(".", "").replace(",", ".")) * 1000))
    return Amount(int((found["min"] or found["m"]).replace(".", "")), low, high)


def whole(text: object) -> int | None:
    """Return a whole number as people or sheets write it; none for an empty cell."""
    told = str(text if text is not None else "").strip()
    return None if told in NOTHING else int(told.replace(".", ""))


# --- what the sheets say: the truth that the others are held against ---


@dataclass(frozen=True)
class Truth:
    """The workbook's facts by site and what they are, and the names that other products use."""

    facts: dict[tuple[str, str], object]
    parts: tuple[str, ...]
    site_of: dict[str, str]

    def faults(self, said: Iterable[Said]) -> tuple[int, list[Said]]:
        """Return how many statements were held against the workbook, and those that differ."""
        told = list(said)
        return len(told), [one for one in told if self.facts[one.site, one.what] != one.value]


def sheet(path: Path, title: str) -> list[dict[str, object]]:
    """Return the rows of a sheet by their heading."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = book[title].iter_rows(values_only=True)
    heads = [str(head) for head in next(rows)]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def workbook(path: Path) -> Truth:
    """Read ranks, scores, minutes and metres from the sheets Locaties and Reistijden."""
    facts: dict[tuple[str, str], object] = {}
    site_of = {}
    for row in sheet(path, "Locaties"):
        site = str(row["Locatie"])
        site_of[str(row["Naam"])] = site
        facts |= {(site, what): value for what, value in site_facts(row).items()}
    travel = sheet(path, "Reistijden")
    parts = tuple(head for head in travel[0] if re.search(r"\((minuten|meter), \w+\)$", head))
    for row in travel:
        facts |= {(str(row["Locatie"]), part): whole(row[part]) for part in parts}
    return Truth(facts, parts, site_of)


def site_facts(row: dict[str, object]) -> dict[str, object]:
    """Return what the table of sites says of one site; its exact score as readers see it."""
    score = row["Score (0 tot 1)"]
    exact = float(str(score).replace(",", ".")) if score not in (None, "") else None
    return {
        "rang": whole(row["Rang"]),
        "rang in gemeente": whole(row["Rang in gemeente"]),
        "score": number(exact, 2),
        "min": whole(row["Minuten naar de moederlocatie"]),
    }


def table_file(path: Path) -> Iterator[Said]:
    """Read the CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for what, value in site_facts(dict(row)).items():
                yield Said(path.name, row["Locatie"], what, value)


# --- pages ---


class Page(NamedTuple):
    """A page without script: its tables and its data."""

    path: Path
    tree: lxml.html.HtmlElement
    data: dict

    @property
    def rank(self) -> str:
        """Return which rank the page shows."""
        return "rang" if self.data["page"]["gm"] is None else "rang in gemeente"

    def trips(self, of_parts: list) -> list:
        """Return what belongs to the parts that are a trip; how a size fits is none."""
        parts = self.data["parts"]
        return [
            value for part, value in zip(parts, of_parts, strict=True) if part["category"] != "fit"
        ]


def read_page(path: Path) -> Page:
    # A soft hyphen is where a word may break, and no letter of it.
    text = path.read_text(encoding="utf-8").replace("\N{SOFT HYPHEN}", "")
    tree = lxml.html.fromstring(text)
    return Page(path, tree, unpacked(json.loads(tree.get_element_by_id("gegevens").text)))


def row_of_list(where: str, rank: str, site: str, cells: dict[str, str]) -> Iterator[Said]:
    """Say what one row of a ranking says; a site without a rank of its own has none there."""
    if whole(cells["rank"]) is not None:
        yield Said(where, site, rank, whole(cells["rank"]))
    yield Said(where, site, "min", whole(cells["min"]))
    yield Said(where, site, "score", cells["score"] if cells["score"] != _NONE else "onbekend")


def row_on_paper(where: str, rank: str, site: str, cells: list[str]) -> Iterator[Said]:
    trip = amount(cells[4])
    yield Said(where, site, rank, whole(cells[0]))
    yield Said(where, site, "min", trip.value)
    yield Said(where, site, "score", cells[5])


def texts(row: lxml.html.HtmlElement) -> list[str]:
    return [cell.text_content().replace("\N{SOFT HYPHEN}", "").strip() for cell in row]


def without_script(page: Page, truth: Truth) -> Iterator[Said]:
    """Read the tables that stand in the page's own text, and the columns its script starts from."""
    table = page.tree.get_element_by_id("ranglijst-tabel")
    keys = [head.get("data-sort") for head in table.xpath(".//thead//th")]
    for row in table.xpath("./tbody/tr[@data-site]"):
        cells = dict(zip(keys, texts(row), strict=True))
        yield from row_of_list(f"{page.path.name} list", page.rank, row.get("data-site"), cells)
    for row in page.tree.get_element_by_id("papier-tabel"):
        told = texts(row)
        yield from row_on_paper(f"{page.path.name} paper", page.rank, truth.site_of[told[1]], told)
    yield from columns_of_data(page, truth)


def columns_of_data(page: Page, truth: Truth) -> Iterator[Said]:
    sites, where = page.data["sites"], f"{page.path.name} data"
    for row, site in enumerate(sites["id"]):
        yield Said(where, site, "min", known(sites["min"][row]))
        for part, column in zip(truth.parts, page.trips(sites["raw"]), strict=True):
            yield Said(where, site, part, known(column[row]))


def known(value: int) -> int | None:
    return None if value < 0 else value


def ranges(page: Page) -> dict[str, tuple[int | None, ...]]:
    """Return the ends between which each site's minutes lie; none where both read the same."""
    sites = page.data["sites"]
    ends = zip(sites["id"], sites["low"], sites["high"], strict=True)
    return {site: range_of(low, high) for site, low, high in ends}


def range_of(low: int | None, high: int | None) -> tuple[int | None, ...]:
    return (None, None) if low == high or -1 in (low, high) else (low, high)


# --- papers and terminal ---


def annex(path: Path, truth: Truth) -> Iterator[Said]:
    """Read the ranking in the annex of a municipality."""
    tables = [
        [[cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in row.cells] for row in t.rows]
        for t in docx.Document(path).tables
    ]
    # A ranking of search areas alone has no column "Plekken".
    heads = ["Nr.", "Locatie", "Score", "Moederlocatie", "Reis", "Oordeel"]
    (best,) = (rows for rows in tables if [h for h in rows[0] if h != "Plekken"] == heads)
    for row in best[1:]:
        found = dict(zip(best[0], row, strict=True))
        rank, name, score, trip = (found[h] for h in ("Nr.", "Locatie", "Score", "Reis"))
        site = truth.site_of[name]
        yield Said(path.name, site, "rang in gemeente", whole(rank))
        yield Said(path.name, site, "score", score.split(" (")[0])
        yield Said(path.name, site, "min", amount(trip).value)


def profile(path: Path, truth: Truth) -> tuple[list[Said], str, Amount]:
    """Read a site's profile: its statements, its site, and the trip as its sentence has it."""
    with pymupdf.open(path) as pdf:
        text = " ".join(" ".join(page.get_text() for page in pdf).split())
    site = re.search(r"Gegeven Waarde Locatie (\S+)", text)[1]
    score = re.search(r"De score is (\S+)(?: \([\d,]+ tot [\d,]+\))? op een schaal", text)[1]
    ranks = re.search(r"op nummer ([\d.]+) van [\d.]+ en op nummer ([\d.]+) in", text)
    said = [
        Said(path.name, site, "score", score),
        Said(path.name, site, "rang", whole(ranks[1])),
        Said(path.name, site, "rang in gemeente", whole(ranks[2])),
    ]
    reach = text[text.index("Wat is er in de buurt?") : text.index("Leunen op de moederlocatie")]
    for part in truth.parts:
        name, mode = re.fullmatch(r"(.+) \(\w+, (\w+)\)", part).groups()
        told = re.search(rf"{name} {mode} (.+)", reach)[1]
        said.append(Said(path.name, site, part, amount(told).value))
    return said, site, amount(re.search(r"De reis duurt (.+?)\. ", text)[1])


def best_in_terminal(text: str, truth: Truth) -> Iterator[Said]:
    """Read the ten best that a run prints."""
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    best = [row for row in rows if len(row) == 7 and row[0].isdigit()]
    for rank, name, _, score, _, _, trip in best:
        site = truth.site_of[name]
        yield Said("terminal", site, "rang", whole(rank))
        yield Said("terminal", site, "score", score.split(" (")[0])
        yield Said("terminal", site, "min", amount(trip).value)


def why_in_terminal(text: str, site: str, truth: Truth) -> Iterator[Said]:
    """Read what ``rank --why`` prints of one site."""
    score = r"met score (\d,\d\d)(?: \([\d,]+ tot [\d,]+\))?;"
    told = re.search(rf"\({site}\) staat op plaats ([\d.]+) van [\d.]+ {score}", text)
    yield Said("why", site, "rang", whole(told[1]))
    yield Said("why", site, "score", told[2])
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    measured = [row[1] for row in rows if len(row) == 6 and not row[1].endswith("%")][1:]
    for part, trip in zip(truth.parts, measured, strict=True):
        yield Said("why", site, part, amount(trip).value)


# --- pages after their script ---

#: What a reader sees in the panel of every site, in the list, on paper and in the panel of a hub.
READ = """() => {
  const bare = (text) => text.replaceAll('\N{SOFT HYPHEN}', '');
  const texts = (nodes) => [...nodes].map(node => bare(node.textContent).trim());
  const panel = document.getElementById('paneel');
  const list = document.getElementById('ranglijst-tabel');
  const turn = [...document.querySelectorAll('#bladeren button')]
    .find(button => button.textContent === 'Volgende');
  const lines = [];
  for (;;) {
    for (const row of list.tBodies[0].querySelectorAll('tr[data-site]')) {
      lines.push([row.dataset.site, ...texts(row.cells)]);
    }
    if (turn.getAttribute('aria-disabled') === 'true') break;
    turn.click();
  }
  window.dispatchEvent(new Event('beforeprint'));
  const paper = [...document.getElementById('papier-tabel').rows].map(row => texts(row.cells));
  const panels = Data.sites.id.map((id, row) => {
    State.now.site = row;
    Panel.draw();
    const facts = {};
    for (const label of panel.querySelectorAll('dt')) {
      facts[label.textContent] ??= label.nextElementSibling.textContent;
    }
    return {id, facts, verdict: texts(panel.querySelectorAll('.oordeel p')),
            asked: texts(panel.querySelectorAll('.oordeel > .opsomming')),
            answers: texts(panel.querySelectorAll('.functies td:last-child')),
            parts: texts(panel.querySelectorAll('.balk-plek'))};
  });
  State.now.site = -1;
  const spokes = Data.hubs.flatMap((_, hub) => {
    State.now.hub = hub;
    Panel.draw();
    return texts(panel.querySelectorAll('.spaken li')).map((text, k) =>
      [bare(panel.querySelectorAll('.spaken button')[k].textContent), text]);
  });
  const sort = [...list.tHead.querySelectorAll('th')].map(head => head.dataset.sort);
  return {sort, lines, paper, panels, spokes};
}"""


def with_script(page: Page, seen: dict, truth: Truth) -> Iterator[Said]:
    """Say what the page said after its script ran."""
    for site, *cells in seen["lines"]:
        named = dict(zip(seen["sort"], cells, strict=True))
        yield from row_of_list(f"{page.path.name} live list", page.rank, site, named)
    for cells in seen["paper"]:
        site = truth.site_of[cells[1]]
        yield from row_on_paper(f"{page.path.name} live paper", page.rank, site, cells)
    for name, text in seen["spokes"]:
        trip = re.search(r"(?:^|, )([^,]+ min) fietsen", text.removeprefix(name).strip())[1]
        yield Said(f"{page.path.name} hub", truth.site_of[name], "min", amount(trip).value)
    for one in seen["panels"]:
        yield from panel(page, one, truth)


def panel(page: Page, one: dict, truth: Truth) -> Iterator[Said]:
    """Say what the panel of one site said."""
    where, site, facts = f"{page.path.name} panel", one["id"], one["facts"]
    if facts["Rang"][0].isdigit():
        yield Said(where, site, page.rank, whole(facts["Rang"].split(" van ")[0]))
    yield Said(where, site, "score", re.split(r" \(| op ", facts["Score"])[0])
    yield Said(where, site, "min", amount(facts["Moederlocatie"].rpartition(", ")[2]).value)
    for part, text in zip(truth.parts, page.trips(one["parts"]), strict=True):
        yield Said(where, site, part, amount(text).value)


def layer(path: Path) -> Iterator[Said]:
    """Read the sites of a GeoPackage with its own driver."""
    tables = [pyogrio.read_dataframe(path, layer=name) for name in ("zoekgebieden", "locaties")]
    for row in (row for table in tables for row in table.to_dict("records")):
        where, site = path.name, row["site_id"]
        yield Said(where, site, "rang", whole(_cell(row["rank"])))
        yield Said(where, site, "rang in gemeente", whole(_cell(row["rank_in_gemeente"])))
        yield Said(where, site, "score", number(row["score"], 2))
        yield Said(where, site, "min", whole(_cell(row["mother_min"])))


def _cell(value: float | None) -> int | None:
    """Return a whole number as a driver gives it; none for an empty cell."""
    return None if value is None or value != value else int(value)  # noqa: PLR0124 - NaN
