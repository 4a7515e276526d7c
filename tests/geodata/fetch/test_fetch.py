"""The real client, osmnx included, fetches every layer from a server that speaks as PDOK does."""

import json
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import shapely
from counted_work import AT_ONCE, calls_at_most
from open_data_server import OpenDataServer

from geodata.fetch.check import check
from geodata.fetch.fetch import FETCHERS, fetch, status
from geodata.imports import import_layer
from geodata.layers import read_layers
from geodata.readers.slots import pins_of, with_store
from geodata.store.reproduce import ReproduceError, find_inputs, require_same, verify
from geodata.store.store import Store, StoreError, manifest_text

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def server():
    with OpenDataServer() as running:
        yield running


@pytest.fixture(scope="module")
def whole(server, tmp_path_factory):
    """Return a store with every layer, and the report of its fetch."""
    store = Store(tmp_path_factory.mktemp("whole") / "data", lambda: AT)
    report = fetch([], "utrecht", store, server.settings(page_size=7))
    return store, report


@pytest.fixture
def copy(whole, tmp_path):
    shutil.copytree(whole[0].folder, tmp_path / "data")
    return Store(tmp_path / "data", lambda: AT)


def test_one_command_fetches_every_layer_and_visits_only_listed_hosts(server, whole):
    store, report = whole
    assert [o for o in report.outcomes if o.outcome != "nieuw"] == []
    assert set(store.names()) == {*FETCHERS, "neighbours", "geocodes"}
    assert report.contacted == (server.spot,)
    assert check(store).faults == ()
    assert set(status(store)["state"]) == {"bruikbaar"}


def test_a_second_fetch_rewrites_nothing_but_the_times(server, copy):
    def read():
        return {p.name: (p.read_bytes(), p.stat().st_mtime_ns)
                for p in copy.folder.glob("*.*") if p.is_file()}  # fmt: skip

    before = read()
    copy.clock = lambda: datetime(2026, 11, 5, 12, tzinfo=UTC)
    report = fetch([], "utrecht", copy, server.settings(page_size=7))
    assert {o.outcome for o in report.outcomes} == {"ongewijzigd"}
    after = read()
    assert before.keys() == after.keys()
    for name, (content, moment) in before.items():
        if name.endswith(".json"):
            old, new = json.loads(content), json.loads(after[name][0])
            assert {k for k in old if old[k] != new[k]} == {"checked_at"}
        else:
            assert (content, moment) == after[name]


def test_municipalities_are_those_of_the_province_with_their_people(whole):
    store, _ = whole
    table = store.table("municipalities")
    assert table["gemeentecode"].tolist() == ["GM0307", "GM0344", "GM0355"]
    assert table["inwoners"].tolist() == [30_000, 60_000, 20_000]
    assert store.table("neighbours")["gemeentecode"].tolist() == ["GM0228"]


def test_sentinels_are_missing_and_water_rows_are_left_out(whole):
    store, _ = whole
    wijken = store.table("wijken")
    assert len(wijken) == 12
    assert not wijken["wijkcode"].str.endswith("98").any()
    assert wijken["groteSupermarktGemiddeldeAfstandInKm"].isna().sum() == 3
    grid = store.table("grid")
    assert len(grid) == 39  # forty squares, one without people
    assert grid["inwoners"].isna().sum() == 1  # too few to publish: unknown, not none


def test_schools_have_a_position_and_masked_pupils_are_unknown(whole):
    store, _ = whole
    schools = store.table("schools").set_index("vestigingscode")
    assert len(schools) == 24
    assert set(schools["ligging"]) == {"adres"}
    assert schools.loc["00AA00", "leerlingen"] == 50
    assert pd.isna(schools.loc["03AA00", "leerlingen"])
    assert schools.loc["03AA00", "leerlingen_minstens"] == 20
    assert schools.index[schools["is_isk"]].tolist() == ["06AA00"]
    assert schools.loc["00AA00", "naam"] == "De Kleine Prins 0 é"  # windows-1252


