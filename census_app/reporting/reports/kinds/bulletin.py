"""双周通报: one page for the county, as it is read out at the meeting."""

from __future__ import annotations

from datetime import timedelta

from census_app.foundation.jobs import JobContext
from census_app.foundation.weeks import week_of
from census_app.reporting.reports.counts import NO_COUNTS
from census_app.reporting.reports.document import Cell, Column, Document, Pair, Row, Table, Text, Tile, Tiles, Tone
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.kinds import parts
from census_app.reporting.reports.kinds.ladder import ladder_at, ladder_table
from census_app.reporting.reports.kinds.recovered import recovery_words
from census_app.reporting.reports.kinds.rules import measured_precision, parameters_table, precision_table
from census_app.reporting.reports.numbers import Number, Spelling, Words
from census_app.reporting.reports.report import Asked, Period, Report, Unit
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.standing import load_states
from census_app.workspace.runs.quality import ANY, BASIC, CORE

_TITLE = "营销普查双周通报"


def build(ground: Ground, asked: Asked, context: JobContext) -> Document:
    """The bulletin of the two weeks that end with the asked one."""
    period = asked.period
    places = ground.places(period.first, period.last)
    now = range(ground.last, ground.last + 1)
    load_states(ground.connection, ground.workspace, "run_states", ground.step.run)
    weeks = [week_of(period.first), week_of(period.last)]
    trend = [
        week_of(period.last - timedelta(weeks=back))
        for back in range((asked.trend_weeks or report_settings().trend_weeks) - 1, -1, -1)
    ]
    run = ground.step.run
    ladder = ladder_at(ground, "run_states", run.as_of, run.acts_seq)
    since = _since(ground, period, places)
    tiles, headline = _tiles(ground, places, now, since), _headline(ground, places, now, since)
    fortnight = places or now
    left = "两周" if places else f"{_week(ground)}那次校验，已通报过"
    _, end = parts.foreseen(ground)
    sections = (
        tiles,
        Pair(
            parts.units_table(ground, now, "单位完成情况（与全县比：高、平、低）"),
            parts.trend_chart(ground, trend, f"{_counted(len(trend))}周走势"),
        ),
        Pair(
            ladder_table(ground, ladder, "超期阶梯", run=run.run),
            parts.leavings_table(ground, fortnight, f"问题怎么离开的（{left}）"),
        ),
        Pair(
            precision_table(ground, measured_precision(ground, context), "规则准不准（查实率 = 复核属实 ÷ 已复核）"),
            parameters_table(ground, "生效中的县参数（合格率另按省包重算）", context),
        ),
        Pair(_quality_table(ground, places), _more(ground, fortnight, end)),
    )
    return Document(
        title=_TITLE,
        issue=f"第 {(int(weeks[-1].split('-W')[1]) + 1) // 2} 期",
        subtitle=_subtitle(ground, asked, weeks, places),
        headline=headline,
        sections=sections,
        footer=parts.sources(ground, "{head}", weeks),
        signed=f"{period.last.year} 年 {period.last.month} 月 ____ 日",
    )


def _counted(number: int) -> str:
    return {12: "十二", 26: "二十六", 52: "五十二"}.get(number, f" {number} ")


def _subtitle(ground: Ground, asked: Asked, weeks: list[str], places: range) -> str:
    period = asked.period
    days = f"（{parts.month_day(period.first)} 至 {parts.month_day(period.last)}）"
    told = f"{ground.county}　｜　{_weeks(weeks)}{days}　｜　数据日期 {ground.step.run.data_date}"
    return told if places else f"{told}　｜　两周内没有正式校验，以下为最近一次"


def _weeks(weeks: list[str]) -> str:
    """2026年第47—48周; over the end of a year each week with its own."""
    years, numbers = zip(*((week[:4], int(week.split("-W")[1])) for week in weeks), strict=True)
    if len(set(years)) == 1:
        return f"{years[0]}年第{'—'.join(map(str, numbers))}周"
    return "—".join(f"{year}年第{number}周" for year, number in zip(years, numbers, strict=True))


