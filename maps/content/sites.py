"""Gather everything a page says about each site into aligned columns, once per run.

A ``SiteBook`` holds all sites of a run sorted by ``site_id``, so that a lower row number wins a
tie in Python and in the browser alike. A page takes rows from it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from maps.base import words
from maps.content.reach import reach_sentences
from maps.content.site_extras import extra_numbers, extra_texts
from sites.base.dutch import minutes, number, score_between
from sites.base.second import RANK_TRUST
from sites.base.verdicts import GROUPS
from sites.judgement.report import all_ways
from sites.scoring.scoring import score_ends
from sites.settings.scenario import Criterion, Scenario
from sites.tables.categories import category_words
from sites.tables.results import JudgementTables, RunResult
from sites.tables.schemas import MOTHER
from sites.travel.protocol import REACH_WORDS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

CROSSES: Final = 1  # the place lies across a municipal border
MODELLED: Final = 2
ASSUMPTION: Final = 4  # modelled with a ratio of low confidence
BEYOND_EDGE: Final = 8
REACH_STEP: Final = 16  # flags + 16 * the number of a word of REACH_WORDS


@dataclass(frozen=True)
class Part:
    """One category of a criterion; it weighs ``weight of the criterion / count``."""

    criterion: int
    category: str
    label: str
    mode: str | None
    unit: str
    count: int


@dataclass(frozen=True, eq=False)
class SiteBook:
    """All sites of a run; row i of every array is the same site, column p the same part.

    ``place`` is a row of the places table, or of the hubs table where the part is a mother
    location; -1 is none. ``texts`` and ``numbers`` are the later tables; an absent name means
    "niet berekend".
    """

    table: pd.DataFrame
    parts: tuple[Part, ...]
    value: Floats
    raw: Floats
    place: Ints
    flags: Ints
    texts: dict[str, Texts]
    numbers: dict[str, Floats]
    functions: tuple[str, ...]
    answers: Texts
    states: Texts
    hub_minutes: dict[tuple[str, str], Floats]

    def __len__(self) -> int:
        """Return the number of sites."""
        return len(self.table)

    def has(self, name: str) -> bool:
        """Return whether a later table was computed."""
        return name in self.texts or name in self.numbers


def parts_of(criteria: tuple[Criterion, ...]) -> tuple[Part, ...]:
    """Return the parts in the order in which scores add them up.

    >>> school = Criterion.model_construct(categories=("basisschool", "vo"), mode="bike", unit="m")
    >>> [(part.criterion, part.category, part.count) for part in parts_of((school,))]
    [(0, 'basisschool', 2), (0, 'vo', 2)]
    """
    return tuple(
        Part(i, name, category_words(name), c.mode, c.unit, len(c.categories))
        for i, c in enumerate(criteria)
        for name in c.categories
    )


def site_book(result: RunResult) -> SiteBook:
    """Gather a run's tables per site."""
    table = _sorted_sites(result)
    ids = pd.Index(table["site_id"])
    parts = parts_of(result.scenario.criteria)
    raw, values = _score_columns(result, ids, parts)
    place, flags = _travel_columns(result, ids, parts)
    texts, numbers = _later_tables(result, ids)
    functions, answers, states = _functions(result.judgement, ids)
    return SiteBook(
        table=table,
        parts=parts,
        value=values,
        raw=raw,
        place=place,
        flags=flags,
        texts=texts,
        numbers=numbers,
        functions=functions,
        answers=answers,
        states=states,
        hub_minutes=_hub_minutes(result, ids),
    )


def _sorted_sites(result: RunResult) -> pd.DataFrame:
    """Return sites with ranking and mother, sorted by id as Python sorts text."""
    order = np.argsort(result.sites["site_id"].to_numpy(dtype=str), kind="stable")
    table = result.sites.iloc[order].reset_index(drop=True)
    ranking = result.ranking.set_index("site_id")
    mothers = result.mothers.set_index("site_id").add_prefix("mother_")
    # A search cell is a question: the places it is reckoned with are never shown.
    table["places"] = table["places"].where(table["kind"] != words.SEARCH_CELL, pd.NA)
    joined = table.join(ranking, on="site_id").join(mothers, on="site_id")
    answer = joined["mother_answer"].fillna("onbekend")
    if result.judgement is None:
        state = answer.map(words.STATE_OF_ANSWER)
    else:
        given = result.judgement.verdicts.set_index("site_id")["verdict"]
        state = joined["site_id"].map(given).map(words.STATE_OF_VERDICT)
    return joined.assign(
        mother_answer=answer, state=state.fillna("onbekend"), group=_groups(result, joined)
    )


def _groups(result: RunResult, table: pd.DataFrame) -> Ints:
    """Return each site's group in the list as its number, -1 where nothing was judged."""
    if result.judgement is None:
        return np.full(len(table), -1, dtype=np.int64)
    of_site = result.judgement.order.set_index("site_id")["group"].reindex(table["site_id"])
    return np.array([GROUPS.index(word) if word in GROUPS else -1 for word in of_site])


