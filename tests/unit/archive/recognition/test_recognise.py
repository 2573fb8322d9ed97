import datetime

import openpyxl
import pytest

from census_app.archive.model import SkipKind, SourceFile
from census_app.archive.readers.limits import shipped_limits
from census_app.archive.readers.workbook import read_workbook
from census_app.archive.recognition.headers import read_header
from census_app.archive.recognition.mapping import SavedMapping, TableMapping, propose
from census_app.archive.recognition.recognise import Recogniser
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.engines import kept_engine
from tests.unit.archive.corpus import CUSTOMER_HEADERS, customer, workbook

DICTIONARY = load_dictionary()


@pytest.fixture
def connection():
    with kept_engine(1) as opened:
        yield opened


def recognise_all(path, connection, mapping=None):
    grids = read_workbook(path, path.parent / "scratch", connection, shipped_limits(), False, lambda *_: None)
    recogniser = Recogniser(connection, DICTIONARY, mapping)
    tables = []
    for grid in grids:
        previous = next((table for table in reversed(tables) if table.header_rows), None)
        tables.append(recogniser.recognise(grid, SourceFile(file=path.name, sheet=grid.sheet), previous))
    for table in tables:
        assert table.read == table.rows + table.rejected_rows + sum(table.skipped.values())
        assert len(connection.execute(table.scan).fetchall()) == table.rows
    return tables


def recognise(tmp_path, connection, rows, sheet="Sheet1", file="导出.xlsx", mapping=None):
    (table,) = recognise_all(workbook(tmp_path / file, {sheet: rows}), connection, mapping)
    return table


def fields(table):
    return {column.header: column.field for column in table.columns if column.field}


def test_clean_headers_are_certain(tmp_path, connection):
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1), customer(2)])
    assert (table.table, table.usable, table.rows) == ("customer", True, 2)
    assert fields(table) == {
        "户号": "cons_no", "户名": "cons_name", "用电类别": "elec_type", "供电电压": "volt_level",
        "合同容量": "contract_cap", "立户日期": "build_date", "用电地址": "elec_addr",
    }  # fmt: skip


def test_title_unit_numbering_totals_and_notes_are_skipped_and_counted(tmp_path, connection):
    rows = [
        ["某县供电公司用电客户清单"],
        ["统计日期：2026-11-20"],
        CUSTOMER_HEADERS,
        [None, None, None, "kV", "kVA", None, None],
        [1, 2, 3, 4, 5, 6, 7],
        customer(1),
        [],
        customer(2),
        CUSTOMER_HEADERS,
        ["某县供电公司用电客户清单"],
        customer(3),
        ["小计", None, None, None, 203],
        customer(4),
        ["合 计：", None, None, None, 404],
        ["制表人：张三", None, None, "审核人：李四"],
    ]
    table = recognise(tmp_path, connection, rows)
    assert table.rows == 4
    assert table.skipped == {
        SkipKind.TITLE: 4, SkipKind.HEADER: 3, SkipKind.UNIT: 1, SkipKind.BLANK: 1, SkipKind.TOTAL: 2,
    }  # fmt: skip
    assert [row[0] for row in connection.execute(table.scan).fetchall()] == [6, 8, 11, 13]
    assert table.columns[4].unit == "kVA"


def test_notes_side_by_side_are_no_record_though_one_stands_in_the_key(tmp_path, connection):
    """Who made the sheet stands before the key's column, who checked it in that column."""
    order = [1, 2, 3, 0, 4, 5, 6]
    rows = [[line[i] for i in order] for line in (CUSTOMER_HEADERS, customer(1), customer(2))]
    table = recognise(tmp_path, connection, [*rows, [None, "制表人：张三", None, "审核人：李四"]])
    assert (table.rows, table.skipped) == (2, {SkipKind.TITLE: 1, SkipKind.HEADER: 1})


@pytest.mark.parametrize(
    "note",
    [
        "注：1.本表由营销系统导出；2.容量单位为千伏安，户数不含已销户的客户。",
        "1、合同容量按受电设备铭牌合计填写",
        "※ 星号为掩码",
        "本表数据截至2026年11月20日",
    ],
)
def test_a_remark_right_under_the_data_is_no_customer(tmp_path, connection, note):
    """However long, and whether or not an empty row stands between: it stands where the key should be."""
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1), customer(2), [note]])
    assert (table.rows, table.skipped) == (2, {SkipKind.TITLE: 1, SkipKind.HEADER: 1})


def test_a_lone_key_with_chinese_in_it_stays(tmp_path, connection):
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1), ["龙场临01号"]])
    assert table.rows == 2


