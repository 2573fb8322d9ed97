"""What acts and turns are called on a trail: read from `resources/survey/trail.yaml`."""

from __future__ import annotations

from functools import cache

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.foundation.settings_faults import settings_fault

_FILE = "survey/trail.yaml"


class TrailWords(BaseModel):
    """`kinds`: act kind → name; `turns`: what a run did to a problem → words; `identities`: how who was established."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[str, str]
    turns: dict[str, str]
    identities: dict[str, str]

    def kind(self, kind: str) -> str:
        """The act's name; its kind where nobody named it."""
        return self.kinds.get(kind, kind)


@cache
def trail_words() -> TrailWords:
    """The words that ship; `BadInput` names what is wrong in the file."""
    path = resource(_FILE)
    try:
        return TrailWords.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BadInput(
            f"轨迹用语文件读不了：{path}\n{settings_fault(error)}", f"按发布包中的 resources/{_FILE} 改正"
        ) from error
