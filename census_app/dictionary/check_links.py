"""Faults in what leads from one table to another: relations, unit and customer paths, derivations."""

from __future__ import annotations

from collections.abc import Iterator

from census_app.dictionary.model import (
    Cardinality,
    Dictionary,
    FieldType,
    LinkFinds,
    RelationEntry,
    TableEntry,
    TableKind,
)
from census_app.dictionary.nearest import did_you_mean

_JOINED_AS = {FieldType.CODE: FieldType.TEXT}


def link_faults(dictionary: Dictionary) -> Iterator[str]:
    """All faults of relations, paths and derivations, table by table."""
    for table in dictionary.tables.values():
        for relation in table.relations:
            yield from _relation(dictionary, table, relation)
        for kind, paths in (("unit_path", table.unit_path), ("customer_path", table.customer_path)):
            for path in paths:
                yield from _path(dictionary, table, kind, path)
        yield from _derivation(dictionary, table)


def _relation(dictionary: Dictionary, table: TableEntry, relation: RelationEntry) -> Iterator[str]:
    place = f"表 {table.id} 关系 {relation.name}"
    target = dictionary.tables.get(relation.target)
    if target is None:
        yield f"{place}：没有目标表 {relation.target}{did_you_mean(relation.target, dictionary.tables)}"
        return
    if relation.link and target.linked is None:
        yield from _link(table, relation, place)
        return
    if not relation.fields:
        yield f"{place}：没有写用哪些字段连接（fields），也没有写 link"
    for local, remote in relation.fields:
        missing = False
        for side, name in ((table, local), (target, remote)):
            if not side.has_field(name):
                missing = True
                yield f"{place}：表 {side.id} 没有字段 {name}{did_you_mean(name, [field.id for field in side.fields])}"
        if missing:
            continue
        types = [
            _JOINED_AS.get(side.field(name).type, side.field(name).type)
            for side, name in ((table, local), (target, remote))
        ]
        if types[0] is not types[1]:
            yield f"{place}：{table.id}.{local} 是 {types[0]}，{target.id}.{remote} 是 {types[1]}，类型不同不能连接"


def _link(table: TableEntry, relation: RelationEntry, place: str) -> Iterator[str]:
    """Why a link relation could not be completed."""
    if relation.fields:
        yield f"{place}：写了 link 就不写 fields，比对结果自己知道是哪一行"
    elif len(table.key) != 1:
        yield f"{place}：只有单字段主键的表可以写 link"
    elif relation.finds is LinkFinds.GROUP:
        yield f"{place}：finds: group 的目标应是本表，cardinality 应是 one"
    else:
        yield f"{place}：英文名 {relation.en} 与一张表重名，请改名"


def _path(dictionary: Dictionary, table: TableEntry, kind: str, path: tuple[str, ...]) -> Iterator[str]:
    place = f"表 {table.id} 的 {kind} {' → '.join(path)}"
    here = table
    for step in path[:-1]:
        relation = next((relation for relation in here.relations if relation.name == step), None)
        if relation is None:
            yield f"{place}：表 {here.id} 没有关系 {step}{did_you_mean(step, [each.name for each in here.relations])}"
            return
        if relation.cardinality is not Cardinality.ONE:
            yield f"{place}：关系 {step} 对应多行，路径只能经过一对一的关系"
        if relation.target not in dictionary.tables:
            return
        here = dictionary.tables[relation.target]
    if not path or not here.has_field(path[-1]):
        wanted = path[-1] if path else ""
        yield f"{place}：表 {here.id} 没有字段 {wanted}{did_you_mean(wanted, [field.id for field in here.fields])}"


def _derivation(dictionary: Dictionary, table: TableEntry) -> Iterator[str]:
    place = f"表 {table.id}"
    if table.linked is not None:
        return
    derivation = table.latest or table.periods
    if (table.kind is TableKind.DERIVED) != (derivation is not None) or (table.latest and table.periods):
        yield f"{place}：派生表（kind: derived）应当且只应写 latest 或 periods 之一"
    if derivation is None:
        return
    source = dictionary.tables.get(derivation.source)
    if source is None or source.kind is TableKind.DERIVED:
        yield f"{place}：派生来源 {derivation.source} 不是表{did_you_mean(derivation.source, dictionary.tables)}"
        return
    named = list(derivation.by)
    if table.latest is not None:
        named += [*table.latest.order, *table.latest.without]
    if table.periods is not None:
        named += [table.periods.period, *table.periods.sums, *table.periods.firsts]
    fields = [field.id for field in source.fields]
    for name in named:
        if name not in fields:
            yield f"{place}：来源表 {source.id} 没有字段 {name}{did_you_mean(name, fields)}"
    if table.periods is not None:
        yield from _periods(table, source)


def _periods(table: TableEntry, source: TableEntry) -> Iterator[str]:
    assert table.periods is not None
    index = table.periods.index
    if not table.has_field(index) or table.field(index).type is not FieldType.INTEGER:
        yield f"表 {table.id}：序号字段 {index} 应是本表的整数字段"
    for name in table.periods.sums:
        if source.has_field(name) and source.field(name).type not in (FieldType.NUMBER, FieldType.INTEGER):
            yield f"表 {table.id}：{source.id}.{name} 不是数值，不能合计"
