"""Make an earlier run again from its record, or name the input that is no longer the same."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from geodata.files.basisset import FOLDER, sha256
from geodata.store.store import Store
from sites.base.boundary import reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say, say_counted
from sites.settings.faults import first_fault
from sites.tables.schemas import Edition


class ReproduceError(OpvangkaartError):
    """Say which input of an earlier run is absent or different."""


def read_record(path: Path) -> dict[str, Any]:
    """Return the run.json of an earlier run."""
    if not path.is_file():
        raise ReproduceError(
            "{file} does not exist; give the run.json of the earlier run",
            file=path.name,
        )
    with reading(path.name, say("give the run.json of the earlier run"), error=ReproduceError):
        record = json.loads(path.read_text(encoding="utf-8-sig"))
    if not isinstance(record, dict) or not {"lagen", "versies", "kenmerk"} <= record.keys():
        raise ReproduceError(
            "{file} is no record of a run (no lagen, versies, kenmerk)",
            file=path.name,
        )
    try:
        _Record.model_validate(record)
    except ValidationError as error:
        raise ReproduceError(
            "{file} is no record of a run ({fault}); give the run.json of the earlier run",
            file=path.name, fault=first_fault(error, _Record),
        ) from None  # fmt: skip
    return record


class _Layer(BaseModel, frozen=True):
    """What a record says of a file that was read."""

    layer: str
    file_name: str | None
    sha256: str | None
    source: str | None
    licence: str | None
    data_date: str | None
    origin: str | None


class _Record(BaseModel, frozen=True):
    """What a later run needs of a record."""

    lagen: tuple[_Layer, ...]
    versies: dict[str, str]
    kenmerk: str
    editie: Edition
    scenario: dict[str, Any]


def verify(
    record: dict[str, Any], *, info: Any, versions: dict[str, str], fingerprint: str,  # noqa: ANN401 - a LayerInfo table
) -> list[Message]:  # fmt: skip
    """Return what differs between a record and a new run, a line each; empty means the same.

    ``info``, ``versions`` and ``fingerprint`` are the new run's. Inputs come first: a different
    input explains a different mark; the mark alone means other settings or other sites.

    >>> then = {"layer": "hubs", "file_name": "azc.csv", "sha256": "aa"}
    >>> record = {"lagen": [then], "versies": {"numpy": "2.2"}, "kenmerk": "x1"}
    >>> import pandas as pd
    >>> info = pd.DataFrame([then])
    >>> verify(record, info=info, versions={"numpy": "2.2"}, fingerprint="x1")
    []
    >>> new = verify(
    ...     record, info=info.assign(sha256="bb"), versions={"numpy": "2.3"}, fingerprint="x2"
    ... )
    >>> [str(line) for line in new]
    ['input hubs (azc.csv) was aa, is now bb', 'numpy was 2.2, is now 2.3']
    >>> print(*verify(record, info=info, versions={"numpy": "2.2"}, fingerprint="x2"))
    the mark was x1, is now x2: settings or sites differ
    """
    then = {_key(row): row for row in record["lagen"]}
    now = {_key(row): row for row in info.astype(object).to_dict("records")}
    lines = [
        say(
            "input {layer} ({name}) was {then}, is now {now}",
            layer=layer,
            name=name,
            then=str(then[layer, name]["sha256"])[:12],
            now=str(now[layer, name]["sha256"])[:12],
        )
        for layer, name in sorted(then.keys() & now.keys())
        if then[layer, name]["sha256"] != now[layer, name]["sha256"]
    ]
    lines += [say("input {layer} ({name}) is not used any more", layer=layer, name=name)
              for layer, name in sorted(then.keys() - now.keys())]  # fmt: skip
    lines += [say("input {layer} ({name}) was not there then", layer=layer, name=name)
              for layer, name in sorted(now.keys() - then.keys())]  # fmt: skip
    lines += [
        say(
            "{name} was {then}, is now {now}",
            name=name,
            then=record["versies"][name],
            now=versions.get(name, say("absent")),
        )
        for name in sorted(record["versies"])
        if record["versies"][name] != versions.get(name)
    ]
    if not lines and record["kenmerk"] != fingerprint:
        lines.append(
            say("the mark was {then}, is now {now}: settings or sites differ",
                then=record["kenmerk"], now=fingerprint)
        )  # fmt: skip
    return lines


def _key(row: dict[str, Any]) -> tuple[str, str]:
    return str(row["layer"]), str(row["file_name"])


def find_inputs(record: dict[str, Any], store: Store, *folders: Path) -> dict[str, Path]:
    """Return the file of each input of a record, by digest: superseded tables are found back.

    Raises
    ------
    ReproduceError
        Names the first input that is nowhere any more, and how many more are gone.
    """
    found: dict[str, Path] = {}
    gone: list[Message] = []
    places = [FOLDER, *folders]
    for row in record["lagen"]:
        name, digest = str(row["file_name"]), str(row["sha256"])
        at = next((p for p in (folder / name for folder in places)
                   if p.is_file() and sha256(p) == digest), None)  # fmt: skip
        at = at or (store.by_digest(digest) if store.folder.is_dir() else None)
        if at is None:
            gone.append(say("input {layer} ({name}, {digest})", layer=row["layer"], name=name,
                            digest=digest[:12]))  # fmt: skip
        else:
            found[f"{row['layer']}/{name}"] = at
    if gone:
        raise ReproduceError(
            "{gone} is gone or changed ({count} in all); put the file of then back, or run anew",
            gone=gone[0],
            count=len(gone),
        )
    return found


def require_same(differences: list[Message]) -> None:
    """Raise one line for the first difference, if any.

    >>> require_same([])
    >>> require_same([say("numpy differs"), say("the mark differs")])
    Traceback (most recent call last):
        ...
    geodata.store.reproduce.ReproduceError: this run is not the same: numpy differs \
(2 differences)
    """
    if differences:
        raise ReproduceError(
            say_counted(
                "this run is not the same: {first} ({count} difference)",
                "this run is not the same: {first} ({count} differences)",
                count=len(differences), first=differences[0],
            )
        )  # fmt: skip
