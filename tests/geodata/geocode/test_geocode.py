"""An address is placed as well as it can be, and says how well that is."""

import numpy as np
import pandas as pd
import pytest
from open_data_server import OpenDataServer

from geodata.geocode.pdok import geocode, hits
from geodata.geocode.table import geocode_file
from geodata.store.store import Store
from geodata.web.endpoints import FetchError, endpoint
from geodata.web.http import Client, OfflineError
from sites.base.errors import InputFileError

KERNEN = pd.DataFrame(
    {"kern": ["Zeist", "Dorp", "Dorp"], "gm_code": ["GM0355", "GM0307", "GM0344"],
     "lon": [5.25, 5.0, 5.1], "lat": [52.05, 52.0, 52.1], "population": [10_000, 200, 900]}
)  # fmt: skip
ROWS = pd.DataFrame(
    {
        "postcode": ["3500AB", "3501 ab", "9999ZZ", None],
        "huisnummer": ["1", "2", "7", "3"],
        "plaats": ["Zeist", "Zeist", "Dorp", "Nergens"],
    }
)


@pytest.fixture
def asked():
    with OpenDataServer() as server:
        settings = server.settings()
        client, source = Client(settings), endpoint("pdok_locatieserver", settings)

        def ask(url, params):
            return client.get_json(url, source, params=params)[0]

        vars(ask).update(address=source.address, world=server.world, server=server)
        yield ask


def test_an_address_is_found_to_ten_metres_and_the_rest_falls_back(asked):
    found = geocode(ROWS, asked, asked.address, kernen=KERNEN)
    assert found["method"].tolist() == ["adres", "adres", "kern", "niet gevonden"]
    assert found["accuracy_m"].tolist()[:3] == [10.0, 10.0, 600.0]
    assert found["gm_code"].tolist()[0] == "GM0307"
    assert found["score"].tolist()[0] == 9.5
    assert np.isnan(found["lon"].iloc[3])


def test_two_answers_as_good_far_apart_are_shown_as_ambiguous(asked):
    first = asked.world.addresses["3500AB 1"][0]
    rival = first | {"centroide_ll": "POINT(5.3 52.09)", "weergavenaam": "Zijstraat 1"}
    asked.world.addresses["3500AB 1"] = [first, rival]
    row = geocode(ROWS[:1], asked, asked.address).iloc[0]
    assert row["is_ambiguous"]
    assert row["note"] == "ook mogelijk: Zijstraat 1"
    assert row["accuracy_m"] > 10_000  # as far as the other one lies


def test_two_doors_of_one_building_are_not_ambiguous(asked):
    first = asked.world.addresses["3500AB 1"][0]
    asked.world.addresses["3500AB 1"] = [first, first | {"weergavenaam": "Dorpsstraat 1 A"}]
    assert not geocode(ROWS[:1], asked, asked.address).iloc[0]["is_ambiguous"]


def test_offline_every_address_falls_back_to_its_kern_with_its_accuracy():
    def ask(_url, _params):
        msg = "offline"
        raise OfflineError(msg)

    found = geocode(ROWS, ask, "https://x", kernen=KERNEN)
    assert found["method"].tolist() == ["kern", "kern", "kern", "niet gevonden"]
    assert found["accuracy_m"].tolist()[0] == 1600.0
    # Two kernen of one name: the larger one, and said so.
    assert found["is_ambiguous"].tolist() == [False, False, True, False]
    assert found["gm_code"].tolist()[2] == "GM0344"


def test_what_is_known_is_not_asked_again(asked):
    known = geocode(ROWS, asked, asked.address)
    before = asked.server.count("/free")
    again = geocode(ROWS[:2], asked, asked.address, known=known)
    assert asked.server.count("/free") == before
    pd.testing.assert_frame_equal(again, known[:2])


@pytest.mark.parametrize("content", [{}, [], {"response": {"docs": [{"score": 1}]}}, None])
def test_an_answer_in_another_form_is_one_line(content):
    with pytest.raises(FetchError, match="in another form than known"):
        hits(content)


def test_a_table_of_addresses_gets_positions_and_loses_nothing(asked, tmp_path):
    table = tmp_path / "locaties.csv"
    table.write_text(
        "naam;postcode;huisnummer;plaats;score\nA;3500 AB;1;Zeist;7\nB;9999ZZ;7;Zeist;8\n", "utf-8"
    )
    out, settings = tmp_path / "uit.csv", asked.server.settings()
    geocode_file(table, out, Store(tmp_path / "leeg"), settings)
    read = pd.read_csv(out)
    assert read["score"].tolist() == [7, 8]
    assert read["ligging"].tolist() == ["adres", "kern"]
    assert read["nauwkeurigheid_m"].tolist()[0] == 10
    assert read["nauwkeurigheid_m"].tolist()[1] > 1000
    before = len(asked.server.requests)
    geocode_file(table, out, Store(tmp_path / "leeg"), settings, offline=True)
    assert len(asked.server.requests) == before
    assert pd.read_csv(out)["ligging"].tolist() == ["kern", "kern"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("naam;x\na;b\n", "has no column postcode"),
        ("postcode;lon\n1234AB;5\n", "column lon already"),
    ],
)
def test_a_table_that_cannot_be_placed_is_one_line(tmp_path, text, words):
    table = tmp_path / "locaties.csv"
    table.write_text(text, "utf-8")
    with pytest.raises(InputFileError, match=words):
        geocode_file(table, tmp_path / "uit.csv", Store(tmp_path), offline=True)
    assert not (tmp_path / "uit.csv").exists()
