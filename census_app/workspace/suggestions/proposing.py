"""Every value that a linked reference record offers for an accused field, beside what the archive says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_path, quote_text
from census_app.checking.localisation.trust import freshness_of, trust_of
from census_app.dictionary.names import Names
from census_app.matching.links import LinkSet
from census_app.matching.sources import Source, shipped_sources
from census_app.workspace.problems.accused_fields import accused_fields
from census_app.workspace.problems.model import OUTSTANDING
from census_app.workspace.suggestions.settings import Origin, SuggestedField, SuggestionSettings

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary

OFFERS = "offered_values"


@dataclass(frozen=True)
class Offer:
    """One field of one source for one accused field; `trust` weighs it against others, `freshness` is 1 when new."""

    number: int
    table: str
    field: str
    kind: str
    source: Source
    origin: Origin
    trust: float
    freshness: float


def offers(snapshot: Snapshot, dictionary: Dictionary, links: LinkSet, settings: SuggestionSettings) -> list[Offer]:
    """The offers whose source was compared and whose field was imported, in the order of the settings."""
    found: list[Offer] = []
    for name, wanted in settings.fields.items():
        table_id, _, field_id = name.partition(".")
        for origin in wanted.origins:
            if origin.source in links.manifest.sources:
                source = shipped_sources()[origin.source]
                if snapshot.facts(source.table, origin.field) is not None:
                    found.append(_offer(len(found), snapshot, dictionary, (table_id, field_id), wanted, source, origin))
    return found


def _offer(
    number: int,
    snapshot: Snapshot,
    dictionary: Dictionary,
    accused: tuple[str, str],
    wanted: SuggestedField,
    source: Source,
    origin: Origin,
) -> Offer:
    table = dictionary.table(source.table)
    coverage = snapshot.coverage(source.table)
    trust = trust_of(table, table.field(origin.field), coverage).weight
    day = coverage.data_date
    old = day is not None and source.max_age_days is not None
    stale = bool(old and (snapshot.manifest.data_date - day).days > source.max_age_days)  # type: ignore[operator]
    return Offer(number, *accused, wanted.kind, source, origin, trust, freshness_of(coverage, stale=stale))


def load_wanted(
    connection: duckdb.DuckDBPyConnection, source: str, run: str, dictionary: Dictionary, settings: SuggestionSettings
) -> None:
    """Table `wanted_values`: problem_no, table, record_key, row_id, field, place (of the field among the accused).

    From the outstanding problems of table `source` that `run` found; only accused fields of the record itself that
    the settings know.
    """
    standing = ", ".join(quote_text(state.value) for state in OUTSTANDING)
    where = f"state IN ({standing}) AND merged_into IS NULL AND last_run = {quote_text(run)}"
    pairs = connection.execute(f'SELECT DISTINCT "table", accused FROM {source} WHERE {where}').fetchall()
    names = Names(dictionary)
    rows = [
        (table, accused, field, place)
        for table, accused in pairs
        for place, (owner, field) in enumerate(accused_fields(names, table, accused))
        if owner == table and f"{owner}.{field}" in settings.fields
    ]
    connection.execute(
        'CREATE OR REPLACE TEMP TABLE asked_fields ("table" VARCHAR, accused VARCHAR, field VARCHAR, place INTEGER)'
    )
    if rows:
        connection.executemany("INSERT INTO asked_fields VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE wanted_values AS
        SELECT p.problem_no, p."table", p.record_key, p.row_id, a.field, a.place
        FROM (SELECT * FROM {source} WHERE {where}) p JOIN asked_fields a USING ("table", accused)
        """
    )


def load_offers(
    connection: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    dictionary: Dictionary,
    links: LinkSet,
    made: list[Offer],
    settings: SuggestionSettings,
) -> None:
    """Table `offered_values`: problem_no, field, place, offer, value, current, probability, decision, levels,
    right_key, seen; one row per problem, accused field and linked reference row. In clear: never written to a file."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {OFFERS} (problem_no VARCHAR, field VARCHAR, place INTEGER, offer INTEGER, "
        "value VARCHAR, current VARCHAR, probability DOUBLE, decision VARCHAR, levels VARCHAR, right_key VARCHAR, "
        "seen DATE)"
    )
    decided = ", ".join(quote_text(decision.value) for decision in settings.decisions)
    for offer, rows in _grouped(connection, made):
        reference = dictionary.table(offer.source.table)
        origin = offer.origin
        unless = {name: labels for name, labels in origin.unless.items() if reference.has_field(name)}
        read = list(dict.fromkeys([origin.field, *([origin.latest] if origin.latest else []), *unless]))
        standing = "".join(
            f" AND NOT coalesce(CAST(r.{name} AS VARCHAR) IN ({', '.join(map(quote_text, labels))}), false)"
            for name, labels in unless.items()
        )
        seen = f"CAST(r.{origin.latest} AS DATE)" if origin.latest else "NULL::DATE"
        connection.execute(
            f"""
            INSERT INTO {OFFERS}
            SELECT w.problem_no, w.field, w.place, {offer.number}, CAST(r.{origin.field} AS VARCHAR),
                CAST(c.{offer.field} AS VARCHAR), l.probability::DOUBLE, l.decision, l.levels, l.right_key, {seen}
            FROM (SELECT * FROM wanted_values WHERE {rows}) w
            JOIN (SELECT left_key, right_row, right_key, probability, decision, levels
                FROM read_parquet({quote_path(links.links_file)})
                WHERE source = {quote_text(offer.source.id)} AND left_table = {quote_text(offer.table)}
                    AND probability > 0 AND decision IN ({decided})) l ON l.left_key = w.record_key
            JOIN ({snapshot.table_sql(reference, read)}) r ON r.row_id = l.right_row
            JOIN ({snapshot.table_sql(dictionary.table(offer.table), [offer.field])}) c ON c.row_id = w.row_id
            WHERE r.{origin.field} IS NOT NULL AND CAST(r.{origin.field} AS VARCHAR) <> ''{standing}
            """
        )


def _grouped(connection: duckdb.DuckDBPyConnection, made: list[Offer]) -> Iterator[tuple[Offer, str]]:
    """Offers that some problem asks for, with SQL of the wanted rows."""
    asked = set(connection.execute('SELECT DISTINCT "table", field FROM wanted_values').fetchall())
    for offer in made:
        if (offer.table, offer.field) in asked:
            yield offer, f'"table" = {quote_text(offer.table)} AND field = {quote_text(offer.field)}'
