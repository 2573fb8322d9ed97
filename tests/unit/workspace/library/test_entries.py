from __future__ import annotations

import pytest

from census_app.foundation.errors import BadInput
from census_app.workspace import acts
from census_app.workspace.library.checked import resolve_items
from census_app.workspace.library.model import Content, Kind, Status, Vote
from census_app.workspace.library.reading import answers_to, read_library
from census_app.workspace.library.shipped import shipped_entries
from census_app.workspace.library.writing import add_entry, edit_entry, publish_entry, retire_entry, vote_entry
from census_app.workspace.workspace import Workspace

CASE = Content(Kind.CASE, "一址三户拆分报装", "拍照、算距离、定性，确认一址的并户。", rules=("R029",))


def experience_acts(workspace: Workspace) -> list[str]:
    return [act.kind for act in acts.list_acts(workspace.engine) if act.kind.startswith("experience.")]


def test_every_wording_is_kept(workspace: Workspace) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    edit_entry(workspace, entry.id, {"title": "一址多户"}, author="李工")
    edit_entry(workspace, entry.id.lower().replace("-", ""), {"rules": ("R029", "R028")}, author="王工")
    found = read_library(workspace)[entry.id]
    assert [version.content.title for version in found.versions] == ["一址三户拆分报装", "一址多户", "一址多户"]
    assert [version.author for version in found.versions] == ["王工", "李工", "王工"]
    assert found.content.rules == ("R029", "R028")
    assert found.versions[2].parents == (found.versions[1].hash,)
    assert len({version.hash for version in found.versions}) == 3


def test_saying_the_same_again_is_no_act(workspace: Workspace) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    edit_entry(workspace, entry.id, {"title": f"  {CASE.title} "}, author="王工")
    publish_entry(workspace, entry.id)
    vote_entry(workspace, entry.id, None, voter="王工")
    assert experience_acts(workspace) == ["experience.added"]
    with pytest.raises(BadInput, match=f"已经有同样的一条：{entry.id}"):
        add_entry(workspace, CASE, author="李工")


def test_an_edit_of_what_somebody_else_just_changed_is_refused(workspace: Workspace) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    edit_entry(workspace, entry.id, {"title": "别人先改了"}, author="李工", base=entry.head.hash)
    with pytest.raises(BadInput, match="刚被 李工 改过"):
        edit_entry(workspace, entry.id, {"title": "我也改"}, author="王工", base=entry.head.hash)
    assert read_library(workspace)[entry.id].content.title == "别人先改了"


def test_drafts_retiring_and_votes(workspace: Workspace) -> None:
    entry = add_entry(workspace, CASE, author="王工", draft=True)
    assert entry.status is Status.DRAFT
    assert publish_entry(workspace, entry.id).status is Status.PUBLISHED
    retired = retire_entry(workspace, entry.id, "政策已变")
    assert (retired.status, retired.reason) == (Status.RETIRED, "政策已变")
    with pytest.raises(BadInput, match="理由"):
        retire_entry(workspace, entry.id, " ")
    for voter, vote in (("甲", Vote.HELPFUL), ("乙", Vote.HELPFUL), ("甲", Vote.UNHELPFUL), ("乙", None)):
        voted = vote_entry(workspace, entry.id, vote, voter=voter)
    assert (voted.count(Vote.HELPFUL), voted.count(Vote.UNHELPFUL)) == (0, 1)


def test_shipped_entries_can_be_reworded_and_retired(workspace: Workspace) -> None:
    shipped = next(iter(shipped_entries()))
    edited = edit_entry(workspace, shipped, {"text": "本县的做法。"}, author="王工")
    assert [version.author for version in edited.versions] == ["随程序发布", "王工"]
    assert retire_entry(workspace, shipped, "本县不适用").status is Status.RETIRED
    # the program's own entries are not touched by what a workspace does
    assert shipped_entries()[shipped].status is Status.PUBLISHED
    assert len(shipped_entries()[shipped].versions) == 1


def test_a_question_gets_its_answers(workspace: Workspace) -> None:
    question = add_entry(workspace, Content(Kind.QUESTION, "铁塔公司的户名怎么登", ""), author="王工")
    answer = add_entry(workspace, Content(Kind.ANSWER, "铁塔户名", "登全称加站名。", about=question.id), author="李工")
    assert [one.id for one in answers_to(read_library(workspace), question)] == [answer.id]
    with pytest.raises(BadInput, match="不是提问"):
        add_entry(workspace, Content(Kind.ANSWER, "又一条", "正文。", about=answer.id), author="李工")
    with pytest.raises(BadInput, match="没有写正文"):
        add_entry(workspace, Content(Kind.ANSWER, "没有正文", " "), author="李工")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "没有写标题"),
        ({"title": "字" * 121}, "标题太长"),
        ({"text": "字" * 20_001}, "正文太长"),
        ({"title": "看\u202e不见"}, "看不见"),
        ({"text": "半个\ud800"}, "残缺"),
        ({"rules": ("R043; DROP",)}, "规则号"),
        ({"items": ("合同容量",)}, "普查项"),
        ({"rules": tuple(f"R{number:03d}" for number in range(41))}, "超过 40 个"),
        ({"about": "../../x"}, "不是经验编号"),
        ({"text": "户主电话 13812345678"}, "正文第 1 行第 6 个字起像是手机号"),
        ({"title": "身份证 110101199003077758 怎么办"}, "标题第 1 行第 5 个字起像是身份证号"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_whole(workspace: Workspace, changes: dict[str, object], words: str) -> None:
    entry = add_entry(workspace, CASE, author="王工")
    with pytest.raises(BadInput, match=words) as refused:
        edit_entry(workspace, entry.id, changes, author="王工")
    assert "13812345678" not in str(refused.value)
    assert "110101199003077758" not in str(refused.value)
    assert experience_acts(workspace) == ["experience.added"]


def test_fields_by_the_names_people_use(workspace: Workspace) -> None:
    dictionary = workspace.dictionary
    written = ["用电客户.合同容量", "customer.contract_cap", " 用电客户．合同容量 "]
    assert resolve_items(dictionary, written) == ("customer.contract_cap",)
    with pytest.raises(BadInput, match="没有这个字段"):
        resolve_items(dictionary, ["合同容亮"])
    with pytest.raises(BadInput, match="写明是哪一张"):
        resolve_items(dictionary, ["安装日期"])


def test_unknown_numbers_are_said(workspace: Workspace) -> None:
    with pytest.raises(BadInput, match="没有这一条"):
        edit_entry(workspace, "JY-XXXXXXXXX", {"title": "无"}, author="王工")
