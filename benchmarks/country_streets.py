"""Streets and a timetable of the made-up country: CPU seconds and peak of each stage, and growth.

Each stage has a process of its own, so that its peak is its own: contracting the extract, reading
what is kept, one sweep per mode for all categories, and taking in the timetable.
"""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from time import process_time
from typing import Final

from benchmarks.country import write_country
from benchmarks.measure import EXPONENT, Row, apart, exponent, peak_mb
from sites.settings.base import Mode

#: What is asked of the whole: CPU seconds to contract the networks, and to sweep one mode.
CONTRACT_S, SWEEP_S = 180.0, 30.0
_MODES: Final[tuple[Mode, ...]] = ("walk", "bike", "car")
_CACHE: Final = "netwerk"
#: Any day of the week that the timetable knows.
_DAY: Final = date(2026, 11, 24)


def written(folder: str, part: float) -> tuple[float, float]:
    """Write the country with its streets and timetable; return CPU seconds and the peak in MB."""
    start = process_time()
    write_country(Path(folder), part, streets=True, timetable=True)
    return process_time() - start, peak_mb() or 0.0


def contracted(folder: str) -> tuple[float, float, float]:
    """Return CPU seconds, the peak in MB and the size in MB of networks built from the extract."""
    from geodata.streets.load import network_file  # noqa: PLC0415 - the child alone loads it
    from opvangkaart.runs.scenario_file import read_scenario  # noqa: PLC0415

    scenario, base = read_scenario(Path(folder) / "land.toml")
    start = process_time()
    kept = network_file(scenario, base, cache_dir=Path(folder) / _CACHE)
    return process_time() - start, peak_mb() or 0.0, kept.stat().st_size / 1e6


def swept(folder: str, mode: Mode) -> tuple[float, float, float, float, float]:
    """Return sites, categories, CPU seconds of reading and of sweeping one mode, and the peak."""
    from geodata.streets.load import engine_for  # noqa: PLC0415 - the child alone loads it
    from opvangkaart.runs.inputs import read_inputs  # noqa: PLC0415
    from sites.travel.access import questions  # noqa: PLC0415
    from sites.travel.protocol import Points  # noqa: PLC0415

    inputs = read_inputs(Path(folder) / "land.toml")
    layer = inputs.layers.places
    sites = Points.of(inputs.sites, "site_id")
    start = process_time()
    engine = engine_for(inputs.scenario, inputs.base_dir, cache_dir=Path(folder) / _CACHE)
    asked = sorted({one.category for one in questions(inputs.scenario) if one.category != "mother"})
    targets = [Points.of(layer[layer["category"] == name], "place_id") for name in asked]
    engine.nearest(sites, targets[0], mode=mode)  # compiled, mapped, turned
    read_s, start = process_time() - start, process_time()
    for places in targets:
        engine.nearest(sites, places, mode=mode)
    return float(len(sites)), float(len(targets)), read_s, process_time() - start, peak_mb() or 0.0


def taken_in(folder: str) -> tuple[float, float]:
    """Return CPU seconds and the peak in MB of taking in the timetable: a day of the week."""
    import geopandas as gpd  # noqa: PLC0415 - the child alone loads it

    from benchmarks.country import CRS  # noqa: PLC0415
    from geodata.gtfs.load import import_transit  # noqa: PLC0415

    land = Path(folder)
    area = gpd.read_file(land / "gemeenten.geojson").to_crs(CRS).union_all()
    start = process_time()
    import_transit(
        [land / "dienstregeling.zip"], land / "ov", area=area, metric_crs=CRS, days=[_DAY],
        timezone="Atlantic/Azores",
    )  # fmt: skip
    return process_time() - start, peak_mb() or 0.0


def rows(parts: Sequence[float]) -> Iterator[Row]:
    """Yield the figures of each part of the country, and how the work on streets grows."""
    at = "benchmarks.country_streets"
    grown: dict[str, list[float]] = {what: [] for what in ("networks", *_MODES)}
    for part in parts:
        with tempfile.TemporaryDirectory() as folder:
            name = f"{part:.2g} of the country"
            spent, peak = apart(f"{at}:written", folder, part)
            yield Row(f"{name}: writing it", spent, note=f"peak {peak:,.0f} MB")
            spent, peak, size = apart(f"{at}:contracted", folder)
            grown["networks"].append(spent)
            yield Row(f"{name}: three networks, once", spent, target=CONTRACT_S,
                      note=f"peak {peak:,.0f} MB, kept {size:,.0f} MB")  # fmt: skip
            for mode in _MODES:
                sites, kinds, read_s, spent, peak = apart(f"{at}:swept", folder, mode)
                grown[mode].append(spent)
                words = f"{sites:,.0f} sites, {kinds:.0f} categories"
                yield Row(f"{name}: {mode}, {words}", spent, target=SWEEP_S,
                          note=f"read in {read_s:.1f} s, peak {peak:,.0f} MB")  # fmt: skip
            spent, peak = apart(f"{at}:taken_in", folder)
            yield Row(f"{name}: the timetable of a day", spent, note=f"peak {peak:,.0f} MB")
    for what, cpu_s in grown.items():
        if len(parts) > 1:
            yield Row(f"{what}: fitted exponent", exponent(parts, cpu_s), "", EXPONENT)
