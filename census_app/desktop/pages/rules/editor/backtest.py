"""回测: what the draft would have found in the weeks kept, how much earlier, and how much of it people refuted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar

from census_app.desktop.language import count, say
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.in_sight import bring_in_sight
from census_app.desktop.widgets.layout import Card, row, set_role, text_label
from census_app.desktop.widgets.lines_dialog import LinesDialog

Told = dict[str, Any]


class BacktestCard(Card):
    """`wanted` asks for a back-test of the draft, `stopped` to give it up."""

    wanted = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.report: Told = {}
        self._title = say("rules.backtest.title")
        self.more, self.start = LinkButton(say("rules.backtest.by_unit")), LinkButton(say("rules.backtest.start"))
        self.stop = LinkButton(say("rules.effect.stop"))
        self.more.clicked.connect(self._show_units)
        self.start.clicked.connect(self.wanted)
        self.stop.clicked.connect(self.stopped)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(self._title)
        self.note = text_label("", "mute", wrap=True)
        self.told = text_label("", wrap=True)
        self.body.addLayout(row(text_label(self._title, "heading"), None, self.more, self.start, self.stop))
        self.body.addWidget(self.bar)
        self.body.addWidget(self.note)
        self.body.addWidget(self.told)
        self.clear()

    def clear(self) -> None:
        """Another draft: nothing is known of it."""
        self.report = {}
        self.told.setText("")
        self.told.hide()
        self._say(say("rules.backtest.hint"))

    def show_running(self, text: str = "", done: int = 0, total: int = 0) -> None:
        """It is under way; the last result stays in sight."""
        self._say(text or say("rules.backtest.running"), running=True)
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def show_note(self, text: str) -> None:
        """Why there is no result, or no newer one."""
        self._say(text, "mid")

    def show_report(self, report: Told) -> None:
        """What it gave."""
        self.report = report
        self._say(weeks_words(report))
        self.told.setText("\n".join(rule_words(report)))
        self.told.show()
        bring_in_sight(self)

    def show_stale(self) -> None:
        """The draft was changed: what is shown is of the one before."""
        if self.report:
            self._say(say("rules.backtest.stale"), "mid")

    def _say(self, text: str, tone: str = "mute", *, running: bool = False) -> None:
        self.note.setText(text)
        set_role(self.note, tone)
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.start.setVisible(not running)
        self.more.setVisible(not running and any(one["units"] for one in self.report.get("rules", {}).values()))

    def _show_units(self) -> None:
        lines = [weeks_words(self.report), "", *rule_words(self.report)]
        for rule in self.report["rules"].values():
            for code, unit in rule["units"].items():
                name = unit["name"] or code or say("problems.no_unit")
                lines += ["", name, *line_words(unit, vanishes=rule["stopped"])]
        LinesDialog(self, self._title, lines).open()


def weeks_words(report: Told) -> str:
    """How many snapshots of which dates were looked at, and how many could not be any more."""
    days = sorted(report["snapshots"].values())
    said = say("rules.backtest.weeks" if len(days) > 1 else "rules.backtest.week",
               number=len(days), first=days[0], last=days[-1])  # fmt: skip
    return said + (say("rules.backtest.gone", number=report["gone"]) if report["gone"] else "")


def rule_words(report: Told) -> list[str]:
    """What the draft would have found over all units, week by week, or how it broke."""
    lines = [say("rules.effect.broken", error=said) for said in report["errors"].values()]
    days = sorted(report["snapshots"].values())
    for rule_id, rule in report["rules"].items():
        if rule_id not in report["errors"]:
            weekly = " · ".join(f"{day[5:]} {count(hits)}" for day, hits in zip(days, rule["weekly"], strict=True))
            lines += [*line_words(rule, vanishes=rule["stopped"]), say("rules.backtest.weekly", weekly=weekly)]
    return lines


def line_words(line: Told, *, vanishes: bool) -> list[str]:
    """Hits and what people know of them, how much earlier, what would be missed and spared; `vanishes`: the draft
    retires the rule, so these are what would not be found any more."""
    judged = int(line["confirmed"]) + int(line["refuted"])
    told = [_said("vanish" if vanishes else "hits", line, "hits", "confirmed", "refuted", "unjudged")]
    if judged:
        told.append(say("rules.backtest.share", low=f"{float(line['low']):.0%}", high=f"{float(line['high']):.0%}"))
    if line["borrowed"]:
        told.append(_said("borrowed", line, "borrowed"))
    if line["confirmed"] and not vanishes:
        told += [_lead(name, line[name]) for name in ("before_found", "before_decided")]
    if (line["missed"] or line["avoided"]) and not vanishes:
        told.append(_said("missed", line, "missed", "avoided"))
    return told


def _lead(name: str, lead: Told) -> str:
    if not lead["problems"]:
        return say(f"rules.backtest.{name}_none")
    return _said(name, lead, "problems", "median_weeks", "most_weeks")


def _said(text: str, line: Told, *names: str) -> str:
    return say(f"rules.backtest.{text}", **{name: count(int(line[name])) for name in names})
