"""One person whose hands the records went through: area manager, account manager, handler of an order, team."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_ROLES = {
    CUSTOMER: {"tg_manager": "台区经理", "cust_manager": "客户经理", "team_name": "班组"},
    "distribution_transformer": {"tg_manager": "台区经理"},
    "connection_order": {"handler": "客户经理"},
    "survey_record": {"surveyor": "普查人"},
}
_SEPARATOR = "|"


def _factors(scene: Scene) -> Iterable[Factor]:
    for level, roles in _ROLES.items():
        accusations = scene.allowed("manager", table=level)
        table = scene.dictionary.table(level)
        for name, role in roles.items():
            if not accusations or not table.has_field(name):
                continue
            org = "c.org_no" if table.has_field("org_no") else "NULL::VARCHAR"
            text = (
                f"CASE WHEN c.{name} <> '' THEN concat_ws('{_SEPARATOR}', '{role}', coalesce({org}, ''), c.{name}) END"
            )
            fields = (name, "org_no") if table.has_field("org_no") else (name,)
            yield Factor("manager", level, text, fields, accusations)


def _code(value: str) -> str:
    return value.split(_SEPARATOR)[1]


def _told(value: str, names: tuple[str, ...]) -> tuple[str, str]:
    role, unit, person = value.split(_SEPARATOR, 2)
    where = names[0] or unit
    return f"{person}（{where}）" if where else person, role


KIND = Kind("manager", _factors, named=(("org_unit", "org_no", "org_name"),), code=_code, told=_told)
