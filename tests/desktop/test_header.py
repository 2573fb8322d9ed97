"""What a page says of itself is read whole wherever the window is wide enough for it at all."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from census_app.desktop.widgets.header import Header, Subtitle
from census_app.desktop.widgets.layout import ToolLayout, text_label

WORDS = "数据日期 2026-11-25 · 校验批次 20261125-003 · 规则包 census-112 0.8.7 · 未关闭 105 条"


def test_a_subtitle_stands_below_the_buttons_where_it_would_be_cut_beside_them(qtbot: QtBot) -> None:
    tools, subtitle = ToolLayout(), Subtitle()
    header = Header(text_label("问题清单", "title"), subtitle, tools)
    qtbot.addWidget(header)
    button = QPushButton("导出周清单，一个很长的按钮")
    button.setFixedWidth(300)
    tools.addWidget(button)
    subtitle.setText(WORDS)
    wide = subtitle.sizeHint().width()
    header.resize(wide + 400, 60)
    header.show()
    qtbot.waitUntil(lambda: subtitle.geometry().right() < button.geometry().left())
    header.resize(wide + 100, 90)
    qtbot.waitUntil(lambda: subtitle.geometry().top() >= button.geometry().bottom())
    assert subtitle.width() >= wide and not subtitle.toolTip()
    subtitle.setText("105 条")
    qtbot.waitUntil(lambda: subtitle.geometry().top() < button.geometry().bottom())
