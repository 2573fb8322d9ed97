from __future__ import annotations

import pytest

from census_app.dictionary.codes import CodeBook
from census_app.dictionary.expand import expand_code_lists
from census_app.dictionary.loader import load_dictionary
from census_app.dictionary.model import Dictionary


@pytest.fixture(scope="module")
def book() -> CodeBook:
    return CodeBook(load_dictionary())


@pytest.mark.parametrize(
    ("code_list", "raw", "label"),
    [
        ("volt_level", "交流10kV", "交流10kV"),
        ("volt_level", "１０ ＫＶ", "交流10kV"),
        ("volt_level", "10千伏", "交流10kV"),
        ("volt_level", "AC10kV", "交流10kV"),
        ("volt_level", "AC00101", "交流10kV"),
        ("volt_level", "08", "交流10kV"),
        ("volt_level", "01 10kV", "交流10kV"),
        ("volt_level", "交流10kV（08）", "交流10kV"),
        ("volt_level", "单相220V", "交流220V"),
        ("volt_level", "0.4千伏", "交流380V"),
        ("volt_level", "8", None),
        ("volt_level", "10", None),
        ("volt_level", "35", "交流35kV"),
        ("volt_level", "10kV/0.4kV", None),
        ("volt_level", "很高", None),
        ("volt_level", "", None),
        ("cons_sort", "高压用户", "高压"),
        ("cons_sort", "1", "高压"),
        ("cons_sort", "01高压", "高压"),
        ("cons_sort", "02-高压", "高压"),
        ("cons_status", "正常", "正常用电客户"),
        ("用户状态", "已销户", "已销户客户"),
        ("poweroff_flag", "01", "已停电"),
        ("poweroff_flag", "1", None),
        ("poweroff_flag", "0", None),
        ("acc_class", "1", "1"),
        ("acc_class", "1.0级", "1"),
        ("acc_class", "5", "1"),
        ("meter_current", "5（60）A", "5(60)A"),
        ("meter_volt", "3*220/380V", "3×220/380V"),
        ("md_type", "Ⅳ", "Ⅳ类"),
        ("elec_class", "学校教学和学生生活用电", "居民"),
        ("elec_class", "农村饮水安全工程用电", "居民"),
        ("elec_class", "电动汽车充电", "工商业"),
        ("elec_class", "其他", None),
        ("elec_class", "考核", None),
        ("social_use", "0111", "稻谷种植"),
        ("social_use", "A0111", "稻谷种植"),
        ("social_use", "1311-稻谷加工", "稻谷加工"),
        ("social_use", "稻谷加工(1311)", "稻谷加工"),
        ("social_use", "城镇居民", "城镇居民"),
        ("social_use", "9999", None),
        ("social_use", "111", None),
        ("居民价可用行业", "普通初中教育", "普通初中教育"),
        ("居民价可用行业", "8391", None),
        ("农业价可用行业", "猪的饲养", "猪的饲养"),
        ("大工业可用行业", "E4710", None),
    ],
)
def test_labels(book: CodeBook, code_list: str, raw: str, label: str | None) -> None:
    assert book.label(code_list, raw) == label


@pytest.mark.parametrize(
    ("values", "unit", "labels"),
    [
        (["10"], "kV", ["交流10kV"]),
        (["10"], "千伏", ["交流10kV"]),
        (["220"], "V", ["交流220V"]),
        (["10", "0.4", "35.0"], None, ["交流10kV", "交流380V", "交流35kV"]),
        (["10", "08"], None, ["交流35kV", "交流10kV"]),
        (["220", "380"], None, ["交流220V", "交流380V"]),
        (["10", "35"], None, ["交流10kV", "交流35kV"]),
        (["10", "220"], None, [None, None]),
        (["10", "0.4", "220"], None, ["交流10kV", "交流380V", None]),
        (["220", "0.4"], "kV", ["交流220kV", "交流380V"]),
        (["10", "0.4", "380"], None, [None, "交流380V", "交流380V"]),
        (["2", "3", "8", "10"], None, [None, None, None, None]),
        (["10", "10kV"], None, [None, "交流10kV"]),
        (["10.00", "0.40"], None, ["交流10kV", "交流380V"]),
    ],
)
def test_bare_voltages_are_judged_by_their_column(
    book: CodeBook, values: list[str], unit: str | None, labels: list[str | None]
) -> None:
    assert list(book.column_labels("volt_level", values, unit).values()) == labels
    judged = book.column_unit("volt_level", values, unit)
    assert [book.label("volt_level", value, judged) for value in values] == labels


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        (["1", "2", "5", "6"], ["0.2S", "0.5S", "1", "2"]),
        (["2", "10"], ["0.5S", "D"]),
        (["1", "2", "0.5S"], ["1", "2", "0.5S"]),
        (["1", "2", "0.5"], ["1", "2", "0.5"]),
        (["1", "2"], ["1", "2"]),
        (["1", "6", "B"], ["1", "2", "B"]),
        (["1-0.2S", "5|1"], ["0.2S", "1"]),
    ],
)
def test_codes_that_look_like_labels_are_judged_by_their_column(
    book: CodeBook, values: list[str], labels: list[str]
) -> None:
    assert list(book.column_labels("acc_class", values).values()) == labels
    judged = book.column_unit("acc_class", values)
    assert [book.label("acc_class", value, judged) for value in values] == labels


