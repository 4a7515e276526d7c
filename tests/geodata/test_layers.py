"""What a run gets when it brings nothing, something, or everything itself."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from made_up_shapes import collection, feature, square

from geodata.files import basisset
from geodata.layers import read_layers
from sites.base.errors import ScenarioError
from sites.scoring.gemeente import assign_gemeente
from sites.tables.schemas import CATEGORIES, MOTHER

# --- the bundled facts ---------------------------------------------------------------------------


def test_the_basisset_brings_26_municipalities_104_kernen_and_28_placed_locations(
    basis_layers,
) -> None:
    towns = basis_layers.municipalities.groupby("role")["border_quality"]
    assert towns.agg(["size", "unique"]).to_numpy().tolist() == [
        [26, "gegeneraliseerd"],
        [47, "vereenvoudigd"],
    ]
    assert basis_layers.municipalities["population"].sum() == 1_400_057
    assert len(basis_layers.kernen) == 104
    assert (len(basis_layers.hubs), len(basis_layers.hubs_unplaced)) == (28, 5)
    assert set(basis_layers.places["category"]) == set(CATEGORIES)
    assert set(basis_layers.coverage) == {*CATEGORIES, MOTHER}


def test_every_azc_in_use_is_a_mother_by_default_and_the_three_of_the_annex_are_marked(
    basis_layers,
) -> None:
    mothers = basis_layers.hubs[basis_layers.hubs["is_active"]].set_index("hub_id")
    assert mothers.index.tolist() == ["UT01", "UT02", "UT03", "UT04", "UT05", "UT20"]
    assert mothers.index[mothers["in_annex"]].tolist() == ["UT01", "UT02", "UT03"]
    assert mothers.loc["UT01":"UT03", "mother_note"].str.contains("bijlage").all()
    assert mothers.loc["UT20", "mother_note"].startswith("ja; nog te bevestigen: ")


def test_a_bundled_location_lies_in_the_gemeente_it_names(basis_layers) -> None:
    """Kamp van Zeist lies in Zeist, and its postcode's middle in Soest."""
    hubs = basis_layers.hubs[basis_layers.hubs["gm_code"].isin(basis_layers.kernen["gm_code"])]
    found = assign_gemeente(
        hubs["easting"].to_numpy(), hubs["northing"].to_numpy(), basis_layers.municipalities,
        basis_layers.kernen, metric_crs="EPSG:28992",
    )  # fmt: skip
    assert found["gm_code"].tolist() == hubs["gm_code"].tolist()
    assert found["gm_certain"].all()


def test_a_planned_azc_counts_from_its_day_and_one_that_ended_no_more(scenario_of) -> None:
    def mothers(day: str) -> set[str]:
        hubs = read_layers(scenario_of(reference_date=day), Path()).hubs
        return set(hubs.loc[hubs["is_active"], "hub_id"])

    today = {"UT01", "UT02", "UT03", "UT04", "UT05", "UT20"}
    assert mothers("2027-04-16") == today
    assert mothers("2027-04-17") == today | {"UT22"}  # Tuijnmanweg, an azc after two years
    assert {"UT07", "UT04"} <= mothers("2028-03-01")  # Europalaan
    assert "UT04" not in mothers("2028-05-01")  # at most five years from May 2023


def test_every_bundled_row_names_its_source_and_confidence() -> None:
    for name in ("municipalities", "kernen", "reception", "norms", "facility_ratios",
                 "former_municipalities",
                 "municipality_profile_2021", "municipality_profile_2024"):  # fmt: skip
        table = basisset.table(name)
        assert table[["source", "confidence"]].notna().all().all(), name


def test_every_layer_says_where_it_came_from_without_a_path(basis_layers) -> None:
    info = basis_layers.info
    assert info["sha256"].str.fullmatch("[0-9a-f]{64}").all()
    assert not info["file_name"].str.contains(r"[/\\]").any()
    places = info[info["layer"] == "places"].iloc[0]
    assert (places["origin"], places["rows"]) == ("gemodelleerd", len(basis_layers.places))


def test_reading_twice_gives_the_same_tables(basis_layers, scenario_of) -> None:
    again = read_layers(scenario_of(), Path())
    for name in ("kernen", "hubs", "hubs_unplaced", "places", "profile", "info"):
        pd.testing.assert_frame_equal(getattr(basis_layers, name), getattr(again, name))
    assert basis_layers.municipalities.equals(again.municipalities)


# --- reception: what may be a mother, and what a page may say ------------------------------------


def test_a_site_for_minors_is_a_postcode_area_without_a_street(basis_layers) -> None:
    amv = basis_layers.hubs[basis_layers.hubs["is_amv"]]
    assert amv["hub_id"].tolist() == ["UT12", "UT21", "UT23", "UT24"]
    for name in amv["name"]:
        assert name.startswith("Opvang voor minderjarigen (amv), ")
        assert name.rstrip("0123456789-").endswith(", postcode ")
    assert (amv["accuracy_m"] >= 500).all()


