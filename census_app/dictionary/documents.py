"""Reads the dictionary's YAML files: every scalar as text (`01`, `NO` and `12:30` stay themselves), no double keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_TAGS = {
    yaml.ScalarNode: "tag:yaml.org,2002:str",
    yaml.SequenceNode: "tag:yaml.org,2002:seq",
    yaml.MappingNode: "tag:yaml.org,2002:map",
}


class _TextLoader(_Base):  # type: ignore[misc]
    """Scalars as text; a key written twice is an error instead of the last one winning silently."""

    def resolve(self, kind: type, value: Any, implicit: Any) -> str:
        """A node's kind alone says what it is; looking for patterns and paths took a fifth of reading."""
        return _TAGS[kind]

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """No paths are looked for."""

    def ascend_resolver(self) -> None:
        """No paths are looked for."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"“{key.value}”写了两次", problem_mark=key.start_mark)
                seen.add(key.value)
        return mapping


def read_document(path: Path, faults: list[str]) -> dict[str, Any]:
    """The mapping a file holds; empty with a sentence added to `faults` when it holds none."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_TextLoader)  # noqa: S506 - a safe base loader
    except OSError as error:
        faults.append(f"{path.name}：读不到（{error.strerror}）")
    except UnicodeDecodeError:
        faults.append(f"{path.name}：不是 UTF-8 编码，请另存为 UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列：" if mark is not None else ""
        faults.append(f"{path.name}：{where}{error.problem}")
    except yaml.YAMLError as error:
        faults.append(f"{path.name}：不是有效的 YAML（{error}）")
    else:
        if isinstance(content, dict):
            return content
        faults.append(f"{path.name}：最外层应是“键: 值”的形式")
    return {}