def test_the_same_school_in_duo_and_osm_is_joined(whole):
    store, _ = whole
    osm = store.table("facilities")
    schools = osm[osm["category"] == "primary_school"].set_index("name")["same_as"]
    assert schools["Prins"] == "00AA00"
    assert pd.isna(schools["Alleen OSM"])
    assert "1 van 2 scholen in OSM (primair) staan bij DUO" in store.manifest("facilities").notes


def test_what_is_drawn_under_the_sites_is_fetched_as_well(whole):
    store, _ = whole
    ground = store.table("ground").set_index("kind")
    assert sorted(ground.index) == ["bebouwing", "spoor", "water"]
    assert ground.loc["water", "name"] == "Vliet"
    assert set(ground.geometry.geom_type) == {"LineString", "Polygon"}
    assert store.manifest("ground").licence == "ODbL 1.0"


def test_buildings_are_large_and_no_dwellings(whole):
    store, _ = whole
    table = store.table("buildings")
    assert (table["oppervlakte_m2"] >= 1000).all()
    assert set(table["gebruiksdoel"]) == {"kantoorfunctie"}


def test_a_manifest_says_where_its_layer_came_from(server, whole):
    store, _ = whole
    manifest = store.manifest("wijken")
    assert manifest.address == f"http://{server.spot}/cbs/wijken-en-buurten-2025/ogc/v1"
    assert manifest.licence == "CC BY 4.0"
    assert manifest.inputs == {"municipalities": store.manifest("municipalities").sha256}
    assert manifest.completeness["per_municipality"]["wijk"] == {
        "GM0307": 4, "GM0344": 4, "GM0355": 4
    }  # fmt: skip
    assert "bbox=" in manifest.queries[0]


@pytest.mark.parametrize(
    ("area", "codes"),
    [("gelderland", ["GM0228"]), ("GM0344", ["GM0344"]), ("GM0355,GM0307", ["GM0307", "GM0355"])],
)
def test_another_area_needs_no_other_code(server, tmp_path, area, codes):
    store = Store(tmp_path)
    report = fetch(["wijken"], area, store, server.settings())
    assert not report.failed
    assert store.table("municipalities")["gemeentecode"].tolist() == codes
    assert sorted(set(store.table("wijken")["gemeentecode"])) == codes


def test_a_polygon_file_is_an_area_too(server, tmp_path):
    shape = shapely.box(5.0, 52.0, 5.12, 52.1)
    path = tmp_path / "regio.geojson"
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    store = Store(tmp_path / "data")
    report = fetch(["municipalities", "wijken"], str(path), store, server.settings())
    assert not report.failed
    assert store.table("municipalities")["gemeentecode"].tolist() == ["GM0307"]
    assert store.manifest("wijken").area == "regio.geojson"


def test_an_unknown_area_or_layer_names_what_there_is(server, tmp_path):
    report = fetch(["municipalities"], "utregt", Store(tmp_path), server.settings())
    assert "'utregt' is no province; choose Gelderland, Utrecht" in str(report.failed[0].message)
    with pytest.raises(ValueError, match="no layer 'shools'; did you mean schools"):
        fetch(["shools"], "utrecht", Store(tmp_path), server.settings())


def test_what_changed_is_told_per_municipality(whole, copy):
    with OpenDataServer() as other:
        gone = other.world.schools["po"][:9]
        other.world.schools["po"] = other.world.schools["po"][3:]
        # The pages come from another port: only the content counts.
        report = fetch(["schools"], "utrecht", copy, other.settings())
    assert len(gone) == 9
    outcome = report.outcomes[0]
    assert outcome.outcome == "gewijzigd"
    assert outcome.changes == (
        "1 school verdwenen in Amersfoort", "1 school verdwenen in Utrecht",
        "1 school verdwenen in Zeist",
    )  # fmt: skip
    assert whole[0].manifest("schools").changes == ()


