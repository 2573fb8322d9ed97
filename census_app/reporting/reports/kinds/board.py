"""13 类看板: every category of the business with its numbers and what is to be done, county by county (一县一策)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from census_app.foundation.jobs import JobContext
from census_app.reporting.reports.comparing import Compared, compared
from census_app.reporting.reports.counts import Counts
from census_app.reporting.reports.document import FULL, Cell, Column, Document, Row, Table, Tone
from census_app.reporting.reports.ground import Ground
from census_app.reporting.reports.kinds import parts
from census_app.reporting.reports.kinds.sums import sum_of
from census_app.reporting.reports.numbers import Words
from census_app.reporting.reports.report import Asked, Report, Unit
from census_app.reporting.reports.settings import report_settings
from census_app.reporting.reports.tree import Node

_COUNTY = "县"
_COLUMNS = (
    Column("类别", 4), Column("规则", 1), Column("与全县", 2), Column("应办", 2), Column("新发现", 2),
    Column("已证实", 2), Column("完成率", 2), Column("未整改", 2), Column("4 周以上", 2), Column("对策", 6),
)  # fmt: skip
assert sum(column.width for column in _COLUMNS) == FULL
_TONES = {Compared.HIGH: Tone.GOOD, Compared.LOW: Tone.BAD}
_NO_RULES = "没有启用的规则，这一类没有查"


def build(ground: Ground, asked: Asked, context: JobContext) -> Document:
    """The board of a week, one table per county."""
    now = range(ground.last, ground.last + 1)
    counties: list[Node | None] = [node for _, node in ground.units.walk() if node.level == _COUNTY]
    tables = tuple(_board(ground, asked, now, county) for county in counties or [None])
    return Document(
        title="营销普查 13 类看板",
        issue=asked.period.written,
        subtitle=f"{ground.county}　｜　数据日期 {ground.step.run.data_date}　｜　一县一策",
        headline=(),
        sections=tables,
        footer=parts.sources(ground, "{head}"),
        landscape=True,
        pages=0,
    )


def _board(ground: Ground, asked: Asked, now: range, county: Node | None) -> Table:
    units = None if county is None else county.units
    by_category = _by_category(ground, now, units)
    everything = _added(by_category.values())
    rules = _rules(ground)
    names = [category.zh for category in ground.workspace.dictionary.categories]
    strange = sorted({name for name in (*by_category, *rules) if name not in names})
    rows = [
        _row(ground, asked, now, county, name, by_category.get(name), everything, rules.get(name, 0))
        for name in (*names, *strange)
    ]
    title = "各类的数和对策" if county is None else f"{county.name}：各类的数和对策"
    note: Words = (
        "高、平、低：这一类的完成率与本县全部类别比（95 % Wilson 区间，不足 "
        f"{report_settings().ranked_from} 条不排）。对策由数推出，县里可以写自己的（出表时加 --notes）。",
    )
    return Table(title, _COLUMNS, tuple(rows), note)


def _row(
    ground: Ground,
    asked: Asked,
    now: range,
    county: Node | None,
    category: str,
    counts: Counts | None,
    everything: Counts,
    rules: int,
) -> Row:
    short = category.partition("(")[0] or "（没有类别）"
    if counts is None:
        told = asked.notes.get(category) or ("没有挂账" if rules else _NO_RULES)
        empty = (Cell(("—",), tone=Tone.MUTE),) * 7
        return Row((Cell((short,), left=True), Cell((str(rules),)), *empty, Cell((told,), left=True, small=True)))
    place = compared(counts["fixed"], counts["due"], everything["fixed"], everything["due"])
    unit = None if county is None else county.code
    picks: dict[str, Any] = {
        "name": f"{county.name if county else ''} {short}".strip(),
        "unit": unit,
        "category": category,
    }
    names = ("due", "new", "fixed", "closing", "long_standing")
    due, new, fixed, closing, old = (parts.flow_number(ground, now, name, counts, **picks) for name in names)
    rate = parts.completion(ground, now, counts, **picks)
    told = asked.notes.get(category) or _advice(ground, now, county, category, counts, place)
    return Row(
        (
            Cell((short,), left=True, bold=True),
            Cell((str(rules),)),
            Cell((place.value,), bold=True),
            Cell((due,)),
            Cell((new,)),
            Cell((fixed,)),
            Cell((rate,), bold=True),
            Cell((closing,), bold=True),
            Cell((old,)),
            Cell((told,), left=True, small=True),
        ),
        _TONES.get(place, Tone.PLAIN),
    )


def _by_category(ground: Ground, now: range, units: list[str] | None) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, Counts]] = {}
    for (unit, category), counts in ground.counts.over(now, "own_unit", "category").items():
        if units is None or unit in units:
            found.setdefault(str(category), {})[str(unit)] = counts
    return {category: sum_of(by_unit, by_unit) for category, by_unit in found.items()}


def _added(counts: Iterable[Counts]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in counts:
        for name, number in one.items():
            total[name] = total.get(name, 0) + number
    return total


def _rules(ground: Ground) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in ground.facts.values():
        if fact.published:
            found[fact.category] = found.get(fact.category, 0) + 1
    return found


def _advice(ground: Ground, now: range, county: Node | None, category: str, counts: Counts, place: Compared) -> str:
    """The first advice of the settings whose situation holds."""
    unproven = counts["left_scope"] + counts["gone"] + counts["cannot_judge"]
    leaving = counts["leaving"]
    situations = {
        "nothing_due": counts["closing"] == 0,
        "unproven": leaving >= 10 and unproven / leaving > report_settings().look_share,
        "low": place is Compared.LOW,
        "long_standing": counts["long_standing"] > 0,
        "growing": counts["closing"] > counts["opening"],
        "few": place is Compared.NOT_RANKED,
        "high": place is Compared.HIGH,
        "level": True,
    }
    chosen = next(one for one in report_settings().board_advice if situations[one.when])
    rule, most = _worst(ground, now, county, category, "rule")
    unit, _ = _worst(ground, now, county, category, "unit")
    values = {
        "share": f"{unproven / leaving:.0%}" if leaving else "",
        "rule": f"{rule} {ground.facts[rule].title}" if rule in ground.facts else rule,
        "unit": ground.organisation.name(unit),
        "count": f"{most:,}",
    }
    if chosen.when == "long_standing":
        values["count"] = f"{counts['long_standing']:,}"
    if chosen.when == "growing":
        values["count"] = f"{counts['closing'] - counts['opening']:,}"
    return chosen.text.format(**values)


def _worst(ground: Ground, now: range, county: Node | None, category: str, heading: str) -> tuple[str, int]:
    """The rule or answering unit with most open problems of the category in the county."""
    found: dict[str, int] = {}
    for (own, of, key), counts in ground.counts.over(now, "own_unit", "category", heading).items():
        if of == category and (county is None or own in county.units):
            found[str(key)] = found.get(str(key), 0) + counts["closing"]
    return max(found.items(), key=lambda one: (one[1], one[0]), default=("", 0))


REPORT = Report("board", "13类看板", "13 类业务各有多少、与全县比、对策（一县一策）", Unit.WEEK, build)
