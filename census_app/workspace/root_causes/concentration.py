"""Whether a shared value explains more than chance: counted in DuckDB for all values of all factors at once.

Of the n members that share a value k are accused; elsewhere the rule accuses a share of records, class by class
(indirect standardisation, as in standardised mortality ratios), so that E of the n would be accused by chance.
- share: the lower end of Wilson's interval of k/n (E. B. Wilson, JASA 22 (1927) 209–212).
- lift: that lower end against E/n.
- chance: P(X ≥ k) ≤ exp(−n·D(k/n ‖ E/n)), D the Kullback–Leibler divergence (W. Hoeffding, "Probability inequalities
  for sums of bounded random variables", JASA 58 (1963) 13–30; holds for draws without replacement, too), times the
  number of comparisons made (Bonferroni, over those that could count at all: R. E. Tarone, Biometrics 46 (1990)
  515–522, "A modified Bonferroni method for discrete data").
A value that is a fault by itself is held against the records without one: `elsewhere` leaves out the other such values.
The rule may judge fewer records than the table has. The share elsewhere is therefore never taken to be less than if
all n members were judged and the others had to share what judgements remain.
"""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from census_app.workspace.root_causes.accusations import Accusation
    from census_app.workspace.root_causes.levels import Level
    from census_app.workspace.root_causes.settings import CauseSettings, KindSettings

_SMOOTHED = 0.5
"""Added to the accused elsewhere (and 1 to the records there): none seen elsewhere does not mean there can be none."""


def wilson_low(accused: float, members: float, confidence: float) -> float:
    """Lower end of Wilson's two-sided interval of `accused` of `members`, in [0, 1]."""
    if members <= 0:
        return 0.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    half = z * sqrt(max(accused * (members - accused), 0.0) / members + z * z / 4)
    return max(0.0, (accused + z * z / 2 - half) / (members + z * z))


def chance_bound(accused: float, members: float, expected: float) -> float:
    """Upper bound of the logarithm of the chance of at least `accused` of `members` where `expected` are to be met."""
    share, chance = accused / members, min(max(expected / members, 1e-12), 1.0)
    if share <= chance:
        return 0.0
    rest = 0.0 if share >= 1 else (1 - share) * log((1 - share) / (1 - chance))
    return -members * (share * log(share / chance) + rest)


def concentrated(
    accused: float, members: float, expected: float, comparisons: int, kind: KindSettings, settings: CauseSettings
) -> bool:
    """Whether `accused` of `members` against `expected` count as a cause of this kind."""
    low = wilson_low(accused, members, settings.confidence)
    return (
        accused >= kind.least
        and low >= kind.share
        and low * members >= kind.lift * expected
        and comparisons * exp(max(chance_bound(accused, members, expected), -700)) < settings.false_alarm
    )


def create_cells(connection: duckdb.DuckDBPyConnection) -> None:
    """An empty table `cells`: factor, value, accusation, problems, accused, members, expected."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cells (factor INTEGER, value VARCHAR, accusation INTEGER, problems BIGINT, "
        "accused BIGINT, members BIGINT, expected DOUBLE)"
    )


def load_judged(connection: duckdb.DuckDBPyConnection, accusations: tuple[Accusation, ...]) -> None:
    """Table `judged_by`: accusation, judged (records its rule gave a verdict on, 0 unknown)."""
    connection.execute("CREATE OR REPLACE TEMP TABLE judged_by (accusation INTEGER, judged BIGINT)")
    if accusations:
        connection.executemany("INSERT INTO judged_by VALUES (?, ?)", [(one.number, one.judged) for one in accusations])


def compare(connection: duckdb.DuckDBPyConnection, level: Level, column: int, factor: int, least: int) -> int:
    """Values of the level's column `f<column>` whose members are accused at least `least` times stand in `cells`;
    returns how many comparisons could have counted."""
    numbers = ", ".join(map(str, sorted(level.factors[column].accusations)))
    value = f"f{column}"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE sharing AS SELECT value, stratum, n FROM (
            SELECT *, sum(n) OVER (PARTITION BY value) AS members FROM (
                SELECT {value} AS value, stratum, count(*) AS n FROM {level.rows} WHERE {value} <> '' GROUP BY 1, 2)
        ) WHERE members >= {least};
        CREATE OR REPLACE TEMP TABLE hit AS
        SELECT r.{value} AS value, h.accusation, h.stratum, count(*) AS accused, sum(h.problems)::BIGINT AS problems
        FROM {level.hits} h JOIN {level.rows} r USING (member)
        WHERE h.accusation IN ({numbers}) AND r.{value} IN (SELECT value FROM sharing) GROUP BY ALL
        """
    )
    ((made, enough),) = connection.execute(
        f"SELECT count(*), count(*) FILTER (WHERE accused >= {least}) "
        "FROM (SELECT sum(accused) AS accused FROM hit GROUP BY value, accusation)"
    ).fetchall()
    if enough:
        _weigh(connection, level, column, factor, least)
    return int(made)


def _weigh(connection: duckdb.DuckDBPyConnection, level: Level, column: int, factor: int, least: int) -> None:
    """What was hit often enough stands in `cells`, held against what is to be expected.

    Where nothing was, planning this would be most of the comparison.
    """
    faulty = level.factors[column].faulty
    connection.execute(
        _CELLS.format(
            factor=factor,
            level=level.rows,
            hits=level.hits,
            least=least,
            s=_SMOOTHED,
            others=f"r.f{column} IS NULL OR r.f{column} = ''" if faulty else "true",
            inside=0 if faulty else 1,
        )
    )


_CELLS = """
INSERT INTO cells
WITH others AS (SELECT member, stratum FROM {level} r WHERE {others}),
strata AS (SELECT stratum, count(*) AS n FROM others GROUP BY stratum),
accused_in AS (
    SELECT h.accusation, h.stratum, count(*) AS k FROM {hits} h JOIN others USING (member) GROUP BY 1, 2
),
accused_of AS (SELECT accusation, sum(k) AS k FROM accused_in GROUP BY 1),
found AS (
    SELECT value, accusation, sum(problems)::BIGINT AS problems, sum(accused)::BIGINT AS accused
    FROM hit GROUP BY 1, 2 HAVING sum(accused) >= {least}
),
by_class AS (
    SELECT f.value, f.accusation, sum(s.n)::BIGINT AS members,
        sum(s.n * (coalesce(a.k, 0) - {inside} * coalesce(h.accused, 0) + {s})
            / (coalesce(t.n, 0) - {inside} * s.n + 1)) AS expected
    FROM found f JOIN sharing s USING (value) LEFT JOIN strata t USING (stratum)
    LEFT JOIN hit h ON h.value = f.value AND h.accusation = f.accusation AND h.stratum = s.stratum
    LEFT JOIN accused_in a ON a.accusation = f.accusation AND a.stratum = s.stratum
    GROUP BY 1, 2
)
SELECT {factor}, f.value, f.accusation, f.problems, f.accused, b.members,
    least(greatest(b.expected, b.members * (coalesce(o.k, 0) - {inside} * f.accused + {s}) / (
        greatest(least(w.n, CASE WHEN j.judged > 0 THEN j.judged ELSE w.n END) - {inside} * b.members, 0) + 1)),
        b.members)
FROM found f JOIN by_class b USING (value, accusation) LEFT JOIN accused_of o USING (accusation)
JOIN judged_by j USING (accusation) CROSS JOIN (SELECT coalesce(sum(n), 0) AS n FROM strata) w
"""
