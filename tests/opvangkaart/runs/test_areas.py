"""Areas outside the Netherlands, end to end on real extracts: nothing Dutch stands in for them."""

import json
import re
import shutil
from pathlib import Path

import geopandas as gpd
import pytest
from asked import ask
from conftest import ROOT

from tests.maps.leak_search import pieces

SCENARIOS = ROOT / "tests" / "scenarios"
#: What only the Netherlands or Utrecht brings. Numbers of positions hold any four digits, so the
#: target is looked for as it is written and as a setting.
DUTCH = re.compile(
    r"utrecht|\bcoa\b|\bcbs\b|pdok|kadaster|4\.793|[:=] ?4793\b|\bgza\b|\bprt\b(?!\")|"
    r"\bisk\b(?!\")|\bduo\b|spreidingswet|regietafel|28992|rijksdriehoek|\(rd\)|(?<![0-9,.])7 km\b|"
    r"gemodelleerd uit inwoners(?!\))|\b(?:de|hele) provincie\b|crisisnood|\bcno is\b|\(cno\)|"
    r"prijspeil|\bcoa_|\bprt_|statushouders te huisvesten|bonus in 2023",
    re.IGNORECASE,
)


def _is_text(words: str) -> bool:
    """Tell letters from packed bytes, in which any three may stand: the part around the middle."""
    middle = len(words) // 2
    core = words[max(0, middle - 12) : middle + 12]
    return "\ufffd" not in core and core.replace("\n", " ").replace("\t", " ").isprintable()


