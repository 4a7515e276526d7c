"""Plans over drawn scenarios and the bundled one agree with what an outsider makes of the files.

Twelve scenarios of at most three gemeenten and sixty sites each are drawn, each with other rules
and weights; ``tests.plan_checker`` works everything out anew.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.asked import ask, few_gemeenten, whole_layers
from tests.plan_checker import Files, faults, read_files
from tests.plan_checker_more import more_faults

ROOT = Path(__file__).parents[1]
MOTHERS = ("GM0344", "GM0355", "GM0307")  # gemeenten with a mother location
SEEDS = range(12)


def scenario(folder: Path, seed: int) -> tuple[Path, tuple[str, ...], list[str]]:
    """Draw sites and rules; return the file, the gemeenten, and what else is asked."""
    rng = np.random.default_rng([17, seed])
    kernen = whole_layers().kernen
    others = sorted(set(kernen["gm_code"].dropna()) - set(MOTHERS))
    codes = (MOTHERS[seed % 3], *rng.choice(others, 2, replace=False).tolist())
    near = kernen[kernen["gm_code"].isin(codes)]
    near = near.iloc[rng.integers(len(near), size=60)]
    off = rng.normal(0, 1, (60, 2)) * [0.02, 0.012]
    off[:12] = 0  # these lie in a kern, so in the area
    sites = pd.DataFrame(
        {
            "id": [f"P{n:02d}" for n in range(60)],
            "naam": [f"Punt {n}" for n in range(60)],
            "soort": "proefpunt",
            "plekken": rng.integers(20, 130, 60),
            "lon": (near["lon"].to_numpy() + off[:, 0]).round(5),
            "lat": (near["lat"].to_numpy() + off[:, 1]).round(5),
            "vertrouwelijkheid": "openbaar",
        }
    )
    sites.to_csv(folder / "punten.csv", sep=";", index=False)
    basis = (ROOT / "sites" / "scenarios" / "basis.toml").read_text(encoding="utf-8")
    scout, sites_block = basis.index("[scout]"), basis.index("[mothers]")
    basis = f'{basis[:scout]}[sites]\npath = "punten.csv"\n\n{basis[sites_block:]}'
    rules = f"""
[plan]
target = {int(rng.integers(1400, 2600))}
[plan.size]
least = {int(rng.integers(10, 40))}
most = {int(rng.integers(60, 130))}
apart_m = {int(rng.choice([0, 800, 1500]))}
cluster_places = {int(rng.integers(0, 120))}
[plan.share]
least = {rng.uniform(0, 0.8):.2f}
most = {rng.uniform(1, 2):.2f}
[plan.objective]
minutes = {rng.uniform(0, 0.02):.4f}
fairness = {rng.choice([0.0, 0.3, 1.0])}
cost = {rng.uniform(0, 0.5):.2f}
[plan.hubs]
max_sites = {int(rng.integers(3, 11))}
team_sites = {int(rng.integers(2, 16))}
limits_min = {{ bike = {int(rng.integers(20, 46))} }}
"""
    path = folder / "scenario.toml"
    path.write_text(basis + rules, encoding="utf-8")
    more = ["--alternatives", "2", "--keep", "P07"] if seed % 4 == 1 else ["--alternatives", "2"]
    if seed % 4 == 1:
        more += ["--without", "P11"]
    if seed % 3 == 0:
        more += ["--quick"]
    if seed % 2:
        code = {"GM0344": "UT01", "GM0355": "UT04", "GM0307": "UT02"}[codes[0]]
        more += ["--event", f"{code} krimpt 2027-07-01 met 40 plekken", "--event", "looptijden"]
    return path, codes, more


#: What is asked beside the plan, in turn; the fourth part of the scenarios each.
BESIDE = (
    ("--no-regret", "6"),
    ("--firm", "--insist", "P03", "--insist", "P20"),
    ("--period", "2026-11-01=1200", "--period", "2031-11-01=2000"),
    ("--fair", "--coverage", "20", "--worst-trip", "--trade-off", "minutes:sites", "--steps", "4"),
)


def agreed(path: Path, codes: tuple[str, ...]) -> None:
    """Let a scenario exchange places between two gemeenten, and count those of a partner."""
    text = f"""
