"""Every action, declared once; menus, buttons, palette and key help derive from here. Texts: `action.<id>`."""

from __future__ import annotations

from dataclasses import dataclass

# What must be true for an action to be enabled; `Session.conditions` says which hold now.
WORKSPACE = "workspace"
SNAPSHOT = "snapshot"
PROBLEMS = "problems"
PEOPLE = "people"
SIGNED_IN = "signed in"
IDLE = "idle"
BUSY = "busy"
SELECTION = "selection"
READY = "ready"
FILTERED = "filtered"
GROUPED = "grouped"
IN_REVIEW = "in review"
PROBLEM_ACT = "problem act"
CUSTOMER = "customer"
CUSTOMER_REVIEW = "customer review"
CUSTOMER_PHOTOS = "customer photos"
REHEARSED = "rehearsed"
PACK_READY = "pack ready"
PACK_STACK = "pack stack"
RULE = "rule"
RULES_OURS = "rules ours"
DRAFT = "draft"
DRAFT_READY = "draft ready"
HELP_TRAIL = "help trail"
MATCH = "match"
MATCH_ANSWERED = "match answered"
WALK = "walk"
TASKS = "tasks"
TASK = "task"
TASK_FILTERED = "task filtered"
TASK_ACT = "task act"
CODE_ROWS = "code rows"
CUSTOMER_PROBLEM = "customer problem"
JUDGED = "judged"
RECTIFY = "rectify"
RECTIFY_FILTERED = "rectify filtered"
RECTIFY_CUSTOMER = "rectify customer"
REVIEW_ACCEPT = "review accept"
REVIEW_RETURN = "review return"
REVIEW_REFUTE = "review refute"
REVIEW_VISIT = "review visit"
REVIEW_TRANSFER = "review transfer"
REVIEW_DIGITS = "review digits"
REVIEW_PHOTOS = "review photos"
REVIEW_MADE = "review made"
LATE = "late"
BATCH = "batch"
BATCH_OPEN = "batch open"
HELD = "held"
RUN = "run"
COMPARABLE = "comparable"
COMPARED = "compared"
SETTINGS_PEOPLE = "settings people"
SETTINGS_STORAGE = "settings storage"
SETTINGS_VERIFY = "settings verify"
SETTINGS_LOG = "settings log"
PERSON = "person"
KEEPABLE = "keepable"
PRUNABLE = "prunable"
LOG_ROWS = "log rows"
ENTRY = "entry"
ENTRY_LIVE = "entry live"
ENTRY_ASIDE = "entry aside"
ENTRY_OFFER = "entry offer"
PEOPLE_ON = "people on"
PEOPLE_OFF = "people off"


@dataclass(frozen=True)
class ActionSpec:
    """One action: shortcuts, the page it lives on (None = everywhere), the conditions it needs."""

    id: str
    shortcuts: tuple[str, ...] = ()
    page: str | None = None
    needs: frozenset[str] = frozenset()
    icon: str = ""


def _spec(
    name: str, *shortcuts: str, page: str | None = None, needs: tuple[str, ...] = (), icon: str = ""
) -> ActionSpec:
    return ActionSpec(name, shortcuts, page, frozenset(needs), icon)


_SECTIONS = ("people", "units", "storage", "log", "verify", "look", "keys")

