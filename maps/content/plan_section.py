"""Say the plan in words and figures for one page: what opens here, on whom it leans, what lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from maps.base import words
from maps.base.blocks import FULL, Bar, Figure, Fold, Grid, Row, shown_share, whole, widths
from maps.content.plan_answers import split_words
from maps.content.plan_lookup import PlanBook, cluster_name
from maps.content.plan_rooms import plan_bars
from maps.content.plan_sure import sure_lines
from maps.content.plan_views import TEAM
from maps.content.story import Away
from sites.base.dutch import counted, listed, number
from sites.outcome.short_days import short_after, short_later
from sites.tables.columns import short
from sites.tables.plan import PlanAlternatives, PlanRows, PlanTowns

#: What the shares of the plan are divided by, as readers say it.
KEY_WORDS: Final = {
    "bevolking": "naar inwoners",
    "eigen": "eigen sleutel",
    "opgave": "ingevoerde opgave",
}

#: What a figure of agreements may be.
_SIGN: Final = "onder 0: telt voor een ander"
#: The figures of the plan that stand large; the others are sentences.
_FIRST: Final = ("target", "existing", "to_realise", "planned", "outside", "together", "short")


@dataclass(frozen=True)
class PlanBlock:
    """One plan of the run on this page; ``view`` is its place among the choices of the map."""

    plan: str
    title: str
    lead: str
    sites: Grid | None
    rooms: tuple[Bar, ...]
    view: int
    is_best: bool


@dataclass(frozen=True)
class PlanText:
    """The section "Het plan" of one page; ``line`` is the one sentence for those in a hurry."""

    name: str
    status: str
    line: str
    about: str
    figures: tuple[Figure, ...]
    bar: Bar | None
    sentences: tuple[str, ...]
    missing: tuple[str, ...]
    cells: str
    blocks: tuple[PlanBlock, ...]
    folds: tuple[Fold, ...]
    sure: tuple[str, ...] = ()  # how sure the plan is, where that was asked


def plan_text(
    book: PlanBook, gm_code: str | None, views: Mapping[str, int], folds: tuple[Fold, ...]
) -> PlanText:
    """Return the section of one page; ``views`` has the place of a plan among its map's choices."""
    names = [book.best, *sorted((p for p in book.plans if p != book.best), key=_natural)]
    listed = {str(row["plan"]): row for row in book.rows(book.plan.alternatives)}
    blocks = tuple(
        _block(book, name, gm_code, views, listed.get(name)) for name in names if book.plans[name]
    )
    town = _town(book, gm_code)
    return PlanText(
        name=book.best,
        status=book.plan.status,
        line=_line(book, gm_code),
        about=_about(book),
        figures=_town_figures(book, town) if town else _figures(book, gm_code),
        bar=_town_bar(town) if town else _target_bar(book, gm_code),
        sentences=_town_sentences(town) if town else (*split_words(book), *_sentences(book)),
        missing=_missing(book, gm_code),
        cells=_cells(book, gm_code),
        blocks=blocks,
        folds=folds,
        sure=sure_lines(book, gm_code),
    )


def _natural(name: str) -> tuple[int, str]:
    return len(name), name


def _about(book: PlanBook) -> str:
    others = len(book.plans) - 1
    if others < 1:
        return "Deze cijfers gaan over het beste plan."
    return (
        "Deze cijfers gaan over het beste plan dat is gevonden. "
        f"{counted(others, 'ander plan staat', 'andere plannen staan')} eronder."
    )


def _line(book: PlanBook, gm_code: str | None) -> str:
    rows = book.here(book.best, gm_code)
    if not book.plans[book.best]:
        # A plan that is found may still open nothing; then "geen plan" would be untrue.
        return "In dit rekenvoorbeeld komt er geen plek bij." if book.sums else "Er is geen plan."
    if not rows:
        return f"Dit rekenvoorbeeld heeft geen plek in {book.town(gm_code)}."
    if gm_code is not None:
        return f"In dit rekenvoorbeeld {_fit(book, rows, f' in {book.town(gm_code)}')}."
    said, sums = f"In dit rekenvoorbeeld {_fit(book, rows)}.", book.sums
    if not sums:
        return said
    there = f" en {number(sums['outside'])} bij partners" if sums.get("outside") else ""
    said += f" Met wat er al is{there}: {number(sums['together'])} van de {number(sums['target'])}."
    return f"{said} {ending}" if (ending := short_later(book.plan.after.phases)) else said