def test_a_customer_named_like_a_total_stays(tmp_path, connection):
    odd = customer(2)
    odd[1] = "合计"
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1), odd])
    assert table.rows == 2


def test_rows_without_key_are_left_to_typing(tmp_path, connection):
    keyless = customer(2)
    keyless[0] = None
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1), keyless])
    assert table.rows == 2


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("*户号", "cons_no", None),
        ("1.户号", "cons_no", None),
        ("户 号", "cons_no", None),
        ("户\n号", "cons_no", None),
        ("户号（必填）", "cons_no", None),
        ("【户号】", "cons_no", None),
        ("CONS_NO", "cons_no", None),
        ("consNo", "cons_no", None),
        ("C_CONS.CONS_NO", "cons_no", None),
        ("客户编码", "cons_no", None),
        ("用户代码", "cons_no", None),
        ("合同容量(kVA)", "contract_cap", "kVA"),
        ("合同容量（ＫＶＡ）", "contract_cap", "kVA"),
        ("合同容量/千伏安", "contract_cap", "千伏安"),
        ("合同容量kVA", "contract_cap", "kVA"),
        ("供电电压（kV）", "volt_level", "kV"),
        ("立户时间", "build_date", None),
        ("人口有效期至", "population_until", None),
    ],
)
def test_headers_in_every_dress(tmp_path, connection, header, field, unit):
    others = [name for name in CUSTOMER_HEADERS if name not in ("户号", "合同容量", "供电电压", "立户日期")]
    key = [] if field == "cons_no" else ["户号"]
    table = recognise(tmp_path, connection, [[header, *key, *others], ["1", *["x"] * (len(key) + len(others))]])
    assert table.columns[0].field == field
    assert table.columns[0].unit == unit
    assert table.columns[0].confidence >= 0.8


def test_units_that_are_part_of_a_name_are_no_units():
    assert read_header("上网电量(月)(kWh)").unit == "kWh"
    assert read_header("县(市、区)").unit is None
    assert read_header("CT/PT").spellings[0][0] == "ct/pt"
    assert ("实名一致标志", 0.95) in read_header("是否实名一致").spellings
    assert ("实名一致标志", 0.95) in read_header("实名是否一致(是/否)").spellings
    assert ("停电标志", 0.95) in read_header("是否停电标志").spellings


def test_two_row_headers_with_merged_groups(tmp_path, connection):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["电费清单"])
    sheet.append(["户号", "计量点编号", "结算年月", "电量", None, None, "电费", None])
    sheet.append([None, None, None, "峰电量(kWh)", "平电量(kWh)", "谷电量(kWh)", "基本电费", "力调电费"])
    for merged in ("A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:H2"):
        sheet.merge_cells(merged)
    sheet.append(["0001", "MP1", "202601", 10, 20, 30, 1.5, 2.5])
    book.save(tmp_path / "a.xlsx")
    (table,) = recognise_all(tmp_path / "a.xlsx", connection)
    assert (table.table, table.header_rows, table.rows) == ("billing_month", (2, 3), 1)
    assert [column.field for column in table.columns] == [
        "cons_no", "mp_no", "ym", "peak_pq", "flat_pq", "valley_pq", "base_amt", "pf_amt",
    ]  # fmt: skip
    assert table.columns[3].unit == "kWh"


def test_codes_under_chinese_names(tmp_path, connection):
    codes = ["CONS_NO", "CONS_NAME", "ELEC_TYPE_CODE", "VOLT_CODE", "CONTRACT_CAP", "BUILD_DATE", "ELEC_ADDR"]
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, codes, customer(1)])
    assert (table.header_rows, table.rows) == ((1, 2), 1)


def test_split_sheets_with_and_without_header(tmp_path, connection):
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "用电客户": [CUSTOMER_HEADERS, customer(1)],
            "用电客户(2)": [customer(2), customer(3)],
            "用电客户(3)": [["续表"], CUSTOMER_HEADERS, customer(4)],
        },
    )
    tables = recognise_all(path, connection)
    assert [(table.table, table.rows, table.usable) for table in tables] == [
        ("customer", 1, True), ("customer", 2, True), ("customer", 1, True),
    ]  # fmt: skip
    assert "接续" in tables[1].notes[-1]


def test_a_headless_sheet_that_does_not_fit_is_not_taken(tmp_path, connection):
    path = workbook(
        tmp_path / "a.xlsx",
        {"用电客户": [CUSTOMER_HEADERS, customer(1)], "说明": [["本表由系统导出", "x", "y", "z", "q", "r", "s"]]},
    )
    _, second = recognise_all(path, connection)
    assert second.table is None
    assert "表头" in second.needs_answer[0]


