"""Each sign: what an honest week looks like, and what makes it a reason to look."""

from __future__ import annotations

import pytest

from census_app.survey.quality.model import Observation
from census_app.survey.quality.report import survey_quality
from census_app.survey.words import AnswerOutcome
from census_app.workspace.workspace import Workspace

from .field_days import FieldDays

SAME, OTHER, CHOSEN, READ = (
    AnswerOutcome.CONSISTENT,
    AnswerOutcome.DIFFERENT,
    AnswerOutcome.CHOSEN,
    AnswerOutcome.TRANSCRIBED,
)


def honest(days: FieldDays, surveyor: str = "honest", visits: int = 24) -> None:
    """Twenty minutes each, one after the other, every third with a difference, all values their own."""
    for number in range(visits):
        hour, minute = divmod(number * 25, 60)
        task = days.visit(
            surveyor, f"{8 + hour % 10}:{minute:02d}", f"{8 + hour % 10}:{minute:02d}", day=f"2026-11-{16 + number % 7}"
        )
        days.visits[-1] |= {"left": f"{8 + hour % 10}:{min(minute + 20, 59):02d}"}
        days.answer(task, SAME, SAME, SAME, OTHER if number % 3 == 0 else SAME)
        days.answer(task, READ, value=f"{surveyor}{number}")


def seen(workspace: Workspace, sign: str, surveyor: str) -> Observation | None:
    report = survey_quality(workspace)
    found = [
        one
        for person in report.surveyors
        if person.account == surveyor
        for one in person.observations
        if one.sign == sign
    ]
    return found[0] if found else None


def look(workspace: Workspace, sign: str, surveyor: str) -> Observation:
    found = seen(workspace, sign, surveyor)
    assert found is not None
    return found


def test_an_honest_week_gives_no_reason_to_look(workspace: Workspace, days: FieldDays) -> None:
    for name in ("a", "b", "c"):
        honest(days, name)
    days.store(workspace)
    report = survey_quality(workspace)
    assert [person.looks for person in report.surveyors] == [(), (), ()]
    assert report.visits == 72


def test_too_fast_is_measured_against_others_of_the_scene(workspace: Workspace, days: FieldDays) -> None:
    honest(days)
    for number in range(10):
        left = f"{8 + number}:01" if number < 4 else f"{8 + number}:20"
        task = days.visit("hasty", f"{8 + number}:00", left)
        days.answer(task, SAME, SAME, SAME, SAME, SAME)
    days.store(workspace)
    found = look(workspace, "too_fast", "hasty")
    assert (found.seen, found.judged, found.look) == (4, 10, True)
    assert "5 项用 1 分钟；同场景一般每项 4.0 分钟" in found.evidence[0].words
    assert found.low and found.high


def test_few_visits_are_counted_and_nothing_more(workspace: Workspace, days: FieldDays) -> None:
    honest(days)
    for number in range(7):
        days.answer(days.visit("hasty", f"{8 + number}:00", f"{8 + number}:01"), SAME, SAME, SAME)
    days.store(workspace)
    found = look(workspace, "too_fast", "hasty")
    assert (found.seen, found.judged, found.look, found.low) == (7, 7, False, "")
    assert "%" not in found.words.split("户")[0]


def test_without_a_group_nothing_is_compared(workspace: Workspace, days: FieldDays) -> None:
    honest(days, visits=10)
    days.answer(days.visit("hasty", "9:00", "9:01"), SAME, SAME)
    days.store(workspace)
    assert seen(workspace, "too_fast", "hasty") is None


@pytest.mark.parametrize(("step", "expected"), [(1, 6), (2, 6), (3, 0)])
def test_burst(workspace: Workspace, days: FieldDays, step: int, expected: int) -> None:
    for number in range(6):
        days.visit("typist", "8:00", f"18:{number * step:02d}")
    days.store(workspace)
    found = look(workspace, "burst", "typist")
    assert (found.seen, found.look) == (expected, expected > 0)


def test_two_places_at_once(workspace: Workspace, days: FieldDays) -> None:
    days.visit("one", "9:00", "9:30", tg="T1")
    days.visit("one", "9:10", "9:40", tg="T1")
    days.visit("one", "9:20", "9:50", tg="T2")
    days.visit("one", "9:49", "10:10", tg="T3")
    days.visit("one", "9:30", "9:40", tg="T4", day="2026-11-18")
    days.visit("one", "9:35", "9:50", tg="T5", day="2026-11-18")
    days.store(workspace)
    found = look(workspace, "two_places", "one")
    assert [(row.task_no, row.words) for row in found.evidence] == [
        ("T2647-0003", "与 T2647-0002 的时间重叠 20 分钟"),
        ("T2647-0006", "与 T2647-0005 的时间重叠 5 分钟"),
    ]
    assert found.look


