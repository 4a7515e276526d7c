"""Fetch layers into a store: each checked before it is swapped in, each failure for itself."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import pandas as pd

from geodata.fetch.cbs import (
    fetch_buurten,
    fetch_grid,
    fetch_municipalities,
    fetch_wijken,
    stored_area,
)
from geodata.fetch.job import Job, Product
from geodata.fetch.kernen import fetch_kernen
from geodata.fetch.land import (
    fetch_buildings,
    fetch_natura2000,
    fetch_nnn,
    fetch_transit,
    fetch_water,
)
from geodata.fetch.osm import fetch_facilities, fetch_ground, fetch_names, fetch_streets
from geodata.fetch.schools import fetch_schools
from geodata.store.store import Manifest, Store, Stored
from geodata.store.where import fetch_command
from geodata.web.body import short
from geodata.web.completeness import changes, judge, lost_share
from geodata.web.endpoints import FetchError, FetchSettings
from geodata.web.http import Client, UnfinishedError
from sites.base.boundary import because
from sites.base.dutch import counted, day
from sites.base.errors import OpvangkaartError
from sites.base.messages import Message, say
from sites.base.nearest import did_you_mean
from sites.base.progress import Counted

Fetcher = Callable[[Job], list[Product]]
Progress = Callable[[str], None]

#: In the order in which they need each other.
FETCHERS: Final[dict[str, Fetcher]] = {
    "municipalities": fetch_municipalities,
    "wijken": fetch_wijken,
    "buurten": fetch_buurten,
    "grid": fetch_grid,
    "schools": fetch_schools,
    "facilities": fetch_facilities,
    "names": fetch_names,
    "kernen": fetch_kernen,
    "natura2000": fetch_natura2000,
    "nnn": fetch_nnn,
    "water": fetch_water,
    "ground": fetch_ground,
    "buildings": fetch_buildings,
    "transit": fetch_transit,
    "streets": fetch_streets,
}
FAILED: Final = "mislukt"


@dataclass(frozen=True)
class Outcome:
    """What became of one layer; ``message`` is for the screen."""

    layer: str
    outcome: str  # nieuw, gewijzigd, ongewijzigd, mislukt, bewaard
    rows: int | None
    message: Message | str
    changes: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    #: The part of the area, where a layer is fetched by province.
    where: str = ""


@dataclass(frozen=True)
class Report:
    """All layers of one fetch, and the hosts that were spoken to."""

    outcomes: tuple[Outcome, ...]
    contacted: tuple[str, ...]

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """Return the layers that could not be fetched; their old content still stands."""
        return tuple(outcome for outcome in self.outcomes if outcome.outcome == FAILED)


def silent(_: str) -> None:
    """Report nothing.

    >>> silent("wijken")
    """


def fetch(
    layers: Sequence[str],
    area: str,
    store: Store,
    settings: FetchSettings | None = None,
    progress: Progress = silent,
    *,
    offline: bool = False,
    accept_loss: bool = False,
    client: Client | None = None,
) -> Report:
    """Fetch layers (all without names) for an area: a province, GM codes, or a polygon file.

    A layer that fails keeps its old content, and the others go on. Under ``offline`` nothing is
    asked: what is stored is listed with its age.

    Raises
    ------
    FetchError
        A layer that does not exist.
    StoreError
        Another fetch holds the store.
    """
    settings = settings or FetchSettings()
    wanted = layers_named(layers)
    if offline:
        return Report(tuple(_stored(store, name) for name in wanted), ())
    client = client or Client(settings, sleep=time.sleep)
    with store.lock():
        if wanted[0] != "municipalities" and not _has_area(store, area, settings):
            wanted = ["municipalities", *wanted]
        outcomes: list[Outcome] = []
        for done, name in enumerate(wanted):
            tell = partial(counted_layer, progress, done, len(wanted))
            tell(name)
            outcomes += fetch_one(name, area, store, settings, client, tell, accept_loss)
    return Report(tuple(outcomes), tuple(sorted(client.contacted)))


def counted_layer(progress: Progress, done: int, total: int, words: str) -> None:
    """Tell what happens to one layer, with how many are done.

    >>> counted_layer(print, 1, 15, "wijken")
    lagen ophalen: wijken
    """
    progress(Counted(f"lagen ophalen: {words}", done=done, total=total))


def _has_area(store: Store, area: str, settings: FetchSettings) -> bool:
    """Say whether the borders of an area are there and can be read."""
    try:
        return stored_area(store, area, settings.ring_m) is not None
    except OpvangkaartError:
        return False


def layers_named(layers: Sequence[str]) -> list[str]:
    """Return the layers asked for in the order of fetching; none asked is all of them.

    >>> layers_named(["wijken", "municipalities"])
    ['municipalities', 'wijken']
    """
    for name in layers:
        if name not in FETCHERS:
            hint = did_you_mean(name, FETCHERS, say("choose from {names}", names=tuple(FETCHERS)))
            raise FetchError(
                "there is no layer {name!r}; {hint}",
                name=name,
                hint=hint,
            )
    return [name for name in FETCHERS if not layers or name in layers]


def fetch_one(
    name: str, area: str, store: Store, settings: FetchSettings, client: Client,
    progress: Progress, accept_loss: bool,  # noqa: FBT001 - handed on
) -> list[Outcome]:  # fmt: skip
    """Fetch one layer; whatever goes wrong is told in one line and changes nothing.

    What an unfinished fetch left is used again after a stop of the line alone. Where the content is
    wrong it is thrown away, and asked anew at once if any of it came from an earlier fetch.
    """
    fault, goes_on = say("nothing was asked"), True
    while goes_on:
        goes_on = False
        try:
            here = None if name == "municipalities" else stored_area(store, area, settings.ring_m)
            job = Job(name, client, store, settings, here, area, progress=progress)
            client.begin_layer()
            try:
                products = FETCHERS[name](job)
                ready = [_vetted(store, p, settings, accept_loss=accept_loss) for p in products]
                kept = [_swapped(store, *parts) for parts in ready]
            finally:
                goes_on = job.goes_on
        except UnfinishedError as error:
            return [_failed(store, name, error.message)]
        except OpvangkaartError as error:
            fault = error.message
        except OSError as error:
            fault = say("{why}; free some disk or choose another folder", why=because(error))
            goes_on = False
        except Exception as error:  # noqa: BLE001 - one layer never ends the others
            fault = say("{layer} cannot be read ({kind}: {words}); please report this",
                        layer=name, kind=type(error).__name__, words=short(error))  # fmt: skip
        else:
            store.finish_partial(name)
            return kept
        store.forget_partial(name)
    return [_failed(store, name, fault)]


def _failed(store: Store, name: str, fault: Message) -> Outcome:
    old = store.manifest_or_none(name)
    if old is None:
        told = say("{fault}. There is no older version yet.", fault=fault)
        return Outcome(name, FAILED, None, told)
    told = say("{fault}. The version of {day} stays in use.",
               fault=fault, day=old.checked_at.date())  # fmt: skip
    return Outcome(name, FAILED, old.rows, told)


def put(store: Store, product: Product, settings: FetchSettings, *, accept_loss: bool) -> Outcome:
    """Check a product against its expectations and its predecessor, then swap it in."""
    return _swapped(store, *_vetted(store, product, settings, accept_loss=accept_loss))


def _swapped(store: Store, product: Product, odd: tuple[str, ...]) -> Outcome:
    if product.file is not None:
        stored = store.put_file(product.draft, product.file, product.rows)
    else:
        stored = store.put_table(product.draft, product.table)
    return _told(stored, product.noun, odd)


def _vetted(
    store: Store, product: Product, settings: FetchSettings, *, accept_loss: bool
) -> tuple[Product, tuple[str, ...]]:
    """Return a product that may be swapped in, with what is odd about it."""
    draft = product.draft
    if product.file is not None:
        return product, ()
    table = product.table
    if not len(table):
        raise FetchError(
            "{layer} came back empty",
            layer=draft.layer,
        )
    own = _municipalities(store, draft.layer, table)
    verdict = judge(draft.layer, table, own)
    if verdict.refusals and not accept_loss:
        raise FetchError(
            "{refusals}; not swapped in (--accept-loss takes it all the same)",
            refusals=verdict.refusals[0],
        )
    old = store.manifest_or_none(draft.layer)
    came_and_went: tuple[str, ...] = ()
    # Of another area every row is different, and says nothing.
    if old is not None and old.area == draft.area and product.key and not store.faults_of_file(old):
        before = store.table(draft.layer)
        if product.key in before.columns:
            share = lost_share(before, table, product.key)
            if share > settings.max_loss and not accept_loss:
                raise FetchError(
                    "{share:.0%} of the rows of {layer} are gone; not swapped in (--accept-loss "
                    "takes it all the same)",
                    share=share,
                    layer=draft.layer,
                )
            came_and_went = changes(before, table, product.key, product.noun, own)
    draft = draft.model_copy(update={"completeness": verdict.facts, "changes": came_and_went})
    return replace(product, draft=draft), verdict.odd


def _municipalities(store: Store, layer: str, table: Any) -> pd.DataFrame:  # noqa: ANN401
    if layer in {"municipalities", "neighbours"}:
        return pd.DataFrame(table)
    found = store.manifest_or_none("municipalities")
    names = ["gemeentecode", "gemeentenaam", "inwoners"]
    return pd.DataFrame(store.table("municipalities") if found else pd.DataFrame(columns=names))


def _told(stored: Stored, noun: tuple[str, str], odd: tuple[str, ...]) -> Outcome:
    """Say what became of a layer that was fetched: new, changed or the same since some day."""
    manifest = stored.manifest
    fresh = manifest.fetched_at == manifest.checked_at
    what = ("gewijzigd" if manifest.changes else "nieuw") if stored.is_new else "ongewijzigd"
    rows = counted(manifest.rows, *noun)
    message = rows if fresh or stored.is_new else f"{rows}, sinds {day(manifest.fetched_at.date())}"
    told = manifest.changes if stored.is_new else ()
    return Outcome(manifest.layer, what, manifest.rows, message, told, odd)


def _stored(store: Store, name: str) -> Outcome:
    manifest = store.manifest_or_none(name)
    if manifest is None:
        words = "niet opgeslagen, en zonder internet niet op te halen"
        return Outcome(name, FAILED, None, words)
    words = age_words(manifest, store)
    if faults := store.faults(name):
        return Outcome(name, FAILED, manifest.rows, faults[0])
    if is_expired(manifest, store):
        repair = manifest.command(store.named)
        return Outcome(name, FAILED, manifest.rows, f"{words}: te oud voor gebruik; {repair}")
    return Outcome(name, "bewaard", manifest.rows, words)


def is_expired(manifest: Manifest, store: Store) -> bool:
    """Say whether a layer is past the age up to which a run may use it."""
    age = manifest.age_days(store.clock())
    return age is not None and age > manifest.max_age_days


def is_stale(manifest: Manifest, store: Store) -> bool:
    """Say whether a layer must be shown in red; also when the clock cannot tell its age."""
    age = manifest.age_days(store.clock())
    return age is None or age > manifest.fresh_days


def age_words(manifest: Manifest, store: Store) -> str:
    """Return a layer's age in Dutch, as a red note where it is stale."""
    age = manifest.age_days(store.clock())
    date = day(manifest.checked_at.date())
    if age is None:
        return f"LET OP: van {date}, later dan nu; staat de klok goed?"
    words = f"van {date} ({counted(age, 'dag', 'dagen')} oud)"
    return f"LET OP: verouderd, {words}" if age > manifest.fresh_days else words


