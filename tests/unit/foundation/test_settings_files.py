"""One reader of settings files: what it refuses names the file, every fault and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, field_validator

from census_app.foundation import settings_files
from census_app.foundation.errors import BadInput
from census_app.foundation.settings_files import read_settings, settings
from census_app.survey.overdue_settings import overdue_settings


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    pattern: str = ""
    most: int = 3

    @field_validator("pattern")
    @classmethod
    def _reads(cls, text: str) -> str:
        import re

        return re.compile(text).pattern


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"most: many", "most 要写整数，写的是“many”"),
        (b"most: 1: 2", "第 1 行第 8 列附近写法不对"),
        ("most: 三".encode("gbk"), "不是 UTF-8 编码"),
        (b"pattern: '('", "unterminated subpattern"),
        (b"", "整个文件 要写成 键: 值"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_faults(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "words.yaml"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        read_settings(_Words, path, "用语读不了", "改正它")
    assert str(refused.value).startswith(f"用语读不了：{path}\n") and told in str(refused.value)
    assert refused.value.advice == "改正它"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="用语读不了"):
        settings(_Words, "words.yaml", "用语读不了", tmp_path / "words.yaml")


def test_any_kind_pydantic_knows_is_read(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("[{most: 1}, {most: 2}]", encoding="utf-8")
    assert settings(tuple[_Words, ...], "words.yaml", "用语读不了", tmp_path / "words.yaml") == (
        _Words(most=1),
        _Words(most=2),
    )


def test_the_steps_of_overdue_that_a_county_spoilt_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "overdue.yaml"
    path.write_text("steps: 三天", encoding="utf-8")
    monkeypatch.setattr(settings_files, "resource", lambda _relative: path)
    settings_files._read_once.cache_clear()
    try:
        with pytest.raises(BadInput, match="超期阶梯的设置有误") as refused:
            overdue_settings()
        assert refused.value.advice == "按发布包中的 resources/survey/overdue.yaml 改正"
    finally:
        settings_files._read_once.cache_clear()
