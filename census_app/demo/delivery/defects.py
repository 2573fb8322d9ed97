"""Defects of the files themselves: rows without a key, repeated rows, unreadable cells; all known, all told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.demo.columns import DeliveredTable
from census_app.demo.delivery.queries import Column
from census_app.demo.plan import CountyPlan
from census_app.demo.truth import DeliveryDefect
from census_app.demo.weeks import WeekRoles

if TYPE_CHECKING:
    import duckdb

_KEYLESS_TABLE = "meter"
_UNREADABLE = {"build_date": "2003-02-30", "contract_cap": "八千瓦", "cert_no": "=130929198801010019"}
_HABITS = {
    "build_date": "日期不存在",
    "contract_cap": "数字写成了文字",
    "cert_no": "18 位证件号存成了数字，末位已丢",
}


@dataclass(frozen=True)
class Defects:
    """`overrides` go into customer cells; `unit` is the unit whose customer file has bad rows; `rows` tell all."""

    unit: str
    repeated: str
    overrides: Mapping[tuple[str, str], str]
    rows: tuple[DeliveryDefect, ...]

    def with_extra_rows(self, query: str, unit: str, columns: Sequence[Column]) -> str:
        """SQL: the unit's rows, and in the chosen unit one row without customer number and one row twice."""
        key = next(
            (f"c{index}" for index, column in enumerate(columns) if column.entry and column.entry.id == "cons_no"), ""
        )
        if unit != self.unit or not key:
            return query
        again = f"SELECT * FROM ({query}) WHERE {key} = '{self.repeated}'"
        keyless = f"SELECT * REPLACE (NULL AS {key}) FROM ({query}) WHERE {key} = '{self.repeated}'"
        return f"FROM ({query}) UNION ALL ({again}) UNION ALL ({keyless})"

    def with_keyless_row(self, query: str, table: DeliveredTable, columns: Sequence[Column]) -> str:
        """SQL: the rows, for meters with one more that has no asset number."""
        if table.id != _KEYLESS_TABLE:
            return query
        key = next(column.header for column in columns if column.entry and column.entry.id in table.entry.key)
        return f'FROM ({query}) UNION ALL (SELECT * REPLACE (NULL AS "{key}") FROM ({query}) LIMIT 1)'


def place_defects(connection: duckdb.DuckDBPyConnection, plan: CountyPlan, roles: WeekRoles) -> Defects:
    """Customers nobody else spoils are chosen for the defects; the same ones in both weeks."""
    unit = roles.careless
    wanted = len(_UNREADABLE) + 1
    found = connection.execute(
        """SELECT cons_no FROM pool WHERE kind = 'home' AND org_no = $unit AND cert_type = '居民身份证'
        AND cons_no NOT IN (FROM touched) ORDER BY draw('导出缺陷', i) LIMIT $wanted""",
        {"unit": unit, "wanted": wanted},
    ).fetchall()
    customers = [name for (name,) in found]
    repeated = customers.pop()
    overrides = {
        (field, customer): text for (field, text), customer in zip(_UNREADABLE.items(), customers, strict=False)
    }
    rows = [
        DeliveryDefect("rejected", "customer", unit, "", "cons_no", "没有用户编号的行"),
        DeliveryDefect("repeated", "customer", unit, repeated, "", "整行重复"),
        DeliveryDefect("rejected", "meter", "电能表.csv", "", "asset_no", "没有资产编号的行"),
    ]
    rows += [
        DeliveryDefect("unreadable", "customer", unit, customer, field, _HABITS[field]) for field, customer in overrides
    ]
    rows += [
        DeliveryDefect("masked", "customer", code, "", "", "姓名、电话、证件号打了码") for code in sorted(roles.masked)
    ]
    return Defects(unit, repeated, overrides, tuple(rows))
