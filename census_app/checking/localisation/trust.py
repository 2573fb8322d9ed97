"""How far a field is trusted: the cost of holding it for wrong, from `resources/checking/trust.yaml`."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, PositiveFloat, PositiveInt

from census_app.archive.model import TableCoverage
from census_app.dictionary.model import FieldEntry, FieldType, PersonalData, TableEntry, TableKind
from census_app.foundation.settings_files import settings


class TrustSettings(BaseModel):
    """The file's entries; it explains each in Chinese."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[str, PositiveFloat]
    fields: dict[str, PositiveFloat]
    tables: dict[str, PositiveFloat]
    references: PositiveFloat
    sources: dict[str, PositiveFloat]
    cells: dict[str, PositiveFloat]
    verified: PositiveFloat
    unnamed: PositiveFloat
    missing_record: PositiveFloat
    most_covers: PositiveInt
    most_worlds: PositiveInt
    most_values: PositiveInt
    common_values: int


@dataclass(frozen=True)
class Trust:
    """A weight and, in Chinese, what it is made of beside the field itself."""

    weight: float
    why: tuple[str, ...]


def trust_settings() -> TrustSettings:
    """The shipped settings, validated once per process."""
    return settings(TrustSettings, "checking/trust.yaml", "字段可信度的设置有误")


def trust_of(
    table: TableEntry,
    entry: FieldEntry,
    coverage: TableCoverage,
    *,
    cell: str = "",
    verified: bool = False,
    measured: bool = False,
    named: bool = True,
) -> Trust:
    """The cost of holding one cell for wrong.

    `cell` is `unreadable`, `uncoded`, `masked`, `empty` or nothing; `verified`: the value is found in reference data;
    `measured`: somebody saw it on site; `named`: a rule names it, it does not only take part in a condition.
    """
    settings = trust_settings()
    weight = settings.fields.get(f"{table.id}.{entry.id}", settings.kinds[_kind(table, entry)])
    why = []
    if table.kind is TableKind.REFERENCE:
        weight *= settings.references
        why.append("参照数据")
    weight *= settings.tables.get(table.id, 1.0)
    source = "measured" if measured else _source(coverage)
    weight *= settings.sources[source]
    why += [_SOURCE_WORDS[source]] if source != "delivered" else []
    if cell:
        weight *= settings.cells[cell]
        why.append(_CELL_WORDS[cell])
    if verified:
        weight *= settings.verified
        why.append("参照数据里查得到")
    if not named:
        weight *= settings.unnamed
        why.append("规则没有点名，只参与判断")
    return Trust(round(weight, 4), tuple(why))


def freshness_of(coverage: TableCoverage, *, stale: bool = False) -> float:
    """What a table's age leaves of the trust in it, 1 for a delivery of this time; `stale`: too old for its use."""
    return trust_settings().sources["stale" if stale else _source(coverage)]


_SOURCE_WORDS = {"measured": "现场核过", "inherited": "沿用前期", "stale": "老数据"}
_CELL_WORDS = {"unreadable": "看不懂", "uncoded": "不在代码表里", "masked": "带掩码", "empty": "空着"}


def _kind(table: TableEntry, entry: FieldEntry) -> str:
    if entry.id in table.key:
        return "key"
    if any(entry.id == here for relation in table.relations for here, _ in relation.fields) and not _is_personal(entry):
        return "join"
    if entry.identifier:
        return "identifier"
    match entry.type:
        case FieldType.CODE | FieldType.BOOLEAN:
            return "code"
        case FieldType.DATE | FieldType.DATETIME:
            return "date"
        case FieldType.NUMBER | FieldType.INTEGER:
            return "number"
        case FieldType.COORDINATE:
            return "coordinate"
        case _:
            return "text"


def _source(coverage: TableCoverage) -> str:
    if coverage.stale:
        return "stale"
    return "inherited" if coverage.inherited else "delivered"


def _is_personal(entry: FieldEntry) -> bool:
    return entry.personal is not PersonalData.NONE
