"""Lay two bids side by side: every pillar, what differs, and where each number comes from.

No total score: people weigh. Who asks for one gets the score of the run beside the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from pandera.typing import DataFrame

from sites.base.dutch import UNKNOWN, counted, day, listed, minutes, moment, number
from sites.ledger.money import grants
from sites.plan.costs import about
from sites.settings.bid import Bid
from sites.settings.plan import PlanParams
from sites.tables.bids import BidLines
from sites.tables.filters import names_by
from sites.tables.results import JudgementTables, RunResult

NOT_GIVEN: Final = "niet opgegeven"
_NOT_MADE: Final = "niet berekend"
_NAMED: Final = 3
_SURE: Final = 2


@dataclass(frozen=True)
class Side:
    """One of the two: how it is called, where it comes from, its sites in the run."""

    name: str
    by: str
    source: str  # with its date
    dated: str  # the date alone
    ids: tuple[str, ...]
    bid: Bid | None = None  # None: two sites or two plans, of which nothing more was written


class _Book:
    """The tables of a run, for the sites of one side."""

    def __init__(self, result: RunResult, side: Side) -> None:
        self.result, self.side = result, side
        self.sites = self.of(result.sites)
        self.plan: PlanParams = result.scenario.plan

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[table["site_id"].isin(self.side.ids)]

    @property
    def judged(self) -> JudgementTables | None:
        return self.result.judgement

    @property
    def places(self) -> int | None:
        held = self.sites["places"]
        return None if held.isna().any() else int(held.sum())


#: A line: its pillar, its subject, how a side says it, and where that comes from.
_Line = tuple[str, str, Callable[[_Book], str], Callable[[RunResult], str]]


def bid_lines(
    result: RunResult, one: Side, other: Side, *, with_score: bool = False
) -> DataFrame[BidLines]:
    """Return the lines of two sides of one run, in the order of the pillars.

    ``with_score`` adds the score of the run (mean over the places): only who asks gets a total.
    """
    books = _Book(result, one), _Book(result, other)
    own = f"A: {one.dated}; B: {other.dated}"
    rows = []
    for pillar, subject, tell, source in (*_LINES, *((_SCORE,) if with_score else ())):
        said = [tell(book) for book in books]
        where = source(result) or own
        rows.append((pillar, subject, *said, said[0] != said[1], where))
    table = pd.DataFrame(rows, columns=list(BidLines.to_schema().columns))
    return DataFrame[BidLines](table)


def _own(_: RunResult) -> str:
    return ""


def _run(result: RunResult) -> str:
    return f"berekening {result.fingerprint}, {day(result.scenario.reference_date)}"


def _count(value: int | None, one: str, more: str) -> str:
    return UNKNOWN if value is None else counted(value, one, more)


def _sized(book: _Book) -> str:
    held = book.sites["places"].dropna()
    where = counted(len(book.sites), "locatie", "locaties")
    if held.empty:
        return f"{where}, {UNKNOWN}"
    low, high = int(held.min()), int(held.max())
    each = number(low) if low == high else f"{number(low)} tot {number(high)}"
    return f"{_count(book.places, 'plek', 'plekken')}; {where} van {each}"


def _fits(book: _Book) -> str:
    if book.judged is None:
        return _NOT_MADE
    load = book.of(book.judged.load)
    room, load_places = load["fits_places"], load["load"]
    if room.isna().any() or load_places.isna().any():
        return UNKNOWN
    fits = int((load_places <= room).sum())
    if fits == len(load):
        return "past bij wijk, kern, gemeente en cluster"
    return f"past op {number(fits)} van de {counted(len(load), 'locatie', 'locaties')}"


def _kern_load(book: _Book) -> str:
    if book.judged is None:
        return _NOT_MADE
    levels = book.of(book.judged.load_levels)
    kern = levels[levels["level"] == "kern"].dropna(subset=["after_per_1000"])
    if kern.empty:
        return UNKNOWN
    top = kern.sort_values(["after_per_1000", "name"]).iloc[-1]
    before, after = (number(float(top[f"{when}_per_1000"]), 1) for when in ("before", "after"))
    return f"{top['name']}: van {before} naar {after} per 1.000 inwoners"


def _mix(book: _Book) -> str:
    if book.judged is None:
        return _NOT_MADE
    housing = book.of(book.judged.housing)
    task, load = housing["for_task"], housing["for_load"]
    if task.isna().any() or load.isna().any():
        return UNKNOWN
    others = int(load.sum() - task.sum())
    mixed = counted(int(housing["is_mixed"].sum()), "locatie gemengd", "locaties gemengd")
    return f"{number(int(task.sum()))} voor de taak, {number(others)} anderen; {mixed}"


def _given(field: str) -> Callable[[_Book], str]:
    def tell(book: _Book) -> str:
        bid = book.side.bid
        told = [] if bid is None else [getattr(site, field) for site in bid.sites]
        known = [value for value in told if value is not None]
        if not known:
            return NOT_GIVEN
        lacks = len(told) - len(known)
        of = f"; van {counted(lacks, 'locatie', 'locaties')} {NOT_GIVEN}" if lacks else ""
        return f"{number(sum(known))}{of}"

    return tell


def _leaning(book: _Book) -> str:
    if book.judged is None:
        return _NOT_MADE
    found = book.of(book.judged.verdicts)["verdict"].value_counts()
    return listed(
        [f"{number(int(n))} x {str(word)[:1].lower()}{str(word)[1:]}" for word, n in found.items()]
    )


def _mother(book: _Book) -> str:
    if book.judged is None:
        return _NOT_MADE
    verdicts = book.of(book.judged.verdicts)
    trips = verdicts["travel_min"].dropna()
    hubs = sorted(set(verdicts["hub_name"].dropna()))
    return f"{_span(trips)} naar {_few(hubs)}" if len(trips) else UNKNOWN


def _bus(book: _Book) -> str:
    trips = book.of(book.result.hub_travel)
    rides = trips[(trips["mode"] == "ov") & (trips["direction"] == "to_place")]
    if rides.empty:
        return "niet berekend: er is geen dienstregeling"
    nearest = rides.groupby("site_id")["travel_min"].min()
    known = nearest.dropna()
    return _span(known) if len(known) == len(nearest) else f"{_span(known)}, deels geen route"


def _span(trips: pd.Series) -> str:
    if trips.empty:
        return UNKNOWN
    low, high = minutes(float(trips.min())), minutes(float(trips.max()))
    return low if low == high else f"{low} tot {high}"


def _few(names: list[str]) -> str:
    more = len(names) - _NAMED
    if more <= 0:
        return listed(names) or UNKNOWN
    return f"{', '.join(names[:_NAMED])} en {counted(more, 'andere', 'andere')}"


def _adds(book: _Book) -> str:
    """Say what a side brings that its kern lacks; of a modelled layer nobody knows that."""
    if book.judged is None:
        return _NOT_MADE
    bid = book.side.bid
    lacking, unsure = [], []
    for at, site_id in enumerate(book.side.ids):
        sheet = book.judged.sheets[site_id]
        brings = None if bid is None else set(bid.sites[at].brings)
        lacking += [one for one in sheet.could_add if brings is None or one in brings]
        unsure += [one for one in sheet.could_add_open if brings is None or one in brings]
    said = []
    if lacking:
        said.append(_few(sorted(set(lacking))))
    if unsure:
        said.append(f"onbekend of er al is: {_few(sorted(set(unsure) - set(lacking)))}")
    return "; ".join(said) or "niets wat de kern mist, van wat bekend is"


def _brings(book: _Book) -> str:
    if book.side.bid is None:
        return NOT_GIVEN
    return _few(sorted({one for site in book.side.bid.sites for one in site.brings}) or [NOT_GIVEN])


def _term(book: _Book) -> str:
    """Say from when until when; where the ends differ the first and the last of them."""
    starts, ends = (book.sites[key].dropna() for key in ("from_date", "until_date"))
    first = f"vanaf {moment(starts.min())}" if len(starts) else NOT_GIVEN
    if ends.empty:
        return f"{first}; geen einddag"
    last = f" tot {moment(ends.max())}"
    if ends.min() != ends.max():
        last = f"; de eerste tot {moment(ends.min())}, de laatste tot {moment(ends.max())}"
    known = (("begindag", starts), ("einddag", ends))
    open_ended = "".join(
        f"; {number(n)} zonder {what}"
        for what, days in known
        if (n := len(book.sites) - len(days)) and len(days)
    )
    return f"{first}{last}{open_ended}"


def _codes(book: _Book) -> list[str]:
    return sorted(set(book.sites["gm_code"].dropna()))


def _towns(book: _Book) -> str:
    names = names_by(book.result.layers.municipalities, "gm_code")
    return _few([names[code] for code in _codes(book)])


def _housing_task(book: _Book) -> str:
    tasks = book.result.scenario.ledger.housing_tasks
    known = [tasks[code] for code in _codes(book) if code in tasks]
    return f"{number(sum(known))} per jaar" if known else "niet ingevoerd"


def _agreed(book: _Book) -> str:
    bid = book.side.bid
    if bid is None or not bid.agreements:
        return NOT_GIVEN
    names = names_by(book.result.layers.municipalities, "gm_code")
    told = [
        f"{one.what} met {names.get(one.partner, one.partner)}"
        + (f" tot {day(one.until_date)}" if one.until_date else "")
        for one in bid.agreements
    ]
    return "; ".join(told[:_NAMED])


def _work(book: _Book) -> str:
    judged = book.judged
    if judged is None or judged.labour is None:
        return _NOT_MADE
    labour = book.of(judged.labour)
    reach = labour.groupby("site_id")["establishments"].sum(min_count=1)
    if reach.isna().any() or reach.empty:
        return UNKNOWN
    sector = labour.groupby("sector")["share"].mean()
    top = min(sector.items(), key=lambda part: (-part[1], part[0]))[0]
    firms = number(float(reach.mean()))
    return f"{firms} vestigingen binnen bereik; het meest {top}"


def _work_source(result: RunResult) -> str:
    labour = None if result.judgement is None else result.judgement.labour
    years = [] if labour is None else labour["year"].dropna().unique().tolist()
    return f"CBS, {max(years)}" if years else _run(result)


def _task(book: _Book) -> str:
    ledger = book.result.ledger
    if ledger is None:
        return _NOT_MADE
    rows = ledger.to_realise[ledger.to_realise["gm_code"].isin(_codes(book))]
    if rows.empty or rows["to_realise"].isna().any():
        return UNKNOWN
    asked = int(rows["to_realise"].sum())
    told = f"nog te realiseren: {number(asked)}" if asked else "niets meer te realiseren"
    if book.judged is None:
        return told
    housing = book.of(book.judged.housing).merge(book.sites[["site_id", "gm_code"]], on="site_id")
    if housing["for_task"].isna().any():
        return told
    found = housing.groupby("gm_code")["for_task"].sum().reindex(rows["gm_code"]).fillna(0)
    # What one municipality has too many fills no gap of another.
    gap = rows["to_realise"].to_numpy() - found.to_numpy()
    left, beyond = int(gap.clip(min=0).sum()), int(-gap.clip(max=0).sum())
    if asked:
        told = f"van {number(asked)} nog te realiseren blijft {number(left)} over"
    more = "plek" if beyond == 1 else "plekken"
    return f"{told}; {number(beyond)} {more} meer dan nodig" if beyond else told


def _task_source(result: RunResult) -> str:
    ledger = result.ledger
    if ledger is None:
        return _run(result)
    return f"{ledger.target_words}, stand {day(ledger.on)}" if ledger.target_words else _run(result)


def _cost(book: _Book) -> str:
    if book.places is None or not book.plan.cost.place_eur:
        return UNKNOWN
    whole = about(book.places * book.plan.cost.place_eur, _SURE)
    return f"ongeveer € {number(whole)} per jaar"


def _cost_source(result: RunResult) -> str:
    cost = result.scenario.plan.cost
    return f"{cost.place_source}, prijspeil {cost.price_year}"


def _extra(book: _Book) -> str:
    whole = about(len(book.sites) * book.plan.cost.site_eur, 1)
    return f"ongeveer € {number(whole)} per jaar"


def _grants(book: _Book) -> str:
    bid = book.side.bid
    homes = [] if bid is None else [(s.large_dwellings, s.dwellings) for s in bid.sites]
    told = [one for home in homes for one in home]
    if all(one is None for one in told):
        return NOT_GIVEN
    money = book.result.scenario.ledger.money
    total = grants(
        sum(large or 0 for large, _ in homes), sum(flat or 0 for _, flat in homes), money
    ).total_eur
    least = "ten minste " if None in told else ""  # what is not given is not 0
    return f"{least}€ {number(total)}"


def _grants_source(result: RunResult) -> str:
    return f"bijlage Plan Utrecht, prijspeil {result.scenario.ledger.money.index_base}"


def _score(book: _Book) -> str:
    rows: Any = book.of(book.result.ranking).merge(book.sites[["site_id", "places"]], on="site_id")
    if rows.empty or rows["score"].isna().any() or rows["places"].isna().any():
        return UNKNOWN
    places = rows["places"].astype(float)
    return number(float((rows["score"] * places).sum() / places.sum()), 2)


_LINES: Final[tuple[_Line, ...]] = (
    ("Maat", "Plekken en locaties", _sized, _own),
    ("Maat", "Past bij de draagkracht", _fits, _run),
    ("Maat", "Zwaarst belaste kern", _kern_load, _run),
    ("Mix", "Wie er wonen", _mix, _own),
    ("Mix", "Woningen voor gezinnen van 6 en meer", _given("large_dwellings"), _own),
    ("Functies", "Kan de plek leunen", _leaning, _run),
    ("Functies", "Reis naar de moederlocatie", _mother, _run),
    ("Functies", "Met de bus", _bus, _run),
    ("Functies", "Brengt mee", _brings, _own),
    ("Functies", "Voegt toe waar de kern het mist", _adds, _run),
    ("Doorstroom", "Looptijd", _term, _own),
    ("Doorstroom", "Woningen in het bod", _given("dwellings"), _own),
    ("Doorstroom", "Taak huisvesting statushouders", _housing_task, _run),
    ("Samenwerking", "Gemeenten", _towns, _own),
    ("Samenwerking", "Afspraken", _agreed, _own),
    ("Werk", "Werk in de buurt", _work, _work_source),
    ("Taak", "Opgave of aandeel van de gemeente", _task, _task_source),
    ("Geld", "Opvang", _cost, _cost_source),
    ("Geld", "Vaste kosten per locatie", _extra, lambda _: "aanname"),
    ("Geld", "Bijdragen voor woningen", _grants, _grants_source),
)
_SCORE: Final[_Line] = ("Taak", "Score van de berekening (0 tot 1)", _score, _run)
