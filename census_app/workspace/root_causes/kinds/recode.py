"""One code that became another: the customer says the old one, its metering points or its area the new one."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_PAIRS = (
    ("台区编号", "tg_no", "points.tg_no", "points", ((CUSTOMER, "tg_no"), ("metering_point", "tg_no"))),
    ("线路编号", "line_no", "points.line_no", "points", ((CUSTOMER, "line_no"), ("metering_point", "line_no"))),
    ("供电单位", "org_no", "area.org_no", "area", ((CUSTOMER, "org_no"),)),
)
_SEPARATOR = "｜"


def _factors(scene: Scene) -> Iterable[Factor]:
    for label, mine, other, join, accusing in _PAIRS:
        accusations = scene.allowed("recode", table=CUSTOMER, accusing=accusing)
        text = f"CASE WHEN c.{mine} <> {other} THEN concat('{label}{_SEPARATOR}', c.{mine}, ' → ', {other}) END"
        fields = (mine, "tg_no") if join == "area" else (mine,)
        if accusations:
            yield Factor("recode", CUSTOMER, text, fields, accusations, (join,), faulty=True)


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    label, _, pair = value.partition(_SEPARATOR)
    return pair, f"{label} {pair}"


KIND = Kind("recode", _factors, told=_told)
