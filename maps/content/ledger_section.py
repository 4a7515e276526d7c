"""Say what counts already, on any day: the counters, kept apart, and row by row where from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from maps.base import words
from maps.base.blocks import FULL, Bar, Fold, Grid, whole, widths
from maps.content.ledger_folds import ledger_folds
from maps.content.ledger_lookup import COUNTERS, REGULAR, Counts, LedgerBook, state_at
from sites.base.apportion import to_realise
from sites.base.dutch import UNKNOWN, counted, day, listed, long_day, number
from sites.ledger.notes import ending_words, kinds_words
from sites.settings.ledger import CNO
from sites.tables.columns import short
from sites.tables.ledger import LedgerDaysWide
from sites.tables.tasks import OFFICIAL

#: Days that the letter and the law name.
_NAMED_DAYS: Final = ("2024-01-01", "2024-07-01")
_MOST_DAYS: Final = 14


@dataclass(frozen=True)
class Day:
    """The counters from this day until the next one of the list; between the two nothing changes.

    ``town`` is None on the page of the whole area.
    """

    on: str
    area: dict[str, Counts]
    town: dict[str, Counts] | None


@dataclass(frozen=True)
class LedgerText:
    """The section "Wat telt al mee" of one page."""

    on: str
    day: str
    target: int | None
    where: str
    whole: str
    counters: tuple[tuple[str, str], ...]
    days: tuple[Day, ...]
    now: Day
    bar: Bar
    said: tuple[str, ...]
    province: str
    cno: str
    cno_first: str
    key_dates: Grid | None
    folds: tuple[Fold, ...]
    notes: tuple[str, ...]
    silent: frozenset[str]

    def counts(self, counter: str) -> tuple[str, ...]:
        """Write this page's numbers of one counter on the day of the text."""
        counts = (self.now.area if self.now.town is None else self.now.town)[counter]
        cells = [_in_use(counter, counts, self.silent), *(whole(amount) for amount in counts[1:])]
        if counts[3]:
            cells[3] += " regel" if counts[3] == 1 else " regels"
        return tuple(cells)


def ledger_text(book: LedgerBook, gm_code: str | None) -> LedgerText:
    """Return the section of one page."""
    known = [c for c in COUNTERS if c in book.totals]
    zero: dict[str, Counts] = dict.fromkeys((REGULAR, *known), (0, 0, 0, 0))
    moments = sorted({*book.area_days, *(book.town_days[gm_code] if gm_code else ())})
    days = tuple(
        Day(
            on,
            zero | state_at(book.area_days, on),
            None if gm_code is None else zero | state_at(book.town_days[gm_code], on),
        )
        for on in moments
    )
    town = None if gm_code is None else zero | _town_now(book, gm_code)
    now = Day(book.on, zero | book.totals, town)
    where = book.area if gm_code is None else book.gm_names[gm_code]
    return LedgerText(
        on=book.on,
        day=long_day(date.fromisoformat(book.on)),
        target=book.target,
        where=where,
        whole=book.whole,
        counters=tuple((key, COUNTERS[key]) for key in known),
        days=days,
        now=now,
        bar=_bar(now.area[REGULAR], book.target),
        said=_said(where, now if town is None else Day(book.on, town, None), gm_code, book),
        province=_against(book.totals[REGULAR], book.target, silent=REGULAR in book.silent),
        cno=cno_words(days, now) if CNO in book.totals else "",
        cno_first=_candidates(book, where, gm_code),
        key_dates=_key_dates(book, days, known),
        folds=ledger_folds(book, gm_code),
        notes=book.ledger.notes,
        silent=book.silent,
    )


def _town_now(book: LedgerBook, gm_code: str) -> dict[str, Counts]:
    """Return a municipality's counters on the day of the text, from the rows when there are."""
    if book.town_days[gm_code]:
        return state_at(book.town_days[gm_code], book.on)
    found: dict[str, list[int]] = {}
    where = {"bestaand": 0, "gepland": 1, "na te gaan": 2}
    for row in book.rows(book.ledger.rows):
        if row["gm_code"] == gm_code:
            sums = found.setdefault(str(row["counter"]), [0, 0, 0, 0])
            if row["places"] is None:
                sums[3] += 1
            else:
                sums[where[row["counted"]]] += int(row["places"])
    return {key: (sums[0], sums[1], sums[2], sums[3]) for key, sums in found.items()}


