"""One phone number on many customers: an agent's, an estate office's, a default."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.foundation.masking import masked
from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Kind, Scene

_FIELDS = ("mobile", "phone", "bill_mobile", "outage_mobile")
_ALSO = {"mobile": "contact_name"}


def _factors(scene: Scene) -> Iterable[Factor]:
    for name in _FIELDS:
        accusing = [(CUSTOMER, name), *([(CUSTOMER, _ALSO[name])] if name in _ALSO else [])]
        accusations = scene.allowed("phone", table=CUSTOMER, accusing=accusing)
        text = f"CASE WHEN c.{name} <> '' AND NOT contains(c.{name}, '*') THEN c.{name} END"
        if accusations:
            yield Factor("phone", CUSTOMER, text, (name,), accusations)


def _told(value: str, _names: tuple[str, ...]) -> tuple[str, str]:
    return masked(value), ""


KIND = Kind("phone", _factors, told=_told)
