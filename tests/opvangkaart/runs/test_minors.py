"""Places for minors (amv) below ``intern``: a postcode area, and nothing that tells more.

Every byte is searched, also what is packed. And a law: another number of them changes no byte, so
it follows from no total either.
"""

import re
from pathlib import Path

import pytest

from opvangkaart.runs.scenario_file import BUNDLED
from tests.maps.leak_search import texts_in
from tests.opvangkaart.runs.test_products_agree import command

SITES = """\
id;naam;gemeente;lon;lat;plekken;vertrouwelijkheid
z1;Klooster;Zeist;5.2331;52.0907;60;openbaar
u1;Kantoor;Utrecht;5.1214;52.0907;60;openbaar
b1;School;Baarn;5.2873;52.2117;40;openbaar
"""
HUBS = """\
id;naam;gemeentecode;gemeente;type;status;capaciteit;lon;lat;postcode;bron
UT01;AZC Een;GM0344;Utrecht;azc;in gebruik;590;5.0859;52.0864;3533;utrecht.nl
UT02;AZC Twee;GM0307;Amersfoort;azc;in gebruik;300;5.3464;52.154;3819;amersfoort.nl
UT03;AZC Drie;GM1581;Utrechtse Heuvelrug;azc;in gebruik;525;5.4318;52.023;3956;heuvelrug.nl
UT04;AZC Vier;GM0355;Zeist;azc;in gebruik;400;5.3062;52.1216;3769;zeist.nl
UT05;AZC Vijf;GM0344;Utrecht;azc;in gebruik;300;5.1158;52.1161;3562;utrecht.nl
UT20;AZC Twintig;GM0356;Nieuwegein;azc;in gebruik;220;5.0806;52.0292;3431;nieuwegein.nl
H9;Huize Zilverspar;GM0355;Zeist;amv + nareizigers;in gebruik;471193;5.2;52.1;3705;zilverspar.nl
H8;Villa Kievitsbloem;GM0342;Soest;amv;in gebruik;398917;;;3761;kievitsbloem.info
"""
ENTRIES = """
[[ledger.entries]]
confidentiality = "openbaar"
id = "roodborst-1"
name = "Hoeve Roodborst"
counter = "amv"
gm_code = "GM0308"
places = {places}
note = "Roodborststraat 5"
source = "Roodborstbode"

[[ledger.entries]]
confidentiality = "openbaar"
id = "H9"
counter = "amv"
gm_code = "GM0355"
places = 457431
note = "Zilversparlaan 12"
source = "Zilversparblad"

[[ledger.entries]]
confidentiality = "openbaar"
id = "H9"
counter = "regulier"
gm_code = "GM0355"
places = 137
source = "Zilversparblad"
"""
WORDS = (  # names, streets and sources; numbers as they are and as people write them
    "Zilverspar", "Kievitsbloem", "Roodborst", "471193", "471.193", "398917", "398.917",
    "457431", "457.431", "616373", "616.373",
)  # fmt: skip
HANDED_OUT = ("run", "plan", "documents", "ledger")


def scenario(folder: Path, places: int, hubs: str = HUBS) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "locaties.csv").write_text(SITES, encoding="utf-8")
    (folder / "opvang.csv").write_text(hubs, encoding="utf-8")
    layers = '[layers.hubs]\npath = "opvang.csv"\nreader = "reception"\n'
    text = BUNDLED.read_text(encoding="utf-8") + ENTRIES.format(places=places)
    path = folder / "proef.toml"
    path.write_text(f'{text}\n[sites]\npath = "locaties.csv"\n\n{layers}', encoding="utf-8")
    return str(path)


def put_out(folder: Path, edition: str, places: int = 616373) -> Path:
    """Write all that can be handed out."""
    path = scenario(folder, places)
    out = folder / edition
    for name in HANDED_OUT:
        more = {"plan": ("--quick",), "ledger": ()}.get(name, ("-m", "Zeist"))
        said = command(name, path, *more, "--edition", edition, "--out", str(out / name))
        (out / f"{name}.txt").write_text(said, encoding="utf-8")
    return out


def found(folder: Path) -> set[str]:
    """Return which secret words stand in any byte that is handed out."""
    seen = set()
    for text, wide in texts_in(folder):
        for word in WORDS:
            if word.casefold() not in text and word.casefold() not in wide:
                continue
            # A number stands by itself: not inside a longer one, as in a geometry.
            exact = re.escape(word.casefold())
            if word[0].isdigit():
                exact = rf"(?<![\w.,]){exact}(?!\w|[.,]\d)"
            if re.search(exact, text) or re.search(exact, wide):
                seen.add(word)
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["openbaar", "raad"])
def test_no_byte_of_an_edition_tells_of_a_place_for_minors(edition, tmp_path: Path) -> None:
    out = put_out(tmp_path / "proef", edition)
    assert not found(out)
    rows = (out / "ledger" / "telling.csv").read_text(encoding="utf-8-sig")
    assert "Opvang voor minderjarigen (amv), Zeist, postcode 3705" in rows
    assert "Opvang voor minderjarigen (amv), Baarn" in rows
    assert "137" in rows  # the others who live there count as before
    told = "Plekken voor minderjarigen (amv) tellen in deze editie niet mee in maat en schaal"
    for name in ("run/index", "run/gemeente-zeist", "plan/index"):  # the order is not the team's
        assert told in next(out.glob(f"{name}*.html")).read_text(encoding="utf-8")
    assert told in (out / "run.txt").read_text(encoding="utf-8")


def test_intern_shows_all_of_it(tmp_path: Path) -> None:
    path = scenario(tmp_path, 616373)  # with 457431 in Zeist; of Soest the number is not read
    told = command("ledger", path, "--edition", "intern", "--pressure")
    assert re.search(r"^Baarn .*616\.373", told, re.MULTILINE)
    assert re.search(r"^minderjarigen \(amv\) +1\.073\.804 ", told, re.MULTILINE)


@pytest.mark.slow
def test_another_number_of_places_for_minors_changes_no_byte(tmp_path: Path) -> None:
    one, other = (put_out(tmp_path / str(n), "raad", places=n) for n in (616373, 12))
    names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(names) > 10
    for name in names:
        told = [(out / name).read_bytes() for out in (one, other)]
        if name.suffix == ".txt":  # names its own folder
            told = [
                text.replace(str(o).encode(), b"")
                for text, o in zip(told, (one, other), strict=True)
            ]
        assert told[0] == told[1], name