def _said(where: str, now: Day, gm_code: str | None, book: LedgerBook) -> tuple[str, ...]:
    """Say, a sentence each, what is in use, what of it ends and what is still to be realised."""
    existing, planned, _, unknown = now.area[REGULAR]
    verb = "is" if existing == 1 else "zijn"
    places = counted(existing, "reguliere plek", "reguliere plekken")
    on = long_day(date.fromisoformat(book.on))
    said = [f"Op {on} {verb} er in {where} {places} in gebruik."]
    if REGULAR in book.silent and not existing:
        said = [f"Hoeveel reguliere plekken er in {where} in gebruik zijn, is onbekend."]
    table = book.ledger.rows
    rows = table if gm_code is None else table[table["gm_code"] == gm_code]
    said.append(ending_words(rows, book.ledger.on))
    if planned:
        said.append(f"Gepland met een besluit: {number(planned)}.")
    if unknown:
        said.append(f"Van {counted(unknown, 'locatie', 'locaties')} is het aantal onbekend.")
    said.extend(_asked(book, gm_code, existing))
    if gm_code is not None:
        said.append(kinds_words(rows))
    return tuple(text for text in said if text)


def _asked(book: LedgerBook, gm_code: str | None, existing: int) -> list[str]:
    """Say what is asked and what is still to be realised of it: one definition everywhere."""
    if gm_code is None:
        if book.target is None:
            return []
        rest = to_realise(book.target, existing)
        done = f"nog te realiseren {number(rest)}" if rest else "dat is gehaald"
        return [f"Het doel is {book.ledger.target_words}: {done}."]
    row = next((r for r in book.rows(book.ledger.to_realise) if r["gm_code"] == gm_code), None)
    if row is None or row["to_realise"] is None:
        return ["Wat de opgave hier is, is onbekend."]
    official = row["task"] is not None
    asked = int(row["task"] if official else row["computed"])
    kind = str(row["rests_on"])
    what = (
        f"De opgave is {number(asked)} ({kind})."
        if official
        else f"Het aandeel is {number(asked)}, {kind}: dit is geen opgave."
    )
    done = f"Nog te realiseren: {number(row['to_realise'])}."
    if existing > asked:
        more = "gevraagd is" if official else "haar aandeel"
        done = f"{book.gm_names[gm_code]} doet al meer dan {more}."
    return [what, done, *_elsewhere(book, gm_code)]


def _elsewhere(book: LedgerBook, gm_code: str) -> list[str]:
    """Say what another cycle asks of a municipality, by its own name."""
    rows = [
        row
        for row in book.rows(book.ledger.tasks)
        if row["gm_code"] == gm_code and row["official"] is not None and row["cycle"] != book.cycle
    ]
    told = {}
    for row in sorted(rows, key=lambda row: -OFFICIAL.index(row["kind"])):
        since = f", {words.iso_day(row['date'])}" if row["date"] else ""
        told[row["regime"]] = f"{number(row['official'])} ({row['kind']}{since})"
    return [f"In de {name} is de opgave {figure}." for name, figure in told.items()]


def _against(regular: Counts, target: int | None, *, silent: bool = False) -> str:
    """Say what is in use against the target (R6); what is planned does not count in it.

    ``silent``: no source has any place in use, and unknown is not zero.

    >>> _against((2335, 385, 0, 1), 4793)
    '2.335 in gebruik van de 4.793: nog te realiseren 2.458. Daarnaast gepland: 385.'
    """
    existing, planned = regular[:2]
    more = f" Daarnaast gepland: {number(planned)}." if planned else ""
    if silent and not existing:
        aim = "er is geen doel opgegeven" if target is None else f"het doel is {number(target)}"
        return f"In gebruik: onbekend; {aim}.{more}"
    if target is None:
        return f"{number(existing)} in gebruik; er is geen doel opgegeven.{more}"
    rest = to_realise(target, existing)
    done = f"nog te realiseren {number(rest)}" if rest else "dat is gehaald"
    return f"{number(existing)} in gebruik van de {number(target)}: {done}.{more}"


def _bar(regular: Counts, target: int | None) -> Bar:
    full = 1.02 * max(1, target or 0, regular[0] + regular[1])
    ticks = () if target is None else (round(FULL * target / full, 2),)
    parts = widths((("bestaand", regular[0]), ("gepland", regular[1])), full)
    return Bar("Regulier", _against(regular, target), parts, ticks)


