"""Rank a list that is too long for pages: keep the best, which a run then judges."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd
from pandera.typing import DataFrame

from geodata.files.swap import write_whole
from maps.base.names import edition_name
from maps.exports.csv_nl import csv_bytes
from maps.exports.gate import told_rows
from opvangkaart.language.speech import heard
from opvangkaart.runs.engines import engine_for
from opvangkaart.runs.inputs import Inputs, Progress, own_edition, read_inputs, silent
from opvangkaart.runs.report import input_lines, rests_on
from opvangkaart.runs.scored import LINKED
from opvangkaart.runs.stock import layers_on
from opvangkaart.runs.told import Told, View
from sites.base.dutch import number
from sites.base.errors import SiteError
from sites.judgement.long_list import long_list
from sites.tables.columns import headings, kept
from sites.tables.editions import shown_info, visible_sites, withheld_notice
from sites.tables.long_list import LongRanking
from sites.tables.schemas import CONFIDENTIALITY, Edition, LayerInfo
from sites.travel.context import Context

#: Rows that are read and ranked; measured in ``python -m benchmarks scale``.
MOST: Final = 1_000_000
ALL, BEST, SOURCES, REJECTED = "ranglijst", "beste", "bronnen", "afgekeurde-rijen"
_SHOWN: Final = 10
#: Its readers alone may see which rows could not be used.
HIGHEST: Final = CONFIDENTIALITY[-1]


@dataclass(frozen=True)
class Asked:
    """Which list is ranked, by which scenario, and who may see it; None is one's own screen."""

    file: Path
    scenario: Path | None = None
    layer: str | None = None
    cycle: str | None = None
    edition: Edition | None = None


def rank_long(
    asked: Asked, *, progress: Progress = silent
) -> tuple[Inputs, Context, Edition, DataFrame[LongRanking]]:
    """Return what was read and reckoned with, for whom, and the ranks of the sites they may see.

    Raises
    ------
    SiteError
        The edition shows none of the sites, or the list cannot be read.
    """
    inputs = read_inputs(
        asked.scenario, sites_file=asked.file, layer=asked.layer, cycle=asked.cycle,
        most_sites=MOST, progress=progress,
    )  # fmt: skip
    edition = asked.edition or own_edition(inputs)
    sites, scenario = visible_sites(inputs.sites, edition).sites, inputs.scenario
    if sites.empty:
        raise SiteError(
            "{file}: none of its {count} sites may be seen in the edition {edition}; "
            "ask for it with --edition",
            file=asked.file.name, count=len(inputs.sites), edition=edition,
        )  # fmt: skip
    layers = layers_on(inputs.layers, scenario, edition)
    context = Context(layers, scenario, engine_for(scenario, inputs.base_dir, sites))
    found = long_list(sites, context, max_linked=LINKED[scenario.engine], progress=progress)
    towns = layers.municipalities.set_index("gm_code")["name"]
    mothers = layers.hubs.set_index("hub_id")["name"]
    told = found.ranking.assign(
        **sites[["name", "kind", "places", "confidentiality", "lon", "lat"]],
        gemeente=sites["gm_code"].map(towns).astype("str"),
        answer=found.mothers["answer"],
        mother=found.mothers["hub_id"].map(mothers).astype("str"),
        travel_min=found.mothers["travel_min"],
    )
    return inputs, context, edition, DataFrame[LongRanking](told[list(headings(LongRanking))])


def best_first(ranking: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the first sites by their rank; those without one are not among them."""
    return ranking[ranking["rank"].notna()].nsmallest(count, "rank").reset_index(drop=True)


def write_ranking(
    ranking: DataFrame[LongRanking], best: pd.DataFrame, out: Path, edition: Edition
) -> tuple[str, str]:
    """Write all ranks as Parquet and the best as a list for Excel, each whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    names = edition_name(ALL, ".parquet", edition), edition_name(BEST, ".csv", edition)
    written = ranking.rename(columns=headings(LongRanking))
    write_whole(out / names[0], lambda stream: written.to_parquet(stream, index=False))
    rounded = best.round(kept(LongRanking) | {"travel_min": 1})
    write_whole(out / names[1], csv_bytes(rounded, headings(LongRanking)))
    return names


def _write_rejected(inputs: Inputs, out: Path, edition: Edition) -> Iterator[str]:
    """Write which rows could not be used, for the team alone, and say so."""
    rejected = told_rows(inputs.rejected, heard().said)
    if edition == HIGHEST and rejected is not None and len(rejected):
        name = edition_name(REJECTED, ".csv", edition)
        write_whole(out / name, csv_bytes(rejected, {}))
        yield f"Niet gebruikte rijen: {name}."


def rank_lines(asked: Asked, count: int, out: Path | None, *, progress: Progress = silent) -> Told:
    """Rank a long list, write it where asked, and say what was found."""
    inputs, context, edition, ranking = rank_long(asked, progress=progress)
    best = best_first(ranking, count)
    ranked = int(ranking["rank"].notna().sum())
    yield View(
        f"De eerste {number(min(_SHOWN, len(best)))} van {number(ranked)}",
        LongRanking,
        best.head(_SHOWN),
        ("name", "gemeente", "rank", "score", "mother", "travel_min"),
        left=("gemeente", "mother"),
        tight=True,
    )
    if (rest := len(ranking) - ranked) > 0:
        yield (
            f"{number(rest)} zonder rang: hun gemeente is niet zeker, of er is niets van bekend."
        )
    yield "Alleen een rangorde: of een plek kan leunen zegt score zonder --best, van de beste."
    yield from rests_on(inputs, context.engine.label)
    if out is not None:
        names = write_ranking(ranking, best, out, edition)
        yield f"Geschreven in {out}: {names[0]} (alle) en {names[1]} ({number(len(best))} beste)."
        sources = edition_name(SOURCES, ".csv", edition)
        info = shown_info(context.layers.info, edition)
        write_whole(out / sources, csv_bytes(info, headings(LayerInfo)))
        yield f"Waar het op rust, met de dag van elke laag: {sources}."
        yield from _write_rejected(inputs, out, edition)
        if notice := withheld_notice(inputs.sites, edition):
            yield notice
    yield from input_lines(inputs)
