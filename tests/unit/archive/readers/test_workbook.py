import datetime
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from census_app.archive.raw import LONG_NUMBER_MARK, UNCOMPUTED
from census_app.archive.readers.cells import cell_text, column_texts, plain_numbers
from census_app.archive.readers.grid import GridWriter, grid_scan
from census_app.archive.readers.limits import shipped_limits
from census_app.archive.readers.workbook import read_workbook
from census_app.foundation.engines import kept_engine
from census_app.foundation.errors import BadInput
from tests.unit.archive.corpus import bomb_cell, customers, rewrite, workbook

LIMITS = shipped_limits()


def read(path, tmp_path, careful=False, limits=LIMITS):
    folder = tmp_path / "scratch" / str(careful)
    with kept_engine(1) as connection:
        grids = read_workbook(path, folder, connection, limits, careful, lambda *_: None)
        return grids, [connection.execute(grid_scan(grid)).fetchall() if grid.files else [] for grid in grids]


def one_row(tmp_path, values, formats=None, epoch_1904=False):
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for column, value in enumerate(values, start=1):
        cell = book.active.cell(1, column, value)
        if formats and formats[column - 1]:
            cell.number_format = formats[column - 1]
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


VALUES = [
    (datetime.date(2024, 3, 5), "2024-03-05"),
    (datetime.datetime(2024, 3, 5, 8, 30), "2024-03-05 08:30:00"),
    (datetime.time(8, 30), "08:30:00"),
    (datetime.timedelta(hours=30), "30:00:00"),
    (True, "TRUE"),
    (1.0, "1"),
    (0, "0"),
    (0.1, "0.1"),
    (-12.5, "-12.5"),
    (1e-7, "0.0000001"),
    (110101199003078, LONG_NUMBER_MARK + "110101199003078"),
    (11010119900307, "11010119900307"),
    ("'0012", "'0012"),
    (" x ", " x "),
    ("a\nb", "a\nb"),
    (None, None),
]


@pytest.mark.parametrize("careful", [False, True])
def test_texts_are_what_a_person_would_type(tmp_path, careful):
    path = one_row(tmp_path, [*(value for value, _ in VALUES), "end"])
    _, (rows,) = read(path, tmp_path, careful)
    assert rows == [(1, *(text for _, text in VALUES), "end")]


@pytest.mark.parametrize("careful", [False, True])
def test_number_formats_decide_what_is_a_date_in_both_calendars(tmp_path, careful):
    formats = ["yyyy-mm-dd", '[$-804]yyyy"年"m"月"d"日";@', "General", "0%", "#,##0.00"]
    path = one_row(tmp_path, [45356, 45356, 45356, 0.5, 1234.5], formats)
    assert read(path, tmp_path, careful)[1] == [[(1, "2024-03-05", "2024-03-05", "45356", "50%", "1234.5")]]
    path = one_row(tmp_path, [datetime.date(2024, 3, 5), 0], ["yyyy-mm-dd", "General"], epoch_1904=True)
    assert read(path, tmp_path, careful)[1] == [[(1, "2024-03-05", "0")]]


@pytest.mark.parametrize("careful", [False, True])
def test_errors_stay_visible_and_formulas_give_their_value(tmp_path, careful):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write_formula(1, 1, '="x"&"y"', None, "xy")
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    _, (rows,) = read(path, tmp_path, careful)
    assert rows == [(1, "a", "b", "c"), (2, "#N/A", "xy", None), (3, None, None, "#DIV/0!")]


