"""规则准不准 and 生效中的县参数: how right the rules are, what the county changed of them, what is exempted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.reporting.reports.document import Cell, Column, Row, Table, Tone
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.numbers import Number, Spelling, Words
from census_app.reporting.reports.parameters import Change, Effect, changes_in_force, effect_of_changes
from census_app.reporting.reports.settings import report_settings
from census_app.workspace.precision.measured import PrecisionReport, RulePrecision, measure_precision

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext

_NOBODY = "没有县参数：全部按省包"


def precision_table(ground: Ground, measured: PrecisionReport, title: str) -> Table:
    """Every rule to be demoted, then those people judged most, as fractions; small ones are only counted."""
    judged = sorted(
        (one for one in measured.rules.values() if one.now.judged),
        key=lambda one: (not one.demote, -one.now.judged, one.rule_id),
    )
    most = report_settings().most_rules
    shown = max(most, sum(one.demote for one in judged))
    rows = [_precision_row(ground, measured, one) for one in judged[:shown]]
    if not rows:
        rows = [Row((Cell(("还没有复核过的问题",), left=True), Cell(("—",)), Cell(("",))))]
    more: Words = (f"另有 {len(judged) - shown} 条规则没有列出",) if len(judged) > shown else ()
    total = precision_total(ground, measured)
    note: Words = ("全部规则 ", total, *(("；", *more) if more else ()))
    columns = (Column("规则", 6), Column("属实/复核", 3), Column("处理", 3))
    return Table(title, columns, tuple(rows), note)


def precision_total(ground: Ground, measured: PrecisionReport) -> Number:
    """查实率 over all rules as they are now."""
    confirmed = sum(one.now.confirmed for one in measured.rules.values())
    judged = sum(one.now.judged for one in measured.rules.values())
    return ground.ledger.rate("precision_all", confirmed, judged, run=measured.run)


def _precision_row(ground: Ground, measured: PrecisionReport, one: RulePrecision) -> Row:
    name = f"{one.rule_id} {one.title}"
    share = ground.ledger.count("precision", one.now.confirmed, name=name, rule=one.rule_id, run=measured.run)
    judged = ground.ledger.count(
        "precision", one.now.judged, name=f"{name} 已复核", rule=one.rule_id, run=measured.run, judged="yes"
    )
    small = one.now.judged < measured.settings.percent_from
    told, tone = "保持", Tone.GOOD
    if one.demote:
        told, tone = "建议降级", Tone.BAD
    elif small:
        told, tone = "条数少，只列数", Tone.MUTE
    return Row((Cell((name,), left=True), Cell((share, "/", judged), bold=True, tone=tone), Cell((told,), small=True)))


def measured_precision(ground: Ground, context: JobContext) -> PrecisionReport:
    """The precision of every rule now."""
    return measure_precision(ground.workspace, context)


def parameters_table(ground: Ground, title: str, context: JobContext) -> Table:
    """What the county changed with its effect, then the exemptions in force."""
    changes = changes_in_force(ground.workspace, ground.step.run)
    effect = effect_of_changes(ground, context)
    most = report_settings().most_rules - 1
    rows = [_change_row(ground, change, effect) for change in changes[:most]]
    if not rows:
        rows = [Row((Cell((_NOBODY,), left=True), Cell(("—",)), Cell(("",), left=True)))]
    rows.append(_exemption_row(ground))
    note: list[str | Number] = [f"另有 {len(changes) - most} 处没有列出；"] if len(changes) > most else []
    if effect is not None:
        core = ground.ledger.rate(
            "base_core", effect.judged - effect.wrong, effect.judged, Spelling.FINE_RATE, run=ground.step.run.run
        )
        note += ["按省包重算的核心合格率 ", core]
    elif changes:
        note.append("数据或规则之后变过，影响没有重算")
    columns = (Column("规则与参数", 5), Column("省 → 县", 3), Column("影响", 4))
    return Table(title, columns, tuple(rows), tuple(note))


def _change_row(ground: Ground, change: Change, effect: Effect | None) -> Row:
    words: list[str | Number] = []
    if effect is not None and change.rule:
        for figure, counted, told in (
            ("parameter_gain", effect.gains, "多报 "),
            ("parameter_loss", effect.losses, "少报 "),
        ):
            if counted.get(change.rule):
                number = ground.ledger.count(
                    figure, counted[change.rule], name=change.rule, rule=change.rule, run=ground.step.run.run
                )
                words += ["；" if words else "", told, number, " 条"]
        words = words or ["判定不变"]
    return Row(
        (
            Cell((f"{change.rule} {change.what}".strip(),), left=True),
            Cell((f"{change.old} → {change.new}",), small=True),
            Cell(tuple(words) or ("没有重算",), left=True, small=True),
        )
    )


def _exemption_row(ground: Ground) -> Row:
    row = ground.connection.execute(
        "SELECT count(*), min(exempt_until), count(*) FILTER (WHERE exempt_until = (SELECT min(exempt_until) "
        "FROM run_states WHERE state = 'exempted')) FROM run_states WHERE state = 'exempted'"
    ).fetchone()
    count, first, then = row or (0, None, 0)
    run = ground.step.run.run
    number = ground.ledger.count("exemptions", count, run=run)
    told: Words = ("没有",)
    if count and first is not None:
        told = (f"最近到期 {first}，", ground.ledger.count("expiring", then, run=run, day=str(first)), " 条")
    elif count:
        told = ("没有到期日",)
    return Row((Cell(("豁免在效",), left=True), Cell((number, " 条")), Cell(told, left=True, small=True)))
