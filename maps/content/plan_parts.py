"""Gather the later parts of a plan, each where it was made: wishes, periods, money."""

from collections import defaultdict
from typing import Final

from maps.base import words
from maps.base.blocks import Fold, Grid, Row, entered, shown, whole
from maps.content.plan_lookup import PlanBook
from sites.base.dutch import UNKNOWN, counted, number, yes_no
from sites.tables.after_plan import Moves, PlanBonus, PlanFlowOn, PlanPhases, PlanTerms
from sites.tables.columns import short
from sites.tables.plan import PlanWishes

#: A cluster has this many municipalities near by in the table; all are in the workbook.
_NEAREST: Final = 8


def wishes(book: PlanBook, _: str | None) -> Fold | None:
    """Return what a wish costs, in the points of the weighing."""
    rows = book.rows(book.plan.wishes)
    if not rows:
        return None
    lines = tuple(
        (str(row["wish"]), str(row["words"]), _between(row), whole(row["sites_changed"]))
        for row in rows
    )
    return Fold(
        "Wat een wens kost",
        ("Per wens: hoeveel het plan minder goed wordt, in dezelfde punten als de weging.",),
        (
            Grid(
                "Wensen",
                short(PlanWishes, "wish", "words", "loss", "sites_changed"),
                lines,
                numeric=(2, 3),
            ),
        ),
    )


def _between(row: Row) -> str:
    loss, least = row["loss"], row["loss_least"]
    if loss is None or float(loss) == float("inf"):
        return "kan niet"
    amounts = (max(0.0, float(loss)), least or 0.0)
    high, low = (shown(PlanWishes, "loss", amount) for amount in amounts)
    return high if low == high else f"{low} tot {high}"


def after_folds(book: PlanBook, gm_code: str | None) -> tuple[Fold | None, ...]:
    """Return what follows from the plan, in reading order; None where a page has nothing to say."""
    return tuple(make(book, gm_code) for make in (_phases, _terms, _bonus, _flow_on))


