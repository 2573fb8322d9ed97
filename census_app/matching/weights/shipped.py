"""The models that come with the program."""

from __future__ import annotations

import json
from functools import cache

from pydantic import ValidationError

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.matching.weights.model import Model

FOLDER = "matching/models"


@cache
def shipped_model(name: str) -> Model:
    """`resources/matching/models/<name>.json`; BadInput when it is missing or broken."""
    path = resource(FOLDER) / f"{name}.json"
    try:
        return Model.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise BadInput(f"比对模型 {name} 读不出来：{path.name}", "重新安装程序，或检查参照源声明里的 model") from error
