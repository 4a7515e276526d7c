"""Say which places exist on a day: the reception table, its terms, and what was entered.

A whole run and a single answer (``lean``) start from these same rows.
"""

from dataclasses import replace

import pandas as pd

from geodata.files.basisset import table
from sites.ledger.rows import ledger_rows
from sites.ledger.state import hubs_on
from sites.settings.ledger import LedgerParams
from sites.settings.scenario import Scenario
from sites.tables.editions import shown_ledger
from sites.tables.minors import shown_layers, shown_rows
from sites.tables.results import Layers
from sites.tables.schemas import Edition


def terms_of(layers: Layers) -> pd.DataFrame | None:
    """Return when each location counts as what; only the bundled reception table has terms."""
    info = layers.info
    bundled = (info["layer"] == "hubs") & (info["origin"] == "basisset")
    return table("reception_terms") if bundled.any() else None


def ledger_of(layers: Layers, params: LedgerParams, edition: Edition = "openbaar") -> pd.DataFrame:
    """Return the ledger's rows: what was entered first, then terms, then the reception table.

    Of what was entered only what the edition may show is in it, and all of it must make sense;
    below ``intern`` the rows for minors have no number, name or source.
    """
    rows, seen = _rows(layers, params), shown_ledger(params, edition)
    if seen != params:
        rows = _rows(layers, seen)
    return shown_rows(rows, layers, layers.municipalities, edition)


def _rows(layers: Layers, params: LedgerParams) -> pd.DataFrame:
    return ledger_rows(
        layers.hubs,
        layers.hubs_unplaced,
        terms_of(layers),
        params.entries,
        counters=params.counters,
    )


def layers_on(layers: Layers, scenario: Scenario, edition: Edition) -> Layers:
    """Return the layers an edition is computed from, with the reception of the reference date."""
    shown = shown_layers(layers, edition)
    counted = ledger_of(shown, scenario.ledger, edition)
    return replace(shown, hubs=hubs_on(shown.hubs, counted, scenario.reference_date))