def test_classes_of_transformers_that_nothing_tells_from_codes_are_unknown(book: CodeBook) -> None:
    assert book.label("it_acc_class", "2", book.column_unit("it_acc_class", ["1", "2"])) is None
    assert book.label("it_acc_class", "2", book.column_unit("it_acc_class", ["2", "3"])) == "0.5S"
    assert book.label("it_acc_class", "2", book.column_unit("it_acc_class", ["2", "0.5S"])) == "2"
    assert book.label("acc_class", "2", book.column_unit("acc_class", ["1", "2"])) == "2"


def test_every_label_and_alias_resolves_to_its_own_label(book: CodeBook) -> None:
    wrong = [
        (code_list.id, spelling)
        for code_list in load_dictionary().code_lists.values()
        for entry in code_list.values
        for spelling in (entry.label, *entry.aliases)
        if book.label(code_list.id, spelling) != entry.label
    ]
    assert wrong == []


def test_every_label_of_the_tariff_classes_is_a_label_of_the_usage_classes(book: CodeBook) -> None:
    unknown = [
        alias
        for entry in load_dictionary().code_lists["elec_class"].values
        for alias in entry.aliases
        if book.label("elec_type", alias) is None and not alias.endswith("类")
    ]
    assert unknown == []


def test_open_lists_and_unknown_lists(book: CodeBook) -> None:
    assert book.is_open("price_code")
    assert book.labels("load_attr") == ("一类", "二类", "三类")
    assert book.code_list("没有") is None
    with pytest.raises(KeyError):
        book.label("没有", "甲")


def test_stripped_codes_that_would_mean_two_labels_are_not_guessed() -> None:
    lists = {"a": {"id": "a", "zh": "甲", "values": [{"code": "01", "label": "一"}, {"code": "001", "label": "二"}]}}
    book = CodeBook(Dictionary.model_validate({"version": "1", "categories": [], "code_lists": lists}))
    assert book.label("a", "01") == "一"
    assert book.label("a", "1") is None


def test_members_and_lines_expand() -> None:
    lists = {
        "part": {"members": {"of": "middle", "prefixes": ["A", "B2"]}, "values": [{"label": "另外"}]},
        "middle": {"members": {"of": "whole"}},
        "whole": {"lines": "A1 甲 子\n\nB2 乙\nB3 丙\n"},
    }
    faults: list[str] = []
    expand_code_lists(lists, faults)
    assert faults == []
    assert lists["whole"]["values"][0] == {"code": "A1", "label": "甲", "aliases": ["子"]}
    assert [value["label"] for value in lists["part"]["values"]] == ["甲", "乙", "另外"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"lines": "A1 甲\nB2\n"}, "B2"),
        ({"lines": ["A1"]}, "多行文本"),
        ({"members": {"of": "nowhere"}}, "members"),
        ({"members": "a"}, "members"),
        ({"members": {"of": "other", "prefix": ["A"]}}, "members"),
        ({"members": {"of": "other", "prefixes": "A"}}, "列表"),
        ({"members": {"of": "other", "prefixes": ["Z"]}}, "没有以 Z 开头"),
        ({"members": {"of": "a"}}, "圈"),
    ],
)
def test_what_cannot_be_expanded_is_named(content: dict[str, object], said: str) -> None:
    faults: list[str] = []
    expand_code_lists({"a": dict(content), "other": {"lines": "A1 甲"}}, faults)
    assert len(faults) == 1
    assert said in faults[0]
