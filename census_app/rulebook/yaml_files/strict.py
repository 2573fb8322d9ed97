"""YAML as packs may use it: every scalar a string, no anchors, aliases, tags or duplicate keys, sizes limited.

`01`, `NO`, `12:30` and 18-digit numbers stay what they are; only `~`, `null` and nothing at all, unquoted, mean
"no value" (None). Where each scalar stands is kept, so that errors inside an expression point into the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn

import yaml

from census_app.foundation.errors import BadInput
from census_app.rulebook.hidden_characters import first_hidden
from census_app.rulebook.yaml_files.problems import problem_found

MAX_FILE_CHARACTERS = 2_000_000
MAX_SCALAR = 20_000
MAX_DEPTH = 12
MAX_NODES = 300_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_VALUE = frozenset({"", "~", "null"})
_FOLDING = " \n\t"

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scalar stands: file, 1-based line and column, and its raw slice of the file."""

    file: str
    line: int
    column: int
    start: int = 0
    end: int = 0

    @property
    def shown(self) -> str:
        """`tariff.yaml:12`, as faults of a pack's shape name it."""
        return f"{self.file}:{self.line}"

    @property
    def called(self) -> str:
        """What people call the value there when that is not its key; empty in YAML."""
        return ""

    def locate(self, source: str, value: str, offset: int) -> tuple[int, int]:
        """1-based line and column in the file of the character at `offset` of the scalar's value."""
        at = self._source_offset(source, value, offset)
        return source.count("\n", 0, at) + 1, at - source.rfind("\n", 0, at)

    def _source_offset(self, source: str, value: str, offset: int) -> int:
        """Walk value and source together; whatever the value lacks (quotes, indents, `|-`) is skipped."""
        at = self._body_start(source)
        for character in value[:offset]:
            at = _skip_to(source, at, self.end, character) + 1
        wanted = value[offset : offset + 1]
        return _skip_to(source, at, self.end, wanted) if wanted else min(at, max(self.start, self.end - 1))

    def _body_start(self, source: str) -> int:
        if source[self.start : self.start + 1] not in {"|", ">"}:
            return self.start
        return source.find("\n", self.start, self.end) + 1 or self.start


def _skip_to(source: str, start: int, end: int, character: str) -> int:
    if character in _FOLDING:
        return next((at for at in range(start, end) if source[at] in _FOLDING), start)
    found = source.find(character, start, end)
    return found if found >= 0 else start


@dataclass
class Document:
    """A file's content (dict, list, str, None) and the place of every scalar and key by its path.

    `find_places` gives the places as they are in the file; it is asked when the first place is, which is hardly ever:
    a pack has fifteen thousand.
    """

    file: str
    content: Any
    source: str
    find_places: Callable[[], dict[Path, Place]] = dict
    _moves: list[tuple[Path, Path]] = field(default_factory=list)

    @cached_property
    def places(self) -> dict[Path, Place]:
        """Path → place, those of moved parts under both their paths."""
        places = self.find_places()
        for old, new in self._moves:
            _copy_places(places, old, new)
        return places

    def move(self, old: Path, new: Path) -> None:
        """What stands at `old` in the file (and all in it) is also found at `new`."""
        if "places" in self.__dict__:
            _copy_places(self.places, old, new)
        else:
            self._moves.append((old, new))

    def place(self, path: Path) -> Place:
        """The place of a value, or of the nearest thing around it that has one."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Place(self.file, 1, 1))


def _copy_places(places: dict[Path, Place], old: Path, new: Path) -> None:
    for path in [path for path in places if path[: len(old)] == old]:
        places[new + path[len(old) :]] = places[path]


def read_yaml(text: str, file: str) -> Document:
    """The document in `text`; anything outside the allowed subset raises `BadInput` with file:line."""
    if len(text) > MAX_FILE_CHARACTERS:
        raise BadInput(f"{file} 超过 {MAX_FILE_CHARACTERS} 个字符", "分成几个文件")
    _refuse_hidden(text, file)
    document = Document(file, None, text)
    try:
        _Builder(document, yaml.parse(text, Loader=_LOADER)).build()
    except yaml.YAMLError as error:
        line, problem = problem_found(error, text)
        raise BadInput(f"{file}:{line} 不是有效的 YAML：{problem}", "检查缩进、冒号后的空格和引号") from error
    return document


def _refuse_hidden(text: str, file: str) -> None:
    at = first_hidden(text)
    if at >= 0:
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = f"{file}:{line}:{column} 有看不见的字符或改变文字方向的字符 U+{ord(text[at]):04X}"
        raise BadInput(message, "删去它后重新输入这一段")


class _Builder:
    """Turns the parser's events into plain data, refusing what is not allowed on the way."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.document = document
        self.events = events
        self.nodes = 0

    def build(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "一个文件里只能有一份 YAML", "去掉 ---")
                if event.tags:
                    self._refuse(event, "不能声明 %TAG", "删去它")
            elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                self.document.content = self._value(event, (), 0)

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        self._check(event, depth)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, path)
        mark = event.start_mark
        self.document.places[path] = Place(self.document.file, mark.line + 1, mark.column + 1, mark.index, mark.index)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._mapping(path, depth)

    def _check(self, event: Any, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"不能用引用 *{event.anchor}", "把内容写全")
        if event.anchor is not None:
            self._refuse(event, f"不能用锚 &{event.anchor}", "把内容写全")
        if event.tag is not None:
            self._refuse(event, f"不能写类型标记 {event.tag}", "直接写值")
        if isinstance(event, yaml.ScalarEvent) and event.style == '"' and first_hidden(event.value) >= 0:
            self._refuse(event, "用转义写了看不见的字符", "删去它")
        if depth > MAX_DEPTH:
            self._refuse(event, f"嵌套超过 {MAX_DEPTH} 层", "检查缩进")
        if self.nodes > MAX_NODES:
            self._refuse(event, f"超过 {MAX_NODES} 个值", "分成几个文件")

    def _scalar(self, event: Any, path: Path) -> str | None:
        if len(event.value) > MAX_SCALAR:
            self._refuse(event, f"一个值超过 {MAX_SCALAR} 个字符", "缩短它")
        start, end = event.start_mark, event.end_mark
        self.document.places[path] = Place(self.document.file, start.line + 1, start.column + 1, start.index, end.index)
        plain = event.style is None or event.style == ""
        return None if plain and event.value in _NO_VALUE else str(event.value)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            self._check(event, depth)
            if not isinstance(event, yaml.ScalarEvent):
                self._refuse(event, "键只能是文字", "检查花括号和缩进")
            key = str(event.value)
            if key == "<<":
                self._refuse(event, "不能用合并键 <<", "把内容写全")
            if key in pairs:
                self._refuse(event, f"键“{key}”写了两遍", "删去一个")
            pairs[key] = self._value(next(self.events), (*path, key), depth + 1)
        return pairs

    def _refuse(self, event: Any, message: str, advice: str) -> NoReturn:
        mark = event.start_mark
        raise BadInput(f"{self.document.file}:{mark.line + 1}:{mark.column + 1} {message}", advice)