@pytest.mark.parametrize("careful", [False, True])
def test_a_formula_nobody_computed_is_not_an_empty_cell(tmp_path, careful):
    """Programs write formulas without results; an empty text is a result."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["=4+4", '=IF(1,"","")', "x", None])
    book.save(path)
    rewrite(path, lambda _, data: data.replace(b'r="B1"', b'r="B1" t="str"'))
    assert read(path, tmp_path, careful)[1] == [[(1, UNCOMPUTED, None, "x")]]


@pytest.mark.parametrize("careful", [False, True])
def test_a_percentage_is_read_as_it_is_shown(tmp_path, careful):
    path = one_row(tmp_path, [0.035, 0.12, 1, 3.5, "3.5%"], ["0.00%", "0%", '0"%"', "0.0%;-0.0%", "0%"])
    assert read(path, tmp_path, careful)[1] == [[(1, "3.5%", "12%", "1", "350%", "3.5%")]]


def test_row_numbers_blank_rows_and_width_are_those_of_the_sheet(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"x": [[], ["a", None, None], [], [None], [0, 0, 0], ["b", "", "c"]]})
    (grid,), (rows,) = read(path, tmp_path)
    assert rows == [(2, "a", None, None), (5, "0", "0", "0"), (6, "b", None, "c")]
    assert (grid.rows, grid.blank, grid.last_row, grid.width) == (3, 3, 6, 3)


def test_empty_first_columns_keep_their_place(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"x": [[], [None, None, "a", 1], [None, None, None, 2]]})
    (grid,), (rows,) = read(path, tmp_path)
    assert rows == [(2, None, None, "a", "1"), (3, None, None, None, "2")]
    assert grid.width == 4


def test_hidden_empty_and_chart_sheets(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("数据").write(0, 0, "a")
        hidden = book.add_worksheet("隐藏")
        hidden.write(0, 0, "b")
        hidden.hide()
        book.add_worksheet("空")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=数据!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)
    grids, _ = read(path, tmp_path)
    found = [(grid.sheet, grid.hidden, grid.rows) for grid in grids]
    assert found == [("数据", False, 1), ("隐藏", True, 1), ("空", False, 0)]


def test_bomb_cell_is_refused_with_its_place(tmp_path):
    with pytest.raises(BadInput, match="XFD"):
        read(bomb_cell(tmp_path / "a.xlsx"), tmp_path)


def test_bomb_cell_under_a_false_declared_size_is_refused(tmp_path):
    path = bomb_cell(tmp_path / "a.xlsx")
    rewrite(path, lambda name, data: data.replace(b"A1:XFD1048576", b"A1:G2") if "sheet1" in name else data)
    with pytest.raises(BadInput, match="XFD"):
        read(path, tmp_path)


def test_a_stray_cell_far_below_costs_nothing(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active["B1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    (grid,), (rows,) = read(tmp_path / "a.xlsx", tmp_path)
    assert rows == [(1, "a", "b"), (1048576, None, "x")]
    assert grid.blank == 1048574


def test_large_sheets_are_read_row_by_row_to_the_same_texts(tmp_path):
    path = customers(tmp_path / "a.xlsx", 50)
    small = LIMITS.model_copy(update={"dense_cells": 10})
    assert read(path, tmp_path)[1] == read(path, tmp_path / "b", limits=small)[1]


def test_merged_cells_of_the_first_rows_are_reported(tmp_path):
    book = openpyxl.Workbook()
    for row in (["标题", None], ["a", "b"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.save(tmp_path / "a.xlsx")
    (grid,), _ = read(tmp_path / "a.xlsx", tmp_path)
    assert grid.merged == [(0, 0, 0, 1)]


def test_damaged_sheet_inside_a_sound_directory(tmp_path):
    path = customers(tmp_path / "a.xlsx", 500)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = next(entry for entry in archive.infolist() if "sheet1" in entry.filename)
    start = entry.header_offset + 200
    content[start : start + 400] = b"\xff" * 400
    path.write_bytes(content)
    with pytest.raises(BadInput, match="损坏"):
        read(path, tmp_path)


CELL_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)
CELLS = st.one_of(
    st.none(),
    CELL_TEXTS,
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).map(lambda value: round(value, 4)),
    st.booleans(),
    st.dates(datetime.date(1901, 1, 1), datetime.date(2200, 1, 1)),
)


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_cells_come_back_as_their_texts(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("round")
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()), day)
                elif isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif value is not None:
                    sheet.write_number(number, column, value)
    expected = [
        (number, *map(cell_text, row)) for number, row in enumerate(rows, start=1) if any(v is not None for v in row)
    ]
    for careful in (False, True):
        _, (found,) = read(path, folder, careful)
        width = len(found[0]) if found else 4
        assert found == [row[:width] for row in expected]


@settings(max_examples=60, deadline=None)
@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=50))
def test_the_engine_spells_ordinary_numbers_as_we_do(tmp_path_factory, values):
    numbers = plain_numbers(values)
    if numbers is None:
        return
    folder = tmp_path_factory.mktemp("numbers")
    with kept_engine(1) as connection, GridWriter(connection, folder) as writer:
        writer.add(range(len(values)), [numbers])
        spelt = connection.execute(f"SELECT c0 FROM read_parquet('{writer.files[0]}')").fetchall()
    assert [text for (text,) in spelt] == column_texts(values)


def test_long_or_tiny_numbers_are_never_left_to_the_engine():
    assert plain_numbers([1.0, 1e15]) is None
    assert plain_numbers([1.0, 1e-9]) is None
    assert plain_numbers([1.0, "x"]) is None
    assert list(plain_numbers([1.0, 0.0])) == [1.0, 0.0]


@settings(max_examples=25, deadline=None)
@given(
    place=st.floats(0, 1),
    junk=st.binary(min_size=1, max_size=6),
    part=st.sampled_from(["sheet1", "styles", "workbook"]),
)
def test_damaged_parts_are_refused_or_read_never_a_crash(tmp_path_factory, place, junk, part):
    folder = tmp_path_factory.mktemp("damaged")

    def damage(name, data):
        at = int(place * len(data))
        return data[:at] + junk + data[at + len(junk) :] if part in name and not name.endswith(".rels") else data

    path = rewrite(customers(folder / "a.xlsx"), damage)
    try:
        grids, _ = read(path, folder)
    except BadInput as refusal:
        assert refusal.advice
    else:
        assert all(grid.rows <= 4 for grid in grids)


def test_iso_dates_of_strict_workbooks(tmp_path):
    path = customers(tmp_path / "a.xlsx", 1)
    cell = b'<row r="5"><c r="A5" t="d"><v>2024-03-05T08:30:00</v></c></row></sheetData>'
    rewrite(path, lambda name, data: data.replace(b"</sheetData>", cell) if "sheet1" in name else data)
    _, (rows,) = read(path, tmp_path)
    assert rows[-1][:2] == (5, "2024-03-05 08:30:00")
