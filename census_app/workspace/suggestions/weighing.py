"""From all offered values to one per problem and field: the best supported one, and how sure one may be of it.

How sure a link is: the share of true pairs measured in its band where people decided enough of them, else what the
model reckons. strength of a value in a source = trust × its best link × its share among that source's good values;
confidence = link × freshness × right × share of the strongest source, times strongest / (strongest + second) where
sources disagree, the present value counting as said by every source that confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from census_app.matching.words import words
from census_app.workspace.suggestions.proposing import OFFERS, Offer
from census_app.workspace.suggestions.values import judge_value

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary
    from census_app.workspace.linking.shares import Shares
    from census_app.workspace.suggestions.settings import SuggestionSettings

SUGGESTED = "suggested_values"
_ESTIMATED = "模型估计"
_CHUNK = 100_000


def weigh(
    connection: duckdb.DuckDBPyConnection,
    made: list[Offer],
    shares: Mapping[str, Shares],
    snapshot: Snapshot,
    dictionary: Dictionary,
    settings: SuggestionSettings,
) -> None:
    """Table `suggested_values`, one row per problem that has a value. In clear: never written to a file.

    problem_no, field, offer, value, confidence; decision, levels, right_key, basis (of the link's share) of the best
    link; seen (newest date), rows (how many reference rows say so) of `said`, sources (ids of all that say the same,
    joined by `,`), against (another value was offered). `shares` by source id.
    """
    _load_offer_facts(connection, made)
    _load_shares(connection, made, shares)
    _load_meanings(connection, made)
    _drop_dead_phones(connection, snapshot, dictionary, settings)
    connection.execute(_WEIGHED.replace("$least", repr(settings.least)))


def _load_offer_facts(connection: duckdb.DuckDBPyConnection, made: list[Offer]) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE offer_facts (offer INTEGER, kind VARCHAR, source VARCHAR, trust DOUBLE, "
        "holds DOUBLE)"
    )
    rows = [(one.number, one.kind, one.source.id, one.trust, one.freshness * one.origin.right) for one in made]
    if rows:
        connection.executemany("INSERT INTO offer_facts VALUES (?, ?, ?, ?, ?)", rows)


def _load_shares(connection: duckdb.DuckDBPyConnection, made: list[Offer], shares: Mapping[str, Shares]) -> None:
    """Table `link_shares` (offer, low, high, share, basis): what was measured of the bands of each offer's source."""
    bands = words().bands
    rows = []
    for one in made:
        for place, band in enumerate(bands):
            shown = shares[one.source.id].shown(band.least) if one.source.id in shares else None
            if shown is not None and shown.measured is not None:
                high = bands[place - 1].least if place else 2.0
                basis = f"实测 {shown.measured.confirmed}/{shown.measured.judged}"
                rows.append((one.number, band.least, high, shown.value, basis))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE link_shares (offer INTEGER, low DOUBLE, high DOUBLE, share DOUBLE, basis VARCHAR)"
    )
    if rows:
        connection.executemany("INSERT INTO link_shares VALUES (?, ?, ?, ?, ?)", rows)


