"""一县一策 as a county writes it: a YAML file, category → what is done about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from census_app.foundation.errors import BadInput
from census_app.foundation.files import said_plainly
from census_app.foundation.resources import plain_yaml
from census_app.reporting.reports.settings import report_settings

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

_LARGEST_FILE = 100_000


def read_notes(workspace: Workspace, path: Path) -> dict[str, str]:
    """Category (its Chinese name) → note; `BadInput` names what is not understood. A category's id or first letters
    of its name will do when they are of one category only."""
    with said_plainly(path):
        if not path.is_file():
            raise BadInput(f"没有这个文件：{path}", "检查路径")
        if path.stat().st_size > _LARGEST_FILE:
            raise BadInput(f"{path.name} 太大", "对策每类一句话")
    try:
        content: Any = plain_yaml(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} 读不了：{error}", "UTF-8 的 YAML，每行 类别: 对策") from error
    if not isinstance(content, dict):
        raise BadInput(f"{path.name} 不是 类别: 对策", "每行写一个类别、冒号、对策")
    return dict(_note(workspace, path, str(key), value) for key, value in content.items())


def _note(workspace: Workspace, path: Path, key: str, value: Any) -> tuple[str, str]:
    names = {str(category.id): category.zh for category in workspace.dictionary.categories}
    fitting = [zh for number, zh in names.items() if key == number or zh.startswith(key)]
    if len(fitting) != 1:
        raise BadInput(f"{path.name}：没有类别“{key}”", f"可以写：{'、'.join(names.values())}")
    text = " ".join(str(value or "").split())
    if len(text) > report_settings().longest_note:
        raise BadInput(f"{path.name}：“{key}”的对策太长", f"最多 {report_settings().longest_note} 个字")
    return fitting[0], text
