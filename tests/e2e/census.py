"""Drives the product as people do: `python -m census_app …` in a process of its own, results read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from census_app.foundation.engines import kept_engine

from . import forked

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (sys.executable, "-m", "census_app")
PATIENCE_SECONDS = 300


@dataclass(frozen=True)
class Outcome:
    code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        """The one JSON object of `--json`."""
        return json.loads(self.stdout)


def environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **changes}


def census(*arguments: object, given: bytes = b"", env: Mapping[str, str] | None = None) -> Outcome:
    """Run one command to its end; it never ends in a traceback, whatever it was given."""
    if not forked.POSSIBLE:
        return started(*arguments, env=env or environment(), input=given)
    return _sound(*forked.forked([str(one) for one in arguments], env or environment(), ROOT, given, PATIENCE_SECONDS))


def started(*arguments: object, **options: Any) -> Outcome:
    """The same as people start it: the program is read anew."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        cwd=ROOT,
        env=options.pop("env", environment()),
        timeout=PATIENCE_SECONDS,
        check=False,
        **options,
    )
    return _sound(done.returncode, done.stdout, done.stderr)


def _sound(code: int, stdout: bytes, stderr: bytes) -> Outcome:
    outcome = Outcome(code, stdout.decode("utf-8"), stderr.decode("utf-8"))
    assert "Traceback" not in outcome.stderr, outcome.stderr
    assert outcome.code in (0, 1, 2, 3, 130), outcome
    return outcome


def imported(workspace: Path, *arguments: object, code: int = 0) -> dict[str, Any]:
    """Import and return the report; every row of every table is accounted for."""
    outcome = census("import", *arguments, "--workspace", workspace, "--json")
    assert outcome.code == code, outcome
    report = outcome.report
    for table, counts in report["tables"].items():
        accounted = counts["rows"] + counts["rejected"] + sum(counts["skipped"].values())
        assert counts["read"] == accounted, (table, counts)
        assert counts["read"] == sum(source["read"] for source in counts["sources"]), (table, counts)
    return report


def rows_of(workspace: Path, table_id: str) -> list[dict[str, Any]]:
    """All rows of a table in the newest snapshot as the rules will see them."""

    from census_app.workspace.workspace import Workspace

    with Workspace.open(workspace) as opened:
        snapshot = opened.catalogue.open()
        sql = snapshot.table_sql(opened.dictionary.table(table_id))
        with kept_engine(1) as connection:
            found = connection.execute(f"{sql} ORDER BY row_id")
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def compare(
    rows: Iterable[Mapping[str, Any]], truth: Mapping[str, Mapping[str, Any]], key: str, order: bool = False
) -> None:
    """The stored rows are exactly those of the truth, field by field; `truth` is by the key field's text."""
    found = {row[key]: row for row in rows}
    assert set(found) == set(truth)
    if order:
        assert list(found) == list(truth)
    wrong = [
        (record, field, expected, found[record][field])
        for record, fields in truth.items()
        for field, expected in fields.items()
        if _plain(found[record][field]) != _plain(expected)
    ]
    assert not wrong, wrong[:20]


def filled_fields(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Fields that hold something in at least one row."""
    return {name for row in rows for name, value in row.items() if value is not None and not _is_our_own(name)}


def _is_our_own(name: str) -> bool:
    return name.startswith("_") or name == "row_id"


def _plain(value: Any) -> Any:
    """Numbers compare by value, text by meaning: full-width and half-width signs are one (the archive folds them)."""
    import unicodedata
    from decimal import Decimal

    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value
