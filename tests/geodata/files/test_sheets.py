"""Workbooks as people save them, and as someone would who wants to stop the program."""

import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from counted_work import AT_ONCE, calls_at_most
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.files.tabular import read_table
from geodata.files.workbook import Workbook
from sites.base.errors import InputFileError

TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"""
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>plekken</t></is></c></row>'
)
ROW = '<row r="2"><c r="A2" t="inlineStr"><is><t>L1</t></is></c><c r="B2"><v>60</v></c></row>'


def packed(path: Path, *sheets: str, main: str = MAIN, rel: str = REL, **parts: str) -> Path:
    """Write a workbook whose sheets hold this XML inside their data."""
    names = "".join(
        f'<sheet name="Blad{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, len(sheets) + 1)
    )
    rels = "".join(
        f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    rels += f'<Relationship Id="s" Type="{rel}/sharedStrings" Target="sharedStrings.xml"/>'
    rels += f'<Relationship Id="t" Type="{rel}/styles" Target="/xl/styles.xml"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="w" Type="{rel}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{rels}</Relationships>")
        for n, body in enumerate(sheets, start=1):
            sheet = (
                body
                if body.startswith("<worksheet")
                else f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
            )
            archive.writestr(f"xl/worksheets/sheet{n}.xml", sheet)
        archive.writestr("xl/sharedStrings.xml", parts.get("shared", "<sst/>"))
        archive.writestr("xl/styles.xml", parts.get("styles", "<styleSheet/>"))
    return path


def cells(path: Path) -> list[list[str | None]]:
    frame = read_table(path).frame
    return frame.astype(object).where(frame.notna(), None).to_numpy().tolist()


# --- as people save them --------------------------------------------------------------------------


def test_a_sheet_is_read_whatever_size_it_says_it_has(tmp_path) -> None:
    lie = f'<worksheet><dimension ref="A1:A1"/><sheetData>{HEAD}{ROW}</sheetData></worksheet>'
    assert cells(packed(tmp_path / "s.xlsx", lie)) == [["L1", "60"]]


def test_strict_open_xml_is_read_like_any_other(tmp_path) -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    day = (
        '<row r="2"><c r="A2" t="str"><v>L1</v></c>'
        '<c r="B2" t="d"><v>2027-01-31T00:00:00</v></c></row>'
    )
    found = cells(packed(tmp_path / "s.xlsx", HEAD + day, main=strict, rel=STRICT))
    assert found == [["L1", "2027-01-31"]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="B2" t="str"><f>IF(A1,"","")</f><v></v></c>', None),
        ('<c r="B2" t="str"><f>IF(A1,"","")</f><v/></c>', None),
        ('<c r="B2" t="str"><f>A1</f><v>groot</v></c>', "groot"),
        ('<c r="B2"><f>A1</f><v>12.0</v></c>', "12"),
        ('<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>', "#REF!"),
        ('<c r="B2" t="b"><v>1</v></c>', "ja"),
        ('<c r="B2" t="b"><v>0</v></c>', "nee"),
        ('<c r="B2" s="1"><v>46418</v></c>', "2027-01-31"),
        ('<c r="B2" s="1"><v>99999999</v></c>', "99999999"),
        ('<c r="B2" s="1"><v>-5</v></c>', "-5"),
        ('<c r="B2"><v>1.123</v></c>', "1.1230"),
        ('<c r="B2"><v>5.2331000000000003</v></c>', "5.2331"),
        ('<c r="B2" t="s"><v>0</v></c>', "de Bilt"),
        ('<c r="B2" t="s"><v>9</v></c>', None),
        ('<c r="B2" t="inlineStr"><is><r><t>de </t></r><r><t>Bilt</t></r></is></c>', "de Bilt"),
        ('<c r="B2" t="str"><v>a_x000D_b</v></c>', "a\rb"),
        ('<c r="$B$2"><v>7</v></c>', "7"),
        ("<c><v>7</v></c>", "7"),
    ],
)  # fmt: skip
def test_every_kind_of_cell_is_read_as_excel_shows_it(tmp_path, cell, text) -> None:
    first = '<c r="A2" t="inlineStr"><is><t>L1</t></is></c>'
    shared = '<sst><si><t>de Bilt</t><rPh sb="0" eb="1"><t>spoken</t></rPh></si></sst>'
    styles = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    row = f'<row r="2">{first}{cell}</row>'
    path = packed(tmp_path / "s.xlsx", HEAD + row, shared=shared, styles=styles)
    assert cells(path) == [["L1", text]]


def test_a_formula_that_was_never_calculated_is_refused(tmp_path) -> None:
    for bare in ("<f>1+1</f>", "<f>1+1</f><v></v>", "<f>1+1</f><v/>"):
        row = f'<row r="2"><c r="A2" t="str"><v>L1</v></c><c r="B2">{bare}</c></row>'
        with pytest.raises(InputFileError, match=r"1 formulas have no stored value \(first: B2\)"):
            read_table(packed(tmp_path / "s.xlsx", HEAD + row))


def book(path: Path, *rows: list[object], change: Callable | None = None) -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    if change is not None:
        change(made)
    made.save(path)
    return path


def test_what_is_hidden_is_read_and_it_is_said_which_rows_and_columns(tmp_path) -> None:
    def hide(made) -> None:
        sheet = made.active
        for row in (1, 4, 5, 7):  # the headings are a row of the table that no site stands in
            sheet.row_dimensions[row].hidden = True
        sheet.row_dimensions[9].hidden = True  # and nothing stands in this one
        sheet.column_dimensions["B"].hidden = True
        sheet.column_dimensions["F"].hidden = True

    rows = [[f"L{n}", 60, "x"] for n in range(1, 8)]
    read = read_table(book(tmp_path / "s.xlsx", ["id", "plekken", "soort"], *rows, change=hide))
    assert read.frame["id"].tolist() == [f"L{n}" for n in range(1, 8)]
    assert [str(note) for note in read.notes] == [
        "3 hidden rows are read too (rows 4-5, 7); delete them where they must not count",
        "1 hidden column is read too (plekken)",
    ]


def test_what_a_filter_leaves_out_of_sight_is_read_and_told(tmp_path) -> None:
    """As Excel saves it: the rows that the filter leaves out are hidden, by mark or by height."""
    rows = "".join(
        f'<row r="{n}"{out}><c r="A{n}" t="str"><v>L{n}</v></c><c r="B{n}"><v>60</v></c></row>'
        for n, out in enumerate(("", ' hidden="1"', ' ht="0" customHeight="1"', ""), start=2)
    )
    sheet = (
        f'<worksheet><sheetData>{HEAD}{rows}</sheetData><autoFilter ref="A1:B5"><filterColumn '
        'colId="0"><filters><filter val="L2"/></filters></filterColumn></autoFilter></worksheet>'
    )
    read = read_table(packed(tmp_path / "s.xlsx", sheet))
    assert len(read.frame) == 4
    said = ["2 hidden rows are read too (rows 3-4); delete them where they must not count"]
    assert [str(note) for note in read.notes] == said


def test_a_hidden_sheet_that_alone_holds_something_is_read_and_told(tmp_path) -> None:
    def hide(made) -> None:
        made.active.title = "Lijst"
        made.create_sheet("Toelichting")  # a workbook has a sheet that is seen
        made.active.sheet_state = "hidden"
        made.active = 1

    read = read_table(book(tmp_path / "s.xlsx", ["id", "plekken"], ["L1", 60], change=hide))
    assert [str(note) for note in read.notes] == ["sheet 'Lijst' is hidden, and it is read"]


def test_a_title_above_and_remarks_beside_the_table_are_told_and_not_read(tmp_path) -> None:
    path = book(
        tmp_path / "s.xlsx",
        ["Locaties, concept"], [], ["id", "plekken"], ["L1", 60, None, "bellen"],
        change=lambda made: made.active.merge_cells("A1:D1"),
    )  # fmt: skip
    table = read_table(path)
    assert (table.rows.tolist(), cells(path)) == ([4], [["L1", "60"]])
    assert [str(note) for note in table.notes] == [
        "1 row above the headings is not read ('Locaties, concept')",
        "1 cell right of the headings is not read (D4)",
    ]


def test_headings_under_a_row_of_groups_are_the_headings(tmp_path) -> None:
    def merge(*ranges):
        return lambda made: [made.active.merge_cells(one) for one in ranges]

    groups, heads = ["id", "Plekken", None, "Tot"], [None, "nu", "straks", None]
    path = book(tmp_path / "s.xlsx", ["Lijst 2027"], groups, heads, ["L1", 60, 80, "2030"],
                change=merge("A1:D1", "B2:C2", "A2:A3"))  # fmt: skip
    table = read_table(path)
    assert list(table.frame.columns) == ["id", "nu", "straks", "Tot"]
    assert (table.rows.tolist(), cells(path)) == ([4], [["L1", "60", "80", "2030"]])
    book(path, ["Nu", None, "Straks", None], ["naam", "plekken", "plekken", "hub"],
         ["L1", 60, 80, "x"], change=merge("A1:B1", "C1:D1"))  # fmt: skip
    told = list(read_table(path).frame.columns)
    assert told == ["naam", "Nu plekken", "Straks plekken", "hub"]
    book(path, ["id", None, "plekken"], ["L1", "x", 60], change=merge("A1:B1"))  # no headings below
    with pytest.raises(InputFileError, match=r"1 merged cells \(first: A1:B1\); unmerge them"):
        read_table(path)


def test_an_empty_column_inside_the_table_is_spacing_and_one_with_cells_is_refused(
    tmp_path,
) -> None:
    path = book(tmp_path / "s.xlsx", ["id", None, "plekken"], ["L1", None, 60])
    assert cells(path) == [["L1", "60"]]
    book(path, ["id", None, "plekken"], ["L1", "x", 60])
    with pytest.raises(InputFileError, match="row 1: the header has empty cells"):
        read_table(path)


def test_a_hidden_sheet_with_cells_is_named_and_never_passed_over(tmp_path) -> None:
    def hide(made) -> None:
        made.create_sheet("lijst").append(["ja", "nee"])
        made["lijst"].sheet_state = "hidden"

    path = book(tmp_path / "s.xlsx", ["id", "plekken"], ["L1", 60], change=hide)
    with pytest.raises(InputFileError, match=r"2 sheets \(Sheet, lijst \(hidden\)\); name one"):
        read_table(path)
    assert read_table(path, sheet="Sheet").frame.to_numpy().tolist() == [["L1", "60"]]


def test_days_are_counted_from_1904_where_the_workbook_does_so(tmp_path) -> None:
    def old(made) -> None:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    path = book(tmp_path / "s.xlsx", ["id", "van"], ["L1", date(2027, 1, 31)], change=old)
    assert cells(path) == [["L1", "2027-01-31"]]


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
            st.integers(-(10**15), 10**15) | st.floats(-1e6, 1e6, allow_nan=False) | st.none(),
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=10,
)
def test_what_was_written_is_read_back(tmp_path, rows) -> None:
    path = book(tmp_path / "s.xlsx", ["id", "plekken"], *([f"x{a}", b] for a, b in rows))
    found = cells(path)
    assert [row[0] for row in found] == [f"x{a}" for a, _ in rows]
    for (_, text), (_, number) in zip(found, rows, strict=True):
        assert text is None if number is None else float(text) == pytest.approx(number)


# --- what is no workbook, or a trap ---------------------------------------------------------------


def zipped(**parts: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)

    return write


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in pairwise("abcdefghi")
    ) + "]>"
)  # fmt: skip
MANY = "<c/>" * 2_000_000
DEEP = "<x>" * 200_000
TRAPS: dict[str, tuple[Callable[[Path], object], str]] = {
    "protected": (
        lambda p: p.write_bytes(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        "is protected with a password; open it",
    ),
    "old format": (lambda p: p.write_bytes(OLE + b"\0" * 600), r"an older Office \(\.xls\); open"),
    "binary": (zipped(xl__workbook_dot_bin="x"), r"but a binary workbook \(\.xlsb\); save it as"),
    "ods": (zipped(content_dot_xml="<x/>"), r"but an OpenDocument file \(\.ods\); save it as"),
    "word": (zipped(word__document_dot_xml="<x/>"), "but a Word document; save it as"),
    "csv": (lambda p: p.write_text("id,naam\n"), "s.xlsx cannot be read"),
    "cut": (lambda p: p.write_bytes(packed(p, HEAD + ROW).read_bytes()[:-40]), "cannot be read"),
    "cut xml": (lambda p: packed(p, f'<worksheet xmlns="{MAIN}"><sheetData>{HEAD}'), "cannot be"),
    "no sheet": (packed, "is empty: no sheet holds values"),
    "empty sheet": (lambda p: packed(p, ""), "is empty: no sheet holds values"),
    "laughs": (lambda p: packed(p, LAUGHS + f"<worksheet>{HEAD}&i;</worksheet>"), "cannot be read"),
    "laughs in a sheet": (
        lambda p: packed(p, "<worksheet>", shared="<sst/>") and packed(
            p, f"<worksheet xmlns='{MAIN}'><sheetData>{HEAD}{ROW}</sheetData></worksheet>",
            styles="<styleSheet/>", shared=LAUGHS + "<sst><si><t>&i;</t></si></sst>"),
        "",
    ),
    "a million empty cells": (lambda p: packed(p, HEAD + MANY), "holds far more than its size"),
    "deep": (lambda p: packed(p, HEAD + DEEP), "holds far more than its size"),
    "shared texts written out": (
        lambda p: packed(
            p, HEAD + '<row r="2">' + '<c t="s"><v>0</v></c>' * 20_000 + "</row>",
            shared=f"<sst><si><t>{'a' * 32_000}</t></si></sst>",
        ),
        "holds far more than its size",
    ),
    "a million styles": (
        lambda p: packed(
            p, HEAD + '<row r="2"><c r="A2" s="1"><v>1</v></c></row>',
            styles="<x><cellXfs>" + '<xf numFmtId="14"/>' * 1_000_000 + "</cellXfs></x>",
        ),
        "holds far more than its size",
    ),
    "no such cell": (lambda p: packed(p, '<row><c r="XFE1"><v>1</v></c></row>'), "no cell XFE1"),
    "row 0": (lambda p: packed(p, '<row r="0"><c r="A0"><v>1</v></c></row>'), "no cell A0"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_refused_in_one_line_and_soon(tmp_path, name) -> None:
    make, words = TRAPS[name]
    path = tmp_path / "s.xlsx"
    make(path)
    # What holds far more than its size is refused by a count of its own.
    with nullcontext() if words.startswith("holds far") else calls_at_most(AT_ONCE):
        if words:
            with pytest.raises(InputFileError, match=words) as caught:
                read_table(path)
            assert "\n" not in str(caught.value)
        else:
            read_table(path)  # a part that no cell asks for is never opened


@pytest.mark.parametrize("sheet", [0, 1])
def test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing(tmp_path, sheet) -> None:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    bodies = [HEAD + ROW + corner] if sheet == 0 else [HEAD + ROW, corner]
    path = packed(tmp_path / "s.xlsx", *bodies)
    with calls_at_most(AT_ONCE):
        found = read_table(path, sheet="Blad1")
    assert found.frame["id"].tolist() == ["L1"]
    with Workbook(path) as made:
        assert [made.is_filled(one) for one in made.sheets()] == [True] * len(bodies)


def test_ten_thousand_rows_that_repeat_themselves_are_no_trap(tmp_path) -> None:
    body = HEAD + "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c><c r="B{n}" s="0"><v>60</v></c></row>'
        for n in range(2, 10_002)
    )
    path = packed(
        tmp_path / "s.xlsx", body, shared="<sst><si><t>Utrechtse Heuvelrug</t></si></sst>"
    )
    assert len(read_table(path).frame) == 10_000
