"""Formats the three sheets share, each made once."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format

from census_app.foundation.workbooks import palette
from census_app.foundation.workbooks.cells import Styles
from census_app.survey.scenes.model import AnswerKind

_NUMBER_FORMATS = {AnswerKind.DATE: "yyyy-mm-dd", AnswerKind.NUMBER: "General", AnswerKind.READING: "General"}


class Looks:
    """The formats of one workbook."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        boxed, get = styles.boxed, styles.get
        self.title = get(bold=True, font_size=16)
        self.subtitle = get(font_color=palette.MUTE)
        self.heading = get(bold=True, font_size=12, font_color=palette.ACCENT, bottom=5, bottom_color=palette.ACCENT)
        self.system_header = self._header(palette.HEADER, "#FFFFFF")
        self.answer_header = self._header(palette.ANSWER_HEADER, palette.INK, palette.ANSWER_LINE)
        self.number = boxed(align="center", font_color=palette.MUTE)
        self.plain = boxed(text_wrap=True)
        self.centred = boxed(text_wrap=True, align="center")
        self.repeated = boxed(text_wrap=True, align="center", font_color=palette.MUTE)
        self.label = boxed(align="center", text_wrap=True, bold=True, bg_color=palette.PANEL)
        self.item = boxed(text_wrap=True, bold=True, indent=1)
        self.accused = boxed(
            text_wrap=True, bold=True, bg_color=palette.IMPORTANT_GROUND, font_color=palette.IMPORTANT_INK, indent=1
        )
        self.original = boxed(text_wrap=True, bg_color=palette.PANEL, indent=1)
        self.blind = boxed(italic=True, bold=True, font_color=palette.AMBER, bg_color=palette.BLIND_GROUND, indent=1)
        self.written = boxed(align="center", font_color=palette.MUTE, bg_color=palette.PANEL)
        self.code = get(font_name=palette.CODE_FONT, font_size=8, font_color=palette.LINE, num_format="@")
        self.answer = self._answer(num_format="@", text_wrap=True)
        self.choice = self._answer(num_format="@", align="center")
        self.time = self._answer(num_format="h:mm", align="center")
        self.day = self._answer(num_format="yyyy-mm-dd", align="center")
        self.signature = boxed()
        self.head_name = get(
            bold=True,
            font_size=12,
            bg_color=palette.HEAD_GROUND,
            top=5,
            top_color=palette.ACCENT,
            indent=1,
            text_wrap=True,
        )
        self.head_place = get(bg_color=palette.HEAD_GROUND, font_color=palette.MUTE, indent=1, text_wrap=True)
        self.head_problem = get(
            bg_color=palette.HEAD_GROUND, font_color=palette.UP, bold=True, text_wrap=True, indent=1
        )
        self.head_top = get(bg_color=palette.HEAD_GROUND, top=5, top_color=palette.ACCENT)
        self.head = get(bg_color=palette.HEAD_GROUND)
        self.link = boxed(align="center", font_color=palette.BLUE, underline=1)
        self.step = get(text_wrap=True, indent=1)
        self.safe = get(text_wrap=True, bold=True, font_color=palette.ACCENT, bg_color=palette.HEAD_GROUND, indent=1)
        self.note = get(font_color=palette.MUTE, font_size=9, text_wrap=True)
        self.form_no = get(bold=True, shrink=True)
        self._values: dict[str, Format] = {}

    def value(self, answer: AnswerKind) -> Format:
        """The cell of 现场值; only numbers and dates are anything else than text, so that 0137 stays 0137."""
        number_format = _NUMBER_FORMATS.get(answer, "@")
        if number_format not in self._values:
            self._values[number_format] = self._answer(num_format=number_format, text_wrap=True, align="left")
        return self._values[number_format]

    def original_of(self, blind: bool) -> Format:
        """The cell of 档案原值."""
        return self.blind if blind else self.original

    def title_of(self, accused: bool) -> Format:
        """The cell of 普查项."""
        return self.accused if accused else self.item

    def _header(self, ground: str, ink: str, line: str = palette.LINE) -> Format:
        return self._styles.get(
            bold=True, align="center", text_wrap=True, bg_color=ground, font_color=ink, border=1, border_color=line
        )

    def _answer(self, **more: Any) -> Format:
        look = {"border": 1, "border_color": palette.ANSWER_LINE, "bg_color": palette.ANSWER_CELL, "locked": False}
        return self._styles.get(**look, **more)
