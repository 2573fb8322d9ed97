"""Every action, declared once; menus, buttons, palette and key help derive from here. Texts: `action.<id>`."""

from __future__ import annotations

from census_app.desktop.action_spec import ActionSpec, spec
from census_app.desktop.conditions import BUSY, IDLE, PEOPLE, PROBLEMS, SIGNED_IN, SNAPSHOT, WRITABLE
from census_app.desktop.page_actions import PAGE_ACTIONS

_EVERYWHERE: tuple[ActionSpec, ...] = (
    spec("go_start", "Ctrl+1", icon="home"),
    spec("go_import", "Ctrl+2", icon="import"),
    spec("go_rules", "Ctrl+3", icon="rules"),
    spec("go_check", "Ctrl+4", icon="check"),
    spec("go_problems", "Ctrl+5", icon="problems"),
    spec("go_match", "Ctrl+6", icon="match"),
    spec("go_tasks", "Ctrl+7", icon="tasks"),
    spec("go_rectify", "Ctrl+8", icon="rectify"),
    spec("go_reports", "Ctrl+9", icon="reports"),
    spec("go_library", "Ctrl+0", icon="library"),
    spec("go_settings", "Ctrl+,", icon="settings"),
    spec("open_files", "Ctrl+O", needs=(IDLE,), icon="file"),
    spec("open_sample", "Ctrl+T", needs=(IDLE,), icon="sample"),
    spec("new_workspace", "Ctrl+N", needs=(IDLE,), icon="folder"),
    spec("open_workspace", "Ctrl+Shift+O", needs=(IDLE,), icon="folder"),
    spec("recent_workspaces", "Ctrl+Alt+O", icon="folder"),
    spec("continue_last", "Ctrl+Shift+T", needs=(IDLE,), icon="folder"),
    spec("new_window", "Ctrl+Shift+N"),
    spec("close_window", "Ctrl+W"),
    spec("start_check", "Ctrl+R", needs=(SNAPSHOT, IDLE, WRITABLE), icon="check"),
    spec("export_lists", "Ctrl+E", needs=(PROBLEMS, IDLE, WRITABLE), icon="export"),
    spec("find_customer", "Ctrl+F", needs=(SNAPSHOT,), icon="search"),
    spec("cancel_job", "Ctrl+.", needs=(BUSY,), icon="cancel"),
    spec("show_jobs", "Ctrl+J", icon="jobs"),
    spec("command_palette", "Ctrl+K", icon="search"),
    spec("help_here", "F1", icon="help"),
    spec("show_keys", "Shift+F1", icon="keyboard"),
    spec("switch_theme", "Ctrl+Shift+L", icon="theme"),
    spec("switch_language", "Ctrl+Shift+E", icon="language"),
    spec("sign_in", "Ctrl+Alt+S", needs=(PEOPLE,)),
    spec("lock", "Ctrl+Alt+L", needs=(SIGNED_IN,)),
    spec("choose_pin", "Ctrl+Alt+P", needs=(SIGNED_IN, WRITABLE)),
    spec("larger_text", "Ctrl+=", "Ctrl++"),
    spec("smaller_text", "Ctrl+-"),
    spec("normal_text", "Ctrl+Alt+0"),
    spec("fit_columns"),
    spec("back", "Escape"),
    spec("quit", "Ctrl+Q"),
)

SPECS = (*_EVERYWHERE, *PAGE_ACTIONS)
