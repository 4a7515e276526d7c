"""Keep fetched layers in one folder: each whole or absent, and each with where it came from.

A layer is a data file named after its own digest and a manifest that points at it. Replacing the
manifest is the one moment at which a layer changes, so a stop at any other moment changes nothing.
Superseded tables stay, under their digest: an advice made from them can be made again.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any, Final

import filelock
import pandas as pd
from pydantic import Field, ValidationError

from geodata.files.basisset import sha256
from geodata.files.limits import MB
from geodata.files.swap import put_in_place, write_whole
from geodata.store.where import fetch_command, there
from sites.base.boundary import because, reading
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.settings.base import Params
from sites.settings.faults import first_fault

#: Raise when the fields of a manifest or the columns of a stored table change.
FORMAT: Final = 1
#: Superseded files larger than this are thrown away: a timetable of the whole country is big.
KEEP_OLD_BYTES: Final = 50 * MB
#: Layers that come along with another one.
BESIDE: Final = {"neighbours": "municipalities", "geocodes": "schools"}
LOCK: Final = ".slot"
PARTIAL: Final = ".deel"
HISTORY: Final = "historie"
_OUR_PART: Final = re.compile(r"^[a-z][a-z0-9_-]*(\.opvangkaart|\.json\.[0-9]+)\.part$")
_NAME: Final = re.compile(r"^[a-z][a-z0-9_]*$")
Clock = Callable[[], datetime]


class StoreError(OpvangkaartError):
    """Refuse a store that is busy, damaged, or made from something else."""


def now() -> datetime:
    """Return the present moment; the shell's clock, replaced in tests."""
    return datetime.now(tz=UTC)


class Draft(Params):
    """What is known of a layer before it is stored; see ``Manifest`` for the rest."""

    layer: str
    source: str
    licence: str
    origin: str  # a LayerInfo origin
    address: str
    queries: tuple[str, ...] = ()
    data_date: str | None = None
    area: str = ""
    schema_version: int = 1
    inputs: dict[str, str] = Field(default_factory=dict)  # the layers it was made from, by digest
    completeness: dict[str, Any] = Field(default_factory=dict)
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    max_age_days: int = 400
    fresh_days: int = 100


class Manifest(Draft):
    """Where a stored layer came from. Only the two times change between equal fetches.

    ``fetched_at`` is when this content first came in, ``checked_at`` when the source last
    confirmed it (both UTC).
    """

    format: int
    file: str
    sha256: str
    bytes: int
    rows: int
    fetched_at: datetime
    checked_at: datetime
    versions: dict[str, str]

    def command(self, folder: Path) -> str:
        """Return the command that fetches or imports this layer again into a folder.

        >>> made = Manifest.model_construct(layer="wijken", origin="open", area="utrecht")
        >>> made.command(Path("eigen/gegevens"))  # the usual one
        'opvangkaart data fetch --layer wijken --area utrecht'
        >>> Manifest.model_construct(layer="hubs", origin="eigen").command(Path("lagen"))
        'opvangkaart data import hubs FILE --store "lagen"'
        """
        if self.origin == "eigen":
            return f"opvangkaart data import {self.layer} FILE{there(folder)}"
        area = f'"{self.area}"' if " " in self.area else self.area
        where = f" --area {area}" if area else ""
        layer = BESIDE.get(self.layer, self.layer)
        return f"opvangkaart data fetch --layer {layer}{where}{there(folder)}"

    def age_days(self, at: datetime) -> int | None:
        """Return whole days since the source confirmed it; None when the clock was set back.

        >>> then = datetime(2026, 1, 1, tzinfo=UTC)
        >>> made = Manifest.model_construct(checked_at=then)
        >>> made.age_days(datetime(2026, 1, 31, 23, tzinfo=UTC))  # whole days
        30
        >>> made.age_days(datetime(2025, 12, 31, 23, tzinfo=UTC))  # clocks differ by some hours
        0
        >>> made.age_days(datetime(2025, 12, 1, tzinfo=UTC)) is None  # the clock was set back
        True
        """
        days = (at - self.checked_at).total_seconds() / 86_400
        return None if days < -1 else max(int(days), 0)


@dataclass(frozen=True)
class Stored:
    """What became of one write: the manifest, and whether the content is new."""

    manifest: Manifest
    is_new: bool


