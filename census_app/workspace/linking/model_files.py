"""Model versions out to files, in from files, and back to an earlier one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.canonical import sha256_file
from census_app.foundation.errors import BadInput
from census_app.foundation.files import write_text
from census_app.matching.comparing import comparisons
from census_app.matching.sources import Source, shipped_sources
from census_app.matching.weights.model import Model
from census_app.matching.weights.stored import model_text
from census_app.workspace import acts
from census_app.workspace.linking.models import (
    MODEL_ACTIVATED,
    SHIPPED_VERSION,
    activate,
    keep_model,
    known_sources,
    load_version,
    read_model,
    version_in_use,
)

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

MODEL_IMPORTED = "link_model.imported"
_LARGEST_BITS = 200.0


def export_model(workspace: Workspace, source: str, version: int | None, target: Path) -> int:
    """`target` holds the version (the one in use unless given) as JSON; returns its number."""
    entry = known_sources(source)[0]
    number = version_in_use(workspace, entry) if version is None else version
    write_text(target, model_text(load_version(workspace, entry, number)) + "\n")
    return number


def import_model(workspace: Workspace, source: str, file: Path, *, switch: bool = False) -> int:
    """The model in the file is kept as the source's next version, in use only with `switch`; returns its number.

    `BadInput` when the file is no model, or one whose weights cannot be meant for this source.
    """
    entry = known_sources(source)[0]
    model = read_model(file)
    _refuse_foreign(entry, model, file)
    version = keep_model(workspace, entry, model)
    content = {"version": version, "model": model.name, "file": file.name, "sha256": sha256_file(file)}
    acts.append(workspace.engine, MODEL_IMPORTED, entry.id, content)
    if switch:
        activate(workspace, entry, version, {"imported": True})
    return version


def revert_model(workspace: Workspace, source: str, version: int | None = None) -> int:
    """The version (unless given, the one the present one was put in the place of) is in use again; returns its number.

    Reverting again goes one further back, down to the one that comes with the program; `BadInput` below that.
    """
    entry = known_sources(source)[0]
    current = version_in_use(workspace, entry)
    if version is None:
        *before, _ = _put_in_use(workspace, entry)
        if not before:
            raise BadInput(
                f"{entry.zh}在用的第 {current} 版之前没有别的", "往后换用 --to；census link models 看有哪些版本"
            )
        version = before[-1]
    if version == current:
        raise BadInput(f"{entry.zh}在用的就是第 {current} 版", "用 census link models 看有哪些版本")
    activate(workspace, entry, version, {"reverted_from": current})
    return version


def _put_in_use(workspace: Workspace, source: Source) -> list[int]:
    """The versions that stand above one another, the present one last: what was reverted from stands no more."""
    standing = [SHIPPED_VERSION]
    for act in acts.list_acts(workspace.engine, kinds=[MODEL_ACTIVATED], subject=source.id):
        version = int(act.payload["version"])
        if "reverted_from" in act.payload and version in standing:
            while standing[-1] != version:
                standing.pop()
        elif version != standing[-1]:
            standing.append(version)
    return standing


def _refuse_foreign(source: Source, model: Model, file: Path) -> None:
    other = shipped_sources().get(model.id, source)
    if other.id != source.id:
        raise BadInput(
            f"{file.name} 是从{other.zh}的判定学来的，不是{source.zh}的", "核对导入到哪个参照源，或另导出这个源的模型"
        )
    known = comparisons(source)
    if not any(model.of(comparison) for comparison in known):
        raise BadInput(f"{file.name} 里没有一项是{source.zh}会比的", "核对是不是别的参照源的模型")
    weights = [model.prior, *(bits for levels in model.bits.values() for bits in levels.values())]
    knots = [value for knot in model.calibration for value in knot]
    others = [model.claims.free, model.claims.taken, *model.alike.values()]
    if not all(abs(value) <= _LARGEST_BITS for value in [*weights, *knots, *others]):
        raise BadInput(f"{file.name} 里有大得不合理的权重", "它应当是 census link model export 写出的文件")