def _week(ground: Ground) -> str:
    """The week of the check that the bulletin rests on."""
    return f"第 {int(ground.step.week.split('-W')[1])} 周"


def _since(ground: Ground, period: Period, places: range) -> str:
    """What the figures before the two weeks are to be called: of weeks that had no check there are none; "" when there
    is nothing to compare, which also holds of two weeks without a check, whose changes were told before."""
    if not places or not places[0]:
        return ""
    before = ground.steps[places[0] - 1].week
    if before == week_of(period.first - timedelta(days=1)):
        return "两周前"
    return f"上次校验（第 {int(before.split('-W')[1])} 周）"


def _tiles(ground: Ground, places: range, now: range, since: str) -> Tiles:
    place = now[0]
    counted = ground.counts.by_step()
    counts, week_before = counted[place,], counted.get((place - 1,), NO_COUNTS)
    first = places[0] if places else place
    earlier = counted.get((first - 1,), NO_COUNTS)
    closing = parts.flow_number(ground, now, "closing", counts)
    before = parts.flow_number(ground, range(first - 1, first), "closing", earlier) if since else Number(None)
    rate = parts.completion(ground, now, counts)
    compared = place and places
    rate_before = parts.completion(ground, range(place - 1, place), week_before) if compared else Number(None)
    core = parts.quality_rate(ground, CORE, place, ground.quality_at(place, CORE))
    earliest = first - 1 if places else -1
    core_before = parts.quality_rate(ground, CORE, earliest, ground.quality_at(earliest, CORE))
    due, fixed = (parts.flow_number(ground, now, name, counts) for name in ("due", "fixed"))
    quality = ground.quality_at(place, CORE)
    long_standing = parts.flow_number(ground, now, "long_standing", counts)
    urgent = ground.counts.over(now, "severity").get(("urgent",), NO_COUNTS)
    urgent_number = parts.flow_number(ground, now, "long_standing", urgent, "紧急", severity="urgent")
    overdue = parts.flow_number(ground, now, "overdue", counts)
    note: Words = (f"{since} ", before, "　", ground.ledger.change(closing, before)) if since else ("没有更早的校验",)
    if not places:
        note = ("两周内没有正式校验",)
    change: Words = ("　", ground.ledger.change(rate, rate_before)) if rate_before.value is not None else ()
    core_change = ground.ledger.change(core, core_before) if core_before.value is not None else ""
    week = "本周" if places else _week(ground)
    return Tiles(
        (
            Tile("未整改问题", closing, note),
            Tile("整改完成率", rate, (fixed, " ÷ ", due, f"（{week}）", *change), Tone.ACCENT),
            Tile(
                "核心档案合格率",
                core,
                (*_fraction(ground, "core", "right", quality.right, quality.judged), "　", core_change),
                Tone.GOOD,
            ),
            Tile("挂账 4 周以上", long_standing, ("其中紧急 ", urgent_number, "，超期 ", overdue), Tone.BAD),
        )
    )


def _headline(ground: Ground, places: range, now: range, since: str) -> Words:
    place = now[0]
    counted = ground.counts.by_step()
    counts = counted[place,]
    first = places[0] if places else place
    closing = parts.flow_number(ground, now, "closing", counts)
    words: list[str | Number] = ["一句话：未整改 ", closing, " 条"]
    if since:
        earlier = counted.get((first - 1,), NO_COUNTS)
        before = parts.flow_number(ground, range(first - 1, first), "closing", earlier)
        change = ground.ledger.change(closing, before)
        words += [f"，比{since} ", change, " 条" if change.value else ""]
    elif not places:
        words += [f"（{_week(ground)}的数据），两周内没有正式校验，没有新的变化"]
    words += ["；完成率 ", parts.completion(ground, now, counts), "。"]
    return (*words, *_who_must_explain(ground, now))


