"""What single cells become: empty words, masks, labels, identifiers, flags; each kind where it is safe only."""

from datetime import date

import pytest

from census_app.archive.settings import load_settings
from census_app.archive.typed.cells import LONG_NUMBER_REASON, Cell, ReadingContext, cell_reader
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.loader import load_dictionary

DICTIONARY = load_dictionary()
CONTEXT = ReadingContext(load_settings(), CodeBook(DICTIONARY), date(2026, 11, 20))


def read(table: str, field: str, text: str) -> Cell:
    return cell_reader(DICTIONARY.table(table).field(field), CONTEXT)(text)


@pytest.mark.parametrize("text", ["-", "--", "/", "NULL", "null", "N/A", "\\N", "#N/A", "—", "  -  ", "（null）"])
@pytest.mark.parametrize(
    ("table", "field"),
    [("customer", "cons_name"), ("customer", "mobile"), ("customer", "contract_cap"), ("customer", "build_date")],
)
def test_signs_for_nothing_are_empty_and_counted(table, field, text):
    assert read(table, field, text) == Cell(placeholder=True)


def test_wu_is_empty_only_where_it_cannot_be_an_answer():
    assert read("customer", "mobile", "无").placeholder
    assert read("customer", "contract_cap", "无").placeholder
    assert read("customer", "build_date", "暂无").placeholder
    assert read("customer", "holiday", "无") == Cell(value="无")
    assert read("power_source", "spare_flag", "无") == Cell(value="false")
    assert read("power_source", "spare_flag", "有") == Cell(value="true")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("cons_name", "张*"), ("cons_name", "*明"), ("cons_name", "张××"), ("cons_name", "张＊"),
        ("mobile", "138****5678"),
        ("cert_no", "110101XXXXXXXX1234"), ("cert_no", "110101********123X"), ("elec_addr", "幸福路*号"),
    ],
)  # fmt: skip
def test_masks_in_personal_fields(field, text):
    cell = read("customer", field, text)
    assert cell.mark == "*"
    assert cell.value is not None


def test_masks_of_typed_fields_have_no_value():
    assert read("customer", "cert_expire", "****-**-**") == Cell(mark="*")


@pytest.mark.parametrize("text", ["3*1.5(6)A", "3×220/380V", "DDZY*102", "LMZJ1-0.5"])
def test_model_numbers_are_no_masks(text):
    assert read("meter", "model", text).mark == ""


def test_an_id_that_ends_in_x_is_no_mask():
    assert read("customer", "cert_no", "11010119800101123X") == Cell(value="11010119800101123X")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0001234567", "0001234567"), ("'0001234567", "0001234567"), ('="0001234567"', "0001234567"),
        ("１２３４", "1234"), ("1234567890.0", "1234567890"), ("\t3301 0001 \n", "33010001"), ("\ufeff12", "12"),
    ],
)  # fmt: skip
def test_identifiers_keep_every_digit(text, value):
    assert read("customer", "cons_no", text).value == value


@pytest.mark.parametrize("text", ["1.31E+12", "3.30106E+17", "1E+12"])
def test_identifiers_in_scientific_notation_are_lost(text):
    assert read("customer", "cons_no", text).mark == "!"


def test_long_numeric_cells_are_refused_for_text_and_taken_for_numbers():
    assert read("customer", "cert_no", "\x01330106198001011234").reason == LONG_NUMBER_REASON
    assert read("billing_month", "this_read", "\x01100000000000000").mark == "!"
    assert read("billing_month", "t_amt", "\x01100000000000000").value == "100000000000000.00"


def test_labels_by_label_alias_and_code_and_unknown_ones_are_kept():
    assert read("customer", "volt_level", "10千伏").value == "交流10kV"
    assert read("customer", "cons_status", "3").value == "已销户客户"
    unknown = read("customer", "cons_status", "休眠")
    assert (unknown.value, unknown.mark) == ("休眠", "?")
    assert read("customer", "org_no", "330106").mark == ""


@pytest.mark.parametrize("text", ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_formula_errors_are_unreadable_everywhere(text):
    for field in ("cons_name", "contract_cap", "build_date", "cons_status"):
        assert read("customer", field, text).mark == "!"


def test_text_is_folded_to_one_width_and_says_so():
    assert read("customer", "elec_addr", "幸福路（东）１２号") == Cell(value="幸福路(东)12号", normalised=True)
    assert read("customer", "elec_addr", "幸福路\n12号").value == "幸福路 12号"
    assert read("customer", "elec_addr", "  幸福路  ") == Cell(value="幸福路")


def test_coordinates_in_degrees_and_minutes():
    assert read("customer", "longitude", "121.4737").value == "121.4737"
    assert float(str(read("customer", "longitude", "121°28'25\"").value)) == pytest.approx(121.473611, abs=1e-6)
    assert read("customer", "longitude", "东经121").mark == "!"


def test_whole_numbers_take_units_but_no_decimals():
    assert read("billing_month", "mr_day", "15日").value == "15"
    assert read("billing_month", "mr_day", "15.0").value == "15"
    assert read("billing_month", "mr_day", "15.5").mark == "!"


@pytest.mark.parametrize("field", ["cons_name", "cons_no", "elec_addr", "elec_type"])
def test_a_page_of_text_in_a_cell_is_no_value(field):
    cell = read("customer", field, "张" * 20_000)
    assert (cell.value, cell.mark) == (None, "!")
    assert "20,000 字" in cell.reason