def test_offline_lists_what_is_there_and_opens_no_socket(copy, monkeypatch):
    def never(*_, **__):
        msg = "a socket was opened"
        raise AssertionError(msg)

    monkeypatch.setattr(socket, "socket", never)
    monkeypatch.setattr(socket, "getaddrinfo", never)
    copy.clock = lambda: datetime(2026, 12, 1, tzinfo=UTC)
    report = fetch([], "utrecht", copy, offline=True)
    assert report.contacted == ()
    said = {o.layer: o for o in report.outcomes}
    assert said["wijken"].message == "van 1-11-2026 (29 dagen oud)"
    assert said["transit"].message == "LET OP: verouderd, van 1-11-2026 (29 dagen oud)"
    copy.clock = lambda: datetime(2027, 12, 1, tzinfo=UTC)
    said = {o.layer: o for o in fetch([], "utrecht", copy, offline=True).outcomes}
    assert said["transit"].outcome == "mislukt"
    assert "te oud voor gebruik; opvangkaart data fetch" in str(said["transit"].message)


def test_a_run_reads_the_store_and_its_footer_names_the_sources(copy, scenario_of):
    scenario = scenario_of(layers={"store": "data"})
    layers = read_layers(scenario, copy.folder.parent)
    assert set(layers.municipalities["role"]) == {"gebied", "rondom"}
    assert layers.kernen.set_index("kern")["population"].to_dict() == {
        "Amersfoort": 30_000, "Dorp": 60_000, "Zeist": 19_992,
    }  # fmt: skip
    assert set(layers.places["origin"]) == {"OSM", "register", "gemodelleerd"}
    info = layers.info.set_index("layer")
    assert info.loc["wijken", "source"] == "CBS, kerncijfers wijken en buurten via PDOK"
    assert info.loc["wijken", "sha256"] == copy.manifest("wijken").sha256
    origins = layers.info.groupby("layer")["origin"].agg(set)
    assert origins["exclusions"] == {"officieel"}  # never "eigen": a page would leave it out
    assert origins["kernen"] == {"OSM"}
    assert set(layers.examined) == {"natuur", "water"}


def test_a_stale_layer_is_noted_and_a_too_old_one_refused(copy, scenario_of):
    text = copy.manifest("wijken").model_copy(update={"fresh_days": 10, "max_age_days": 40})
    (copy.folder / "wijken.json").write_text(manifest_text(text), encoding="utf-8")
    scenario = scenario_of(layers={"store": "data"}, reference_date="2026-11-21")
    filled = with_store(scenario, copy.folder.parent)
    assert filled.layers.wijken.source.endswith("(VEROUDERD: opgehaald 1-11-2026)")
    late = scenario.model_copy(update={"reference_date": datetime(2027, 1, 1, tzinfo=UTC).date()})
    with pytest.raises(StoreError, match="61 days old on 2027-01-01, at most 40"):
        with_store(late, copy.folder.parent)


def test_a_run_refuses_a_layer_whose_input_changed(server, copy, scenario_of):
    settings = server.settings(ring_m=20_000)
    assert not fetch(["municipalities"], "GM0344", copy, settings, accept_loss=True).failed
    with pytest.raises(StoreError, match=r"was made with municipalities .*run: opvangkaart data"):
        with_store(scenario_of(layers={"store": "data"}), copy.folder.parent)