def test_a_users_own_site_for_minors_loses_its_street_and_its_exact_point(
    scenario_of, tmp_path
) -> None:
    (tmp_path / "h.csv").write_text(
        "id,naam,type,lon,lat,accuracy_m,postcode,adres\n"
        "A,Villa Kerkstraat 12,amv,5.23456,52.08765,10,3701AB,Kerkstraat 12\n",
        encoding="utf-8",
    )
    layers = {"hubs": {"path": "h.csv", "reader": "reception"}}
    hub = read_layers(scenario_of(layers=layers, mothers={"active": ["A"]}), tmp_path).hubs.iloc[0]
    assert hub["name"] == "Opvang voor minderjarigen (amv), postcode 3701"
    assert (hub["lon"], hub["lat"], hub["accuracy_m"]) == (5.23, 52.09, 1000)
    assert "Kerkstraat" not in " ".join(map(str, hub))


@pytest.mark.parametrize(
    ("active", "words"),
    [
        (["UT99"], "UT99 is not among"),
        (["UT0l"], "did you mean UT"),
        (["UT14"], "UT14 has no position"),
        (["UT19"], "UT19 has ended"),
        (["UT13"], "UT13 is planned without a date"),
    ],
)
def test_what_cannot_be_a_mother_is_refused_with_the_reason(scenario_of, active, words) -> None:
    with pytest.raises(ScenarioError, match=words) as error:
        read_layers(scenario_of(mothers={"active": active}), Path())
    assert "\n" not in str(error.value)


def test_a_planned_location_counts_from_its_opening_on(scenario_of) -> None:
    plan = scenario_of(mothers={"active": ["UT22"]})
    assert read_layers(plan, Path()).hubs.set_index("hub_id").loc["UT22", "is_active"]
    early = plan.model_copy(update={"reference_date": date(2024, 12, 31)})
    with pytest.raises(ScenarioError, match="UT22 opens 2025, after reference_date 2024-12-31"):
        read_layers(early, Path())


def test_no_mothers_at_all_is_a_choice(scenario_of) -> None:
    layers = read_layers(scenario_of(mothers={"active": []}), Path())
    assert not layers.hubs["is_active"].any()


# --- scenario files ------------------------------------------------------------------------------


def places_file(folder: Path, text: str, **keys: object) -> dict[str, object]:
    (folder / "plekken.csv").write_text(text, encoding="utf-8")
    return {"path": "plekken.csv", "reader": "places", **keys}


def test_imported_categories_replace_the_modelled_ones_and_the_rest_stays(
    scenario_of, tmp_path
) -> None:
    file = places_file(
        tmp_path, "category,name,lon,lat\ngp,Praktijk A,5.12,52.09\n", coverage_m=2000
    )
    layers = read_layers(scenario_of(layers={"places": [file]}), tmp_path)
    gp = layers.places[layers.places["category"] == "gp"]
    assert (gp["name"].tolist(), gp["origin"].tolist()) == (["Praktijk A"], ["register"])
    rest = layers.places[layers.places["category"] != "gp"]
    assert set(rest["origin"]) == {"gemodelleerd"}
    assert layers.coverage["gp"].area > layers.coverage["pharmacy"].area


def test_stations_add_to_the_stops_and_replace_them_only_when_told(scenario_of, tmp_path) -> None:
    (tmp_path / "st.csv").write_text(
        "stationscode,naam,lon,lat\nUT,Utrecht Centraal,5.11,52.089\n", encoding="utf-8"
    )
    file = {"path": "st.csv", "reader": "stations"}
    added = read_layers(scenario_of(layers={"places": [file]}), tmp_path).places
    alone = read_layers(
        scenario_of(layers={"places": [{**file, "categories": ["pt_stop"]}]}), tmp_path
    ).places
    count = {"added": (added["category"] == "pt_stop").sum()}
    assert count["added"] == 1569
    assert alone.loc[alone["category"] == "pt_stop", "name"].tolist() == [
        "station Utrecht Centraal"
    ]


