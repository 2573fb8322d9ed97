"""A number explained: its code typed, what it means, how it is counted, the rows behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from census_app.desktop.language import count, say
from census_app.desktop.pages.problems.table import ProblemTable
from census_app.desktop.tables.paged_model import Index, ListedRows, PagedColumn, PagedModel, Row
from census_app.desktop.theme.look import colour, sized_font
from census_app.desktop.widgets.cells import paint_ground
from census_app.desktop.widgets.layout import Card, row, set_role, text_label

if TYPE_CHECKING:
    from census_app.reporting.reports.why import Answer

_CUSTOMER, _PROBLEM = "户号", "问题短号"
_LONG = ("说明", "规则")
_LEAST_STRETCH = 240
_PADDING, _LONG_WIDTH = 9, 130


class _Cells(QStyledItemDelegate):
    """Texts with the same margins as every table of the window."""

    def __init__(self, model: PagedModel) -> None:
        super().__init__(model)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        inner = paint_ground(painter, option).adjusted(_PADDING, 0, -_PADDING, 0)
        painter.setFont(sized_font("body"))
        painter.setPen(colour("text"))
        text = str(index.data() or "")
        if self._model.columns[index.column()].elides:
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class WhyCard(Card):
    """`asked(code)` on Enter, `opened(customer, problem)` for a row."""

    asked = Signal(str)
    opened = Signal(str, str)

    def __init__(self, save: QWidget) -> None:
        super().__init__()
        self.answer: Answer | None = None
        self.field = QLineEdit()
        self.field.setPlaceholderText(say("reports.code.find"))
        self.field.setMaximumWidth(320)
        self.field.setMinimumWidth(240)
        self.field.returnPressed.connect(lambda: self.asked.emit(self.field.text().strip()))
        self.head = text_label("", "strong", wrap=True)
        self.told = text_label("", "mute-body", wrap=True)
        self.verdict = text_label("", "mute", wrap=True)
        for words in (self.head, self.told, self.verdict):
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.rows_title = text_label("", "mute")
        self.save = save
        self.model = PagedModel([], self)
        self.table = ProblemTable(self.model, (), _LEAST_STRETCH, kept_as="report_rows")
        self.table.setItemDelegate(_Cells(self.model))
        self.table.setAccessibleName(say("reports.code.title"))
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.body.addLayout(row(text_label(say("reports.code.title"), "heading"), None, self.field))
        for widget in (self.head, self.told, self.verdict):
            self.body.addWidget(widget)
        self.body.addLayout(row(self.rows_title, None, save))
        self.body.addWidget(self.table, 1)
        self.body.addStretch(0)
        self.show_words(say("reports.code.hint"))

    def show_words(self, text: str, role: str = "mute-body") -> None:
        """No number is explained: what to do, or why it cannot be."""
        self.answer = None
        self.told.setText(text)
        set_role(self.told, role)
        for widget in (self.head, self.verdict, self.rows_title, self.table, self.save):
            widget.hide()

    def show_answer(self, answer: Answer) -> None:
        """What the number is, in sentences, and its rows."""
        self.answer = answer
        unit = say("reports.code.of", unit=answer.unit_name or say("reports.code.every_unit"))
        self.head.setText(f"{answer.name}    {answer.value_text}    {unit}")
        lines = [
            say("reports.code.how", how=answer.how),
            say("reports.code.printed", reports="、".join(answer.reports), head=answer.head),
            *answer.runs(),
            *answer.behind.notes,
        ]
        self.told.setText("\n".join(filter(None, lines)))
        set_role(self.told, "mute-body")
        self.verdict.setText(answer.verdict())
        set_role(self.verdict, "high-strong" if answer.agrees is False else "ok")
        rows = answer.behind.rows
        self.model.set_columns(_columns(answer.behind.columns))
        self.model.show(ListedRows(rows), len(rows))
        self.rows_title.setText(
            say("reports.code.rows", number=count(len(rows))) if rows else say("reports.code.no_rows")
        )
        for widget in (self.head, self.rows_title):
            widget.show()
        self.verdict.setVisible(bool(self.verdict.text()))
        self.table.setVisible(bool(rows))
        self.save.setVisible(bool(rows))
        self.table.fit()
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
            self.table.setFocus()

    def _open(self, place: int) -> None:
        found, answer = self.model.row(place), self.answer
        if found is None or answer is None:
            return
        named = dict(zip(answer.behind.columns, found, strict=True))
        if named.get(_CUSTOMER):
            self.opened.emit(str(named[_CUSTOMER]), str(named.get(_PROBLEM) or ""))


def _columns(headings: Any) -> list[PagedColumn]:
    """As the rows have them; the longest sentence takes what is left."""
    listed = [str(heading) for heading in headings]
    stretch = next((listed.index(name) for name in _LONG if name in listed), len(listed) - 1)

    def text(place: int) -> Any:
        def cell(found: Row) -> str:
            return "" if found[place] is None else str(found[place])

        return cell

    return [
        PagedColumn(
            heading,
            heading,
            text(place),
            _LONG_WIDTH if heading in _LONG else max(60, 15 * len(heading) + 18),
            place,
            measured=heading not in _LONG,
            elides=heading in _LONG,
            stretch=place == stretch,
        )
        for place, heading in enumerate(listed)
    ]
