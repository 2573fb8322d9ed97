"""Questions of the rule editor to the core, as plain functions that run on a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.desktop.opened import opened
from census_app.desktop.pages.rules.reads import Ground

if TYPE_CHECKING:
    from census_app.checking.cases.run import CaseOutcome
    from census_app.foundation.jobs import JobContext
    from census_app.reporting.rule_book import RuleEntry
    from census_app.rulebook.language.completion import Completion
    from census_app.rulebook.model import Rule
    from census_app.workspace.pack_life.draft_check import Looked
    from census_app.workspace.pack_life.draft_effect import DraftEffect
    from census_app.workspace.pack_life.drafts import Draft


@dataclass(frozen=True)
class DraftLook:
    """What lint says of a draft, and which parameters have another value than in the rule in force; when it can run
    also its words and how it differs from that rule."""

    looked: Looked
    entry: RuleEntry | None = None
    differences: tuple[str, ...] = ()
    turned: frozenset[str] = frozenset()


def open_draft(ground: Ground, rule_id: str) -> tuple[Draft, dict[str, Any] | None, bool]:
    """The rule's draft as kept, or a new one that says what the rule says now; its content (None: the text is no
    rule); and whether the rule in force changed since it was begun."""
    from census_app.foundation.errors import BadInput
    from census_app.rulebook.rule_text import content_of
    from census_app.workspace.pack_life.draft_rules import new_draft, overtaken
    from census_app.workspace.pack_life.drafts import read_draft

    with opened(ground.folder) as workspace:
        kept = read_draft(workspace, rule_id)
    draft = kept or new_draft(ground.composed, rule_id)
    try:
        content: dict[str, Any] | None = content_of(draft.text)
    except BadInput:
        content = None
    return draft, content, kept is not None and overtaken(ground.composed, kept)


def look_at(ground: Ground, text: str) -> DraftLook:
    """Lint, words and differences of what stands in the editor."""
    from census_app.reporting.rule_book import rule_entry
    from census_app.rulebook.resolving.resolve import resolve_pack
    from census_app.workspace.pack_life.draft_check import draft_pack_of, look_at_draft
    from census_app.workspace.pack_life.draft_rules import draft_differences

    looked = look_at_draft(ground.composed, ground.dictionary, text)
    turned = _turned(ground, looked.rule)
    if not looked.runs or looked.rule is None:
        return DraftLook(looked, turned=turned)
    resolved = resolve_pack(draft_pack_of(ground.composed, looked.rule), ground.dictionary)
    said = tuple(one.says for one in draft_differences(ground.composed, looked.rule))
    return DraftLook(looked, rule_entry(resolved, ground.dictionary, looked.rule.id), said, turned)


def _turned(ground: Ground, rule: Rule | None) -> frozenset[str]:
    if rule is None:
        return frozenset()
    try:
        present = ground.composed.pack.rule(rule.id).params
    except KeyError:
        return frozenset(rule.params)
    return frozenset(name for name, given in rule.params.items() if given != present.get(name))


def run_cases_of(ground: Ground, rule: Rule) -> list[CaseOutcome]:
    """The draft's own examples, run now."""
    from census_app.workspace.pack_life.draft_check import run_draft_cases

    return run_draft_cases(ground.composed, ground.dictionary, rule)


def effect_of(ground: Ground, rule: Rule, context: JobContext) -> DraftEffect:
    """What the draft would do to the problems of the newest snapshot."""
    from census_app.workspace.pack_life.draft_effect import draft_effect

    with opened(ground.folder) as workspace:
        return draft_effect(workspace, ground.composed, rule, context)


def dial_of(ground: Ground, rule: Rule, parameter: str, published: str, context: JobContext) -> dict[str, Any]:
    """Hits and precision of the draft at values about the parameter's present one, the one in force among them."""
    from census_app.rulebook.resolving.resolve import resolve_pack
    from census_app.workspace.pack_life.draft_check import draft_pack_of
    from census_app.workspace.runs.packs import LoadedPack
    from census_app.workspace.tuning.dial import turn_dial
    from census_app.workspace.tuning.dial_values import Knob, Scalar, around, typed_values

    def values(knob: Knob) -> list[Scalar]:
        in_force = typed_values(knob, [published])
        return [*around(knob, in_force), *in_force]

    few = draft_pack_of(ground.composed, rule)
    loaded = LoadedPack(few, resolve_pack(few, ground.dictionary), active=False, fingerprint="")
    with opened(ground.folder) as workspace:
        return turn_dial(workspace, rule.id, parameter, values, loaded, context).as_json()


def complete_at(
    ground: Ground, table: str, text: str, cursor: int, parameters: Mapping[str, str], group: bool
) -> Completion:
    """What may be written at the cursor; word lists of the pack are parameters too."""
    from census_app.rulebook.language.completion import complete

    words = {name: "、".join(listed[:3]) for name, listed in ground.composed.pack.manifest.word_lists.items()}
    return complete(ground.dictionary, table, text, cursor, {**words, **parameters}, group=group)


class Keeper:
    """Keeps one draft on disk; its functions run on a worker, one after another."""

    def __init__(self, folder: Path, draft: Draft) -> None:
        self.folder = folder
        self.draft = draft

    def save(self, text: str, over_others: bool = False) -> Draft:
        """The text is kept; `DraftChanged` when somebody else saved another one meanwhile."""
        from dataclasses import replace

        from census_app.workspace.pack_life.drafts import save_draft

        with opened(self.folder) as workspace:
            self.draft = save_draft(workspace, replace(self.draft, text=text), over_others=over_others)
        return self.draft

    def discard(self) -> Draft | None:
        """There is no draft of the rule any more; what stood there, so that it can be brought back."""
        from dataclasses import replace

        from census_app.workspace.pack_life.drafts import discard_draft

        with opened(self.folder) as workspace:
            gone = discard_draft(workspace, self.draft.rule_id)
        self.draft = replace(self.draft, token="")
        return gone
