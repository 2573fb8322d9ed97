"""`census pack diff`: what changed from one pack to another, in words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from census_app.cli.arguments import Commands, add_json
from census_app.cli.output import print_json, print_text
from census_app.foundation.errors import ExitCode

if TYPE_CHECKING:
    from census_app.foundation.jobs import JobContext
    from census_app.rulebook.model import Pack


def add_action(actions: Commands[argparse.ArgumentParser]) -> None:
    """Register `diff`."""
    action = actions.add_parser("diff", help="两个规则包有什么不同，用话说出来")
    action.add_argument("old", type=Path, metavar="A", help="原来的规则包")
    action.add_argument("new", type=Path, metavar="B", help="新的规则包，或改 A 的覆盖包")
    action.add_argument(
        "--overrides", nargs="+", type=Path, default=[], metavar="O", help="两边都先加上这些覆盖包再比较"
    )
    add_json(action)
    action.set_defaults(command=_diff)


def _diff(arguments: argparse.Namespace, _context: JobContext) -> int:
    from census_app.rulebook.differences import counts, differences, lines
    from census_app.rulebook.lineage import lineage
    from census_app.rulebook.overrides import load_override

    common = [load_override(path) for path in arguments.overrides]
    old = _pack(arguments.old, arguments.new, common)
    new = _pack(arguments.new, arguments.old, common)
    idle = _out_of_force([*arguments.overrides, arguments.old, arguments.new])
    found = differences(old, new)
    remarks = () if old.overridden or new.overridden else lineage(old, new)
    if arguments.json:
        print_json(
            {
                "old": _named(old),
                "new": _named(new),
                "counts": counts(found),
                "differences": [one.as_json() for one in found],
                "lineage": [one.as_json() for one in remarks],
                "out_of_force": idle,
            }
        )
    else:
        told = [*map(str, remarks), *idle]
        print_text(f"{_title(old)} → {_title(new)}", *lines(found), *([""] if told else []), *told)
    return int(ExitCode.DONE)


def _pack(path: Path, other: Path, common: list[Any]) -> Pack:
    """The pack at the path under the common overrides; an override pack is laid over the other one's base."""
    from census_app.cli.packs.arguments import shipped_pack
    from census_app.rulebook.overrides import apply_overrides, is_override, load_override
    from census_app.rulebook.packs import load_pack

    if not is_override(path):
        return apply_overrides(load_pack(path), common)
    base = shipped_pack() if is_override(other) else other
    return apply_overrides(load_pack(base), [*common, load_override(path)])


def _out_of_force(paths: list[Path]) -> list[str]:
    """A sentence for each override among the packs that has no say today, whatever it changes."""
    from datetime import date

    from census_app.rulebook.overrides import is_override, load_override
    from census_app.rulebook.standing import standing_words

    said = (standing_words(load_override(path).manifest, date.today()) for path in paths if is_override(path))
    return [f"注意：{words}，现在不起作用" for words in dict.fromkeys(said) if words]


def _title(pack: Pack) -> str:
    layers = dict.fromkeys(f"{one.pack} {one.version}" for one in pack.overridden)
    return " + ".join((f"{pack.manifest.id} {pack.manifest.version}", *layers))


def _named(pack: Pack) -> dict[str, str]:
    return {"id": pack.manifest.id, "version": pack.manifest.version, "fingerprint": pack.fingerprint}
