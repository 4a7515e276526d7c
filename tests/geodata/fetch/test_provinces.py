"""An area of several provinces is fetched by province: kept what is whole, joined as one fetch."""

import shutil
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from open_data_server import OpenDataServer, answer, box, feature

from geodata.fetch.check import check
from geodata.fetch.fetch import FETCHERS, fetch
from geodata.fetch.provinces import fetch_provinces, named_provinces
from geodata.store.store import BESIDE, Store
from geodata.store.where import FOLDER
from geodata.web.endpoints import FetchError

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
BOTH = ("Utrecht", "pv25")
SOME = ["wijken", "names"]
TABLES = [name for name in (*FETCHERS, *BESIDE) if name not in {"streets", "transit"}]


def furnish(world):
    """Give the neighbouring province one of everything, and a lake on the border."""
    world._school(24, "GM0228", 5.30)
    kinds = [{"amenity": "doctors"}, {"amenity": "pharmacy"}, {"shop": "supermarket"},
             {"highway": "bus_stop"}, {"leisure": "playground"}]  # fmt: skip
    spots = [(5.301 + i * 0.0008, 52.02 + (i % 7) * 0.01, kinds[i % 5]) for i in range(120)]
    spots += [(5.33, 52.05, {}), (5.34, 52.05, {}), (5.35, 52.05, {"place": "town", "name": "Ede"})]
    world.nodes += [{"type": "node", "id": 70_000 + i, "lat": lat, "lon": lon, "tags": tags}
                    for i, (lon, lat, tags) in enumerate(spots)]  # fmt: skip
    world.ways.append({"type": "way", "id": 7000, "nodes": [70_120, 70_121],
                       "tags": {"waterway": "river", "name": "Beek"}})  # fmt: skip
    world.wfs.append(feature("n9", box(5.34, 52.02, 5.345, 52.03), naamN2K="Natuur 9"))
    world.gml = world.gml.replace(b"141500", b"152500").replace(b"141800", b"152800")
    lake = box(5.29, 52.02, 5.31, 52.03)
    more = {
        "waterdeel_vlak": feature("w9", lake, typewater="meer, plas", naam="Grensplas"),
        "vierkant100m_2025": feature("E90", box(5.35, 52.05, 5.3515, 52.051),
                                     crs28992res100m="E0090N4560", aantalInwoners=7),
        "verblijfsobject": feature(
            "V90", shapely.Point(5.35, 52.05), identificatie="0228010000000090",
            gebruiksdoel="kantoorfunctie", oppervlakte=2000, status="Verblijfsobject in gebruik"),
    }  # fmt: skip
    for name, row in more.items():
        world.collections[name].append(row)


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        furnish(running.world)
        yield running


@pytest.fixture
def quiet(server):
    """Return the server without faults, and with nothing asked of it yet."""
    server.faults.clear()
    server.requests.clear()
    return server


@pytest.fixture(scope="module")
def whole(server, tmp_path_factory):
    """Return a store with every layer of both provinces, and the report of its fetch."""
    store = Store(tmp_path_factory.mktemp("provinces") / "data", lambda: AT)
    return store, fetch_provinces([], BOTH, store, server.settings())


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole[0].folder, tmp_path / "data")
    return Store(tmp_path / "data", lambda: AT)


def told(report):
    return {(o.layer, o.where): o.outcome for o in report.outcomes}


def test_two_provinces_joined_are_one_fetch_of_their_gemeenten(whole, server, tmp_path):
    """The outside truth: the same area in one piece, layer by layer, row by row."""
    store, report = whole
    assert not report.failed
    assert set(told(report).values()) == {"nieuw"}
    assert check(store).faults == ()
    one = Store(tmp_path / "one", lambda: AT)
    layers = [name for name in FETCHERS if name != "streets"]
    fetch(layers, "GM0228,GM0307,GM0344,GM0355", one, server.settings())
    assert set(store.names()) == set(one.names())
    for name in set(TABLES) & set(one.names()):
        left, right = store.table(name), one.table(name)
        if name == "municipalities":
            left = left.drop(columns=["provinciecode", "provincienaam"])
        same = pd.testing.assert_frame_equal if name == "geocodes" else assert_geodataframe_equal
        same(left, right)
    assert "neighbours" not in store.names()  # each is the other's only neighbour


def test_the_stored_borders_say_in_which_province_each_gemeente_lies(whole):
    table = whole[0].table("municipalities").set_index("gemeentecode")
    assert table["provinciecode"].to_dict() == {
        "GM0228": "PV25", "GM0307": "PV26", "GM0344": "PV26", "GM0355": "PV26"
    }  # fmt: skip
    assert table.loc["GM0228", "provincienaam"] == "Gelderland"


def test_what_is_whole_is_not_asked_again(copy, quiet):
    report = fetch_provinces([], BOTH, copy, quiet.settings())
    assert {o.outcome for o in report.outcomes} == {"bewaard", "ongewijzigd"}
    assert {path.split("?")[0].split("/")[-2] for _, path, _ in quiet.requests} == {
        "provincie_gegeneraliseerd"
    }


