"""Corrections of a related record's field (`受电设备.铭牌容量`) become corrections of that record itself."""

from __future__ import annotations

from dataclasses import replace

from census_app.archive.columns import quote_text
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.keys import record_key_sql
from census_app.checking.rehearsal.corrections import Correction
from census_app.checking.rehearsal.reading import Unusable, named_table
from census_app.checking.world import World
from census_app.dictionary.folding import fold
from census_app.dictionary.model import RelationEntry, TableEntry
from census_app.dictionary.nearest import did_you_mean

_SHOWN_KEYS = 5


def follow(world: World, correction: Correction) -> Correction:
    """The correction on the record its field stands on; `Unusable` when the way leads to none or to several."""
    names = correction.field.split(".")
    table = named_table(world.dictionary, correction.table)
    if len(names) == 1 or table is None:
        return correction
    keys = [correction.record_key]
    for name in names[:-1]:
        relation = _relation(table, name)
        target = world.dictionary.tables[relation.target]
        if target.latest is not None or target.periods is not None:
            raise Unusable(f"“{target.rule_name}”是推算出来的表，写明来源表里的哪一条")
        keys = _keys(world, table, keys, relation, target)
        table = target
    if len(keys) != 1:
        listed = "、".join(keys[:_SHOWN_KEYS])
        found = f"有 {len(keys)} 条（{listed}），写明是哪一条" if keys else "一条也没有"
        raise Unusable(f"{correction.record_key} 的“{'.'.join(names[:-1])}”{found}")
    return replace(correction, table=table.id, record_key=keys[0], field=names[-1], source_row=None)


def _relation(table: TableEntry, name: str) -> RelationEntry:
    for relation in table.relations:
        if fold(name) in (fold(relation.name), fold(relation.en)):
            return relation
    close = did_you_mean(name, [relation.name for relation in table.relations])
    raise Unusable(f"“{table.rule_name}”没有这个关系：{name}{close}")


def _keys(world: World, table: TableEntry, keys: list[str], relation: RelationEntry, target: TableEntry) -> list[str]:
    columns = world.source.columns(target.id)
    if any(remote not in columns for _, remote in relation.fields):
        return []
    start, goal = Frame(world.plan, table.id, "s"), Frame(world.plan, target.id, "g")
    listed = ", ".join(quote_text(key) for key in keys) or "NULL"
    local = [start.base.raw(name).text for name, _ in relation.fields]
    remote = [goal.base.raw(name).text for _, name in relation.fields]
    spelt, key = record_key_sql(start), record_key_sql(goal)
    rows = world.engine.rows(
        f"SELECT DISTINCT {key} AS found FROM {goal.from_clause()} WHERE ({', '.join(remote)}) IN "
        f"(SELECT ({', '.join(local)}) FROM {start.from_clause()} WHERE {spelt} IN ({listed})) ORDER BY 1"
    )
    return [row[0] for row in rows]
