"""Rules of other tables that block: their wrong rows are kept, and become bits of the scans of later stages."""

from __future__ import annotations

from census_app.archive.columns import quote_text
from census_app.checking.compiling.frame import Frame
from census_app.checking.engine import Engine
from census_app.checking.judge import WRONG
from census_app.checking.stages import Requirement, Stage
from census_app.checking.verdicts import Verdicts


def keep_wrong(engine: Engine, stage: Stage, verdicts: Verdicts, scan: str) -> None:
    """The wrong rows of the stage's rules that later stages ask about stand in tables of their own."""
    for rule_id in sorted(stage.needed_later):
        judged = next((one for one in verdicts.judgement.rules if one.rule.id == rule_id), None)
        if judged is not None:
            engine.run(
                f"CREATE TEMP TABLE {wrong_table(rule_id)} AS SELECT row_id FROM {scan} "
                f"WHERE ({verdicts.code(judged)}) = {WRONG}"
            )


def blocked_words(
    engine: Engine, frame: Frame, wanted: list[Requirement]
) -> tuple[dict[tuple[str, str], int], list[str]]:
    """(rule, required rule) → its bit, and the SQL of the words that hold these bits on each row of the frame."""
    bits: dict[tuple[str, str], int] = {}
    words: dict[int, list[str]] = {}
    for requirement in wanted:
        if not is_kept(engine, requirement.required):
            continue
        occurrence = frame.at(requirement.path)
        if occurrence.alias is None:
            continue
        bit = len(bits)
        bits[requirement.rule, requirement.required] = bit
        word, place = divmod(bit, 62)
        test = f"{occurrence.row_id()} IN (SELECT row_id FROM {wrong_table(requirement.required)})"
        words.setdefault(word, []).append(f"CASE WHEN {test} THEN {1 << place}::BIGINT ELSE 0::BIGINT END")
    return bits, [" | ".join(parts) for _, parts in sorted(words.items())]


def is_kept(engine: Engine, rule_id: str) -> bool:
    """Whether the rows on which a required rule is wrong are known."""
    name = quote_text(wrong_table(rule_id))
    return bool(engine.rows(f"SELECT 1 FROM duckdb_tables() WHERE table_name = {name}"))


def wrong_table(rule_id: str) -> str:
    """The name of the table of rows on which the rule is wrong."""
    return f"wrong_{''.join(character if character.isalnum() else '_' for character in rule_id)}"
