"""Rules that an earlier run has judged on the same data: what requires them need only know where they are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from pathlib import Path

from census_app.archive.columns import quote_path, quote_text
from census_app.checking.blocking import wrong_table
from census_app.checking.engine import Engine
from census_app.dictionary.model import Dictionary
from census_app.rulebook.resolved import ResolvedRule


@dataclass(frozen=True)
class KnownWrong:
    """The `findings` of a run over the same snapshot, links and day, in which these `rules` judged as they do now."""

    findings: Path
    rules: frozenset[str]

    def of(self, rules: Iterable[ResolvedRule], wanted: Set[str], dictionary: Dictionary) -> list[ResolvedRule]:
        """Those of the rules, beside the wanted ones, of which the findings name every row on which they are wrong.

        A summary names groups; rows of a derived table are numbered anew by each run.
        """
        known = [rule for rule in rules if rule.id in self.rules - wanted and rule.rule.summary is None]
        tables = (dictionary.tables[rule.table.id] for rule in known)
        derived = (table.latest or table.periods or table.linked for table in tables)
        return [rule for rule, origin in zip(known, derived, strict=True) if origin is None]

    def stand(self, engine: Engine, rules: list[ResolvedRule]) -> None:
        """The rows on which the rules are wrong stand where a scan of theirs would have left them."""
        for rule in rules:
            engine.run(
                f"CREATE TEMP TABLE {wrong_table(rule.id)} AS SELECT DISTINCT row_id "
                f"FROM read_parquet({quote_path(self.findings)}) WHERE rule_id = {quote_text(rule.id)}"
            )
