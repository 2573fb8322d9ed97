"""A pack on its way into force: every stage with what it found, the effect by rule, then the activation."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from census_app.desktop.core_errors import advised
from census_app.desktop.language import count, label, say
from census_app.desktop.widgets.buttons import ActionButton, LinkButton
from census_app.desktop.widgets.chips import Chip
from census_app.desktop.widgets.layout import Card, clear_layout, row, rule_line, scrolling, text_label

_STAGES = ("verify", "parse", "lint", "cases", "preview", "activate")
_TONES = {"ok": "ok", "skipped": "mute", "refused": "high", "waiting": "unknown", "running": "low"}
_SHOWN = 12
_UNSIGNED = "没有签名"


class PackView(Card):
    """`again(accept_unsigned, drop_unfit)` tries the same file once more; `left` goes back to the rules."""

    again = Signal(bool, bool)
    left = Signal()

    def __init__(self, activate: ActionButton) -> None:
        super().__init__((0, 0, 0, 0))
        self.report: dict[str, Any] = {}
        self._activate = activate
        self.title = text_label("", "heading")
        self.note = text_label("", "mute", wrap=True)
        self.unsigned = QCheckBox(say("rules.pack.accept_unsigned"))
        self.unfit = QCheckBox(say("rules.pack.drop_unfit"))
        self.retry = LinkButton(say("rules.pack.again"))
        self.retry.clicked.connect(lambda: self.again.emit(self.unsigned.isChecked(), self.unfit.isChecked()))
        back = LinkButton(say("rules.pack.back"))
        back.clicked.connect(self.left)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(10)
        column.addLayout(row(self.title, None, back, activate, spacing=14))
        column.addWidget(self.note)
        self.stages = QGridLayout()
        self.stages.setHorizontalSpacing(14)
        self.stages.setVerticalSpacing(10)
        self.stages.setColumnStretch(2, 1)
        column.addLayout(self.stages)
        column.addLayout(row(self.unsigned, self.unfit, self.retry, None, spacing=16))
        self.effect_line = rule_line()
        column.addWidget(self.effect_line)
        self.effect_title = text_label("", "strong", wrap=True)
        column.addWidget(self.effect_title)
        self.changes = text_label("", "", wrap=True)
        column.addWidget(self.changes)
        self.effect = QGridLayout()
        self.effect.setHorizontalSpacing(16)
        self.effect.setVerticalSpacing(6)
        self.effect.setColumnStretch(1, 1)
        column.addLayout(self.effect)
        column.addStretch(1)
        area = scrolling(inside)
        self.body.addWidget(area)

    def show_running(self, file: str, stage: str = "") -> None:
        """A file is on its way through the stages."""
        self.report = {}
        self.title.setText(file)
        self.note.setText(say("rules.pack.running"))
        for widget in (self.unsigned, self.unfit, self.retry, self.effect_line, self.effect_title):
            widget.hide()
        clear_layout(self.effect)
        self.changes.setText("")
        self._show_stages([], running=stage)

    def show_report(self, report: dict[str, Any], *, installed: bool = False) -> None:
        """What every stage found."""
        self.report = report
        stages = list(report.get("stages", ()))
        pack = report.get("pack") or {}
        if pack.get("label"):
            self.title.setText(str(pack["label"]))
        self.note.setText(self._verdict(report, installed))
        self._show_stages(stages)
        last = stages[-1] if stages else {}
        reasons = " ".join(last.get("reasons", ()))
        refused = last.get("outcome") == "refused"
        self.unsigned.setVisible(refused and last.get("stage") == "verify" and _UNSIGNED in reasons)
        self.unfit.setVisible(refused and "--drop-unfit" in reasons)
        self.retry.setVisible(refused)
        self._show_effect(report.get("preview") or {})

    def show_failure(self, text: str) -> None:
        """The way ended before any stage could say why."""
        self.note.setText(text)
        self._show_stages([])
        self.retry.show()

    def _verdict(self, report: dict[str, Any], installed: bool) -> str:
        if report.get("unchanged"):
            return say("rules.pack.unchanged")
        if installed:
            return say("rules.pack.installed" if report.get("installed") else "rules.pack.not_installed")
        return say("rules.pack.passed" if report.get("passed") else "rules.pack.refused")

    def _show_stages(self, found: list[dict[str, Any]], running: str = "") -> None:
        clear_layout(self.stages)
        by_name = {str(stage["stage"]): stage for stage in found}
        names = [label("rules.stage", name) for name in _STAGES]
        at = names.index(running) if running in names else 0
        for line, name in enumerate(_STAGES):
            stage = by_name.get(name, {})
            now = "ok" if line < at else "running" if names[line] == running else "waiting"
            state = str(stage.get("outcome") or now)
            number = text_label(f"{line + 1}  {say(f'rules.stage.{name}')}", "strong" if stage else "mute-body")
            top = Qt.AlignmentFlag.AlignTop
            self.stages.addWidget(number, line, 0, top)
            self.stages.addWidget(Chip(say(f"rules.outcome.{state}"), _TONES[state]), line, 1, top)
            told = [advised(str(one)) for one in (*stage.get("reasons", ()), *stage.get("notes", ()))]
            more = [say("rules.pack.more", number=len(told) - _SHOWN)] if len(told) > _SHOWN else []
            role = "high" if state == "refused" else "mute"
            self.stages.addWidget(text_label("\n".join([*told[:_SHOWN], *more]), role, wrap=True), line, 2)

    def _show_effect(self, preview: dict[str, Any]) -> None:
        clear_layout(self.effect)
        rules = preview.get("rules") or {}
        self.effect_line.setVisible(bool(preview))
        self.effect_title.setVisible(bool(preview))
        self.changes.setText("")
        if not preview:
            return
        total = preview["total"]
        self.effect_title.setText(
            say(
                "rules.pack.effect",
                date=preview["data_date"],
                appear=count(total["appear"]),
                vanish=count(total["vanish"]),
                stay=count(total["stay"]),
            )
        )
        self.changes.setText("\n".join(_change_lines(preview)))
        for column, name in enumerate(("rule", "title", "appear", "vanish", "stay") if rules else ()):
            self.effect.addWidget(text_label(say(f"rules.pack.column.{name}"), "mute"), 0, column)
        for line, (rule_id, one) in enumerate(sorted(rules.items(), key=_effect_order), start=1):
            self.effect.addWidget(text_label(rule_id), line, 0)
            self.effect.addWidget(
                text_label(str(one["error"] or one["title"]), "high" if one["error"] else "", wrap=True), line, 1
            )
            for column, name in enumerate(("appear", "vanish", "stay"), start=2):
                role = "strong" if one[name] and name != "stay" else "mute-body"
                self.effect.addWidget(text_label(count(one[name]), role), line, column, Qt.AlignmentFlag.AlignRight)


def _change_lines(preview: dict[str, Any]) -> list[str]:
    """What the pack changes, in words: one line a rule."""
    changes: dict[str, list[str]] = preview.get("changes") or {}
    lines = [f"{rule or say('rules.pack.whole')}  {'；'.join(said)}" for rule, said in changes.items()]
    more = [say("rules.pack.more", number=len(lines) - _SHOWN)] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]


def _effect_order(pair: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    return -(int(pair[1]["appear"]) + int(pair[1]["vanish"])), pair[0]
