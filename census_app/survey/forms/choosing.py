"""Which items a task asks: what its problems accuse, then what its scenes ask, then hints, up to a limit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from census_app.survey.scenes.model import SceneKind

if TYPE_CHECKING:
    from census_app.survey.forms.problems import AskedProblem
    from census_app.survey.scenes.items import Item
    from census_app.survey.scenes.load import Scene, SceneBook
    from census_app.survey.scenes.qualifying import Qualifying
    from census_app.survey.tasks.model import Task

CUSTOMER = "customer"


@dataclass(frozen=True)
class Asked:
    """One item asked in a task: for which scene, whether a problem accuses it, and the records it is about when a
    problem names them (otherwise those the subject leads to)."""

    item: Item
    scene: str
    accused: bool = False
    records: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What a task asks, in the order of its block; `left_out` counts items over the limit."""

    task: Task
    asked: tuple[Asked, ...]
    left_out: int = 0


def subject_of(task: Task) -> tuple[str, str]:
    """(table, record key) of what a task is about: its customer, or the record where there is none."""
    return (CUSTOMER, task.customer) if task.customer else (task.table, task.record_key)


def choose(task: Task, problems: Iterable[AskedProblem], found: Qualifying, most: int) -> Choice:
    """The task's items. Over the limit those go first that matter least: hints, then themes, from their ends; an item
    a problem accuses or the task's own scene asks always stays."""
    table, key = subject_of(task)
    accused = _accused(found.book, problems, (table, key))
    listed = {one.item.id: one for one in accused}
    extra = [one.item.id for one in accused]
    order: list[str] = []
    own = named_scenes(found.book, task.scene)
    ranked: dict[str, int] = dict.fromkeys(extra, 0)
    for scene in _scenes(found, table, key, own):
        rank = 0 if scene in own else _RANKS[scene.kind]
        for name in found.items(scene, key):
            if name not in listed:
                listed[name] = Asked(found.book.item(name), scene.id)
            else:
                listed[name] = replace(listed[name], scene=listed[name].scene or scene.id)
            if name not in order:
                order.append(name)
            ranked[name] = min(ranked.get(name, rank), rank)
    # what is accused beyond the scenes stands behind the basic items, before themes
    place = sum(ranked[name] <= _RANKS[SceneKind.BASIC] for name in order)
    order[place:place] = [name for name in extra if name not in order]
    kept = _kept(order, ranked, most)
    return Choice(task, tuple(listed[name] for name in order if name in kept), len(order) - len(kept))


_RANKS = {SceneKind.BASIC: 1, SceneKind.PLACE: 1, SceneKind.THEME: 2, SceneKind.HINT: 3}


def named_scenes(book: SceneBook, names: str) -> list[Scene]:
    """The scenes a task names (ids joined by commas); `BadInput` when one does not exist."""
    return [book.scene(name.strip()) for name in names.replace("，", ",").split(",") if name.strip()]


def _scenes(found: Qualifying, table: str, key: str, own: list[Scene]) -> list[Scene]:
    """The task's own scenes whoever qualifies, and those the record qualifies for; in the order they are asked."""
    chosen = [scene for scene in own if scene.table == table]
    chosen += [scene for scene in found.scenes(table, key) if scene not in chosen]
    return sorted(chosen, key=lambda scene: (scene.order, scene.id))


def _accused(book: SceneBook, problems: Iterable[AskedProblem], subject: tuple[str, str]) -> list[Asked]:
    records: dict[str, dict[str, None]] = {}
    for problem in problems:
        for table, field in problem.accused:
            named = records.setdefault(f"{table}.{field}", {})
            if table == problem.table and table != subject[0]:
                named[problem.record_key] = None
    return [Asked(book.item(name), "", True, tuple(keys)) for name, keys in records.items()]


def _kept(order: list[str], ranked: Mapping[str, int], most: int) -> set[str]:
    kept = {name for name in order if ranked[name] == 0}
    by_worth = sorted((ranked[name], place, name) for place, name in enumerate(order) if name not in kept)
    room = max(0, most - len(kept))
    return kept | {name for _, _, name in by_worth[:room]}
