"""Which versions a run records: those of the packages that can change a number."""

from typing import Final

RECORDED: Final = ("opvangkaart", "geopandas", "h3", "numpy", "pandas", "scipy", "shapely")
