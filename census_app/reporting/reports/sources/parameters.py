"""What the county's parameters do: problems that differ from the province's verdicts, while the cache has them."""

from __future__ import annotations

from fractions import Fraction

from census_app.archive.columns import quote_path
from census_app.reporting.reports.parameters import kept_effect
from census_app.reporting.reports.sources.model import Behind, Case, Source

_COLUMNS = ("规则号", "记录", "单位编码", "户号", "级别", "说明")
_GONE = "比较的行只在缓存里留着；缓存清过以后，重出一次报表就会重算"


def _changes(side: str) -> Source:
    def source(case: Case) -> Behind:
        effect = kept_effect(case.workspace, case.run())
        if effect is None:
            return Behind(_COLUMNS, (), None, (_GONE,))
        rows = case.connection.execute(
            f"SELECT rule_id, record_key, unit, customer, coalesce(severity, severity_before), message "
            f"FROM read_parquet({quote_path(effect.changes_file)}) WHERE change = '{side}' AND rule_id = $rule "
            "ORDER BY ALL",
            {"rule": case.meaning["rule"]},
        ).fetchall()
        return Behind(_COLUMNS, rows, len(rows))

    return source


def _core(case: Case) -> Behind:
    effect = kept_effect(case.workspace, case.run())
    if effect is None:
        return Behind(_COLUMNS, (), None, (_GONE,))
    told = f"计入 {effect.judged:,} 户，按省包有错 {effect.wrong:,} 户"
    return Behind(_COLUMNS, (), Fraction(effect.judged - effect.wrong, effect.judged), (told,))


SOURCES: dict[str, Source] = {
    "parameter_gain": _changes("vanish"),
    "parameter_loss": _changes("appear"),
    "base_core": _core,
}
