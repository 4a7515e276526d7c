"""Write the council pages: one self-contained file per municipality and one for the whole area."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

import pandas as pd
from markupsafe import Markup

from maps.base import style, words
from maps.base.soft import softened
from maps.base.whole import kept_whole
from maps.content.country import country_content
from maps.content.hub_areas import RING_MIN
from maps.content.hubs import HubCard
from maps.content.legend import legend_of
from maps.content.levels import levels_of
from maps.content.notes import drawn_sources
from maps.content.page import (
    TOP_PRINTED,
    TOP_STATIC,
    PageContent,
    PageSites,
    page_contents,
)
from maps.drawing.board_map import board_map
from maps.drawing.legend import svg_swatch
from maps.drawing.svg import static_map
from maps.exports.schemas import SiteTable
from maps.page.assets_inline import START_JS, Policy, leaflet_js, page_css, page_js
from maps.page.country import render_country
from maps.page.data import packed_json, page_data, safe_json
from maps.page.map_object import map_object
from maps.page.shell import page_template
from sites.base.abbreviations import written_out
from sites.base.dutch import counted, number, score, whole_minutes
from sites.base.verdicts import GROUPS
from sites.outcome.province import province_result
from sites.tables.columns import heading, narrow, short
from sites.tables.filters import own_municipalities
from sites.tables.results import ProvinceTables, RunResult
from sites.tables.schemas import Kernen

#: Stands in a page until it is known which abbreviations the page uses.
_ABBREVIATIONS: Final = "\N{LEFT DOUBLE QUOTATION MARK}afkortingen\N{RIGHT DOUBLE QUOTATION MARK}"
#: Stands where the page's data comes; no text of a page holds an element after it.
_DATA: Final = "gegevens"
_NONE: Final = "\N{EN DASH}"
#: Drawn as wide as the text on A4 (186 mm), so that its letters come out as large as they are.
_DRAWING_PX: Final = 700.0
#: What a row of the table needs.
_ROW: Final = ["site_id", "name", "kern", "gm_code", "places", "state", "score", "page_rank",
                "score_class", "group", "mother_travel_min", "mother_low_min",
                "mother_high_min"]  # fmt: skip


def render_pages(
    result: RunResult,
    *,
    municipalities: Sequence[str] | None = None,
    colours: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield file name and bytes of the whole area's page, then of each municipality's.

    Same result, same bytes. The edition's mark stands in page and file name.

    Parameters
    ----------
    result
        A run, computed for one edition; what it did not make is said to be "niet berekend".
    municipalities
        Codes; only these get a page of their own. All when None.
    colours
        A municipality's own CSS variables; see ``maps.base.style.CSS_VARIABLES``.
    """
    css = page_css(style.theme(colours))
    if result.provinces is not None and result.plan is None:
        yield from _country_pages(result, result.provinces, municipalities, colours)
        return
    for content in page_contents(result, municipalities):
        yield content.file_name, render_page(content, css).encode("utf-8")


def _country_pages(
    result: RunResult,
    provinces: ProvinceTables,
    municipalities: Sequence[str] | None,
    colours: Mapping[str, str] | None,
) -> Iterator[tuple[str, bytes]]:
    """Yield the page of the whole, then of each province with its municipalities.

    One province at a time is cut out of the run, so what is held does not grow with their number.
    """
    css, light = (page_css(style.theme(colours), with_map=is_full) for is_full in (True, False))
    wanted = None if municipalities is None else frozenset(municipalities)
    drawn = [part for part in provinces.parts if wanted is None or wanted & set(part.gm_codes)]
    whole = country_content(result, provinces, [part.code for part in drawn])
    yield whole.file_name, render_country(whole, light).encode("utf-8")
    levels = levels_of(result, provinces)
    for part in drawn:
        own = [code for code in part.gm_codes if wanted is None or code in wanted]
        cut = province_result(result, part)
        for content in page_contents(cut, own, levels[part.code]):
            yield content.file_name, render_page(content, css).encode("utf-8")
    placed = {code for part in provinces.parts for code in part.gm_codes}
    codes = own_municipalities(result.layers.municipalities)["gm_code"]
    left = [c for c in codes if c not in placed and (wanted is None or c in wanted)]
    if left:
        for content in page_contents(result, left, with_whole=False):
            yield content.file_name, render_page(content, css).encode("utf-8")


def render_page(content: PageContent, css: str | None = None) -> str:
    """Return one page as HTML text."""
    css = css if css is not None else page_css(style.theme())
    map_html, map_script = map_object(content.base.box)
    js = f"{leaflet_js()}\n{map_script}\n{page_js()}"
    backdrop = content.backdrop
    policy = Policy((START_JS, js), (css,), None if backdrop is None else backdrop.host)
    weights = [criterion.weight for criterion in content.criteria]
    table = content.sites.table
    has_places = bool(table["places"].notna().any())
    columns = _columns(content, with_places=has_places)
    drawn = page_template("page.html.j2").render(
        abbreviations=_ABBREVIATIONS,
        page=content,
        csp=policy.text(),
        css=css,
        start_js=START_JS,
        js=js,
        data=_DATA,
        drawing=static_map(content, width=_DRAWING_PX),
        board_map=None if content.board is None else board_map(content.board, content.base.areas),
        map_html=map_html,
        backdrop=backdrop,
        weight_max=f"{max(50.0, *weights):g}",
        weight_step="1" if all(weight.is_integer() for weight in weights) else "any",
        weight_text=lambda weight: f"{weight:g}",
        legend=legend_of(content),
        swatch=svg_swatch,
        ring_min=RING_MIN,
        top_printed=TOP_PRINTED,
        credit=_credit(content),
        columns=columns,
        labels=dict(columns),
        rows=_rows(content),
        groups=_groups(content.sites),
        not_computed=words.NOT_COMPUTED,
        mothers=[(i, hub) for i, hub in enumerate(content.hubs) if hub.is_mother],
        hub_accuracy=lambda hub: words.accuracy(hub.accuracy_m),
        hub_day=_hub_day,
        mode=lambda name: words.mode_of(name) or "geen reis",
        norm=words.measured,
        number=lambda value: number(value, 0 if float(value).is_integer() else 1),
    )
    data = page_data(content)
    # Packed, a word may be in two pieces: what the data says is read as it is.
    drawn = drawn.replace(_ABBREVIATIONS, written_out([drawn, safe_json(data)]))
    return kept_whole(drawn).replace(f">{_DATA}</script>", f">{packed_json(data)}</script>")


