"""Drafts on the page: which rules have one, opening and leaving them, giving them up, bringing them into force."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from census_app.desktop.conditions import DRAFT, DRAFT_READY
from census_app.desktop.language import pair, say
from census_app.desktop.pages.page import Context
from census_app.desktop.pages.rules.editor.backtesting import BackTesting
from census_app.desktop.pages.rules.editor.drafting import Drafting
from census_app.desktop.pages.rules.editor.samples import SampleDialog
from census_app.desktop.pages.rules.new_rule import ask_new_rule
from census_app.desktop.pages.rules.pack_flow import PackFlow
from census_app.desktop.pages.rules.publishing import Publishing
from census_app.desktop.pages.rules.tools import PackTools
from census_app.desktop.pages.rules.workbench import Workbench
from census_app.desktop.widgets.buttons import Button

if TYPE_CHECKING:
    from census_app.desktop.pages.rules.reads import LibraryView
    from census_app.workspace.pack_life.drafts import Draft


class DraftFlow(QObject):
    """`left(rule)` when the list must be read again because a draft came or went."""

    left = Signal(str)

    def __init__(self, page: QWidget, context: Context, board: Workbench, packs: PackFlow) -> None:
        super().__init__(page)
        self._page, self._context, self._board, self._packs = page, context, board, packs
        self._library: LibraryView | None = None
        self._known: dict[str, Draft] = {}
        self._take_keys = False
        self._backtesting: BackTesting | None = None
        self.publishing = Publishing(page, context, packs)
        self.tools = PackTools(page, context)
        self.publish = Button(say("action.publish_drafts"))
        self.publish.clicked.connect(self.publish_drafts)
        self.header = self._header()

    @cached_property
    def drafting(self) -> Drafting:
        """The draft in work; made when one is first written."""
        board = self._board
        drafting = Drafting(self._page, board.editor, board.effect, board.dial)
        drafting.shown.connect(self._shown)
        drafting.kept.connect(self._kept)
        drafting.gone.connect(self._gone)
        drafting.refused.connect(self._refused)
        drafting.conflicted.connect(self._conflicted)
        drafting.judged.connect(self._judge)
        board.effect.samples_wanted.connect(self._show_samples)
        self._backtesting = BackTesting(drafting, board.backtest, self._context.session)
        return drafting

    @property
    def _made(self) -> Drafting | None:
        return self.drafting if "drafting" in vars(self) else None

    def _header(self) -> list[QWidget]:
        page = self._page
        make = page.action_button  # type: ignore[attr-defined]
        self._edit, self._save_button = make("edit_rule", primary=True), make("save_draft", primary=True)
        for button in (self.publish, self._save_button):
            button.hide()
        return [make("choose_pack"), self.tools.button, self._edit, self.publish, self._save_button]

    def show_tools(self, shown: bool) -> None:
        """The buttons of the rule looked at; a pack on its way has its own."""
        if shown:
            self._show_buttons(self._board.writing)
        else:
            for button in (self._edit, self.publish, self._save_button):
                button.hide()

    def _show_buttons(self, writing: bool) -> None:
        self._edit.setVisible(not writing)
        self.publish.setVisible(writing)
        self._save_button.setVisible(writing)

    def show_reading(self) -> None:
        """The rule in words, with its figures."""
        self._board.show_writing(False)
        self._show_buttons(False)

    @property
    def rule_id(self) -> str:
        """The rule being written; empty when none is."""
        return self._made.rule_id if self._made is not None else ""

    def has(self, rule_id: str) -> bool:
        """Whether the rule has a draft."""
        return rule_id in self._known

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Keys of the editor."""
        return {
            "save_draft": self._save,
            "complete_word": lambda: self.drafting.complete_here(),
            "next_lint": lambda: self.drafting.next_lint(),
            "drop_draft": lambda: self.drafting.drop(),
            "backtest_draft": self._board.back_test,
            "rules_panel": self._board.toggle_side,
            "publish_drafts": self.publish_drafts,
            "new_rule": self._new_rule,
            "pack_tools": self.tools.open,
        }

    def show_library(self, library: LibraryView) -> None:
        """The drafts as they stand in the workspace now."""
        self._library = library
        self._known = dict(library.drafts.by_rule)
        self.tools.show_library(library)
        self._count()
        self._judge()
        if library.drafts.faults:
            self._context.shell.toast(library.drafts.faults[0])

    def _count(self) -> None:
        self._context.session.count("rules", len(self._known))

    def open(self, rule_id: str, *, take_keys: bool = False) -> None:
        """The rule's draft is written on, or begun."""
        if self._library is not None:
            self._take_keys = take_keys
            self.drafting.open(self._library.ground, rule_id)

    def leave(self) -> None:
        """Nothing is written any more; what was typed is kept."""
        if self._made is not None:
            self._made.leave()
        self._context.session.flag(DRAFT, False)
        self._context.session.flag(DRAFT_READY, False)
        self._judge()

    def back(self) -> bool:
        """Esc: the keys go back to the list; a draft nobody changed is left."""
        if self._made is None:
            return False
        editor = self._board.editor
        if editor.popup.isVisible():
            editor.popup.hide()
            return True
        focus = self._page.focusWidget()
        if self.rule_id and focus is not None and editor.isAncestorOf(focus):
            if self.rule_id not in self._known and not self.drafting.dirty:
                rule_id = self.rule_id
                self.leave()
                self.left.emit(rule_id)
            return True
        return False

    def _shown(self, _rule_id: str) -> None:
        self._board.show_writing(True)
        self._show_buttons(True)
        self._context.session.flag(DRAFT, True)
        if self._take_keys:
            self._board.editor.focus_first()
        self._judge()

    def _save(self) -> None:
        self.drafting.save_now()
        self._context.shell.toast(say("rules.saved", rule=self.rule_id))

    def _kept(self, draft: Draft) -> None:
        new = draft.rule_id not in self._known
        self._known[draft.rule_id] = draft
        self._count()
        if new:
            self._board.rules.mark_draft(draft.rule_id, True)
            if draft.rule_id != self.rule_id:
                self.left.emit(draft.rule_id)

    def _gone(self, rule_id: str, draft: Draft) -> None:
        folder = self._folder()
        self._known.pop(rule_id, None)
        self.leave()
        self._count()
        self._board.rules.mark_draft(rule_id, False)
        self.left.emit(rule_id)

        def undo() -> None:
            if folder is not None:
                self.drafting.bring_back(folder, draft)

        self._context.shell.toast(say("rules.dropped", rule=rule_id), undo)

    def _folder(self) -> Path | None:
        return self._context.session.folder

    def _refused(self, error: Exception) -> None:
        self._board.editor.rest.show_fault(str(error))

    def _conflicted(self, error: Exception) -> None:
        """Somebody else saved the draft meanwhile: nothing is lost, the person decides which one stays."""
        present: Draft | None = getattr(error, "present", None)
        if self._context.shell.ask(str(error), say("rules.conflict.text"), say("rules.conflict.mine")):
            self.drafting.save(over_others=True)
        elif present is not None and self._library is not None:
            QGuiApplication.clipboard().setText(self._board.editor.text())
            self._context.shell.toast(say("rules.conflict.copied"))
            self.drafting.forget()
            self._known[present.rule_id] = present
            self.drafting.open(self._library.ground, present.rule_id)

    def _judge(self) -> None:
        """The publish button says why it cannot be pressed."""
        hindrance = self._hindrance()
        text = say("action.publish_drafts")
        self.publish.setText(pair(text, hindrance) if hindrance and self.rule_id else text)
        self.publish.setToolTip(hindrance)
        self.publish.setAccessibleName(self.publish.text())
        self.publish.setEnabled(not hindrance)
        self.publish.updateGeometry()
        self._context.session.flag(DRAFT_READY, not hindrance)

    def _hindrance(self) -> str:
        return self._made.hindrance() if self._made is not None else say("rules.publish.no_draft")

    def publish_drafts(self) -> None:
        """The drafts become a pack file that is tried; nothing is in force before somebody says so."""
        library = self._library
        if library is not None and not self._hindrance():
            self.drafting.when_kept(lambda: self.publishing.open(library.ground, self.rule_id, sorted(self._known)))

    def _new_rule(self) -> None:
        if self._library is not None:
            draft = ask_new_rule(self._page, self._library)
            if draft is not None:
                self.drafting.bring_back(self._library.ground.folder, draft)

    def _show_samples(self) -> None:
        effect = self._board.effect.effect
        if effect is not None:
            SampleDialog(self._page, effect, self._context.shell.open_customer).exec()

    def close(self) -> None:
        """What was typed is kept; no worker is left."""
        if self._made is not None:
            self._made.close()
        if self._backtesting is not None:
            self._backtesting.close()
        self.publishing.close()
        self.tools.close()
