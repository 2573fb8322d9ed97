"""The match review by keyboard on a county that was really compared."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from census_app.archive.snapshot import Snapshot
from census_app.desktop.pages.matching import flow
from census_app.desktop.pages.matching.page import MatchPage
from census_app.desktop.pages.matching.reads import read_queue
from census_app.desktop.widgets.line_dialog import LineDialog
from census_app.desktop.widgets.lines_dialog import LinesDialog
from census_app.desktop.widgets.waterfall import Mark, Waterfall, WaterfallLine
from census_app.matching.judging import Verdict
from census_app.matching.links import LinkSet
from census_app.matching.vetoes import doubts_told
from census_app.workspace import acts
from census_app.workspace.linking import queue
from census_app.workspace.linking.deciding import Said, record_decisions
from census_app.workspace.linking.making import make_links
from census_app.workspace.linking.newest import newest_links
from census_app.workspace.linking.queue import QueuedRecord
from census_app.workspace.workspace import Workspace
from tests.desktop.compared_county import LENT, TWINS
from tests.desktop.conftest import PATIENCE, Desk


def _words(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, compared: Path, monkeypatch: pytest.MonkeyPatch) -> MatchPage:
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("李倩", True))
    desk.open(qtbot, compared, "match")
    shown = desk.window.page("match")
    assert isinstance(shown, MatchPage)
    qtbot.waitUntil(lambda: shown.stack.currentWidget() is shown.board, timeout=PATIENCE)
    assert shown.flow.total() >= 3
    return shown


def _decisions(folder: Path) -> list[tuple[str, str, str]]:
    with Workspace.open(folder) as workspace:
        made = acts.list_acts(workspace.engine, kinds=["link.decided"])
    return [(act.payload["left_key"], act.payload["right_key"], act.payload["verdict"]) for act in made]


def test_a_record_stands_beside_its_candidates(page: MatchPage) -> None:
    record = page.flow.current()
    assert record is not None
    words = _words(page.table)
    assert record.key in words
    assert record.pairs[0].shown.pair.right_key in words
    assert any(sign in words for sign in ("＝", "≈", "≠"))
    assert "待复核" in page.subtitle.text()
    assert [option.text() for option in page.decision.options][-3:] == ["都不是", "拿不准", "跳过"]
    assert "合计" in page.weight.waterfall.accessibleName()


def test_a_candidate_tells_why_a_person_must_look(page: MatchPage, qtbot: QtBot) -> None:
    told = 0
    for _ in range(page.flow.total()):
        record = page.flow.current()
        assert record is not None
        words = _words(page.table)
        doubts = [one for pair in record.pairs for one in doubts_told(record.source, pair.shown.levels)]
        assert all(one in words for one in doubts)
        told += len(doubts)
        qtbot.keyClick(page, Qt.Key.Key_S)
    assert told


def _look_for(page: MatchPage, qtbot: QtBot, key: str) -> QueuedRecord:
    """That customer is looked at; those before are put off."""
    for _ in range(page.flow.total()):
        record = page.flow.current()
        assert record is not None
        if record.key == key:
            return record
        qtbot.keyClick(page, Qt.Key.Key_S)
    raise AssertionError(f"{key} does not wait")


def test_two_candidates_stand_side_by_side_and_the_second_is_the_customer(
    page: MatchPage, qtbot: QtBot, compared: Path
) -> None:
    record = _look_for(page, qtbot, TWINS)
    assert {pair.shown.pair.right_key for pair in record.pairs} == {"PX0001", "PX0002"}
    words = _words(page.table)
    assert "PX0001" in words and "PX0002" in words
    assert "另有候选也像，一户只能有一个" in words
    assert [option.text() for option in page.decision.options][:2] == ["是候选 1", "是候选 2"]
    assert page.weight.title.text().startswith("候选 1 ")
    qtbot.keyClick(page, Qt.Key.Key_Right)
    assert page.weight.title.text().startswith("候选 2 ")
    assert page.decision.options[1].chosen and not page.decision.options[0].chosen
    qtbot.keyClick(page, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: len(_decisions(compared)) == 1, timeout=PATIENCE)
    assert _decisions(compared) == [(TWINS, record.pairs[1].shown.pair.right_key, "accept")]


def test_a_sum_that_does_not_mean_its_share_is_told_what_holds_it_down(page: MatchPage, qtbot: QtBot) -> None:
    record = _look_for(page, qtbot, LENT)
    assert record.pairs[0].explanation.total > 7
    assert "最多算 30%" in _words(page.table)
    assert page.weight.waterfall.accessibleName().endswith("只看分量是 99.9% 以上")
    lines = page.weight.note.text().split("\n")
    assert lines[0].startswith("封顶：最多算 30%：户名是单位")
    assert lines[-1].startswith("不太像（模型估计 30%）")


def test_q_says_that_nobody_can_tell_yet(page: MatchPage, qtbot: QtBot, compared: Path) -> None:
    record = _look_for(page, qtbot, TWINS)
    qtbot.keyClick(page, Qt.Key.Key_Q)
    wanted = [(TWINS, pair.shown.pair.right_key, "unsure") for pair in record.pairs]
    qtbot.waitUntil(lambda: len(_decisions(compared)) == len(wanted), timeout=PATIENCE)
    assert sorted(_decisions(compared)) == sorted(wanted)
    assert page.decision.last.text() == f"上一户：{TWINS} → 拿不准"
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        page.flow.open(compared)
    assert TWINS not in {one.key for one in page.flow.waiting()}, "left for somebody else"


def test_a_comparison_made_elsewhere_is_read_and_what_is_looked_at_stays(
    page: MatchPage, qtbot: QtBot, compared: Path
) -> None:
    record = _look_for(page, qtbot, TWINS)
    before, waiting = page.flow.view, page.flow.left()[record.source.id]
    assert before is not None
    other = next(one for one in page.flow.waiting() if one.source == record.source and one.key != TWINS)
    with Workspace.open(compared) as workspace:
        record_decisions(workspace, [Said(pair.shown, Verdict.NONE, "赵鹏") for pair in other.pairs])
        make_links(workspace)
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        page.session.stale.emit(frozenset({"acts"}))
    assert page.flow.view is not None and page.flow.view.link_set != before.link_set
    assert page.flow.view.link_set[:8] in page.subtitle.text()
    current = page.flow.current()
    assert current is not None and current.key == TWINS
    assert page.flow.left()[record.source.id] < waiting


def test_what_others_decide_meanwhile_does_not_move_what_is_looked_at(
    page: MatchPage, qtbot: QtBot, compared: Path
) -> None:
    record = _look_for(page, qtbot, TWINS)
    qtbot.keyClick(page, Qt.Key.Key_Right)
    with Workspace.open(compared) as workspace:
        record_decisions(workspace, [Said(record.pairs[0].shown, Verdict.NONE, "赵鹏")])
    with qtbot.waitSignal(page.flow.counted, timeout=PATIENCE):
        page.session.stale.emit(frozenset({"acts"}))
    current = page.flow.current()
    assert current is not None and current.key == TWINS
    assert page.weight.title.text().startswith("候选 2 ")


def test_a_second_reviewer_is_asked_at_once_and_told_of_the_disagreement_afterwards(
    page: MatchPage, qtbot: QtBot, compared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    page.flow.disagreed.connect(lambda record, others: told.append(f"{record} {'、'.join(others)}"))
    record = _look_for(page, qtbot, LENT)
    qtbot.keyClick(page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: len(_decisions(compared)) == 1, timeout=PATIENCE)
    assert told == []
    monkeypatch.setattr(LineDialog, "ask_for", lambda *_, **__: ("赵鹏", True))
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        qtbot.keyClick(page, Qt.Key.Key_R)
    assert _look_for(page, qtbot, LENT).key == record.key
    assert "答完才显示分歧" in page.weight.note.text()
    qtbot.keyClick(page, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: told == [f"{LENT} 李倩"], timeout=PATIENCE)
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        page.flow.reviewed_by("李倩")
    qtbot.keyClick(page, Qt.Key.Key_U)

    def undone() -> list[str]:
        with Workspace.open(compared) as workspace:
            return [act.payload["reviewer"] for act in acts.list_acts(workspace.engine, kinds=["link.decision_undone"])]

    qtbot.waitUntil(lambda: undone() == ["赵鹏"], timeout=PATIENCE)


def test_sources_disputes_and_notes_are_reached_by_keys(page: MatchPage, qtbot: QtBot) -> None:
    assert page.flow.source == ""
    seen = []
    for _press in range(3):
        with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
            qtbot.keyClick(page, Qt.Key.Key_F)
        seen.append(page.flow.source)
    assert sorted(seen) == ["", "gov_population", "self"] and seen[-1] == ""
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        qtbot.keyClick(page, Qt.Key.Key_D)
    assert page.flow.disputed and page.stack.currentWidget() is page.finished
    with qtbot.waitSignal(page.flow.read, timeout=PATIENCE):
        qtbot.keyClick(page, Qt.Key.Key_D)
    assert not page.flow.disputed
    qtbot.keyClick(page, Qt.Key.Key_N)
    (dialog,) = page.findChildren(LinesDialog)
    dialog.reject()
    assert page.who.toolTip().endswith("R") and page.facets.chip("").toolTip().endswith("F")


def test_in_another_text_size_the_review_goes_on_where_it_was(page: MatchPage, desk: Desk, qtbot: QtBot) -> None:
    first = page.flow.current()
    assert first is not None
    qtbot.keyClick(page, Qt.Key.Key_1)
    second = page.flow.current()
    qtbot.keyClick(page, Qt.Key.Key_S)
    third = page.flow.current()
    desk.window.actions_["larger_text"].trigger()
    again = desk.window.page("match")
    assert isinstance(again, MatchPage) and again is not page
    qtbot.waitUntil(lambda: again.stack.currentWidget() is again.board, timeout=PATIENCE)
    assert again.flow.current() == third
    assert again.flow.waiting()[-1] == second
    qtbot.keyClick(again, Qt.Key.Key_U)
    assert again.flow.current() == first
    desk.window.actions_["normal_text"].trigger()


def test_keys_answer_and_the_next_comes_at_once(page: MatchPage, desk: Desk, qtbot: QtBot, compared: Path) -> None:
    first = page.flow.current()
    assert first is not None
    qtbot.keyClick(page, Qt.Key.Key_1)
    second = page.flow.current()
    assert second is not None
    assert second.key != first.key
    assert page.flow.reviewer == "李倩"
    qtbot.keyClick(page, Qt.Key.Key_0)
    wanted = [(first.key, first.pairs[0].shown.pair.right_key, "accept")]
    wanted += [(second.key, pair.shown.pair.right_key, "none") for pair in second.pairs]
    qtbot.waitUntil(lambda: len(_decisions(compared)) == len(wanted), timeout=PATIENCE)
    assert sorted(_decisions(compared)) == sorted(wanted)
    assert page.decision.last.text() == f"上一户：{second.key} → 都不是"


def test_u_takes_the_last_answer_back(page: MatchPage, desk: Desk, qtbot: QtBot, compared: Path) -> None:
    assert not desk.window.actions_["match_undo"].isEnabled()
    first = page.flow.current()
    assert first is not None
    qtbot.keyClick(page, Qt.Key.Key_1)
    qtbot.keyClick(page, Qt.Key.Key_U)
    assert page.flow.current() == first

    def undone() -> bool:
        with Workspace.open(compared) as workspace:
            return bool(acts.list_acts(workspace.engine, kinds=["link.decision_undone"]))

    qtbot.waitUntil(undone, timeout=PATIENCE)


def test_a_skipped_record_comes_last_and_nothing_is_written(page: MatchPage, qtbot: QtBot, compared: Path) -> None:
    first = page.flow.current()
    assert first is not None
    qtbot.keyClick(page, Qt.Key.Key_S)
    assert page.flow.current() != first
    assert page.flow.waiting()[-1].key == first.key
    assert _decisions(compared) == []


def test_a_key_without_a_candidate_answers_nothing(page: MatchPage, qtbot: QtBot) -> None:
    record = page.flow.current()
    assert record is not None
    assert len(record.pairs) < 5
    qtbot.keyClick(page, Qt.Key.Key_5)
    assert page.flow.current() == record
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert page.flow.current() == record, "nothing is chosen by Enter"


def test_a_second_reviewer_does_not_meet_his_own_answers(
    page: MatchPage, desk: Desk, qtbot: QtBot, compared: Path
) -> None:
    first = page.flow.current()
    assert first is not None
    total = page.flow.total()
    qtbot.keyClick(page, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: len(_decisions(compared)) == 1, timeout=PATIENCE)
    page.flow.open(compared)
    qtbot.waitUntil(lambda: page.flow.total() == total - 1 and not page.flow.answers, timeout=PATIENCE)
    page.flow.reviewed_by("赵鹏")
    qtbot.waitUntil(lambda: page.flow.total() == total, timeout=PATIENCE)


def test_full_values_need_a_reason(page: MatchPage, desk: Desk, qtbot: QtBot, compared: Path) -> None:
    hidden = _words(page.table)
    assert "*" in hidden
    desk.window.actions_["match_reveal"].trigger()
    qtbot.waitUntil(lambda: _words(page.table) != hidden, timeout=PATIENCE)
    with Workspace.open(compared) as workspace:
        assert acts.list_acts(workspace.engine, kinds=["personal.shown"])[0].payload["reason"] == "李倩"


def _chip(page: MatchPage, source: str) -> str:
    return page.facets.chip(source).text()


def test_chips_count_all_that_waits_and_lead_to_their_source(
    page: MatchPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_source = page.flow.left()
    whole = sum(by_source.values())
    assert {name for name, number in by_source.items() if number} == {"gov_population", "self"}
    monkeypatch.setattr(flow, "QUEUE_LIMIT", 1)
    page.facets.chip("").click()
    qtbot.waitUntil(lambda: page.flow.total() == 1, timeout=PATIENCE)
    assert _chip(page, "") == f"全部 {whole}"
    shown = page.flow.current()
    assert shown is not None
    other = ({"gov_population", "self"} - {shown.source.id}).pop()
    page.facets.chip(other).click()
    qtbot.waitUntil(lambda: (page.flow.current() or shown).source.id == other, timeout=PATIENCE)
    assert page.facets.chip(other).chosen
    assert _chip(page, shown.source.id).endswith(f" {by_source[shown.source.id]}")
    assert not page.facets.chip("gov_real_estate").isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_1)
    assert _chip(page, other).endswith(f" {by_source[other] - 1}")
    qtbot.keyClick(page, Qt.Key.Key_U)
    assert _chip(page, other).endswith(f" {by_source[other]}")


def test_what_waits_behind_comes_by_itself_and_each_once(
    page: MatchPage, qtbot: QtBot, compared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = page.flow.total()
    at_once = -(-number // 2)
    monkeypatch.setattr(flow, "QUEUE_LIMIT", at_once)
    page.narrow("", False)
    qtbot.waitUntil(lambda: len(page.flow.waiting()) == at_once, timeout=PATIENCE)
    qtbot.keyClick(page, Qt.Key.Key_S)
    for done in range(1, number + 1):
        qtbot.waitUntil(lambda: page.flow.current() is not None, timeout=PATIENCE)
        qtbot.keyClick(page, Qt.Key.Key_1)
        assert len(page.flow.answers) == done
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.finished, timeout=PATIENCE)
    assert "重新关联" in _words(page.finished), "what to do next"
    qtbot.waitUntil(lambda: len(_decisions(compared)) == number, timeout=PATIENCE)
    assert len({(one.record.source.id, one.record.key) for one in page.flow.answers}) == number
    qtbot.keyClick(page, Qt.Key.Key_U)
    again = page.flow.current()
    assert again is not None
    assert len(page.flow.answers) == number - 1


def test_nothing_compared_is_said_with_the_way_there(desk: Desk, qtbot: QtBot, county: Path) -> None:
    desk.open(qtbot, county, "match")
    page = desk.window.page("match")
    assert isinstance(page, MatchPage)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.nothing, timeout=PATIENCE)
    assert "先导入" in _words(page.nothing)
    assert not desk.window.actions_["match_1"].isEnabled()


@pytest.mark.parametrize("bits", [[], [0.0], [-9.6, 7.1, None, 6.3], [1000.0, -1000.0]])
def test_a_waterfall_is_drawn_whatever_the_weights(qtbot: QtBot, bits: list[float | None]) -> None:
    fall = Waterfall()
    qtbot.addWidget(fall)
    lines = [WaterfallLine("字段" * 3, "说明" * 20, one) for one in bits]
    fall.show_lines(
        [*lines, WaterfallLine("合计", "", sum(one or 0.0 for one in bits), total=True)], [Mark(3, "人工 +3")]
    )
    fall.resize(420, fall.sizeHint().height())
    low, high = fall._scale()
    assert low < high
    assert not fall.grab().isNull()


def test_what_is_odd_about_the_comparison_is_told(page: MatchPage, desk: Desk, qtbot: QtBot) -> None:
    view = page.flow.view
    assert view is not None
    assert page.notes.isVisible() is bool(view.notes)
    page.flow.view = replace(view, notes=("公安人口：没有一对记录可以比",))
    page.flow.moved.emit()
    assert page.notes.text() == "比对有 1 处要留意"
    page.notes.click()
    (dialog,) = page.findChildren(LinesDialog)
    assert "没有一对记录可以比" in dialog.text.toPlainText()
    dialog.reject()


def test_the_queue_carries_what_the_comparison_warned_of(compared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def warned(workspace: Workspace, snapshot: Snapshot) -> LinkSet:
        links = newest_links(workspace, snapshot)
        sources = dict(links.manifest.sources)
        told = ("公安人口：没有一对记录可以比",)
        sources["gov_population"] = sources["gov_population"].model_copy(update={"warnings": told})
        return replace(links, manifest=links.manifest.model_copy(update={"sources": sources}))

    monkeypatch.setattr(queue, "newest_links", warned)
    assert "公安人口：没有一对记录可以比" in read_queue(compared, "", "", 1).notes
