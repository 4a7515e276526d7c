"""Lay two bids side by side: read both, judge their sites in one run, write one A4 of each kind."""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from pandera.typing import DataFrame
from pydantic import ValidationError

from geodata.files.gemeenten import match_municipality
from geodata.files.limits import MB
from geodata.files.tabular import read_table
from geodata.layers import read_layers
from geodata.readers.site_words import ALIASES
from maps.documents.bid import bid_documents
from maps.exports.gate import Written, write_documents
from opvangkaart.runs.entered import edition_notes
from opvangkaart.runs.inputs import Inputs, Progress, read_inputs, silent
from opvangkaart.runs.plan import read_plan
from opvangkaart.runs.run import evaluate
from opvangkaart.runs.scenario_file import MAX_SCENARIO_BYTES, read_scenario
from opvangkaart.runs.told import View
from sites.base.boundary import reading
from sites.base.dutch import day
from sites.base.errors import InputFileError, OpvangkaartError, SiteError
from sites.base.messages import Message, say
from sites.base.nearest import did_you_mean
from sites.judgement.report import site_named
from sites.outcome.bids import Side, bid_lines
from sites.settings.bid import Bid
from sites.settings.faults import first_fault
from sites.tables.aliases import under_our_names
from sites.tables.bids import BidLines
from sites.tables.editions import allowed
from sites.tables.filters import names_by, own_municipalities
from sites.tables.results import RunResult
from sites.tables.schemas import Edition, Sites

_COLUMNS = ("id", "name", "kind", "places", "plaats", "lon", "lat", "gemeente", "target_groups",
            "from_date", "until_date", "confidentiality")  # fmt: skip


@dataclass(frozen=True, eq=False)
class BidsBeside:
    """Two sides of one run and their lines."""

    inputs: Inputs
    result: RunResult
    sides: tuple[Side, Side]
    lines: DataFrame[BidLines]


def read_bid(path: Path) -> Bid:
    """Read one bid.

    Raises
    ------
    InputFileError
        The file is not there or is no bid; the line names the key, and the nearest that exists.
    """
    with reading(path.name, say("write it as TOML in UTF-8")):
        if not path.is_file():
            raise InputFileError(
                "bid {path} does not exist; give a .toml file, a plan.parquet or a site",
                path=path,
            )
        if path.stat().st_size > MAX_SCENARIO_BYTES:
            raise InputFileError(
                "bid {file} is larger than {limit} MB; a bid is a page of settings",
                file=path.name, limit=MAX_SCENARIO_BYTES // MB,
            )  # fmt: skip
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    if not settings.get("sites"):
        raise InputFileError(
            "bid {file} has no sites, so no places; give each under [[sites]] with 'name', 'kern' "
            "and 'places'",
            file=path.name,
        )
    try:
        return Bid.model_validate(settings)
    except ValidationError as error:
        raise InputFileError(
            "bid {file}: {fault}", file=path.name, fault=first_fault(error, Bid)
        ) from None


def bids_beside(
    one: str,
    other: str,
    *,
    scenario_path: Path | None = None,
    sites_file: Path | None = None,
    edition: Edition = "openbaar",
    with_score: bool = False,
    progress: Progress = silent,
) -> BidsBeside:
    """Judge two bids, two sites or two plans in one run and lay them side by side.

    Sites and plans are of the scenario, or of ``sites_file``.

    Raises
    ------
    OpvangkaartError
        The same twice, one of each kind, what cannot be read, or what the edition may not show.
    """
    kinds = [_kind(asked) for asked in (one, other)]
    if kinds[0] != kinds[1]:
        raise OpvangkaartError("lay two bids, two plans or two sites side by side, not one of each")
    if _same(one, other):
        raise OpvangkaartError("{name} stands beside itself; name two different ones", name=one)
    if kinds[0] == "bid":
        inputs, sides = _two_bids((Path(one), Path(other)), scenario_path, progress)
    else:
        inputs = read_inputs(scenario_path, sites_file=sites_file, progress=progress)
        two = _plan_side if kinds[0] == "plan" else _site_side
        made = [two(inputs, asked, label) for asked, label in ((one, "A"), (other, "B"))]
        inputs, sides = _two_sides(inputs, made)
    return _judged(inputs, sides, edition, progress, with_score=with_score)


def several_beside(
    one: Sequence[str],
    other: Sequence[str],
    *,
    scenario_path: Path | None = None,
    sites_file: Path | None = None,
    edition: Edition = "openbaar",
    progress: Progress = silent,
) -> BidsBeside:
    """Lay some sites of a scenario beside some others, each side as one offer.

    Raises
    ------
    OpvangkaartError
        A side without a site, a site on both sides, or one that is not there.
    """
    if not one or not other:
        raise OpvangkaartError("a side has no site; choose at least one for A and one for B")
    inputs = read_inputs(scenario_path, sites_file=sites_file, progress=progress)
    if sites_file is not None:
        _refuse_rejected(inputs, sites_file, {*one, *other})
    ids = [tuple(site_named(inputs.sites, asked) for asked in side) for side in (one, other)]
    names = inputs.sites.set_index("site_id")["name"]
    if both := [ident for ident in ids[0] if ident in ids[1]]:
        raise OpvangkaartError(
            "{name} stands beside itself; name two different ones", name=names[both[0]]
        )
    made = [_sites_side(inputs, side, label) for side, label in zip(ids, "AB", strict=True)]
    return _judged(*_two_sides(inputs, made), edition, progress, with_score=False)


