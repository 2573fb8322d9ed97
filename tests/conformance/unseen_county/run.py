"""The county through the program, by its command line: import, check, read the findings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from census_app.foundation.engines import kept_engine
from tests.e2e.census import census

from .county import County
from .delivery import Delivery, deliver
from .errors import Injected


@dataclass(frozen=True)
class Finding:
    rule: str
    clauses: tuple[str, ...]
    table: str
    key: str
    customer: str
    message: str

    def is_of(self, error: Injected) -> bool:
        """Whether this accuses the record the error was put into, for that error."""
        return self.rule == error.rule and error.clause in self.clauses and self.key == error.key

    def may_come_from(self, error: Injected) -> bool:
        """Whether the error touched the record this finding is about."""
        return self.key == error.key or bool({self.customer, *self.key.split("|")} & error.drawn_in)


def check(county: County, folder: Path, delivery: Delivery | None = None) -> list[Finding]:
    """All findings of the shipped pack on this delivery."""

    deliver(county, folder / "files", delivery)
    workspace, found = str(folder / "workspace"), folder / "findings.parquet"
    day = county.as_of.isoformat()
    _census("import", str(folder / "files"), "--complete", "--data-date", day, "--workspace", workspace)
    _census("check", "--out", str(found), "--workspace", workspace)
    query = (
        f"SELECT rule_id, clauses, \"table\", record_key, coalesce(customer, ''), message FROM '{found}' ORDER BY ALL"
    )
    with kept_engine(1) as connection:
        rows = connection.execute(query).fetchall()
    return [Finding(rule, tuple(clauses.split(",")), *rest) for rule, clauses, *rest in rows]


def _census(*arguments: str) -> None:
    done = census(*arguments)
    if done.code != 0:
        raise AssertionError(f"census {arguments[0]}: {done}")
