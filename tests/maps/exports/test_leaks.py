"""What an edition may not show is in no byte of it, and cannot be reckoned from it either.

The real run, from a CSV of a user to every file and document. Secret sites lie among open ones.
"""

import base64
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from pyproj import Transformer

from maps.documents.documents import render_documents
from maps.exports.gate import write_documents, write_outputs
from maps.page.data import packed_json
from maps.page.render import render_pages
from opvangkaart.runs.inputs import read_inputs
from opvangkaart.runs.run import evaluate
from sites.tables.schemas import Edition
from sites.tables.withheld import Withheld
from tests.maps.leak_search import Secret, leaks

HEAD = "id;naam;soort;plekken;gemeente;vertrouwelijkheid;lon;lat\n"
OPEN = """\
open-1;Oude school;gebouw;60;Zeist;openbaar;5.2331;52.0907
open-2;Kantoor aan de rand;gebouw;80;Amersfoort;openbaar;5.3872;52.1561
open-3;Leeg kantoor;gebouw;40;Utrecht;openbaar;5.1214;52.0907
open-4;Loods;gebouw;90;Soest;openbaar;5.2923;52.1738
"""
CLOSED = """\
dicht-1;Vertrouwelijk huis;gebouw;50;Bunnik;intern;5.1987;52.0441
dicht-2;Nog een huis;gebouw;70;Houten;intern;5.1687;52.0291
dicht-3;Derde huis;gebouw;60;Baarn;intern;5.2873;52.2117
dicht-4;Vierde huis;gebouw;40;De Bilt;intern;5.1812;52.1093
dicht-5;Vijfde huis;gebouw;37;Leusden;intern;5.4319;52.1325
"""
#: Two secrets of the same size: whatever an edition shows, it may not depend on which it is.
PLANTED = {
    "a": ("qzx-geheim-71", "Wxqfhof Zevenaar", 5.24871, 52.08137, "Zeist", "qzxlijst.csv"),
    "b": ("vvk-stil-08", "Klompjbrug Bvd", 5.40193, 52.16829, "Amersfoort", "vvkbestand.csv"),
}
TO_RD = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)


def secret(which: str) -> Secret:
    site_id, name, lon, lat, _, file = PLANTED[which]
    easting, northing = TO_RD.transform(lon, lat)
    words = (site_id, name, name.split()[0], file, Path(file).stem)
    return Secret(words, lon, lat, easting, northing)


def write_list(folder: Path, which: str | None, level: str = "intern") -> Path:
    planted, file = "", "lijst.csv"
    if which:
        site_id, name, lon, lat, town, file = PLANTED[which]
        planted = f"{site_id};{name};gebouw;75;{town};{level};{lon};{lat}\n"
    path = folder / file
    path.write_text(HEAD + OPEN + CLOSED + planted, encoding="utf-8")
    return path


