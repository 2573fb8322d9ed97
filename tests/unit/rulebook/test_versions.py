from __future__ import annotations

from datetime import date

import pytest

from census_app.rulebook.model import PackManifest
from census_app.rulebook.standing import Standing, standing_on, standing_words
from census_app.rulebook.versions import fits_dictionary, read_range, read_version


def test_versions_are_ordered() -> None:
    spelt = [
        "0.2.0",
        "0.10.0",
        "1.0.0-a",
        "1.0.0-a.1",
        "1.0.0-a.b",
        "1.0.0-rc.2",
        "1.0.0-rc.10",
        "1.0.0",
    ]
    assert sorted(map(read_version, reversed(spelt))) == list(map(read_version, spelt))
    assert [str(read_version(text)) for text in spelt] == spelt


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "１.0.0", "1.0.0\n", "9" * 500]
)
def test_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="不是版本号"):
        read_version(text)


@pytest.mark.parametrize(
    ("spelt", "version", "holds"),
    [
        (">=0.2", "0.2.0", True), (">=0.2", "0.1.9", False), (">=0.2,<1", "1.0.0", False), ("=0.2.1", "0.2.1", True),
        (">= 1", "2.3.4", True), ("<=1.2", "1.2.1", False), (">1.2", "1.2.1", True), ("", "9.9.9", True),
        (">=1.0", "1.0.0-rc.1", False),
    ],
)  # fmt: skip
def test_ranges(spelt: str, version: str, holds: bool) -> None:
    assert read_range(spelt).holds(read_version(version)) is holds


@pytest.mark.parametrize("text", ["0.2", "~1", ">=x", ">= 1 2", ">=1.2.3.4", ">=" + "1" * 80])
def test_no_range(text: str) -> None:
    with pytest.raises(ValueError, match="不是版本范围"):
        read_range(text)


@pytest.mark.parametrize(
    ("stated", "version", "fits"),
    [
        ("1", "1.0.0", True), ("1", "1.9.3", True), ("1.2", "1.1.0", False), ("1.2", "1.3.0", True),
        ("2", "1.9.9", False), ("1", "2.0.0", False), ("1.0.0", "1.0.0", True), ("other", "other", True),
        ("other", "1.0.0", False),
    ],
)  # fmt: skip
def test_dictionary_versions(stated: str, version: str, fits: bool) -> None:
    assert fits_dictionary(stated, version) is fits


HEAD = {
    "id": "sample", "title": {"zh": "样例"}, "version": "1.0.0", "issuer": "测试", "dictionary": "1",
    "effective_from": "2026-01-01", "effective_to": "2026-12-31", "due_days": {"urgent": 3},
}  # fmt: skip


@pytest.mark.parametrize(
    ("day", "standing", "words"),
    [
        (date(2025, 12, 31), Standing.NOT_YET, "样例（sample 1.0.0）从 2026-01-01 起生效，到 2025-12-31 还没有生效"),
        (date(2026, 1, 1), Standing.IN_FORCE, ""),
        (date(2026, 12, 31), Standing.IN_FORCE, ""),
        (date(2027, 1, 1), Standing.EXPIRED, "样例（sample 1.0.0）到 2026-12-31 为止有效，到 2027-01-01 已经过期"),
    ],
)
def test_standing(day: date, standing: Standing, words: str) -> None:
    manifest = PackManifest.model_validate(HEAD)
    assert standing_on(manifest, day) is standing and standing_words(manifest, day) == words
    endless = PackManifest.model_validate(HEAD | {"effective_to": None})
    assert standing_on(endless, date(2999, 1, 1)) is Standing.IN_FORCE
