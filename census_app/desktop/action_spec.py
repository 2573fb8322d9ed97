"""What an action is before it is a button: its keys, its page and what it needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ActionSpec:
    """One action: shortcuts, the page it lives on (None = everywhere), the conditions it needs."""

    id: str
    shortcuts: tuple[str, ...] = ()
    page: str | None = None
    needs: frozenset[str] = frozenset()
    icon: str = ""


def spec(
    name: str, *shortcuts: str, page: str | None = None, needs: tuple[str, ...] = (), icon: str = ""
) -> ActionSpec:
    """An action as the lists of actions write it."""
    return ActionSpec(name, shortcuts, page, frozenset(needs), icon)


def key_text(spec: ActionSpec) -> str:
    """The first shortcut as a person reads it; empty when there is none."""
    if not spec.shortcuts:
        return ""
    return spec.shortcuts[0].replace("Return", "Enter").replace("Escape", "Esc")