def _rows_of(ids: pd.Index, site_id: pd.Series) -> tuple[Ints, NDArray[np.bool_]]:
    at = ids.get_indexer(pd.Index(site_id)).astype(np.int64)
    return at, at >= 0


def _score_columns(
    result: RunResult, ids: pd.Index, parts: tuple[Part, ...]
) -> tuple[Floats, Floats]:
    raw, values = np.full((2, len(ids), len(parts)), np.nan)
    criteria = [criterion.id for criterion in result.scenario.criteria]
    column = {(criteria[part.criterion], part.category): p for p, part in enumerate(parts)}
    for (criterion, category), rows in result.scores.groupby(["criterion", "category"], sort=False):
        p = column[str(criterion), str(category)]
        at, known = _rows_of(ids, rows["site_id"])
        raw[at[known], p] = rows["raw"].to_numpy(dtype=float)[known]
        values[at[known], p] = rows["value"].to_numpy(dtype=float)[known]
    return raw, values


def _travel_columns(result: RunResult, ids: pd.Index, parts: tuple[Part, ...]) -> tuple[Ints, Ints]:
    place = np.full((len(ids), len(parts)), -1, dtype=np.int64)
    flags = np.zeros((len(ids), len(parts)), dtype=np.int64)
    travel = result.travel[result.travel["direction"] == "to_place"]
    asked = dict(iter(travel.groupby(["category", "mode"], sort=False)))
    places = pd.Index(result.layers.places["place_id"])
    hubs = pd.Index(result.layers.hubs["hub_id"])
    assumed = set(
        result.layers.places.loc[result.layers.places["is_assumption"].astype(bool), "place_id"]
    )
    for p, part in enumerate(parts):
        if (rows := asked.get((part.category, part.mode))) is None:
            continue
        at, known = _rows_of(ids, rows["site_id"])
        where = hubs if part.category == MOTHER else places
        place[at[known], p] = where.get_indexer(pd.Index(rows["place_id"]))[known]
        flags[at[known], p] = _flags(rows, assumed)[known]
    return place, flags


def _flags(rows: pd.DataFrame, assumed: set[str]) -> Ints:
    crosses = rows["crosses_border"].fillna(value=False).to_numpy(dtype=bool)
    modelled = (rows["place_origin"] == "gemodelleerd").to_numpy(dtype=bool)
    assumption = rows["place_id"].isin(assumed).to_numpy(dtype=bool)
    reach = (
        rows["reach"].map({word: i for i, word in enumerate(REACH_WORDS)}).to_numpy(dtype=np.int64)
    )
    edge = rows["beyond_edge"].to_numpy(dtype=bool)
    return np.asarray(
        CROSSES * crosses
        + MODELLED * modelled
        + ASSUMPTION * assumption
        + BEYOND_EDGE * edge
        + REACH_STEP * reach
    )


_SENTENCES_MAX: Final = 3
_TEXTS: Final = {
    "verdicts": ("sentence", "known", "strength_note", "reason", "flip", "hub_id"),
    "order": ("flag",),
    "trust": ("sentence",),
    "load": ("sentence",),
    "ov": ("hub_id", "last_back", "lines"),
    "housing": ("sentence",),
}
_NUMBERS: Final = {
    "trust": ("rank_low", "rank_high", "top5_share"),
    "ov": ("median_min", "p85_min"),
}


def _later_tables(result: RunResult, ids: pd.Index) -> tuple[dict[str, Texts], dict[str, Floats]]:
    """Return the columns of the later tables as ``table.column``; absent is "niet berekend"."""
    texts: dict[str, Texts] = {}
    numbers: dict[str, Floats] = {}
    for name, table in _one_row_each(result):
        rows = table.set_index("site_id").reindex(ids)
        for column in _TEXTS[name]:
            texts[f"{name}.{column}"] = _said(rows[column])
        for column in _NUMBERS.get(name, ()):
            numbers[f"{name}.{column}"] = rows[column].to_numpy(dtype=float, na_value=np.nan)
    if told := _no_trust(result):
        texts["trust.sentence"] = np.full(len(ids), told, dtype=object)
    ends = score_ends(result.scores, result.travel, result.scenario).reindex(ids)
    ranges = [score_between(*pair) or None for pair in zip(ends["low"], ends["high"], strict=True)]
    texts["score.range"] = np.array(ranges, dtype=object)
    numbers |= extra_numbers(result, ids)
    for name, said in extra_texts(result).items():
        texts[name] = _said(said.reindex(ids))
    for name, sentences in _per_site(result).items():
        texts[f"{name}.sentence"] = _said(sentences.reindex(ids))
    return texts, numbers


def _no_trust(result: RunResult) -> str:
    """Say of every site why its rank was not tried under other weights; "" where it was."""
    judgement = result.judgement
    if judgement is None or judgement.trust is not None:
        return ""
    return next((str(told) for told in judgement.undecided if told.part == RANK_TRUST), "")


