"""One wrong value of a code or reference: a mapping, a default or an old code put it there."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.dictionary.model import Cardinality, FieldEntry, FieldType, PersonalData, TableEntry
from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_SEPARATOR = "｜"


def _factors(scene: Scene) -> Iterable[Factor]:
    accused = sorted({pair for one in scene.accusations for pair in one.fields})
    for table_id, name in accused:
        table = scene.dictionary.table(table_id)
        entry = table.field(name)
        if not _telling(table, entry):
            continue
        level = CUSTOMER if table_id == CUSTOMER else table_id
        accusations = scene.allowed("value", table=level, accusing=[(table_id, name)])
        label = entry.rule_name.replace("'", "''")
        said = f"if(c.{name}, '是', '否')" if entry.type is FieldType.BOOLEAN else f"c.{name}"
        dangling = _dangling(scene, table, name)
        wrong = f"c.{name}::VARCHAR <> ''{dangling}"
        text = f"CASE WHEN {wrong} THEN concat('{label}{_SEPARATOR}', {said}) END"
        if accusations:
            yield Factor("value", level, text, (name,), accusations, faulty=bool(dangling))


def _dangling(scene: Scene, table: TableEntry, name: str) -> str:
    """SQL of a further condition on references: a value that leads somewhere is not wrong by itself, what it leads to
    may be."""
    for relation in table.relations:
        if [here for here, _ in relation.fields] == [name] and relation.cardinality is Cardinality.ONE:
            remote = relation.fields[0][1]
            rows = scene.snapshot.table_sql(scene.dictionary.table(relation.target), [remote])
            return f" AND c.{name} NOT IN (SELECT {remote} FROM ({rows}) WHERE {remote} IS NOT NULL)"
    return ""


def _telling(table: TableEntry, entry: FieldEntry) -> bool:
    """Codes and references; a date or an amount is wrong by its size, not by what it is, and a person is no mapping."""
    refers = any(entry.id == here for relation in table.relations for here, _ in relation.fields)
    coded = entry.type in (FieldType.CODE, FieldType.BOOLEAN)
    return (coded or refers) and entry.id not in table.key and entry.personal is PersonalData.NONE


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    label, _, text = value.partition(_SEPARATOR)
    return text, label


KIND = Kind("value", _factors, told=_told)
