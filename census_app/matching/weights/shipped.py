"""The models that come with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from census_app.foundation.errors import BadInput
from census_app.foundation.kept import files_state, kept
from census_app.foundation.resources import resource
from census_app.matching.weights.model import Model

FOLDER = "matching/models"


@cache
def shipped_model(name: str) -> Model:
    """`resources/matching/models/<name>.json`; BadInput when it is missing or broken."""
    path = resource(FOLDER) / f"{name}.json"
    return kept(f"model_{name}", [files_state(path.parent, path.name)], lambda: _read(path))


def _read(path: Path) -> Model:
    from census_app.matching.weights.stored import model_from

    try:
        return model_from(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(
            f"比对模型 {path.stem} 读不出来：{path.name}", "重新安装程序，或检查参照源声明里的 model"
        ) from error