def status(store: Store) -> pd.DataFrame:
    """Return a row per stored layer: rows, age in days, licence, source, state, changes.

    ``is_stale`` asks for red; ``state`` names a fault that a run would stop on. Data files are
    not read through: ``data check`` does that.
    """
    rows = []
    for name in store.names():
        manifest = store.manifest_or_none(name)
        if manifest is None:
            repair = f"manifest onleesbaar; {fetch_command(store.named, name)}"
            rows.append({"layer": name, "state": repair, "is_stale": True, "checked": "onbekend"})
            continue
        gone = not (store.folder / manifest.file).is_file()
        outdated = store.outdated_inputs(manifest)
        again = manifest.command(store.named)
        state = (
            f"{manifest.file} is weg; {again}" if gone
            else outdated[0] if outdated
            else f"te oud voor gebruik; {again}" if is_expired(manifest, store)
            else "bruikbaar"
        )  # fmt: skip
        rows.append(
            {
                "layer": name, "rows": manifest.rows, "age_days": manifest.age_days(store.clock()),
                "age": age_words(manifest, store),
                "checked": day(manifest.checked_at.date()), "licence": manifest.licence,
                "source": manifest.source, "area": manifest.area, "state": state,
                "is_stale": is_stale(manifest, store), "changes": manifest.changes,
            }
        )  # fmt: skip
    columns = ["layer", "rows", "age_days", "age", "checked", "licence", "source", "area", "state",
               "is_stale", "changes"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
