"""追补电量 and 追补电费: what a settled problem brought back, entered per problem; the last entry of a kind counts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from census_app.foundation.database import reading, writing
from census_app.foundation.errors import BadInput
from census_app.survey.recovery_settings import recovery_settings
from census_app.workspace.acts import Act
from census_app.workspace.log.sealed_rows import append_with_rows
from census_app.workspace.people.permissions import require_kind
from census_app.workspace.problems.acts import checked_numbers, standing, units_of
from census_app.workspace.survey_tables import recoveries

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

RECOVERY_ENTERED = "recovery.entered"
_NAMED = 5


@dataclass(frozen=True)
class Recovery:
    """What was recovered for one problem: kWh and yuan, exact decimals, never negative (`kind` says which way).

    `period` says for which months, `person` who settled it; texts are empty where nothing was said. `act` is the act
    that entered it, 0 before.
    """

    problem_no: str
    energy: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    kind: str = ""
    period: str = ""
    note: str = ""
    person: str = ""
    act: int = 0

    @property
    def sign(self) -> int:
        """1 when it adds to sums, −1 when it was given back."""
        return recovery_settings().kinds[self.kind].sign

    def row(self) -> dict[str, Any]:
        """The row of `survey_tables.recoveries`."""
        return {
            "problem_no": self.problem_no,
            "energy": f"{self.energy:f}",
            "amount": f"{self.amount:f}",
            "kind": self.kind,
            "period": self.period,
            "note": self.note,
            "person": self.person,
        }


def read_recovery(problem_no: str, energy: str, amount: str, **texts: str) -> Recovery:
    """The recovery as a person wrote it; `BadInput` says what is wrong with it."""
    settings = recovery_settings()
    kind = settings.kind(texts.pop("kind", "") or settings.default_kind)
    if kind is None:
        raise BadInput("看不懂的种类", f"可以写：{'、'.join(settings.kinds)}")
    if not energy.strip() and not amount.strip():
        raise BadInput("电量和电费都是空的", "至少填一个；要取消以前登记的，填 0")
    too_long = [name for name, text in texts.items() if len(text) > settings.longest_text]
    if too_long:
        raise BadInput(f"文字太长，最多 {settings.longest_text} 个字", "写短一些")
    return Recovery(
        checked_numbers([problem_no])[0],
        _decimal(energy, "电量", "千瓦时", settings.energy_decimals),
        _decimal(amount, "电费", "元", settings.amount_decimals),
        kind,
        texts.get("period", "").strip(),
        texts.get("note", "").strip(),
        texts.get("person", "").strip(),
    )


def enter_recoveries(workspace: Workspace, entries: Sequence[Recovery], *, now: datetime | None = None) -> Act | None:
    """The recoveries stand in the workspace by one act, or none of them; None when all of them stood there already.

    `BadInput` when a problem is unknown, or two entries speak of one problem and kind.
    """
    numbers = [entry.problem_no for entry in entries]
    found = standing(workspace, checked_numbers(numbers))
    require_kind(workspace, RECOVERY_ENTERED, units_of(found))
    _refuse_double(entries)
    with writing(workspace.engine) as connection:
        known = recoveries_in(connection)
        fresh = [entry for entry in entries if _changes(known, entry)]
        if not fresh:
            return None
        content = {"about": sorted({entry.problem_no for entry in fresh})}
        rows = {recoveries.name: [entry.row() for entry in fresh]}
        return append_with_rows(connection, RECOVERY_ENTERED, "", content, rows, now=now)


def recoveries_in(connection: Connection, until_act: int | None = None) -> dict[tuple[str, str], Recovery]:
    """(Problem, kind) → what counts: the last entry up to the act; entries of 0 kWh and 0 yuan are cancelled ones."""
    query = select(recoveries).order_by(recoveries.c.act, recoveries.c.position)
    if until_act is not None:
        query = query.where(recoveries.c.act <= until_act)
    found: dict[tuple[str, str], Recovery] = {}
    for row in connection.execute(query).mappings():
        found[row["problem_no"], row["kind"]] = Recovery(
            row["problem_no"],
            Decimal(row["energy"]),
            Decimal(row["amount"]),
            *(row[name] for name in ("kind", "period", "note", "person", "act")),
        )
    return found


def total_of(entries: Iterable[Recovery]) -> tuple[Decimal, Decimal]:
    """Energy (kWh) and amount (yuan) of the entries, what was given back taken off."""
    energy = amount = Decimal(0)
    for entry in entries:
        energy += entry.sign * entry.energy
        amount += entry.sign * entry.amount
    return energy, amount


def known_recoveries(workspace: Workspace) -> list[Recovery]:
    """What counts now, by problem and kind, without the cancelled ones."""
    with reading(workspace.engine) as connection:
        found = recoveries_in(connection)
    return [entry for _, entry in sorted(found.items()) if entry.energy or entry.amount]


def _changes(known: dict[tuple[str, str], Recovery], entry: Recovery) -> bool:
    before = known.get((entry.problem_no, entry.kind))
    return before is None or before.row() != entry.row()


def _refuse_double(entries: Sequence[Recovery]) -> None:
    seen: set[tuple[str, str]] = set()
    double = []
    for entry in entries:
        key = (entry.problem_no, entry.kind)
        double += [f"{entry.problem_no}（{entry.kind}）"] if key in seen else []
        seen.add(key)
    if double:
        raise BadInput(
            f"同一个问题写了两次：{'、'.join(double[:_NAMED])}", "每个问题每个种类只留一行；这次没有写入任何内容"
        )


def _decimal(text: str, name: str, unit: str, decimals: int) -> Decimal:
    written = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    if not written:
        return Decimal(0)
    try:
        value = Decimal(written)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise BadInput(f"{name}不是数：{text[:40]}", f"写成数字，例如 1234.5（{unit}）")
    if value < 0 or value > recovery_settings().largest:
        raise BadInput(f"{name}超出范围：{text[:40]}", "不写负数，退还的把种类写成“退补”；也许单位写错了")
    if value != round(value, decimals):
        raise BadInput(f"{name}最多 {decimals} 位小数：{text[:40]}", f"四舍五入到 {decimals} 位")
    return round(value, decimals)
