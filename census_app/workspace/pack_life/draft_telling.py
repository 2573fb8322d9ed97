"""Drafts as they are listed and shown: whose, since when, what each changes, what is to be said about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from census_app.foundation.errors import BadInput
from census_app.rulebook.model import Rule
from census_app.rulebook.rule_text import read_rule
from census_app.workspace.pack_life.composing import Composed
from census_app.workspace.pack_life.draft_check import Looked, look_at_draft, run_draft_cases
from census_app.workspace.pack_life.draft_rules import draft_differences, new_draft, overtaken, says_the_same
from census_app.workspace.pack_life.drafts import Draft, local_time, read_draft, read_drafts

if TYPE_CHECKING:
    from census_app.checking.cases.run import CaseOutcome
    from census_app.foundation.jobs import JobContext
    from census_app.workspace.workspace import Workspace


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list. `title` is empty while the text is no rule; `overtaken`: the rule in force changed since it
    was begun; `in_force`: it says what is in force by now."""

    draft: Draft
    title: str
    overtaken: bool
    in_force: bool

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        kept = self.draft
        return {
            "rule": kept.rule_id,
            "title": self.title,
            "readable": bool(self.title),
            "by": kept.by,
            "saved_at": kept.saved_at,
            "pack": kept.pack,
            "pack_version": kept.pack_version,
            "overtaken": self.overtaken,
            "in_force": self.in_force,
        }

    def line(self) -> str:
        """One line for the terminal."""
        notes = {
            "还不成一条规则": not self.title,
            "生效的规则后来变过": self.overtaken and not self.in_force,
            "和生效的一样": self.in_force,
        }
        marks = "；".join(word for word, holds in notes.items() if holds)
        told = f"{self.draft.rule_id}　{self.title}　{self.draft.by} {local_time(self.draft.saved_at)}"
        return told + (f"　〔{marks}〕" if marks else "")


@dataclass(frozen=True)
class ShownDraft:
    """One draft with what lint says, how it differs from the rule in force, and its own examples (None: not run)."""

    line: DraftLine
    looked: Looked
    differences: tuple[str, ...] = ()
    cases: tuple[CaseOutcome, ...] | None = None

    @property
    def faulty(self) -> bool:
        """Whether it could not be published as it is."""
        return not self.looked.runs or any(not one.passed for one in self.cases or ())

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            **self.line.as_json(),
            "text": self.line.draft.text,
            "fault": self.looked.fault,
            "findings": [one.as_json() for one in self.looked.findings],
            "differences": list(self.differences),
            "cases": None if self.cases is None else [{**one.as_json(), "passed": one.passed} for one in self.cases],
        }

    def lines(self) -> list[str]:
        """For the terminal."""
        looked = self.looked
        said = [self.line.line(), "", self.line.draft.text.rstrip("\n"), ""]
        said += [f"不能用：{looked.fault}"] if looked.fault else []
        said += [str(one) for one in looked.findings]
        said += [f"改动：{one}" for one in self.differences]
        if looked.runs and not self.differences:
            said.append("和生效的规则没有不同")
        if self.cases is not None:
            failed = [str(one) for one in self.cases if not one.passed]
            said += [*failed, f"例子 {len(self.cases)} 个，不符 {len(failed)} 个"]
        return said


def draft_lines(workspace: Workspace, composed: Composed) -> tuple[list[DraftLine], tuple[str, ...]]:
    """Every draft by rule id, and sentences about files that hold none."""
    found = read_drafts(workspace)
    return [_line(composed, draft) for draft in found.by_rule.values()], found.faults


def show_draft(
    workspace: Workspace, composed: Composed, rule_id: str, *, cases: bool = False, context: JobContext | None = None
) -> ShownDraft:
    """One draft looked at; with `cases` its own examples are run. `BadInput` when there is none."""
    draft = _kept(workspace, rule_id)
    looked = look_at_draft(composed, workspace.dictionary, draft.text)
    if not looked.runs or looked.rule is None:
        return ShownDraft(_line(composed, draft), looked)
    said = tuple(one.says for one in draft_differences(composed, looked.rule))
    ran = tuple(run_draft_cases(composed, workspace.dictionary, looked.rule, context)) if cases else None
    return ShownDraft(_line(composed, draft), looked, said, ran)


def draft_from_text(
    workspace: Workspace, composed: Composed, rule_id: str, text: str, *, replace_other: bool = False
) -> Draft:
    """The text as the next state of the rule's draft, unsaved; begun on the rule in force where there is no draft yet.

    `BadInput` when a draft that says something else stands there, unless `replace_other`.
    """
    present = read_draft(workspace, rule_id)
    if present is not None and present.text != text and not replace_other:
        raise BadInput(
            f"规则 {rule_id} 已有草稿，{present.by} 在 {local_time(present.saved_at)} 存的",
            "用 census pack draft show 看那一份；要替换加 --replace",
        )
    if present is None:
        try:
            present = new_draft(composed, rule_id)
        except KeyError:
            manifest = composed.base.manifest
            present = Draft(rule_id, "", manifest.id, manifest.version)
    return replace(present, text=text)


def drafted_rules(workspace: Workspace, rule_ids: Iterable[str]) -> list[Rule]:
    """The rules of these drafts; `BadInput` when one is not there or is no rule."""
    return [read_rule(_kept(workspace, rule_id).text) for rule_id in rule_ids]


def _kept(workspace: Workspace, rule_id: str) -> Draft:
    draft = read_draft(workspace, rule_id)
    if draft is None:
        raise BadInput(f"规则 {rule_id} 没有草稿", "也许已经发布或丢弃；看一眼草稿列表")
    return draft


def _line(composed: Composed, draft: Draft) -> DraftLine:
    try:
        rule = read_rule(draft.text)
    except BadInput:
        return DraftLine(draft, "", overtaken(composed, draft), in_force=False)
    return DraftLine(draft, rule.title.zh, overtaken(composed, draft), says_the_same(composed, rule))
