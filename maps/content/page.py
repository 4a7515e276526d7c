"""Turn a run into what each page says: plain frozen data, nothing drawn yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maps.base import words
from maps.base.backdrop import Backdrop, backdrop_of
from maps.base.blocks import Fold
from maps.content import reach
from maps.content.background import (
    Background,
    Base,
    background,
    base_for,
    ov_lines_of,
)
from maps.content.choices import Choices, Deck, choices_of
from maps.content.hub_areas import HubAreas, hub_areas, ring_m
from maps.content.hubs import HubCard, Unplaced, hub_cards, unplaced_hubs
from maps.content.ledger_lookup import LedgerBook
from maps.content.ledger_section import LedgerText, ledger_text
from maps.content.levels import Link, Within, town_files
from maps.content.notes import Notes, Source, notes_for, sources_of
from maps.content.plan_folds import plan_folds, words_of_sites
from maps.content.plan_lookup import PlanBook
from maps.content.plan_section import PlanText, plan_text
from maps.content.plan_sure import Often, often_of
from maps.content.plan_views import PlanRoom, PlanView, new_hub_cards, plan_rooms, plan_views
from maps.content.scoreboard import Board, board_of
from maps.content.shapes import Ring
from maps.content.sites import Part, SiteBook, ranked_rows, site_book
from maps.content.story_found import found_of
from maps.content.story_page import Story, standing_of, story_of
from maps.content.teams import TeamBook
from maps.content.villages import VillageBook
from maps.content.work import Work, work_of
from sites.base.cells import Corner, cell_corners, middle_cell
from sites.base.dutch import long_day
from sites.judgement.order import heads_of
from sites.settings.scenario import Criterion
from sites.tables.filters import names_by, own_municipalities
from sites.tables.results import RunResult
from sites.tables.schemas import Edition

#: The most sites a page draws; it says how many it left out.
DRAWN_MAX: Final = 5_000
TOP_NUMBERED: Final = 5
TOP_STATIC: Final = 25
TOP_PRINTED: Final = 20


@dataclass(frozen=True, eq=False)
class PageSites:
    """The sites of one page: rows of the book, with the ranks this page shows (0 is none).

    ``own`` are the sites that take part in the ranking; the others are "gemeente onzeker".
    """

    book: SiteBook
    rows: NDArray[np.int64]
    rank: NDArray[np.int64]
    own: NDArray[np.bool_]
    head: NDArray[np.int64]
    not_drawn: int

    def __len__(self) -> int:
        """Return the number of sites drawn."""
        return len(self.rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """Return the drawn sites in the order of their id, with the rank of this page."""
        table = self.book.table.iloc[self.rows].reset_index(drop=True)
        return table.assign(page_rank=self.rank, own=self.own, head=self.head)

    @cached_property
    def is_area(self) -> NDArray[np.bool_]:
        """Return which sites are drawn as the hexagon that they are; the others are points."""
        held = self.table["h3_cell"].notna().to_numpy(dtype=bool)
        return held & (len(self.cell_corners) > 0)

    @cached_property
    def cell_corners(self) -> tuple[Corner, ...]:
        """Return the corners of this page's search cells, counted from their middle."""
        cell = middle_cell(self.book.table["h3_cell"].iloc[self.rows].dropna().tolist())
        return () if cell is None else cell_corners(cell)

    def best(self, count: int) -> pd.DataFrame:
        """Return the best ranked sites as the list has them: group by group, best first."""
        return self.table.iloc[ranked_rows(self.table)[:count]]