def _who_must_explain(ground: Ground, now: range) -> Words:
    by_unit = {
        str(unit): counts for (unit,), counts in ground.counts.over(now, "unit").items() if counts["long_standing"]
    }
    if not by_unit:
        return ("没有挂账 4 周以上的问题。",)
    total = ground.total(now)
    number = parts.flow_number(ground, now, "long_standing", total)
    most = sorted(by_unit, key=lambda unit: (-by_unit[unit]["long_standing"], unit))
    named = most[: report_settings().most_units_named]
    shares: list[str | Number] = []
    for unit in named:
        share = parts.flow_number(
            ground, now, "long_standing", by_unit[unit], ground.organisation.name(unit), unit=unit
        )
        shares += ["、" if shares else "", f"{parts.short_names(ground, [unit])} ", share]
    among = "条，其中" if len(named) < len(by_unit) else "条："
    return "挂账 4 周以上 ", number, f" {among}", *shares, "，请所长本周五前逐条说明。"


def _quality_table(ground: Ground, places: range) -> Table:
    """合格率 and 异常率 now and before the two weeks, with their denominators."""
    place = ground.last
    first = places[0] - 1 if places else -1
    rows = []
    for figure, measure in (("basic", BASIC), ("core", CORE), ("abnormal", ANY)):
        quality = ground.quality_at(place, measure)
        now = parts.quality_rate(ground, figure, place, quality)
        before = parts.quality_rate(ground, figure, first, ground.quality_at(first, measure))
        only, part = ("wrong", quality.wrong) if figure == "abnormal" else ("right", quality.right)
        rows.append(_quality_row(ground, figure, (now, before), _fraction(ground, figure, only, part, quality.judged)))
    for figure, measure in (("item_basic", BASIC), ("item_core", CORE)):
        quality = ground.quality_at(place, measure)
        now, before = (_item_rate(ground, figure, at, measure) for at in (place, first))
        fraction = _fraction(ground, figure, "right", quality.checks_right, quality.checks)
        rows.append(_quality_row(ground, figure, (now, before), fraction))
    columns = (Column("指标", 3), Column("现在", 3), Column("两周", 3), Column("分子÷分母", 3))
    return Table("档案合格率（分母随批次存档）", columns, tuple(rows))


def _fraction(ground: Ground, figure: str, only: str, part: int, whole: int) -> Words:
    """Numerator ÷ denominator of a rate, each with its code."""
    run, ledger = ground.step.run.run, ground.ledger
    upper = ledger.count(figure, part, name="分子", run=run, only=only)
    return upper, " ÷ ", ledger.count(figure, whole, name="分母", run=run, only="judged")


def _item_rate(ground: Ground, figure: str, place: int, measure: str) -> Number:
    quality = ground.quality_at(place, measure)
    run = ground.steps[place].run.run if place >= 0 else ""
    return ground.ledger.rate(figure, quality.checks_right, quality.checks, Spelling.FINE_RATE, run=run)


def _quality_row(ground: Ground, figure: str, numbers: tuple[Number, Number], fraction: Words) -> Row:
    now, before = numbers
    change = ground.ledger.change(now, before)
    return Row(
        (
            Cell((report_settings().figures[figure].zh,), left=True),
            Cell((now,), bold=True),
            Cell((change,), small=True),
            Cell(fraction, small=True),
        )
    )


def _more(ground: Ground, places: range, end: Text) -> Text:
    """The forecast, what was recovered, and what deserves a look."""
    total = ground.total(places)
    names = ("look", "repeated", "refuted")
    look, repeated, refuted = (parts.flow_number(ground, places, name, total) for name in names)
    return Text(
        "预测、追补和请抽看的",
        (
            *end.lines,
            ("追补：", *recovery_words(ground)),
            (
                "反复（证实后又错）",
                repeated,
                " 条，声称整改被推翻 ",
                refuted,
                " 条，派发在外时离开请抽看 ",
                look,
                " 条",
            ),
        ),
    )


REPORT = Report("bulletin", "双周通报", "两周一页：数、单位、超期、去向、规则准不准、县参数", Unit.WEEK, build, weeks=2)