def test_a_province_that_broke_is_taken_up_again_and_the_other_kept(quiet, tmp_path):
    store = Store(tmp_path, lambda: AT)

    def fails(handler):
        return "5.3" in handler.path.split("bbox=")[1][:4] and answer(b"", status=503)(handler)

    quiet.faults["collections/wijken/items"] = fails
    report = fetch_provinces(SOME, BOTH, store, quiet.settings())
    assert told(report) == {
        ("neighbours", "Utrecht"): "nieuw", ("neighbours", "Gelderland"): "nieuw",
        ("municipalities", "Utrecht"): "nieuw", ("municipalities", "Gelderland"): "nieuw",
        ("municipalities", ""): "nieuw", ("wijken", "Utrecht"): "nieuw",
        ("wijken", "Gelderland"): "mislukt", ("wijken", ""): "wacht",
        ("names", "Utrecht"): "nieuw", ("names", "Gelderland"): "nieuw", ("names", ""): "nieuw",
    }  # fmt: skip
    assert "not yet whole in Gelderland" in str(
        next(o.message for o in report.outcomes if o.outcome == "wacht")
    )
    assert "wijken" not in store.names()  # half an area is never shown for the whole
    quiet.faults.clear()
    quiet.requests.clear()
    again = fetch_provinces(SOME, BOTH, store, quiet.settings())
    assert told(again)["wijken", "Gelderland"] == told(again)["wijken", ""] == "nieuw"
    assert told(again)["wijken", "Utrecht"] == told(again)["names", "Gelderland"] == "bewaard"
    assert quiet.count("collections/wijken/items") == 1
    assert len(store.table("wijken")) == 16


def test_without_its_borders_nothing_else_of_a_province_is_asked(quiet, tmp_path):
    quiet.faults["collections/gemeenten/items"] = answer(b"", status=503)
    report = fetch_provinces(SOME, BOTH, Store(tmp_path, lambda: AT), quiet.settings())
    assert [o.layer for o in report.failed] == ["municipalities", "municipalities"]
    assert quiet.count("wijken/items") == quiet.count("interpreter") == 0


def test_files_of_the_country_are_downloaded_once_for_all_provinces(quiet, tmp_path):
    layers = ["schools", "nnn", "transit"]
    fetch_provinces(layers, BOTH, Store(tmp_path, lambda: AT), quiet.settings())
    files = ("/nnn.gml", "basisonderwijs.csv", "vestigingen-vo.csv", "leerlingen", "gtfs-nl.zip",
             "provincie_gegeneraliseerd", "gemeente_gegeneraliseerd")  # fmt: skip
    assert {name: quiet.count(name) for name in files} == dict.fromkeys(files, 1)
    assert not any((tmp_path / ".deel").iterdir())


def test_what_is_no_longer_fresh_is_asked_again_and_a_layer_is_as_old_as_its_oldest_part(
    copy, quiet
):
    later = AT + timedelta(days=30)
    copy.clock = lambda: later
    wijken = copy.folder / "provincies" / "PV25" / "wijken.json"
    wijken.unlink()
    fetch_provinces(["wijken"], BOTH, copy, quiet.settings())
    assert copy.manifest("wijken").checked_at == AT
    copy.clock = lambda: AT + timedelta(days=copy.manifest("wijken").fresh_days + 1)
    report = fetch_provinces(["wijken"], BOTH, copy, quiet.settings())
    assert told(report)["wijken", "Utrecht"] == "ongewijzigd"
    assert copy.manifest("wijken").checked_at == later  # Gelderland's, which is still fresh


def test_a_damaged_part_is_fetched_again(copy, quiet):
    part = next((copy.folder / "provincies" / "PV26").glob("wijken-*.parquet"))
    part.write_bytes(b"broken")
    report = fetch_provinces(["wijken"], BOTH, copy, quiet.settings())
    assert told(report)["wijken", "Utrecht"] == "ongewijzigd"
    assert check(copy).faults == ()


def test_an_unknown_province_or_streets_are_one_line(quiet, tmp_path):
    settings = quiet.settings()
    with pytest.raises(FetchError, match=r"no province 'Utregt'; choose from Gelderland, Utrecht$"):
        fetch_provinces(SOME, ("PV25", "Utregt"), Store(tmp_path), settings)
    with pytest.raises(FetchError, match="streets are not fetched by province; run: opvangkaart"):
        fetch_provinces(["streets"], BOTH, Store(tmp_path), settings)
    assert Store(tmp_path).names() == []


def test_the_command_that_repairs_a_joined_layer_fetches_these_provinces(whole):
    command = whole[0].manifest("wijken").command(FOLDER)
    assert command == 'opvangkaart data fetch --layer wijken --area "Gelderland, Utrecht"'
    assert named_provinces("Gelderland, Utrecht") == ("Gelderland", "Utrecht")
