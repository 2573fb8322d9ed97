"""Checks of single values beyond their type, by field: `resources/survey/values.yaml`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings

_ID_LENGTHS = (15, 18)
_LOCAL_LENGTHS = (7, 8)
_MOBILE = re.compile(r"1[3-9]\d{9}")


class _Check(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    fields: tuple[str, ...]
    first: float | None = None
    last: float | None = None


class ValueSettings(BaseModel):
    """The file; its comments say what each kind of check means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[_Check, ...]
    placeholders: frozenset[str]
    longest: int


class ValueChecks:
    """What is checked of which field."""

    def __init__(self, settings: ValueSettings) -> None:
        self._by_field: dict[str, list[_Check]] = {}
        for check in settings.checks:
            if check.kind not in _KINDS:
                raise ValueError(f"values.yaml: unknown kind {check.kind}")
            for field in check.fields:
                self._by_field.setdefault(field, []).append(check)

    def fault(self, field: str, value: str) -> str:
        """Why this value of the field (by id) cannot be right; "" when nothing speaks against it."""
        if not value:
            return ""
        faults = (_KINDS[check.kind](value, check) for check in self._by_field.get(field, ()))
        return next((fault for fault in faults if fault), "")


def value_settings() -> ValueSettings:
    """The shipped settings, validated once per process."""
    return settings(ValueSettings, "survey/values.yaml", "值的核对规矩有误")


@cache
def value_checks() -> ValueChecks:
    """The shipped checks."""
    return ValueChecks(value_settings())


def _identity(value: str, _check: _Check) -> str:
    from census_app.matching.identifiers import IdentifierKind, parse_identifier

    found = parse_identifier(value)
    if found.kind is IdentifierKind.PERSON and not found.valid:
        return "身份证号的生日或末位校验码不对，对照证件重抄"
    if found.kind is IdentifierKind.ORGANISATION and not found.valid:
        return "证件号码的校验码不对，对照证件重抄"
    digits = value.isdecimal() or value[:-1].isdecimal()
    if found.kind in (IdentifierKind.OTHER, IdentifierKind.NONE) and digits and len(value) in _ID_LENGTHS:
        return "不是真的身份证号，对照证件重抄"
    return ""


def _credit(value: str, _check: _Check) -> str:
    from census_app.matching.identifiers import IdentifierKind, parse_identifier

    found = parse_identifier(value)
    if found.kind is IdentifierKind.ORGANISATION and found.valid:
        return ""
    return "信用代码的位数、字符或校验码不对，对照执照重抄"


def _phone(value: str, _check: _Check) -> str:
    from census_app.matching.phones import parse_phones

    phones = parse_phones(value)
    good = phones and all(
        one.mobile or one.number.startswith("0") or len(one.number) in _LOCAL_LENGTHS for one in phones
    )
    if good:
        return ""
    if _MOBILE.fullmatch("".join(filter(str.isdecimal, value))):
        return "像是随手填的号码（连号或同号），填在用的号码"
    return "号码应为 11 位手机号，或带区号的固定电话"


def _between(value: str, check: _Check) -> str:
    number = _number(value)
    low, high = check.first, check.last
    if number is None or (low is not None and number < low) or (high is not None and number > high):
        return f"应在 {low:g} 到 {high:g} 之间"
    return ""


def _positive(value: str, _check: _Check) -> str:
    number = _number(value)
    return "" if number is not None and number > 0 else "应大于 0"


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


_KINDS: dict[str, Callable[[str, _Check], str]] = {
    "identity": _identity,
    "credit": _credit,
    "phone": _phone,
    "between": _between,
    "positive": _positive,
}
