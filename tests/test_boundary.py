"""Every call into a library that reads what others made stands behind ``sites.base.boundary``.

The test reads the code, not the habits: a call by any of these names, however it was imported, lies
inside ``with reading(...)`` or is handed to ``each``. What reads our own bundled files is listed.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("sites", "geodata", "maps", "opvangkaart")
#: What opens or parses bytes of others, by its full name.
ENTRIES = {
    "csv.reader", "geopandas.GeoDataFrame.from_features", "geopandas.read_feather",
    "geopandas.read_file", "geopandas.read_parquet", "json.load", "json.loads", "lxml.etree.parse",
    "numpy.load", "openpyxl.load_workbook", "osmium.FileProcessor", "osmium.io.Reader",
    "osmnx.load_graphml", "pandas.ExcelFile", "pandas.read_csv", "pandas.read_excel",
    "pandas.read_json", "pandas.read_parquet", "pyarrow.csv.open_csv", "pyarrow.csv.read_csv",
    "pyarrow.parquet.ParquetFile", "pyarrow.parquet.read_metadata", "pyarrow.parquet.read_schema",
    "pyarrow.parquet.read_table", "pyogrio.list_layers",
    "pyogrio.read_dataframe", "pyogrio.read_info", "pyproj.CRS", "pyproj.CRS.from_epsg",
    "pyproj.CRS.from_user_input", "pyproj.CRS.from_wkt", "shapely.from_geojson",
    "shapely.from_wkb", "shapely.from_wkt", "shapely.geometry.shape", "sqlite3.connect",
    "tomllib.load", "tomllib.loads", "xml.etree.ElementTree.fromstring",
    "xml.etree.ElementTree.iterparse", "xml.etree.ElementTree.parse", "zipfile.ZipFile",
}  # fmt: skip
#: Calls whose bytes are the program's own, each with whose they are.
OURS = {
    ("geodata/files/basisset.py", "tomllib.loads"): "sources.toml of the program",
    ("geodata/files/basisset.py", "pandas.read_csv"): "the basisset of the program",
    ("geodata/web/endpoints.py", "tomllib.loads"): "endpoints.toml; a user's own is read behind it",
    ("geodata/files/crs.py", "pyproj.CRS"): "EPSG:4326 and EPSG:28992, written by us",
    ("geodata/readers/osm_ground.py", "shapely.from_wkb"): "an area that osmium has just built",
    ("opvangkaart/app/rooms_map.py", "json.loads"): "shapes written a moment before",
    (
        "opvangkaart/dossier/store.py",
        "sqlite3.connect",
    ): "what it raises, SQLAlchemy passes on",
    ("opvangkaart/runs/team_list.py", "json.loads"): "headings that the dossier has put away",
    ("opvangkaart/runs/osrm.py", "json.loads"): "what the engine that we started answers",
    ("sites/progress/entry.py", "json.loads"): "a value that the log has put away",
    ("sites/progress/list_out.py", "json.loads"): "columns that the dossier has put away",
    ("geodata/store/store.py", "json.loads"): "what the line before has written",
    ("maps/documents/docx.py", "zipfile.ZipFile"): "a document made a moment before",
    ("opvangkaart/app/rooms_output.py", "zipfile.ZipFile"): "written, not read",
    ("opvangkaart/app/work_progress.py", "zipfile.ZipFile"): "written, not read",
    ("opvangkaart/runs/list_out.py", "zipfile.ZipFile"): "written, not read",
    ("opvangkaart/dossier/kept.py", "json.loads"): "an answer that the dossier has put away",
    ("opvangkaart/dossier/merge.py", "json.loads"): "a count that the dossier has put away",
    ("opvangkaart/dossier/erase.py", "json.loads"): "columns that the dossier has put away",
    ("opvangkaart/app/jobs/store.py", "json.loads"): "what the workbench has put away",
    ("opvangkaart/app/jobs/store.py", "sqlite3.connect"): "its faults are told where it is opened",
    ("maps/exports/gpkg.py", "sqlite3.connect"): "a file made a moment before",
    ("geodata/streets/mapped.py", "zipfile.ZipFile"): "written; who reads it stands behind it",
    ("opvangkaart/scale/worker.py", "json.loads"): "what this run has put in the store",
}


def full_names(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for, wherever in the module it was imported."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for part in node.names:
                names[part.asname or part.name.split(".")[0]] = (
                    part.name if part.asname else part.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for part in node.names:
                names[part.asname or part.name] = f"{node.module}.{part.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return names.get(node.id, node.id) if isinstance(node, ast.Name) else "?"


class _Look:
    """Walk one module and keep what stands outside the boundary: line and name."""

    def __init__(self, source: str) -> None:
        tree = ast.parse(source)
        self.names = full_names(tree)
        self.found: list[tuple[int, str]] = []
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        handed = [call.args[0] for call in calls if self.name(call) == EACH and call.args]
        self.each = {ast.unparse(arg) for arg in handed}
        #: Functions that give the boundary with this module's own words in it.
        self.helpers = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef)
            and isinstance(node.body[-1], ast.Return)
            and isinstance(node.body[-1].value, ast.Call)
            and self.name(node.body[-1].value) == READING
        }
        self.walk(tree, is_safe=False)

    def name(self, call: ast.Call) -> str:
        return dotted(call.func, self.names)

    def covers(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        name = self.name(node)
        return name == READING or name.removeprefix("self.") in self.helpers

    def walk(self, node: ast.AST, *, is_safe: bool) -> None:
        if isinstance(node, ast.With):
            for item in node.items:  # from left to right: the boundary covers what follows it
                self.walk(item.context_expr, is_safe=is_safe)
                is_safe |= self.covers(item.context_expr)
            for part in node.body:
                self.walk(part, is_safe=is_safe)
            return
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            # It may be called after the block around it has ended.
            is_safe = isinstance(node, ast.FunctionDef) and node.name in self.each
        elif isinstance(node, ast.Call) and not is_safe and self.name(node) in ENTRIES:
            self.found.append((node.lineno, self.name(node)))
        for child in ast.iter_child_nodes(node):
            self.walk(child, is_safe=is_safe)


def unguarded(source: str) -> list[tuple[int, str]]:
    """Return every call of an entry that stands outside the boundary: its line and its name."""
    return _Look(source).found


READING, EACH = "sites.base.boundary.reading", "sites.base.boundary.each"
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def test_every_reading_call_stands_behind_the_boundary() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), name): line
        for path in MODULES
        for line, name in unguarded(path.read_text(encoding="utf-8"))
    }
    assert {
        f"{path}:{found[path, name]} {name}" for path, name in found.keys() - OURS.keys()
    } == set()
    assert OURS.keys() - found.keys() == set()  # no exception outlives its call


@pytest.mark.parametrize(("code", "expected"), [
    ("import json\njson.loads(x)", ["json.loads"]),
    ("from json import loads as l\nl(x)", ["json.loads"]),
    ("def f():\n  import pyogrio\n  pyogrio.read_dataframe(p)", ["pyogrio.read_dataframe"]),
    (("import zipfile\nfrom sites.base.boundary import reading\n"
     "with reading(n, a), zipfile.ZipFile(p) as z: pass"), []),
    (("import zipfile\nfrom sites.base.boundary import reading\n"
     "with zipfile.ZipFile(p) as z, reading(n, a): pass"), ["zipfile.ZipFile"]),
    (("import json\nfrom sites.base.boundary import reading\nwith reading(n, a):\n"
     "  if x:\n    json.loads(y)\njson.load(z)"), ["json.load"]),
    (("import json\nfrom sites.base.boundary import reading\nwith reading(n, a):\n"
     "  later = lambda: json.loads(y)"), ["json.loads"]),
    (("import shapely\nfrom sites.base.boundary import each\n"
     "def f(x):\n  return shapely.geometry.shape(x)\neach(f, xs)"), []),
])  # fmt: skip
def test_the_look_itself_finds_what_it_should(code, expected) -> None:
    assert [name for _, name in unguarded(code)] == expected
