"""Models learned in this workspace: kept by version, one of them (or the shipped one) in use per source.

`link_models/<source>/<version>.json` holds a version for good, `<version>.base.json` what it was drawn from (the
weights before any decision); the act `link_model.activated` says which version is in use, 0 being the one that comes
with the program.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.matching.sources import Source, shipped_sources, titles
from census_app.matching.weights.model import Model
from census_app.matching.weights.shipped import shipped_model
from census_app.matching.weights.stored import model_from, model_text
from census_app.workspace import acts
from census_app.workspace.people.permissions import require

if TYPE_CHECKING:
    from census_app.workspace.acts import Act
    from census_app.workspace.workspace import Workspace

MODELS_FOLDER = "link_models"
MODEL_ACTIVATED = "link_model.activated"
SHIPPED_VERSION = 0
_BASE = ".base.json"
_LARGEST = 2_000_000


@dataclass(frozen=True)
class KeptModel:
    """A version as kept: its file, and the act that last put it in use. `title` is what people call the source."""

    source: str
    title: str
    version: int
    model: Model
    in_use: bool
    at: str = ""
    by: str = ""

    def as_json(self) -> dict[str, Any]:
        """One entry of the command line's JSON object."""
        return {
            "source": self.source,
            "version": self.version,
            "model": self.model.name,
            "trained_on": self.model.trained_on,
            "in_use": self.in_use,
            "activated_at": self.at,
            "by": self.by,
        }

    def words(self) -> str:
        """For the terminal."""
        origin = "程序自带" if self.version == SHIPPED_VERSION else self.model.trained_on or "导入"
        used = "　在用" if self.in_use else ""
        last = f"　{self.by} 于 {self.at[:16].replace('T', ' ')} UTC 启用" if self.at else ""
        return f"{self.title} 第 {self.version} 版（{origin}）{self.model.name}{last}{used}"


def model_in_use(workspace: Workspace, source: Source) -> tuple[Model, bool]:
    """The model to weigh the source's pairs with, and whether it was learned here (or brought in) from decisions."""
    act = _last_activation(workspace, source.id)
    if act is None or act.payload["version"] == SHIPPED_VERSION:
        return shipped_model(source.model), False
    path = _path(workspace, source.id, int(act.payload["version"]))
    if not path.is_file() or sha256_file(path) != act.payload["sha256"]:
        raise BadInput(
            f"比对模型 {source.id} 第 {act.payload['version']} 版缺失或被改动过：{path}",
            "从备份恢复它，或用 census link model revert 换回别的版本",
        )
    return read_model(path), True


def kept_models(workspace: Workspace, source: str | None = None) -> list[KeptModel]:
    """All versions, by source and number, the shipped one first."""
    found = []
    for entry in known_sources(source):
        activations = acts.list_acts(workspace.engine, kinds=[MODEL_ACTIVATED], subject=entry.id)
        last = {int(act.payload["version"]): act for act in activations}
        current = version_in_use(workspace, entry)
        for version in [SHIPPED_VERSION, *versions(workspace, entry.id)]:
            act = last.get(version)
            found.append(
                KeptModel(
                    entry.id,
                    entry.zh,
                    version,
                    load_version(workspace, entry, version),
                    version == current,
                    act.at if act else "",
                    act.actor if act else "",
                )
            )
    return found


def version_in_use(workspace: Workspace, source: Source) -> int:
    """The number of the source's version in use."""
    act = _last_activation(workspace, source.id)
    return SHIPPED_VERSION if act is None else int(act.payload["version"])


def changed_since(workspace: Workspace, source: Source, act: int) -> bool:
    """Whether another version of the source's model is in use than after the act of this number."""
    found = acts.list_acts(workspace.engine, kinds=[MODEL_ACTIVATED], subject=source.id)
    then = [int(one.payload["version"]) for one in found if one.seq <= act]
    return version_in_use(workspace, source) != (then[-1] if then else SHIPPED_VERSION)


def versions(workspace: Workspace, source: str) -> list[int]:
    """The numbers of the versions kept here, ascending."""
    folder = workspace.folder / MODELS_FOLDER / source
    return sorted(int(path.stem) for path in folder.glob("*.json") if path.stem.isdecimal())


def load_version(workspace: Workspace, source: Source, version: int) -> Model:
    """One version of a source's model; `BadInput` when there is none."""
    if version == SHIPPED_VERSION:
        return shipped_model(source.model)
    path = _path(workspace, source.id, version)
    if not path.is_file():
        known = "、".join(str(one) for one in [SHIPPED_VERSION, *versions(workspace, source.id)])
        raise BadInput(f"{source.zh}没有第 {version} 版模型", f"现有的版本：{known}（0 是程序自带的）")
    return read_model(path)


def keep_model(workspace: Workspace, source: Source, model: Model, base: Model | None = None) -> int:
    """The model stands as a version of the source, not yet in use; returns its number.

    A model that is kept already is not kept twice. `base` is what it was drawn from.
    """
    known = versions(workspace, source.id)
    for version in known:
        numbered = replace(model, version=version)
        if load_version(workspace, source, version) == numbered:
            return version
    version = max([SHIPPED_VERSION, *known]) + 1
    path = _path(workspace, source.id, version)
    if base is not None:
        write_text(path.with_suffix(_BASE), model_text(base) + "\n")
    write_text(path, model_text(replace(model, version=version)) + "\n")
    return version


def base_in_use(workspace: Workspace, source: Source) -> Model | None:
    """What the version in use was drawn from; None for the shipped one and for imported ones.

    Decisions are always fitted near this, never near what the same decisions made before: they would count twice.
    """
    path = _path(workspace, source.id, version_in_use(workspace, source)).with_suffix(_BASE)
    return read_model(path) if path.is_file() else None


def model_faults(workspace: Workspace) -> list[str]:
    """Versions in use that are missing or not as the log says (Chinese sentences)."""
    faults = []
    for source in known_sources():
        try:
            model_in_use(workspace, source)
        except BadInput as error:
            faults.append(error.message)
    return faults


def activate(
    workspace: Workspace, source: Source, version: int, facts: dict[str, Any] | None = None, *, actor: str | None = None
) -> Act:
    """From the next comparison on the source is weighed with this version; `facts` go into the act."""
    require(workspace, "link.teach")
    load_version(workspace, source, version)
    path = _path(workspace, source.id, version)
    content = {
        "version": version,
        "sha256": "" if version == SHIPPED_VERSION else sha256_file(path),
        "model": load_version(workspace, source, version).name,
        **(facts or {}),
    }
    return acts.append(workspace.engine, MODEL_ACTIVATED, source.id, content, actor=actor)


def read_model(path: Path) -> Model:
    """The model in a JSON file; `BadInput` when it is not one."""
    if not path.exists():
        raise BadInput(f"没有这个文件：{path}", "检查路径")
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        return model_from(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput(f"比对模型读不出来：{path}", "它应当是 census link model export 写出的文件") from error


def known_sources(source: str | None = None) -> list[Source]:
    """All sources, or the one of this id; `BadInput` when there is none."""
    known = shipped_sources()
    if source is None:
        return list(known.values())
    if source not in known:
        raise BadInput(f"没有这个参照源：{source}", f"可用的：{titles(known)}")
    return [known[source]]


def _last_activation(workspace: Workspace, source: str) -> Act | None:
    found = acts.list_acts(workspace.engine, kinds=[MODEL_ACTIVATED], subject=source)
    return found[-1] if found else None


def _path(workspace: Workspace, source: str, version: int) -> Path:
    return workspace.folder / MODELS_FOLDER / source / f"{version}.json"