def _one_row_each(result: RunResult) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the later tables that have one row per site, by the name pages know them by."""
    if (judgement := result.judgement) is not None:
        yield "verdicts", judgement.verdicts
        yield "order", judgement.order
        if judgement.trust is not None:
            yield "trust", judgement.trust
        yield "load", judgement.load
        yield "housing", judgement.housing
    if result.transit is not None:
        yield "ov", result.transit.trips


def _said(column: pd.Series) -> Texts:
    """Return texts with None where nothing, or only "geen", is said."""
    whole = column.astype(object)
    kept: Texts = whole.where(whole.notna() & (whole != "geen"), None).to_numpy()
    return kept


def _per_site(result: RunResult) -> dict[str, pd.Series]:
    """Return one text per site of the tables that have several rows for each; none without rows."""
    found: dict[str, pd.Series] = {}
    if (judgement := result.judgement) is not None:
        found["catchment"] = _sentences(judgement.catchment)
        found["border"] = _sentences(judgement.border)
        found["knockouts"] = _outcomes(judgement.knockouts)
    if result.transit is not None:
        found["stops"] = _stops(result.transit.stops)
    if result.reach is not None:
        found["reach"] = reach_sentences(result.reach.within)
    return {name: said for name, said in found.items() if len(said)}


def _sentences(table: pd.DataFrame) -> pd.Series:
    """Return the first few different sentences of each site."""
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for site, sentence in zip(table["site_id"], table["sentence"], strict=True):
        said[site][sentence] = None
    return pd.Series({site: " ".join(list(own)[:_SENTENCES_MAX]) for site, own in said.items()})


def _stops(table: pd.DataFrame) -> pd.Series:
    """Return the nearest few stops of each site."""
    near: dict[str, list[str]] = defaultdict(list)
    for row in table.to_dict("records"):
        near[row["site_id"]].append(
            f"{row['stop_name']} ({minutes(row['walk_min'])} lopen, "
            f"{number(row['departures_per_hour'], 1)} vertrekken per uur: {row['lines']})"
        )
    return pd.Series({site: "; ".join(said[:_SENTENCES_MAX]) for site, said in near.items()})


def _outcomes(table: pd.DataFrame) -> pd.Series:
    """Return the knock-outs of each site by their outcome."""
    outcomes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    columns = (table[name] for name in ("site_id", "outcome", "knockout"))
    for site, outcome, name in zip(*columns, strict=True):
        outcomes[site][outcome].append(name)
    return pd.Series(
        {
            site: "; ".join(f"{word}: {', '.join(own[word])}" for word in sorted(own))
            for site, own in outcomes.items()
        }
    )


def _functions(
    judgement: JudgementTables | None, ids: pd.Index
) -> tuple[tuple[str, ...], Texts, Texts]:
    if judgement is None:
        nothing = np.empty((len(ids), 0), dtype=object)
        return (), nothing, nothing
    table = judgement.functions
    names = tuple(table["function"].drop_duplicates())
    answers, states = np.full((2, len(ids), len(names)), None, dtype=object)
    for f, name in enumerate(names):
        rows = table[table["function"] == name].drop_duplicates("site_id")
        at, known = _rows_of(ids, rows["site_id"])
        answers[at[known], f] = all_ways(rows).to_numpy(dtype=object)[known]
        states[at[known], f] = rows["state"].to_numpy(dtype=object)[known]
    return names, answers, states


def _hub_minutes(result: RunResult, ids: pd.Index) -> dict[tuple[str, str], Floats]:
    """Return the minutes of residents to each mother location by mode."""
    table = result.hub_travel
    table = table[(table["direction"] == "to_place") & table["travel_min"].notna()]
    found: dict[tuple[str, str], Floats] = {}
    for (hub, mode), rows in table.groupby(["hub_id", "mode"], sort=True):
        at, known_rows = _rows_of(ids, rows["site_id"])
        column = np.full(len(ids), np.nan)
        column[at[known_rows]] = rows["travel_min"].to_numpy(dtype=float)[known_rows]
        found[str(hub), str(mode)] = column
    return found


def weights_of(scenario: Scenario) -> tuple[float, ...]:
    """Return the starting weights, one per criterion.

    >>> two = [Criterion.model_construct(weight=weight) for weight in (2.0, 0.0)]
    >>> weights_of(Scenario.model_construct(criteria=two))
    (2.0, 0.0)
    """
    return tuple(criterion.weight for criterion in scenario.criteria)


def ranked_rows(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return the rows of the ranked sites of a page as the list has them, best first.

    >>> table = pd.DataFrame({"page_rank": [2, 0, 1, 1], "group": [0, 0, 1, 0]})
    >>> ranked_rows(table).tolist()
    [3, 0, 2]
    """
    rank, group = (table[name].to_numpy(dtype=np.int64) for name in ("page_rank", "group"))
    order = np.lexsort((rank, group))
    return order[rank[order] > 0]
