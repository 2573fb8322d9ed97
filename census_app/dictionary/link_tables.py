"""Relations over links: each leads to a derived table that stands for the rows the matcher found.

So everything that knows relations (names, lint, the compiler, the rule book) knows links without being told.
"""

from __future__ import annotations

from census_app.dictionary.derive import taken_over
from census_app.dictionary.model import (
    Cardinality,
    Dictionary,
    FieldEntry,
    FieldType,
    LinkDerivation,
    LinkFinds,
    RelationEntry,
    TableEntry,
    TableKind,
)

LEFT, BITS, PROBABILITY, DECISION = "link_left", "link_bits", "link_probability", "link_decision"
GROUP_NO, GROUP_SIZE = "group_no", "group_size"
DECISION_CODES = "link_decision"
_LEFT = FieldEntry(id=LEFT, zh="比对记录", rule_name="比对记录", identifier=True)
_FACTS = (
    FieldEntry(id=BITS, zh="比对分", rule_name="比对分", type=FieldType.NUMBER, scale=3),
    FieldEntry(id=PROBABILITY, zh="比对把握", rule_name="比对把握", type=FieldType.NUMBER, scale=4),
    FieldEntry(id=DECISION, zh="比对结论", rule_name="比对结论", type=FieldType.CODE, code_list=DECISION_CODES),
)
_GROUP = (
    FieldEntry(id=GROUP_NO, zh="组号", rule_name="组号", identifier=True),
    FieldEntry(id=GROUP_SIZE, zh="组内户数", rule_name="组内户数", type=FieldType.INTEGER),
)


def with_link_tables(dictionary: Dictionary) -> Dictionary:
    """The dictionary in which every link relation leads to a table of its own.

    A relation that cannot be completed (unknown target, a key of several fields, `fields` beside `link`) stays as it
    is written, for the check to name.
    """
    taken = set(dictionary.tables)
    tables: dict[str, TableEntry] = {}
    for table in dictionary.tables.values():
        relations = []
        for relation in table.relations:
            made = _link_table(dictionary, table, relation) if relation.link and relation.en not in taken else None
            if made is not None:
                taken.add(made.id)
                tables[made.id] = made
                relation = relation.model_copy(update={"target": made.id, "fields": ((table.key[0], LEFT),)})
            relations.append(relation)
        tables[table.id] = table.model_copy(update={"relations": tuple(relations)})
    return dictionary.model_copy(update={"tables": dict(sorted(tables.items()))})


def _link_table(dictionary: Dictionary, table: TableEntry, relation: RelationEntry) -> TableEntry | None:
    target = dictionary.tables.get(relation.target)
    if target is None or len(table.key) != 1 or relation.fields:
        return None
    if relation.finds is LinkFinds.GROUP and (target.id != table.id or relation.cardinality is Cardinality.MANY):
        return None
    derivation = LinkDerivation(link=relation.link, table=table.id, target=target.id, finds=relation.finds)
    grouped = relation.finds is LinkFinds.GROUP
    several = relation.cardinality is Cardinality.MANY
    fields = _GROUP if grouped else (*(taken_over(target, field.id) for field in target.fields), *_FACTS)
    return TableEntry(
        id=relation.en,
        zh=relation.name,
        rule_name=relation.name,
        kind=TableKind.DERIVED,
        grain=f"{table.rule_name}比对到的{target.rule_name}",
        key=(LEFT, *target.key) if several else (LEFT,),
        linked=derivation,
        fields=(_LEFT, *fields),
        relations=_of_group(relation, target) if grouped else tuple(one for one in target.relations if not one.link),
    )


def _of_group(relation: RelationEntry, target: TableEntry) -> tuple[RelationEntry, ...]:
    """From the group to its members, and from a member to its record."""
    return (
        RelationEntry(
            name="成员户",
            en="group_members",
            target=relation.en,
            fields=((GROUP_NO, GROUP_NO),),
            cardinality=Cardinality.MANY,
        ),
        RelationEntry(
            name=target.rule_name,
            en=target.id,
            target=target.id,
            fields=((LEFT, target.key[0]),),
            cardinality=Cardinality.ONE,
        ),
    )
