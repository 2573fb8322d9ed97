"""Resolved packs and snapshots from short notes, for the tests and the benchmark of checking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from census_app.archive.columns import quote_text
from census_app.archive.fabricate import build_snapshot
from census_app.archive.snapshot import Snapshot
from census_app.checking.model import CheckResult, EngineLimits
from census_app.checking.run import check_snapshot
from census_app.dictionary.model import Dictionary
from census_app.foundation.engines import kept_engine
from census_app.foundation.jobs import silent
from census_app.matching.links import (
    LINKED,
    SELF,
    Covered,
    CoverVerdict,
    Decision,
    Link,
    LinkSet,
    LinkSetManifest,
    load_covered,
    load_links,
    parts_of,
    write_link_set,
)
from census_app.rulebook.model import Pack, PackManifest, Rule
from census_app.rulebook.resolved import ResolvedPack


def rule_of(note: Mapping[str, Any]) -> Rule:
    """A rule of the note's id, table and whatever else it says; the rest is filled in."""
    given = dict(note)
    says = given.pop("says", "{用户编号}")
    wrong = given.pop("wrong", ())
    clauses = [{"id": "", "when": wrong}] if isinstance(wrong, str) else [dict(clause) for clause in wrong]
    for clause in clauses:
        clause.setdefault("says", {"zh": says})
        clause.setdefault("accuses", given.get("accuses", ()))
    filled = {
        "version": 1,
        "title": {"zh": given["id"]},
        "category": "客户基础档案",
        "severity": "important",
        "remedy": {"zh": "核实"},
        "source": {"kind": "engineering"},
        "says": {"zh": says},
        "wrong": clauses,
        **given,
    }
    return Rule.model_validate(filled)


def pack_of(dictionary: Dictionary, notes: Sequence[Mapping[str, Any]]) -> ResolvedPack:
    """The notes' rules, resolved; a note that does not resolve fails at once."""
    from census_app.rulebook.resolving.resolve import resolve_pack

    manifest = PackManifest.model_validate(
        {
            "id": "test",
            "title": {"zh": "试验"},
            "version": "1.0.0",
            "issuer": "试验",
            "dictionary": dictionary.version,
            "effective_from": "2026-01-01",
            "due_days": {"urgent": 3, "important": 7, "normal": 30},
        }
    )
    resolved = resolve_pack(Pack(manifest=manifest, rules=tuple(rule_of(note) for note in notes)), dictionary)
    assert not resolved.errors, resolved.errors
    return resolved


@dataclass(frozen=True)
class Links:
    """The links and compared records of a link set."""

    links: tuple[Link, ...] = ()
    covered: tuple[Covered, ...] = ()

    @staticmethod
    def of(source: str, given: Mapping[str, Any], left_table: str = "customer") -> Links:
        """Left key → verdict, or rows of the source it is linked with: row id, or (row id, decision, right key)."""
        links, covered = list[Link](), list[Covered]()
        for key, told in given.items():
            if isinstance(told, str):
                covered.append(Covered(source, left_table, key, CoverVerdict(told)))
                continue
            decisions = []
            for one in told:
                row, decision, right = one if isinstance(one, tuple) else (one, Decision.AUTO, str(one))
                decisions.append(decision)
                links.append(Link(source, left_table, key, right, row, Decimal(12), Decimal("0.99"), decision))
            linked = any(one in LINKED for one in decisions)
            covered.append(Covered(source, left_table, key, CoverVerdict.LINKED if linked else CoverVerdict.NONE))
        return Links(tuple(links), tuple(covered))

    def __add__(self, other: Links) -> Links:
        return Links((*self.links, *other.links), (*self.covered, *other.covered))


@dataclass(frozen=True)
class Checked:
    """A finished check, its files read back."""

    result: CheckResult
    findings: list[dict[str, Any]]
    counts: list[dict[str, Any]]
    watched: dict[tuple[str, str], tuple[str, str]]

    def accused(self, rule: str) -> list[str]:
        """Record keys of the rule's findings, in order."""
        return [row["record_key"] for row in self.findings if row["rule_id"] == rule]

    def counted(self, rule: str) -> tuple[int, int, int, int, int]:
        """wrong, right, out of scope, cannot judge, error."""
        found = self.result.rules[rule]
        return (found.wrong, found.right, found.out_of_scope, found.cannot_judge, found.error)

    def reasons(self, rule: str) -> dict[str, int]:
        """Why the rule cannot judge."""
        return self.result.rules[rule].reasons


class County:
    """Small snapshots and packs against them, in a folder of their own."""

    def __init__(self, folder: Path, dictionary: Dictionary) -> None:
        self.folder = folder
        self.dictionary = dictionary

    def snapshot(self, tables: Mapping[str, Any], **given: Any) -> Snapshot:
        """A fabricated snapshot of the rows."""
        return build_snapshot(tables, self.folder / "parts", self.dictionary, **given)

    def check(
        self,
        tables: Mapping[str, Any] | Snapshot,
        notes: Sequence[Mapping[str, Any]],
        *,
        as_of: date = date(2026, 11, 25),
        threads: int = 1,
        watch: Sequence[tuple[str, ...]] = (),
        rules: set[str] | None = None,
        links: Links | None = None,
        **given: Any,
    ) -> Checked:
        """The notes' rules over the rows."""
        snapshot = tables if isinstance(tables, Snapshot) else self.snapshot(tables, **given)
        pack = pack_of(self.dictionary, notes)
        out = self.folder / "out"
        watch_file = self._watch(watch) if watch else None
        limits = EngineLimits(threads=threads)
        found = None if links is None else self.link_set(snapshot, links)
        result = check_snapshot(snapshot, pack, self.dictionary, as_of, out, limits, silent(), watch_file, rules, found)
        watched = {
            (row["rule_id"], row["record_key"]): (row["verdict"], row["reason"]) for row in read(result.watched_file)
        }
        return Checked(result, read(result.findings_file), read(result.counts_file), watched)

    def link_set(self, snapshot: Snapshot, links: Links) -> LinkSet:
        """The links on disk, made of this snapshot's parts."""
        tables = {table for link in links.links for table in (link.source, link.left_table) if table != SELF}
        manifest = LinkSetManifest(
            link_set=f"L{len(list(self.folder.glob('links/*')))}",
            created_at="2026-11-25T08:00:00+08:00",
            parts={table: parts_of(snapshot, table) for table in sorted(tables)},
            sources={},
        )
        with kept_engine(1) as connection:
            load_links(connection, "made_links", links.links)
            load_covered(connection, "made_covered", links.covered)
            return write_link_set(self.folder / "links", manifest, connection, "made_links", "made_covered")

    def _watch(self, rows: Sequence[tuple[str, ...]]) -> Path:
        """Rows of rule, table, key and, when anybody cares, clauses."""
        target = self.folder / "watch.parquet"
        values = ", ".join(f"({', '.join(map(quote_text, row))})" for row in rows)
        names = ("rule_id", '"table"', "record_key", "clauses")[: len(rows[0])]
        with kept_engine(1) as connection:
            connection.execute(f"COPY (SELECT * FROM (VALUES {values}) t({', '.join(names)})) TO '{target.as_posix()}'")
        return target


def read(file: Path) -> list[dict[str, Any]]:
    """A Parquet file's rows in their order."""
    with kept_engine(1) as connection:
        found = connection.execute(f"SELECT * FROM read_parquet('{file.as_posix()}')")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
