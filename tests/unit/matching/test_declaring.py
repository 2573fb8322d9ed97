"""What people declare is told in their words where it is wrong; who only links imports nothing that validates."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.matching.declaring import source_from, source_values
from census_app.matching.sources import FOLDER, read_source, shipped_sources

_DECLARED = yaml.safe_load((resource(FOLDER) / "gov_population.yaml").read_text(encoding="utf-8"))


def _refused(folder: Path, said: object) -> str:
    path = folder / "own.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    with pytest.raises(BadInput) as refusal:
        read_source(path)
    return refusal.value.message.partition("\n")[2]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"foo": 1}, "foo 不认识这个键"),
        ({"keys": []}, "keys 至少要有 1 项，写的是“[]”"),
        ({"cap": 0}, "cap 不能小于 1，写的是“0”"),
        ({"automatic_error": 2}, "automatic_error 要小于 1.0，写的是“2”"),
        ({"roles": {"name": 5}}, "roles.name 要写成 键: 值，写的是“5”"),
        ({"anchor": "nobody"}, "整个文件：锚 nobody 不是角色"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, changed: dict[str, object], told: str) -> None:
    assert _refused(tmp_path, _DECLARED | changed) == told


def test_what_is_not_written_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path, {name: value for name, value in _DECLARED.items() if name != "zh"}) == "zh 没有写"


def test_a_source_is_the_same_from_its_own_values() -> None:
    for source in shipped_sources().values():
        assert source_from(asdict(source)) == source_from(source_values(source)) == source


def test_who_links_does_not_import_what_validates() -> None:
    imported = (
        "import sys, census_app.matching.link, census_app.matching.parsing_worker; print('pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", imported], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
