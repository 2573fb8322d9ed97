"""The log in words: every kind of act has them, what is missing is left out, and any part of it is found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from census_app.foundation.database import reading
from census_app.foundation.errors import BadInput
from census_app.reporting.log_book import write_log_book
from census_app.workspace import acts
from census_app.workspace.log.reading import LogFilter, LogLine, read_lines, read_view
from census_app.workspace.log.wording import LANGUAGES, act_words, kind_words, patterns
from census_app.workspace.people.settings import people_settings
from census_app.workspace.workspace import Workspace
from tests.unit.workspace.people.rosters import roster, take

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "W") as made:
        reason = {"reason": "抄表日推迟_100%", "until": "2026-12-31", "problems": ["P1", "P2", "P3", "P4"]}
        acts.append(made.engine, "deferral.approved", "", reason, actor="walk1", now=NOON)
        acts.append(made.engine, "run.voided", "20261120-001", {"reason": "导错了"}, actor="甲", now=NOON)
        later = NOON + timedelta(days=2)
        acts.append(made.engine, "run.voided", "20261122-001", {"reason": "又导错了"}, actor="甲", now=later)
        yield made


def found(workspace: Workspace, **wanted: object) -> list[int]:
    return list(read_view(workspace, LogFilter(**wanted)).numbers)  # type: ignore[arg-type]


def lines(workspace: Workspace, numbers: list[int], language: str = "zh") -> list[LogLine]:
    with reading(workspace.engine) as connection:
        return read_lines(connection, numbers, language)


def test_every_kind_of_act_has_words_in_both_languages() -> None:
    listed = {kind for one in people_settings().permissions.values() for kind in one.acts}
    assert listed == patterns().keys()
    for kind in listed:
        assert all(kind_words(kind, language) not in ("", kind) for language in LANGUAGES)
        chinese, english = (patterns()[kind][language] for language in LANGUAGES)
        assert len(chinese) == len(english)


def test_an_act_is_told_and_what_is_missing_is_left_out() -> None:
    payload = {"problems": ["P1", "P2", "P3", "P4"], "reason": "", "until": "2026-12-31"}
    said = act_words("problem.refuted", "", payload, "zh")
    assert (said.what, said.details) == ("判为误报", "4 个问题 · P1、P2、P3 +1 · 至 2026-12-31")
    assert act_words("list.issued", "", {"unit": "03"}, "en", {"03": "Qingling"}.__getitem__).details == "Qingling"
    assert act_words("act.undone", "", {"undoes": 7}, "zh").what == "撤销第 7 号动作"
    assert act_words("no.such", "that", {}, "zh").what == "no.such"


def test_a_count_of_nothing_is_not_said() -> None:
    assert act_words("storage.pruned", "", {"parts": []}, "zh").details == ""
    assert act_words("corrections.exported", "", {"batch": "B1", "corrections": 3, "personal": 0}, "zh").details == (
        "批 B1 · 3 个字段"
    )


def test_parts_of_the_log_are_found(workspace: Workspace) -> None:
    assert found(workspace) == [3, 2, 1]
    assert found(workspace, actors=frozenset({"甲"})) == [3, 2]
    assert found(workspace, kinds=frozenset({"deferral.approved"})) == [1]
    assert found(workspace, first=date(2026, 11, 22)) == [3]
    assert found(workspace, last=date(2026, 11, 20)) == [2, 1]
    assert found(workspace, words="20261120-001") == [2]
    assert found(workspace, words="导错 又") == [3]
    assert found(workspace, words="推迟_100%") == [1]
    assert found(workspace, words="推迟_1000") == []
    assert found(workspace, words="P3") == [1]
    assert 3 in found(workspace, words="3")


def test_a_view_knows_who_and_what_there_is(workspace: Workspace) -> None:
    take(workspace, roster(workspace.folder.parent / "名册.xlsx"))
    view = read_view(workspace, LogFilter(kinds=frozenset({"run.voided"})))
    assert (len(view.numbers), view.total) == (2, 4)
    assert view.head == acts.head(workspace.engine)
    assert view.kinds["run.voided"] == 2
    assert view.names == {"walk1": "李普"}
    (line,) = lines(workspace, [1])
    assert (line.actor, line.name, line.identity) == ("walk1", "李普", "none")
    assert line.details == "4 个问题 · 至 2026-12-31 · 理由：抄表日推迟_100%"


def test_lines_come_in_the_order_asked_for(workspace: Workspace) -> None:
    assert [line.seq for line in lines(workspace, [2, 99, 3, 1])] == [2, 3, 1]
    assert lines(workspace, [2], "en")[0].what == "Run voided"


def test_a_part_of_the_log_is_a_workbook_that_says_where_the_chain_stood(workspace: Workspace, tmp_path: Path) -> None:
    report = write_log_book(workspace, tmp_path / "日志.xlsx", LogFilter(actors=frozenset({"甲"})))
    assert report.acts == 2
    sheet = openpyxl.load_workbook(tmp_path / "日志.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    assert acts.head(workspace.engine) in str(rows[0][0])
    assert [row[0] for row in rows[2:]] == [3, 2]
    assert rows[2][5] == "作废批次"
    with pytest.raises(BadInput, match="已经存在"):
        write_log_book(workspace, tmp_path / "日志.xlsx", LogFilter())
    with pytest.raises(BadInput, match="没有符合条件"):
        write_log_book(workspace, tmp_path / "别的.xlsx", LogFilter(words="没有这个"))