def test_without_header_nothing_is_guessed_until_a_mapping_says_so(tmp_path, connection):
    rows = [customer(1), customer(2)]
    assert not recognise(tmp_path, connection, rows, file="用电客户.xlsx").usable
    known = recognise(tmp_path, connection, [CUSTOMER_HEADERS, *rows], file="用电客户.xlsx")
    mapping = SavedMapping(tables=(TableMapping.of(known, header_rows=()),))
    table = recognise(tmp_path, connection, rows, file="用电客户.xlsx", mapping=mapping)
    assert (table.usable, table.table, table.rows) == (True, "customer", 2)
    assert [column.field for column in table.columns] == [column.field for column in known.columns]


def test_hidden_sheets_are_asked_about(tmp_path, connection):
    rows = [CUSTOMER_HEADERS, customer(1)]
    path = workbook(tmp_path / "a.xlsx", {"用电客户": rows, "旧": rows})
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "hidden"
    book.save(path)
    first, second = recognise_all(path, connection)
    assert (first.usable, second.usable) == (True, False)
    assert "隐藏" in second.needs_answer[0]


def test_missing_key_column_is_said(tmp_path, connection):
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS[1:], customer(1)[1:], customer(2)[1:]], sheet="用电客户")
    assert not table.usable
    assert any("缺少" in question and "用户编号" in question for question in table.needs_answer)


def test_two_columns_for_one_field(tmp_path, connection):
    doubled = [*CUSTOMER_HEADERS, "用电地址"]
    same = [[*customer(n), customer(n)[-1]] for n in (1, 2)]
    table = recognise(tmp_path, connection, [doubled, *same])
    assert table.columns[6].field == "elec_addr"
    assert table.columns[7].field is None
    different = [[*customer(n), "别处"] for n in (1, 2)]
    table = recognise(tmp_path, connection, [doubled, *different])
    assert (table.columns[6].field, table.columns[7].field) == (None, None)
    assert any("第 7 列" in note and "第 8 列" in note for note in table.notes)


def test_two_key_columns_of_different_content_make_it_unusable(tmp_path, connection):
    table = recognise(tmp_path, connection, [["户号", *CUSTOMER_HEADERS], ["9", *customer(1)], ["8", *customer(2)]])
    assert not table.usable


def test_an_exact_name_beats_an_alias(tmp_path, connection):
    table = recognise(tmp_path, connection, [["用户编号", *CUSTOMER_HEADERS], ["7", *customer(1)]])
    assert table.columns[0].field == "cons_no"
    assert table.columns[1].field is None


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["电流变比"], {"电流变比": "ratio"}),
        (["PT变比"], {"PT变比": "ratio"}),
        (["变比", "电流变比"], {"变比": "ratio", "电流变比": "ct_ratio"}),
        (["电流变比", "电压变比"], {"电流变比": "ct_ratio", "电压变比": "pt_ratio"}),
    ],
)
def test_a_lone_ratio_is_the_ratio_whatever_it_is_called(tmp_path, connection, headers, found):
    rows = [["互感器资产编号", "计量点编号", "互感器类型", "一次额定值", *headers]]
    rows += [[f"IT{n}", f"MP{n}", "电流互感器", "100", *["20"] * len(headers)] for n in (1, 2, 3)]
    table = recognise(tmp_path, connection, rows, sheet="互感器")
    assert {header: field for header, field in fields(table).items() if header in headers} == found


def test_unlike_near_spellings_are_not_taken(tmp_path, connection):
    table = recognise(tmp_path, connection, [[*CUSTOMER_HEADERS, "固定电价话"], [*customer(1), "x"]])
    column = table.columns[-1]
    assert column.field is None
    assert column.candidates
    assert "未采用" in column.reason


def test_joined_lists_of_finer_grain_are_not_taken_for_customers(tmp_path, connection):
    headers = [*CUSTOMER_HEADERS, "电能表资产编号"]
    rows = [[*customer(1), "M1"], [*customer(1), "M2"], [*customer(2), "M3"]]
    table = recognise(tmp_path, connection, [headers, *rows])
    assert not table.usable
    assert any("拼" in question for question in table.needs_answer)


def test_meter_lists_carry_customer_columns(tmp_path, connection):
    headers = ["户号", "户名", "用电地址", "台区编号", "台区名称", "资产号", "综合倍率", "安装日期", "电能表厂家"]
    row = ["0001", "张三", "x路", "T1", "一号台区", "M1", 1, datetime.date(2020, 1, 1), "华立"]
    table = recognise(tmp_path, connection, [headers, row])
    assert table.table == "meter"
    assert table.usable


