from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_app.foundation.engines import kept_engine
from tests.unit.workspace.fixtures import EVENT_RULE, RULE, Story, finding, verdict

MONDAY = date(2026, 11, 2)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


@pytest.fixture
def story(tmp_path: Path) -> Story:
    return Story(tmp_path)


def set_state(state: str, **more: str) -> str:
    extra = "".join(f", {name} = {value}" for name, value in more.items())
    return f"UPDATE known SET state = '{state}'{extra}"


def test_a_first_finding_is_new_and_says_all_that_a_list_needs(story: Story) -> None:
    records = [
        {"table": "customer", "record_key": "1", "unit_name": "柳河所", "customer_name": "赵*芳", "address": "前柳村",
         "tg_no": "T1", "tg_name": "前柳1#", "tg_manager": "张志强"},
    ]  # fmt: skip
    problem = story.run(week(0), [finding("1")], records=records)["1"]
    assert problem["state"] == "new" and problem["is_new"] is True
    assert (problem["first_run"], problem["first_date"], problem["first_week"]) == ("run1", week(0), "2026-W45")
    assert (problem["due_date"], problem["weeks_running"]) == (week(2), 1)
    assert (problem["unit_name"], problem["customer_name"], problem["tg_manager"]) == ("柳河所", "赵*芳", "张志强")
    assert problem["accused"] == ["合同容量", "受电设备.铭牌容量"]
    assert problem["rule_title"] == "容量不符"


def test_found_again_it_is_open_and_weeks_with_a_run_are_counted_once(story: Story) -> None:
    first = story.run(week(0), [finding("1")])["1"]
    same_week = story.run(week(0) + timedelta(days=2), [finding("1")])["1"]
    assert (same_week["state"], same_week["weeks_running"], same_week["is_new"]) == ("open", 1, False)
    later = story.run(week(3), [finding("1", severity="urgent")])["1"]
    assert (later["weeks_running"], later["first_run"], later["last_run"]) == (2, "run1", "run3")
    assert later["due_date"] == week(0) + timedelta(days=7)
    assert later["problem_no"] == first["problem_no"]


def test_only_the_verdict_right_proves(story: Story) -> None:
    keys = ["right", "out", "gone", "null", "uncovered", "error", "silent"]
    story.run(week(0), [finding(key) for key in keys])
    verdicts = [
        verdict("right", "right"),
        verdict("out", "out_of_scope"),
        verdict("gone", "gone"),
        verdict("null", "cannot_judge", "null"),
        verdict("uncovered", "cannot_judge", "null,not_covered"),
        verdict("error", "error"),
    ]
    problems = story.run(week(1), [], verdicts)
    assert {key: problem["state"] for key, problem in problems.items()} == {
        "right": "fixed", "out": "left_scope", "gone": "gone", "null": "cannot_judge",
        "uncovered": "open", "error": "open", "silent": "open",
    }  # fmt: skip
    assert problems["null"]["reason"] == "null"
    checked = {key for key, problem in problems.items() if problem["checked_run"] == "run2"}
    assert checked == {"right", "out", "gone", "null"}
    assert problems["silent"]["checked_run"] == "run1"


def test_found_after_fixed_it_is_reopened_with_a_new_clock_and_its_old_number(story: Story) -> None:
    first = story.run(week(0), [finding("1")])["1"]
    story.run(week(1), [], [verdict("1", "right")])
    again = story.run(week(2), [finding("1")])["1"]
    assert (again["state"], again["reopened"], again["weeks_running"], again["is_new"]) == ("reopened", 1, 1, False)
    assert (again["due_date"], again["first_date"]) == (week(4), week(0))
    assert again["problem_no"] == first["problem_no"]
    assert story.run(week(3), [finding("1")])["1"]["state"] == "open"


def test_a_second_run_over_the_same_data_says_the_same(story: Story) -> None:
    story.run(week(0), [finding("1")])
    story.run(week(1), [finding("2")], [verdict("1", "right")])
    first = story.run(week(2), [finding("1"), finding("3")], [verdict("2", "right")])
    again = story.run(week(2), [finding("1"), finding("3")], [verdict("2", "right")])
    told = ("state", "is_new", "reopened", "weeks_running", "due_date", "problem_no")
    assert {key: [row[name] for name in told] for key, row in first.items()} == {
        key: [row[name] for name in told] for key, row in again.items()
    }
    assert (again["1"]["state"], again["3"]["state"], again["3"]["is_new"]) == ("reopened", "new", True)
    assert story.run(week(3), [finding("1"), finding("3")])["3"]["is_new"] is False