@dataclass(frozen=True, eq=False)
class PageContent:
    """Everything one page says and draws; ``gm_code`` is None on the page of the whole area."""

    gm_code: str | None
    area: str  # "gemeente Zeist", "provincie Utrecht"
    title: str
    file_name: str
    edition: Edition
    reference_day: str
    scenario_title: str
    criteria: tuple[Criterion, ...]
    parts: tuple[Part, ...]
    sites: PageSites
    hubs: tuple[HubCard, ...]
    unplaced: tuple[Unplaced, ...]
    base: Base
    notes: Notes
    sources: tuple[Source, ...]
    fingerprint: str
    ring_m: int  # how far one comes by bike in that time, as the crow flies, about
    limit_min: float
    limit_source: str
    mother_mode: str
    links: tuple[Link, ...]
    province: Link
    above: Link | None  # of the country, where the run has provinces
    gm_names: dict[str, str]
    plan_views: tuple[PlanView, ...]
    plan_rooms: dict[str, PlanRoom]
    plan: PlanText | None
    board: Board | None
    story: Story
    choices: Choices  # as the page opens
    often: dict[str, Often]  # by site: in how many draws it is in a plan
    gone: dict[str, str]  # by site of the best plan: what happens when it falls away
    ledger: LedgerText | None
    villages: Fold | None
    teams: Fold | None
    work: Work | None
    ov_lines: tuple[tuple[str, str, tuple[Ring, ...]], ...]
    hub_areas: HubAreas
    site_areas: tuple[reach.SiteArea, ...]
    undrawn: tuple[reach.Undrawn, ...]
    site_circle: reach.Circle | None
    hub_order: tuple[str, ...]  # as ``SiteBook.place`` counts them
    examined: tuple[str, ...]
    backdrop: Backdrop | None
    reception: str  # who runs the reception, by name
    metric: str  # "RD", or the name of the CRS that metres are measured in
    versions: tuple[tuple[str, str], ...]

    @property
    def has_map(self) -> bool:
        """Return whether the page draws sites on a map that can be moved."""
        return True

    @property
    def start_plan(self) -> PlanView | None:
        """Return the choice that the map opens with: the best plan of a plan run, else none."""
        return start_of(self.plan_views, None if self.plan is None else self.plan.name)


def start_of(views: Sequence[PlanView], best: str | None) -> PlanView | None:
    """Return the choice that shows the best plan whole; none where it has nothing here."""
    return next((view for view in views if view.whole and view.plan == best), None)


def page_contents(
    result: RunResult,
    municipalities: Sequence[str] | None = None,
    within: Within | None = None,
    *,
    with_whole: bool = True,
) -> Iterator[PageContent]:
    """Yield the content of the whole area's page and then of each municipality's, by name.

    ``municipalities`` (codes) keeps only those; the page of the whole area comes unless
    ``with_whole`` is off. ``within`` says where the pages stand among those of a country.
    """
    shared = _shared(result, None if municipalities is None else tuple(municipalities), within)
    if with_whole:
        yield shared.whole
    for code in shared.own_codes:
        yield shared.page(code)


def page_content(result: RunResult, gm_code: str | None = None) -> PageContent:
    """Return the content of one page; for documents that need no other."""
    shared = _shared(result, None, None)
    return shared.whole if gm_code is None else shared.page(gm_code)


@lru_cache(maxsize=1)  # a workbook and the pages of one run share what is worked out once
def _shared(
    result: RunResult, municipalities: tuple[str, ...] | None, within: Within | None, /
) -> "_Shared":
    return _Shared(result, municipalities, within)