def _judged(
    inputs: Inputs, sides: tuple[Side, Side], edition: Edition, progress: Progress, *,
    with_score: bool,
) -> BidsBeside:  # fmt: skip
    _refuse_hidden(inputs, sides, edition)
    result = evaluate(inputs, edition=edition, progress=progress)
    return BidsBeside(inputs, result, sides, bid_lines(result, *sides, with_score=with_score))


def _two_sides(
    inputs: Inputs, made: Sequence[tuple[Side, pd.DataFrame]]
) -> tuple[Inputs, tuple[Side, Side]]:
    """Return the run's inputs with the sites of two sides alone."""
    table = pd.concat([rows for _, rows in made], ignore_index=True)
    inputs = replace(inputs, sites=DataFrame[Sites](table), facts=None, sheets=None)
    return inputs, (made[0][0], made[1][0])


def write_bids(beside: BidsBeside, out: Path) -> Written:
    """Write the two sides as one A4 (PDF) and for Word, through the export gate."""
    return write_documents(
        beside.result, out, bid_documents(beside.result, beside.lines, beside.sides)
    )


def bids_told(beside: BidsBeside, written: Written) -> Iterator[str | Message | View]:
    """Tell the lines on a screen, and what to open."""
    one, other = beside.sides
    yield f"A: {one.name} ({one.source})"
    yield f"B: {other.name} ({other.source})"
    table = beside.lines.assign(mark=beside.lines["differs"].map({True: "*", False: ""}))
    shown = table.assign(subject=table["subject"] + table["mark"].map(lambda m: f" {m}".rstrip()))
    columns = ("subject", "one", "other", "source")
    yield View("Naast elkaar (* is een verschil)", BidLines, shown, columns, left=columns[1:])
    yield from edition_notes(beside.inputs, beside.result.edition)
    yield f"Open {written.out / next(name for name in written.files if name.endswith('.pdf'))}"


def _kind(asked: str) -> str:
    suffix = Path(asked).suffix.lower()
    return {".toml": "bid", ".parquet": "plan"}.get(suffix, "site")


def _same(one: str, other: str) -> bool:
    if one.strip().casefold() == other.strip().casefold():
        return True
    paths = Path(one), Path(other)
    return all(path.is_file() for path in paths) and paths[0].read_bytes() == paths[1].read_bytes()


def _two_bids(
    paths: tuple[Path, Path], scenario_path: Path | None, progress: Progress
) -> tuple[Inputs, tuple[Side, Side]]:
    """Read two bids as the sites of one run; a site that cannot be placed refuses its bid."""
    bids = tuple(read_bid(path) for path in paths)
    told = [bid.model_dump(exclude={"id", "note"}) for bid in bids]
    if told[0] == told[1]:  # what a reader sees is the same, however it was written
        raise OpvangkaartError(
            "{name} stands beside itself; name two different ones", name=paths[1]
        )
    scenario, base_dir = read_scenario(scenario_path)
    kernen = read_layers(scenario, base_dir).kernen["kern"]
    for path, bid in zip(paths, bids, strict=True):
        _known_kernen(path, bid, kernen)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    ids: list[tuple[str, ...]] = []
    for label, bid in zip("AB", bids, strict=True):
        own = tuple(f"{label}-{n}" for n in range(1, len(bid.sites) + 1))
        ids.append(own)
        writer.writerows(_row(ident, site, bid) for ident, site in zip(own, bid.sites, strict=True))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bod.csv"
        file.write_text(text.getvalue(), encoding="utf-8")
        inputs = read_inputs(scenario_path, sites_file=file, progress=progress)
    if inputs.rejected is not None and len(inputs.rejected):
        first = inputs.rejected.iloc[0]
        at = int(first["row"]) - 2
        mine = at < len(ids[0])
        path, bid = (paths[0], bids[0]) if mine else (paths[1], bids[1])
        site = bid.sites[at if mine else at - len(ids[0])]
        raise SiteError(
            "bid {file}, site {site}, {column} {value!r}: {reason}",
            file=path.name, site=site.name, column=first["column"], value=first["value"],
            reason=first["reason"],
        )  # fmt: skip
    for path, bid, own in zip(paths, bids, ids, strict=True):
        _refuse_elsewhere(path, bid, own, inputs)
    sides = tuple(
        Side(bid.name, bid.by, f"{bid.source}, {day(bid.date)}", day(bid.date), own, bid)
        for bid, own in zip(bids, ids, strict=True)
    )
    return inputs, (sides[0], sides[1])


