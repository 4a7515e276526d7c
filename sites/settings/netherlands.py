"""The facts of the Netherlands and of the province of Utrecht that come with the program.

They hold for a run whose area says no other country. Each has its row in norms.csv.
"""

from typing import Any, Final

from sites.base.codes import GM_CODE
from sites.base.projection import DUTCH, DUTCH_BOX

COUNTRY: Final = "Nederland"
METRIC_CRS: Final = DUTCH
BOUNDS: Final = DUTCH_BOX
TIMEZONE: Final = "Europe/Amsterdam"
#: Tables that lie in the program, in place of a file of the area's own.
BUNDLED: Final = "basisset"

#: Regular places to realise in the province, existing ones included (seed_target_places).
TARGET_PLACES: Final = 4793
TARGET_WORDS: Final = "4.793 plekken, peildatum 1-1-2024"
#: Existing places that the annex implies: 4.793 - 6.730.000 / 2.500 (derived_places_existing).
DERIVED_EXISTING: Final = 2101
DERIVED_FROM: Final = "4.793 - 6.730.000 / 2.500"
#: The places over which the annex reckoned its bonus: 6.730.000 / 2.500.
BONUS_PLACES: Final = 2692
#: How far from an azc COA steers a site from there (coa_dependance_km).
NEAR_M: Final = 7000.0
#: Small-scale: below the one for the PRT, up to about the other for COA (seed_small_scale,
#: coa_small_scale_max).
SMALL_BELOW: Final = 100
SMALL_UP_TO: Final = 150

#: Whose figures for property the knock-outs are (coa_gfa_300 and the like).
PROPERTY_SOURCE: Final = "COA vastgoed (ongedateerd, omstreeks 2022)"

#: Who has a say: runs reception, sets norms, gives care.
AUTHORITY: Final = {"reception": "COA", "norms": "PRT", "care": "GZA", "newcomers": "ISK"}
TO_SET: Final = f"door {AUTHORITY['norms']} vast te stellen"

#: What ``[area]`` holds in the Netherlands unless it says otherwise.
FACTS: Final[dict[str, Any]] = {
    "region": "de provincie",
    "metric_crs": METRIC_CRS,
    "bounds": BOUNDS,
    "code_pattern": GM_CODE,
    "code_example": "GM0307",
    "language": "nl",
    "border_source": "CBS/Kadaster",
    "background": "pdok",
    "ratios": BUNDLED,
    "norms": BUNDLED,
    "target": {"places": TARGET_PLACES, "label": TARGET_WORDS},
    "authority": AUTHORITY,
}
