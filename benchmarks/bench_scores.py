"""From candidates to scores: 15,000 search cells, and 100,000 rows of a user's CSV."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measure import Row, Size, cpu_of, peak_row
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.inputs import Inputs, read_inputs
from sites.judgement.leaning.tables import mixes_of
from sites.judgement.load import fit_of, levels_of
from sites.scoring.kern_load import kern_load
from sites.scoring.mothers import cluster_table, mothers_table
from sites.scoring.scoring import rank_sites, score_table
from sites.scoring.scout import search_cells
from sites.travel.access import questions, travel_table
from sites.travel.context import Context
from sites.travel.hub_travel import hub_travel

#: H3 resolution of the search cells (9: hexagons of 0.1 km2), rows of a user's file.
SIZES: dict[Size, tuple[int, int]] = {"small": (7, 60), "full": (9, 100_000)}


def cells(inputs: Inputs, resolution: int) -> Iterator[Row]:
    """Score the province in hexagons, on the bundled layers."""
    scout = inputs.scenario.scout.model_copy(update={"resolution": resolution})
    scenario = inputs.scenario.model_copy(update={"scout": scout})
    layers = inputs.layers
    context = Context(layers, scenario, engine_for(scenario, inputs.base_dir))
    table, scan_s = cpu_of(
        lambda: search_cells(
            municipalities=layers.municipalities,
            kernen=layers.kernen,
            exclusions=layers.exclusions,
            scenario=scenario,
        )
    )
    trips, hub_s = cpu_of(lambda: hub_travel(table, context.mothers, context.engine))
    travel, place_s = cpu_of(lambda: travel_table(table, trips, context))
    travel_s = hub_s + place_s
    mothers, mother_s = cpu_of(lambda: mothers_table(table, travel, layers.hubs, scenario))
    fit, fit_s = cpu_of(lambda: fit_of_run(table, mothers, context))
    scores, score_s = cpu_of(lambda: score_table(travel, scenario, fit))
    _, rank_s = cpu_of(lambda: rank_sites(scores, table))
    _, cluster_s = cpu_of(lambda: cluster_table(mothers, table, context))
    count = f"{len(table):,} cells x {len(questions(scenario))} questions"
    yield Row(f"scan the province: {count}", scan_s)
    yield Row("travel minutes", travel_s)
    value_s = fit_s + score_s + rank_s
    yield Row("fit, values, weights, ranks", value_s)
    yield Row("cells scored (travel, values, ranks)", travel_s + value_s, target=2)
    yield Row("mothers and clusters", mother_s + cluster_s)


def write_candidates(path: Path, inputs: Inputs, rows: int) -> None:
    """Write made-up candidates around the kernen, with the gemeente of the kern."""
    chance = np.random.default_rng(2026)
    layers = inputs.layers
    kern = layers.kernen.iloc[chance.integers(len(layers.kernen), size=rows)]
    names = layers.municipalities.set_index("gm_code")["name"]
    gemeente = kern["gm_code"].map(names).to_numpy()
    lon = kern["lon"].to_numpy() + chance.normal(0, 0.004, rows)
    lat = kern["lat"].to_numpy() + chance.normal(0, 0.0025, rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,naam,soort,plaatsen,gemeente,lon,lat\n")
        file.writelines(
            f"L-{i:06d},Locatie {i},gebouw,{20 + i % 80},{gemeente[i]},{lon[i]:.6f},{lat[i]:.6f}\n"
            for i in range(rows)
        )


def fit_of_run(sites: pd.DataFrame, mothers: pd.DataFrame, context: Context) -> pd.Series:
    """Return how the sites fit, as a run works it out."""
    layers, scenario = context.layers, context.scenario
    load = kern_load(layers.hubs, layers.kernen, scenario.judgement.load)
    mixes = mixes_of(sites, places=scenario.scout.places)
    return fit_of(sites, mixes, levels_of(sites, mothers, load, context))


def scored(sites: pd.DataFrame, context: Context) -> pd.DataFrame:
    """Return the scores of sites after all that a run does before it judges.

    The judgement is measured apart: a team's day past every real site grows with their square.
    """
    trips = hub_travel(sites, context.mothers, context.engine)
    travel = travel_table(sites, trips, context)
    mothers = mothers_table(sites, travel, context.layers.hubs, context.scenario)
    scores = score_table(travel, context.scenario, fit_of_run(sites, mothers, context))
    rank_sites(scores, sites)
    cluster_table(mothers, sites, context)
    return scores


def candidates(inputs: Inputs, rows: int) -> Iterator[Row]:
    """Read, check, score, rank and group a user's file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kandidaten.csv"
        write_candidates(path, inputs, rows)
        own, read_s = cpu_of(lambda: read_inputs(sites_file=path))
    context = Context(own.layers, own.scenario, engine_for(own.scenario, own.base_dir))
    scores, score_s = cpu_of(lambda: scored(own.sites, context))
    yield Row(f"read and check {rows:,} CSV rows (and the bundled layers)", read_s)
    yield Row(f"travel, {len(scores):,} scores, ranks, mothers, clusters", score_s)
    yield Row("from CSV to scores", read_s + score_s, target=20)
    yield peak_row("peak memory", 1500)


def rows(size: Size) -> Iterator[Row]:
    """Yield the figures."""
    resolution, count = SIZES[size]
    inputs, read_s = cpu_of(read_inputs)
    yield Row("read the bundled layers and scan cells", read_s)
    yield from cells(inputs, resolution)
    yield from candidates(inputs, count)