def _columns(content: PageContent, *, with_places: bool) -> tuple[tuple[str, str], ...]:
    """Return the table's columns; places only where some site has them."""
    area = heading(SiteTable, "gemeente") if content.gm_code is None else heading(Kernen, "kern")
    name, places, leans, score = short(SiteTable, "name", "places", "verdict", "score")
    (minutes,) = narrow(SiteTable, "mother_min")
    columns = [
        ("rank", heading(SiteTable, "rank")),
        ("name", name),
        ("area", area),
        ("places", places),
        ("leans", leans),
        ("min", minutes),
        ("score", score),
    ]
    return tuple(column for column in columns if with_places or column[0] != "places")


def _credit(content: PageContent) -> str:
    """Return the source of what the map draws, each once, with its licence; the table has all."""
    seen = dict.fromkeys(
        f"{source.source.rstrip('.')}, {source.licence}"
        for source in drawn_sources(content.sources)
    )
    return "; ".join(seen) or "geen"


def _hub_day(hub: HubCard) -> str:
    return dict(hub.facts)["Peildatum"]


def _rows(content: PageContent) -> list["_Row"]:
    """Return the first rows of the list, the first of each group with the heading above it."""
    found: list[_Row] = []
    group = -1
    for record in content.sites.best(TOP_STATIC)[_ROW].to_dict("records"):
        head = group_heading(content.sites, record["group"]) if record["group"] != group else ""
        group = record["group"]
        found.append(_Row(cast("dict[str, Any]", record), content, head))
    return found


def _groups(sites: PageSites) -> list[str]:
    """Return a line per group that has sites, in the order of the list."""
    found = sorted(set(sites.table.loc[sites.table["page_rank"] > 0, "group"]) - {-1})
    lines = (group_heading(sites, group) for group in found)
    return [line[:1].upper() + line[1:] for line in lines]


def group_heading(sites: PageSites, group: int) -> str:
    """Return the heading above a group, as the script writes it (``Groups.heading``)."""
    own = sites.table[sites.table["group"] == group]
    first = f"{GROUPS[group]}: {counted(len(own), 'locatie', 'locaties')}"
    same = int((own["head"] == 0).sum())
    if not same or len(own) == 1:
        return first
    if same == 1:
        return f"{first}; de eerste is te onderscheiden van de andere"
    if same == len(own):
        return f"{first}; ze zijn niet van elkaar te onderscheiden"
    return f"{first}; {number(same)} bovenaan zijn niet van elkaar te onderscheiden"


class _Row:
    """One of the rows that are there without JavaScript, in the very form the script gives them."""

    def __init__(self, record: dict[str, Any], content: PageContent, heading: str) -> None:
        self.heading = heading
        self.site_id = record["site_id"]
        area = record["kern"] if content.gm_code else content.gm_names.get(record["gm_code"])
        minutes = record["mother_travel_min"]
        self._score = score(record["score"])
        dot = Markup('<span class="stip stip-{}" aria-hidden="true"></span>')
        self._text = {
            "rank": number(record["page_rank"]),
            "name": softened(record["name"]),
            "area": _NONE if pd.isna(area) else softened(str(area)),
            "places": _NONE if pd.isna(record["places"]) else number(record["places"]),
            "leans": words.LEANS[record["state"]],
            "min": _NONE if pd.isna(minutes) else number(whole_minutes(minutes)),
            "score": dot.format(record["score_class"]) + self._score,
        }
        plan = content.start_plan
        letter = None if plan is None else plan.letters.get(self.site_id)
        mark = Markup(
            '<span class="inplan" title="In {}">{}'
            '<span class="onzichtbaar"> in dit plan</span></span>'
        )
        self._plan_mark = "" if letter is None or plan is None else mark.format(plan.name, letter)
        self._between = words.between(record["mother_low_min"], record["mother_high_min"], minutes)
        self._state = record["state"]

    def cell(self, key: str) -> Markup:
        """Return a cell of the live table."""
        text = self._text[key]
        if key == "name":
            return Markup('<th scope="row">{}{}</th>').format(text, self._plan_mark)
        if key == "leans":
            return Markup('<td><span class="leunt leunt-{}">{}</span></td>').format(
                self._state, text
            )
        kind = {"area": "smal-weg", "places": "getal smal-weg"}.get(key, "getal")
        return Markup('<td class="{}">{}</td>').format(kind, text)

    def printed(self) -> Markup:
        """Return the cells of the table on paper."""
        t = self._text
        return Markup(
            '<td class="getal">{}</td><th scope="row">{}</th><td>{}</td><td>{}</td>'
            '<td class="getal">{}</td><td class="getal">{}</td>'
        ).format(t["rank"], t["name"], t["area"], t["leans"], self._between, self._score)