[[plan.agreements]]
id = "ruil"
taker = "{codes[1]}"
giver = "{codes[0]}"
most = 100
statushouders_per_100 = 20
source = "brief"
[[plan.partners]]
id = "buren"
name = "Buurland"
places = 50
source = "mail"
"""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def planned(folder: Path, seed: int, *beside: str) -> Files:
    path, codes, more = scenario(folder, seed)
    more = [*more, *beside]
    if beside and seed % 2 == 0:
        agreed(path, codes)
    with few_gemeenten(*codes):
        answer = ask("plan", path, "--out", folder / "out", *more)
        if answer.code == 2:  # what is kept cannot always be; without it there is a plan
            assert "P07" in answer.line or "Punt 7" in answer.line, answer.line
            answer = ask("plan", path, "--out", folder / "out", *more[:2], *more[4:])
    assert answer.code == 0, answer.said
    return read_files(folder / "out")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return planned(tmp_path_factory.mktemp("one"), 5)


def test_an_outsider_finds_nothing_wrong_with_a_small_plan(files: Files) -> None:
    assert len(files.best)
    assert faults(files) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [seed for seed in SEEDS if seed != 5])
def test_an_outsider_finds_nothing_wrong_with_drawn_plans(tmp_path: Path, seed: int) -> None:
    found = planned(tmp_path, seed, *BESIDE[seed // 2 % len(BESIDE)])
    assert faults(found) == []
    assert more_faults(found) == []


def test_without_an_event_the_tables_are_empty_and_the_plan_is_the_same(
    files: Files, tmp_path: Path
) -> None:
    path, codes, more = scenario(tmp_path, 5)
    asked = more[: more.index("--event")]
    with few_gemeenten(*codes):
        answer = ask("plan", path, "--out", tmp_path / "out", *asked)
        if answer.code == 2:
            answer = ask("plan", path, "--out", tmp_path / "out", *asked[:2], *asked[4:])
    bare = read_files(tmp_path / "out")
    assert not files["Plan gebeurtenissen"].empty
    assert not [sheet for sheet in bare.sheets if "gebeurtenis" in sheet]
    pd.testing.assert_frame_equal(bare.exact, files.exact)


@pytest.mark.slow
def test_an_outsider_finds_nothing_wrong_with_the_bundled_plan(tmp_path: Path) -> None:
    asked = ("--fair", "--no-regret", "4", "--worst-trip", "--period", "2026-11-01=3000",
             "--period", "2030-11-01=4793")  # fmt: skip
    answer = ask("plan", "--out", tmp_path / "out", "--event", "UT03 sluit 2027-07-01", *asked)
    assert answer.code == 0, answer.said
    found = read_files(tmp_path / "out")
    assert faults(found) == []
    assert more_faults(found) == []
    assert "binnen dit model" in answer.shown.lower()
    assert len(found["Plan alternatieven"]) == 5
    assert not found["Plan gebeurtenissen"].empty


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["target = 1\n", "cluster_places = 5000\n"])
def test_an_outsider_finds_nothing_wrong_with_a_plan_that_opens_nothing(
    tmp_path: Path, rule: str
) -> None:
    """All is there already, or nothing may open; whatever else is asked beside it."""
    path, codes, _ = scenario(tmp_path, 5)
    text = path.read_text(encoding="utf-8")
    key = rule.split(" = ", maxsplit=1)[0]
    path.write_text(re.sub(rf"(?m)^{key} = [0-9]+\n", rule, text), encoding="utf-8")
    beside = [word for part in BESIDE for word in part]
    event = ("--event", "UT02 krimpt 2027-07-01 met 40 plekken")
    with few_gemeenten(*codes):
        answer = ask("plan", path, "--out", tmp_path / "out", *event, *beside)
    assert answer.code == 0, answer.said
    found = read_files(tmp_path / "out")
    assert found.best.empty
    assert faults(found) == []
    assert more_faults(found) == []
    assert "Kosten per jaar" not in answer.shown  # no headings above nothing
    assert "Van de 0" not in answer.shown


def test_the_outsider_sees_a_page_that_is_off(files: Files) -> None:
    page = files.pages["index.html"]
    assert "nog niet gevonden" in page
    broken = {"index.html": page.replace("nog niet gevonden: ", "nog niet gevonden: 1")}
    assert any(fault.startswith("pages: ") for fault in faults(replace(files, pages=broken)))


def test_the_outsider_sees_two_shortages_of_one_day(files: Files) -> None:
    page, said = files.pages["index.html"], "het beste herstel dat is gevonden:"
    assert faults(files) == []
    for broken in (
        page.replace(said, "weinig:"),
        re.sub(f"({said}.{{1,40}}[0-9]) te", r"\g<1>0 te", page),
    ):
        found = faults(replace(files, pages={"index.html": broken}))
        assert [fault for fault in found if fault.startswith("one_shortage: ")]


@pytest.mark.parametrize(
    ("sheet", "column", "check"),
    [
        ("Plan", "Plekken", "hubs"),
        ("Plan per gemeente", "Samen", "towns"),
        ("Plan per gemeente", "Aandeel in het doel", "shares"),
        ("Plan per moederlocatie", "Nog vrij", "hubs"),
        ("Plan in cijfers", "Aantal", "figures"),
        ("Plan weging", "Hoeveel", "parts"),
        ("Plan kosten", "Aantal", "costs"),
        ("Plan eerlijk", "Plekken per 1.000 inwoners, met het plan", "fairness"),
        ("Plan alternatieven", "Minder goed (deel)", "other_plans"),
        ("Plan bij uitval", "Plekken weg", "losses"),
        ("Plan perioden", "Samen", "periods"),
        ("Plan gebeurtenissen", "Plekken weg", "events"),
        ("Plan gebeurtenis verhuizing", "Bewoners", "events"),
        ("Plan na gebeurtenissen", "Nieuw in het plan", "events"),
    ],
)
def test_the_outsider_sees_one_figure_that_is_off(
    files: Files, sheet: str, column: str, check: str
) -> None:
    broken = files[sheet].copy()
    broken[column] = broken[column].to_numpy(dtype=float) + (np.arange(len(broken)) == 0)
    found = faults(replace(files, sheets=files.sheets | {sheet: broken}))
    assert any(fault.startswith(f"{check}: ") for fault in found), found


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """All that may be asked beside a plan, of one scenario with agreements."""
    return planned(tmp_path_factory.mktemp("all"), 2, *(word for part in BESIDE for word in part))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "column", "check"),
    [
        ("Plan proeven", "Plekken", "draws"),
        ("Plan altijd goed", "Keer in het plan", "shares"),
        ("Plan wat varieert", "Beslist bij", "deciders"),
        ("Plan marges", "Plekken minder", "firm"),
        ("Plan wat nodig is", "Tekort (punten), ten minste", "needs"),
        ("Plan voor perioden", "Samen", "steps"),
        ("Plan voor perioden", "Locaties", "step_sites"),
        ("Plan perioden locaties", "Plekken", "step_sites"),
        ("Plan dekking en reis", "Kost (punten)", "reach"),
        ("Plan dekking en reis", "In het plan", "near"),
        ("Plan dekking en reis", "Locaties", "trips"),
        ("Plan perioden afspraken", "Plekken gebruikt", "later_agreements"),
        ("Plan eerlijkste", "De minste per 1.000", "fair"),
        ("Plan afweging", "Eerste doel: nu", "front"),
        ("Plan afspraken", "Kost (punten)", "agreements"),
    ],
)
def test_the_outsider_sees_one_figure_off_of_what_was_asked_beside(
    asked: Files, sheet: str, column: str, check: str
) -> None:
    assert more_faults(asked) == []
    broken = asked[sheet].copy()
    broken[column] = broken[column].to_numpy(dtype=float) + 999 * (np.arange(len(broken)) == 0)
    found = more_faults(replace(asked, sheets=asked.sheets | {sheet: broken}))
    assert any(fault.startswith(f"{check}: ") for fault in found), found
