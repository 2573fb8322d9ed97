"""The entries that ship with the program: `resources/library/entries/*.yaml`, one list per file."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import read_yaml, resource
from census_app.workspace.library.model import Content, Entry, Kind, Status, Version, version_hash

SHIPPED_AUTHOR = "随程序发布"


class _Shipped(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"SJ-[0-9]{3}")]
    kind: Kind
    title: str
    text: str
    rules: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    source: str = Field(min_length=1)


def shipped_entries(folder: Path | None = None) -> dict[str, Entry]:
    """Id → entry as shipped; `BadInput` names what is wrong in the files. Each call gives entries of one's own."""
    return {
        entry: Entry(entry, [version], Status.PUBLISHED, shipped=True, known={version.hash})
        for entry, version in _versions(folder or resource("library/entries")).items()
    }


def shipped_digest() -> str:
    """Hash of all shipped wordings."""
    versions = _versions(resource("library/entries"))
    return sha256_text(canonical_json({entry: version.hash for entry, version in versions.items()}))


@cache
def _versions(folder: Path) -> dict[str, Version]:
    found: dict[str, Version] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            entries = [_Shipped.model_validate(raw) for raw in read_yaml(path)]
        except (OSError, TypeError, yaml.YAMLError, ValidationError) as error:
            raise BadInput(f"随程序发布的经验读不了：{path}\n{error}", "按发布包中的文件改正") from error
        for entry in entries:
            if entry.id in found:
                raise BadInput(f"{path} 里的编号 {entry.id} 已经用过", "换一个编号")
            fields = entry.model_dump(exclude={"id"}) | {"text": entry.text.strip()}
            content = Content(**fields)
            found[entry.id] = Version(version_hash(entry.id, content, ()), content, (), SHIPPED_AUTHOR, "", 0)
    return dict(sorted(found.items()))
