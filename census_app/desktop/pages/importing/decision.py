"""One question at a time: what is this column, or this sheet; then the row account of the table."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from census_app.desktop.core_words import worded
from census_app.desktop.language import count, say
from census_app.desktop.pages.importing.account import RowAccount
from census_app.desktop.pages.importing.names import FieldNames
from census_app.desktop.pages.importing.preview import ColumnGuess, TableGuess
from census_app.desktop.widgets.layout import Card, clear_layout, rule_line, text_label
from census_app.desktop.widgets.options import Option

WIDTH = 306
_OFFERED = 2


class DecisionCard(Card):
    """`field_chosen` and `table_chosen` carry the answer: an id, or None for 不导入."""

    field_chosen = Signal(object)
    table_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__((16, 14, 16, 14), 8)
        self.setFixedWidth(WIDTH)
        self._question = QVBoxLayout()
        self._question.setSpacing(8)
        self.options: list[Option] = []
        self.other = QComboBox()
        self.account = RowAccount()
        self.body.addLayout(self._question)
        self.body.addStretch(1)
        self.body.addWidget(rule_line())
        self.body.addWidget(self.account)

    def show_column(self, table: TableGuess, column: ColumnGuess | None, names: FieldNames) -> None:
        """Ask about one column, or about the sheet itself while that is open."""
        clear_layout(self._question)
        self.options = []
        if table.table is None or table.questions:
            self._ask_table(table, names)
        elif column is not None:
            self._ask_column(table, column, names)
        title = say("import.account.title", table=names.table(table.table or "") or table.file)
        self.account.show_account(title, table.read, table.rows, table.rejected, table.skipped)

    def show_table(self, table: TableGuess, names: FieldNames) -> None:
        """Ask about the sheet itself."""
        clear_layout(self._question)
        self.options = []
        self._ask_table(table, names)

    def _heading(self, text: str, reason: str) -> None:
        self._question.addWidget(text_label(text, "heading", wrap=True))
        if reason:
            self._question.addWidget(text_label(reason, "mute", wrap=True))

    def _ask_column(self, table: TableGuess, column: ColumnGuess, names: FieldNames) -> None:
        header = column.header or say("import.mapping.no_header", number=column.index + 1)
        self._heading(say("import.decision.column", header=header), worded(column.reason))
        offered = [column.field] if column.field else []
        offered += [name for name in column.candidates if name not in offered][:_OFFERED]
        for name in offered:
            if name is not None:
                guess = name == column.field
                consequence = say("import.decision.guess" if guess else "import.decision.candidate")
                self._offer(names.field(table.table or "", name), consequence, guess, name)
        missing = say("import.decision.drop_key") if names.is_key(table.table or "", column.field) else ""
        self._offer(
            say("import.decision.drop"), missing or say("import.decision.drop_text"), column.field is None, None
        )
        self._add_other(table, column, names)

    def _offer(self, text: str, consequence: str, chosen: bool, answer: str | None) -> None:
        option = Option(str(len(self.options) + 1), text, consequence, chosen)
        option.clicked.connect(lambda _c=False, value=answer: self.field_chosen.emit(value))
        self.options.append(option)
        self._question.addWidget(option)

    def _add_other(self, table: TableGuess, column: ColumnGuess, names: FieldNames) -> None:
        self.other = QComboBox()
        self.other.addItem(say("import.decision.other"), None)
        self.other.setAccessibleName(self.other.itemText(0))
        for name in names.fields.get(table.table or "", {}):
            if name != column.field:
                self.other.addItem(names.field(table.table or "", name), name)
        self.other.activated.connect(self._other_chosen)
        self._question.addWidget(self.other)

    def _other_chosen(self, place: int) -> None:
        if place > 0:
            self.field_chosen.emit(self.other.itemData(place))

    def _ask_table(self, table: TableGuess, names: FieldNames) -> None:
        where = f"{table.file} · {table.sheet}" if table.sheet else table.file
        self._heading(say("import.decision.table", sheet=where), " ".join(table.questions))
        offered = [table.table] if table.table else []
        offered += [name for name in table.table_candidates if name not in offered][:_OFFERED]
        for name in offered:
            if name is not None:
                self._offer_table(names.table(name), say("import.decision.table_text", rows=count(table.rows)), name)
        self._offer_table(say("import.decision.drop_table"), say("import.decision.drop_table_text"), None)
        box = QComboBox()
        box.addItem(say("import.decision.other_table"), None)
        box.setAccessibleName(box.itemText(0))
        for name in names.tables:
            box.addItem(names.table(name), name)
        box.activated.connect(lambda place: self.table_chosen.emit(box.itemData(place)) if place > 0 else None)
        self._question.addWidget(box)
        self.other = box

    def _offer_table(self, text: str, consequence: str, answer: str | None) -> None:
        option = Option(str(len(self.options) + 1), text, consequence, False)
        option.clicked.connect(lambda _c=False, value=answer: self.table_chosen.emit(value))
        self.options.append(option)
        self._question.addWidget(option)