def _phases(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the periods of the plan and who has to move."""
    rows = book.rows(book.plan.after.phases)
    own = {row["site_id"] for row in book.here(book.best, gm_code)}
    moves = [
        row
        for row in book.rows(book.plan.after.moves)
        if gm_code is None or own & {row["from_site"], row["to_site"]}
    ]
    if not rows or (len(rows) == 1 and not moves):
        return None
    grids = [_periods(rows)]
    if moves:
        grids.append(_moves(book, moves))
    return Fold("Perioden en verhuizingen", (_moved(moves, gm_code),), tuple(grids))


def _periods(rows: list[Row]) -> Grid:
    """Return the periods with what exists then, against the target."""
    outside = ("outside",) if any(row["outside"] for row in rows) else ()
    amounts = ("sites", "places", "existing", *outside, "total", "short")
    lines = tuple(
        (
            words.iso_day(row["from_date"]),
            words.iso_day(row["until_date"]),
            *(whole(row[key]) for key in amounts),
        )
        for row in rows
    )
    heads = short(PlanPhases, "from_date", "until_date", *amounts)
    return Grid(
        "Perioden van het hele plan",
        heads,
        lines,
        numeric=tuple(range(2, len(heads))),
        fixed=(0, 1),
    )


def _moved(moves: list[Row], gm_code: str | None) -> str:
    where = "in het hele plan" if gm_code is None else "van of naar deze gemeente"
    if not moves:
        return f"Niemand hoeft te verhuizen {where}."
    people, children = (sum(int(row[key]) for row in moves) for key in ("residents", "children"))
    return (
        f"{counted(people, 'bewoner moet', 'bewoners moeten')} verhuizen {where}, van wie "
        f"{counted(children, 'kind', 'kinderen')} op school."
    )


def _moves(book: PlanBook, moves: list[Row]) -> Grid:
    lines = tuple(
        (
            words.iso_day(row["on"]),
            book.site(row["from_site"]),
            book.site(row["to_site"]) if row["to_site"] is not None else "buiten het plan",
            whole(row["residents"]),
            whole(row["children"]),
            yes_no(row["inside_region"]),
        )
        for row in moves
    )
    told = ("on", "from_site", "to_site", "residents", "children", "inside_region")
    heads = short(Moves, *told)
    return Grid("Verhuizingen", heads, lines, numeric=(3, 4), fixed=(0,))


def _terms(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return how long each site of a page runs."""
    own = {row["site_id"] for row in book.here(book.best, gm_code)}
    rows = [row for row in book.rows(book.plan.after.terms) if row["site_id"] in own]
    if not rows:
        return None
    lines = tuple(
        (book.site(row["site_id"]), whole(row["days"]), _price(row), str(row["words"]))
        for row in rows
    )
    return Fold(
        "Looptijd per locatie",
        ("Een langere looptijd geeft minder verhuizingen en telt daarom zwaarder.",),
        (
            Grid(
                "Looptijd",
                short(PlanTerms, "site_id", "days", "price_per_place_year", "words"),
                lines,
                numeric=(1, 2),
            ),
        ),
    )


def _price(row: Row) -> str:
    value = row["price_per_place_year"]
    return shown(PlanTerms, "price_per_place_year", value)


def _bonus(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return the bonus per municipality and cluster, and what goes back."""
    near = {row["cluster_id"] for row in book.here(book.best, gm_code)}
    rows = [
        row
        for row in book.rows(book.plan.after.bonus)
        if gm_code is None or row["id"] == gm_code or row["id"] in near
    ]
    if not rows:
        return None
    kinds = [kind for kind in ("gemeente", "cluster") if any(r["kind"] == kind for r in rows)]
    return Fold(
        "Bonus voor de plekken van dit plan",
        (
            "Een bonus voor plekken die er niet komen, moet terug.",
            "Per gemeente en per cluster is dezelfde bonus, op twee manieren verdeeld.",
        ),
        tuple(_bonus_grid(kind, [r for r in rows if r["kind"] == kind]) for kind in kinds),
    )


def _bonus_grid(kind: str, rows: list[Row]) -> Grid:
    lines = tuple(
        (
            str(row["name"]),
            whole(row["promised"]),
            entered(row["realised"]),
            f"€ {whole(row['bonus_eur'])}",
            UNKNOWN if row["claw_back_eur"] is None else f"€ {whole(row['claw_back_eur'])}",
        )
        for row in rows
    )
    told = short(PlanBonus, "promised", "realised", "bonus_eur", "claw_back_eur")
    heads = (kind.capitalize(), *told)
    return Grid(f"Bonus per {kind} in dit plan", heads, lines, numeric=(1, 2, 3, 4))


def _flow_on(book: PlanBook, gm_code: str | None) -> Fold | None:
    """Return per cluster the nearest municipalities where people may settle afterwards."""
    near = {row["cluster_id"] for row in book.here(book.best, gm_code)}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in book.rows(book.plan.after.flow_on):
        if gm_code is None or row["cluster_id"] in near:
            found[str(row["cluster_id"])].append(row)
    if not found:
        return None
    grids = []
    for cluster in sorted(found):
        rows = sorted(found[cluster], key=_by_minutes)
        kept = [row for i, row in enumerate(rows) if i < _NEAREST or row["gm_code"] == gm_code]
        lines = tuple(
            (
                str(row["name"]) + (" (in het cluster)" if row["own"] else ""),
                entered(row["housing_task"]),
                words.measured(row["travel_min"], "min"),
            )
            for row in kept
        )
        heads = short(PlanFlowOn, "name", "housing_task", "travel_min")
        grids.append(Grid(f"Rond {book.cluster(cluster)}", heads, lines, numeric=(1, 2)))
    return Fold(
        "Doorstroom: wonen in de buurt",
        (
            (
                "Wie mag blijven, kan het liefst in dezelfde buurt gaan wonen. "
                f"Per cluster staan de {number(_NEAREST)} dichtstbijzijnde gemeenten hier."
            ),
        ),
        tuple(grids),
    )


def _by_minutes(row: Row) -> tuple[float, str]:
    return (float("inf") if row["travel_min"] is None else float(row["travel_min"]), row["gm_code"])
