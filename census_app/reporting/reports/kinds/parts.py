"""Pieces several reports share: the units against the whole, the account, the ladder, where a report comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from census_app.reporting.labels import pack_label
from census_app.reporting.measures import ARRIVALS
from census_app.reporting.quality import Quality
from census_app.reporting.reports.comparing import Compared, compared
from census_app.reporting.reports.counts import NO_COUNTS, Counts
from census_app.reporting.reports.document import Cell, Chart, Column, Row, Series, Table, Text, Tone
from census_app.reporting.reports.exempted_since import last_move_of, load_exempted_since
from census_app.reporting.reports.forecast import Forecast, forecast
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.numbers import Number, Spelling, Words
from census_app.reporting.reports.settings import report_settings
from census_app.workspace.runs.quality import BASIC, CORE

WHOLE_COUNTY = "全县"
_SHORT = re.compile("供电所(?=（|$)")
_TONES = {Compared.HIGH: Tone.GOOD, Compared.LOW: Tone.BAD}
_ORDER = (Compared.HIGH, Compared.LEVEL, Compared.LOW, Compared.NOT_RANKED)
_LEAVINGS = (
    (("fixed",), "算整改"),
    (("left_scope", "gone"), "不算，留在分母"),
    (("cannot_judge",), "不算，补数据再判"),
    (("withdrawn", "exempted"), "不算，另列清单"),
)


def flow_number(ground: Ground, places: range, measure: str, counts: Counts, name: str = "", **picks: Any) -> Number:
    """A count over these steps, with its code."""
    return ground.ledger.count(measure, counts[measure], name=name, steps=ground.named(places), **picks)


def completion(ground: Ground, places: range, counts: Counts, name: str = "", **picks: Any) -> Number:
    """整改完成率 over these steps."""
    return ground.ledger.rate(
        "completion", counts["fixed"], counts["due"], name=name, steps=ground.named(places), **picks
    )


def quality_rate(ground: Ground, figure: str, place: int, quality: Quality, name: str = "", **picks: Any) -> Number:
    """基础/核心档案合格率 or 异常率 of a step, with its code; nothing to say where the run did not keep it."""
    part = quality.wrong if figure == "abnormal" else quality.right
    run = ground.steps[place].run.run if place >= 0 else ""
    return ground.ledger.rate(figure, part, quality.judged, Spelling.FINE_RATE, name=name, run=run, **picks)


def units_table(ground: Ground, places: range, title: str) -> Table:
    """The answering units by 高, 平, 低 against the county, the higher rate first within; small ones in the note."""
    total = ground.total(places)
    lines: list[tuple[Compared, str, Counts]] = []
    for (unit,), counts in ground.counts.over(places, "unit").items():
        if counts["due"]:
            place = compared(counts["fixed"], counts["due"], total["fixed"], total["due"])
            lines.append((place, str(unit), counts))
    lines.sort(key=lambda one: (_ORDER.index(one[0]), -one[2]["fixed"] / one[2]["due"], one[1]))
    rows = [_unit_row(ground, places, *line) for line in lines if line[0] is not Compared.NOT_RANKED]
    small = [(unit, counts) for compared_as, unit, counts in lines if compared_as is Compared.NOT_RANKED]
    note = _small_units(ground, places, small)
    if note and not rows:
        rows = [Row((Cell(("—",)), Cell(("没有可以比的单位",), left=True), *[Cell(("",))] * 3))]
    columns = (Column("与全县", 2), Column("单位", 4), Column("应办", 2), Column("已证实", 2), Column("完成率", 2))
    return Table(title, columns, tuple(rows), note)


def _unit_row(ground: Ground, places: range, place: Compared, unit: str, counts: Counts) -> Row:
    name = ground.organisation.name(unit)
    rate = completion(ground, places, counts, name, unit=unit)
    return Row(
        (
            Cell((place.value,), bold=True),
            Cell((name,), left=True),
            Cell((flow_number(ground, places, "due", counts, name, unit=unit),)),
            Cell((flow_number(ground, places, "fixed", counts, name, unit=unit),)),
            Cell((rate,), bold=True, bar=counts["fixed"] / counts["due"] / report_settings().bar_full),
        ),
        _TONES.get(place, Tone.PLAIN),
    )


def _small_units(ground: Ground, places: range, units: list[tuple[str, Counts]]) -> Words:
    """Those that cannot be compared: the ones with most to do by name, the others as a number."""
    settings = report_settings()
    named = sorted(units, key=lambda one: -one[1]["due"])[: settings.most_small_units]
    told: list[str | Number] = []
    for unit, counts in named:
        told += ["；" if told else "不排：", *_small_unit(ground, places, unit, counts)]
    if len(units) > len(named):
        told.append(f"；另有 {len(units) - len(named)} 个单位，见单位下钻")
    return (*told, f"（不足 {settings.ranked_from} 条）") if told else ()


def _small_unit(ground: Ground, places: range, unit: str, counts: Counts) -> Words:
    name = ground.organisation.name(unit)
    due = flow_number(ground, places, "due", counts, name, unit=unit)
    return f"{name} 应办 ", due, "，已证实 ", flow_number(ground, places, "fixed", counts, name, unit=unit)


def trend_chart(ground: Ground, weeks: Sequence[str], title: str) -> Chart:
    """未整改 and 已证实 of these ISO weeks; a week without an official run is a gap."""
    counted = ground.counts.by_step()
    lines: dict[str, list[Number | None]] = {"closing": [], "fixed": []}
    for week in weeks:
        place = ground.by_week.get(week)
        for measure, values in lines.items():
            if place is None:
                values.append(None)
            else:
                counts = counted.get((place,), NO_COUNTS)
                values.append(flow_number(ground, range(place, place + 1), measure, counts, week))
    missing = [week.split("-")[1] for week in weeks if ground.skipped(week)]
    note: Words = (f"{'、'.join(missing)} 没有正式校验，不补点、不连线",) if missing else ()
    return Chart(
        title,
        tuple(week.split("-")[1] for week in weeks),
        (
            Series("未整改", tuple(lines["closing"])),
            Series("已证实", tuple(lines["fixed"]), Tone.GOOD, dotted=True),
        ),
        note=note,
    )


def quality_chart(ground: Ground, weeks: Sequence[str], title: str) -> Chart:
    """基础 and 核心档案合格率 of these ISO weeks."""
    lines: dict[str, list[Number | None]] = {BASIC: [], CORE: []}
    for week in weeks:
        place = ground.by_week.get(week, -1)
        for measure, values in lines.items():
            number = quality_rate(ground, measure, place, ground.quality_at(place, measure), week)
            values.append(number if number.value is not None else None)
    return Chart(
        title,
        tuple(week.split("-")[1] for week in weeks),
        (Series("基础", tuple(lines[BASIC]), Tone.ACCENT), Series("核心", tuple(lines[CORE]), Tone.GOOD, dotted=True)),
        rate=True,
    )


def leavings_table(ground: Ground, places: range, title: str) -> Table:
    """How problems left, and the account that adds up."""
    total = ground.total(places)
    words = report_settings().figures
    rows = []
    for states, counts_as in _LEAVINGS:
        numbers: list[str | Number] = []
        for state in states:
            numbers += [" / " if numbers else "", flow_number(ground, places, state, total)]
        proven = states == ("fixed",)
        tone = Tone.GOOD if proven else Tone.PLAIN
        name = " / ".join(words[state].zh for state in states)
        rows.append(
            Row(
                (
                    Cell((name,), left=True, bold=proven, tone=tone),
                    Cell(tuple(part for part in numbers if part != ""), bold=True, tone=tone),
                    Cell((counts_as,), left=True, small=True),
                )
            )
        )
    columns = (Column("去向", 5), Column("条数", 3), Column("算不算整改", 4))
    return Table(title, columns, tuple(rows), account(ground, places))


def account(ground: Ground, places: range) -> Words:
    """期初＋新发现＋反弹－离开＝期末, as numbers with codes."""
    total = ground.total(places)
    first, new, reopened = (flow_number(ground, places, measure, total) for measure in ARRIVALS)
    leaving = flow_number(ground, places, "leaving", total)
    closing = flow_number(ground, places, "closing", total)
    return (
        first,
        " ＋新发现 ",
        new,
        " ＋反弹 ",
        reopened,
        " －离开 ",
        leaving,
        " ＝ ",
        closing,
        *_exempted_since(ground),
    )


def _exempted_since(ground: Ground) -> Words:
    """What the lists have left out since the run the account ends with; nothing where there is none."""
    run = ground.step.run
    until = last_move_of(ground.workspace, run)
    if until == run.acts_seq:
        return ()
    load_exempted_since(ground.connection, ground.workspace, "exempted_since", run, until)
    count = ground.connection.execute("SELECT count(*) FROM exempted_since").fetchall()[0][0]
    if not count:
        return ()
    number = ground.ledger.count("exempted_since", count, run=run.run, until=str(until))
    return "；其中 ", number, " 条在这次校验以后判为误报或豁免，清单不再列，下次校验时减去"


def foreseen(ground: Ground) -> tuple[Forecast, Text]:
    """When the backlog ends, as a range, with how it was reckoned."""
    settings = report_settings().forecast
    closing = ground.counts.by_step().get((ground.last,), NO_COUNTS)["closing"]
    changes = ground.net_changes()
    found = forecast(ground.step.week, closing, changes, settings, ground.step.run.digest)
    used = changes[-settings.window_weeks :]
    number = ground.ledger.count(
        "forecast", closing, name=found.words, run=ground.step.run.run, changes=[list(change) for change in used]
    )
    average = sum(change for change, _ in used) / max(1, sum(weeks for _, weeks in used))
    told = f"最近 {len(used)} 段周变化，平均每周{'减' if average <= 0 else '增'} {abs(average):,.0f} 条"
    lines: tuple[Words, ...] = (("按现在的速度，未整改 ", number, f" 条清完：{found.words}"),)
    if found.enough:
        lines = (*lines, (told,))
    return found, Text("什么时候清完（预测，给范围）", lines)


def sources(ground: Ground, head: str, weeks: Iterable[str] = ()) -> tuple[str, ...]:
    """The foot: rules, runs with their dates, weeks without a run, the head of the log."""
    runs = [ground.steps[ground.by_week[week]].run for week in weeks if week in ground.by_week] or [ground.step.run]
    missing = [week.split("-")[1] for week in weeks if ground.skipped(week)]
    told = "、".join(f"{run.week.split('-')[1]} {run.data_date}（{run.run}）" for run in runs)
    gap = (f"{'、'.join(missing)} 没有正式校验，不补点",) if missing else ()
    return pack_label(ground.step.run), f"正式校验 {told}", *gap, f"日志链头 {head}"


def short_names(ground: Ground, units: Iterable[str]) -> str:
    """`北营、白塔、大营子`: names without the word all of them end in."""
    names = [ground.organisation.name(unit) for unit in units]
    return "、".join(_SHORT.sub("", name, 1) or name for name in names)


def month_day(day: date) -> str:
    """`11-16`."""
    return f"{day:%m-%d}"