def test_exclusions_name_what_was_examined_and_base_shapes_are_drawn_by_kind(
    scenario_of, tmp_path
) -> None:
    inside, outside = square(5.1, 52.0, 0.01), square(6.9, 53.0, 0.01)
    (tmp_path / "n.geojson").write_text(
        collection(
            feature({"naam": "Bos"}, "Polygon", inside),
            feature({"naam": "Ver"}, "Polygon", outside),
        ),
        encoding="utf-8",
    )
    (tmp_path / "b.geojson").write_text(
        collection(
            feature({"kind": "water"}, "Polygon", inside),
            feature({"kind": "wegen"}, "LineString", inside[0]),
        ),
        encoding="utf-8",
    )
    nature = {"path": "n.geojson", "reader": "polygons", "categories": ["natuur"]}
    base = {"path": "b.geojson", "reader": "polygons"}
    layers = read_layers(scenario_of(layers={"exclusions": [nature], "base": [base]}), tmp_path)
    assert layers.exclusions is not None
    assert layers.exclusions[["name", "kind"]].to_numpy().tolist() == [["Bos", "natuur"]]
    assert layers.examined == ("natuur",)
    assert (len(layers.base.water), len(layers.base.roads)) == (1, 1)
    assert layers.base.built_up is None
    assert set(layers.info["layer"]) >= {"exclusions", "base"}


def test_the_sources_tell_the_digest_of_each_bundled_file() -> None:
    entries = [entry for name, entry in basisset.sources().items() if name != "reader"]
    assert len(entries) >= 7
    for entry in entries:
        assert basisset.sha256(basisset.FOLDER / entry["file"]) == entry["sha256"], entry["file"]


def test_one_category_from_two_files_is_refused(scenario_of, tmp_path) -> None:
    file = places_file(tmp_path, "category,name,lon,lat\ngp,A,5.12,52.09\n")
    with pytest.raises(ScenarioError, match=r"gp comes from plekken\.csv and from plekken\.csv"):
        read_layers(scenario_of(layers={"places": [file, file]}), tmp_path)


def test_an_unknown_reader_is_named_with_the_nearest_one(scenario_of, tmp_path) -> None:
    file = {"path": "x.csv", "reader": "school"}
    with pytest.raises(ScenarioError, match="unknown reader 'school'; did you mean schools"):
        read_layers(scenario_of(layers={"places": [file]}), tmp_path)


# --- mothers that a scenario names ---------------------------------------------------------------


def hub_file(folder: Path, **columns: object) -> dict[str, object]:
    row = {"id": "A", "naam": "AZC Ver", "type": "azc", "status": "in gebruik"}
    pd.DataFrame([row | columns]).to_csv(folder / "azc.csv", index=False)
    return {"hubs": {"path": "azc.csv", "reader": "reception"}}


def test_a_named_mother_outside_every_layer_is_refused_in_one_line(scenario_of, tmp_path) -> None:
    layers = hub_file(tmp_path, lon=6.56, lat=53.21)  # Groningen
    with pytest.raises(ScenarioError, match=r"A \(AZC Ver\) lies 1\d\d km outside provincie Utr"):
        read_layers(scenario_of(layers=layers, mothers={"active": ["A"]}), tmp_path)
    hubs = read_layers(scenario_of(layers=layers), tmp_path).hubs
    assert not hubs["is_active"].any()
    assert hubs["mother_note"].item().startswith("nee: ligt 1")


def test_a_named_mother_in_a_neighbour_or_within_the_limit_is_believed(
    scenario_of, tmp_path
) -> None:
    layers = hub_file(tmp_path, lon=5.66, lat=52.04)  # Ede, a neighbour that is drawn
    named = read_layers(scenario_of(layers=layers, mothers={"active": ["A"]}), tmp_path).hubs
    assert named["is_active"].all()
    assert named["mother_note"].item() == "ja, genoemd in het scenario"


def test_a_users_own_table_without_the_new_columns_still_gives_mothers(
    scenario_of, tmp_path
) -> None:
    layers = hub_file(tmp_path, lon=5.12, lat=52.09)
    hubs = read_layers(scenario_of(layers=layers), tmp_path).hubs
    assert hubs["is_active"].all()
    assert hubs["mother_note"].item().startswith("ja; nog te bevestigen: dat kleine locaties")


@pytest.mark.parametrize(
    ("column", "value", "kept"),
    [
        ("tot", "about 2028 (max 5 years)", "2028"),
        ("tot", "31-12-2028", "2028-12-31"),
        ("tot", "2027-02-01 (another article: at least 2026-02-01)", "2027-02-01"),
        ("tot", "at least 2018-07-01", None),
        ("tot", "10 years", None),
        ("vanaf", "1-4-2024", "2024-04-01"),
        ("vanaf", "2024 (spring)", "2024"),
    ],
)
def test_the_days_of_a_location_are_kept_as_exact_as_the_source(
    scenario_of, tmp_path, column, value, kept
) -> None:
    layers = hub_file(tmp_path, lon=5.12, lat=52.09, **{column: value})
    row = read_layers(scenario_of(layers=layers), tmp_path).hubs.iloc[0]
    said = row["until_date" if column == "tot" else "from_date"]
    assert (None if pd.isna(said) else said) == kept