def put_out(folder: Path, which: str | None, edition: Edition, level: str = "intern") -> Path:
    """Run everything from a user's list to a folder, with the documents beside it."""
    folder.mkdir()
    inputs = read_inputs(sites_file=write_list(folder, which, level))
    result = evaluate(inputs, edition=edition)
    out = folder / "uit"
    pages = render_pages(result, municipalities=["GM0355", "GM0307"])
    write_outputs(result, out, pages=pages, rejected=inputs.rejected, log=inputs.notes)
    papers = render_documents(result, municipalities=["GM0355"])
    write_documents(result, folder / "uit" / "documenten", papers)
    return out


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Return folders by what was planted and for whom it was written."""
    made: dict[tuple[str | None, str], Path] = {}

    def get(which: str | None, edition: Edition) -> Path:
        if (which, edition) not in made:
            folder = tmp_path_factory.mktemp("lek") / f"{which}-{edition}"
            made[which, edition] = put_out(folder, which, edition)
        return made[which, edition]

    return get


def contents(folder: Path) -> dict[str, bytes]:
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not (name := path.relative_to(folder).as_posix()).startswith("intern")
    }


def test_no_byte_of_the_public_edition_holds_a_trace_of_an_internal_site(outputs) -> None:
    assert leaks(outputs("a", "openbaar"), secret("a")) == []


@pytest.mark.slow
def test_the_public_edition_is_the_same_whichever_secret_site_was_left_out(outputs) -> None:
    one, other = (contents(outputs(which, "openbaar")) for which in "ab")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []


KINDS = {".csv", ".geojson", ".gpkg", ".html", ".json", ".parquet", ".pdf", ".qgs", ".svg", ".xlsx"}


@pytest.mark.slow
def test_the_search_finds_the_planted_site_in_every_kind_of_file_of_its_own_edition(
    outputs,
) -> None:
    found = leaks(outputs("a", "intern"), secret("a"))
    kinds = {Path(line.split(": ")[0]).suffix for line in found}
    assert kinds >= (KINDS | {".docx"}) - {".qgs"}  # a project names layers, and no site
    where = {Path(line.split(": ")[0]).suffix for line in found if "position" in line}
    assert where >= {".csv", ".geojson", ".gpkg", ".html", ".parquet", ".pdf", ".xlsx"}


@pytest.mark.slow
def test_no_byte_of_the_council_edition_holds_a_trace_of_an_internal_site(outputs) -> None:
    assert leaks(outputs("a", "raad"), secret("a")) == []
    one, other = (contents(outputs(which, "raad")) for which in "ab")
    assert [name for name in one if one[name] != other[name]] == []


LEAKS = {
    "een naam in een pagina": ("lek.html", "<p>bij het Wxqfhof</p>"),
    "een id in de hash": ("lek.html", '<a href="#s=qzx-geheim-71">'),
    "een coördinaat op drie decimalen": ("lek.json", '{"plek": [5.249, 52.081]}'),
    "breedte voor lengte met komma's": ("lek.csv", "52,08137;5,24871"),
    "een RD-punt op 100 m": ("lek.txt", "RD: {east} / {north}"),
    "een RD-punt met punten": ("lek.txt", "{dotted}"),
    "een plek in de eenheden van een pagina": ("lek.html", '{"lon":[524871],"lat":[5208137]}'),
    "een H3-cel van niveau 8": ("lek.json", '"{cell8}"'),
    "een H3-cel van niveau 11": ("lek.json", '"{cell11}"'),
    "een H3-cel als getal": ("lek.json", "{number8}"),
    "de naam van het bestand": ("lek.json", '"bron": "qzxlijst.csv"'),
    "een naam in base64": ("lek.html", "{base64}"),
    "een naam in een bestandsnaam": ("qzx-geheim-71.txt", "leeg"),
}


@pytest.mark.parametrize("kind", LEAKS)
def test_the_search_finds_each_kind_of_leak(kind, tmp_path) -> None:
    it = secret("a")
    name, text = LEAKS[kind]
    filled = {
        "{east}": f"{round(it.easting, -2):.0f}", "{north}": f"{round(it.northing, -2):.0f}",
        "{dotted}": f"{it.easting:,.0f} / {it.northing:,.0f}".replace(",", "."),
        "{cell8}": it.cells[0], "{cell11}": it.cells[3], "{number8}": str(int(it.cells[0], 16)),
        "{base64}": base64.b64encode(b"x" * 60 + b"Wxqfhof" + b"x" * 20).decode(),
    }  # fmt: skip
    for mark, value in filled.items():
        text = text.replace(mark, value)
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "intern").mkdir()
    (tmp_path / "intern" / "log.txt").write_text("qzx-geheim-71", encoding="utf-8")
    assert leaks(tmp_path, it)
    assert all(line.startswith(name) for line in leaks(tmp_path, it))


def test_a_leak_by_a_careless_writer_is_caught_before_it_goes_out(tmp_path) -> None:
    """Break the rule on purpose: mark the run as public although it was computed for the team."""
    inputs = read_inputs(sites_file=write_list(tmp_path, "a"))
    careless = replace(evaluate(inputs, edition="intern"), edition="openbaar")
    with pytest.raises(ValueError, match="edition openbaar may not show 6 of 10 sites"):
        write_outputs(careless, tmp_path / "uit", pages=[], rejected=None, log=[])


def numbers_of(folder: Path) -> dict[str, list[list[object]]]:
    """Return everything that could be subtracted: sums, counts, ranks, per sheet."""
    file = next(folder.glob("opvangkaart*.xlsx"))
    book = openpyxl.load_workbook(file, data_only=True)
    found: dict[str, list[list[object]]] = {}
    for name in ("Locaties", "Clusters", "Gemeenten", "Gewichten"):
        rows = list(book[name].iter_rows(values_only=True))
        found[name] = [[c for c in row if isinstance(c, int | float | str)] for row in rows]
    return found


@pytest.mark.slow
def test_ranks_and_sums_of_the_public_edition_have_no_gap_where_a_site_was(
    outputs, tmp_path
) -> None:
    without = tmp_path / "zonder"
    without.mkdir()
    (without / "lijst.csv").write_text(HEAD + OPEN, encoding="utf-8")
    inputs = read_inputs(sites_file=without / "lijst.csv")
    never = evaluate(inputs, edition="openbaar")
    write_outputs(never, without / "uit", pages=[], rejected=None, log=[])
    assert numbers_of(outputs("a", "openbaar")) == numbers_of(without / "uit")
    ranks = never.ranking["rank"].dropna().sort_values().tolist()
    assert ranks == list(range(1, len(ranks) + 1))


@pytest.mark.slow
def test_no_number_in_the_public_edition_is_what_the_internal_edition_has_more(outputs) -> None:
    """Subtract every sum of the editions: the difference must not be found as a told number."""
    inputs = read_inputs(sites_file=next(outputs("a", "openbaar").parent.glob("*.csv")))
    public, team = (evaluate(inputs, edition=edition) for edition in ("openbaar", "intern"))
    exact = int(team.sites["places"].sum() - public.sites["places"].sum())
    assert exact == 332
    assert public.withheld == Withheld(6, "250 tot 500")  # no exact sum to subtract from
    record = (outputs("a", "openbaar") / "run.json").read_text(encoding="utf-8")
    assert not re.search(rf"\b{exact}\b", record)
    assert "samen 250 tot 500 plekken" in record


@pytest.mark.slow
def test_one_more_secret_site_moves_nothing_but_the_count(outputs) -> None:
    one, other = (contents(outputs(which, "openbaar")) for which in ("a", None))

    def unsaid(content: bytes) -> bytes:
        return re.sub(rb"\d+(?:<[^<>]*>)? locaties(?:<[^<>]*>)? zijn weggelaten", b"", content)

    text = [name for name in one if name.endswith((".html", ".json", ".csv", ".geojson", ".svg"))]
    assert len(text) > 5
    same = [n for n in text if _without_hashes(unsaid(one[n])) == _without_hashes(unsaid(other[n]))]
    assert same == text
    assert one["opvangkaart.gpkg"] == other["opvangkaart.gpkg"]
    assert one["opvangkaart.parquet"] == other["opvangkaart.parquet"]


def _without_hashes(content: bytes) -> bytes:
    """Drop the digests of the security policy: they follow from the text they allow."""
    return re.sub(rb"sha256-[A-Za-z0-9+/=]+", b"", content)


@pytest.mark.slow
def test_minutes_in_the_public_edition_belong_to_visible_sites_only(outputs) -> None:
    inputs = read_inputs(sites_file=next(outputs("a", "openbaar").parent.glob("*.csv")))
    hidden = evaluate(inputs, edition="intern").travel
    visible = evaluate(inputs, edition="openbaar").travel
    mine = hidden[hidden["site_id"] == "qzx-geheim-71"]["travel_min"].round(1)
    fingerprint = {round(float(m), 1) for m in mine.dropna()}
    for site, rows in visible.groupby("site_id"):
        others = {round(float(m), 1) for m in rows["travel_min"].dropna()}
        assert len(fingerprint & others) < len(fingerprint) / 2, site
    assert np.isfinite(list(fingerprint)).all()


def test_the_search_reads_the_packed_data_of_a_page(tmp_path):
    # the name stands in two pieces in the bytes, and the position as steps
    hidden = secret("a")
    before = "Het Wxqfhof Zev is geen naam"
    data = {
        "name": [before, "Het Wxqfhof Zevenaar"],
        "lat": [round(hidden.lat * 1e5) - 1 + step for step in range(4)],
        "lon": [round(hidden.lon * 1e5) - 1 + step for step in range(4)],
    }
    page = tmp_path / "index.html"
    page.write_text(
        f'<script type="application/json" id="gegevens">{packed_json(data)}</script>',
        encoding="utf-8",
    )
    assert hidden.words[1] not in page.read_text(encoding="utf-8")
    found = leaks(tmp_path, hidden)
    assert f"index.html: word {hidden.words[1]}" in found
    assert "index.html: position in page units" in found
