"""Pages of help about the pages of the window: what one is for, what one does there, its keys."""

from __future__ import annotations

from functools import cache
from typing import Any

from census_app.desktop.actions import SPECS
from census_app.desktop.data import read_data
from census_app.desktop.language import language, say
from census_app.desktop.pages.library.topics import HelpLink, HelpPage, Section, Topic, TopicKind
from census_app.foundation.errors import BadInput


@cache
def help_of_pages() -> dict[str, Any]:
    """Page → language → `answers` (the question the page answers), `steps`, `next` (pages one goes to from there)."""
    return read_data("help/pages.yaml")


def page_page(page: str) -> HelpPage:
    """What a page of the window is for; `BadInput` when nobody wrote about it."""
    told = help_of_pages().get(page)
    if told is None:
        raise BadInput(f"没有页面 {page} 的说明", "按 Shift+F1 看这一页的按键")
    words = told[language().code]
    steps = tuple(f"{number}. {step}" for number, step in enumerate(words["steps"], start=1))
    keys = tuple(
        f"{'  '.join(spec.shortcuts).replace('Return', 'Enter').replace('Escape', 'Esc')}　{say(f'action.{spec.id}')}"
        for spec in SPECS
        if spec.page == page and spec.shortcuts
    )
    sections = [Section("", (words["answers"],)), Section(say("library.page_steps"), steps)]
    sections += [Section(say("library.page_keys"), keys)] if keys else []
    links = tuple(HelpLink(say("library.page_link", page=say(f"page.{one}")), _topic(one)) for one in told["next"])
    return HelpPage(_topic(page), say(f"page.{page}"), say("library.page_note"), tuple(sections), links)


def _topic(page: str) -> Topic:
    return Topic(TopicKind.PAGE, page)