class Store:
    """One folder of layers; reading needs no lock, writing happens inside ``lock()``."""

    def __init__(self, folder: Path, clock: Clock = now) -> None:
        """Point at a folder; nothing is made until something is written."""
        self.folder = self.named = folder  # what a reader is told to fetch into
        self.clock = clock

    def names(self) -> list[str]:
        """Return the layers that are there, in order; a file where the folder should be is refused.

        >>> Store(Path("no", "such", "folder")).names()
        []
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError(
                "{file} is a file; give the folder with the fetched layers", file=self.folder.name
            )
        found = self.folder.glob("*.json") if self.folder.is_dir() else ()
        return sorted(path.stem for path in found if _NAME.match(path.stem))

    def manifest(self, layer: str) -> Manifest | None:
        """Return the manifest of a layer, None where there is no such layer.

        >>> Store(Path("no", "such", "folder")).manifest("wijken") is None
        True
        """
        path = self.folder / f"{layer}.json"
        try:
            return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (ValidationError, ValueError, OSError) as error:
            words = because(error)
            if isinstance(error, ValidationError) and error.errors()[0]["loc"]:
                words = first_fault(error, Manifest)
            raise StoreError(
                "{file} is no manifest of this version ({words}); run: {command}",
                file=path.name, words=words, command=fetch_command(self.named, layer),
            ) from None  # fmt: skip

    def path(self, layer: str) -> Path:
        """Return the data file of a layer that must be there.

        >>> Store(Path("leeg")).path("wijken")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
            ...
        geodata.store.store.StoreError: layer wijken is not stored; run: opvangkaart ...
        """
        manifest = self.manifest(layer)
        if manifest is None:
            raise StoreError(
                "layer {layer} is not stored; run: {command}",
                layer=layer, command=fetch_command(self.named, layer),
            )  # fmt: skip
        return self.folder / manifest.file

    def table(self, layer: str) -> Any:  # noqa: ANN401 - a GeoDataFrame, or a frame without shapes
        """Return the table of a layer, with shapes where it has them."""
        import geopandas as gpd  # noqa: PLC0415 - status and help need no tables
        import pyarrow.parquet as pq  # noqa: PLC0415

        path = self.path(layer)
        manifest = self.manifest_or_none(layer)
        again = manifest.command(self.named) if manifest else fetch_command(self.named, layer)
        with reading(path.name, say("run: {command}", command=again), error=StoreError):
            has_shapes = b"geo" in (pq.read_schema(path).metadata or {})
            return gpd.read_parquet(path) if has_shapes else pd.read_parquet(path)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the store for one writer; the system frees it when the writer dies."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            held = filelock.FileLock(self.folder / LOCK, timeout=0)
            held.acquire()
        except filelock.Timeout:
            raise StoreError(
                "another fetch or import is writing to {folder}; wait until it is done",
                folder=self.folder.name,
            ) from None
        except OSError as error:
            raise StoreError(
                "folder {folder} cannot be written ({why}); choose another folder",
                folder=self.folder.name,
                why=because(error),
            ) from None
        try:
            for left in (*self.folder.glob("*.part"), *self.folder.glob(f"{HISTORY}/*.part")):
                if _OUR_PART.match(left.name):  # a browser's download has such a name too
                    left.unlink(missing_ok=True)
            yield
        finally:
            held.release()

    def partial(self, layer: str) -> Path:
        """Return the folder in which the downloads of an unfinished layer wait."""
        folder = self.folder / PARTIAL / layer
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def forget_partial(self, layer: str) -> None:
        """Throw away the downloads of a finished or given-up layer."""
        rmtree(self.folder / PARTIAL / layer, ignore_errors=True)

    def finish_partial(self, layer: str) -> None:
        """Throw away the downloads of a layer that came in; ``PartStore`` keeps some."""
        self.forget_partial(layer)

    def put_table(self, draft: Draft, table: Any) -> Stored:  # noqa: ANN401 - a pandas table
        """Store a table as (Geo)Parquet; equal content leaves the data file untouched."""
        return self._put(
            draft, ".parquet", len(table),
            lambda path: table.to_parquet(path, index=False, compression="zstd"),
        )  # fmt: skip

    def put_file(self, draft: Draft, source: Path, rows: int) -> Stored:
        """Store a file as it is (a timetable, a street graph)."""
        suffix = "".join(source.suffixes[-2:]) if source.name.endswith(".osm.pbf") else ""
        return self._put(
            draft, suffix or source.suffix.lower(), rows, lambda path: copyfile(source, path)
        )

    def _put(self, draft: Draft, suffix: str, rows: int, write: Callable[[Path], object]) -> Stored:
        if not _NAME.match(draft.layer):
            raise StoreError(
                "{layer!r} cannot be the name of a layer; use letters, digits and _",
                layer=draft.layer,
            )
        old = self.manifest_or_none(draft.layer)
        part = self.folder / f"{draft.layer}.opvangkaart.part"
        try:
            write(part)
            digest, size = sha256(part), part.stat().st_size
            name = f"{draft.layer}-{digest[:16]}{suffix}"
            moment = self.clock().replace(microsecond=0)
            same = old is not None and old.sha256 == digest
            manifest = Manifest(
                **draft.model_dump(exclude={"changes"}),
                # Equal content: what changed before still stands.
                changes=old.changes if old is not None and same else draft.changes,
                format=FORMAT, file=name, sha256=digest, bytes=size, rows=rows,
                fetched_at=old.fetched_at if old is not None and same else moment,
                checked_at=moment,
                versions={n: version(n) for n in ("opvangkaart", "geopandas", "pyarrow")},
            )  # fmt: skip
            target = self.folder / name
            if target.is_file() and sha256(target) == digest:
                part.unlink()
            else:
                put_in_place(part, target)
            self._swap(manifest)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise StoreError(
                "layer {layer} could not be written ({why}), what was there is kept; free some "
                "disk or choose another folder",
                layer=draft.layer,
                why=because(error),
            ) from None
        if old is not None and old.file != name:
            self._retire(old)
        return Stored(manifest, is_new=not same)

    def manifest_or_none(self, layer: str) -> Manifest | None:
        """Return the manifest, None where it is absent or of no use any more.

        >>> Store(Path("no", "such", "folder")).manifest_or_none("wijken") is None
        True
        """
        try:
            return self.manifest(layer)
        except StoreError:
            return None

    def _swap(self, manifest: Manifest) -> None:
        """Change the layer, in the one step that can be done whole."""
        history = self.folder / HISTORY
        history.mkdir(exist_ok=True)
        manifest_path = self.folder / f"{manifest.layer}.json"
        if manifest_path.is_file() and self.manifest_or_none(manifest.layer) is None:
            # Damaged, or somebody's own file with one of our names: it is never written over.
            aside = f"{manifest.layer}-onleesbaar-{sha256(manifest_path)[:8]}.json"
            manifest_path.replace(history / aside)
        content = manifest_text(manifest).encode()
        for target in (
            history / f"{manifest.layer}-{manifest.sha256[:16]}.json",
            self.folder / f"{manifest.layer}.json",
        ):
            write_whole(target, content)

    def _retire(self, old: Manifest) -> None:
        path = self.folder / old.file
        with suppress(OSError):  # open elsewhere (Windows): it stays, and harms nobody
            if path.is_file() and path.stat().st_size > KEEP_OLD_BYTES:
                path.unlink()

    def by_digest(self, digest: str) -> Path | None:
        """Return the stored file with this digest, superseded ones included.

        >>> Store(Path("no", "such", "folder")).by_digest("ab" * 32) is None
        True
        """
        for path in sorted(self.folder.glob(f"*-{digest[:16]}.*")):
            if path.is_file() and sha256(path) == digest:
                return path
        return None

    def faults(self, layer: str) -> list[Message]:
        """Return what is wrong with a stored layer: gone, changed, or made from older layers.

        >>> for fault in Store(Path("leeg")).faults("wijken"):
        ...     print(fault)
        layer wijken is not stored; run: opvangkaart data fetch --layer wijken --store "leeg"
        """
        try:
            manifest = self.manifest(layer)
        except StoreError as error:
            return [error.message]
        if manifest is None:
            again = fetch_command(self.named, layer)
            return [say("layer {layer} is not stored; run: {command}", layer=layer, command=again)]
        return self.faults_of_file(manifest) or self.outdated_inputs(manifest)

    def faults_of_file(self, manifest: Manifest) -> list[Message]:
        """Return a line when the data file is gone or not what the manifest says."""
        path, command = self.folder / manifest.file, manifest.command(self.named)
        if not path.is_file():
            return [say("{file} is gone; run: {command}", file=manifest.file, command=command)]
        found = sha256(path)
        if found != manifest.sha256:
            return [say("{file} is {found}, its manifest says {said}; run: {command}",
                        file=manifest.file, found=found[:12], said=manifest.sha256[:12],
                        command=command)]  # fmt: skip
        return []

    def outdated_inputs(self, manifest: Manifest) -> list[Message]:
        """Return a line for each layer that changed since this one was made from it."""
        lines = []
        for name, digest in sorted(manifest.inputs.items()):
            current = self.manifest_or_none(name)
            if current is None or current.sha256 != digest:
                now_is = say("gone") if current is None else current.sha256[:12]
                lines.append(
                    say("layer {layer} was made with {name} {digest}, which is now {now_is}; "
                        "run: {command}",
                        layer=manifest.layer, name=name, digest=digest[:12], now_is=now_is,
                        command=manifest.command(self.named))
                )  # fmt: skip
        return lines


def manifest_text(manifest: Manifest) -> str:
    """Return a manifest as it is written: the same words, the same bytes."""
    content = json.loads(manifest.model_dump_json())
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def manifests(folder: Path) -> dict[str, dict[str, Any]]:
    """Return every manifest of a store, for the record of a run.

    >>> manifests(Path("no", "such", "folder"))
    {}
    """
    store = Store(folder)
    found = {name: store.manifest(name) for name in store.names()}
    return {name: json.loads(m.model_dump_json()) for name, m in found.items() if m is not None}
