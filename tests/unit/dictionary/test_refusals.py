"""Each inconsistency is refused with a sentence that names the place and, where there is one, the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.errors import BadInput

CUSTOMER, AREA, BILL, ENERGY, CODES = (
    "tables/customer.yaml",
    "tables/area.yaml",
    "tables/bill.yaml",
    "tables/energy.yaml",
    "code_lists/all.yaml",
)


def test_the_small_dictionary_is_sound(write_dictionary) -> None:
    dictionary = load_dictionary(write_dictionary())
    assert dictionary.table("area").rule_name == "台区"
    assert [field.id for field in dictionary.table("energy").fields] == ["cons_no", "ym", "pq", "mode", "month_index"]
    assert dictionary.code_lists["status"].values[0].code == "01"


REFUSED = [
    (AREA, "rule_name: 台区\n", "", ["area", "台区(变压器)", "不能写进规则"]),
    (AREA, "rule_name: 台区", "rule_name: 用电客户", ["area", "customer", "用电客户", "重复"]),
    (CUSTOMER, "zh: 合同容量", "zh: 1合同容量", ["1合同容量", "不能写进规则"]),
    (CUSTOMER, "zh: 合同容量", "zh: 本户", ["本户", "保留字"]),
    (CUSTOMER, "zh: 合同容量", "zh: 用户状态", ["用户状态", "cap", "status"]),
    (CUSTOMER, "zh: 合同容量", "zh: 台区", ["台区", "字段 cap", "关系 area"]),
    (
        CUSTOMER,
        "code_list: status}",
        "code_list: status, implied: {by: capp, value: 没有的, first: 2080-01-01, last: 1980-01-01}}",
        ["status 的 implied", "by 应是本表的日期字段", "value 应是代码集里的标签", "first 晚于 last"],
    ),
    (CUSTOMER, "zh: 合同容量", "zh: 合同容量, undelivered: 没有", ["cap", "undelivered", "没有"]),
    (
        CUSTOMER,
        "zh: 合同容量",
        "zh: 合同容量, alone: {field: tg_nr, without: [tg_no]}",
        ["cap 的 alone", "应是本表的其他字段", "是否指 tg_no"],
    ),
    (
        CUSTOMER,
        "zh: 合同容量",
        "zh: 合同容量, alone: {field: tg_no}",
        ["cap 的 alone", "tg_no 的类型不同"],
    ),
    (
        CUSTOMER,
        "zh: 合同容量",
        "zh: 合同容量, implied_by_blank: {by: tg_nr, blank: 一, filled: 2}",
        ["cap 的 implied_by_blank", "by 应是本表的另一个字段", "是否指 tg_no", "只用于整数字段"],
    ),
    (CUSTOMER, "zh: 合同容量", "zh: 合同容量, aliases: [户号]", ["别名“户号”", "cons_no", "cap"]),
    (CUSTOMER, "zh: 合同容量", "zh: 合同容量, aliases: [用户编号]", ["别名“用户编号”", "cons_no", "cap"]),
    (CUSTOMER, "target: area", "target: aera", ["aera", "是否指 area"]),
    (CUSTOMER, "[[tg_no, tg_no]]", "[[tg_nr, tg_no]]", ["tg_nr", "是否指 tg_no"]),
    (CUSTOMER, "[[tg_no, tg_no]]", "[[cap, tg_no]]", ["customer.cap", "area.tg_no", "类型不同"]),
    (CUSTOMER, "[[tg_no, tg_no]]", "[]", ["台区", "fields"]),
    (CUSTOMER, "target: area, fields", "target: area, link: area, fields", ["台区", "写了 link 就不写 fields"]),
    (CUSTOMER, "target: area, fields: [[tg_no, tg_no]]", "target: area, link: area", ["英文名 area", "重名"]),
    (CUSTOMER, "en: area, target: area, fields: [[tg_no, tg_no]]", "en: linked, target: aera, link: a", ["aera"]),
    (
        CUSTOMER,
        "en: area, target: area, fields: [[tg_no, tg_no]]",
        "en: linked, target: area, link: self, finds: group",
        ["目标应是本表"],
    ),
    (
        CUSTOMER,
        "en: area, target: area, fields: [[tg_no, tg_no]]",
        "en: linked, target: area, link: area, finds: everything",
        ["finds", "everything"],
    ),
    (
        BILL,
        "fields:\n",
        "relations:\n  - {name: 比对, en: l, target: area, link: a, cardinality: one}\nfields:\n",
        ["单字段主键"],
    ),
    (CUSTOMER, "[台区, org_no]]", "[台曲, org_no]]", ["台曲", "是否指 台区"]),
    (CUSTOMER, "[台区, org_no]]", "[台区, org_nr]]", ["area", "org_nr", "是否指 org_no"]),
    (CUSTOMER, "[台区, org_no]]", "[月账, cons_no]]", ["月账", "多行"]),
    (CUSTOMER, "customer_path: [[cons_no]]", "customer_path: [[cons_nr]]", ["customer_path", "cons_nr"]),
    (CUSTOMER, "code_list: status", "code_list: statu", ["statu", "是否指 status"]),
    (CUSTOMER, ", code_list: status", "", ["status", "code_list"]),
    (CUSTOMER, ", scale: 3", "", ["cap", "scale"]),
    (CUSTOMER, "scale: 3", "scale: 12", ["cap", "12"]),
    (CUSTOMER, "zh: 台区编号", "zh: 台区编号, scale: 2", ["tg_no", "type: number"]),
    (CUSTOMER, "type: number, scale: 3", "type: number, scale: 3, identifier: true", ["cap", "identifier"]),
    (CUSTOMER, "type: number", "type: nummer", ["fields[cap].type", "nummer"]),
    (CUSTOMER, "scale: 3", "scale: drei", ["fields[cap].scale", "整数", "drei"]),
    (CUSTOMER, "scale: 3", "skale: 3", ["fields[cap].skale", "没有这个键"]),
    (CUSTOMER, "zh: 合同容量, ", "", ["fields[cap].zh", "缺少"]),
    (CUSTOMER, "key: [cons_no]", "key: [cons_nr]", ["cons_nr", "是否指 cons_no"]),
    (CUSTOMER, "key: [cons_no]", "key: []", ["customer", "主键"]),
    (CUSTOMER, "id: customer", "id: custmer", ["customer.yaml", "custmer"]),
    (CUSTOMER, "category: 1", "category: 7", ["cons_no", "7"]),
    (CUSTOMER, ", census_item: true, category: 1", "", ["分类 1", "写明 1", "标了 0"]),
    (CUSTOMER, "zh: 用电客户", "zh: 用电客户\nzh: 客户", ["customer.yaml", "第 4 行", "写了两次"]),
    (CUSTOMER, "zh: 用电客户", "zh: [用电客户", ["customer.yaml", "行"]),
    (BILL, "period_field: ym", "period_field: yn", ["bill", "yn", "是否指 ym"]),
    (ENERGY, "source: bill", "source: bil", ["energy", "bil", "是否指 bill"]),
    (ENERGY, "sums: [pq]", "sums: [qp]", ["energy", "qp"]),
    (ENERGY, "sums: [pq]", "sums: [mode]", ["bill.mode", "不能合计"]),
    (ENERGY, "type: int", "type: date", ["month_index", "整数"]),
    (ENERGY, "kind: derived\n", "", ["energy", "derived"]),
    (CODES, "{code: 02, label: 销户}", "{code: 01, label: 销户}", ["status", "“01”", "正常", "销户"]),
    (CODES, "{code: 02, label: 销户}", "{code: 02, label: 销户, aliases: [在用]}", ["在用", "正常", "销户"]),
    (CODES, "{code: 02, label: 销户}", "{code: 02, label: 正常}", ["正常", "两次"]),
    (
        CODES,
        "\n  values:\n    - {code: 01, label: 正常, aliases: [在用]}\n    - {code: 02, label: 销户}",
        "",
        ["没有任何值"],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), REFUSED, ids=[f"{f[0][7:]}:{f[2]}" for f in REFUSED])
def test_refused(write_dictionary, file: str, old: str, new: str, said: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        load_dictionary(write_dictionary({file: (old, new)}))
    assert [word for word in said if word not in caught.value.message] == []


def test_all_faults_are_listed_at_once(write_dictionary) -> None:
    folder = write_dictionary({CUSTOMER: ("target: area", "target: aera"), AREA: ("key: [tg_no]", "key: [tg]")})
    with pytest.raises(BadInput, match="2 处问题"):
        load_dictionary(folder)


def test_a_folder_without_a_dictionary_names_the_missing_files(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"dictionary\.yaml：读不到"):
        load_dictionary(tmp_path)


def test_a_file_in_another_encoding_is_named(write_dictionary) -> None:
    folder = write_dictionary()
    (folder / AREA).write_bytes((folder / AREA).read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(BadInput, match=r"area\.yaml：不是 UTF-8"):
        load_dictionary(folder)


def test_a_code_list_in_two_files_is_refused(write_dictionary) -> None:
    folder = write_dictionary(extra={"code_lists/more.yaml": "status: {zh: 状态, open: true}\n"})
    with pytest.raises(BadInput, match="status 在别的文件里已经有了"):
        load_dictionary(folder)