def dutch_words(folder: Path) -> list[str]:
    """Return every word of another country in every byte that is written, with where it stands."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        for piece in [path.name.encode(), *pieces(path)]:
            for text in (piece.decode("utf-8", "replace"), piece.decode("utf-16-le", "ignore")):
                near = (text[max(0, h.start() - 40) : h.end() + 40] for h in DUTCH.finditer(text))
                found += [f"{path.name}: {words}" for words in near if _is_text(words)]
    return found


def test_the_search_finds_a_dutch_word_wherever_it_hides(tmp_path: Path) -> None:
    assert DUTCH.search("Gemeentegrenzen: CBS/Kadaster.")
    assert DUTCH.search("Het doel is 4.793 plekken")
    assert DUTCH.search('"target": 4793,')
    assert not DUTCH.search("[4711234,954793,12]")
    (tmp_path / "a.html").write_text("<p>als COA dat inzet</p>", encoding="utf-8")
    assert dutch_words(tmp_path)
    (tmp_path / "a.html").write_bytes(b"\x00\x81\x1f(CNO)\x9c\x02" * 3)
    assert dutch_words(tmp_path) == []


def _made(shared: Path, folder: Path, name: str, extract: str) -> Path:
    """Return a folder with all that a run and the documents write, and the scenario beside it."""
    made = folder / name
    shutil.copytree(SCENARIOS / name, made)
    (made / extract).symlink_to(shared / "data" / "osm_fixtures" / extract)
    scenario = made / f"{name}.toml"
    done = ask("run", scenario, "--out", made / "uit")
    assert done.code == 0, done.complaint
    (made / "gezegd.txt").write_text(done.said, encoding="utf-8")
    return made


#: What a plan needs where nobody set a target, knows the room, or counted the people.
PLAN = """
[plan]
target = 60
[[plan.hubs.rooms]]
hub_id = "H1"
places = 200
[[plan.hubs.rooms]]
hub_id = "H2"
places = 200
[plan.share]
key = "eigen"
least = 0
most = 100
[plan.share.own]
"""
TOWNS = {"porto": ("1312",), "liechtenstein": tuple(f"R11559{n}" for n in (*range(45, 55), 56))}
PAGE = {"porto": "Porto", "liechtenstein": "Vaduz"}


@pytest.fixture(scope="module")
def liechtenstein(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gebied")
    return _made(shared, folder, "liechtenstein", "liechtenstein_2015.osm.pbf")


@pytest.fixture(scope="module")
def porto(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(shared, tmp_path_factory.mktemp("gebied"), "porto", "porto_portugal.osm.pbf")


@pytest.mark.slow
@pytest.mark.shared
def test_liechtenstein_has_its_eleven_municipalities_from_its_own_extract(liechtenstein) -> None:
    pages = sorted(path.stem for path in (liechtenstein / "uit").glob("gemeente-*.html"))
    assert [page.removeprefix("gemeente-") for page in pages] == [
        "balzers", "eschen", "gamprin", "mauren", "planken", "ruggell", "schaan", "schellenberg",
        "triesen", "triesenberg", "vaduz",
    ]  # fmt: skip
    sites = gpd.read_file(liechtenstein / "uit" / "opvangkaart.geojson")
    assert set(sites["gm_code"]) <= {"R1155956", "R1155949", "R1155945", "R1155951"}


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("area", ["liechtenstein", "porto"])
def test_nothing_dutch_stands_in_any_byte_of_another_country(area, request) -> None:
    made = request.getfixturevalue(area)
    assert dutch_words(made / "uit") == []
    assert DUTCH.findall((made / "gezegd.txt").read_text(encoding="utf-8")) == []


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("area", ["liechtenstein", "porto"])
def test_nothing_dutch_stands_in_any_byte_of_its_plan_and_papers(area, request) -> None:
    made = request.getfixturevalue(area)
    papers = ask("documents", made / f"{area}.toml", "-m", PAGE[area], "--out", made / "papier")
    assert papers.code == 0, papers.complaint
    text = (made / f"{area}.toml").read_text(encoding="utf-8")
    own = "".join(f"{code} = 1\n" for code in TOWNS[area])
    (made / "plan.toml").write_text(f"{text}{PLAN}{own}", encoding="utf-8")
    plan = ask("plan", made / "plan.toml", "--out", made / "plan")
    assert plan.code == 0, plan.complaint
    assert dutch_words(made / "papier") == []
    assert dutch_words(made / "plan") == []
    assert DUTCH.findall(papers.said + plan.said) == []


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("area", ["liechtenstein", "porto"])
def test_every_layer_that_is_used_stands_in_the_sources_with_its_licence(area, request) -> None:
    record = json.loads((request.getfixturevalue(area) / "uit" / "run.json").read_text("utf-8"))
    told = {row["layer"]: (row["source"], row["licence"]) for row in record["lagen"]}
    credit = ("© OpenStreetMap-bijdragers", "ODbL 1.0")
    assert told["places"] == told["streets"] == credit
    page = (request.getfixturevalue(area) / "uit" / "index.html").read_text("utf-8")
    assert "© OpenStreetMap-bijdragers" in page


@pytest.mark.slow
@pytest.mark.shared
def test_the_ground_of_an_extract_is_drawn_named_and_light(liechtenstein) -> None:
    record = json.loads((liechtenstein / "uit" / "run.json").read_text("utf-8"))
    told = {row["layer"]: (row["source"], row["licence"]) for row in record["lagen"]}
    assert told["base"] == ("© OpenStreetMap-bijdragers", "ODbL 1.0")
    page = (liechtenstein / "uit" / "gemeente-vaduz.html").read_text("utf-8")
    assert '<th scope="row">ondergrond</th><td>© OpenStreetMap-bijdragers</td>' in page
    assert re.search(r'class="m-credit".{0,300}© OpenStreetMap-bijdragers', page)  # on paper
    for kind in ("bebouwing", "water", "wegen", "spoor"):
        assert f'class="legenda-{kind}"' in page
    with_ground = len(page) - len(re.sub(r'<g class="m-lines">.*?</g>', "", page, flags=re.DOTALL))
    assert 0 < with_ground < 400_000
    assert len(page.encode()) < 600_000


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.browser
def test_a_site_says_what_it_reaches_and_draws_it_along_the_streets(liechtenstein, browser) -> None:
    page, complaints = browser.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((liechtenstein / "uit" / "gemeente-vaduz.html").as_uri() + "#plek=L1")
    pressed = page.get_by_role("button", name="Binnen 15 min fietsen")
    pressed.click()
    drawn = page.locator(".leaflet-reistijd-pane path[fill-opacity='0.12']")
    assert drawn.count() == 1
    assert drawn.get_attribute("d").count("L") > 50  # it follows the streets: no circle
    told = page.locator("#paneel").inner_text()
    lon, lat = page.evaluate("[Data.lon(0), Data.lat(0)]")
    asked = ask(
        "travel", "--scenario", liechtenstein / "liechtenstein.toml", f"{lon},{lat}",
        "--within", 15, "--mode", "bike",
    )  # fmt: skip
    people = re.search(r"([0-9.]+ inwoners in [0-9]+ kern)", asked.said)
    assert people, asked
    assert f"15 minuten fietsen: {people[1]}" in told
    pressed.click()
    assert drawn.count() == 0
    page.close()
    assert complaints == []  # nobody set a target: the bar of places has no line for it


@pytest.mark.slow
@pytest.mark.shared
def test_a_point_west_of_greenwich_is_asked_as_it_is_written(porto) -> None:
    scenario = porto / "porto.toml"
    for at in ("-8.6105,41.1480", "-8.6105, 41.1480"):
        done = ask("lean", "--scenario", scenario, "--at", at, "--places", 40)
        assert done.code == 0, done.complaint
        assert DUTCH.findall(done.said) == []
    done = ask("travel", "--scenario", scenario, "-8.6105,41.1480", "H2", "--mode", "walk")
    assert done.code == 0, done.complaint
    assert "min" in done.said


CRITERION = """
[[criteria]]
id = "gp"
label = "Posto"
categories = ["gp"]
mode = "car"
weight = 30
curve = { good = 5, poor = 30 }
norm = ""
source = "inventado"
"""


def small_area(folder: Path, code: str = "4314902", more: str = "") -> Path:
    """Write the smallest area outside the Netherlands and return its scenario."""
    ring = [[-51.3, -30.2], [-51.1, -30.2], [-51.1, -29.9], [-51.3, -29.9], [-51.3, -30.2]]
    town = {
        "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"gemeentecode": code, "gemeentenaam": "Cidade", "inwoners": 1000},
    }  # fmt: skip
    collection = {"type": "FeatureCollection", "features": [town]}
    (folder / "g.json").write_text(json.dumps(collection), encoding="utf-8")
    (folder / "g.json").rename(folder / "g.geojson")
    files = {
        "k.csv": f"kern,gm_code,population,lon,lat\nBairro,{code},900,-51.2,-30.0\n",
        "h.csv": f"hub_id,name,gm_code,kind,status,places,lon,lat,accuracy_m\n"
        f"H1,Abrigo,{code},azc,in gebruik,300,-51.2,-30.05,50\n",
        "p.csv": "id,categorie,naam,lon,lat\nP1,gp,Posto,-51.2,-30.01\n",
        "s.csv": f"id,naam,plaatsen,gemeente,lon,lat\nS1,Sitio,40,{code},-51.21,-30.02\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    layers = "".join(
        f'[layers.{slot}]\npath = "{path}"\nreader = "{reader}"\nsource = "x"\nlicence = "CC0"\n'
        for slot, path, reader in (
            ("municipalities", "g.geojson", "gemeenten_cbs"), ("kernen", "k.csv", "kernen"),
            ("hubs", "h.csv", "reception"),
        )
    )  # fmt: skip
    (folder / "area.toml").write_text(
        'name = "cidade"\ntitle = "Cidade"\nreference_date = 2019-05-14\n[area]\nname = "Cidade"\n'
        'country = "Brasil"\nmetric_crs = "EPSG:32722"\nbounds = [-51.4, -30.3, -51.0, -29.8]\n'
        f"{more}{layers}"
        '[[layers.places]]\npath = "p.csv"\nreader = "places"\n[sites]\npath = "s.csv"\n'
        '[mothers]\nactive = ["H1"]\n' + CRITERION,
        encoding="utf-8",
    )
    return folder / "area.toml"


@pytest.mark.parametrize("code", ["4314902", "Região/1"])
def test_a_code_of_any_form_is_a_code_outside_the_netherlands(code: str, tmp_path: Path) -> None:
    done = ask("run", small_area(tmp_path, code), "--out", tmp_path / "uit")
    assert done.code == 0, done.complaint
    assert dutch_words(tmp_path / "uit") == []
    record = json.loads((tmp_path / "uit" / "run.json").read_text("utf-8"))
    assert record["scenario"]["plan"]["target"] is None
    page = (tmp_path / "uit" / "gemeente-cidade.html").read_text("utf-8")
    assert "er is geen doel opgegeven" in page


@pytest.mark.parametrize("pattern", ["(1+)+$", "^(1|11)*$", ".*.*.*.*=", "1?" * 30, "("])
def test_a_pattern_that_may_take_for_ever_is_refused(pattern: str, tmp_path: Path) -> None:
    scenario = small_area(tmp_path, "1" * 36 + "x", more=f'code_pattern = "{pattern}"\n')
    line = ask("run", scenario, "--out", tmp_path / "uit").line
    assert "area.code_pattern" in line
    assert "zoals ^[0-9]{6}$" in line


def test_a_word_with_a_minus_is_a_place_a_value_or_a_folder_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = small_area(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = ask("travel", "-51.21,-30.02", "-51.2,-30.05", "--scenario", scenario, "--mode", "bike")
    assert done.code == 0, done.complaint
    assert done.said.startswith("Van -51.21,-30.02 naar -51.2,-30.05, fietsen:")
    near = ask("travel", "--scenario", scenario, "-51.2,-30.0", "--within", 15, "--mode", "walk")
    assert "900 inwoners in 1 kern" in near.said
    for at in (("--at", "-51.21,-30.02"), ("--at=-51.21,-30.02",)):
        assert ask("lean", "--scenario", scenario, *at, "--places", 40).code == 0
    assert ask("run", scenario, "--out", "-51").code == 0
    assert (tmp_path / "-51" / "index.html").exists()
    few = ask("lean", "--scenario", scenario, "--at", "-51.21,-30.02", "--places", "-4")
    assert few.line.startswith("-4 plekken kan niet")


def test_a_target_that_the_area_brings_is_told_with_its_own_words(tmp_path: Path) -> None:
    more = '[area.target]\nplaces = 500\nlabel = "500 plekken, besluit van 2019"\n'
    scenario = small_area(tmp_path, more=more)
    done = ask("run", scenario, "--out", tmp_path / "uit")
    assert done.code == 0, done.complaint
    page = (tmp_path / "uit" / "index.html").read_text("utf-8")
    assert "300 in gebruik van de 500: nog te realiseren 200" in page
    assert dutch_words(tmp_path / "uit") == []


def test_a_plan_without_a_target_says_what_to_give(tmp_path: Path) -> None:
    scenario = small_area(tmp_path)
    with scenario.open("a", encoding="utf-8") as file:
        file.write('[plan.hubs]\nunknown_room = "nul"\n')
    done = ask("plan", scenario, "--out", tmp_path / "uit")
    assert done.line.startswith("niemand gaf op hoeveel plekken dit gebied moet hebben")
    told = ask("ledger", scenario, "--target", 500)
    assert told.code == 0, told.complaint
    assert "500 plekken (zelf ingevoerd)" in told.said
    assert DUTCH.findall(told.said) == []


def test_shares_by_people_that_nobody_counted_are_refused(tmp_path: Path) -> None:
    scenario = small_area(tmp_path)
    text = (tmp_path / "g.geojson").read_text(encoding="utf-8")
    (tmp_path / "g.geojson").write_text(
        text.replace('"inwoners": 1000', '"inwoners": null'), "utf-8"
    )
    with scenario.open("a", encoding="utf-8") as file:
        file.write('[plan]\ntarget = 60\n[plan.hubs]\nunknown_room = "nul"\n')
    line = ask("plan", scenario, "--out", tmp_path / "uit").line
    assert line.startswith("van 1 gemeenten is het aantal inwoners onbekend (4314902)")
    assert "plan.share.own" in line


def test_a_plan_that_can_open_nothing_is_still_a_plan(tmp_path: Path) -> None:
    scenario = small_area(tmp_path)
    with scenario.open("a", encoding="utf-8") as file:
        file.write('[plan]\ntarget = 360\n[plan.hubs]\nunknown_room = "nul"\n')
    done = ask("plan", scenario, "--out", tmp_path / "uit")
    assert done.code == 0, done.complaint
    assert "0 andere plannen gevonden" in done.said
    assert dutch_words(tmp_path / "uit") == []


def test_facilities_are_modelled_by_the_ratios_of_the_area_alone(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        "category,inhabitants_per_facility,source\npharmacy,450,IBGE\n", encoding="utf-8"
    )
    scenario = small_area(tmp_path, more='ratios = "r.csv"\n')
    assert ask("run", scenario, "--out", tmp_path / "uit").code == 0
    places = gpd.read_file(tmp_path / "uit" / "opvangkaart.gpkg", layer="voorzieningen")
    assert sorted(places["origin"]) == ["gemodelleerd", "gemodelleerd", "register"]


def test_two_scenarios_are_compared_per_site_and_per_gemeente(tmp_path: Path) -> None:
    one = small_area(tmp_path)
    other = tmp_path / "straks.toml"
    text = one.read_text(encoding="utf-8").replace('path = "p.csv"', 'path = "p2.csv"')
    other.write_text(text, encoding="utf-8")
    # A doctor 10 km farther, and nothing else.
    (tmp_path / "p2.csv").write_text(
        "id,categorie,naam,lon,lat\nP1,gp,Posto,-51.2,-29.92\n", encoding="utf-8"
    )
    done = ask("compare", one, other, "--edition", "intern")
    assert done.code == 0, done.complaint
    assert "Andere gegevens: voorzieningen." in done.said
    assert "slechter: 1 locatie" in done.said
    assert "Per gemeente" in done.said
    assert "Cidade" in done.said
    same = ask("compare", one, one, "--edition", "intern")
    assert "Voor geen enkele locatie verandert er iets." in same.said
    mixed = ask("compare", one, tmp_path / "plan.parquet")
    assert mixed.line == "vergelijk twee plannen of twee scenario's, niet van elk een"
