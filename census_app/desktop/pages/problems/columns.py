"""The columns of the problem list: which value, which words, how wide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from census_app.desktop.language import label, say
from census_app.desktop.session import WorkspaceFacts
from census_app.desktop.tables.paged_model import PagedColumn, Row
from census_app.desktop.tables.problem_query import RISK, SHOWN
from census_app.desktop.theme.look import advance
from census_app.desktop.widgets.chips import SEVERITY_TONE, STATE_TONE, chip_width

_HEADING_ROOM = 18
_CHIP_ROOM = 18
_AT = {name: place for place, name in enumerate(SHOWN)}


def value(row: Row, name: str) -> str:
    """A shown value as text; empty for null."""
    found = row[_AT[name]]
    return "" if found is None else str(found)


def short_date(text: str) -> str:
    """`2026-11-25` → `11-25`; anything else unchanged."""
    try:
        return date.fromisoformat(text[:10]).strftime("%m-%d")
    except ValueError:
        return text


def unit_text(name: str, unit: str = "") -> str:
    """The unit's name, its code when no name is known, 未归属 when there is none."""
    return name or unit or say("problems.no_unit")


def _risk(row: Row) -> str:
    return f"{row[RISK]:.1f}" if len(row) > RISK and row[RISK] is not None else "—"


def problem_columns(facts: WorkspaceFacts | None, *, people: bool = False, risk: bool = False) -> list[PagedColumn]:
    """Ten columns; message, name and station may elide with the whole on hover.

    With `people` whoever has the problem takes the place of the weeks it runs; `risk` puts the score first.
    """

    def column(name: str, width: int, **more: object) -> PagedColumn:
        heading = say(f"problems.column.{name}")
        return PagedColumn(
            name,
            heading,
            more.pop("text", lambda row: value(row, name)),  # type: ignore[arg-type]
            width,
            _AT.get(name, RISK),
            room=max(_heading_width(heading), more.pop("chips", 0)),  # type: ignore[call-overload]
            **more,  # type: ignore[arg-type]
        )

    last = column("weeks_running", 56, right=True)
    if people:
        last = column("person", 74, elides=True, text=lambda row: value(row, "person") or "—")
    return [
        *([column("risk", 64, right=True, text=_risk)] if risk else []),
        column(
            "severity",
            0,
            chips=_chip_column("severity", SEVERITY_TONE),
            text=lambda row: label("severity", value(row, "severity")),
        ),
        column("rule_id", 60, measured=True, note=lambda row: rule_title(facts, value(row, "rule_id"))),
        column("customer", 106, measured=True, text=lambda row: value(row, "customer") or "—"),
        column("customer_name", 100, elides=True, text=lambda row: value(row, "customer_name") or "—"),
        column("message", 280, elides=True, stretch=True),
        column("unit_name", 98, elides=True, keeps_end=True, text=lambda row: unit_text(value(row, "unit_name"))),
        column("tg_name", 122, elides=True, text=lambda row: value(row, "tg_name") or "—"),
        column(
            "state", 0, chips=_chip_column("state", STATE_TONE), text=lambda row: label("state", value(row, "state"))
        ),
        *([] if risk and not people else [last]),
        column("due_date", 64, right=True, text=lambda row: short_date(value(row, "due_date")) or "—"),
    ]


def _heading_width(text: str) -> int:
    return advance(text, "body", bold=True) + _HEADING_ROOM


def _chip_column(group: str, values: Iterable[str]) -> int:
    """Chip columns get the width of their longest word."""
    return max(chip_width(label(group, value)) for value in values) + _CHIP_ROOM


def rule_title(facts: WorkspaceFacts | None, rule_id: str, short: str = "") -> str:
    """The rule's title in the active pack, else the short one the problem remembers, else its id."""
    known = facts.rules.get(rule_id) if facts else None
    return known.title if known else short or rule_id