def test_foreign_tables_are_not_taken(tmp_path, connection):
    table = recognise(tmp_path, connection, [["商品", "价格", "数量"], ["苹果", 1, 2], ["梨", 2, 3]])
    assert table.table is None
    assert not table.usable


def test_every_table_is_recognised_by_its_own_names(tmp_path, connection):
    for entry in Recogniser(connection, DICTIONARY).index.tables.values():
        headers = [field.zh for field in entry.fields]
        (tmp_path / entry.id).mkdir()
        table = recognise(tmp_path / entry.id, connection, [headers, ["x"] * len(headers)])
        assert table.table == entry.id
        assert {column.field for column in table.columns} == {field.id for field in entry.fields}


def test_saved_mapping_wins_over_recognition_and_survives_new_order(tmp_path, connection):
    odd = ["编码甲", "名字乙", *CUSTOMER_HEADERS[2:]]
    found = recognise(tmp_path, connection, [odd, customer(1)], sheet="用电客户")
    assert not found.usable
    mapping = TableMapping.of(found)
    answers = {"编码甲": "cons_no", "名字乙": "cons_name"}
    columns = tuple(
        column.model_copy(update={"field": answers.get(column.header, column.field)}) for column in mapping.columns
    )
    saved = SavedMapping().with_table(mapping.model_copy(update={"columns": columns}))
    order = [6, 5, 4, 3, 2, 1, 0]
    rows = [["标题"], [odd[place] for place in order], [customer(1)[place] for place in order]]
    table = recognise(tmp_path, connection, rows, mapping=saved)
    assert table.usable
    assert table.columns[6].field == "cons_no"
    assert table.header_rows == (2,)


def test_proposals_hold_what_was_found(tmp_path, connection):
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1)])
    (entry,) = propose([table]).tables
    assert entry.table == "customer"
    assert entry.used_headers() == set(CUSTOMER_HEADERS)


def test_cells_merged_over_rows_hold_for_each_of_them(tmp_path, connection):
    book = openpyxl.Workbook()
    for row in (
        ["户号", "资产号", "综合倍率", "安装日期"],
        ["001", "M1", 1, "2020-01-01"],
        [None, "M2", 1, "2020-01-01"],
    ):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "a.xlsx")
    (table,) = recognise_all(tmp_path / "a.xlsx", connection)
    assert [row[1:3] for row in connection.execute(table.scan).fetchall()] == [("001", "M1"), ("001", "M2")]
    assert any("合并" in note for note in table.notes)


def test_another_table_further_down_is_asked_about(tmp_path, connection):
    meters = [["资产号", "户号", "计量点编号", "综合倍率", "安装日期"], ["M1", "1", "P1", 1, "2020-01-01"]]
    table = recognise(tmp_path, connection, [CUSTOMER_HEADERS, customer(1), [], *meters])
    assert not table.usable
    assert "第 4 行" in table.needs_answer[-1]


def test_invisible_characters_and_bare_numbering_in_headers(tmp_path, connection):
    dressed = [
        f"\ufeff{CUSTOMER_HEADERS[0]}",
        f"\u200b{CUSTOMER_HEADERS[1]}",
        *CUSTOMER_HEADERS[2:5],
        "⑥立户日期",
        "7用电地址",
    ]
    table = recognise(tmp_path, connection, [dressed, customer(1)])
    assert [column.field for column in table.columns] == [
        "cons_no", "cons_name", "elec_type", "volt_level", "contract_cap", "build_date", "elec_addr",
    ]  # fmt: skip


def test_a_title_merged_over_two_rows_is_counted_once_per_row(tmp_path, connection):
    book = openpyxl.Workbook()
    for row in (["用电客户清单"], [], CUSTOMER_HEADERS, customer(1)):
        book.active.append(row)
    book.active.merge_cells("A1:G2")
    book.active.merge_cells("A9:Z12")
    book.save(tmp_path / "a.xlsx")
    (table,) = recognise_all(tmp_path / "a.xlsx", connection)
    assert (table.rows, table.skipped[SkipKind.TITLE]) == (1, 2)


def test_a_name_with_a_hint_is_not_also_the_name_without_it(tmp_path, connection):
    rows = [["资产号", "户号", "有功准确度等级", "准确度等级(无功)"], ["22000001", "1301000001", "1", "2"]]
    table = recognise(tmp_path, connection, rows, sheet="电能表")
    assert fields(table)["有功准确度等级"] == "acc_class_p"
    assert fields(table)["准确度等级(无功)"] == "acc_class_q"


