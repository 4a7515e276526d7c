"""Bad settings of a scenario; see ``bad_input``."""

import json
from collections.abc import Iterator

from bad_kind import RUN, Kind
from made_input import POINT, Make, both, nothing, raw, rows, settings, table, text

CRITERION = 'categories = ["primary_school"]'
TOWNS = '[layers.municipalities]\npath = "g.geojson"\nreader = "gemeenten_cbs"'


def twice(*codes: str) -> str:
    """Return municipalities in one square with these codes; one code twice without any."""
    ring = [[5.2, 52.0], [5.3, 52.0], [5.3, 52.1], [5.2, 52.1], [5.2, 52.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    towns = [
        {"type": "Feature", "geometry": shape,
         "properties": {"gemeentecode": code, "gemeentenaam": f"Dorp {i}"}}
        for i, code in enumerate(codes or ("GM0355", "GM0355"), start=1)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": towns})


def provinces() -> Iterator[Kind]:
    def kind(what: str, make: Make) -> Kind:
        return Kind("Settings", what, RUN, make)

    one, two = (f'[[area.provinces]]\ncode = "{code}"\n' for code in ("PV26", "PV28"))
    mine = 'gm_codes = ["GM0355"]\n'
    yield kind("a gemeente in two provinces", settings(f"{one}{mine}{two}{mine}"))
    yield kind("a province without gemeenten", settings(one))
    yield kind("a province twice", settings(f"{one}{mine}{one}{mine}"))
    away_town = 'gm_codes = ["GM0363"]\n'
    yield kind("a province with a gemeente elsewhere", settings(f"{one}{away_town}"))
    aim = '[area.provinces.target]\nplaces = 100\nlabel = "besluit"\n'
    yield kind("a target for an unknown province", settings(f"{one}{mine}{two}{aim}"))


def scenarios() -> Iterator[Kind]:
    def kind(what: str, make: Make, words: tuple[str, ...] = RUN) -> Kind:
        return Kind("Settings", what, words, make)

    yield kind("no file", nothing)
    yield kind("not TOML", text("s.toml", "name = "))
    yield kind("not UTF-8", raw("s.toml", b"name = '\xff'"))
    yield kind("nested too deeply", text("s.toml", "a = " + "[" * 5000))
    yield kind("an empty file", text("s.toml"))
    yield kind("a key that does not exist", settings(old="reference_date", new="refrence_date"))
    yield kind("a section that does not exist", settings("[scuot]", "places = 60"))
    yield kind("a day out of range", settings(old="2026-11-01", new="9999-12-31"))
    yield kind(
        "a category that does not exist",
        settings(old=CRITERION, new='categories = ["primary_schol"]'),
    )
    yield kind(
        "a category twice",
        settings(old=CRITERION, new='categories = ["primary_school", "primary_school"]'),
    )
    yield kind(
        "a norm that does not exist",
        settings(old='norm = "walk_primary_school"', new='norm = "walk_primary_schol"'),
    )
    yield kind("a negative weight", settings(old="weight = 15", new="weight = -15"))
    yield kind("a weight that is not a number", settings(old="weight = 15", new='weight = "veel"'))
    yield kind("a weight that is infinite", settings(old="weight = 15", new="weight = inf"))
    yield kind(
        "a way to travel that does not exist", settings(old='mode = "walk"', new='mode = "vlieg"')
    )
    yield kind(
        "a reader that does not exist",
        both(
            settings('[layers.wijken]\npath = "w.gpkg"\nreader = "wijkn"'), table("w.gpkg", POINT)
        ),
    )
    yield kind(
        "a layer without its file", settings('[layers.wijken]\npath = "w.gpkg"\nreader = "wijken"')
    )
    yield kind("a CRS that does not exist", settings('[area]\nmetric_crs = "EPSG:99999"'))
    yield kind("a CRS in degrees", settings('[area]\nmetric_crs = "EPSG:4326"'))
    yield kind("a CRS in feet", settings('[area]\nmetric_crs = "EPSG:2276"'))
    away = '[area]\nname = "Porto"\ncountry = "Portugal"\n'
    yield kind("an area abroad without a CRS", settings(f"{away}bounds = [-8.8, 40.9, -8.3, 41.4]"))
    yield kind("an area abroad without bounds", settings(f'{away}metric_crs = "EPSG:3763"'))
    yield kind(
        "bounds as wide as the world", settings("[area]\nbounds = [-180.0, -90.0, 180.0, 90.0]")
    )
    yield kind("bounds upside down", settings("[area]\nbounds = [7.3, 50.7, 3.2, 53.7]"))
    yield kind("a pattern of codes that is none", settings('[area]\ncode_pattern = "GM["'))
    yield kind(
        "an example that is no code",
        settings('[area]\ncode_pattern = "^0[0-9]{7}$"\ncode_example = "1312"'),
    )
    abroad = f'{away}metric_crs = "EPSG:3763"\nbounds = [-8.8, 40.9, -8.3, 41.4]\n'
    yield kind("a background of another country", settings(f'{abroad}background = "pdok"'))
    yield kind("a background that does not exist", settings('[area]\nbackground = "osm"'))
    yield kind("a gemeente twice", both(settings(TOWNS), text("g.geojson", twice())))
    hubs = '[layers.hubs]\npath = "h.csv"\nreader = "reception"'
    hub = "H1;Een;GM0355;azc;in gebruik;300;5,24;52,09;50"
    heads = "hub_id;name;gm_code;kind;status;places;lon;lat;accuracy_m"
    yield kind("a mother location twice", both(settings(hubs), text("h.csv", heads, hub, hub)))
    kernen = '[layers.kernen]\npath = "k.csv"\nreader = "kernen"'
    kern = "Zeist;GM0355;900;5,24;52,09"
    yield kind(
        "a kern twice",
        both(settings(kernen), text("k.csv", "kern;gm_code;population;lon;lat", kern, kern)),
    )
    places = '[[layers.places]]\npath = "p.csv"\nreader = "places"'
    post = "P1;gp;Post;5,24;52,09"
    yield kind(
        "a facility twice",
        both(settings(places), text("p.csv", "id;categorie;naam;lon;lat", post, post)),
    )
    yield kind(
        "a code that is none of the area",
        both(settings(TOWNS), text("g.geojson", twice("GM0355", "PT-1312"))),
    )
    yield kind("a CRS that is not true to scale", settings('[area]\nmetric_crs = "EPSG:3857"'))
    yield kind("a municipality that does not exist", settings(), (*RUN, "-m", "Zijst"))
    yield kind("a cycle that does not exist", settings(), (*RUN, "--cycle", "spreidingswet-9"))
    yield kind(
        "facts about nobody",
        both(
            settings('[sites]\npath = "lijst.csv"\nfacts = "f.csv"'),
            rows(),
            text("f.csv", "site_id;gfa_m2", "Z;100"),
        ),
    )
