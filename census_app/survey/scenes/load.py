"""Reads the scenes that ship and those a county put into its workspace, and refuses what cannot be asked.

All faults of all files are told together, each with file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from census_app.dictionary.model import Dictionary, TableEntry, TableKind
from census_app.dictionary.nearest import nearest
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.rulebook.language.lookup import Vocabulary
from census_app.rulebook.pack_files.faults import described, refuse
from census_app.rulebook.yaml_files.strict import Document, read_yaml
from census_app.survey.scenes.conditions import fault_of
from census_app.survey.scenes.faults import item_faults
from census_app.survey.scenes.items import Item, item_of_field
from census_app.survey.scenes.model import ItemText, Quality, SceneKind, SceneText

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

SCENES_FOLDER = "scenes"
OWN_QUESTION = "ask_"
MOST_FILES = 200


@dataclass(frozen=True)
class Scene:
    """One scene: `table` is the thing asked about (its id), `of` who qualifies (empty: all), `items` ids in order."""

    id: str
    zh: str
    kind: SceneKind
    table: str
    of: str
    order: int
    says: str
    quality: Quality
    items: tuple[str, ...]
    file: str


@dataclass(frozen=True)
class SceneBook:
    """All scenes of a workspace, in the order they are asked, and every item by its id."""

    dictionary: Dictionary
    scenes: tuple[Scene, ...]
    defined: Mapping[str, Item] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[str, Scene]:
        return {scene.id: scene for scene in self.scenes}

    def scene(self, scene_id: str) -> Scene:
        """The scene of this id or Chinese name; `BadInput` names its nearest neighbours when there is none."""
        found = self._by_id.get(scene_id) or next((one for one in self.scenes if one.zh == scene_id), None)
        if found is None:
            names = [*self._by_id, *(scene.zh for scene in self.scenes)]
            near = nearest(scene_id, names) or sorted(self._by_id)
            raise BadInput(f"没有这个场景：{scene_id}", f"可以写：{'、'.join(near)}")
        return found

    def item(self, item_id: str) -> Item:
        """The item of this id: one a scene describes, or any field of the dictionary; `KeyError` when there is none."""
        found = self.defined.get(item_id)
        if found is not None:
            return found
        table, _, name = item_id.partition(".")
        return item_of_field(self.dictionary, table, name)


def scenes_of(workspace: Workspace) -> SceneBook:
    """The scenes that ship and those in the workspace's folder `scenes`."""
    return load_scenes(workspace.dictionary, workspace.folder / SCENES_FOLDER)


def load_scenes(dictionary: Dictionary, own: Path | None = None) -> SceneBook:
    """Every scene, checked; `own` is a folder of a county's files, which may also stand in for shipped ones of the
    same id. `BadInput` names file, line and what to do for each fault."""
    files = [*sorted(resource("scenes").glob("*.yaml")), *sorted(own.glob("*.yaml") if own is not None else ())]
    if len(files) > MOST_FILES:
        raise BadInput(f"场景文件超过 {MOST_FILES} 个：{own}", "删去不用的，或合并成几个")
    reader = _Reader(dictionary)
    for path in files:
        reader.read(path, path.parent == own)
    return reader.finish(own or resource("scenes"))