def test_a_rule_that_replaces_another_carries_its_problems_on(story: Story) -> None:
    first = story.run(week(0), [finding("1"), finding("2")])
    heir = replace(RULE, rule_id="R143", fingerprint="print-9", replaces=["R043"])
    story.rules = [heir]
    found = [finding("1", rule_id="R143"), finding("3", rule_id="R143")]
    problems = story.run(week(1), found, [verdict("2", "right", rule_id="R143")])
    assert {row["rule_id"] for row in problems.values()} == {"R143"}
    assert (problems["1"]["problem_no"], problems["1"]["state"]) == (first["1"]["problem_no"], "open")
    assert (problems["2"]["state"], problems["3"]["state"]) == ("withdrawn", "new")


def test_what_left_comes_back_as_open_and_can_still_be_proven(story: Story) -> None:
    story.run(week(0), [finding("a"), finding("b"), finding("c")])
    story.run(week(1), [], [verdict("a", "gone"), verdict("b", "out_of_scope"), verdict("c", "cannot_judge", "null")])
    problems = story.run(week(2), [finding("a"), finding("c")], [verdict("b", "right")])
    assert {key: problem["state"] for key, problem in problems.items()} == {"a": "open", "b": "fixed", "c": "open"}
    assert all(problem["reopened"] == 0 for problem in problems.values())


def test_fixed_stays_fixed_whatever_happens_to_the_record_later(story: Story) -> None:
    story.run(week(0), [finding("1")])
    story.run(week(1), [], [verdict("1", "right")])
    assert story.run(week(2), [], [verdict("1", "gone")])["1"]["state"] == "fixed"
    story.rules = []
    assert story.run(week(3), [])["1"]["state"] == "fixed"


@pytest.mark.parametrize("said", ["right", "out_of_scope"])
def test_a_changed_rule_withdraws_instead_of_proving(story: Story, said: str) -> None:
    story.run(week(0), [finding("1"), finding("2")])
    story.rules = [replace(RULE, fingerprint="print-2")]
    problems = story.run(week(1), [finding("2")], [verdict("1", said)])
    assert (problems["1"]["state"], problems["1"]["reason"]) == ("withdrawn", "rule_changed")
    assert problems["2"]["state"] == "open"
    assert story.run(week(2), [], [verdict("2", "right")])["2"]["state"] == "fixed"


@pytest.mark.parametrize("rules", [[], [replace(RULE, published=False)], [replace(RULE, fingerprint="print-2")]])
def test_what_left_before_the_rule_changed_is_not_withdrawn_by_it(story: Story, rules: list[object]) -> None:
    story.run(week(0), [finding("closed"), finding("missing")])
    story.run(week(1), [], [verdict("closed", "out_of_scope"), verdict("missing", "gone")])
    later = [verdict("closed", "out_of_scope"), verdict("missing", "gone")]
    story.rules = rules  # type: ignore[assignment]
    problems = story.run(week(2), [], later)
    assert {key: one["state"] for key, one in problems.items()} == {"closed": "left_scope", "missing": "gone"}


@pytest.mark.parametrize("rules", [[], [replace(RULE, published=False)]])
def test_a_retired_rule_withdraws_its_open_problems(story: Story, rules: list[object]) -> None:
    story.run(week(0), [finding("1")])
    story.rules = rules  # type: ignore[assignment]
    problem = story.run(week(1), [])["1"]
    assert (problem["state"], problem["reason"]) == ("withdrawn", "rule_retired")


def test_a_broken_rule_changes_nothing(story: Story) -> None:
    story.run(week(0), [finding("1")])
    story.rules = [replace(RULE, errored=True)]
    problem = story.run(week(1), [], [verdict("1", "right")])["1"]
    assert (problem["state"], problem["checked_run"]) == ("open", "run1")


def test_an_event_never_closes_by_leaving_the_window(story: Story) -> None:
    story.rules = [EVENT_RULE]
    march = finding("1", rule_id="R021", period="202603")
    april = finding("1", rule_id="R021", period="202604")
    first = story.run(week(0), [march])
    assert first["1"]["period"] == "202603"
    story.run(week(1), [april], [verdict("1", "right", rule_id="R021")])
    states = {row["period"]: row["state"] for row in _rows(story)}
    assert states == {"202603": "open", "202604": "new"}


def test_an_explained_event_stays_closed_while_it_is_still_in_the_window(story: Story) -> None:
    story.rules = [EVENT_RULE]
    march = finding("1", rule_id="R021", period="202603")
    story.run(week(0), [march])
    problem = story.run(week(1), [march], known_changes=set_state("fixed"))["1"]
    assert (problem["state"], problem["reopened"]) == ("fixed", 0)


@pytest.mark.parametrize("state", ["assigned", "in_review", "returned", "appealed"])
def test_what_waits_for_people_keeps_waiting_until_data_prove_it(story: Story, state: str) -> None:
    story.run(week(0), [finding("1"), finding("2")])
    problems = story.run(week(1), [finding("1")], [verdict("2", "right")], known_changes=set_state(state))
    assert {key: problem["state"] for key, problem in problems.items()} == {"1": state, "2": "fixed"}