def _fit(book: PlanBook, rows: list[Row], where: str = "") -> str:
    """Say how many places fit, and in how many sites: "passen 140 plekken, in 2 zoekgebieden"."""
    places = sum(row["places"] for row in rows)
    amount = counted(places, "plek", "plekken")
    return f"{'past' if places == 1 else 'passen'}{where} {amount}, {book.sites(rows)}"


def _town(book: PlanBook, gm_code: str | None) -> Row | None:
    rows = book.rows(book.plan.towns)
    return next((row for row in rows if gm_code and row["gm_code"] == gm_code), None)


def _town_figures(book: PlanBook, town: Row) -> tuple[Figure, ...]:
    key = KEY_WORDS[book.result.scenario.plan.share.key]
    return (
        Figure("Bestaand", whole(town["existing"])),
        Figure("Nieuw in het plan", whole(town["planned"])),
        Figure("Samen", whole(town["total"])),
        *((Figure("Via afspraken", whole(town["agreed"]), _SIGN),) if town["agreed"] else ()),
        Figure("Aandeel in het doel", whole(town["share"]), key),
        Figure("Nog te realiseren", whole(town["to_realise"]), "vóór dit plan"),
        Figure(
            "Onder de ondergrens",
            whole(town["short"]),
            f"ondergrens {whole(town['least'])}, bovengrens {whole(town['most'])}",
        ),
    )


def _town_bar(town: Row) -> Bar:
    there = max(0.0, float(town["agreed"]))
    full = 1.05 * max(1.0, float(town["total"]) + there, float(town["most"]), float(town["share"]))
    parts = (("bestaand", float(town["existing"])), ("nieuw", float(town["planned"])),
             ("elders", there))  # fmt: skip
    marks = tuple(round(FULL * float(town[k]) / full, 2) for k in ("least", "share", "most"))
    via = f" {Away(int(town['agreed'])).words}." if town["agreed"] else ""
    text = (
        f"{whole(town['existing'])} bestaand en {whole(town['planned'])} nieuw.{via} De streepjes: "
        f"ondergrens {whole(town['least'])}, aandeel {whole(town['share'])}, bovengrens "
        f"{whole(town['most'])}."
    )
    return Bar("Plekken tegen het aandeel", text, widths(parts, full), marks)


def _there(count: object) -> str:
    """Begin a sentence with how many places there are."""
    return counted(int(str(count)), "plek", "plekken").join(
        ("Er is " if int(str(count)) == 1 else "Er zijn ", "")
    )


def _town_sentences(town: Row) -> tuple[str, ...]:
    name, agreed = town["name"], int(town["agreed"])
    off = int(town["total"]) + agreed - int(town["share"])
    said = [
        f"{name} komt uit op {counted(int(town['total']), 'plek', 'plekken')}. "
        + (f"{Away(agreed).words}. " if agreed else "")
        + (
            "Dat is precies het aandeel."
            if not off
            else f"Dat is {number(abs(off))} {'meer' if off > 0 else 'minder'} dan het aandeel."
        )
    ]
    if town["existing"] > town["share"]:
        said.append(f"{name} doet al meer dan haar aandeel.")
    if town["short"]:
        said.append(f"{_there(town['short'])} te weinig voor de ondergrens.")
    if town["over"] and town["planned"]:
        said.append(f"{_there(town['over'])} meer dan de bovengrens.")
    return tuple(said)


def _figures(book: PlanBook, gm_code: str | None) -> tuple[Figure, ...]:
    if gm_code is not None:
        return ()
    rows = [row for row in book.rows(book.plan.summary) if row["key"] in _FIRST]
    return tuple(Figure(_capital(row["figure"]), number(row["amount"])) for row in rows)


def _target_bar(book: PlanBook, gm_code: str | None) -> Bar | None:
    sums = book.sums
    if gm_code is not None or not sums.get("target"):
        return None
    had, new, target = sums["existing"], sums["planned"], sums["target"]
    there = sums.get("outside", 0)
    full = 1.02 * max(target, had + new + there)
    told = [f"{number(had)} bestaand", f"{number(new)} nieuw"]
    told += [f"{number(there)} bij partners"] if there else []
    text = f"{listed(told)}; het streepje is het doel."
    parts = widths((("bestaand", had), ("nieuw", new), ("elders", there)), full)
    return Bar("Plekken tegen het doel", text, parts, (round(FULL * target / full, 2),))


