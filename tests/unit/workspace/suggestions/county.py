"""Customers with a wrong field each, reference data and links made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from census_app.archive.fabricate import build_snapshot
from census_app.archive.model import Completeness, TableCoverage
from census_app.archive.snapshot import Snapshot
from census_app.dictionary.loader import load_dictionary
from census_app.foundation.canonical import canonical_json
from census_app.foundation.engines import kept_engine
from census_app.matching.links import (
    Decision,
    Link,
    LinkedSource,
    LinkSet,
    LinkSetManifest,
    load_covered,
    load_links,
    parts_of,
    write_link_set,
)
from census_app.matching.sources import shipped_sources
from census_app.workspace.linking.shares import Shares
from census_app.workspace.problems.model import create_table_sql
from census_app.workspace.suggestions.model import Suggestion
from census_app.workspace.suggestions.proposing import load_offers, load_wanted, offers
from census_app.workspace.suggestions.settings import suggestion_settings
from census_app.workspace.suggestions.weighing import weigh
from census_app.workspace.suggestions.wording import worded

DICTIONARY = load_dictionary()
DAY = date(2026, 11, 20)
RIGHT_ID, WRONG_ID, OTHER_ID = "130929196506160019", "130929196506160018", "11010519491231002X"
PERSON = {"cons_name": "孙琦根", "mobile": "13912345678", "elec_addr": "青岭县柳河镇人民路3号", "cert_no": WRONG_ID}
LEVELS = canonical_json({"name": "equal", "identifier": "one_slip", "phone": "equal", "address": "different"})


def link(source: str, row: int, probability: str = "0.99", decision: Decision = Decision.AUTO, key: str = "1") -> Link:
    table = shipped_sources()[source].left_table
    return Link(source, table, key, f"r{row}", row, Decimal(12), Decimal(probability), decision, LEVELS, "", "base")


@dataclass
class County:
    """One customer `1` by default; `accused` are the names its problem accuses; reference tables by id."""

    folder: Path
    accused: Sequence[str]
    references: Mapping[str, Sequence[Mapping[str, Any]]]
    links: Sequence[Link]
    customers: Sequence[Mapping[str, Any]] = field(default_factory=lambda: [PERSON])
    dates: Mapping[str, date] = field(default_factory=dict)
    shares: Mapping[str, Shares] = field(default_factory=dict)

    def suggest(self, *, clear: bool = True) -> list[Suggestion]:
        settings = suggestion_settings()
        with kept_engine(1) as connection:
            snapshot = self.snapshot()
            made = offers(snapshot, DICTIONARY, self.link_set(connection, snapshot), settings)
            self.tell(connection)
            load_wanted(connection, "told", "run", DICTIONARY, settings)
            load_offers(connection, snapshot, DICTIONARY, self.link_set(connection, snapshot), made, settings)
            weigh(connection, made, self.shares, snapshot, DICTIONARY, settings)
            return list(worded(connection, "told", made, snapshot, DICTIONARY, clear=clear))

    def one(self, *, clear: bool = True) -> Suggestion:
        (only,) = self.suggest(clear=clear)
        return only

    def snapshot(self) -> Snapshot:
        customers = [{"cons_no": str(place), **row} for place, row in enumerate(self.customers, 1)]
        coverage = {
            table: TableCoverage(completeness=Completeness.COMPLETE, data_date=day) for table, day in self.dates.items()
        }
        tables = {"customer": customers, **self.references}
        return build_snapshot(tables, self.folder / "parts", DICTIONARY, coverage=coverage, data_date=DAY)

    def link_set(self, connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> LinkSet:
        load_links(connection, "made_links", self.links)
        load_covered(connection, "made_covered", [])
        names = {one.source for one in self.links}
        sources = {name: LinkedSource(table=shipped_sources()[name].table, left_tables=("customer",)) for name in names}
        tables = ("customer", *(shipped_sources()[name].table for name in names))
        parts = {table: parts_of(snapshot, table) for table in tables}
        number = len(list(self.folder.glob("links/*")))
        manifest = LinkSetManifest(link_set=f"set{number}", created_at="", parts=parts, sources=sources)
        return write_link_set(self.folder / "links", manifest, connection, "made_links", "made_covered")

    def tell(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(create_table_sql("told"))
        for place in range(len(self.customers)):
            connection.execute(
                """INSERT INTO told BY NAME SELECT $no AS problem_no, $no AS problem_id, 'R012' AS rule_id,
                'customer' AS "table", $key AS record_key, 'open' AS state, $row AS row_id, $accused AS accused,
                'run' AS last_run""",
                {"no": f"P{place + 1}", "key": str(place + 1), "row": place, "accused": canonical_json(self.accused)},
            )
