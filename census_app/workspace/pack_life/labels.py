"""Packs in a few words, for lists, runs and the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from census_app.workspace.pack_life.entries import PackEntry


def label_of(base: PackEntry, overrides: Sequence[PackEntry]) -> str:
    """`census-112 0.2.0 ＋ 县级覆盖包 q-112 1.0.0（未签名）`."""
    return " ＋ ".join(entry.label for entry in (base, *overrides))


def label_of_input(pack: Mapping[str, Any]) -> str:
    """The same from what a run remembers of its rules; runs of older programs remember id and version only."""
    if not pack.get("base"):
        return f"{pack.get('id', '')} {pack.get('version', '')}".strip()
    return label_of(PackEntry.from_json(pack["base"]), [PackEntry.from_json(entry) for entry in pack["overrides"]])


def warnings_of_input(pack: Mapping[str, Any]) -> list[str]:
    """What a reader of a run must know of its rules: packs nobody signed, and what was not in force on its day."""
    told = []
    if pack.get("unsigned"):
        told.append(f"规则包没有签名：{'、'.join(pack['unsigned'])}")
    told += [f"签名不再算数：{doubt}" for doubt in pack.get("signature_doubts", [])]
    if not pack.get("base_in_force", True):
        base = PackEntry.from_json(pack["base"])
        until = f"—{base.effective_to}" if base.effective_to else " 起"
        told.append(
            f"规则包 {base.id} {base.version} 的有效期是 {base.effective_from}{until}，今日不在其内；请安装现行版本"
        )
    for entry in map(PackEntry.from_json, pack.get("left_out", [])):
        told.append(f"{entry.label} 今日不在有效期内，没有用")
    return told
