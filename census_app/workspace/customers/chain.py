"""站-线-变-户-设备-计量点-表: what each of the seven says, and which of them a problem accuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from census_app.workspace.customers.model import ChainLink, TableRecords
from census_app.workspace.problems.model import OUTSTANDING

# kind, table, the field that names it, the fields that describe it
_LINKS = (
    ("substation", "substation", "subs_name", ("subs_no", "run_status")),
    ("feeder", "feeder", "line_name", ("line_no", "run_status")),
    ("transformer", "distribution_transformer", "tg_name", ("tg_no", "tg_cap")),
    ("customer", "customer", "cons_no", ("cons_sort", "contract_cap")),
    ("equipment", "receiving_equipment", "equip_name", ("plate_cap", "run_status")),
    ("point", "metering_point", "mp_no", ("meas_mode", "price_name")),
    ("meter", "meter", "asset_no", ("t_factor", "inst_date")),
)

CHAIN_TABLES = frozenset(table for _, table, _, _ in _LINKS)


def chain_of(tables: Iterable[TableRecords], problems: Iterable[Mapping[str, Any]]) -> tuple[ChainLink, ...]:
    """The seven links in order; one whose table the snapshot lacks says that nothing is known."""
    by_table = {one.table: one for one in tables}
    accused: dict[str, dict[str, tuple[str, str]]] = {}
    for problem in problems:
        if problem["state"] in OUTSTANDING:
            said = (str(problem["rule_title"] or ""), str(problem["rule_id"]))
            accused.setdefault(problem["table"], {}).setdefault(problem["record_key"], said)
    links = []
    for kind, table, named, described in _LINKS:
        found = by_table.get(table) or TableRecords(table, table, 0, (), covered=False)
        told = accused.get(table, {})
        first = next((one for one in found.records if one.key in told), found.records[0] if found.records else None)
        links.append(
            ChainLink(
                kind,
                table,
                (first.value(named) or first.key) if first else "",
                " · ".join(filter(None, (_described(first.cells, name) for name in described))) if first else "",
                first.key if first else "",
                found.count,
                found.covered,
                *(told.get(first.key, ("", "")) if first else ("", "")),
            )
        )
    return tuple(links)


def _described(cells: Iterable[Any], name: str) -> str:
    cell = next((one for one in cells if one.field == name), None)
    if cell is None or not cell.value:
        return ""
    unit = {"tg_cap": " kVA", "contract_cap": " kVA", "plate_cap": " kVA"}.get(name, "")
    label = {"t_factor": f"{cell.name} "}.get(name, "")
    return f"{label}{cell.value}{unit}"
