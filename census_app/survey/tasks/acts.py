"""The kinds of acts on tasks."""

from __future__ import annotations

TASKS_DISPATCHED = "tasks.dispatched"
TASKS_CHANGED = "tasks.changed"
TASKS_RECALLED = "tasks.recalled"
TASK_ACTS = (TASKS_DISPATCHED, TASKS_CHANGED, TASKS_RECALLED)
TASKS_LEASE = "tasks"
"""Held by whatever gives tasks out, so that two of them never see the same problem free."""