def test_an_earlier_run_is_made_again_from_superseded_tables(copy, scenario_of):
    base, scenario = copy.folder.parent, scenario_of(layers={"store": "data"})
    first = read_layers(scenario, base)
    record = {
        "lagen": first.info.astype(object).where(first.info.notna(), None).to_dict("records"),
        "versies": {"opvangkaart": "1"}, "kenmerk": "abc",
    }  # fmt: skip
    with OpenDataServer() as other:
        other.world.schools["po"] = other.world.schools["po"][3:]
        fetched = fetch(["schools", "facilities"], "utrecht", copy, other.settings())
        assert not fetched.failed
    changed = read_layers(scenario, base)
    lines = verify(record, info=changed.info, versions={"opvangkaart": "1"}, fingerprint="x")
    assert any(str(line).startswith("input places (schools-") for line in lines)
    with pytest.raises(ReproduceError, match="this run is not the same: input"):
        require_same(lines)
    again = read_layers(with_store(scenario, base, pins_of(record)), base)
    pd.testing.assert_frame_equal(again.info, first.info)
    pd.testing.assert_frame_equal(again.places, first.places)
    same = verify(record, info=again.info, versions={"opvangkaart": "1"}, fingerprint="abc")
    assert same == []
    assert len(find_inputs(record, copy)) == len(record["lagen"])
    (copy.folder / record["lagen"][0]["file_name"]).unlink()
    with pytest.raises(ReproduceError, match="is gone or changed"):
        find_inputs(record, copy)


def test_a_downloaded_file_is_imported_and_a_wrong_one_refused(copy, tmp_path):
    shutil.copy(copy.path("wijken"), tmp_path / "wijken.parquet")
    outcome = import_layer("wijken", tmp_path / "wijken.parquet", copy, licence="CC BY 4.0")
    assert outcome.outcome == "ongewijzigd"
    assert copy.manifest("wijken").origin == "eigen"
    with pytest.raises(StoreError, match="schools needs column vestigingscode"):
        import_layer("schools", tmp_path / "wijken.parquet", copy)
    with pytest.raises(StoreError, match=r"streets is imported from \.pbf or \.graphml"):
        import_layer("streets", tmp_path / "wijken.parquet", copy)
    with pytest.raises(StoreError, match="does not exist"):
        import_layer("wijken", Path("nergens.parquet"), copy)


def test_status_of_a_full_store_reads_no_table(copy, monkeypatch):
    opened, usual = set(), Path.open

    def seen(path: Path, *more: object, **how: object) -> object:
        opened.add(path.suffix)
        return usual(path, *more, **how)

    monkeypatch.setattr(Path, "open", seen)
    with calls_at_most(AT_ONCE):
        table = status(copy)
    assert len(table) == len(FETCHERS) + 2
    assert opened <= {".json"}


def test_osmnx_speaks_through_our_client_only(server, tmp_path, monkeypatch):
    import osmnx  # noqa: PLC0415
    from osmnx import _http  # noqa: PLC0415

    def never(*_, **__):
        msg = "osmnx opened a socket itself"
        raise AssertionError(msg)

    for module, name in ((_http, "_config_dns"), (_http, "_resolve_host_via_doh")):
        monkeypatch.setattr(module, name, never)
    monkeypatch.setattr("requests.post", never)
    monkeypatch.setattr("requests.get", never)
    before = osmnx.settings.doh_url_template
    report = fetch(["names"], "utrecht", Store(tmp_path), server.settings())
    assert not report.failed
    assert osmnx.settings.doh_url_template == before  # put back for whoever shares the process


def test_neighbours_of_an_earlier_area_are_not_used(server, tmp_path, scenario_of):
    store = Store(tmp_path / "data", lambda: AT)
    fetch(["municipalities"], "utrecht", store, server.settings())
    alone = server.settings(ring_m=0)
    fetch(["municipalities"], "GM0228,GM0307,GM0344,GM0355", store, alone, accept_loss=True)
    assert "neighbours" in store.names()
    assert with_store(scenario_of(layers={"store": "data"}), tmp_path).layers.neighbours is None
    assert "--layer municipalities" in store.manifest("neighbours").command(store.folder)


def test_an_imported_layer_stays_the_users_own(copy, tmp_path, scenario_of):
    shutil.copy(copy.path("natura2000"), tmp_path / "natuur.parquet")
    import_layer("natura2000", tmp_path / "natuur.parquet", copy)
    filled = with_store(scenario_of(layers={"store": "data"}), copy.folder.parent)
    readers = {file.source: file.reader for file in filled.layers.exclusions}
    assert readers["eigen bestand natuur.parquet"] == "polygons"
