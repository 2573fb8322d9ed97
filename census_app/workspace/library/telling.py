"""Entries and results as people read them in a terminal, and as JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from census_app.workspace.library.index import item_name
from census_app.workspace.library.model import KIND_LABELS, STATUS_LABELS, Content, Entry, Kind, Status, Version, Vote
from census_app.workspace.library.search import Found, SearchResult

if TYPE_CHECKING:
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.library.suggesting import Suggestions

_PARTS = {
    "kind": "种类",
    "title": "标题",
    "text": "正文",
    "rules": "规则",
    "items": "普查项",
    "about": "所答提问",
    "source": "来源",
    "unit": "单位",
    "county": "县",
}


def search_lines(result: SearchResult, dictionary: Dictionary) -> Iterator[str]:
    """The result: entries with all words, then near misses under a line of their own."""
    near = False
    for found in result.found:
        if found.near and not near:
            near = True
            yield "—— 下面的没有全部命中 ——"
        yield from found_lines(found, dictionary)
    yield _count(result)


def _count(result: SearchResult) -> str:
    shown = sum(not found.near for found in result.found)
    if not result.found:
        return "没有找到；换个词，或用 --all 连草稿和停用的一起找"
    if not result.total:
        return f"没有全部命中的，列出近似的 {len(result.found):,} 条"
    return f"共 {result.total:,} 条" + (f"，列出 {shown:,} 条" if shown < result.total else "")


def found_lines(found: Found, dictionary: Dictionary) -> Iterator[str]:
    """One found entry in two or three lines."""
    yield f"{found.id}  {_state(found.status)}{KIND_LABELS[found.content.kind]}　{found.title}"
    links = " ".join([*found.content.rules, *(item_name(dictionary, item) for item in found.content.items)])
    votes = f"　{found.helpful} 人说有用" if found.helpful else ""
    disputed = "　有别县的不同写法" if found.disputed else ""
    missing = f"　没有：{'、'.join(found.missing)}" if found.missing else ""
    if links or votes or disputed or missing:
        yield f"    {links}{votes}{disputed}{missing}".rstrip()
    if found.piece:
        yield f"    {found.piece}"


def suggestion_lines(suggestions: Suggestions, dictionary: Dictionary) -> Iterator[str]:
    """Each suggested entry with the reasons under it."""
    yield f"{suggestions.hand.label}："
    for one in suggestions.entries:
        yield from found_lines(one.found, dictionary)
        yield f"    为什么推荐：{'；'.join(one.reasons)}"
    if not suggestions.entries:
        yield "经验库里还没有合适的；解决了以后用 census library add 记下来"


def entry_lines(entry: Entry, dictionary: Dictionary, answers: Iterable[Entry], versions: bool) -> Iterator[str]:
    """One entry in full; `versions`: with every earlier wording."""
    content = entry.content
    yield f"{entry.id}  {STATUS_LABELS[entry.status]}　{KIND_LABELS[content.kind]}　{content.title}"
    if entry.reason:
        yield f"停用理由：{entry.reason}"
    yield ""
    yield content.text or "（还没有答案）"
    yield ""
    for part in ("rules", "items", "about", "source", "unit", "county"):
        if value := part_text(content, part, dictionary):
            yield f"{_PARTS[part]}：{value}"
    yield f"第 {len(entry.versions)} 版　{_by(entry.head)}"
    if entry.votes:
        yield f"{entry.count(Vote.HELPFUL)} 人说有用，{entry.count(Vote.UNHELPFUL)} 人说没用"
    for answer in answers:
        yield f"回答：{answer.id}　{answer.content.title}"
    for offer in entry.offers:
        yield from offer_lines(entry, offer, dictionary)
    if versions:
        for number, version in enumerate(entry.versions[:-1], start=1):
            yield f"—— 第 {number} 版　{_by(version)} ——"
            yield version.content.title
            yield version.content.text


def offer_lines(entry: Entry, offer: Version, dictionary: Dictionary) -> Iterator[str]:
    """Our wording and another county's, part by part, where they differ."""
    yield f"—— {offer.came_from or '别县'}的写法和本县的不一样（{entry.id}）——"
    for part, ours, theirs in differences(entry.content, offer.content, dictionary):
        yield f"{part}"
        yield f"  本县：{ours or '（空）'}"
        yield f"  {offer.came_from or '别县'}：{theirs or '（空）'}"
    yield f"定下来：census library edit {entry.id} --settle 本县 或 别县"


def differences(ours: Content, theirs: Content, dictionary: Dictionary) -> list[tuple[str, str, str]]:
    """(part, our words, their words) of each part that differs."""
    return [
        (label, part_text(ours, part, dictionary), part_text(theirs, part, dictionary))
        for part, label in _PARTS.items()
        if getattr(ours, part) != getattr(theirs, part)
    ]


def part_text(content: Content, part: str, dictionary: Dictionary) -> str:
    """One part of an entry for people."""
    value = getattr(content, part)
    if part == "kind":
        return KIND_LABELS[value]
    if part == "items":
        return "、".join(item_name(dictionary, item) for item in value)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def entry_json(entry: Entry, answers: Iterable[Entry], versions: bool) -> dict[str, Any]:
    """One entry as the command line's JSON object."""
    found: dict[str, Any] = {
        "id": entry.id,
        "status": entry.status.value,
        "shipped": entry.shipped,
        "reason": entry.reason,
        "version": len(entry.versions),
        "helpful": entry.count(Vote.HELPFUL),
        "unhelpful": entry.count(Vote.UNHELPFUL),
        **version_json(entry.head),
        "offers": [version_json(offer) for offer in entry.offers],
    }
    if entry.content.kind is Kind.QUESTION:
        found["answers"] = [answer.id for answer in answers]
    if versions:
        found["versions"] = [version_json(version) for version in entry.versions]
    return found


def version_json(version: Version) -> dict[str, Any]:
    """One wording with who wrote it and when."""
    return {
        "hash": version.hash,
        "author": version.author,
        "at": version.at,
        "came_from": version.came_from,
        **version.content.as_json(),
    }


def _by(version: Version) -> str:
    came = f"　来自{version.came_from}" if version.came_from else ""
    return f"{version.author}　{version.at[:10]}{came}".rstrip()


def _state(status: Status) -> str:
    return "" if status is Status.PUBLISHED else f"［{STATUS_LABELS[status]}］"