class _Shared:
    """What every page of a run needs, computed once."""

    def __init__(
        self, result: RunResult, municipalities: Sequence[str] | None, within: Within | None
    ) -> None:
        self.result = result
        self.above = None if within is None else within.above
        self.book = site_book(result)
        towns = result.layers.municipalities
        self.gm_names = names_by(towns, "gm_code")
        own = own_municipalities(towns).sort_values(["name", "gm_code"])
        wanted = own if municipalities is None else own[own["gm_code"].isin(list(municipalities))]
        self.own_codes = tuple(wanted["gm_code"])
        files = town_files(own, result.edition) if within is None else within.file_names
        self.file_names = files
        self.background: Background = background(result)
        names = [(self.gm_names[code], self.file_names[code]) for code in self.own_codes]
        self.links = tuple(Link(*name) for name in names)
        self.hubs = (*hub_cards(result), *new_hub_cards(result))
        self.unplaced = unplaced_hubs(result)
        self.sources = sources_of(result)
        self.villages = VillageBook(result)
        self.teams = TeamBook(result)
        self.work = work_of(result)
        plan, ledger, transit = result.plan, result.ledger, result.transit
        self.planned = planned_ids(result)
        self.plan_rooms = {} if plan is None else plan_rooms(plan.hubs)
        self.plan_book = None if plan is None else PlanBook(result, plan)
        self.gone = {} if self.plan_book is None else words_of_sites(self.plan_book)
        self.often = {} if self.plan_book is None else often_of(self.plan_book)
        self.ledger_book = None if ledger is None else LedgerBook(result, ledger)
        self.ov_lines = () if transit is None else ov_lines_of(transit.lines)
        self.site_areas = () if result.reach is None else reach.site_areas(result.reach.areas)
        self.site_circle = reach.circle_of(
            result.reach, result.scenario.travel, is_straight=result.streets is None
        )

    @cached_property
    def whole(self) -> PageContent:
        """Return the page of the whole area; the workbook tells the same in short."""
        return self.page(None)

    def page(self, gm_code: str | None) -> PageContent:
        result, scenario = self.result, self.result.scenario
        sites = _page_sites(self.book, gm_code, self.planned)
        ledger = self.ledger_book
        ids = sites.table["site_id"]
        ranks = dict(zip(ids, sites.rank.tolist(), strict=True))
        areas = reach.areas_of_page(self.site_areas, ranks)
        views = self._views(ids, ranks)
        area = scenario.area.name if gm_code is None else f"gemeente {self.gm_names[gm_code]}"
        text = self._plan(gm_code, views)
        start = start_of(views, None if text is None else text.name)
        base = base_for(self.background, gm_code, sites.table, self.book, sites.rows)
        return PageContent(
            gm_code=gm_code,
            area=area,
            title=f"{scenario.title}: {area}",
            file_name=self.file_names[gm_code],
            edition=result.edition,
            reference_day=long_day(scenario.reference_date),
            scenario_title=scenario.title,
            criteria=scenario.criteria,
            parts=self.book.parts,
            sites=sites,
            hubs=self.hubs,
            unplaced=self.unplaced,
            base=base,
            notes=notes_for(result, sites.table, gm_code, sites.not_drawn),
            sources=self.sources,
            fingerprint=result.fingerprint,
            ring_m=ring_m(scenario.travel),
            limit_min=scenario.mothers.limit_min,
            limit_source=scenario.mothers.limit_source,
            mother_mode=words.MODE.get(scenario.mothers.mode, scenario.mothers.mode),
            links=self.links,
            province=Link(scenario.area.name, self.file_names[None]),
            above=self.above,
            gm_names=self.gm_names,
            plan_views=views,
            plan_rooms=self.plan_rooms,
            board=None if gm_code is not None else self._board(views),
            plan=text,
            story=self._story(gm_code, views, sites, start),
            choices=self._choices(sites, start),
            often=self.often,
            gone=self.gone,
            ledger=None if ledger is None else ledger_text(ledger, gm_code),
            villages=self.villages.fold(gm_code, frozenset(sites.table["site_id"])),
            teams=self.teams.fold(frozenset(sites.table["site_id"])),
            work=self.work,
            ov_lines=self.ov_lines,
            hub_areas=self._hub_areas(base),
            site_areas=areas,
            undrawn=reach.undrawn_of(result.reach, sites.table["site_id"], areas, self.site_circle),
            site_circle=self.site_circle,
            hub_order=tuple(result.layers.hubs["hub_id"]),
            examined=result.layers.examined,
            reception=scenario.area.authority.reception,
            backdrop=backdrop_of(scenario.area.background, result.edition),
            metric=words.metric(scenario.area.metric_crs),
            versions=tuple(result.versions.items()),
        )

    def _views(self, ids: pd.Series, ranks: dict[str, int]) -> tuple[PlanView, ...]:
        book = self.plan_book
        if book is None:
            return ()
        return plan_views(book.plan.rows, ids, ranks, book.called, book.plan.agreements)

    def _hub_areas(self, base: Base) -> HubAreas:
        streets = self.result.streets
        return HubAreas() if streets is None else hub_areas(streets.isochrones, base.around)

    def _board(self, views: tuple[PlanView, ...]) -> Board | None:
        drawn = {code: self.file_names[code] for code in self.own_codes}
        best = None if self.plan_book is None else self.plan_book.best
        return board_of(self.result, drawn, views, best)

    def _story(
        self,
        gm_code: str | None,
        views: tuple[PlanView, ...],
        sites: PageSites,
        start: PlanView | None,
    ) -> Story:
        scenario = self.result.scenario
        mothers = {hub.hub_id: hub.name for hub in self.hubs if hub.is_mother}
        mode = words.mode_of(scenario.mothers.mode)
        return story_of(
            scenario.area.name if gm_code is None else self.gm_names[gm_code],
            gm_code,
            standing_of(self.ledger_book, gm_code),
            views,
            sites.table,
            found_of(sites.table, mothers, mode, is_area=gm_code is None),
            best=None if self.plan_book is None else self.plan_book.away(),
            start=start,
        )

    def _choices(self, sites: PageSites, start: PlanView | None) -> Choices:
        scenario = self.result.scenario
        names = {hub.hub_id: hub.name for hub in self.hubs}
        mode = words.mode_of(scenario.mothers.mode)
        asks = scenario.area.authority.reception
        deck = Deck(sites.table, self.book, scenario.criteria, names, mode, asks)
        return choices_of(deck, sites.rows.tolist(), start)

    def _plan(self, gm_code: str | None, views: tuple[PlanView, ...]) -> PlanText | None:
        if self.plan_book is None:
            return None
        places = {view.plan: place for place, view in enumerate(views) if view.whole}
        return plan_text(self.plan_book, gm_code, places, plan_folds(self.plan_book, gm_code))


