"""Say in which order a mobile team visits its sites: day by day, stop by stop (R4)."""

from maps.base.blocks import Fold, Grid, Row, rows_of
from sites.base.dutch import number
from sites.tables.columns import short
from sites.tables.filters import names_by
from sites.tables.judgement import TeamStops
from sites.tables.results import RunResult


class TeamBook:
    """The rounds of the teams, read once for all pages of a run."""

    def __init__(self, result: RunResult) -> None:
        judgement = result.judgement
        self.stops = rows_of(None if judgement is None else judgement.team_stops)
        self.weeks = rows_of(None if judgement is None else judgement.teams)
        self.hubs = names_by(result.layers.hubs, "hub_id")
        self.sites = names_by(result.sites, "site_id")

    def fold(self, drawn: frozenset[str]) -> Fold | None:
        """Return the rounds that pass a site of the page, whole; None where none does."""
        hubs = {row["hub_id"] for row in self.stops if row["site_id"] in drawn}
        rows = [row for row in self.stops if row["hub_id"] in hubs]
        if not rows:
            return None
        grid = Grid(
            "Volgorde van de bezoeken",
            short(TeamStops, "hub_id", "day", "stop", "site_id"),
            tuple(
                (self.hubs[row["hub_id"]], number(row["day"]), number(row["stop"]),
                 self.sites[row["site_id"]])
                for row in rows
            ),
            numeric=(1, 2),
        )  # fmt: skip
        said = tuple(str(row["sentence"]) for row in self.weeks if row["hub_id"] in hubs)
        return Fold("Rondgang van de mobiele teams", said, (grid,))


def visits(rows: list[Row], site_id: str) -> str:
    """Return when a team visits one site, "" where none does."""
    own = [f"op de {number(r['day'])}e teamdag, als {number(r['stop'])}e bezoek" for r in rows
           if r["site_id"] == site_id]  # fmt: skip
    return f"Als een mobiel team komt: {'; '.join(own)}." if own else ""
