"""Census items as entries of the book: each field with its meaning, codes and the rules that accuse or read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from census_app.dictionary.model import Cardinality, Dictionary, FieldEntry, FieldType, RelationEntry, TableEntry
from census_app.reporting.rule_book.anchors import code_list_anchor, item_anchor, rule_anchor, table_anchor
from census_app.reporting.rule_book.model import ItemEntry, ItemGroup, Link
from census_app.reporting.rule_book.rules import source_of
from census_app.reporting.rule_book.words import BookWords
from census_app.rulebook.resolved import ResolvedRule

Field = tuple[str, str]


@dataclass
class FieldUse:
    """Which rules accuse and which read each (table, field), derived tables counted at their source."""

    accused: dict[Field, list[str]] = field(default_factory=dict)
    read: dict[Field, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Iterable[ResolvedRule], dictionary: Dictionary) -> FieldUse:
        """The uses by all rules, in the order of the rules."""
        use = cls()
        for rule in rules:
            accused = {
                _key(dictionary, ref.table, ref.field): None for clause in rule.clauses for ref in clause.accuses
            }
            for key in accused:
                use.accused.setdefault(key, []).append(rule.id)
            read = {
                _key(dictionary, dictionary.table(table), dictionary.table(table).field(name)): None
                for table, name in sorted(rule.inputs)
                if dictionary.table(table).has_field(name)
            }
            for key in read:
                if key not in accused:
                    use.read.setdefault(key, []).append(rule.id)
        return use


def table_anchors(dictionary: Dictionary) -> dict[str, str]:
    """Where each table's items begin; tables without items are missing."""
    found: dict[str, str] = {}
    for category in dictionary.categories:
        for table in dictionary.tables.values():
            if any(entry.census_item and entry.category == category.id for entry in table.fields):
                found.setdefault(table.id, table_anchor(table.id, category.id))
    return found


def item_groups(dictionary: Dictionary, category: int, first: int, use: FieldUse, words: BookWords) -> list[ItemGroup]:
    """The category's items by table; numbers run on from `first`."""
    groups = []
    number = first
    for table in dictionary.tables.values():
        entries = [entry for entry in table.fields if entry.census_item and entry.category == category]
        if not entries:
            continue
        items = [_item(number + offset, table, entry, dictionary, use, words) for offset, entry in enumerate(entries)]
        number += len(items)
        groups.append(ItemGroup(table_anchor(table.id, category), table.zh, table.grain, tuple(items)))
    return groups


def _item(
    number: int, table: TableEntry, entry: FieldEntry, dictionary: Dictionary, use: FieldUse, words: BookWords
) -> ItemEntry:
    key = (table.id, entry.id)
    codes = dictionary.code_lists.get(entry.code_list) if entry.code_list else None
    return ItemEntry(
        number=number,
        anchor=item_anchor(*key),
        name=entry.zh,
        id=f"{table.id}.{entry.id}",
        meaning=_meaning(table, entry, words),
        aliases="、".join(entry.aliases),
        code_list=None if codes is None else Link(codes.zh, code_list_anchor(codes.id)),
        marks=tuple(_marks(entry, words)),
        accused_by=tuple(Link(rule, rule_anchor(rule)) for rule in use.accused.get(key, ())),
        read_by=tuple(Link(rule, rule_anchor(rule)) for rule in use.read.get(key, ())),
    )


def _meaning(table: TableEntry, entry: FieldEntry, words: BookWords) -> str:
    """What a cell of this field holds, as far as the dictionary says."""
    told = [words.field_type[entry.type.value]]
    if entry.identifier:
        told[0] = "编号类文本，不作数字处理"
    if entry.unit == "YYYYMM":
        told[0] = "六位年月，例如 202611"
    elif entry.unit:
        told.append(f"单位 {entry.unit}")
    if entry.type is FieldType.NUMBER and entry.scale:
        told.append(f"{entry.scale} 位小数")
    if entry.id in table.key:
        told.append(f"{table.rule_name}的主键")
    leads = [relation.name for relation in table.relations if _leads(relation, entry)]
    if leads and entry.id not in table.key:
        told.append(f"据此找到{'、'.join(name.partition('_')[0] for name in leads)}")
    if entry.rule_name != entry.zh:
        told.append(f"规则里写作“{entry.rule_name}”")
    return "，".join(told)


def _leads(relation: RelationEntry, entry: FieldEntry) -> bool:
    """Whether the field alone names the one record of another table."""
    return relation.cardinality is Cardinality.ONE and [here for here, _ in relation.fields] == [entry.id]


def _marks(entry: FieldEntry, words: BookWords) -> list[str]:
    marks = []
    if entry.core:
        marks.append("核心")
    if entry.basic:
        marks.append("基础")
    if entry.onsite:
        marks.append("现场核查")
    if personal := words.personal[entry.personal.value]:
        marks.append(personal)
    return marks


def _key(dictionary: Dictionary, table: TableEntry, entry: FieldEntry) -> Field:
    source, found = source_of(dictionary, table, entry)
    return source.id, found.id
