"""Say everything about one site on a few pages: the locatieprofiel."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from maps.base import words
from maps.base.blocks import rows_of
from maps.content.page import PageContent
from maps.content.sites import ASSUMPTION, BEYOND_EDGE, CROSSES, MODELLED, REACH_STEP, SiteBook
from maps.content.teams import visits
from maps.content.work import work_line
from maps.documents.model import (
    SENTENCE,
    Block,
    Bullets,
    Document,
    Section,
    Table,
    Text,
    plain,
    with_abbreviations,
)
from maps.documents.parts import headline, known, picture, share_of, sources_section, unknown_of
from sites.base.apportion import records
from sites.base.dutch import listed, number, scored, share
from sites.judgement.report import is_said
from sites.tables.answers import Scores, Travel
from sites.tables.columns import short
from sites.tables.judgement import Functions, Knockouts
from sites.tables.results import RunResult
from sites.tables.schemas import MOTHER
from sites.travel.protocol import REACH_WORDS

_BESIDE: Final = (
    ("verdicts.reason", "Reden: "),
    ("verdicts.flip", "Wat het oordeel beter maakt: "),
)


@dataclass(frozen=True)
class _Reach:
    """What is known about one part of the score for one site."""

    label: str
    mode: str
    raw: str
    place: str
    value: str
    weight: str
    contribution: str
    flags: int
    is_known: bool


def profile(result: RunResult, content: PageContent, site_id: str) -> Document:
    """Return the profile of one site of a page."""
    book = content.sites.book
    row = int(np.flatnonzero(book.table["site_id"].to_numpy() == site_id)[0])
    site = {str(key): value for key, value in book.table.iloc[row].items()}
    name, town = plain(site["name"]), content.gm_names.get(site["gm_code"], "gemeente onzeker")
    reach = _reach(result, content, row)
    around = f"De omgeving van {name}, ten minste 2 km naar elke kant"
    sections = (
        Section("In het kort", _summary(content, site, row)),
        Section("Kaart", (picture(content, around, focus=site_id),)),
        Section("Feiten", (_facts(content, site),)),
        Section("Wat is er in de buurt?", (_reach_table(reach),)),
        Section("Leunen op de moederlocatie", _verdict(content, row)),
        *_demands(result, site_id),
        Section("Aandachtspunten", (Bullets(_attention(content, site, row, reach)),)),
        *_stock(content),
        *_sheet(result, site_id),
        Section(
            "Wat niet is onderzocht",
            (
                Text("Hierover is van deze plek niets ingevuld en niets onderzocht:"),
                Bullets(unknown_of(result, site_id)),
                Text("Zonder dat onderzoek is deze plek geen voorstel."),
            ),
        ),
        sources_section(content, result),
    )
    document = Document(
        title=f"Locatieprofiel: {name}",
        subtitle=f"{town}, peildatum {content.reference_day}",
        status=content.notes.status,
        mark=content.notes.edition_mark,
        day=result.scenario.reference_date,
        footer=f"Locatieprofiel, kenmerk {content.fingerprint}",
        sections=sections,
    )
    return with_abbreviations(document)


def _summary(content: PageContent, site: dict[str, Any], row: int) -> tuple[Block, ...]:
    book = content.sites.book
    lines: list[Block] = [
        headline(content),
        Text("Dit is een concept en geen besluit. De cijfers helpen bij het zoeken."),
    ]
    if site["kind"] == words.SEARCH_CELL:
        lines.append(
            Text("Dit is een zoekgebied, geen voorstel: hier is geen gebouw of perceel bekeken.")
        )
    lines.append(Text(_rank_sentence(content, site, book.texts["score.range"][row])))
    later = [book.texts.get(f"{table}.sentence") for table in ("trust", "load")]
    said = [texts[row] for texts in later if texts is not None]
    said.append(content.notes.not_counted)
    return (*lines, *(Text(plain(sentence, SENTENCE)) for sentence in said if sentence))


def _rank_sentence(content: PageContent, site: dict[str, Any], between: str | None) -> str:
    if pd.isna(site["score"]):
        return "Voor deze plek is geen score te berekenen: er zijn te weinig gegevens."
    said = f"De score is {scored(site['score'], between)} op een schaal van 0 tot 1"
    if between:
        said = f"{said}, want een ligging is niet precies bekend,"
    rests = f"en rust op {share(site['known_share'])} van de weging."
    if pd.isna(site["rank"]):
        return f"{said} {rests} De plek heeft geen rangnummer: de gemeente is onzeker."
    ranked = int(content.sites.book.table["rank"].notna().sum())
    town = content.gm_names.get(site["gm_code"], "de gemeente")
    return (
        f"{said} {rests} Daarmee staat de plek op nummer {number(site['rank'])} van "
        f"{number(ranked)} en op nummer {number(site['rank_in_gemeente'])} in {town}."
    )


def _facts(content: PageContent, site: dict[str, Any]) -> Table:
    is_cell = site["kind"] == words.SEARCH_CELL
    rows = [
        ("Locatie", known(site["site_id"])),
        ("Soort", known(site["kind"])),
        ("Gemeente", content.gm_names.get(site["gm_code"], "onbekend")),
        ("Dichtstbijzijnde kern", known(site["kern"])),
        ("Plekken", "niet bepaald" if is_cell else _count(site["places"])),
        ("Status", known(site["status"])),
        ("Doelgroepen", known(site["target_groups"])),
        ("Beschikbaar van", words.iso_day(_text(site["from_date"]))),
        ("Beschikbaar tot", words.iso_day(_text(site["until_date"]))),
        (
            f"Coördinaten ({content.metric})",
            f"{number(site['easting'])} / {number(site['northing'])}",
        ),
    ]
    return Table("Wat we van deze plek weten", ("Gegeven", "Waarde"), tuple(rows), (2, 5))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _count(value: Any) -> str:  # noqa: ANN401 - a cell
    return "onbekend" if pd.isna(value) else number(float(value))


def _reach(result: RunResult, content: PageContent, row: int) -> list[_Reach]:
    book = content.sites.book
    site_id = book.table["site_id"].iloc[row]
    scores = result.scores[result.scores["site_id"] == site_id]
    by_part = scores.set_index(["criterion", "category"])
    hubs, places = result.layers.hubs["name"], result.layers.places["name"]
    found = []
    for p, part in enumerate(book.parts):
        criterion = content.criteria[part.criterion]
        judged = by_part.loc[(criterion.id, part.category)]
        at, raw = int(book.place[row, p]), float(book.raw[row, p])
        names = hubs if part.category == MOTHER else places
        state = REACH_WORDS[int(book.flags[row, p]) // REACH_STEP]
        found.append(
            _Reach(
                label=part.label,
                mode=words.mode_of(part.mode),
                raw=words.measured(raw, part.unit) if np.isfinite(raw) else _why(state),
                place=plain(names.iloc[at]) if at >= 0 else "",
                value=number(float(judged["value"]), 2),
                weight=share_of(criterion.weight / part.count, content),
                contribution=number(float(judged["contribution"]), 3),
                flags=int(book.flags[row, p]),
                is_known=not pd.isna(judged["value"]),
            )
        )
    return found


def _why(state: str) -> str:
    return "onbekend" if state == "ok" else state


def _reach_table(reach: list[_Reach]) -> Table:
    return Table(
        caption="Reis van deur tot deur; waarde 1 is goed, 0 is slecht",
        headers=(
            *short(Travel, "category", "mode"),
            *short(Scores, "raw"),
            *short(Travel, "place_name"),
            *short(Scores, "value", "weight", "contribution"),
        ),
        rows=tuple(
            (r.label, r.mode, r.raw, r.place, r.value, r.weight, r.contribution) for r in reach
        ),
        widths=(4, 0, 0, 6, 0, 0, 0),
        numeric=(2, 4, 5, 6),
    )


def _verdict(content: PageContent, row: int) -> tuple[Block, ...]:
    book = content.sites.book
    hubs = {hub.hub_id: plain(hub.name) for hub in content.hubs}
    site = book.table.iloc[row]
    hub = hubs.get(site["mother_hub_id"], "geen moederlocatie")
    limit = f"{number(content.limit_min)} minuten {content.mother_mode} ({content.limit_source})"
    said = {
        "ja": f"De plek ligt binnen {limit} van {hub}.",
        "nee": f"Er is geen moederlocatie binnen {limit}. De dichtstbijzijnde is {hub}.",
        "onzeker": f"Het is onzeker of {hub} binnen {limit} ligt, want de ligging is niet precies.",
        "onbekend": "De reis naar een moederlocatie is niet bekend.",
    }[str(site["mother_answer"])]
    minutes = words.between(
        site["mother_low_min"], site["mother_high_min"], site["mother_travel_min"]
    )
    lines: list[Block] = [Text(f"{said} De reis duurt {minutes}.")]
    if "verdicts.sentence" not in book.texts:
        return (*lines, Text("Het oordeel per functie is niet berekend."))
    sentence = book.texts["verdicts.sentence"][row] or "Het oordeel is onbekend."
    lines += [Text(plain(sentence, SENTENCE)), Text(content.notes.mothers)]
    for name, start in _BESIDE:
        text = book.texts[name][row] if name in book.texts else None
        if text and not is_said(sentence, text.rstrip(".")):
            lines.append(Text(f"{start}{plain(text, SENTENCE).rstrip('.')}."))
    if book.functions:
        answers = [plain(a, SENTENCE) if a else "niet berekend" for a in book.answers[row]]
        rows = tuple(zip(map(plain, book.functions), answers, strict=True))
        heads = short(Functions, "function", "answer")
        lines.append(Table("Oordeel per functie", heads, rows, (2, 5)))
    return tuple(lines)


def _demands(result: RunResult, site_id: str) -> tuple[Section, ...]:
    """Return the hard demands on a site: passed, failed or unknown; a score undoes none."""
    if result.judgement is None:
        return ()
    table = result.judgement.knockouts
    rows = tuple(
        (row["knockout"], row["outcome"], plain(row["reason"], SENTENCE), row["source"])
        for row in records(table[table["site_id"] == site_id])
    )
    heads = short(Knockouts, "knockout", "outcome", "reason", "source")
    said = Text("Een harde eis staat los van de score: wie er een niet haalt, valt af.")
    return (
        Section(
            "Harde eisen", (said, Table("Wat de eisen hier zeggen", heads, rows, (3, 2, 5, 4)))
        ),
    )


def _sheet(result: RunResult, site_id: str) -> tuple[Section, ...]:
    """Return what people entered about a site and what lies near it; nothing where not made."""
    if result.judgement is None:
        return ()
    lines = (*result.judgement.sheets[site_id].lines(), *filter(None, _more(result, site_id)))
    return (Section("Locatieblad", (Bullets(tuple(plain(line, SENTENCE) for line in lines)),)),)


def _more(result: RunResult, site_id: str) -> tuple[str, ...]:
    """Return the work within reach of a site, and when a team visits it."""
    judgement = result.judgement
    stops = [] if judgement is None else rows_of(judgement.team_stops)
    return work_line(result, site_id), visits(stops, site_id)


def _stock(content: PageContent) -> tuple[Section, ...]:
    """Return what the gemeente of the page has in use already and what is asked of it."""
    if content.ledger is None:
        return ()
    text = Text(plain(" ".join(content.ledger.said), SENTENCE))
    return (Section("Wat er al is en wat wordt gevraagd", (text,)),)


def _attention(
    content: PageContent, site: dict[str, Any], row: int, reach: list[_Reach]
) -> tuple[str, ...]:
    """Return what a careful reader would ask about, each point only where it applies."""
    book = content.sites.book
    edge = _having(reach, BEYOND_EDGE)
    points = [
        "Het is onzeker in welke gemeente deze plek ligt." if not site["gm_certain"] else "",
        _about(_having(reach, MODELLED), "{} gemodelleerd uit inwoners: geen echte plekken."),
        _about(_having(reach, ASSUMPTION), "{} een aanname, want de verhouding is onzeker."),
        _about(_having(reach, CROSSES), "{} in een andere gemeente.", "ligt", "liggen"),
        f"Over de rand van de gegevens mogelijk dichterbij: {listed(edge)}." if edge else "",
        _unknowns(reach, site),
        _rank_range(book, row),
        "Het aantal plekken is onbekend."
        if site["kind"] != words.SEARCH_CELL and pd.isna(site["places"])
        else "",
        f"Reistijden zijn berekend ({content.notes.engine}) en niet ter plaatse gemeten.",
    ]
    return tuple(point for point in points if point)


def _having(reach: list[_Reach], flag: int) -> list[str]:
    return [r.label.lower() for r in reach if r.flags & flag]


def _about(labels: list[str], said: str, one: str = "is", more: str = "zijn") -> str:
    if not labels:
        return ""
    start = listed(labels)
    subject = f"{start[0].upper()}{start[1:]} {one if len(labels) == 1 else more}"
    return said.format(subject)


def _unknowns(reach: list[_Reach], site: dict[str, Any]) -> str:
    missing = [r.label.lower() for r in reach if not r.is_known]
    if not missing:
        return ""
    rests = share(site["known_share"])
    return f"Onbekend: {listed(missing)}. Dat telt niet mee; de score rust op {rests}."


def _rank_range(book: SiteBook, row: int) -> str:
    numbers = book.numbers
    if "trust.rank_low" not in numbers:  # the reason stands there already, where there is one
        return "" if book.has("trust.sentence") else "Hoe zeker de rang is, is niet berekend."
    low, high = numbers["trust.rank_low"][row], numbers["trust.rank_high"][row]
    if np.isnan(low) or np.isnan(high):
        return ""
    return f"Met iets andere gewichten ligt de rang tussen {number(low)} en {number(high)}."
