"""Say how a run came about: inputs with their digests, settings, versions, engine.

No clock and no path: the same run gives the same record on every machine. Below ``intern`` the
record names no file of the user and no digest of one, because a digest confirms a guess.
"""

import json
import re
from typing import Any

import pandas as pd

from sites.tables.editions import shown_info, shown_scenario
from sites.tables.minors import left_out
from sites.tables.results import RunResult


def record(result: RunResult) -> dict[str, Any]:
    """Return the record that may be handed out with this edition."""
    info = shown_info(result.layers.info, result.edition)
    scenario = shown_scenario(result.scenario, result.edition)
    # Emptied settings would read as "no layers were given": leave them out instead.
    paths = None if result.edition == "intern" else {"sites", "layers"}
    settings = scenario.model_dump(mode="json", exclude=paths)
    return {
        "titel": scenario.title,
        "status": "concept, geen besluit",
        "editie": result.edition,
        "peildatum": scenario.reference_date.isoformat(),
        "kenmerk": result.fingerprint,
        "reistijden": result.engine_label,
        "locaties": len(result.sites),
        "weggelaten": " ".join(left_out(result)) or None,
        "omrijfactoren": _detours(result),
        "deuren_op_straat": _doors(result),
        "niet_berekend": _not_made(result),
        "niet_te_bepalen": [str(told) for told in result.all_undecided],
        "scenario": {"kenmerk": scenario.fingerprint(), **_without_folders(settings)},
        "lagen": [_plain(row) for row in info.to_dict(orient="records")],
        "versies": dict(sorted(result.versions.items())),
    }


def _not_made(result: RunResult) -> list[str]:
    """Name the parts of the run that were not made."""
    judgement = result.judgement
    parts = {
        "plan": result.plan,
        "trust": None if judgement is None else judgement.trust,
        "verdicts": judgement,
    }
    return [name for name, part in parts.items() if part is None]


def _without_folders(settings: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return the settings with file names for paths: a path tells where a user works."""
    if isinstance(settings, list):
        return [_without_folders(value) for value in settings]
    if not isinstance(settings, dict):
        return settings
    return {
        key: re.split(r"[/\\]", value)[-1]
        if key == "path" and isinstance(value, str)
        else _without_folders(value)
        for key, value in settings.items()
    }


def _detours(result: RunResult) -> list[dict[str, Any]] | None:
    """Return the detour factors measured on the network beside the assumed ones."""
    if result.streets is None:
        return None
    rows = result.streets.detour.round(3).to_dict(orient="records")
    return [_plain(row) for row in rows]


def _doors(result: RunResult) -> list[dict[str, Any]] | None:
    """Return per mode how many doors were put on another street than their nearest."""
    if result.streets is None:
        return None
    return [_plain(row) for row in result.streets.doors.round(1).to_dict(orient="records")]


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): None if pd.isna(value) else _number(value) for key, value in row.items()}


def _number(value: Any) -> Any:  # noqa: ANN401 - a cell of any table
    return value.item() if hasattr(value, "item") else value


def record_bytes(result: RunResult) -> bytes:
    """Return the record as JSON that a person can read."""
    text = json.dumps(record(result), ensure_ascii=False, indent=2, allow_nan=False)
    return f"{text}\n".encode()
