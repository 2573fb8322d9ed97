"""A customer on one page of A4, as masked as on the screen: what is wrong, why, its chain, what happened."""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QFont, QImage, QPainter, QTextDocument

from census_app.desktop.core_words import worded
from census_app.desktop.language import label, say
from census_app.desktop.pages.customer.links import happening_words
from census_app.desktop.pages.customer.verdict import messages_of, verdict_sentence
from census_app.desktop.pages.problems.columns import rule_title
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.problem_query import LIVE_STATES
from census_app.desktop.theme.look import tokens

if TYPE_CHECKING:
    from census_app.desktop.pages.customer.reads import Asked
    from census_app.workspace.customers import CustomerSheet
    from census_app.workspace.customers.model import ChainLink

WIDTH, HEIGHT = 700.0, 1010.0
"""The page inside its margins, in the points the text is laid out in (A4 at 1 : √2)."""
_MOST_PROBLEMS, _MOST_HISTORY, _MOST_FIELDS = 12, 14, 24
_STYLE = """
body{color:#111} h1{font-size:20px;margin:0} span.part{font-size:14px;font-weight:700}
td,th{font-size:12px;padding:3px 6px 3px 0;vertical-align:top;text-align:left}
p{font-size:12px;margin:2px 0} .mute{color:#555}
"""


def page_document(sheet: CustomerSheet, asked: Asked | None, facts: WorkspaceFacts | None) -> QTextDocument:
    """The page as a document, black on white whatever the look is."""
    document = QTextDocument()
    font = QFont()
    font.setFamilies(list(tokens().fonts))
    font.setPixelSize(12)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(_STYLE)
    document.setDocumentMargin(0)
    document.setHtml("".join(_parts(sheet, asked, facts)))
    document.setTextWidth(WIDTH)
    return document


def _parts(sheet: CustomerSheet, asked: Asked | None, facts: WorkspaceFacts | None) -> list[str]:
    own = sheet.records("customer")
    name = own[0].value("cons_name") if own else sheet.name
    told = " · ".join(
        filter(None, (sheet.status, sheet.kind, sheet.unit_name, say("customer.data_date", date=sheet.data_date)))
    )
    live = sum(one["state"] in LIVE_STATES for one in sheet.problems)
    parts = [
        f"<h1>{escape(name or sheet.customer)}</h1>",
        f"<p>{escape(say('evidence.customer', customer=sheet.customer))} · {escape(told)}</p>",
        f"<p class='mute'>{escape(_source(sheet, facts))}</p>",
        _heading(say("customer.print.chain")),
        _table(
            [[say(f"customer.chain.{link.kind}"), _link_words(link), _accusing(link, facts)] for link in sheet.chain]
        ),
        _heading(say("customer.problems"), say("customer.problems_note", number=len(sheet.problems), live=live)),
        _problems(sheet, facts),
    ]
    if asked is not None and asked.explanation is not None:
        parts.append(_heading(say("customer.why"), f"{asked.rule_id} {asked.title}"))
        said = (verdict_sentence(asked.explanation), *messages_of(asked.explanation))
        parts += [f"<p>{escape(words)}</p>" for words in said]
    if own:
        cells = [cell for cell in own[0].cells if cell.value and cell.state == "known"][:_MOST_FIELDS]
        pairs = [[worded(cell.name), cell.value] for cell in cells]
        parts += [_heading(say("customer.print.record")), _table([a + b for a, b in _two_by_two(pairs)])]
    lines = [[one.when, f"{one.who} {happening_words(one, facts)}".strip()] for one in sheet.history[:_MOST_HISTORY]]
    parts += [_heading(say("customer.history"), say("customer.history_note", number=len(sheet.history))), _table(lines)]
    return parts


def _source(sheet: CustomerSheet, facts: WorkspaceFacts | None) -> str:
    masked = say("customer.print.clear") if sheet.clear else say("customer.print.masked")
    moment = f"{datetime.now():%Y-%m-%d %H:%M}"
    where = {"name": facts.name, "run": facts.run, "pack": facts.pack} if facts else {"name": "", "run": "", "pack": ""}
    sample = say("customer.print.sample") if facts and facts.sample else ""
    return " · ".join(filter(None, (say("customer.print.source", moment=moment, **where), masked, sample)))


def _accusing(link: ChainLink, facts: WorkspaceFacts | None) -> str:
    return rule_title(facts, link.rule, link.said) if link.rule else ""


def _link_words(link: Any) -> str:
    if not link.covered:
        return say("customer.cell.not_imported")
    if not link.count:
        return say("customer.chain_none")
    several = say("customer.chain_several", number=link.count) if link.count > 1 else ""
    return "  ".join(filter(None, (link.title, link.detail, several)))


def _problems(sheet: CustomerSheet, facts: WorkspaceFacts | None) -> str:
    if not sheet.problems:
        return f"<p>{escape(say('customer.no_problems'))}</p>"
    rows = []
    for one in sheet.problems[:_MOST_PROBLEMS]:
        title = rule_title(facts, str(one["rule_id"]), str(one["rule_title"] or ""))
        state, severity = label("state", str(one["state"])), label("severity", str(one["severity"]))
        rows.append([severity, f"{one['rule_id']} {title}", str(one["message"] or ""), state, str(one["problem_no"])])
    left = len(sheet.problems) - len(rows)
    more = f"<p class='mute'>{escape(say('customer.rehearsal_others', number=left))}</p>" if left else ""
    return _table(rows) + more


def _heading(title: str, note: str = "") -> str:
    """A paragraph, for a heading right below a table loses its room."""
    more = f" <span class='mute'>{escape(note)}</span>" if note else ""
    return f"<p>&nbsp;</p><p><span class='part'>{escape(title)}</span>{more}</p>"


def _table(rows: list[list[str]]) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table width='100%' cellspacing='0'>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _two_by_two(pairs: list[list[str]]) -> list[tuple[list[str], list[str]]]:
    half = (len(pairs) + 1) // 2
    right = [*pairs[half:], *([["", ""]] * (half - (len(pairs) - half)))]
    return list(zip(pairs[:half], right, strict=True))


def draw_page(painter: QPainter, document: QTextDocument, area: QRectF) -> None:
    """The whole document inside the area, made smaller when it is longer than a page."""
    size = QSizeF(WIDTH, max(HEIGHT, document.size().height()))
    scale = min(area.width() / size.width(), area.height() / size.height())
    painter.save()
    painter.translate(area.topLeft())
    painter.scale(scale, scale)
    document.drawContents(painter)
    painter.restore()


def page_image(document: QTextDocument, width: int, ratio: float = 1.0) -> QImage:
    """How the page will look, `width` logical pixels wide with its margins."""
    height = round(width * 2**0.5)
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    margin = width * 0.07
    draw_page(painter, document, QRectF(margin, margin, width - 2 * margin, height - 2 * margin))
    painter.end()
    return image
