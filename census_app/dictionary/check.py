"""Every inconsistency of a dictionary, as sentences for the person who edits its files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from census_app.dictionary.check_codes import code_list_faults
from census_app.dictionary.check_links import link_faults
from census_app.dictionary.folding import fold
from census_app.dictionary.model import (
    AloneMeans,
    Dictionary,
    FieldEntry,
    FieldType,
    Implied,
    ImpliedByBlank,
    TableEntry,
    TableKind,
)
from census_app.dictionary.nearest import did_you_mean

_RESERVED = frozenset(
    ("and", "or", "not", "is", "in", "null", "case", "when", "between", "like", "本户", "self", "今日", "数据日")
)


def find_faults(dictionary: Dictionary) -> list[str]:
    """All faults of a dictionary in the order of its files; empty when it can be used."""
    checks: tuple[Callable[[Dictionary], Iterable[str]], ...] = (
        _table_names,
        _tables,
        link_faults,
        _census_items,
        code_list_faults,
    )
    return list(chain.from_iterable(check(dictionary) for check in checks))


def _table_names(dictionary: Dictionary) -> Iterator[str]:
    owners: dict[str, TableEntry] = {}
    for table in dictionary.tables.values():
        for name in dict.fromkeys((table.id, table.zh, table.rule_name)):
            owner = owners.setdefault(fold(name), table)
            if owner is not table:
                yield f"表 {table.id} 的名称“{name}”与表 {owner.id} 重复"


def _tables(dictionary: Dictionary) -> Iterator[str]:
    for table in dictionary.tables.values():
        yield from _spelling(table)
        yield from _name_collisions(table)
        yield from _alias_collisions(table)
        for field in table.fields:
            yield from _field(dictionary, table, field)
        yield from _key(table)


def _spelling(table: TableEntry) -> Iterator[str]:
    names = [("表", table.id), ("表规则名", table.rule_name)]
    names += [("字段", name) for field in table.fields for name in (field.id, field.rule_name)]
    names += [("关系", name) for relation in table.relations for name in (relation.name, relation.en)]
    for kind, name in dict.fromkeys(names):
        if not name.isidentifier() or name in _RESERVED:
            yield f"表 {table.id}：{kind}“{name}”不能写进规则：只能用汉字、字母、数字、下划线，不以数字开头，不是保留字"


def _name_collisions(table: TableEntry) -> Iterator[str]:
    owners: dict[str, str] = {}
    entries: list[tuple[str, tuple[str, ...]]] = []
    entries += [(f"字段 {field.id}", (field.id, field.zh, field.rule_name)) for field in table.fields]
    entries += [(f"关系 {relation.en}", (relation.name, relation.en)) for relation in table.relations]
    for owner, names in entries:
        for name in dict.fromkeys(fold(name) for name in names):
            first = owners.setdefault(name, owner)
            if first is not owner:
                yield f"表 {table.id}：名称“{name}”同时指 {first} 和 {owner}，请改其中一个"


def _alias_collisions(table: TableEntry) -> Iterator[str]:
    owners: dict[str, FieldEntry] = {}
    for field in table.fields:
        for name in (field.id, field.zh, field.rule_name):
            owners.setdefault(fold(name), field)
    for field in table.fields:
        for alias in field.aliases:
            owner = owners.setdefault(fold(alias), field)
            if owner is not field:
                yield f"表 {table.id}：表头别名“{alias}”同时指字段 {owner.id} 和 {field.id}，请只留在一个字段下"


def _field(dictionary: Dictionary, table: TableEntry, field: FieldEntry) -> Iterator[str]:
    place = f"表 {table.id} 字段 {field.id}"
    if field.type is FieldType.NUMBER and field.scale is None:
        yield f"{place}：数值字段要写 scale（保留几位小数）"
    if field.type is not FieldType.NUMBER and field.scale is not None:
        yield f"{place}：只有 type: number 的字段可以写 scale"
    if field.scale is not None and not 0 <= field.scale <= 9:
        yield f"{place}：scale 应在 0 到 9 之间，写的是 {field.scale}"
    if field.identifier and field.type not in (FieldType.TEXT, FieldType.CODE):
        yield f"{place}：编号（identifier）必须是文本或代码，不能是 {field.type}"
    if field.type is FieldType.CODE and field.code_list is None:
        yield f"{place}：代码字段要写 code_list"
    if field.code_list is not None and field.code_list not in dictionary.code_lists:
        yield f"{place}：没有代码集 {field.code_list}{did_you_mean(field.code_list, dictionary.code_lists)}"
    if field.category is not None and field.category not in {category.id for category in dictionary.categories}:
        yield f"{place}：没有业务流程分类 {field.category}"
    if field.census_item and field.category is None:
        yield f"{place}：普查项要写 category"
    if field.implied is not None:
        yield from _implied(dictionary, table, field, field.implied)
    if field.implied_by_blank is not None:
        yield from _implied_by_blank(table, field, field.implied_by_blank)
    if field.alone is not None:
        yield from _alone(table, field, field.alone)
    if field.undelivered is not None and not (field.type is FieldType.INTEGER and field.undelivered.isdecimal()):
        yield f"{place}：undelivered 应是整数字段的整数，写的是“{field.undelivered}”"


def _implied(dictionary: Dictionary, table: TableEntry, field: FieldEntry, implied: Implied) -> Iterator[str]:
    place = f"表 {table.id} 字段 {field.id} 的 implied"
    dates = [other.id for other in table.fields if other.type is FieldType.DATE]
    if implied.by not in dates:
        yield f"{place}：by 应是本表的日期字段，写的是 {implied.by}{did_you_mean(implied.by, dates)}"
    codes = dictionary.code_lists.get(field.code_list or "")
    if codes is None or implied.value not in {code.label for code in codes.values}:
        yield f"{place}：value 应是代码集里的标签，写的是“{implied.value}”"
    if implied.first > implied.last:
        yield f"{place}：first 晚于 last"


def _implied_by_blank(table: TableEntry, field: FieldEntry, implied: ImpliedByBlank) -> Iterator[str]:
    place = f"表 {table.id} 字段 {field.id} 的 implied_by_blank"
    others = [other.id for other in table.fields if other.id != field.id]
    if implied.by not in others:
        yield f"{place}：by 应是本表的另一个字段，写的是 {implied.by}{did_you_mean(implied.by, others)}"
    if field.type is not FieldType.INTEGER or not (implied.blank.isdecimal() and implied.filled.isdecimal()):
        yield f"{place}：只用于整数字段，blank 和 filled 应是整数，写的是“{implied.blank}”和“{implied.filled}”"


def _alone(table: TableEntry, field: FieldEntry, alone: AloneMeans) -> Iterator[str]:
    place = f"表 {table.id} 字段 {field.id} 的 alone"
    others = [other.id for other in table.fields if other.id != field.id]
    for name in (alone.field, *alone.without):
        if name not in others:
            yield f"{place}：应是本表的其他字段，写的是 {name}{did_you_mean(name, others)}"
    if alone.field in others and table.field(alone.field).type is not field.type:
        yield f"{place}：{alone.field} 的类型不同"


def _key(table: TableEntry) -> Iterator[str]:
    if not table.key:
        yield f"表 {table.id}：没有主键（key）；没有天然主键的表请加 record_no"
    fields = [field.id for field in table.fields]
    named = [("主键", name) for name in table.key]
    if table.period_field is not None:
        named.append(("账期字段", table.period_field))
    for kind, name in named:
        if not table.has_field(name):
            yield f"表 {table.id}：{kind} {name} 不是它的字段{did_you_mean(name, fields)}"


def _census_items(dictionary: Dictionary) -> Iterator[str]:
    for category in dictionary.categories:
        counted = sum(
            field.census_item and field.category == category.id
            for table in dictionary.tables.values()
            if table.kind is not TableKind.DERIVED
            for field in table.fields
        )
        if counted != category.census_items:
            yield f"分类 {category.id} {category.zh}：写明 {category.census_items} 个普查项，字段里标了 {counted} 个"