def _row(ident: str, site: object, bid: Bid) -> list[object]:
    told = site.model_dump()  # type: ignore[attr-defined] # a BidSite
    told |= {"id": ident, "confidentiality": bid.confidentiality}
    told["plaats"] = None if told["lon"] is not None else told["kern"]
    return ["" if told[column] is None else told[column] for column in _COLUMNS]


def _refuse_elsewhere(path: Path, bid: Bid, ids: tuple[str, ...], inputs: Inputs) -> None:
    """Refuse a site that does not lie in the municipality that its bid names."""
    towns = inputs.layers.municipalities
    said = pd.Series([site.gemeente for site in bid.sites], dtype="object")
    code = match_municipality(said, own_municipalities(towns), inputs.layers.kernen).code
    lies_in, names = inputs.sites.set_index("site_id")["gm_code"], names_by(towns, "gm_code")
    for site, ident, asked in zip(bid.sites, ids, code, strict=True):
        if pd.notna(asked) and lies_in[ident] in names and asked != lies_in[ident]:
            raise SiteError(
                "bid {file}, site {site}: lies in {found} and not in {said}; mend or leave out "
                "gemeente",
                file=path.name, site=site.name, said=site.gemeente,
                found=names[lies_in[ident]],
            )  # fmt: skip


def _known_kernen(path: Path, bid: Bid, kernen: pd.Series) -> None:
    known = {str(name).casefold() for name in kernen}
    for site in bid.sites:
        if site.kern is not None and site.kern.casefold() not in known and site.lon is None:
            advice = say("give lon and lat instead")
            raise SiteError(
                "bid {file}, site {site}: unknown kern {kern!r}; {hint}",
                file=path.name, site=site.name, kern=site.kern,
                hint=did_you_mean(site.kern, kernen, advice, cutoff=0.5, spelled=str.casefold),
            )  # fmt: skip


def _refuse_rejected(inputs: Inputs, path: Path, asked: set[str]) -> None:
    """Say why a row of a list cannot be judged: to call it unknown would send someone searching."""
    if inputs.rejected is None or inputs.rejected.empty:
        return
    table = read_table(path)
    known = under_our_names(table.frame, ALIASES).text
    named = dict(zip(table.rows, known[["site_id", "name"]].to_dict("records"), strict=True))
    for fault in inputs.rejected.to_dict("records"):
        site = named.get(fault["row"], {})
        if asked & set(site.values()):
            raise SiteError(
                "{name} takes no part: {column} {value!r}: {reason}",
                name=str(site["name"]), column=fault["column"], value=fault["value"],
                reason=fault["reason"],
            )  # fmt: skip


def _site_side(inputs: Inputs, asked: str, label: str) -> tuple[Side, pd.DataFrame]:
    return _sites_side(inputs, (site_named(inputs.sites, asked),), label)


def _sites_side(inputs: Inputs, ids: Sequence[str], label: str) -> tuple[Side, pd.DataFrame]:
    own = [f"{label}-{number}" for number in range(1, len(ids) + 1)]
    rows = inputs.sites.set_index("site_id").loc[list(ids)].reset_index()
    when = day(inputs.scenario.reference_date)
    word = "locatie" if len(ids) == 1 else "locaties"
    name = " + ".join(rows["name"])
    told = f"{word} {', '.join(ids)}, {when}"
    return Side(name, "", told, when, tuple(own)), rows.assign(site_id=own)


def _plan_side(inputs: Inputs, asked: str, label: str) -> tuple[Side, pd.DataFrame]:
    plan = read_plan(Path(asked))
    plan = plan[plan["plan"] == plan["plan"].iloc[0]] if len(plan) else plan
    if plan.empty:
        raise InputFileError(
            "plan {path} opens no site; there is nothing to lay beside", path=asked
        )
    rows = inputs.sites[inputs.sites["site_id"].isin(plan["site_id"])]
    if lost := sorted(set(plan["site_id"]) - set(rows["site_id"])):
        raise InputFileError(
            "plan {path} opens {site}, which this scenario does not have; give the --scenario that "
            "it was made from",
            path=asked, site=lost[0],
        )  # fmt: skip
    places = rows["site_id"].map(plan.set_index("site_id")["places"]).astype("Int64")
    named = label + "-" + rows["site_id"]
    when = day(inputs.scenario.plan.on)
    name = f"plan {plan['plan'].iloc[0]} ({Path(asked).parent.name})"
    side = Side(name, "", f"{Path(asked).name}, {when}", when, tuple(named))
    return side, rows.assign(site_id=named, places=places)


def _refuse_hidden(inputs: Inputs, sides: tuple[Side, Side], edition: Edition) -> None:
    """Refuse a side that the readers of an edition may not see: half a bid is no bid."""
    levels = inputs.sites.set_index("site_id")["confidentiality"]
    for side in sides:
        hidden = [ident for ident in side.ids if levels[ident] not in allowed(edition)]
        if hidden:
            raise OpvangkaartError(
                "{count} of {all} sites of {name} are not for edition {edition}; choose another "
                "--edition, or mend their confidentiality",
                count=len(hidden), all=len(side.ids), name=side.name, edition=edition,
            )  # fmt: skip
