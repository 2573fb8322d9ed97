"""What people call the units, as a snapshot tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.dictionary.model import Dictionary

MOST_UNITS_NAMED = 5
_WITHOUT = "无单位"


def usual_names_sql(snapshot: Snapshot, dictionary: Dictionary) -> str:
    """A SELECT of `unit` and `org_name`: what most customers of the unit call it, for one row may be another unit's or
    wrong; of names as frequent, the last in order."""
    customers = snapshot.table_sql(dictionary.table("customer"), ["org_name"])
    return f"""
        SELECT unit, arg_max(org_name, (times, org_name)) AS org_name FROM (
            SELECT _unit AS unit, org_name, count(*) AS times FROM ({customers})
            WHERE _unit IS NOT NULL AND org_name <> '' GROUP BY ALL
        ) GROUP BY unit
    """


def unit_names(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, dictionary: Dictionary) -> dict[str, str]:
    """Unit code → name, from the unit table, else as most of the customers say; units without a name are left out."""
    units = snapshot.table_sql(dictionary.table("org_unit"), ["org_no", "org_name"])
    own = connection.execute(
        f"SELECT org_no, min(org_name) FROM ({units}) WHERE org_no IS NOT NULL AND org_name <> '' GROUP BY 1"
    ).fetchall()
    return dict(connection.execute(usual_names_sql(snapshot, dictionary)).fetchall()) | dict(own)


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Unit → name for units shown beside each other: those of one name carry their codes too."""
    times = Counter(names.values())
    return {
        unit: f"{name}（{unit}）" if unit and times[name] > 1 and name != unit else name for unit, name in names.items()
    }


def named_units(units: Iterable[str], names: Mapping[str, str]) -> str:
    """The first few units as one text, by name and code: a code alone tells nobody which station it is."""
    first = sorted(units)[:MOST_UNITS_NAMED]
    return "、".join(f"{names[unit]} {unit}" if unit in names else unit or _WITHOUT for unit in first)