def _sentences(book: PlanBook) -> tuple[str, ...]:
    """Return the other figures of the whole plan, one short line each."""
    return tuple(
        f"{_capital(row['figure'])}: {number(row['amount'])}."
        for row in book.rows(book.plan.summary)
        if row["key"] not in _FIRST and (row["amount"] or row["key"] != "on_new_hub")
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _missing(book: PlanBook, gm_code: str | None) -> tuple[str, ...]:
    """Say what falls short or goes over, as far as it concerns this page."""
    said, mine = [], book.town(gm_code)
    stood = {
        str(row["name"])
        for row in book.rows(book.plan.towns)
        if row["over"] and row["existing"] >= row["total"]
    }
    for row in book.rows(book.plan.missing):
        kind, name = row["kind"], str(row["name"])
        town = book.kern_towns.get(name, name) if kind == "kern" else name
        if gm_code is not None and kind != "doel" and town not in (gm_code, mine):
            continue
        if kind == "gemeente" and name in stood:
            said.append(f"{name} doet al meer dan haar aandeel.")
            continue
        where = f"In {book.result.scenario.area.whole}" if kind == "doel" else f"In {name}"
        low, high = ("voor de ondergrens", "bovengrens") if kind == "gemeente" else ("", "grens")
        less, more = f"te weinig {low}".strip(), f"boven de {high}"
        for amount, what in ((row["short"], less), (row["over"], more)):
            if amount:
                said.append(f"{where}: {counted(int(amount), 'plek', 'plekken')} {what}.")
    if gm_code is None:
        said.append(short_after(book.plan.after.phases, book.plan.events))
    return tuple(filter(None, said))


def _cells(book: PlanBook, gm_code: str | None) -> str:
    """Say that search cells are no proposal, where the plan opens some."""
    rows = [row for name in book.plans for row in book.here(name, gm_code)]
    if not any(book.site_kinds.get(row["site_id"]) == words.SEARCH_CELL for row in rows):
        return ""
    return (
        "Een zoekgebied is geen voorstel: het plan rekent ermee dat daar een plek te vinden is. "
        "Er is geen gebouw of perceel bekeken."
    )


def _block(
    book: PlanBook, plan: str, gm_code: str | None, views: Mapping[str, int], other: Row | None
) -> PlanBlock:
    rows, best = book.here(plan, gm_code), plan == book.best
    name = book.called.get(plan, plan)
    title = "Het beste plan" if best else f"Ander plan: {name}"
    if other is not None:
        title += (
            f" ({shown_share(PlanAlternatives, 'distance', other['distance'])} minder goed, "
            f"{shown_share(PlanAlternatives, 'differs', other['differs'])} andere locaties)"
        )
    where = "In dit plan" if gm_code is None else f"In {book.town(gm_code)}"
    lead = f"{where} {_fit(book, rows)}." if rows else f"{where} komt er niets bij."
    return PlanBlock(
        plan=plan,
        title=title,
        lead=lead,
        sites=_sites(book, plan, rows, gm_code) if rows else None,
        rooms=plan_bars(book, plan, gm_code),
        view=views.get(plan, -1),
        is_best=best,
    )


def _sites(book: PlanBook, plan: str, rows: list[Row], gm_code: str | None) -> Grid:
    dated = any(row["from_date"] or row["until_date"] for row in rows)
    told = ("site_id", "places", "leaning", "travel_min", *(("from_date",) if dated else ()))
    headers = list(short(PlanRows, *told))
    if gm_code is None:
        headers[1:1] = short(PlanTowns, "name")
    lines = tuple(_site(book, row, gm_code, dated=dated) for row in rows)
    return Grid(
        caption=f"Waar de plekken komen: {book.called.get(plan, plan)}",
        headers=tuple(headers),
        rows=lines,
        numeric=(1 if gm_code else 2,),
        ids=tuple(str(row["site_id"]) for row in rows),
    )


def _site(book: PlanBook, row: Row, gm_code: str | None, *, dated: bool) -> tuple[str, ...]:
    leaning, mode = str(row["leaning"]), words.MODE.get(str(row["mode"]), "")
    trip = f"{words.measured(row['travel_min'], 'min')} {mode}".strip()
    cells = [
        book.site(row["site_id"]),
        number(row["places"]),
        cluster_name(leaning, book.hub(row["hub_id"])),
        f"{trip}, het team" if leaning == TEAM else trip,
    ]
    if gm_code is None:
        cells.insert(1, book.town(row["gm_code"]))
    if dated:
        since, until = row["from_date"], row["until_date"]
        cells.append(
            f"{words.iso_day(since) if since else 'nu'} tot "
            f"{words.iso_day(until) if until else 'onbepaald'}"
        )
    return tuple(cells)