def _load_meanings(connection: duckdb.DuckDBPyConnection, made: list[Offer]) -> None:
    """Table `meanings` (kind, text, meaning, good): each distinct value is looked at once, some at a time."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE meanings (kind VARCHAR, text VARCHAR, meaning VARCHAR, good BOOLEAN)"
    )
    for kind in sorted({one.kind for one in made}):
        numbers = ", ".join(str(one.number) for one in made if one.kind == kind)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE value_texts AS SELECT DISTINCT text FROM "
            f"(SELECT unnest([value, current]) AS text FROM {OFFERS} WHERE offer IN ({numbers})) WHERE text IS NOT NULL"
        )
        count = connection.execute("SELECT count(*) FROM value_texts").fetchall()[0][0]
        for start in range(0, count, _CHUNK):
            _judge_some(connection, kind, start)


def _judge_some(connection: duckdb.DuckDBPyConnection, kind: str, start: int) -> None:
    import pandas

    rows = connection.execute(
        f"SELECT text FROM value_texts WHERE rowid >= {start} AND rowid < {start + _CHUNK}"
    ).fetchall()
    judged = [judge_value(kind, text) for (text,) in rows]
    frame = pandas.DataFrame(
        {
            "text": [text for (text,) in rows],
            "meaning": [meaning for meaning, _ in judged],
            "good": [good for _, good in judged],
        }
    )
    connection.register("meaning_frame", frame)
    connection.execute(f"INSERT INTO meanings SELECT '{kind}', text, meaning, good FROM meaning_frame")
    connection.unregister("meaning_frame")


def _drop_dead_phones(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary, settings: SuggestionSettings
) -> None:
    """Numbers that the operator says are out of service are no values to suggest."""
    check = settings.phone_check
    rows = snapshot.table_sql(dictionary.table(check.table), [check.number, check.status])
    dead = ", ".join(f"'{status}'" for status in check.dead)
    connection.execute(
        f"""
        UPDATE meanings SET good = false WHERE kind = 'phone' AND meaning IN (
            SELECT {check.number} FROM ({rows}) WHERE {check.status} IN ({dead}))
        """
    )


_WEIGHED = f"""
CREATE OR REPLACE TEMP TABLE {SUGGESTED} AS
WITH read AS (
    SELECT o.* REPLACE (coalesce(h.share, o.probability) AS probability), coalesce(h.basis, '{_ESTIMATED}') AS basis,
        f.source, f.trust, f.holds, m.meaning, m.good,
        m.meaning = coalesce(n.meaning, '') AS present
    FROM {OFFERS} o JOIN offer_facts f USING (offer)
    JOIN meanings m ON m.kind = f.kind AND m.text = o.value
    LEFT JOIN meanings n ON n.kind = f.kind AND n.text = o.current
    LEFT JOIN link_shares h ON h.offer = o.offer AND o.probability >= h.low AND o.probability < h.high
    WHERE coalesce(h.share, o.probability) > 0 AND m.meaning <> '' AND (m.good OR m.meaning = coalesce(n.meaning, ''))
), said AS (
    SELECT problem_no, field, min(place) AS place, offer, any_value(source) AS source, meaning,
        bool_or(present) AS present,
        arg_max({{'value': value, 'probability': probability, 'decision': decision, 'levels': levels,
            'right_key': right_key, 'basis': basis}}, (probability, seen, value, right_key)) AS best,
        any_value(trust) AS trust, any_value(holds) AS holds, max(seen) AS seen, count(*) AS rows,
        sum(count(*)) OVER (PARTITION BY problem_no, field, offer) AS said
    FROM read GROUP BY problem_no, field, offer, meaning
), strong AS (
    SELECT *, best.probability * (rows / said) AS sure, trust * best.probability * (rows / said) AS strength FROM said
), by_value AS (
    SELECT problem_no, field, min(place) AS place, meaning, bool_or(present) AS present, max(strength) AS strength,
        arg_max(strong, (strength, -offer)) AS first,
        string_agg(DISTINCT source, ',' ORDER BY source) AS sources
    FROM strong GROUP BY problem_no, field, meaning
), ranked AS (
    SELECT *, lead(strength) OVER same AS second, row_number() OVER same AS rank FROM by_value
    WINDOW same AS (PARTITION BY problem_no, field ORDER BY strength DESC, present DESC, meaning)
), chosen AS (
    SELECT *, first.sure * first.holds * strength / (strength + coalesce(second, 0)) AS confidence FROM ranked
    WHERE rank = 1 AND NOT present
)
SELECT problem_no, field, first.offer AS offer, first.best.value AS value, confidence,
    first.best.decision AS decision, first.best.levels AS levels, first.best.right_key AS right_key,
    first.best.basis AS basis, first.seen AS seen,
    first.rows AS rows, first.said AS said, sources, second IS NOT NULL AS against
FROM chosen WHERE confidence >= $least
QUALIFY row_number() OVER (PARTITION BY problem_no ORDER BY place, field) = 1
ORDER BY problem_no
"""
