"""Streets, villages and estates of the customers' addresses, as the address parser reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from census_app.foundation.jobs import JobContext
from census_app.workspace.root_causes.factors import CUSTOMER, Scene

if TYPE_CHECKING:
    import duckdb

PLACES = "read_places"
FIELD = "elec_addr"
_LONGEST = 200
_CHUNK = 100_000

_WRITTEN = f"left(c.{FIELD}, {_LONGEST})"
_NAMED = r"regexp_replace({}, '号(路|街|巷|桥|线)', '#\1', 'g')"
_COUNTED = r"regexp_replace({}, '[0-9]+(?:-[0-9]+)*(号|组|队|栋|幢|单元|层|室|户|$)', '1\1', 'g')"
PLACE_TEXT = _COUNTED.format(_NAMED.format(_WRITTEN))
"""What is read of a row `c`: the address, house, unit and room numbers all made 1, for they do not tell streets,
villages and estates apart, and so a few thousand texts stand for all customers."""


def load_places(connection: duckdb.DuckDBPyConnection, scene: Scene, context: JobContext) -> None:
    """Table `read_places` (text, road, village, estate): each distinct text once; a place carries its town."""
    import pandas

    from census_app.matching.addresses import parse_addresses

    rows = scene.snapshot.table_sql(scene.dictionary.table(CUSTOMER), [FIELD])
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {PLACES} (text VARCHAR, road VARCHAR, village VARCHAR, estate VARCHAR);
        CREATE OR REPLACE TEMP TABLE place_texts AS
        SELECT DISTINCT {PLACE_TEXT} AS text FROM ({rows}) c WHERE {PLACE_TEXT} <> ''
        """
    )
    total = connection.execute("SELECT count(*) FROM place_texts").fetchall()[0][0]
    for start in range(0, total, _CHUNK):
        context.raise_if_cancelled()
        context.progress(start, total, "认地址里的路、村、小区")
        found = connection.execute(
            f"SELECT text FROM place_texts WHERE rowid >= {start} AND rowid < {start + _CHUNK}"
        ).fetchall()
        texts = [text for (text,) in found]
        parsed = parse_addresses([text.replace("#", "号") for text in texts])
        frame = pandas.DataFrame(
            {
                "text": texts,
                "road": [one.road and f"{one.town}{one.road}" for one in parsed],
                "village": [one.village and f"{one.town}{one.village}" for one in parsed],
                "estate": [one.estate and f"{one.town}{one.estate}" for one in parsed],
            }
        )
        connection.register("place_frame", frame)
        connection.execute(f"INSERT INTO {PLACES} SELECT text, road, village, estate FROM place_frame")
        connection.unregister("place_frame")
