"""Ctrl+P: how the one page will look, then on paper or into a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFile, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPixmap, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from census_app.desktop.language import say
from census_app.desktop.pages.customer.one_page import draw_page, page_document, page_image
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.widgets.buttons import Button
from census_app.desktop.widgets.layout import row, set_role, text_label
from census_app.desktop.widgets.links import open_file

if TYPE_CHECKING:
    from census_app.desktop.pages.customer.reads import Asked
    from census_app.workspace.customers import CustomerSheet

_SHOWN_WIDTH = 560
_SIZE = (640, 640)
_MARGIN = 15.0
_RESOLUTION = 300


class PrintDialog(QDialog):
    """A page that is not masked says so on itself and here."""

    def __init__(
        self, parent: QWidget, sheet: CustomerSheet, asked: Asked | None, facts: WorkspaceFacts | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("action.print_customer"))
        self.resize(*_SIZE)
        self._customer = sheet.customer
        self.document: QTextDocument = page_document(sheet, asked, facts)
        self.message = text_label(say("customer.print.clear" if sheet.clear else "customer.print.masked"), "mute", True)
        set_role(self.message, "high" if sheet.clear else "mute")
        page = QLabel()
        page.setPixmap(QPixmap.fromImage(page_image(self.document, _SHOWN_WIDTH, self.devicePixelRatioF() * 2)))
        page.setAccessibleName(self.document.toPlainText()[:500])
        area = QScrollArea()
        area.setWidget(page)
        paper, pdf = Button(say("customer.print.paper")), Button(say("customer.print.pdf"), "Enter", primary=True)
        close = Button(say("common.close"), "Esc")
        pdf.setDefault(True)
        paper.clicked.connect(self.print_on_paper)
        pdf.clicked.connect(self.choose_pdf)
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(text_label(say("customer.print.title", customer=sheet.customer), "heading"))
        column.addWidget(self.message)
        column.addWidget(area, 1)
        column.addLayout(row(None, close, paper, pdf))

    def choose_pdf(self) -> None:
        """Where the PDF goes; it opens when it is written."""
        name, _ = QFileDialog.getSaveFileName(self, say("customer.print.pdf"), f"{self._customer}.pdf", "PDF (*.pdf)")
        if name and self.write_pdf(Path(name)):
            open_file(Path(name))
            self.close()

    def write_pdf(self, target: Path) -> bool:
        """The page stands in the file; False, and the dialog says so, when it could not be written."""
        file = QFile(str(target))
        if not file.open(QIODevice.OpenModeFlag.WriteOnly):
            self._refuse(target)
            return False
        writer = QPdfWriter(file)
        writer.setResolution(_RESOLUTION)
        writer.setTitle(say("customer.print.title", customer=self._customer))
        writer.setPageLayout(_layout())
        painter = QPainter()
        if not painter.begin(writer):
            self._refuse(target)
            return False
        draw_page(painter, self.document, QRectF(0, 0, writer.width(), writer.height()))
        painter.end()
        file.close()
        return True

    def _refuse(self, target: Path) -> None:
        self.message.setText(say("customer.print.not_written", file=target.name))
        set_role(self.message, "high")

    def print_on_paper(self) -> None:
        """The system's own print dialog, then the printer."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(_layout())
        if QPrintDialog(printer, self).exec() != QDialog.DialogCode.Accepted:
            return
        painter = QPainter()
        if not painter.begin(printer):
            self.message.setText(say("customer.print.no_printer"))
            set_role(self.message, "high")
            return
        draw_page(painter, self.document, QRectF(0, 0, printer.width(), printer.height()))
        painter.end()
        self.close()


def _layout() -> QPageLayout:
    size = QPageSize(QPageSize.PageSizeId.A4)
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
