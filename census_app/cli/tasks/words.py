"""Words of tasks as people write them on the command line."""

from __future__ import annotations

from census_app.survey.dispatch.grouping import GROUP_LABELS, GroupBy
from census_app.survey.words import TASK_KIND_LABELS, TASK_STATE_LABELS, TRIGGER_LABELS, TaskKind, TaskState, Trigger

KINDS: dict[str, TaskKind] = {label: kind for kind, label in TASK_KIND_LABELS.items()} | {
    kind.value: kind for kind in TaskKind
}
GROUPS: dict[str, GroupBy] = {label: by for by, label in GROUP_LABELS.items()} | {by.value: by for by in GroupBy}
STATES: dict[str, TaskState] = {label: state for state, label in TASK_STATE_LABELS.items()} | {
    state.value: state for state in TaskState
}
TRIGGERS: dict[str, Trigger] = {label: one for one, label in TRIGGER_LABELS.items()} | {
    one.value: one for one in Trigger
}