def test_a_claim_is_refuted_only_by_data_later_than_the_claim(story: Story) -> None:
    story.run(week(0), [finding("1")])
    claimed = set_state("claimed", state_date=f"DATE '{week(1)}'")
    old_data = story.run(week(2), [finding("1")], known_changes=claimed, table_dates={"customer": week(1)})["1"]
    assert old_data["state"] == "claimed"
    new_data = story.run(week(3), [finding("1")])["1"]
    assert (new_data["state"], new_data["reason"]) == ("open", "refuted")


def test_a_record_that_stands_twice_under_its_key_is_one_problem_told_by_the_first_row(story: Story) -> None:
    twice = [finding("1", row_id=7, message="后"), finding("1", row_id=3, message="先")]
    assert story.run(week(0), twice)["1"]["message"] == "先"


def test_accused_fields_follow_the_fired_clauses_each_once(story: Story) -> None:
    problem = story.run(week(0), [finding("1", clauses="不符,另一条")])["1"]
    assert problem["accused"] == ["合同容量", "受电设备.铭牌容量", "运行容量"]


def test_what_left_while_it_was_out_on_a_list_is_a_reason_to_look(story: Story) -> None:
    story.run(week(0), [finding("a"), finding("b"), finding("c"), finding("d")])
    said = [verdict("a", "cannot_judge", "null"), verdict("b", "gone"), verdict("c", "right")]
    issued = story.run(week(1), [finding("d")], said, known_changes=set_state("assigned"))
    assert {key: row["look"] for key, row in issued.items()} == {"a": True, "b": True, "c": False, "d": False}
    later = story.run(week(2), [finding("a")], [verdict("b", "gone"), verdict("d", "out_of_scope")])
    assert {key: row["look"] for key, row in later.items()} == {"a": False, "b": True, "c": False, "d": True}


_KEYS = ["1", "2", "3"]
_SAID = ["wrong", "right", "out_of_scope", "gone", "cannot_judge", "not_covered", "silent"]
_ANSWERS = ["", "assigned", "claimed", "in_review"]


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(*[st.sampled_from(_SAID)] * 3, st.sampled_from(_ANSWERS)), min_size=1, max_size=5))
def test_whatever_happens_only_right_fixes_and_numbers_stay(tmp_path: Path, weeks: list[tuple[str, ...]]) -> None:
    story = Story(Path(mkdtemp(dir=tmp_path)))
    numbers: dict[str, str] = {}
    before: dict[str, str] = {}
    for count, (*said, answer) in enumerate(weeks):
        verdicts = dict(zip(_KEYS, said, strict=True))
        found = [finding(key) for key, one in verdicts.items() if one == "wrong"]
        judged = [
            verdict(key, "cannot_judge", "not_covered") if one == "not_covered" else verdict(key, one, "null")
            for key, one in verdicts.items()
            if one not in ("wrong", "silent")
        ]
        outstanding = "state IN ('new', 'open', 'assigned', 'claimed', 'in_review')"
        change = f"UPDATE known SET state = '{answer}' WHERE {outstanding}" if answer else None
        problems = story.run(week(count), found, judged, known_changes=change)
        for key, row in problems.items():
            assert numbers.setdefault(key, row["problem_no"]) == row["problem_no"]
            if row["state"] == "fixed" and before.get(key) != "fixed":
                assert verdicts[key] == "right"
            if row["state"] == "reopened" and before.get(key) != "reopened":
                assert before[key] == "fixed" and verdicts[key] == "wrong"
            if verdicts[key] in ("not_covered", "silent"):
                assert row["checked_run"] != f"run{count + 1}"
                assert row["state"] not in ("fixed", "gone", "left_scope") or row["state"] == before[key]
        assert len(set(numbers.values())) == len(numbers)
        before = {key: row["state"] for key, row in problems.items()}


def test_states_of_an_older_program_are_read_on(story: Story) -> None:
    story.run(week(0), [finding("1"), finding("2")])
    assert story.states is not None
    older = story.folder / "older.parquet"
    with kept_engine(1) as connection:
        connection.execute(
            f"COPY (SELECT * EXCLUDE (look, merged_into) FROM '{story.states.as_posix()}') TO '{older.as_posix()}'"
        )
    story.states = older
    problems = story.run(week(1), [finding("1")], [verdict("2", "right")])
    assert {key: row["state"] for key, row in problems.items()} == {"1": "open", "2": "fixed"}


def test_the_same_story_gives_the_same_bytes(tmp_path: Path) -> None:
    files = []
    for name in ("x", "y"):
        story = Story(tmp_path / name)
        story.run(week(0), [finding(str(n), unit=None) for n in range(50)])
        story.run(week(1), [finding(str(n)) for n in range(25)], [verdict(str(n), "right") for n in range(25, 50)])
        assert story.states is not None
        files.append(story.states.read_bytes())
    assert files[0] == files[1]


def _rows(story: Story) -> list[dict[str, object]]:
    from tests.unit.workspace.fixtures import read_rows

    assert story.states is not None
    return read_rows(story.states)
