"""数据与备份: where the data is and how much, what is kept until when, backups made and restored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout

from census_app.desktop import keeping_commands
from census_app.desktop.conditions import KEEPABLE, PRUNABLE
from census_app.desktop.core_words import worded
from census_app.desktop.jobs import Job, JobRecord
from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.pages.settings.cells import ToneDelegate, quiet
from census_app.desktop.pages.settings.keeping_reads import KeepingGround, read_keeping
from census_app.desktop.pages.settings.restore_dialog import RestoreDialog
from census_app.desktop.pages.settings.section import Host, Section
from census_app.desktop.pages.settings.sizes import SizeBars, size_text
from census_app.desktop.tables.paged_model import ListedRows, PagedColumn, PagedModel, Row
from census_app.desktop.widgets.buttons import LinkButton
from census_app.desktop.widgets.layout import Card, ElidedLabel, row, set_role, text_label
from census_app.desktop.widgets.links import open_file
from census_app.desktop.widgets.notice import Notice
from census_app.desktop.widgets.rows import step_row


class StorageSection(Section):
    """Backup, clean-up and rebuild are jobs; a restored workspace is a new one and opens by itself on demand."""

    section_id = "storage"
    stale_kinds = frozenset({"acts", "parts", "snapshots", "runs"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.ground: KeepingGround | None = None
        self.dialog: RestoreDialog | None = None
        for name in ("restore_backup", "rebuild_states", "prune_storage"):
            self.tools.addWidget(self.button(name))
        self.tools.addWidget(self.button("backup_now", primary=True))
        self.notice = Notice()
        self.told = text_label("", "ok", wrap=True)
        self.told.hide()
        beside = QHBoxLayout()
        beside.setSpacing(12)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self._folder_card())
        left.addWidget(self._kept_card(), 1)
        beside.addLayout(left, 1)
        beside.addWidget(self._backup_card(), 1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.notice)
        column.addWidget(self.told)
        column.addLayout(beside, 1)
        self.session.jobs.finished.connect(self._finished)

    def _folder_card(self) -> Card:
        card = Card()
        self.folder = ElidedLabel("", "mute")
        link = LinkButton(say("settings.storage.open"))
        link.clicked.connect(lambda: open_file(self.session.folder) if self.session.folder else None)
        head = row(text_label(say("settings.storage.folder"), "strong"))
        head.addWidget(self.folder, 1)
        head.addWidget(link)
        self.bars = SizeBars()
        self.unknown = ElidedLabel("", "mute")
        self.growth = text_label("", "mute", wrap=True)
        card.body.addLayout(head)
        card.body.addWidget(self.bars)
        card.body.addWidget(self.unknown)
        card.body.addWidget(self.growth)
        return card

    def _kept_card(self) -> Card:
        card = Card((1, 10, 1, 1))
        self.rule = text_label("", "mute", wrap=True)
        self.prunable = text_label("", "strong", wrap=True)
        words = QGridLayout()
        words.setContentsMargins(15, 0, 15, 0)
        words.setVerticalSpacing(6)
        words.addWidget(text_label(say("settings.storage.kept"), "strong"), 0, 0)
        words.addWidget(self.rule, 1, 0)
        words.addWidget(self.prunable, 2, 0)
        self.kept, self.kept_model = _table(
            [("data_date", 110, 0), ("why", 190, 1), ("leaves", 130, 2)], "settings.storage.kept", "why"
        )
        card.body.addLayout(words)
        card.body.addWidget(self.kept, 1)
        return card

    def _backup_card(self) -> Card:
        card = Card((1, 10, 1, 1))
        self.backup_note = text_label("", "mute", wrap=True)
        words = QGridLayout()
        words.setContentsMargins(15, 0, 15, 0)
        words.setVerticalSpacing(6)
        words.addWidget(text_label(say("settings.storage.backups"), "strong"), 0, 0)
        words.addWidget(self.backup_note, 1, 0)
        self.backups, self.backup_model = _table(
            [("at", 130, 0), ("file", 150, 1), ("bytes", 84, 2), ("there", 90, 3)], "settings.storage.backups", "file"
        )
        self.backups.activated.connect(lambda index: self._restore(index.row()))
        card.body.addLayout(words)
        card.body.addWidget(self.backups, 1)
        return card

    def question(self, folder: Path) -> Callable[[], Any] | None:
        """What is kept."""
        return partial(read_keeping, folder)

    def show_answer(self, answer: KeepingGround) -> None:
        """Sizes, retention and backups as they stand."""
        self.ground = answer
        report = answer.report
        low = say("settings.storage.low") if report.low else ""
        free = say("settings.storage.note", total=size_text(report.total), free=size_text(report.free_bytes))
        self.note.setText(f"{free}  {low}".strip())
        set_role(self.note, "high" if report.low else "mute")
        self.folder.setText(report.folder)
        self.bars.show_sizes({**report.bytes, "database": report.database_bytes})
        self.unknown.setText(say("settings.storage.unknown", names="、".join(report.unknown)) if report.unknown else "")
        self.unknown.setVisible(bool(report.unknown))
        growth = {"week": size_text(report.bytes_per_week), "year": size_text(report.in_a_year)}
        self.growth.setText(say("settings.storage.growth", **growth))
        rules = report.retention
        kept = {"weeks": rules.snapshot_weeks, "months": rules.monthly_official_months}
        self.rule.setText(say("settings.storage.rule", **kept))
        parts = count(len(report.prunable_parts))
        some = say("settings.storage.prunable", parts=parts, size=size_text(report.prunable_bytes))
        self.prunable.setText(some if report.prunable_parts else say("settings.storage.none_prunable"))
        _fill(
            self.kept,
            self.kept_model,
            [(one.data_date, worded(one.why), _leaves(one.leaves)) for one in report.snapshots],
        )
        self._show_backups()
        self.session.flag(KEEPABLE, answer.may_keep)
        self.session.flag(PRUNABLE, answer.may_keep and bool(report.prunable_parts))
        who = "、".join(answer.keepers) or say("settings.people.nobody_able")
        refused = "" if answer.may_keep else say("settings.storage.not_allowed")
        self.notice.show_words(refused, say("settings.people.ask_them", people=who))

    def _show_backups(self) -> None:
        made = self.ground.backups if self.ground else []
        lines = [
            (
                f"{datetime.fromisoformat(one.at).astimezone():%Y-%m-%d %H:%M}",
                Path(one.file).name,
                size_text(one.bytes),
                say("settings.storage.there" if one.there else "settings.storage.gone"),
                one.file,
                one.there,
            )
            for one in made
        ]
        newest = say("settings.storage.newest", at=lines[0][0]) if lines else say("settings.storage.never")
        self.backup_note.setText(newest)
        set_role(self.backup_note, "mute" if lines else "mid")
        _fill(self.backups, self.backup_model, lines)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the section."""
        return {
            "backup_now": self.back_up,
            "restore_backup": self.restore,
            "rebuild_states": self._rebuild,
            "prune_storage": self._prune,
            "settings_next": partial(step_row, self.backups, 1),
            "settings_previous": partial(step_row, self.backups, -1),
        }

    def back_up(self) -> None:
        """The whole workspace in a file of one's choice."""
        folder = self.session.folder
        facts = self.session.facts
        if folder is None or facts is None:
            return
        name = say("settings.storage.file", name=facts.name, at=f"{datetime.now():%Y%m%d-%H%M}")
        chosen, _ = QFileDialog.getSaveFileName(
            self, say("action.backup_now"), str(folder.parent / name), say("settings.storage.filter")
        )
        if chosen:
            self._start(keeping_commands.back_up(folder, Path(chosen)))

    def restore(self, backup: str = "") -> RestoreDialog:
        """A backup becomes a new workspace."""
        self.dialog = RestoreDialog(self, self.session, self.context.shell, backup)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
        return self.dialog

    def _restore(self, place: int) -> None:
        line = self.backup_model.row(place)
        if line is not None and line[5]:
            self.restore(str(line[4]))

    def _rebuild(self) -> None:
        if (folder := self.session.folder) is not None:
            self._start(keeping_commands.rebuild(folder))

    def _prune(self) -> None:
        folder, ground = self.session.folder, self.ground
        if folder is None or ground is None:
            return
        size = size_text(ground.report.prunable_bytes)
        question = say("settings.storage.prune_question", parts=count(len(ground.report.prunable_parts)), size=size)
        if self.context.shell.ask(question, say("settings.storage.prune_text"), say("action.prune_storage")):
            self._start(keeping_commands.prune(folder))

    def _start(self, job: Job) -> None:
        started = self.session.jobs.start(job) is not None
        self._tell("" if started else say("job.busy"), "mid")

    def _finished(self, record: JobRecord) -> None:
        result, kind = record.result, record.job.kind
        if kind == keeping_commands.BACKUP:
            size = size_text(int(result.get("bytes") or 0))
            told = say("settings.storage.backed_up", file=result.get("file"), size=size)
            self._tell(told, "ok")
        elif kind == keeping_commands.PRUNE:
            size = size_text(int(result.get("prunable_bytes") or 0))
            self._tell(say("settings.storage.pruned", parts=len(result.get("prunable_parts") or ()), size=size), "ok")
        elif kind == keeping_commands.REBUILD:
            same, runs = bool(result.get("same")), len(result.get("runs") or ())
            self._tell(say(f"settings.storage.{'same' if same else 'differed'}", runs=runs), "ok" if same else "high")
        else:
            return
        self.forget()

    def _tell(self, words: str, role: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))
        set_role(self.told, role)

    def keys_here(self) -> Any:
        """The list of backups."""
        return self.backups


def _table(columns: list[tuple[str, int, int]], words: str, stretch: str) -> tuple[ProblemTable, PagedModel]:
    def text(place: int) -> Callable[[Row], str]:
        return lambda line: str(line[place])

    model = PagedModel(
        [
            PagedColumn(
                name, say(f"settings.storage.column.{name}"), text(place), width, stretch=name == stretch,
                elides=name == stretch, keeps_end=name == "file", measured=name != stretch,
            )
            for name, width, place in columns
        ]
    )  # fmt: skip
    table = ProblemTable(model, (), 120, kept_as=words)
    table.setAccessibleName(say(words))
    tones = {"leaves": quiet, "bytes": quiet, "there": lambda line: "mute" if line[-1] else "mid"}
    table.setItemDelegate(ToneDelegate(model, {}, tones))
    model.setParent(table)
    return table, model


def _fill(table: ProblemTable, model: PagedModel, lines: list[Any]) -> None:
    model.show(ListedRows(lines), len(lines))
    table.fit()


def _leaves(day: str) -> str:
    return say("settings.storage.from_day", day=day) if day else say("settings.storage.stays")
