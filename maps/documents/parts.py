"""Say what profiles and briefs share: the map, the criteria, the sources, what was not examined."""

from typing import Final

import pandas as pd

from maps.base import words
from maps.base.words import layer_words
from maps.content.page import PageContent
from maps.documents.model import SENTENCE, Block, Bullets, Picture, Section, Table, Text, plain
from maps.documents.typesetting import FONT
from maps.drawing.svg import static_map
from maps.exports.schemas import CriteriaTable
from sites.base.dutch import UNKNOWN, counted, listed, number, rounded
from sites.tables.columns import columns, short
from sites.tables.minors import left_out
from sites.tables.results import RunResult
from sites.tables.schemas import LayerInfo

SUPPORT: Final = "wat omwonenden ervan vinden"
#: What a map cannot tell and a council must know before it decides.
ALSO_NOT_EXAMINED: Final = (
    "bodem, geluid en luchtkwaliteit",
    "de staat en de veiligheid van een gebouw",
    "kosten en planning",
    "vrije ruimte op scholen en bij huisartsen",
    SUPPORT,
)
_UNITS: Final = {"min": " min", "m": " m", "%": "%"}
CHECKED: Final = (
    "De opmaak van dit soort pdf-bestanden is gecontroleerd met outloud en pdfua. "
    "Een machine ziet niet alles: mensen moeten de tekst ook beoordelen."
)


def headline(content: PageContent) -> Text:
    """Return what the page says on top: what is asked, what there is, what was found."""
    story = content.story
    return Text(plain(f"{story.first} {story.start.rest}".strip(), SENTENCE), strong=True)


def picture(
    content: PageContent, caption: str, *, focus: str | None = None, span_m: float = 4_000
) -> Picture:
    """Return the map of a page, or of the surroundings of one site, with what it shows in words."""
    # Narrower than on a screen, so that the names come out at 8 points on paper.
    width, height = (760.0, 440.0) if focus else (760.0, 700.0)
    svg = static_map(
        content,
        width=width,
        height=height,
        focus=focus,
        span_m=span_m,
        legend=True,
        font_family=FONT,
    )
    return Picture(svg=svg, alt=_alt(content, focus), caption=caption)


def _alt(content: PageContent, focus: str | None) -> str:
    if focus is None:
        best = [plain(name) for name in content.sites.best(3)["name"]]
        stand = "staat" if len(best) == 1 else "staan"
        top = f" Bovenaan {stand} {listed(best)}." if best else ""
        count = counted(len(content.sites), "locatie", "locaties")
        return f"Kaart van {content.area} met {count}.{top}"
    table = content.sites.table.set_index("site_id")
    return (
        f"Kaart van de omgeving van {plain(table.loc[focus, 'name'])}: de locatie in een ring, "
        "met andere locaties, moederlocaties en plaatsnamen. De afstanden staan in de tabel."
    )


def share_of(weight: float, content: PageContent) -> str:
    """Return a weight as a share of all weights.

    >>> from types import SimpleNamespace
    >>> page = SimpleNamespace(criteria=[SimpleNamespace(weight=weight) for weight in (1, 2, 5)])
    >>> share_of(2, page), share_of(1, page)
    ('25%', '12,5%')
    """
    total = sum(criterion.weight for criterion in content.criteria)
    percent = float(rounded(weight / total * 100, 1))
    return f"{number(percent, 0 if percent == int(percent) else 1)}%"


def criteria_table(content: PageContent) -> Table:
    """Return how each criterion is judged, with the source of its norm."""
    rows = [
        (
            c.label,
            words.mode_of(c.mode) or "geen reis",
            share_of(c.weight, content),
            f"{number(c.curve.good)}{_UNITS[c.unit]}",
            f"{number(c.curve.poor)}{_UNITS[c.unit]}",
            c.source,
        )
        for c in content.criteria
    ]
    return Table(
        caption="Waarop we letten, hoe zwaar dat telt en waar de grens vandaan komt",
        headers=short(CriteriaTable, *columns(CriteriaTable)),
        rows=tuple(rows),
        widths=(5, 0, 0, 0, 0, 6),
        numeric=(2, 3, 4),
    )


def sources_section(content: PageContent, result: RunResult) -> Section:
    """Return sources with their dates, and how to find this calculation back."""
    rows = [
        (plain(layer_words(s.layer)), plain(s.source), plain(s.licence), s.day, plain(s.origin))
        for s in content.sources
    ]
    table = Table(
        caption="Gebruikte gegevens",
        headers=short(LayerInfo, "layer", "source", "licence", "data_date", "origin"),
        rows=tuple(rows),
        widths=(3, 7, 3, 0, 3),
    )
    programme = result.versions.get("opvangkaart", "")
    return Section(
        "Bronnen en verantwoording",
        (
            table,
            Text(
                f"Peildatum: {content.reference_day}. Reistijden: {content.notes.engine}. "
                f"Kenmerk van de berekening: {content.fingerprint}. Programma: opvangkaart "
                f"{programme}. Lettertype: Source Sans 3 (SIL Open Font License 1.1)."
            ),
            Text(CHECKED),
        ),
    )


def not_examined(result: RunResult) -> Bullets:
    """Return what nobody has looked at yet."""
    left = [word for word in words.TO_EXAMINE if word not in result.layers.examined]
    return Bullets((*left, *ALSO_NOT_EXAMINED))


def unknown_of(result: RunResult, site_id: str) -> tuple[str, ...]:
    """Return what nobody has looked at or entered for one site.

    A hard demand that is answered and a judgement that was entered are known.
    """
    listed_all = not_examined(result).items
    if result.judgement is None:
        return listed_all
    table, sheet = result.judgement.knockouts, result.judgement.sheets[site_id]
    known_demands = (table["site_id"] == site_id) & (table["outcome"] != UNKNOWN)
    entered = set(table.loc[known_demands, "knockout"])
    if sheet.support:
        entered.add(SUPPORT)
    return tuple(word for word in listed_all if word not in entered)


def status_lines(result: RunResult) -> tuple[Block, ...]:
    """Return what a reader must know first."""
    lines: list[Block] = [
        Text("Dit is een concept en geen besluit. De cijfers helpen bij het zoeken.", strong=True)
    ]
    return (*lines, *map(Text, left_out(result)))


def known(value: object, otherwise: str = "onbekend") -> str:
    """Return a cell as text; what is missing says so.

    >>> known("gymzaal"), known(0), known(float("nan")), known(None, "niet opgegeven")
    ('gymzaal', '0', 'onbekend', 'niet opgegeven')
    """
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return otherwise
    return plain(value) or otherwise
