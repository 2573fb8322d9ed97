"""Suggested values put into words: who says it, how sure the link is, what agreed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from census_app.dictionary.model import FieldType, PersonalData
from census_app.foundation.masking import masked
from census_app.matching.sources import Source, shipped_sources
from census_app.matching.words import words
from census_app.workspace.suggestions.model import Suggestion
from census_app.workspace.suggestions.proposing import Offer
from census_app.workspace.suggestions.weighing import SUGGESTED

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary

_AGREE = frozenset(
    {"equal", "same_door", "door_in_part", "door_alike", "organisation_equal", "organisation_core", "homophone",
     "mask_tells", "mask_fits", "one_slip", "sounds_alike", "looks_alike", "contained", "one_missing", "same_place",
     "numbers_only", "flat_not_told", "same_group", "group_in_part"}
)  # fmt: skip
"""Levels that speak for the link; others are left out of the evidence."""
_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER, FieldType.COORDINATE)
_BATCH = 20_000
_REMEMBERED = 4096


def worded(
    connection: duckdb.DuckDBPyConnection,
    problems: str,
    made: list[Offer],
    snapshot: Snapshot,
    dictionary: Dictionary,
    *,
    clear: bool = False,
) -> Iterator[Suggestion]:
    """The rows of `suggested_values` in words, by problem number; `problems` is a table with the problems' columns."""
    said_words = words()

    @lru_cache(_REMEMBERED)
    def evidence(number: int, *said: Any) -> str:
        return _evidence(made[number], snapshot, *said)

    count = connection.execute(f"SELECT count(*) FROM {SUGGESTED}").fetchall()[0][0]
    for start in range(0, count, _BATCH):
        rows = connection.execute(
            f"""
            SELECT s.problem_no, p.rule_id, p."table", p.record_key, s.offer, s.value, s.confidence, s.decision,
                s.levels, s.right_key, s.basis, s.seen, s.rows, s.said, s.sources, s.against
            FROM (SELECT * FROM {SUGGESTED} WHERE rowid >= {start} AND rowid < {start + _BATCH}) s
            JOIN {problems} p USING (problem_no) ORDER BY s.problem_no
            """
        ).fetchall()
        for number, rule, table, key, offer_number, value, confidence, decision, *rest in rows:
            offer = made[offer_number]
            entry = dictionary.table(table).field(offer.field)
            personal = entry.personal is not PersonalData.NONE
            levels, right_key, basis, *said = rest
            confidence = round(confidence, 4)  # 0.9 times what is all but certain is shown, and called, 0.9
            yield Suggestion(
                problem_no=number,
                rule_id=rule,
                table=table,
                record_key=key,
                field=offer.field,
                field_name=entry.rule_name,
                value=masked(value) if personal and not clear else _plain(value, entry.type),
                personal=personal,
                source=offer.source.id,
                source_name=offer.source.zh,
                right_key=right_key,
                confidence=confidence,
                band=said_words.bands[said_words.band(confidence)].zh,
                basis=basis,
                decision=decision,
                evidence=evidence(offer.number, decision, levels, *said),
            )


def _plain(value: str, kind: FieldType) -> str:
    """`585.000` is 585; what is no number after all stays as it is."""
    if kind not in _NUMBERS:
        return value
    try:
        return f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return value


def _evidence(offer: Offer, snapshot: Snapshot, decision: str, levels: str, *said: Any) -> str:
    seen, rows, among, sources, against = said
    agreed = agreeing(offer.source.id, levels)
    parts = [f"{offer.source.zh}{_day(offer, seen, snapshot)}", words().decisions[decision]]
    parts += [f"{agreed}"] if agreed else []
    parts += [f"{among} 条里 {rows} 条这样写"] if among > 1 else []
    known = shipped_sources()
    others = [known[name].zh for name in sources.split(",") if name != offer.source.id and name in known]
    parts += [f"{'、'.join(others)}也是"] if others else []
    parts += ["另有来源说法不同"] if against else []
    return "，".join(parts)


def _day(offer: Offer, seen: date | None, snapshot: Snapshot) -> str:
    if seen is not None:
        return f"（最近 {seen.isoformat()}）"
    day = snapshot.coverage(offer.source.table).data_date
    return f"（{day.isoformat()} 的数据）" if day else ""


@cache
def agreeing(source_id: str, levels: str) -> str:
    """What of a link's levels (JSON) speaks for it, in Chinese: 户名相同、住址同一门牌."""
    source: Source = shipped_sources()[source_id]
    said, found = words().levels, json.loads(levels)
    return "、".join(
        f"{role.zh or name}{said[role.kind].get(found[name], found[name])}"
        for name, role in source.roles.items()
        if found.get(name) in _AGREE
    )
