"""Which column feeds which field of a known table, how surely, and why not where it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from census_app.archive.raw import RawColumn
from census_app.archive.recognition.headers import Header
from census_app.archive.recognition.names import ALIAS, EXACT, LEAST_ALIAS, SHORTENED, SYNONYM, NameIndex, canonical
from census_app.archive.recognition.values import fitting_share, names_only, numbers_only
from census_app.archive.recognition.words import shipped_words
from census_app.dictionary.codes import CodeBook
from census_app.dictionary.model import FieldEntry

_NEAR = 0.72
_FUZZY_FACTOR = 0.85
_FIT_GAIN = 0.1
_MISFIT_LOSS = 0.2
_WELL = 0.95
_BADLY = 0.3
_MIN_FIT_SAMPLES = 5
SamePair = Callable[[int, int], bool]


@dataclass(frozen=True)
class ColumnInput:
    """What is known of a column before it is assigned."""

    index: int
    header: Header | None
    unit: str | None
    samples: tuple[str, ...]


def assign_columns(
    table: str,
    inputs: Sequence[ColumnInput],
    index: NameIndex,
    codes: CodeBook,
    same: SamePair,
    fed: AbstractSet[str] = frozenset(),
) -> tuple[list[RawColumn], list[str]]:
    """All columns with their fields, and sentences about headers that compete for one field.

    `same(i, j)` tells whether two columns hold the same texts in every row; `fed` are fields of columns decided before.
    """
    fields = {field.id: field for field in index.tables[table].fields}
    columns = [_propose(table, given, fields, index, codes) for given in inputs]
    columns = _less_told_apart(columns, fields, fed)
    columns = _without_rivals_of_better(columns)
    return _settle_rivals(columns, fields, same)


def _propose(
    table: str, given: ColumnInput, fields: dict[str, FieldEntry], index: NameIndex, codes: CodeBook
) -> RawColumn:
    header = given.header
    column = RawColumn(given.index, header.text if header else "", given.unit, samples=given.samples)
    if header is None:
        return replace(column, reason="没有列名")
    matches = index.matches(table, header)
    if not matches:
        return _propose_near(table, column, header, fields, index, codes)
    tied = [match for match in matches if match.confidence == matches[0].confidence]
    chosen = tied[0]
    if len(tied) > 1:
        fits = [(fitting_share(fields[m.field], codes, given.samples) or 0.0, m) for m in tied]
        fits.sort(key=lambda item: -item[0])
        if fits[0][0] - fits[1][0] < _WELL - _BADLY:
            names = "、".join(fields[match.field].zh for match in tied)
            return replace(
                column, confidence=0.5, reason=f"可能是{names}", candidates=tuple(match.field for match in tied)
            )
        chosen = fits[0][1]
    others = tuple(match.field for match in matches if match.field != chosen.field)
    if chosen.confidence < EXACT and (told := _told_by_name(column, fields[chosen.field], fields, codes)):
        return replace(told, confidence=round(chosen.confidence, 3), candidates=(chosen.field, *others))
    return replace(
        column,
        field=chosen.field,
        confidence=round(chosen.confidence, 3),
        reason=_why(chosen.confidence),
        candidates=others,
    )


def _told_by_name(
    column: RawColumn, field: FieldEntry, fields: dict[str, FieldEntry], codes: CodeBook
) -> RawColumn | None:
    """The column as one of names where its header may mean the numbers of a list (`台区管理单位`) and its cells are
    names, or the other way round; None where the cells are what the header says. Other numbers may have words in them,
    as those of certificates have; the labels of a closed list (班次: 单班) are its values."""
    stem, _, kind = field.id.rpartition("_")
    name, number = fields.get(f"{stem}_name"), fields.get(f"{stem}_no")
    if number is None or number.code_list is None or not codes.is_open(number.code_list):
        return None
    if kind == "no" and names_only(column.samples):
        return replace(column, field=None if name is None else name.id, reason=f"列里是名称，不是{field.zh}")
    if kind == "name" and numbers_only(column.samples):
        return replace(column, field=number.id, reason=f"列里是编号，不是{field.zh}")
    return None


def _why(confidence: float) -> str:
    if confidence >= EXACT:
        return "列名一致"
    if confidence >= LEAST_ALIAS:
        return "别名"
    if confidence >= SYNONYM * ALIAS:
        return "同义写法"
    return "简写" if confidence >= SHORTENED * ALIAS else "近似写法"


def _propose_near(
    table: str,
    column: RawColumn,
    header: Header,
    fields: dict[str, FieldEntry],
    index: NameIndex,
    codes: CodeBook,
) -> RawColumn:
    """Near spellings are suggestions; only values that fit a closed type well lift one over the threshold."""
    near = nearest_fields(table, header, index)
    if not near:
        return replace(column, reason="字典里没有这一列")
    field, likeness = near[0]
    confidence = likeness * _FUZZY_FACTOR
    fit = fitting_share(fields[field], codes, column.samples)
    if fit is not None and len(column.samples) >= _MIN_FIT_SAMPLES:
        confidence += _FIT_GAIN if fit >= _WELL and fields[field].code_list else 0.0
        confidence -= _MISFIT_LOSS if fit <= _BADLY else 0.0
    candidates = tuple(candidate for candidate, _ in near)
    taken = field if confidence >= shipped_words().accept else None
    name = fields[field].zh
    reason = f"与“{name}”写法相近" if taken else f"可能是“{name}”，把握不足，未采用"
    return replace(column, field=taken, confidence=round(confidence, 3), reason=reason, candidates=candidates)


def nearest_fields(table: str, header: Header, index: NameIndex, limit: int = 3) -> list[tuple[str, float]]:
    """Fields with names spelt like the header (likeness 0–1), best first; contrasting names are no likeness."""
    from rapidfuzz.distance import Indel

    best: dict[str, float] = {}
    for spelling, _ in header.spellings[:2]:
        wanted = canonical(spelling)
        for name, owners in index.names(table).items():
            likeness = Indel.normalized_similarity(wanted, name, score_cutoff=_NEAR)
            if likeness >= _NEAR and not _contrast(wanted, name):
                for field in owners:
                    best[field] = max(best.get(field, 0.0), likeness)
    return sorted(best.items(), key=lambda item: -item[1])[:limit]


def _contrast(left: str, right: str) -> bool:
    """Whether the two differ in characters that make them different things (峰/谷, 上/下, 一/二)."""
    for group in shipped_words().contrasts:
        if {c for c in group if c in left} != {c for c in group if c in right}:
            return True
    return False


def _less_told_apart(
    columns: list[RawColumn], fields: dict[str, FieldEntry], decided: AbstractSet[str]
) -> list[RawColumn]:
    """A column is what its field means alone (`AloneMeans`) where no other column tells the two apart."""
    fed = {column.field for column in columns} | decided
    found = []
    for column in columns:
        alone = fields[column.field].alone if column.field else None
        if alone is not None and not fed & {alone.field, *alone.without}:
            reason = f"没有另外的“{fields[alone.field].zh}”列，就是它"
            column = replace(
                column, field=alone.field, reason=reason, candidates=(str(column.field), *column.candidates)
            )
        found.append(column)
    return found


def _without_rivals_of_better(columns: list[RawColumn]) -> list[RawColumn]:
    """Where headers of different confidence mean one field, only the best keeps it."""
    best: dict[str, float] = {}
    for column in columns:
        if column.field:
            best[column.field] = max(best.get(column.field, 0.0), column.confidence)
    return [
        replace(column, field=None, reason="另有更贴切的列", candidates=(column.field, *column.candidates))
        if column.field and column.confidence < best[column.field]
        else column
        for column in columns
    ]


def _settle_rivals(
    columns: list[RawColumn], fields: dict[str, FieldEntry], same: SamePair
) -> tuple[list[RawColumn], list[str]]:
    """Equal rivals: identical or empty columns give way; otherwise none of them is taken."""
    problems: list[str] = []
    rivals: dict[str, list[RawColumn]] = {}
    for column in columns:
        if column.field:
            rivals.setdefault(column.field, []).append(column)
    replaced: dict[int, RawColumn] = {}
    for field, group in rivals.items():
        if len(group) == 1:
            continue
        filled = [column for column in group if column.samples] or group[:1]
        if all(same(filled[0].index, other.index) for other in filled[1:]):
            keep = filled[0].index
            problems.append(f"{_places(group)}重复，内容相同或为空，取第 {keep + 1} 列")
        else:
            keep = -1
            problems.append(f"{_places(group)}都是“{fields[field].zh}”而内容不同，无法确定用哪一列，均未采用")
        for column in group:
            if column.index != keep:
                candidates = (field, *column.candidates)
                replaced[column.index] = replace(column, field=None, reason="重复的列", candidates=candidates)
    return [replaced.get(column.index, column) for column in columns], problems


def _places(columns: Sequence[RawColumn]) -> str:
    return "、".join(f"第 {column.index + 1} 列“{column.header}”" for column in columns)
