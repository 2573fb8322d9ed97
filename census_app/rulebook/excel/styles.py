"""How the workbook looks: the house's colours and fonts, read from the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from census_app.foundation.text_width import lines_needed
from census_app.rulebook.excel.form import Column, Form, Kind

_NARROW = (Kind.CHOICE, Kind.WHOLE, Kind.DATE)
_MARKS = {
    "severity": ("urgent", "important"),
    "status": ("retired", "draft"),
    "verdict": ("wrong", "right"),
}
_LINE_HEIGHT = 14.5
_TALLEST = 409
_TIGHT = 0.93  # words are not cut: lines end a little earlier than the column does


class Styles:
    """Formats of one workbook, each distinct one made once."""

    def __init__(self, workbook: Any, form: Form) -> None:
        self._workbook = workbook
        self._form = form
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """The format with these properties on top of the house font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": self._form.fonts.text, "font_size": 10, "font_color": self._form.colours.ink}
            self._made[key] = self._workbook.add_format({**base, "valign": "top", **properties})
        return self._made[key]

    def title(self) -> Any:
        """The sentence on top of a sheet."""
        return self.get(font_color=self._form.colours.accent, bold=True, font_size=11, valign="vcenter")

    def header(self, column: Column) -> Any:
        """Columns that are edited are green, those that only tell or identify are dark."""
        ground = self._form.colours.header if column.system else self._form.colours.accent
        return self.get(
            bold=True, font_color="#FFFFFF", bg_color=ground, align="center", valign="vcenter", text_wrap=True,
            border=1, border_color=self._form.colours.line,
        )  # fmt: skip

    def cell(self, column: Column, *, first: bool) -> Any:
        """A cell of the table; the first row of a rule or table has a darker line above it."""
        top = {"top": 1, "top_color": self._form.colours.mute} if first else {}
        return self.get(**self._plain(column), border=1, border_color=self._form.colours.line, **top)

    def spare(self, column: Column) -> Any:
        """Cells below the table: text, so that codes and long numbers typed there stay what they are."""
        return self.get(**self._plain(column, spare=True))

    def _plain(self, column: Column, *, spare: bool = False) -> dict[str, Any]:
        plain: dict[str, Any] = {"num_format": "@", "text_wrap": True}
        if column.code:
            plain |= {"font_name": self._form.fonts.code}
        if column.kind in _NARROW:
            plain |= {"align": "center"}
        if column.system and not spare:
            plain |= {"bg_color": self._form.colours.panel}
        if column.kind is Kind.SHOWN:
            plain |= {"font_color": self._form.colours.mute}
        return plain

    def height(self, columns: Sequence[Column], row: Mapping[str, str]) -> float | None:
        """The height that shows every line of a row; None when one line is enough, so that the row can grow."""
        lines = max(lines_needed(row.get(column.key, ""), column.width * _TIGHT) for column in columns)
        return min(lines * _LINE_HEIGHT + 2, _TALLEST) if lines > 1 else None

    def comment(self, column: Column) -> tuple[str, dict[str, Any]]:
        """What a header's comment says, and its box."""
        lines = [column.help]
        if column.required:
            lines.append("每一行都要写。")
        if column.example:
            lines.append(f"例：{column.example}")
        if column.path:
            lines.append(f"（在检查结果里叫 {column.path}）")
        text = "\n".join(lines)
        height = sum(-(-len(line) // 20) for line in text.split("\n"))
        return text, {"width": 280, "height": 22 + 17 * height, "font_name": self._form.fonts.text, "font_size": 9}

    def colour(self, sheet: Any, first: int, last: int, position: int, column: Column) -> None:
        """Colours that follow the words a person chooses."""
        for name in _MARKS.get(column.choices, ()):
            ground, ink = getattr(self._form.colours, name)
            word = self._form.choices[column.choices][name]
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self._mark(ground, ink)}
            sheet.conditional_format(first, position, last, position, rule)
        if column.key == "confirm":
            ground, ink = self._form.colours.confirm
            sheet.conditional_format(
                first, position, last, position, {"type": "no_blanks", "format": self._mark(ground, ink)}
            )

    def _mark(self, ground: str, ink: str) -> Any:
        return self._workbook.add_format({"bg_color": ground, "font_color": ink, "bold": True})
