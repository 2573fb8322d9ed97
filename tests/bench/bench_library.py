"""Searching a library of ten thousand entries, beside a plain LIKE scan and the other ways to index Chinese.

Run: python -m tests.bench.bench_library [entries]

Prints the time of each search as the best of several (milliseconds), and its ratio to a LIKE scan of the same texts in
the same run; then the time to build the index, to bring it up to date after one edit, and of a suggestion.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from census_app.foundation.database import writing
from census_app.foundation.resources import shipped_folder
from census_app.matching.text import fold_text
from census_app.rulebook.packs import load_pack
from census_app.workspace import acts
from census_app.workspace.library.at_hand import AtHand
from census_app.workspace.library.index import index_file, open_index
from census_app.workspace.library.model import Content, Kind
from census_app.workspace.library.reading import ADDED, read_library
from census_app.workspace.library.search import SearchFilter, search_index, search_library
from census_app.workspace.library.suggesting import suggest_in
from census_app.workspace.library.writing import edit_entry
from census_app.workspace.workspace import Workspace

ENTRIES, TRIES = 10_000, 7
QUERIES = ("台区", "户名", "力调", "的", "户 电", "合同容量", "户变关系", "用电客户 电价", "互感器变比 铭牌", "R043",
           "臺區線損", "hbgx", "台区线损率忽高忽低先查哪里", "\"' OR * NEAR(", "户" * 10_000)  # fmt: skip


def sentences() -> list[str]:
    """What rules say, as material for made-up entries."""
    found: list[str] = []
    for rule in load_pack(shipped_folder("rules") / "census-112").rules:
        found += [rule.title.zh, rule.remedy.zh, *(clause.says.zh for clause in rule.wrong if clause.says)]
    return found


def entries(count: int) -> list[Content]:
    """Entries of five to twenty-five sentences, always the same."""
    chance, material = random.Random(7), sentences()
    return [
        Content(
            Kind.CASE,
            f"{chance.choice(material)}怎么处理（{number}）",
            "。".join(chance.sample(material, chance.randint(5, 25))),
            rules=(f"R{chance.randint(1, 126):03d}",),
        )
        for number in range(count)
    ]


def fill(workspace: Workspace, contents: list[Content]) -> None:
    """All entries added, in one transaction."""
    with writing(workspace.engine) as connection:
        for number, content in enumerate(contents):
            payload = {"content": content.as_json(), "parents": [], "author": "bench", "status": "published"}
            acts.append_in(connection, ADDED, f"JY-{number:09d}", payload)


def best(work: Callable[[], Any]) -> float:
    """Milliseconds of the fastest of several tries, of this thread's own time: others may be using the machine."""
    times = []
    for _ in range(TRIES):
        start = time.thread_time()
        work()
        times.append(time.thread_time() - start)
    return min(times) * 1000


def once(name: str, work: Callable[[], Any]) -> None:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    print(f"{name:<44} CPU {time.process_time() - cpu:6.2f} s   wall {time.perf_counter() - wall:6.2f} s", flush=True)


def like(plain: sqlite3.Connection, written: str) -> Any:
    """What a program without an index does."""
    words = [word[:50] for word in written.split()][:12] or [""]
    condition = " AND ".join("(title LIKE ? OR body LIKE ?)" for _ in words)
    values = [f"%{word}%" for word in words for _ in range(2)]
    return plain.execute(f"SELECT title FROM plain WHERE {condition}", values).fetchall()


def others(folder: Path, contents: list[Content]) -> dict[str, sqlite3.Connection]:
    """The texts in a plain table, in a trigram index and in one of single characters."""
    made = {name: sqlite3.connect(folder / f"{name}.db") for name in ("plain", "trigram", "single")}
    rows = [(content.title, content.text) for content in contents]
    made["plain"].execute("CREATE TABLE plain (title TEXT, body TEXT)")
    made["trigram"].execute("CREATE VIRTUAL TABLE trigram USING fts5(title, body, tokenize=trigram)")
    made["single"].execute("CREATE VIRTUAL TABLE single USING fts5(title, body, content='')")
    for name, connection in made.items():
        spelt = [(" ".join(title), " ".join(body)) for title, body in rows] if name == "single" else rows
        connection.executemany(f"INSERT INTO {name} VALUES (?, ?)", spelt)
        connection.commit()
    return made


def other_search(connection: sqlite3.Connection, name: str, written: str) -> str:
    """Milliseconds and hits of the same words in another index; a dash where it has no answer."""
    words = [word[:50].replace('"', "") for word in written.split()][:12]
    spelt = [" ".join(word) if name == "single" else word for word in words]
    query = " AND ".join(f'"{word}"' for word in spelt)
    sql = f"SELECT rowid FROM {name} WHERE {name} MATCH ? ORDER BY bm25({name}, 8, 1) LIMIT 20"
    found = len(connection.execute(sql, [query]).fetchall())
    return f"{best(lambda: connection.execute(sql, [query]).fetchall()):7.1f}/{found:<2}" if found else "      –   "


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    contents = entries(count)
    with tempfile.TemporaryDirectory() as name, Workspace.create(Path(name) / "W") as workspace:
        once(f"{count:,} entries written", lambda: fill(workspace, contents))
        once("whole library read from its acts", lambda: read_library(workspace))
        fold_text("warm")
        once("index built", lambda: index_file(workspace))
        print(f"index {index_file(workspace).stat().st_size / 1e6:.1f} MB")
        once("one entry edited", lambda: edit_entry(workspace, "JY-000000007", {"title": "改过的标题"}))
        once("index brought up to date", lambda: index_file(workspace))
        compared = others(Path(name), contents)
        print(
            f"{'query':<22} {'ms':>7} {'hits':>6} {'LIKE ms':>8} {'ratio':>6} {'trigram/hits':>12} {'single/hits':>12}"
        )
        slowest = 0.0
        with open_index(workspace) as index:
            for query in QUERIES:
                mine = best(lambda: search_index(index, query, SearchFilter()))  # noqa: B023 (called at once)
                scan = best(lambda: like(compared["plain"], query))  # noqa: B023
                total = search_index(index, query, SearchFilter()).total
                rest = [other_search(compared[kind], kind, query) for kind in ("trigram", "single")]
                print(f"{query[:20]:<22} {mine:7.1f} {total:6} {scan:8.1f} {mine / scan:6.2f} {'  '.join(rest)}")
                slowest = max(slowest, mine)
            hand = AtHand("R043", ("R043",), ("customer.contract_cap",), "专变合同容量与受电设备铭牌不符")
            helped = best(lambda: suggest_in(index, hand, workspace.dictionary, 5))
        print(f"suggestions for a problem {helped:.1f} ms")
        whole = best(lambda: search_library(workspace, "户变关系"))
        print(f"slowest search {slowest:.1f} ms; with opening and checking that the index is current {whole:.1f} ms")


if __name__ == "__main__":
    main()