#: Crisis places are no regular ones; the script says the same.
CNO_APART: Final = "Crisisnoodopvang (CNO) telt nooit mee in het totaal."


def cno_words(days: Sequence[Day], now: Day) -> str:
    """Say that CNO never counts, and when what runs now ends.

    The end is the first later day on which the counter falls; this page's own counter counts.

    >>> now = Day("2026-01-01", {"cno": (120, 0, 0, 0)}, None)
    >>> later = Day("2026-07-01", {"cno": (40, 0, 0, 0)}, None)
    >>> cno_words([now, later], now)
    'Crisisnoodopvang (CNO) telt nooit mee in het totaal. Zij eindigt (deels) op 1-7-2026.'
    >>> cno_words([now], now)
    'Crisisnoodopvang (CNO) telt nooit mee in het totaal. Een einddag is niet bekend.'
    >>> cno_words([], Day("2026-01-01", {}, None))
    'Crisisnoodopvang (CNO) telt nooit mee in het totaal. Op deze dag is er geen.'
    """

    def count(day: Day) -> Counts:
        return (day.area if day.town is None else day.town).get("cno", (0, 0, 0, 0))

    here = count(now)
    said = CNO_APART
    if not here[0] and not here[3]:
        return f"{said} Op deze dag is er geen."
    ends = (d.on for d in days if d.on > now.on and (count(d)[0], count(d)[3]) < (here[0], here[3]))
    end = next(ends, None)
    when = f"Zij eindigt (deels) op {words.iso_day(end)}." if end else "Een einddag is niet bekend."
    return f"{said} {when}"


def _in_use(counter: str, counts: Counts, silent: frozenset[str]) -> str:
    """Write what is in use: unknown where the source is silent or no row has a number.

    >>> _in_use("amv", (0, 0, 0, 2), frozenset()), _in_use("regulier", (0, 0, 0, 2), frozenset())
    ('onbekend', '0')
    """
    unknown = counter in silent or (counter != REGULAR and counts[3] > 0)
    return UNKNOWN if unknown and not counts[0] else whole(counts[0])


def _candidates(book: LedgerBook, where: str, gm_code: str | None) -> str:
    """Say where CNO comes first: where no reception is or is planned, while it is asked (R7)."""
    if book.cno_until is None:
        return ""
    if book.ledger.on >= book.cno_until:
        return f" De provincie vroeg zulke plekken tot {day(book.cno_until)}."
    names = book.ledger.cno_candidates
    if gm_code is not None:
        first = f" {where} heeft geen opvang en geen plan daarvoor: die komt het eerst in beeld."
        return first if where in names else ""
    if not names:
        return ""
    return f" Gemeenten zonder opvang of plan daarvoor komen het eerst in beeld: {listed(names)}."


def key_days(days: Sequence[str], on: str) -> list[str]:
    """Return the days for paper: the first, the last, each 1 January, the day of the text.

    >>> key_days(["2023-05-01", "2025-02-01"], "2024-11-01")
    ['2023-05-01', '2024-01-01', '2024-07-01', '2024-11-01', '2025-01-01', '2025-02-01']
    """
    if not days:
        return []
    first, last = min(days), max(days)
    years = range(int(first[:4]) + 1, int(last[:4]) + 1)
    yearly = [f"{year:04d}-01-01" for year in years]
    # A long range keeps the years around the day of the text.
    yearly = sorted(sorted(yearly, key=lambda d: abs(int(d[:4]) - int(on[:4])))[:_MOST_DAYS])
    named = [day for day in (*_NAMED_DAYS, on) if first <= day <= last]
    return sorted({first, last, *yearly, *named})


def _key_dates(book: LedgerBook, days: Sequence[Day], known: Sequence[str]) -> Grid | None:
    if not days:
        return None
    by_day = {day.on: (day.area if day.town is None else day.town) for day in days}
    moments = key_days(list(by_day), book.on)
    lines = []
    for on in moments:
        state = state_at(by_day, on)
        existing, planned = state[REGULAR][:2]
        rest = [_in_use(key, state[key], book.silent) for key in known if key != REGULAR]
        lines.append((words.iso_day(on), whole(existing), whole(planned), *rest))
    others = (key for key in known if key != REGULAR)
    return Grid(
        "Stand op vaste dagen (plekken in gebruik)",
        short(LedgerDaysWide, "on", REGULAR, "planned", *others),
        tuple(lines),
        numeric=tuple(range(1, len(known) + 2)),
        fixed=(0,),
    )
