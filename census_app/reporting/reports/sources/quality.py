"""合格率 and 异常率: the customers that are wrong, counted anew while the run's snapshot can be read."""

from __future__ import annotations

from fractions import Fraction

from census_app.reporting.quality import Quality, quality_of, total_quality
from census_app.reporting.reports.sources.model import Behind, Case, Source
from census_app.workspace.runs.quality import ANY, BASIC, CORE, QualityInputs, load_faults
from census_app.workspace.runs.record import COUNTS_FILE, FINDINGS_FILE
from census_app.workspace.runs.rule_facts import RULES_FILE, read_rule_facts

_COLUMNS = ("户号", "单位编码", "规则号", "记录", "说明", "豁免")
_KEPT = "分母是随批次存档的数：在册 {active:,} − 在途工单 {in_transit:,} − 只剩豁免 {exempted:,} ＝ {judged:,}"


def _customers(measure: str) -> Source:
    def source(case: Case) -> Behind:
        kept = _kept(case, measure)
        rows = _faults(case, measure)
        wrong = _kept_wrong(case, measure)
        notes = [
            _KEPT.format(active=kept.active, in_transit=kept.in_transit, exempted=kept.exempted, judged=kept.judged),
            f"有错的户 {wrong:,}（列出它们的判错；标“是”的已豁免，在途工单户不计）",
        ]
        return Behind(_COLUMNS, rows, _value(case, kept, measure), notes)

    return source


def _items(measure: str) -> Source:
    def source(case: Case) -> Behind:
        kept = _kept(case, measure)
        notes = [f"应核 {kept.checks:,} 项次，不合格 {kept.checks_wrong:,} 项次"]
        values = {"right": kept.checks_right, "judged": kept.checks}
        value = values.get(str(case.meaning.get("only")), _ratio(kept.checks_right, kept.checks))
        return Behind(_COLUMNS, _faults(case, measure), value, notes)

    return source


def _value(case: Case, kept: Quality, measure: str) -> int | Fraction | None:
    only = str(case.meaning.get("only", ""))
    if only:
        return {"right": kept.right, "wrong": kept.wrong, "judged": kept.judged}[only]
    if case.meaning["figure"] == "active":
        return kept.active
    return _ratio(kept.wrong if case.meaning["figure"] == "abnormal" else kept.right, kept.judged)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _kept(case: Case, measure: str) -> Quality:
    return total_quality(quality_of(case.connection, case.workspace, case.run()), measure, case.units)


def _kept_wrong(case: Case, measure: str) -> int:
    return _kept(case, measure).wrong


def _faults(case: Case, measure: str) -> list[tuple[object, ...]]:
    """The findings of the run that make customers wrong; customer numbers only, values masked as in the run."""
    run = case.run()
    states = run.states_path(case.workspace)
    assert states is not None
    inputs = QualityInputs(run.file(case.workspace, FINDINGS_FILE), run.file(case.workspace, COUNTS_FILE), states)
    facts = read_rule_facts(run.file(case.workspace, RULES_FILE))
    load_faults(case.connection, case.workspace.dictionary, facts, inputs)
    return case.connection.execute(
        f"SELECT customer, unit, rule_id, record_key, message, CASE WHEN exempted THEN '是' ELSE '' END "
        f"FROM quality_findings WHERE measure = '{measure}' AND {case.of_units} ORDER BY ALL"
    ).fetchall()


SOURCES: dict[str, Source] = {
    "abnormal": _customers(ANY),
    "basic": _customers(BASIC),
    "core": _customers(CORE),
    "active": _customers(ANY),
    "item_any": _items(ANY),
    "item_basic": _items(BASIC),
    "item_core": _items(CORE),
}
