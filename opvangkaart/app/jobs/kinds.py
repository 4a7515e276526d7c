"""The kinds of long work there are: what does them, and where their outcome is shown."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    ``work`` is "module:function", imported in the job's own process; ``shown_at`` the address of
    its outcome, with ``{job_id}`` in it; ``room`` the address it is asked at.
    """

    name: str
    words: str
    work: str
    room: str
    shown_at: str
    keeps_best: bool = False  # a stop keeps the best so far


_ALL: Final[tuple[Kind, ...]] = (
    Kind("plan", "Plan maken", "opvangkaart.app.work_plan:make", "/plan", "/plan/{job_id}",
         keeps_best=True),
    Kind("kernen", "Kernen zoeken", "opvangkaart.app.work_plan:kernen", "/plan/kernen",
         "/plan/kernen/{job_id}"),
    Kind("bod", "Biedingen naast elkaar", "opvangkaart.app.work_plan:beside", "/plan/biedingen",
         "/plan/biedingen/{job_id}"),
    Kind("voortgang", "Voortgang van elke gemeente", "opvangkaart.app.work_progress:everything",
         "/voortgang", "/voortgang/klaar/{job_id}"),
    Kind("instellingen", "Instellingen vergelijken", "opvangkaart.app.work_settings:compare",
         "/instellingen", "/instellingen/verschil/{job_id}"),
    Kind("uitvoer", "Uitvoer maken", "opvangkaart.app.work_output:make_output", "/uitvoer",
         "/uitvoer/klaar/{job_id}"),
    Kind("ophalen", "Gegevens ophalen", "opvangkaart.app.work_data:fetch", "/gegevens",
         "/gegevens/klaar/{job_id}"),
    Kind("laag", "Eigen laag inlezen", "opvangkaart.app.work_data:bring", "/gegevens",
         "/gegevens/klaar/{job_id}"),
)  # fmt: skip
#: Every kind, by name; a room adds its own above.
KINDS: Final = {kind.name: kind for kind in _ALL}
