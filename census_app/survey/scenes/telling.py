"""The scenes as people and programs are told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from census_app.survey.scenes.items import Item
from census_app.survey.scenes.load import Scene, SceneBook, scenes_of
from census_app.survey.scenes.model import AnswerKind, SceneKind
from census_app.survey.scenes.qualifying import count_qualifying

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace

KIND_LABELS = {
    SceneKind.BASIC: "每户",
    SceneKind.THEME: "专题",
    SceneKind.HINT: "服务推荐",
    SceneKind.PLACE: "一处一张",
}
ANSWER_LABELS = {
    AnswerKind.CHOICE: "选择",
    AnswerKind.TEXT: "文字",
    AnswerKind.NUMBER: "数字",
    AnswerKind.DATE: "日期",
    AnswerKind.CODE: "编号",
    AnswerKind.PHONE: "电话",
    AnswerKind.READING: "示数",
    AnswerKind.PLACE: "定位",
    AnswerKind.PHOTO: "照片",
}


@dataclass(frozen=True)
class Told:
    """Some scenes; `counts` how many records qualify, for the scenes that were counted."""

    book: SceneBook
    scenes: tuple[Scene, ...]
    counts: dict[str, int]
    whole: bool

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {"scenes": [self._json(scene) for scene in self.scenes]}

    def lines(self) -> list[str]:
        """In Chinese for the terminal: one line a scene, of a single scene its items too."""
        found = []
        for scene in self.scenes:
            table = self.book.dictionary.table(scene.table).rule_name
            count = f"，符合 {self.counts[scene.id]:,}" if scene.id in self.counts else ""
            found.append(
                f"{scene.id}  {scene.zh}（{KIND_LABELS[scene.kind]}，问{table}，{len(scene.items)} 项{count}）"
            )
            if self.whole:
                found += self._details(scene)
        return found

    def _details(self, scene: Scene) -> list[str]:
        quality = scene.quality
        standard = f"填全 {quality.complete:%}，复查相符 {quality.accurate:%}：{quality.says}"
        head = [f"  问谁：{scene.of or '全部'}", f"  说明：{scene.says}", f"  质量标准：{standard}"]
        return [line for line in head if not line.endswith("：")] + [
            f"  {number:>2} {self._item(self.book.item(name))}" for number, name in enumerate(scene.items, start=1)
        ]

    def _item(self, item: Item) -> str:
        marks = [ANSWER_LABELS[item.answer]]
        marks += [
            word for word, given in (("必填", item.required), ("拍照", item.photo), ("可盲填", item.blind)) if given
        ]
        marks += ["台区批量"] if item.batch is not None else []
        more = [f"只问 {item.of}"] if item.of else []
        more += [f"没有原值时带入 {item.default}"] if item.default else []
        return f"{item.title}（{'、'.join(marks)}）{'；'.join(more)}  {item.id}"

    def _json(self, scene: Scene) -> dict[str, Any]:
        counted = {"qualify": self.counts[scene.id]} if scene.id in self.counts else {}
        return {
            "id": scene.id,
            "name": scene.zh,
            "kind": scene.kind.value,
            "table": scene.table,
            "of": scene.of,
            "file": scene.file,
            "quality": scene.quality.model_dump(mode="json"),
            "items": [self._item_json(self.book.item(name)) for name in scene.items],
            **counted,
        }

    def _item_json(self, item: Item) -> dict[str, Any]:
        return {
            "id": item.id,
            "title": item.title,
            "answer": item.answer.value,
            "options": list(item.options),
            "required": item.required,
            "photo": item.photo,
            "blind": item.blind,
            "of": item.of,
            "default": item.default,
            "batch": item.batch.value if item.batch is not None else "",
        }


def tell_scenes(
    workspace: Workspace, scene_id: str | None = None, *, count: bool = False, context: JobContext | None = None
) -> Told:
    """All scenes, or one with its items; `count` also asks the newest archive how many qualify."""
    book = scenes_of(workspace)
    chosen = book.scenes if scene_id is None else (book.scene(scene_id),)
    counts = count_qualifying(book, workspace.catalogue.open(), chosen, context) if count else {}
    return Told(book, chosen, counts, scene_id is not None)
