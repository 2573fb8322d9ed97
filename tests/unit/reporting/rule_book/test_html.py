"""One file that needs no network: every link resolves, everything can be found, nothing hostile gets through."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from census_app.reporting.rule_book import Book
from census_app.reporting.rule_book.html import html_book

HOSTILE = "</script><img src=x onerror=alert(1)>&\"'{{ 7*7 }}"


class Page(HTMLParser):
    """Ids, links, tags and the text of the search index."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.index = ""
        self.shown: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        self.ids += [given["id"]] if given.get("id") else []
        self.targets += [given["href"]] if given.get("href") else []
        self._inside = "index" if given.get("id") == "index" else tag

    def handle_data(self, data: str) -> None:
        if self._inside == "index":
            self.index += data
        elif self._inside not in ("style", "script"):
            self.shown.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


@pytest.fixture(scope="module")
def page(book: Book) -> Page:
    return Page(html_book(book))


def test_every_link_leads_to_a_place_that_is_there_once(page: Page) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.targets
    assert [target for target in page.targets if target.removeprefix("#") not in page.ids] == []


def test_the_page_asks_nobody_for_anything(page: Page) -> None:
    assert all(target.startswith("#") for target in page.targets)
    asking = [tag for tag, given in page.tags if "src" in given or tag in ("link", "img", "iframe", "object", "form")]
    assert asking == []
    policy = next(given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_everything_can_be_found(page: Page, book: Book) -> None:
    index = dict(json.loads(page.index))
    assert {rule.anchor for rule in book.rules} <= set(index)
    assert {item.anchor for item in book.items} <= set(index)
    assert set(index) <= set(page.ids)
    assert "315" in index["rule-R062"]
    assert "报装容量" in index["item-customer-contract_cap"]
    assert "水泥制造" in index["codes-social_use"]


def test_every_rule_and_item_stands_on_the_page(page: Page, book: Book) -> None:
    text = "".join(page.shown)
    for rule in book.rules:
        assert rule.title in text
        assert rule.remedy in text
        assert all(clause.message in text for clause in rule.clauses)
        assert rule.english_remedy
        assert rule.english_remedy in text
        assert all(clause.english for clause in rule.clauses if clause.message)
        assert all(clause.english in text for clause in rule.clauses)
    assert all(item.id in text for item in book.items)


def test_equal_books_give_equal_pages(book: Book) -> None:
    assert html_book(book) == html_book(book)


def test_hostile_text_stays_text(book_of: Callable[..., Book]) -> None:
    text = json.dumps(HOSTILE)
    rule = f"""
- id: R900
  version: 1
  title: {text}
  category: 客户基础档案
  severity: normal
  table: 用电客户
  wrong:
    - id: 坏
      when: 用户名称 = '<script>alert(1)</script>'
      says: {json.dumps(HOSTILE.replace("{", "{{").replace("}", "}}"))}
  remedy: {text}
  source: {{kind: {text}, cite: [{text}]}}
  note: {text}
  cases:
    - {{expect: wrong, clauses: [坏], name: {text}, record: {{用户名称: <script>alert(1)</script>}}}}
"""
    book = book_of(rule, title=text)
    page = Page(html_book(book))
    plain = [tag for tag, _ in page.tags if tag in ("img", "b", "script")]
    assert plain.count("script") == 2
    assert "img" not in plain
    assert HOSTILE in "".join(page.shown)
    assert "49" not in re.findall(r"alert\(1\)>&.'(.*?)<", html_book(book))
    assert HOSTILE in dict(json.loads(page.index))[book.rules[0].anchor]
