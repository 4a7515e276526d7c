"""The real municipalities, wijken and schools of the province, served as their publishers do."""

import json
import time

import geopandas as gpd
import pandas as pd
import pytest
from open_data_server import OpenDataServer, World, feature

from geodata.fetch.check import check
from geodata.fetch.fetch import fetch
from geodata.store.store import Store

LAYERS = ("municipalities", "wijken", "schools", "facilities", "natura2000", "water")


class Province(World):
    """Utrecht of ``../shared/data`` in the shapes of PDOK, DUO and Locatieserver."""

    def __init__(self, folder):
        super().__init__()
        own = gpd.read_file(folder / "gemeenten_utrecht.geojson")
        around = gpd.read_file(folder / "gemeenten_rondom.geojson")
        both = pd.concat([own, around], ignore_index=True)
        made = self.collections
        made["gemeente_gegeneraliseerd"] = [
            feature(r.gemeentecode, r.geometry, statcode=r.gemeentecode, statnaam=r.gemeentenaam,
                    jaarcode=2025) for r in both.itertuples()
        ]  # fmt: skip
        made["provincie_gegeneraliseerd"] = [
            feature("PV26", gpd.read_file(folder / "provincie_utrecht.geojson").geometry[0],
                    statcode="PV26", statnaam="Utrecht", jaarcode=2025)
        ]  # fmt: skip
        made["gemeenten"] = [
            feature(r.gemeentecode, r.geometry, gemeentecode=r.gemeentecode, water="NEE",
                    aantalInwoners=-99997 if pd.isna(r.inwoners) else int(r.inwoners))
            for r in both.itertuples()
        ]  # fmt: skip
        wijken = gpd.read_file(folder / "wijken_utrecht.gpkg").to_crs(4326)
        made["wijken"] = [
            feature(r.wijkcode, r.geometry, wijkcode=r.wijkcode, wijknaam=r.wijknaam, water="NEE",
                    gemeentecode=r.gemeentecode, aantalInwoners=int(r.population))
            for r in wijken.itertuples()
        ]  # fmt: skip
        self._real_schools(pd.read_csv(folder / "scholen.csv", dtype=str))
        centre = own.union_all().centroid
        self.wfs = [feature("n0", centre.buffer(0.01), naamN2K="Midden")]
        made["waterdeel_vlak"] = [feature("w0", centre.buffer(0.005), naam="Plas")]
        spots = wijken.representative_point()
        kinds = ({"amenity": "doctors"}, {"amenity": "pharmacy"}, {"shop": "supermarket"},
                 {"highway": "bus_stop"}, {"leisure": "playground"}, {"amenity": "library"},
                 {"amenity": "community_centre"}, {"leisure": "sports_centre"})  # fmt: skip
        self.ways = []
        self.nodes = [
            {"type": "node", "id": i + 1, "lon": spots.iloc[i % 222].x + (i // 222) * 1e-4,
             "lat": spots.iloc[i % 222].y, "tags": kinds[i % 8]}
            for i in range(8 * 222 * 3)
        ]  # fmt: skip

    def _real_schools(self, table):
        self.schools, self.addresses, self.pupils = {"po": [], "vo": [], "so": []}, {}, []
        kinds = {"primair": "po", "voortgezet": "vo", "speciaal": "so"}
        for row in table.drop_duplicates("vestigingscode").fillna("").to_dict("records"):
            number = row["huisnummer"] + row["huisletter"]
            self.schools[kinds[row["sector"]]].append({
                "INSTELLINGSCODE": row["brin_nummer"], "VESTIGINGSCODE": row["vestigingscode"],
                "VESTIGINGSNAAM": row["naam"].encode("cp1252", "replace").decode("cp1252"),
                "STRAATNAAM": row["straat"], "HUISNUMMER-TOEVOEGING": number,
                "POSTCODE": row["postcode"], "PLAATSNAAM": row["plaats"].upper(),
                "GEMEENTENUMMER": row["gemeentecode"][2:], "GEMEENTENAAM": row["gemeentenaam"],
            })  # fmt: skip
            self.addresses[f"{row['postcode'].replace(' ', '')} {number.upper()}"] = [{
                "type": "adres", "weergavenaam": row["straat"], "score": 9.0,
                "centroide_ll": f"POINT({row['lon']} {row['lat']})",
                "gemeentecode": row["gemeentecode"][2:],
            }]  # fmt: skip
            if row["sector"] == "primair" and row["leerlingen"]:
                self.pupils.append({"INSTELLINGSCODE": row["brin_nummer"],
                                    "VESTIGINGSCODE": row["vestigingscode"],
                                    "LEEFTIJD_4": row["leerlingen"]})  # fmt: skip


@pytest.mark.shared
@pytest.mark.slow
def test_the_province_comes_in_whole_and_is_stored_in_seconds(shared, tmp_path):
    store = Store(tmp_path / "data")
    with OpenDataServer(Province(shared / "data")) as server:
        settings = server.settings(read_s=30)
        report = fetch(LAYERS, "utrecht", store, settings)
        assert report.failed == ()
        # Once downloaded: every page is there, so this is checking, joining and storing.
        cpu = time.process_time()
        again = fetch(["municipalities", "wijken", "schools"], "utrecht", store, settings)
        assert time.process_time() - cpu < 30
        assert {o.outcome for o in again.outcomes} == {"ongewijzigd"}
    assert check(store).faults == ()
    assert len(store.table("municipalities")) == 26
    assert store.table("municipalities")["inwoners"].sum() == 1_387_643
    assert len(store.table("wijken")) == 222
    schools = store.table("schools")
    assert set(schools["ligging"]) == {"adres"}
    inside = schools["gemeentecode"].isin(store.table("municipalities")["gemeentecode"])
    truth = pd.read_csv(shared / "data/scholen.csv").drop_duplicates("vestigingscode")
    assert inside.sum() == truth["in_provincie_utrecht"].sum()
    odd = next(o for o in report.outcomes if o.layer == "schools").odd
    assert len([line for line in odd if "primary" in line]) <= 1
    assert json.loads((store.folder / "schools.json").read_text("utf-8"))["rows"] == len(schools)
