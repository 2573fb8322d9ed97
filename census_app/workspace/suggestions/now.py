"""Suggestions for the problems as they stand: derived when they are read, kept nowhere in clear."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from census_app.archive.columns import quote_text
from census_app.foundation.jobs import JobContext
from census_app.matching.links import LinkSet
from census_app.workspace.engine import scratch_engine
from census_app.workspace.linking.decisions import read_decisions
from census_app.workspace.linking.judged import many_sources
from census_app.workspace.linking.link_sets import links_for
from census_app.workspace.linking.newest import sources_of
from census_app.workspace.linking.shares import Shares
from census_app.workspace.problems.life import load_current
from census_app.workspace.runs.record import RunRecord
from census_app.workspace.suggestions.model import Suggestion, SuggestionReport
from census_app.workspace.suggestions.proposing import Offer, load_offers, load_wanted, offers
from census_app.workspace.suggestions.settings import suggestion_settings
from census_app.workspace.suggestions.weighing import weigh
from census_app.workspace.suggestions.wording import worded
from census_app.workspace.tuning.past_snapshots import can_be_read

if TYPE_CHECKING:
    import duckdb

    from census_app.archive.snapshot import Snapshot
    from census_app.workspace.workspace import Workspace

_BATCH = 20_000
_NOT_CHECKED = "还没有正式校验，没有问题可以给建议；先用 census check"
_NOT_READABLE = "这次校验的数据已经清理，给不出建议；重新导入并校验后再看"
_NOT_LINKED = "没有合用的关联集，给不出建议；先用 census link 与参照数据比对"


@dataclass(frozen=True)
class LoadedSuggestions:
    """`suggested_values` stands in the connection; what it rests on, to put it into words."""

    run: RunRecord
    snapshot: Snapshot
    links: LinkSet
    made: list[Offer]


def suggest(
    workspace: Workspace,
    numbers: Collection[str] = (),
    rule: str | None = None,
    key: str | None = None,
    *,
    clear: bool = False,
    context: JobContext | None = None,
) -> SuggestionReport:
    """Suggestions for the outstanding problems that the last official run found.

    Only those of some numbers, a rule or a record key where they are given.

    `clear` gives personal values unmasked: the caller answers for who sees them.
    """
    with _engine(workspace, context) as (connection, run):
        if run is None:
            return SuggestionReport("", "", 0, (), _NOT_CHECKED)
        _narrow(connection, numbers, rule, key)
        return suggestions_of(connection, workspace, "current_problems", run, clear=clear)


def suggestions_of(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, source: str, run: RunRecord, *, clear: bool = False
) -> SuggestionReport:
    """Suggestions for the outstanding problems of table `source` that the official `run` found in its snapshot."""
    loaded = load_suggestions(connection, workspace, source, run)
    if isinstance(loaded, str):
        return SuggestionReport(run.run, "", 0, (), loaded)
    rows = connection.execute("SELECT count(DISTINCT problem_no) FROM wanted_values").fetchall()
    suggestions = tuple(_worded(connection, workspace, source, loaded, clear=clear))
    return SuggestionReport(run.run, loaded.links.manifest.link_set, rows[0][0], suggestions)


def load_suggestions(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, source: str, run: RunRecord
) -> LoadedSuggestions | str:
    """`suggested_values` holds a value for each problem of table `source` that has one; or why there can be none."""
    if not can_be_read(workspace, run.snapshot):
        return _NOT_READABLE
    snapshot = workspace.catalogue.open(run.snapshot)
    chosen = links_for(workspace, snapshot)
    links = chosen.links
    if links is None:
        return "；".join((*chosen.notes, _NOT_LINKED))
    settings, dictionary = suggestion_settings(), workspace.dictionary
    made = offers(snapshot, dictionary, links, settings)
    load_wanted(connection, source, run.run, dictionary, settings)
    load_offers(connection, snapshot, dictionary, links, made, settings)
    weigh(connection, made, _shares(workspace, links), snapshot, dictionary, settings)
    return LoadedSuggestions(run, snapshot, links, made)


def masked_suggestions(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, source: str, run: RunRecord | None, name: str
) -> None:
    """Temp table `name`: problem_no, suggested_field, suggested, suggested_sure, suggested_why, as they may be kept.

    Empty where there is nothing to rest on.
    """
    import pandas

    columns = ("problem_no", "suggested_field", "suggested", "suggested_sure", "suggested_why")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} ({', '.join(f'{one} VARCHAR' for one in columns)})")
    loaded = _NOT_CHECKED if run is None else load_suggestions(connection, workspace, source, run)
    if isinstance(loaded, str):
        return
    listed = _worded(connection, workspace, source, loaded, clear=False)
    while batch := [one for _, one in zip(range(_BATCH), listed, strict=False)]:
        frame = pandas.DataFrame(
            [(one.problem_no, one.field_name, one.value, one.sure, one.evidence) for one in batch],
            columns=list(columns),
        )
        connection.register("suggestion_frame", frame)
        connection.execute(f"INSERT INTO {name} SELECT * FROM suggestion_frame")
        connection.unregister("suggestion_frame")


def link_set_of(workspace: Workspace, run: RunRecord | None) -> str:
    """Which link set suggestions for a run's problems rest on; empty when none fits."""
    if run is None or not can_be_read(workspace, run.snapshot):
        return ""
    links = links_for(workspace, workspace.catalogue.open(run.snapshot)).links
    return "" if links is None else links.manifest.link_set


def _shares(workspace: Workspace, links: LinkSet) -> dict[str, Shares]:
    """What people's decisions measured of each source's bands, under the weights of the link set."""
    decided = read_decisions(workspace, many_sources())
    found = {}
    for name, (source, linked) in sources_of(links).items():
        mine = [one for one in decided if one.pair.source == name]
        if mine and linked.weights is not None:
            found[source.id] = Shares.of(mine, source, linked.weights)
    return found


def _worded(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, source: str, loaded: LoadedSuggestions, *, clear: bool
) -> Iterator[Suggestion]:
    return worded(connection, source, loaded.made, loaded.snapshot, workspace.dictionary, clear=clear)


@contextmanager
def _engine(
    workspace: Workspace, context: JobContext | None
) -> Iterator[tuple[duckdb.DuckDBPyConnection, RunRecord | None]]:
    with scratch_engine(workspace.cache, context) as connection:
        yield connection, load_current(connection, workspace, "current_problems")


def _narrow(connection: duckdb.DuckDBPyConnection, numbers: Collection[str], rule: str | None, key: str | None) -> None:
    if numbers:
        listed = ", ".join(quote_text(number) for number in numbers)
        connection.execute(f"DELETE FROM current_problems WHERE problem_no NOT IN ({listed})")
    if rule is not None:
        connection.execute(f"DELETE FROM current_problems WHERE rule_id <> {quote_text(rule)}")
    if key is not None:
        connection.execute(f"DELETE FROM current_problems WHERE record_key <> {quote_text(key)}")
