"""月度总结与成效评估: what the month did, against the month before and against the first check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from census_app.foundation.database import reading
from census_app.foundation.jobs import JobContext
from census_app.foundation.weeks import week_days, week_of
from census_app.reporting.reports.counts import NO_COUNTS
from census_app.reporting.reports.document import Cell, Column, Document, Pair, Row, Table, Text, Tile, Tiles, Tone
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.kinds import parts
from census_app.reporting.reports.kinds.ladder import ladder_at, ladder_table
from census_app.reporting.reports.kinds.recovered import recovery_numbers
from census_app.reporting.reports.kinds.rules import measured_precision, parameters_table, precision_table
from census_app.reporting.reports.numbers import Number, Spelling, Words
from census_app.reporting.reports.onsite import onsite
from census_app.reporting.reports.report import Asked, Period, Report, Unit
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.standing import load_states
from census_app.workspace.runs.quality import ANY, BASIC, CORE

_LATEST = "最近一次校验"
_RISING_IS_BAD = {"abnormal", "closing", "long_standing", "overdue", "repeat_rate"}
_FALLING_IS_BAD = {"basic", "core", "item_any", "completion", "proven_share"}


def build(ground: Ground, asked: Asked, context: JobContext) -> Document:
    """The report of one month."""
    period = asked.period
    places = ground.places(period.first, period.last)
    shown = places or range(ground.last, ground.last + 1)
    load_states(ground.connection, ground.workspace, "run_states", ground.step.run)
    run = ground.step.run
    weeks = _weeks(period, asked.trend_weeks or report_settings().trend_weeks)
    _, end = parts.foreseen(ground)
    spoken = "本月" if places else _LATEST
    return Document(
        title="营销普查月度总结与成效评估",
        issue=f"{period.last.year} 年 {period.last.month} 月",
        subtitle=_subtitle(ground, places),
        headline=_headline(ground, shown, period, bool(places)),
        sections=(
            _tiles(ground, shown, period, bool(places)),
            _effects(ground, shown, period),
            Pair(
                parts.trend_chart(ground, weeks, "未整改与已证实"), parts.quality_chart(ground, weeks, "档案合格率走势")
            ),
            Pair(
                parts.units_table(ground, shown, f"单位完成情况（{spoken}，与全县比）"),
                parts.leavings_table(ground, shown, f"问题怎么离开的（{spoken}）"),
            ),
            Pair(
                ladder_table(ground, ladder_at(ground, "run_states", run.as_of, run.acts_seq), "超期阶梯", run=run.run),
                Text("预测和还要看的", (*end.lines, *_look(ground, shown), _onsite(ground, period))),
            ),
            Pair(
                precision_table(ground, measured_precision(ground, context), "规则准不准（属实 ÷ 已复核）"),
                parameters_table(ground, "生效中的县参数", context),
            ),
        ),
        footer=parts.sources(ground, "{head}", [ground.steps[place].week for place in shown]),
        signed=f"{period.last.year} 年 {period.last.month} 月 ____ 日",
        pages=0,
    )


def _weeks(period: Period, number: int) -> list[str]:
    last = week_days(week_of(period.last))[0]
    return [week_of(last - timedelta(weeks=back)) for back in range(number - 1, -1, -1)]


def _subtitle(ground: Ground, places: range) -> str:
    told = f"{ground.county}　｜　本月正式校验 {len(places)} 周　｜　数据日期 {ground.step.run.data_date}"
    return told if places else f"{told}　｜　本月没有正式校验，以下为最近一次"


def _headline(ground: Ground, places: range, period: Period, checked: bool) -> Words:
    total = ground.total(places)
    completion = parts.completion(ground, places, total)
    closing = parts.flow_number(ground, places, "closing", total)
    _, _, amount = recovery_numbers(ground, period.first, period.last)
    if not checked:
        day = ground.step.run.data_date
        said = f" 条（数据日期 {day}），没有新的变化；登记追补电费 "
        return "本月没有正式校验：未整改仍是 ", closing, said, amount, " 元。"
    opening = parts.flow_number(ground, places, "opening", total)
    return "本月未整改由 ", opening, " 条到 ", closing, " 条，完成率 ", completion, "，登记追补电费 ", amount, " 元。"


def _tiles(ground: Ground, places: range, period: Period, checked: bool) -> Tiles:
    total, place = ground.total(places), places[-1]
    closing = parts.flow_number(ground, places, "closing", total)
    fixed, due = (parts.flow_number(ground, places, name, total) for name in ("fixed", "due"))
    core = parts.quality_rate(ground, CORE, place, ground.quality_at(place, CORE))
    earlier = places[0] - 1 if checked else -1
    before = parts.quality_rate(ground, CORE, earlier, ground.quality_at(earlier, CORE))
    problems, energy, amount = recovery_numbers(ground, period.first, period.last)
    note: Words = ("上月末 ", before, "　", ground.ledger.change(core, before)) if before.value is not None else ("",)
    stock: Words = ("本月没有正式校验",)
    if checked:
        opening = parts.flow_number(ground, places, "opening", total)
        stock = ("月初 ", opening, "　", ground.ledger.change(closing, opening, "比月初"))
    return Tiles(
        (
            Tile("未整改问题", closing, stock),
            Tile(
                "本月完成率" if checked else f"完成率（{_LATEST}）",
                parts.completion(ground, places, total),
                (fixed, " ÷ ", due),
                Tone.ACCENT,
            ),
            Tile("核心档案合格率", core, note, Tone.GOOD),
            Tile("本月追补电费（元）", amount, (problems, " 个问题，", energy, " 千瓦时"), Tone.ACCENT),
        )
    )


def _effects(ground: Ground, places: range, period: Period) -> Table:
    """Each measure at the first check, at the end of the month before, and now, with both changes."""
    ends = (0, places[0] - 1, places[-1])
    rows = [
        *(_compared(ground, figure, _qualities(ground, figure, measure, ends)) for figure, measure in _QUALITIES),
        _compared(ground, "item_any", [_item(ground, place) for place in ends]),
        *(_compared(ground, name, _stocks(ground, name, ends)) for name in ("closing", "long_standing", "overdue")),
    ]
    earlier = _month_before(ground, period)
    for figure, part, whole in _RATES:
        before, now = (_rate(ground, figure, part, whole, month) for month in (earlier, places))
        rows.append(_compared(ground, figure, (Number(None), before, now)))
    first = ground.steps[0].run.data_date
    note: Words = (
        f"首次：{first} 的校验；上月末：{_date(ground, places[0] - 1)}；完成率、反弹率、已证实占离开按整月算，"
        "不与首次比。规则或参数换过，前后不完全可比，见页脚和“生效中的县参数”。",
    )
    columns = (
        Column("指标", 7), Column("首次校验", 4), Column("上月末", 4), Column("本月末", 4), Column("比上月", 3),
        Column("比首次", 3),
    )  # fmt: skip
    return Table("成效评估", columns, tuple(rows), note)


_QUALITIES = (("abnormal", ANY), ("basic", BASIC), ("core", CORE))
_RATES = (
    ("completion", "fixed", "due"),
    ("proven_share", "fixed", "leaving"),
    ("repeat_rate", "reopened", "fixed"),
)


def _date(ground: Ground, place: int) -> str:
    return str(ground.steps[place].run.data_date) if place >= 0 else "没有"


def _qualities(ground: Ground, figure: str, measure: str, ends: Sequence[int]) -> list[Number]:
    return [parts.quality_rate(ground, figure, place, ground.quality_at(place, measure)) for place in ends]


def _item(ground: Ground, place: int) -> Number:
    quality = ground.quality_at(place, ANY)
    run = ground.steps[place].run.run if place >= 0 else ""
    return ground.ledger.rate("item_any", quality.checks_right, quality.checks, Spelling.FINE_RATE, run=run)


def _stocks(ground: Ground, measure: str, ends: Sequence[int]) -> list[Number]:
    counted = ground.counts.by_step()
    return [
        parts.flow_number(ground, range(place, place + 1), measure, counted.get((place,), NO_COUNTS))
        if place >= 0
        else Number(None)
        for place in ends
    ]


def _month_before(ground: Ground, period: Period) -> range:
    last = period.first - timedelta(days=1)
    return ground.places(last.replace(day=1), last)


def _rate(ground: Ground, figure: str, part: str, whole: str, places: range) -> Number:
    if not places:
        return Number(None, Spelling.RATE)
    total = ground.total(places)
    return ground.ledger.rate(figure, total[part], total[whole], steps=ground.named(places))


def _compared(ground: Ground, figure: str, numbers: Sequence[Number]) -> Row:
    first, before, now = numbers
    cells = [Cell((report_settings().figures[figure].zh,), left=True)]
    cells += [Cell((number,), bold=number is now) for number in numbers]
    for earlier in (before, first):
        change = ground.ledger.change(now, earlier)
        cells.append(Cell((change,), tone=_tone(figure, change), small=True))
    return Row(tuple(cells))


def _tone(figure: str, change: Number) -> Tone:
    if not change.value:
        return Tone.MUTE
    rising = change.value > 0
    bad = figure in (_RISING_IS_BAD if rising else _FALLING_IS_BAD)
    return Tone.BAD if bad else Tone.GOOD


def _look(ground: Ground, places: range) -> tuple[Words, ...]:
    total = ground.total(places)
    names = ("repeated", "refuted", "look", "not_rechecked")
    repeated, refuted, look, old = (parts.flow_number(ground, places, name, total) for name in names)
    return (
        ("反复（证实后又错）", repeated, " 条，声称整改被推翻 ", refuted, " 条"),
        ("派发在外时离开，请抽看 ", look, " 条；这次没有复验 ", old, " 条"),
    )


def _onsite(ground: Ground, period: Period) -> Words:
    """现场普查异常率 of the month; said when no form came back."""
    with reading(ground.workspace.engine) as database:
        found = onsite(database, period.first, period.last)
    if not found.whole:
        return ("本月没有收回普查表，现场普查异常率无从算起",)
    picks: dict[str, Any] = {"first": str(period.first), "last": str(period.last), "until": str(found.until)}
    rate = ground.ledger.rate("onsite_abnormal", found.part, found.whole, **picks)
    return "现场普查异常率 ", rate, f"（{found.part:,} ÷ {found.whole:,} 个任务）"


REPORT = Report("monthly", "月度总结", "一个月的账、成效评估、单位、走势", Unit.MONTH, build, looks_back=104)