def test_times_that_run_backwards_are_not_judged(workspace: Workspace, days: FieldDays) -> None:
    days.visit("one", "9:30", "9:00")
    days.visit("one", "", "nine")
    days.store(workspace)
    assert seen(workspace, "two_places", "one") is None


def test_same_answers_in_a_row_leave_out_what_was_filled_for_the_area(workspace: Workspace, days: FieldDays) -> None:
    honest(days)
    for number in range(6):
        task = days.visit("copy", f"{8 + number}:00", f"{8 + number}:20")
        days.answer(task, SAME)
        days.answer(task, CHOSEN, READ, OTHER, value="x")
        batch = days.visit("batch", f"{8 + number}:00", f"{8 + number}:20")
        days.answer(batch, CHOSEN, READ, OTHER, value="x", sheet="台区批量")
    days.store(workspace)
    found = look(workspace, "same_answers", "copy")
    assert (found.seen, found.judged, found.look) == (6, 6, True)
    assert "最长连续 6 户" in found.words
    assert seen(workspace, "same_answers", "batch") is None


def test_outside_the_radius(workspace: Workspace, days: FieldDays) -> None:
    for number in range(10):
        days.visit("far", distance="1200.5" if number < 3 else "30")
    days.visit("far", distance="")
    days.visit("far", distance="nan")
    days.store(workspace)
    found = look(workspace, "outside_radius", "far")
    assert (found.seen, found.judged, found.look) == (3, 10, True)
    assert found.evidence[0].words == "定位离档案坐标 1,200 米"


def test_a_photo_reused_counts_whatever_the_week_but_not_for_neighbours(workspace: Workspace, days: FieldDays) -> None:
    first = days.visit("one", day="2026-11-09", place=("116.30", "40.0"))
    second = days.visit("two", place=("116.31", "40.0"))
    third = days.visit("three", place=("116.31001", "40.0"))
    days.photo(first, "a" * 64)
    days.photo(second, "a" * 64)
    days.photo(second, "b" * 64)
    days.photo(third, "b" * 64)
    days.store(workspace)
    report = survey_quality(workspace, "2026-W47")
    found = {
        person.account: one for person in report.surveyors for one in person.observations if one.sign == "photo_reused"
    }
    assert found.keys() == {"two", "three"}
    assert (found["two"].seen, found["two"].judged, found["two"].look) == (1, 2, True)
    assert first in found["two"].evidence[0].words
    assert not found["three"].look


def test_a_photo_taken_earlier_or_elsewhere(workspace: Workspace, days: FieldDays) -> None:
    task = days.visit("one", place=("116.30", "40.0"))
    days.photo(task, "a" * 64, taken_at="2026:11:15 10:00:00")
    days.photo(task, "b" * 64, taken_at="2026-11-17T10:00:00", longitude="116.31", latitude="40.0")
    days.photo(task, "c" * 64, taken_at="2026-11-18T00:10:00", longitude="116.3001", latitude="40.0")
    days.photo(task, "d" * 64)
    days.photo(task, "e" * 64, taken_at="yesterday", longitude="x", latitude="y")
    days.store(workspace)
    found = look(workspace, "photo_elsewhere", "one")
    assert (found.seen, found.judged, found.look) == (2, 4, True)
    assert "早于到访日 2026-11-17" in found.evidence[0].words
    assert "离档案坐标 852 米" in found.evidence[1].words


def test_all_consistent_states_how_likely_it_is(workspace: Workspace, days: FieldDays) -> None:
    honest(days)
    for number in range(20):
        days.answer(days.visit("smooth", f"{number}:00", f"{number}:20"), SAME, SAME, SAME)
    for number in range(5):
        days.answer(days.visit("new", f"{number}:00", f"{number}:20"), SAME, SAME, SAME)
    days.store(workspace)
    found = look(workspace, "all_consistent", "smooth")
    # 8 of the 24 honest visits differ, none of the 5 new ones: (1 - 8/29) ** 20
    assert "20 户里 0 户有“不一致”；同所别人 29 户里 8 户（28%）" in found.words
    assert f"{(1 - 8 / 29) ** 20:.2%}" == "0.16%"
    assert not found.look
    assert not look(workspace, "all_consistent", "new").look
    assert not look(workspace, "all_consistent", "honest").look


def test_all_consistent_is_a_reason_when_chance_does_not_do_it(workspace: Workspace, days: FieldDays) -> None:
    honest(days)
    for number in range(20):
        days.answer(days.visit("smooth", f"{number}:00", f"{number}:20"), SAME, SAME, SAME)
    days.store(workspace)
    found = look(workspace, "all_consistent", "smooth")
    assert (found.seen, found.judged, found.look, len(found.evidence)) == (20, 20, True, 20)
    assert f"{(2 / 3) ** 20:.2%}" == "0.03%"
    assert "0.03%" in found.words