SPECS: tuple[ActionSpec, ...] = (
    _spec("go_start", "Ctrl+1", icon="home"),
    _spec("go_import", "Ctrl+2", icon="import"),
    _spec("go_rules", "Ctrl+3", icon="rules"),
    _spec("go_check", "Ctrl+4", icon="check"),
    _spec("go_problems", "Ctrl+5", icon="problems"),
    _spec("go_match", "Ctrl+6", icon="match"),
    _spec("go_tasks", "Ctrl+7", icon="tasks"),
    _spec("go_rectify", "Ctrl+8", icon="rectify"),
    _spec("go_reports", "Ctrl+9", icon="reports"),
    _spec("go_library", "Ctrl+0", icon="library"),
    _spec("go_settings", "Ctrl+,", icon="settings"),
    _spec("switch_units", "U", page="start", needs=(PROBLEMS,)),
    _spec("open_files", "Ctrl+O", needs=(IDLE,), icon="file"),
    _spec("open_sample", "Ctrl+T", needs=(IDLE,), icon="sample"),
    _spec("new_workspace", "Ctrl+N", needs=(IDLE,), icon="folder"),
    _spec("open_workspace", "Ctrl+Shift+O", needs=(IDLE,), icon="folder"),
    _spec("recent_workspaces", "Ctrl+Alt+O", icon="folder"),
    _spec("continue_last", "Ctrl+Shift+T", needs=(IDLE,), icon="folder"),
    _spec("new_window", "Ctrl+Shift+N"),
    _spec("close_window", "Ctrl+W"),
    _spec("read_database", page="import", needs=(IDLE,)),
    _spec("other_table", "T", page="import", needs=(READY,)),
    _spec("start_import", "Ctrl+Return", page="import", needs=(READY, IDLE), icon="import"),
    *(_spec(f"answer_{key}", key, page="import", needs=(READY,)) for key in "123"),
    _spec("save_mapping", "Ctrl+S", page="import", needs=(READY,), icon="export"),
    _spec("start_check", "Ctrl+R", needs=(SNAPSHOT, IDLE), icon="check"),
    _spec("start_trial", "Ctrl+Shift+R", page="check", needs=(SNAPSHOT, IDLE), icon="check"),
    _spec("profile_rules", "P", page="check", needs=(SNAPSHOT, IDLE), icon="rules"),
    *(_spec(name, key, page="check", needs=(SNAPSHOT,)) for name, key in (("next_run", "J"), ("previous_run", "K"))),
    _spec("compare_runs", "C", page="check", needs=(COMPARABLE, IDLE)),
    _spec("void_run", "X", page="check", needs=(RUN, IDLE), icon="cancel"),
    _spec("save_comparison", "Ctrl+S", page="check", needs=(COMPARED, IDLE), icon="export"),
    _spec("export_lists", "Ctrl+E", needs=(PROBLEMS, IDLE), icon="export"),
    _spec("find_customer", "Ctrl+F", needs=(SNAPSHOT,), icon="search"),
    _spec("quick_filter", "/", page="problems", needs=(PROBLEMS,), icon="filter"),
    _spec("clear_filters", "Ctrl+Backspace", page="problems", needs=(FILTERED,), icon="cancel"),
    _spec("next_problem", "J", page="problems", needs=(PROBLEMS,)),
    _spec("previous_problem", "K", page="problems", needs=(PROBLEMS,)),
    _spec("toggle_panel", "F4", page="problems", icon="panel"),
    _spec("toggle_figures", "F6", page="problems", icon="panel"),
    _spec("copy_number", "Ctrl+C", page="problems", needs=(SELECTION,)),
    _spec("copy_row", "Ctrl+Shift+C", page="problems", needs=(SELECTION,)),
    _spec("choose_all", "Ctrl+A", page="problems", needs=(PROBLEMS,)),
    _spec("group_problems", "G", page="problems", needs=(PROBLEMS,)),
    _spec("open_group", "Right", page="problems", needs=(GROUPED,)),
    _spec("close_group", "Left", page="problems", needs=(GROUPED,)),
    _spec("sort_by_risk", "P", page="problems", needs=(PROBLEMS,)),
    _spec("add_condition", "T", page="problems", needs=(PROBLEMS,), icon="filter"),
    _spec("save_filter", "Ctrl+D", page="problems", needs=(FILTERED,)),
    _spec("pick_filter", "F", page="problems", needs=(PROBLEMS,)),
    _spec("dispatch_problems", "D", page="problems", needs=(PROBLEMS, IDLE)),
    _spec("confirm_problems", "C", page="problems", needs=(PROBLEMS,)),
    _spec("refute_problems", "X", page="problems", needs=(PROBLEMS,)),
    _spec("accept_answer", "A", page="problems", needs=(IN_REVIEW,), icon="tick"),
    _spec("return_answer", "R", page="problems", needs=(IN_REVIEW,)),
    _spec("undo_problems", "Ctrl+Z", page="problems", needs=(PROBLEM_ACT,), icon="undo"),
    _spec("export_view", "Ctrl+S", page="problems", needs=(PROBLEMS, IDLE)),
    _spec("open_customer", "O", page="problems", needs=(SELECTION,), icon="customer"),
    _spec("next_customer", "J", page="customer", needs=(WALK,)),
    _spec("previous_customer", "K", page="customer", needs=(WALK,)),
    _spec("pick_rule", "W", page="customer", needs=(CUSTOMER,), icon="rules"),
    _spec("all_fields", "F3", page="customer", needs=(CUSTOMER,), icon="panel"),
    _spec("confirm_problem", "C", page="customer", needs=(CUSTOMER_PROBLEM,), icon="tick"),
    _spec("refute_problem", "X", page="customer", needs=(CUSTOMER_PROBLEM,), icon="cancel"),
    _spec("undo_judgement", "Ctrl+Z", page="customer", needs=(JUDGED,), icon="undo"),
    _spec("pass_review", "A", page="customer", needs=(CUSTOMER_REVIEW,), icon="tick"),
    _spec("return_review", "R", page="customer", needs=(CUSTOMER_REVIEW,), icon="undo"),
    _spec("show_photos", "Space", page="customer", needs=(CUSTOMER_PHOTOS,), icon="eye"),
    _spec("print_customer", "Ctrl+P", page="customer", needs=(CUSTOMER,), icon="export"),
    _spec("dispatch_customer", "D", page="customer", needs=(CUSTOMER_PROBLEM, IDLE), icon="tasks"),
    _spec("propose_correction", "Ctrl+Return", page="customer", needs=(REHEARSED, CUSTOMER_PROBLEM), icon="tick"),
    _spec("reveal_personal", "V", page="customer", needs=(CUSTOMER,), icon="eye"),
    _spec("find_rule", "/", page="rules", needs=(WORKSPACE,), icon="search"),
    _spec("next_rule", "J", page="rules", needs=(WORKSPACE,)),
    _spec("previous_rule", "K", page="rules", needs=(WORKSPACE,)),
    _spec("run_cases", "F5", page="rules", needs=(WORKSPACE,), icon="check"),
    _spec("edit_rule", "E", page="rules", needs=(RULE,), icon="rules"),
    _spec("save_draft", "Ctrl+S", page="rules", needs=(DRAFT,), icon="export"),
    _spec("complete_word", "Ctrl+Space", page="rules", needs=(DRAFT,)),
    _spec("next_lint", "F8", page="rules", needs=(DRAFT,), icon="warning"),
    _spec("drop_draft", page="rules", needs=(DRAFT,), icon="cancel"),
    _spec("publish_drafts", page="rules", needs=(DRAFT_READY, IDLE), icon="tick"),
    _spec("new_rule", page="rules", needs=(RULES_OURS,), icon="rules"),
    _spec("pack_tools", page="rules", needs=(WORKSPACE,), icon="export"),
    _spec("choose_pack", "Ctrl+I", page="rules", needs=(WORKSPACE, IDLE), icon="import"),
    _spec("install_pack", "Ctrl+Return", page="rules", needs=(PACK_READY, IDLE), icon="tick"),
    _spec("roll_back_pack", "Ctrl+Shift+Z", page="rules", needs=(PACK_STACK, IDLE), icon="undo"),
    *(_spec(f"match_{key}", key, page="match", needs=(MATCH,)) for key in "123450"),
    _spec("match_skip", "S", page="match", needs=(MATCH,)),
    _spec("match_undo", "U", page="match", needs=(MATCH_ANSWERED,), icon="undo"),
    _spec("match_reveal", "V", page="match", needs=(MATCH,), icon="eye"),
    _spec("match_left", "Left", page="match", needs=(MATCH,)),
    _spec("match_right", "Right", page="match", needs=(MATCH,)),
    _spec("link_again", "Ctrl+L", page="match", needs=(SNAPSHOT, IDLE), icon="match"),
    _spec("dispatch_tasks", "D", page="tasks", needs=(PROBLEMS, IDLE), icon="tasks"),
    _spec("issue_forms", "Ctrl+P", page="tasks", needs=(TASKS, IDLE), icon="export"),
    _spec("take_results", "Ctrl+I", page="tasks", needs=(TASKS, IDLE), icon="import"),
    _spec("reassign_tasks", "R", page="tasks", needs=(TASK, IDLE)),
    _spec("recall_tasks", "X", page="tasks", needs=(TASK, IDLE)),
    _spec("merge_tasks", "M", page="tasks", needs=(TASK, IDLE)),
    _spec("split_task", "S", page="tasks", needs=(TASK, IDLE)),
    _spec("fill_batch", "B", page="tasks", needs=(TASKS,)),
    _spec("sign_visit", "Q", page="tasks", needs=(TASK,)),
    _spec("task_photos", "Space", page="tasks", needs=(TASK,), icon="eye"),
    _spec("task_map", "G", page="tasks", needs=(TASKS,), icon="panel"),
    _spec("task_load", "F3", page="tasks", needs=(TASKS,), icon="panel"),
    _spec("undo_tasks", "Ctrl+Z", page="tasks", needs=(TASK_ACT, IDLE), icon="undo"),
    _spec("find_task", "/", page="tasks", needs=(TASKS,), icon="search"),
    _spec("clear_task_filters", "Ctrl+Backspace", page="tasks", needs=(TASK_FILTERED,), icon="cancel"),
    _spec("next_task", "J", page="tasks", needs=(TASK,)),
    _spec("previous_task", "K", page="tasks", needs=(TASK,)),
    _spec("task_panel", "F4", page="tasks", icon="panel"),
    _spec("task_customer", "O", page="tasks", needs=(TASK,), icon="customer"),
    _spec("review_pass", "A", page="rectify", needs=(REVIEW_ACCEPT,), icon="tick"),
    _spec("review_return", "R", page="rectify", needs=(REVIEW_RETURN,), icon="undo"),
    _spec("review_refute", "X", page="rectify", needs=(REVIEW_REFUTE,), icon="cancel"),
    _spec("review_visit", "T", page="rectify", needs=(REVIEW_VISIT,), icon="tasks"),
    _spec("review_transfer", "M", page="rectify", needs=(REVIEW_TRANSFER,)),
    *(_spec(f"review_{key}", key, page="rectify", needs=(REVIEW_DIGITS,)) for key in "123456789"),
    _spec("undo_review", "Ctrl+Z", page="rectify", needs=(REVIEW_MADE,), icon="undo"),
    _spec("review_note", "N", page="rectify", needs=(REVIEW_RETURN,)),
    _spec("review_photos", "Space", page="rectify", needs=(REVIEW_PHOTOS,), icon="eye"),
    _spec("review_next", "J", page="rectify", needs=(RECTIFY,)),
    _spec("review_previous", "K", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_left", "Left", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_right", "Right", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_evidence", "E", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_returned", "L", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_late", "P", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_filing", "B", page="rectify", needs=(RECTIFY,)),
    _spec("rectify_customer", "O", page="rectify", needs=(RECTIFY_CUSTOMER,), icon="customer"),
    _spec("find_review", "/", page="rectify", needs=(RECTIFY,), icon="search"),
    _spec("clear_rectify_filter", "Ctrl+Backspace", page="rectify", needs=(RECTIFY_FILTERED,), icon="cancel"),
    _spec("take_answered_lists", "Ctrl+I", page="rectify", needs=(PROBLEMS, IDLE), icon="import"),
    _spec("defer_problems", "D", page="rectify", needs=(LATE,)),
    _spec("press_again", "Shift+D", page="rectify", needs=(LATE,)),
    _spec("write_notices", "Ctrl+Shift+R", page="rectify", needs=(RECTIFY, IDLE), icon="export"),
    _spec("make_corrections", "Ctrl+M", page="rectify", needs=(RECTIFY, IDLE), icon="check"),
    _spec("release_held", page="rectify", needs=(HELD, IDLE)),
    _spec("export_corrections", page="rectify", needs=(BATCH, IDLE), icon="export"),
    _spec("export_batch", page="rectify", needs=(BATCH, IDLE), icon="export"),
    _spec("withdraw_batch", page="rectify", needs=(BATCH_OPEN, IDLE), icon="undo"),
    _spec("export_reviews", page="rectify", needs=(RECTIFY, IDLE), icon="export"),
    _spec("take_reviews", page="rectify", needs=(RECTIFY, IDLE), icon="import"),
    _spec("sample_tasks", page="rectify", needs=(RECTIFY,)),
    _spec("make_report", "Ctrl+Return", page="reports", needs=(PROBLEMS, IDLE), icon="reports"),
    *(_spec(f"report_{key}", key, page="reports", needs=(PROBLEMS,)) for key in "12345"),
    _spec("find_code", "/", page="reports", needs=(WORKSPACE,), icon="search"),
    _spec("save_code_rows", "Ctrl+S", page="reports", needs=(CODE_ROWS,), icon="export"),
    _spec("find_entry", "/", page="library", needs=(WORKSPACE,), icon="search"),
    _spec("next_entry", "J", page="library", needs=(WORKSPACE,)),
    _spec("previous_entry", "K", page="library", needs=(WORKSPACE,)),
    _spec("write_entry", "N", page="library", needs=(WORKSPACE,), icon="file"),
    _spec("edit_entry", "E", page="library", needs=(ENTRY,)),
    _spec("retire_entry", "X", page="library", needs=(ENTRY, ENTRY_LIVE), icon="cancel"),
    _spec("publish_entry", "P", page="library", needs=(ENTRY, ENTRY_ASIDE), icon="tick"),
    _spec("settle_ours", "1", page="library", needs=(ENTRY_OFFER,)),
    _spec("settle_theirs", "2", page="library", needs=(ENTRY_OFFER,)),
    _spec("vote_helpful", "+", page="library", needs=(ENTRY,)),
    _spec("vote_unhelpful", "-", page="library", needs=(ENTRY,)),
    _spec("take_entries", "Ctrl+I", page="library", needs=(WORKSPACE, IDLE), icon="import"),
    _spec("export_entries", "Ctrl+S", page="library", needs=(WORKSPACE, IDLE), icon="export"),
    _spec("help_back", "Alt+Left", page="library", needs=(HELP_TRAIL,), icon="undo"),
    *(_spec(f"settings_{name}", key, page="settings") for key, name in zip("1234567", _SECTIONS, strict=True)),
    _spec("settings_find", "/", page="settings", icon="search"),
    _spec("settings_next", "J", page="settings"),
    _spec("settings_previous", "K", page="settings"),
    _spec("import_roster", "Ctrl+I", page="settings", needs=(WORKSPACE, SETTINGS_PEOPLE, IDLE), icon="import"),
    _spec("export_roster", "Ctrl+Shift+S", page="settings", needs=(WORKSPACE, SETTINGS_PEOPLE), icon="export"),
    _spec("issue_codes", "R", page="settings", needs=(PERSON, SETTINGS_PEOPLE), icon="export"),
    _spec("enable_people", "Ctrl+L", page="settings", needs=(WORKSPACE, SETTINGS_PEOPLE, PEOPLE_OFF), icon="tick"),
    _spec(
        "disable_people", "Ctrl+Shift+D", page="settings", needs=(WORKSPACE, SETTINGS_PEOPLE, PEOPLE_ON), icon="cancel"
    ),
    _spec("backup_now", "Ctrl+B", page="settings", needs=(KEEPABLE, SETTINGS_STORAGE, IDLE), icon="export"),
    _spec("restore_backup", "Ctrl+Shift+R", page="settings", needs=(SETTINGS_STORAGE, IDLE), icon="import"),
    _spec("rebuild_states", "Ctrl+Shift+B", page="settings", needs=(KEEPABLE, SETTINGS_STORAGE, IDLE), icon="check"),
    _spec("prune_storage", "Ctrl+Delete", page="settings", needs=(PRUNABLE, SETTINGS_STORAGE, IDLE), icon="cancel"),
    _spec("export_log", "Ctrl+S", page="settings", needs=(LOG_ROWS, SETTINGS_LOG, IDLE), icon="export"),
    _spec("verify_log", "F5", page="settings", needs=(WORKSPACE, SETTINGS_VERIFY, IDLE), icon="check"),
    _spec("cancel_job", "Ctrl+.", needs=(BUSY,), icon="cancel"),
    _spec("show_jobs", "Ctrl+J", icon="jobs"),
    _spec("command_palette", "Ctrl+K", icon="search"),
    _spec("help_here", "F1", icon="help"),
    _spec("show_keys", "Shift+F1", icon="keyboard"),
    _spec("switch_theme", "Ctrl+Shift+L", icon="theme"),
    _spec("switch_language", "Ctrl+Shift+E", icon="language"),
    _spec("sign_in", "Ctrl+Alt+S", needs=(PEOPLE,)),
    _spec("lock", "Ctrl+Alt+L", needs=(SIGNED_IN,)),
    _spec("choose_pin", "Ctrl+Alt+P", needs=(SIGNED_IN,)),
    _spec("larger_text", "Ctrl+=", "Ctrl++"),
    _spec("smaller_text", "Ctrl+-"),
    _spec("normal_text", "Ctrl+Alt+0"),
    _spec("back", "Escape"),
    _spec("quit", "Ctrl+Q"),
)


def key_text(spec: ActionSpec) -> str:
    """The first shortcut as a person reads it; empty when there is none."""
    if not spec.shortcuts:
        return ""
    return spec.shortcuts[0].replace("Return", "Enter").replace("Escape", "Esc")