class _Reader:
    def __init__(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.vocabulary = Vocabulary.of(dictionary)
        self.names = self.vocabulary.names
        self.faults: list[str] = []
        self.texts: dict[str, tuple[SceneText, Document]] = {}
        self.items: dict[str, tuple[Item, str]] = {}
        self.own: set[str] = set()

    def read(self, path: Path, own: bool) -> None:
        """The file's scene is known; a county's one takes the place of the shipped one."""
        try:
            document = read_yaml(path.read_text(encoding="utf-8"), path.name)
        except UnicodeDecodeError:
            self.faults.append(f"{path.name}:1 不是 UTF-8 文字，用记事本另存为 UTF-8")
            return
        except OSError as error:
            self.faults.append(f"{path.name}:1 打不开：{error.strerror or error}")
            return
        except BadInput as error:
            self.faults.append(str(error))
            return
        try:
            text = SceneText.model_validate(document.content)
        except ValidationError as error:
            self.faults += described(document, (), error)
            return
        before = self.texts.get(text.id)
        if before is not None and (not own or text.id in self.own):
            place = document.place(("id",)).shown
            self.faults.append(f"{place} 场景 {text.id} 在 {before[1].file} 里已经有了，换一个 id")
            return
        if own:
            self.own.add(text.id)
        self.texts[text.id] = (text, document)

    def finish(self, folder: Path) -> SceneBook:
        """The book, when nothing was wrong."""
        ordered = sorted(self.texts.values(), key=lambda one: (one[0].order, one[0].id))
        for text, document in ordered:
            self._define(text, document)
        for text, document in ordered:
            self._read_expressions(text, document)
        scenes = [self._scene(text, document) for text, document in ordered]
        if self.faults:
            refuse(folder, self.faults, "场景")
        kept = tuple(scene for scene in scenes if scene is not None)
        return SceneBook(self.dictionary, kept, {name: item for name, (item, _) in self.items.items()})

    def _define(self, text: SceneText, document: Document) -> None:
        """Items that a scene describes are known to all scenes; each is described once."""
        for position, entry in enumerate(text.items):
            if isinstance(entry, str):
                continue
            place = document.place(("items", position, "item")).shown
            item = self._item(entry, place)
            if item is None:
                continue
            if item.id in self.items:
                where = self.items[item.id][1]
                self.faults.append(f"{place} 普查项 {entry.item} 在 {where} 已经写过，这里只写它的名称")
                continue
            self.items[item.id] = (item, place)

    def _read_expressions(self, text: SceneText, document: Document) -> None:
        """Every condition and default is an expression over the scene's table."""
        table = self.names.table(text.table)
        if table is None or table.kind is TableKind.DERIVED:
            return
        found: list[tuple[tuple[str | int, ...], str, bool]] = [(("of",), text.of, True)] if text.of else []
        for position, entry in enumerate(text.items):
            if isinstance(entry, ItemText):
                found += [(("items", position, "of"), entry.of, True)] if entry.of else []
                found += [(("items", position, "default"), entry.default, False)] if entry.default else []
        for path, expression, condition in found:
            error = fault_of(self.vocabulary, table.id, expression, condition=condition)
            if error is not None:
                line, column = document.place(path).locate(document.source, expression, error.offset)
                advice = f"（{error.hint}）" if error.hint else ""
                self.faults.append(f"{document.file}:{line}:{column} {error.reason}{advice}")

    def _scene(self, text: SceneText, document: Document) -> Scene | None:
        table = self.names.table(text.table)
        if table is None or table.kind is TableKind.DERIVED:
            near = self._near(text.table, (entry.rule_name for entry in self.dictionary.tables.values()))
            self.faults.append(f"{document.place(('table',)).shown} 没有这张表：{text.table}{near}")
            return None
        listed: list[str] = []
        for position, entry in enumerate(text.items):
            place = document.place(("items", position)).shown
            name = entry if isinstance(entry, str) else entry.item
            found = self._id_of(name, place if isinstance(entry, str) else None)
            if found is not None and not self._is_reached(table, found):
                self.faults.append(
                    f"{place} {table.rule_name} 和 {name} 的表没有关系，换成能从 {table.rule_name} 找到的表"
                )
                continue
            if found is not None and found in listed:
                self.faults.append(f"{place} 普查项 {name} 在这个场景里写了两遍，删去一个")
            elif found is not None:
                listed.append(found)
        return Scene(
            id=text.id,
            zh=text.zh,
            kind=text.kind,
            table=table.id,
            of=text.of or "",
            order=text.order,
            says=text.says or "",
            quality=text.quality,
            items=tuple(listed),
            file=document.file,
        )

    def _is_reached(self, table: TableEntry, item_id: str) -> bool:
        """Whether the item's record can be found from a record of the table: itself, over a relation, or by batch."""
        target = item_id.partition(".")[0]
        if item_id in self.items:
            target = self.items[item_id][0].table
        return target in ("", table.id) or any(one.target == target and one.fields for one in table.relations)

    def _id_of(self, name: str, place: str | None) -> str | None:
        """The item's id; faults are told at `place`, when it is given."""
        if name.startswith(OWN_QUESTION):
            if name in self.items:
                return name
            told = f"没有这个普查项：{name}{self._near(name, self.items)}；自己的问题要写出 title 和 answer"
        else:
            found = self._field_of(name)
            if not isinstance(found, str):
                return f"{found[0]}.{found[1]}"
            told = found
        if place is not None:
            self.faults.append(f"{place} {told}")
        return None

    def _field_of(self, name: str) -> tuple[str, str] | str:
        """(table, field) of `table.field` in any of their names, or what is wrong."""
        table_name, dot, field_name = name.partition(".")
        table = self.names.table(table_name)
        if not dot or table is None:
            near = self._near(table_name, (entry.rule_name for entry in self.dictionary.tables.values()))
            return f"没有这张表：{table_name}{near}；普查项写成“表.字段”，自己的问题以 {OWN_QUESTION} 开头"
        if table.kind is TableKind.DERIVED:
            return f"{table.rule_name} 是算出来的表，不能普查，换成它的来源表"
        entry = self.names.field(table.id, field_name)
        if entry is None:
            return f"{table.rule_name} 没有这个字段：{field_name}{self._near(field_name, (f.zh for f in table.fields))}"
        return table.id, entry.id

    def _item(self, entry: ItemText, place: str) -> Item | None:
        if entry.item.startswith(OWN_QUESTION):
            if entry.title is None or entry.answer is None:
                self.faults.append(f"{place} 普查项 {entry.item} 档案里没有，要写 title 和 answer")
                return None
            base = Item(entry.item, entry.title, "", "", entry.answer)
        else:
            found = self._field_of(entry.item)
            if isinstance(found, str):
                self.faults.append(f"{place} {found}")
                return None
            base = item_of_field(self.dictionary, *found)
        item = replace(
            base,
            title=entry.title or base.title,
            answer=entry.answer or base.answer,
            options=entry.options or base.options,
            ask=entry.ask or "",
            hint=entry.hint or "",
            of=entry.of or "",
            default=entry.default or "",
            batch=entry.batch,
            required=entry.required,
            photo=entry.photo,
            blind=entry.blind,
        )
        faults = list(item_faults(item, self.dictionary))
        self.faults += [f"{place} 普查项 {entry.item} {fault}" for fault in faults]
        return None if faults else item

    def _near(self, name: str, candidates: Iterable[str]) -> str:
        near = nearest(name, candidates)
        return f"（像是 {'、'.join(near)}）" if near else ""
