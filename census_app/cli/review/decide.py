"""`census review decide|appeal|undo`: decisions from the command line, and taking them back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from census_app.cli.arguments import Commands, add_workspace, iso_date, positive
from census_app.cli.output import print_json, print_report, print_text
from census_app.foundation.errors import ExitCode
from census_app.survey.words import DECISION_LABELS, ReviewDecision

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.survey.review.effects import Said

_DECISIONS = {name: decision for decision in ReviewDecision for name in (decision.value, DECISION_LABELS[decision])}


def add_actions(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `decide`, `appeal` and `undo`."""
    decide = actions.add_parser("decide", help="审核：通过、退回、误报、转现场；不能审自己做的")
    decide.add_argument("keys", nargs="+", metavar="编号", help="待审编号，或任务号（这个任务全部）、问题短号")
    decide.add_argument("--decision", required=True, choices=sorted(_DECISIONS), metavar="决定", help=_words())
    decide.add_argument("--reason", default="", metavar="原因", help="退回、误报的原因（代码或叫法）")
    _add_common(decide)
    decide.set_defaults(command=_decide)
    appeal = actions.add_parser("appeal", help="申诉：成立、不成立，或“不属本单位”转给别的单位")
    appeal.add_argument("keys", nargs="+", metavar="编号", help="待审编号或问题短号")
    how = appeal.add_mutually_exclusive_group(required=True)
    how.add_argument("--uphold", action="store_true", help="申诉成立：这不是问题")
    how.add_argument("--reject", metavar="原因", help="申诉不成立，退回整改")
    how.add_argument("--to", metavar="U", help="申诉成立，转给这个单位（编码）")
    _add_common(appeal)
    appeal.set_defaults(command=_appeal)
    undo = actions.add_parser("undo", help="撤销审核：问题和任务回到审核之前，答复重新待审")
    undo.add_argument("acts", nargs="+", type=positive, metavar="动作号", help="审核回执里的动作号，一次审核的写全")
    undo.add_argument("--reason", required=True, metavar="为什么")
    undo.add_argument("--by", default="", metavar="姓名", help="谁撤销（没有启用人员管理时）")
    add_workspace(undo)
    undo.set_defaults(command=_undo)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--note", default="", metavar="意见", help="审核意见")
    parser.add_argument("--until", type=iso_date, metavar="D", help="认定不是问题的，豁免到哪天（含）；不给时一年")
    parser.add_argument("--by", default="", metavar="姓名", help="审核人（没有启用人员管理时）")
    add_workspace(parser)


def _words() -> str:
    return "、".join(f"{decision.value} {label}" for decision, label in DECISION_LABELS.items())


def _decide(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.review.effects import Said

    decision = _DECISIONS[arguments.decision]
    said = [Said(key, decision, arguments.reason, arguments.note, until=arguments.until) for key in arguments.keys]
    return _write(arguments, said, context)


def _appeal(arguments: argparse.Namespace, context: JobContext) -> int:
    from census_app.survey.review.effects import Said

    decision = ReviewDecision.REJECTED if arguments.reject is not None else ReviewDecision.UPHELD
    reason, unit = arguments.reject or "", arguments.to or ""
    until = arguments.until
    said = [Said(key, decision, reason, arguments.note, unit, until=until) for key in arguments.keys]
    return _write(arguments, said, context)


def _write(arguments: argparse.Namespace, said: Sequence[Said], context: JobContext) -> int:
    from census_app.survey.review.deciding import decide
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        report = decide(workspace, said, arguments.by, context=context)
    print_report(report, arguments.json)
    return int(ExitCode.DONE)


def _undo(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.survey.review.undoing import undo_reviews
    from census_app.workspace.workspace import Workspace

    with Workspace.open(arguments.workspace) as workspace:
        acts = undo_reviews(workspace, arguments.acts, arguments.reason, arguments.by)
    if arguments.json:
        print_json({"acts": [act.seq for act in acts], "undone": [act.payload["undoes"] for act in acts]})
    else:
        print_text(f"撤销了 {len(acts)} 个审核动作，这些答复重新待审")
    return int(ExitCode.DONE)
