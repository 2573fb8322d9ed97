"""单位下钻: 省 / 市 / 县 / 所, each against the one above it; no rank numbers."""

from __future__ import annotations

from typing import Any

from census_app.foundation.jobs import JobContext
from census_app.reporting.quality import Quality
from census_app.reporting.reports.comparing import Compared, compared
from census_app.reporting.reports.counts import Counts
from census_app.reporting.reports.document import FULL, Cell, Column, Document, Row, Table, Tone
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.kinds import parts
from census_app.reporting.reports.kinds.sums import sum_of, units_counted
from census_app.reporting.reports.report import Asked, Report, Unit
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.reports.tree import Node
from census_app.workspace.runs.quality import ANY, BASIC, CORE

_TONES = {Compared.HIGH: Tone.GOOD, Compared.LOW: Tone.BAD, Compared.NOT_RANKED: Tone.MUTE}
_COLUMNS = (
    Column("单位", 5), Column("与上级比", 2), Column("在册户", 2), Column("异常率", 2), Column("基础合格率", 2),
    Column("核心合格率", 2), Column("应办", 2), Column("已证实", 2), Column("完成率", 2), Column("未整改", 2),
    Column("4 周以上", 2),
)  # fmt: skip
assert sum(column.width for column in _COLUMNS) == FULL


def build(ground: Ground, asked: Asked, context: JobContext) -> Document:
    """The tree of units over the week's step."""
    now = range(ground.last, ground.last + 1)
    by_unit = units_counted(ground, now)
    rows = tuple(_row(ground, now, by_unit, depth, node) for depth, node in ground.units.walk())
    least = report_settings().ranked_from
    note = (
        f"高、平、低：完成率的 95 % Wilson 区间不含上级的完成率才写高或低；应办不足 {least} 条的不排；不写名次。"
        "合格率的分母随批次存档：在册户减去在途工单户和只剩豁免的户。",
    )
    table = Table("省、市、县、所（Excel 里左侧可以逐级收起）", _COLUMNS, rows, note)
    return Document(
        title="营销普查单位下钻",
        issue=asked.period.written,
        subtitle=f"{ground.county}　｜　数据日期 {ground.step.run.data_date}",
        headline=(),
        sections=(table,),
        footer=parts.sources(ground, "{head}"),
        landscape=True,
        pages=0,
    )


def _row(ground: Ground, now: range, by_unit: dict[str, Counts], depth: int, node: Node) -> Row:
    counts = sum_of(by_unit, node.units)
    place = _place(ground, by_unit, node, counts)
    run, ledger = ground.step.run.run, ground.ledger
    qualities = {measure: ground.quality_at(now[0], measure, node.units) for measure in (ANY, BASIC, CORE)}
    picks: dict[str, Any] = {"name": node.name, "unit": node.code}
    rates = [
        parts.quality_rate(ground, figure, now[0], qualities[measure], **picks)
        for figure, measure in (("abnormal", ANY), (BASIC, BASIC), (CORE, CORE))
    ]
    completion = parts.completion(ground, now, counts, **picks)
    active: Quality = qualities[ANY]
    return Row(
        (
            Cell((f"{node.level or ''}　{node.name}".strip("　"),), left=True, bold=depth < 1),
            Cell(
                (place.value if place is not None else "—",),
                bold=True,
                tone=Tone.PLAIN if place is None else _TONES.get(place, Tone.PLAIN),
            ),
            Cell((ledger.count("active", active.active, run=run, **picks),)),
            *(Cell((rate,)) for rate in rates),
            Cell((parts.flow_number(ground, now, "due", counts, **picks),)),
            Cell((parts.flow_number(ground, now, "fixed", counts, **picks),)),
            Cell((completion,), bold=True),
            Cell((parts.flow_number(ground, now, "closing", counts, **picks),), bold=True),
            Cell((parts.flow_number(ground, now, "long_standing", counts, **picks),)),
        ),
        Tone.PLAIN,
        depth,
    )


def _place(ground: Ground, by_unit: dict[str, Counts], node: Node, counts: Counts) -> Compared | None:
    """Against the unit above; None at the top."""
    if node.parent is None:
        return None
    above = sum_of(by_unit, ground.units.nodes[node.parent].units)
    return compared(counts["fixed"], counts["due"], above["fixed"], above["due"])


REPORT = Report("units", "单位下钻", "省、市、县、所四级，每级与上级比高、平、低", Unit.WEEK, build)