def test_of_two_aliases_the_one_the_dictionary_names_first_is_meant(tmp_path, connection):
    table = recognise(
        tmp_path, connection, [["客户编号", *CUSTOMER_HEADERS], ["K9", *customer(1)], ["K8", *customer(2)]]
    )
    assert table.usable
    assert [column.field for column in table.columns[:2]] == [None, "cons_no"]
    assert "更贴切" in table.columns[0].reason


def test_the_month_of_dispatch_energy_is_known_by_its_headers(tmp_path, connection):
    headers = ["户号", "专线编号", "调度厂站", "调度间隔", "调度侧月电量", "调度月电量年月"]
    row = ["1", "L1", "城东站", "911间隔", 337178, "202610"]
    table = recognise(tmp_path, connection, [headers, row], sheet="高压专线专题")
    assert fields(table)["调度月电量年月"] == "energy_month"


def test_code_columns_may_be_called_code_or_name(tmp_path, connection):
    headers = ["户号", "户名", "用电地址", "用电类别名称", "供电电压代码"]
    table = recognise(tmp_path, connection, [headers, ["1", "a", "b", "居民", "08"]])
    assert [column.field for column in table.columns[3:]] == ["elec_type", "volt_level"]


def test_a_column_of_names_is_no_column_of_numbers(tmp_path, connection):
    headers = ["台区编号", "台区名称", "管理单位编号", "台区管理单位", "容量(kVA)"]
    rows = [
        [f"T{n}", f"桃花{n}号", f"43072501{n:02d}", f"{name}供电所", 200] for n, name in enumerate(("桃花", "漳江"))
    ]
    table = recognise(tmp_path, connection, [headers, *rows], "台区")
    assert fields(table)["管理单位编号"] == "org_no"
    assert fields(table)["台区管理单位"] == "org_name"


def test_a_column_of_unit_numbers_is_no_column_of_names(tmp_path, connection):
    headers = ["户号", "户名", "供电单位", "供电单位名称", "用电地址", "立户日期"]
    rows = [
        [f"0{n}", f"用户{n}", f"43072501{n:02d}", f"{name}供电所", "街", "2020-01-02"] for n, name in enumerate("甲乙")
    ]
    table = recognise(tmp_path, connection, [headers, *rows], "用电客户")
    assert fields(table)["供电单位"] == "org_no"
    assert fields(table)["供电单位名称"] == "org_name"


def test_numbers_with_words_in_them_stay_numbers(tmp_path, connection):
    headers = ["不动产单元号/权证号", "权利人", "坐落"]
    rows = [[f"冀(2020)青岭县不动产权第00{n}号", "赵小芳", "柳河镇3号"] for n in range(3)]
    table = recognise(tmp_path, connection, [headers, *rows], "不动产登记")
    assert fields(table)["不动产单元号/权证号"] == "real_estate_no"
    headers = ["户号", "户名", "用电地址", "房产证号", "行业"]
    rows = [[f"0{n}", "赵小芳", "街", f"冀(2020)青岭县不动产权第00{n}号", "城镇居民"] for n in range(3)]
    table = recognise(tmp_path, connection, [headers, *rows], "用电客户")
    assert (fields(table)["房产证号"], fields(table)["行业"]) == ("real_estate_no", "trade_code")


@pytest.mark.parametrize(
    ("months", "first", "last"),
    [
        ([f"{month}月电量" for month in range(1, 13)], "1月电量", "12月电量"),
        ([f"{month}月电量" for month in range(1, 5)], "1月电量", "4月电量"),
        ([f"2026年{month}月" for month in range(1, 13)], "2026年1月", "2026年12月"),
        ([f"电量2026{month:02}" for month in range(1, 13)], "电量202601", "电量202612"),
    ],
)
def test_months_side_by_side_are_said_to_be(tmp_path, connection, months, first, last):
    rows = [["用电量"], ["户号", "户名", *months], *([f"03011{n:05}", "张三", *range(12)] for n in range(5))]
    (question,) = recognise(tmp_path, connection, rows).needs_answer
    assert question.startswith(f"第 2 行的月份是横着排的（{first} … {last}）")


def test_dates_of_a_month_each_are_not_months_side_by_side(tmp_path, connection):
    rows = [["甲", "3月起", "5月止", "乙"], *(["一", "2", "3", "4"] for _ in range(5))]
    (question,) = recognise(tmp_path, connection, rows).needs_answer
    assert question.startswith("没有找到表头")
