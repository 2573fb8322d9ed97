"""The document's page, fonts and styles; Chinese text has its font named for East Asia, or Word picks its own."""

from __future__ import annotations

from typing import Any

from census_app.foundation.workbooks.palette import (
    ACCENT,
    CODE_FONT,
    FONT,
    IMPORTANT_INK,
    INK,
    MUTE,
    NORMAL_INK,
    URGENT_GROUND,
)

_POINTS = {"body": 10.5, "cell": 9, "code": 8, "note": 8.5}


def prepare(document: Any) -> None:
    """A4 with margins, styles for headings, contents, cells, codes, notes and marks."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    styles = document.styles
    _font(styles["Normal"], _POINTS["body"], INK)
    styles["Normal"].paragraph_format.space_after = Pt(4)
    for level, size in ((1, 20), (2, 15), (3, 12)):
        style = styles[f"Heading {level}"]
        _font(style, size, ACCENT if level == 1 else INK, bold=True)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(5)
        style.paragraph_format.keep_with_next = True
    _font(styles["Title"], 28, ACCENT, bold=True)
    _font(styles["List Bullet"], _POINTS["body"], INK)
    for name, kind, color in (("Cell", "cell", INK), ("CellHeader", "cell", INK), ("CellNote", "note", MUTE)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _font(style, _POINTS[kind], color, bold=name == "CellHeader")
        style.paragraph_format.space_after = Pt(1)
    code = styles.add_style("CellCode", WD_STYLE_TYPE.PARAGRAPH)
    _font(code, _POINTS["code"], NORMAL_INK, CODE_FONT)
    code.paragraph_format.space_after = Pt(2)
    _add_character_styles(styles)
    _add_contents_styles(styles)


def grade_style(severity: str) -> str:
    """The character style of a severity's word."""
    return f"Grade{severity.capitalize()}"


def _add_character_styles(styles: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import RGBColor

    for name, color, bold in (
        ("Reference", ACCENT, False),
        ("Muted", MUTE, False),
        ("Emphasised", INK, True),
        ("GradeUrgent", URGENT_GROUND, True),
        ("GradeImportant", IMPORTANT_INK, True),
        ("GradeNormal", NORMAL_INK, True),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb = RGBColor.from_string(color.removeprefix("#"))
        style.font.bold = bold


def _add_contents_styles(styles: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Mm, Pt

    for level in (1, 2):
        style = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        _font(style, 11 if level == 1 else 10, INK, bold=level == 1)
        style.paragraph_format.left_indent = Mm(6 * (level - 1))
        style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.tab_stops.add_tab_stop(Mm(174), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _font(style: Any, points: float, color: str, name: str = FONT, *, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name = name
    style.font.size = Pt(points)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(color.removeprefix("#"))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:eastAsia"), FONT)