def planned_ids(result: RunResult) -> frozenset[str]:
    """Return the sites that some plan opens: a page always draws them, however many there are."""
    if result.plan is None:
        return frozenset()
    rows = result.plan.rows
    return frozenset(rows.loc[rows["opened"].astype(bool), "site_id"])


def _page_sites(book: SiteBook, gm_code: str | None, planned: frozenset[str]) -> PageSites:
    """Take a page's rows: its own ranked sites and those that may lie in it."""
    table = book.table
    column = "rank" if gm_code is None else "rank_in_gemeente"
    rank = table[column].to_numpy(dtype=float, na_value=0.0).astype(np.int64)
    ranked = table["gm_certain"].to_numpy(dtype=bool) & table["gm_code"].notna().to_numpy()
    here = np.full(len(table), fill_value=True)
    if gm_code is not None:
        home = (table["gm_code"] == gm_code).to_numpy(dtype=bool)
        maybe = table["gm_candidates"].fillna("").str.split("|").map(lambda c: gm_code in c)
        here = home | maybe.to_numpy(dtype=bool)
        ranked &= home
        rank = np.where(ranked, rank, 0)
    rows = np.flatnonzero(here)
    if (not_drawn := len(rows) - DRAWN_MAX) > 0:
        score = table["score"].fillna(-1).to_numpy(dtype=float)
        by_rank = np.where(rank > 0, rank, np.iinfo(np.int64).max)
        later = ~table["site_id"].isin(planned).to_numpy()  # what a plan opens goes before all
        rows = np.sort(rows[np.lexsort((-score[rows], by_rank[rows], later[rows]))[:DRAWN_MAX]])
    head = _heads(book, rows, rank[rows])
    return PageSites(book, rows, rank[rows], ranked[rows], head, max(0, not_drawn))


def _heads(book: SiteBook, rows: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return per site whether it can be told from the first of its group on this page; -1: no."""
    if "trust.rank_low" not in book.numbers:
        return np.full(len(rows), -1, dtype=np.int64)
    group = book.table["group"].to_numpy(dtype=np.int64)[rows]
    place = np.where(rank > 0, rank, np.iinfo(np.int64).max)
    low, high = (book.numbers[f"trust.rank_{end}"][rows] for end in ("low", "high"))
    found = heads_of(group, np.lexsort((place, group)), low, high)
    return np.array([-1 if code is None else code for code in found], dtype=np.int64)
