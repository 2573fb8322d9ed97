"""Faults of a settings file are told in Chinese, each with its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from census_app.foundation.settings_faults import settings_fault


class _Weights(BaseModel):
    model_config = ConfigDict(extra="forbid")

    urgent: Decimal = Field(ge=0)
    rules: tuple[str, ...] = ()


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid")

    severity: _Weights
    most: int = 3


def _fault(text: str) -> str:
    with pytest.raises((ValidationError, yaml.YAMLError)) as refused:
        _Settings.model_validate(yaml.safe_load(text))
    return settings_fault(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("severity: {urgent: 很高}", "severity.urgent 要写数，写的是“很高”"),
        ("severity: {urgent: -10}", "severity.urgent 不能小于 0，写的是“-10”"),
        ("severity: {}", "severity.urgent 没有写"),
        ("severity: {urgent: 1}\nmots: 2", "mots 不认识这个键"),
        ("severity: {urgent: 1}\nmost: 两个", "most 要写整数，写的是“两个”"),
        ("severity: {urgent: 1, rules: R001}", "severity.rules 要写成列表，写的是“R001”"),
        ("severity:", "severity 要写成 键: 值，写的是“空”"),
    ],
)
def test_each_fault_has_its_place(text: str, told: str) -> None:
    assert _fault(text) == told


def test_what_is_no_yaml_is_found_by_its_line() -> None:
    assert _fault("most: 1\nseverity: urgent: 10").startswith("第 2 行第 17 列附近写法不对")


def test_of_many_faults_the_first_are_told() -> None:
    told = _fault("severity: {urgent: 1}\n" + "\n".join(f"a{n}: 1" for n in range(8))).splitlines()
    assert len(told) == 6 and told[-1] == "…… 另有 3 处"


def test_anything_else_tells_itself() -> None:
    assert settings_fault(OSError("没有权限")) == "没有权限"
