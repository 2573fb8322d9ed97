"""What acts and turns are called on a trail: read from `resources/survey/trail.yaml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from census_app.foundation.settings_files import settings


class TrailWords(BaseModel):
    """`kinds`: act kind → name; `turns`: what a run did to a problem → words; `identities`: how who was established."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: dict[str, str]
    turns: dict[str, str]
    identities: dict[str, str]

    def kind(self, kind: str) -> str:
        """The act's name; its kind where nobody named it."""
        return self.kinds.get(kind, kind)


def trail_words() -> TrailWords:
    """The words that ship; `BadInput` names what is wrong in the file."""
    return settings(TrailWords, "survey/trail.yaml", "轨迹用语文件读不了")
