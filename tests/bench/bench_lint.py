"""CPU seconds of each stage of lint: the shipped pack, and a pack of about a thousand rules made from it.

Run by hand: `python tests/bench/bench_lint.py`; figures are only comparable within one run.
The large pack holds every rule nine times, each copy with its own scope and thresholds, so that nothing is a duplicate.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from census_app.dictionary.loader import load_dictionary
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.lint.parts import Subject
from census_app.rulebook.lint.run import PACK_CHECKS, RULE_CHECKS
from census_app.rulebook.model import Pack, Rule
from census_app.rulebook.packs import load_pack
from census_app.rulebook.resolved import ResolvedPack
from census_app.rulebook.resolving.resolve import resolve_pack

COPIES = 9


def main() -> None:
    """Print one line per stage and pack."""
    pack, loading = timed(lambda: load_pack(shipped_folder("rules") / "census-112"))
    print(f"{'load':24} {loading:7.3f} s")
    _, importing = timed(lambda: __import__("z3"))
    print(f"{'import z3':24} {importing:7.3f} s")
    for name, one in (("shipped", pack), ("large", large(pack))):
        dictionary = load_dictionary()
        resolved, seconds = timed(lambda one=one, dictionary=dictionary: resolve_pack(one, dictionary))
        print(f"\n{name}: {len(resolved.rules)} rules")
        print(f"{'resolve':24} {seconds:7.3f} s")
        stages(resolved)


def stages(resolved: ResolvedPack) -> None:
    """Print the time of every check."""
    subjects = [Subject(resolved.pack, rule, resolved.dictionary) for rule in resolved.rules]
    for check in RULE_CHECKS:
        found, seconds = timed(lambda check=check: [item for subject in subjects for item in check(subject)])
        print(f"{_name(check):24} {seconds:7.3f} s   {len(found)} findings")
    for pack_check in PACK_CHECKS:
        found, seconds = timed(lambda pack_check=pack_check: list(pack_check(resolved)))
        print(f"{_name(pack_check):24} {seconds:7.3f} s   {len(found)} findings")
    from census_app.rulebook.lint.solver.check import check as prove

    proved, seconds = timed(lambda: list(prove(resolved)))
    print(f"{'solver':24} {seconds:7.3f} s   {dict(Counter(item.check for item in proved))}")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """The result and the CPU seconds it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def large(pack: Pack) -> Pack:
    """The pack's rules again and again, no copy like another."""
    rules = [_copy(rule, copy) for copy in range(COPIES) for rule in pack.rules]
    return pack.model_copy(update={"rules": tuple(rules)})


def _copy(rule: Rule, copy: int) -> Rule:
    if copy == 0:
        return rule
    number = f"{rule.id[0]}{copy}{rule.id[1:]}"
    clauses = tuple(
        one.model_copy(update={"when": f"({one.when}) and 今日 > '20{9 + copy:02}-01-01'"}) for one in rule.wrong
    )
    return rule.model_copy(update={"id": number, "wrong": clauses, "requires": (), "replaces": ()})


def _name(check: Callable[..., object]) -> str:
    return check.__module__.rpartition(".")[2]


if __name__ == "__main__":
    main()
