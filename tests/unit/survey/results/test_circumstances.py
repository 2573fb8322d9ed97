from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from census_app.cli.main import run
from census_app.foundation.database import reading
from census_app.survey.results.circumstances import Circumstances, circumstances
from census_app.survey.results.contradictions import contradictions_of
from census_app.survey.words import VisitOutcome
from census_app.workspace.people.model import Directory, Person, Unit
from census_app.workspace.received import RECEIVED_FOLDER, keep_file, sweep_unregistered

from .conftest import DAY as TODAY
from .conftest import Survey
from .issuing import SURVEYOR, T1, fill_well

DAY = date(2026, 11, 24)
PEOPLE = Directory(
    enabled=True,
    home="03",
    units={"03": Unit("03", "县"), "0301": Unit("0301", "柳河所", None, "03", "0302"), "0302": Unit("0302", "青岭所")},
    people={"li": Person("li", "0301", valid_to=date(2026, 11, 20)), "zhang": Person("zhang", "0301")},
)
KNOWN = Circumstances({}, {}, frozenset(), frozenset(), {}, PEOPLE, {"li": "李梅", "zhang": "张志强"}, DAY)


def test_a_surveyor_who_left_is_known_by_account_and_by_name() -> None:
    assert KNOWN.has_left("li", DAY) and KNOWN.has_left("李梅", DAY)
    assert not KNOWN.has_left("李梅", date(2026, 11, 19))
    assert not KNOWN.has_left("zhang", DAY) and not KNOWN.has_left("外来的人", DAY)


def test_account_and_name_are_one_person() -> None:
    assert KNOWN.same_person("li", "李梅") and not KNOWN.same_person("li", "zhang")
    assert KNOWN.who("app-user-3", "zhang") == "zhang"
    assert KNOWN.who("li", "zhang") == "li"


def test_a_unit_merged_in_mid_week_is_told() -> None:
    assert KNOWN.merged_units({"0301", "0302"}) == ["柳河所 已并入 青岭所，任务照收"]


def test_a_task_nobody_knows_is_foreign() -> None:
    assert "别的县" in KNOWN.gate("T2648-9999", "zhang").fault


def test_a_clock_set_back_does_not_make_honest_visits_future_ones(survey: Survey) -> None:
    with reading(survey.workspace.engine) as connection:
        now = datetime.now(UTC)
        found = circumstances(connection, [T1], now - timedelta(days=300))
    assert abs(found.today - now.date()) <= timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "outcome", "items"),
    [
        ({"customer.run_cap": "150", "customer.contract_cap": "100"}, None, ["customer.run_cap"]),
        ({"customer.run_cap": "90", "customer.contract_cap": "100"}, None, []),
        ({"meter.made_date": "2026-01-02", "meter.inst_date": "2025-01-02"}, None, ["meter.made_date"]),
        ({"meter.asset_no": "220603", "customer.cons_no": "220603"}, None, ["meter.asset_no"]),
        ({"ask_reading": "12"}, VisitOutcome.DEMOLISHED, ["ask_reading"]),
        ({"ask_reading": "12"}, VisitOutcome.SURVEYED, []),
    ],
)
def test_contradictions_are_data(values: dict[str, str], outcome: VisitOutcome | None, items: list[str]) -> None:
    assert [found.items[0] for found in contradictions_of(values, outcome, values)] == items


def test_the_command_takes_a_folder_and_tells_scripts_and_people(
    survey: Survey, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    book = survey.book()
    fill_well(book, survey.form, T1)
    survey.save(book)
    place = ["--workspace", str(survey.workspace.folder)]
    assert run(["survey", "take", str(survey.folder), "--out", str(survey.folder / "回"), "--json", *place]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["surveyed"], told["files"][0]["unchanged"]) == (9, 1, False)
    (survey.folder / "别的.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(["survey", "take", str(survey.folder / "别的.csv"), *place]) == 1
    assert "没有收" in capsys.readouterr().out
    assert run(["survey", "take", str(survey.folder / "没有"), *place]) == 2


def test_files_of_a_killed_take_are_swept_when_they_are_old(survey: Survey, tmp_path: Path) -> None:
    lost = tmp_path / "a.jpg"
    lost.write_bytes(b"x")
    keep_file(survey.workspace, lost, "photo")
    assert sweep_unregistered(survey.workspace, timedelta(hours=1)) == 0
    assert sweep_unregistered(survey.workspace) == 1
    assert not [path for path in (survey.workspace.folder / RECEIVED_FOLDER).glob("*/*") if path.is_file()]


def test_answers_of_a_surveyor_who_had_left_wait_for_review(survey: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    from census_app.survey.results import circumstances as module
    from census_app.survey.words import AnswerStanding

    gone = date.fromisoformat(TODAY) - timedelta(days=1)
    left = Directory(enabled=True, home="03", people={"z": Person("z", "0301", valid_to=gone)})
    monkeypatch.setattr(module, "directory_in", lambda _: left)
    monkeypatch.setattr(module, "names_in", lambda *_: {"z": SURVEYOR})
    book = survey.book()
    fill_well(book, survey.form, T1)
    survey.take(book)
    found = survey.answers().values()
    assert {answer.standing for answer in found} == {AnswerStanding.CONFLICT}
    assert all("已不在岗" in answer.said for answer in found)
