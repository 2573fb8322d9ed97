"""The records of a level with the values of all factors, and which problems are about which of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.foundation.jobs import JobContext
from census_app.workspace.root_causes.accusations import PROBLEMS
from census_app.workspace.root_causes.factors import CUSTOMER, Factor, Scene
from census_app.workspace.root_causes.places import PLACE_TEXT, PLACES, load_places

if TYPE_CHECKING:
    import duckdb

_PLACES = "places"
_JOINED = {
    "points": ("metering_point", "cons_no", ("tg_no", "line_no", "price_code")),
    "area": ("distribution_transformer", "tg_no", ("org_no",)),
    "feeder": ("feeder", "line_no", ("subs_no",)),
}
"""Relations a factor may read: one row per value of the key that `c` has too; where rows disagree, null."""


@dataclass(frozen=True)
class Level:
    """Tables `rows` (member, stratum, f0, f1 …: one column per factor), `at` (pid, accusation, member) and `hits`
    (accusation, member, stratum, problems)."""

    table: str
    factors: tuple[Factor, ...]

    @property
    def rows(self) -> str:
        """The records."""
        return f"level_{self.table}"

    @property
    def at(self) -> str:
        """Problem → record."""
        return f"at_{self.table}"

    @property
    def hits(self) -> str:
        """Accused records by accusation."""
        return f"hits_{self.table}"


def load_level(
    connection: duckdb.DuckDBPyConnection,
    scene: Scene,
    table_id: str,
    factors: Sequence[Factor],
    context: JobContext,
) -> Level:
    """The level's three tables stand in `connection`; a customer's number that stands twice counts once."""
    level, table = Level(table_id, tuple(factors)), scene.dictionary.table(table_id)
    stratum = scene.settings.strata.get(table_id)
    known = stratum is not None and table.has_field(stratum)
    keys = {_JOINED[join][1] for factor in factors for join in factor.joins if join in _JOINED}
    if any(_PLACES in factor.joins for factor in factors):
        load_places(connection, scene, context)
    own = {name for factor in factors for name in factor.fields}
    fields = sorted(own | keys | ({stratum} if known and stratum else set()) | set(_identity(table_id)))
    columns = "".join(f", {factor.expression} AS f{number}" for number, factor in enumerate(factors))
    once = ""
    if table_id == CUSTOMER and not scene.snapshot.key_unique(table_id):
        once = "QUALIFY row_number() OVER (PARTITION BY c.cons_no ORDER BY c.row_id) = 1"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {level.rows} AS
        SELECT c.row_id AS member{", c.cons_no" if table_id == CUSTOMER else ""},
            {f"coalesce(c.{stratum}::VARCHAR, '')" if known else "''"} AS stratum{columns}
        FROM ({scene.snapshot.table_sql(table, fields)}) c {_joins(scene, factors)} {once}
        """
    )
    own_row = f"p.\"table\" = '{table_id}' AND p.row_id = r.member"
    meets = "p.customer = r.cons_no" if table_id == CUSTOMER else own_row
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE {level.at} AS
        SELECT p.pid, p.accusation, r.member, r.stratum FROM {PROBLEMS} p JOIN {level.rows} r ON {meets};
        CREATE OR REPLACE TEMP TABLE {level.hits} AS
        SELECT accusation, member, any_value(stratum) AS stratum, count(*) AS problems FROM {level.at} GROUP BY 1, 2
        """
    )
    return level


def _identity(table_id: str) -> tuple[str, ...]:
    return ("cons_no",) if table_id == CUSTOMER else ()


def _joins(scene: Scene, factors: Sequence[Factor]) -> str:
    wanted = sorted({join for factor in factors for join in factor.joins})
    return " ".join(_join(scene, name) for name in wanted)


def _join(scene: Scene, name: str) -> str:
    if name == _PLACES:
        return f"LEFT JOIN {PLACES} places ON places.text = {PLACE_TEXT}"
    table_id, key, fields = _JOINED[name]
    rows = scene.snapshot.table_sql(scene.dictionary.table(table_id), [key, *fields])
    agreed = ", ".join(f"CASE WHEN min({one}) = max({one}) THEN min({one}) END AS {one}" for one in fields)
    grouped = f"SELECT {key}, {agreed} FROM ({rows}) WHERE {key} IS NOT NULL GROUP BY {key}"
    return f"LEFT JOIN ({grouped}) {name} ON {name}.{key} = c.{key}"
