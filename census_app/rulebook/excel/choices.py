"""The hidden sheet behind the drop-downs: categories, tables and the fields of each table, with names for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from census_app.rulebook.excel.form import Column, Form, Kind, SheetForm
from census_app.rulebook.excel.grid import column_letters

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary

_FIELDS = "字段_"
_NAMES = {"categories": "类别表", "tables": "表名表"}
_RULE_ROWS = 5000


class ChoiceSheet:
    """Knows the lists, says where a column's list is, and writes them."""

    def __init__(self, form: Form, dictionary: Dictionary) -> None:
        self._form = form
        tables = list(dictionary.tables.values())
        self._lists: dict[str, list[str]] = {
            _NAMES["categories"]: [category.zh for category in dictionary.categories],
            _NAMES["tables"]: [table.rule_name for table in tables],
            **{f"{_FIELDS}{table.rule_name}": [field.rule_name for field in table.fields] for table in tables},
        }

    def source(self, column: Column, sheet: SheetForm) -> Any:
        """The source of the column's drop-down: words, a name, or a formula that looks at the row's table."""
        if column.kind is Kind.CHOICE:
            return list(self._form.choices[column.choices].values())
        rules = self._form.sheets["rules"]
        ids = self._letters(rules, "id")
        if column.choices == "rules":
            return f"='{rules.name}'!${ids}$3:${ids}${_RULE_ROWS}"
        if column.choices == "fields":
            return self._fields(sheet, rules, ids)
        return f"={_NAMES[column.choices]}"

    def _fields(self, sheet: SheetForm, rules: SheetForm, ids: str) -> str:
        """The fields of the table written in the row; without one, of the table its rule accuses."""
        own = f"${self._letters(sheet, 'table')}3"
        if not any(column.key == "rule" for column in sheet.columns):
            return f'=INDIRECT("{_FIELDS}"&{own})'
        tables, rule = self._letters(rules, "table"), f"${self._letters(sheet, 'rule')}3"
        looked_up = (
            f"INDEX('{rules.name}'!${tables}$3:${tables}${_RULE_ROWS},"
            f"MATCH({rule},'{rules.name}'!${ids}$3:${ids}${_RULE_ROWS},0))"
        )
        return f'=INDIRECT("{_FIELDS}"&IF({own}="",{looked_up},{own}))'

    def _letters(self, sheet: SheetForm, key: str) -> str:
        return column_letters(sheet.columns.index(sheet.column(key)) + 1)

    def write(self, workbook: Any) -> None:
        """The hidden sheet, one list a column, and a defined name for each."""
        sheet = workbook.add_worksheet(self._form.choice_sheet)
        sheet.hide()
        for position, (name, words) in enumerate(self._lists.items()):
            sheet.write_string(0, position, name)
            for row, word in enumerate(words, start=1):
                sheet.write_string(row, position, word)
            letters = column_letters(position + 1)
            area = f"${letters}$2:${letters}${max(len(words), 1) + 1}"
            workbook.define_name(name, f"={self._form.choice_sheet}!{area}")
