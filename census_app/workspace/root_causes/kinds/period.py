"""One month: of the bill, of the account's opening, of the meter's installation, of the order."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.archive.columns import is_year_month
from census_app.dictionary.model import FieldType
from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_DATED = {CUSTOMER: "build_date", "meter": "inst_date", "connection_order": "accept_time", "contract": "sign_date"}
_SEPARATOR = "|"


def _factors(scene: Scene) -> Iterable[Factor]:
    for level in sorted({CUSTOMER, *scene.tables}):
        table = scene.dictionary.table(level)
        name = table.period_field or _DATED.get(level)
        accusations = scene.allowed("period", table=level)
        if name is None or not accusations or not table.has_field(name):
            continue
        entry = table.field(name)
        dated = entry.type in (FieldType.DATE, FieldType.DATETIME)
        if not dated and not is_year_month(entry):
            continue
        month = f"strftime(c.{name}, '%Y%m')" if dated else f"c.{name}"
        # a rule about the date itself would find nothing but its own bound
        blind = frozenset(one.number for one in scene.accusations if one.accuses(level, name))
        label = entry.rule_name.replace("'", "''")
        text = f"CASE WHEN c.{name} IS NOT NULL THEN concat('{label}{_SEPARATOR}', {month}) END"
        yield Factor("period", level, text, (name,), accusations - blind)


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    label, _, month = value.partition(_SEPARATOR)
    return f"{month[:4]}-{month[4:]}", label


KIND = Kind("period", _factors, told=_told)
