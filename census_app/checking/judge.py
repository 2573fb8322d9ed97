"""Rules of one table compiled against one frame: scope, clauses, texts; each clause has a slot in the state words.

A state takes two bits: 0 right, 1 out of scope, 2 wrong, 3 unknown; 31 slots to a 64-bit word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from census_app.checking.compiling.compile import Compiler, Settings
from census_app.checking.compiling.frame import Frame
from census_app.checking.compiling.sql import Sql
from census_app.checking.compiling.tree import guards
from census_app.checking.groups import Gathering, PeerCompiler, Peers, Repeated, duplicated, group_wrong
from census_app.checking.reasons import CODES, Reason, reason_sql, single_reason
from census_app.checking.state_tests import Bits, Is, Same
from census_app.rulebook.expression import FieldNode
from census_app.rulebook.functions.entry import Surroundings
from census_app.rulebook.resolved import ResolvedClause, ResolvedRule

RIGHT, OUT, WRONG, OPEN = range(4)
SLOTS_PER_WORD = 31
REASONS_PER_WORD = 15
WRONG_BITS = sum(WRONG << (2 * slot) for slot in range(SLOTS_PER_WORD))


@dataclass
class Slot:
    """One clause's place in the state words, and in the reason words when rows must say why they are unknown.

    `compiler` makes what is told of the clause.
    """

    clause: ResolvedClause
    wrong: Sql
    compiler: Compiler
    index: int = 0
    reason_index: int | None = None

    @property
    def state(self) -> Bits:
        """The clause's state on a row of the scan."""
        word, place = divmod(self.index, SLOTS_PER_WORD)
        return Bits(f"w{word}", 2 * place, 3)

    @property
    def reason(self) -> Bits | Same:
        """The reason code of an unknown state."""
        if self.reason_index is None:
            return Same(CODES[single_reason(self.wrong.causes) or Reason.NULL])
        word, place = divmod(self.reason_index, REASONS_PER_WORD)
        return Bits(f"r{word}", 4 * place, 15)

    @property
    def fired_bit(self) -> tuple[int, int]:
        """Word and bit set on every row on which the clause is wrong (and on some where it is unknown)."""
        word, place = divmod(self.index, SLOTS_PER_WORD)
        return word, WRONG << (2 * place)

    @property
    def is_wrong(self) -> str:
        """SQL boolean."""
        return Is(self.state, WRONG).sql


@dataclass
class JudgedRule:
    """A rule compiled: `compiler` makes its texts, `guarded` rules run under TRY."""

    rule: ResolvedRule
    scope: Sql
    slots: list[Slot]
    compiler: Compiler
    gathering: Gathering | None = None
    guarded: bool = False
    error_index: int | None = None

    @property
    def any_wrong(self) -> str:
        """SQL boolean: a clause is wrong."""
        return " OR ".join(slot.is_wrong for slot in self.slots)


@dataclass
class Judgement:
    """All rules of one scan."""

    frame: Frame
    rules: list[JudgedRule] = field(default_factory=list)

    @property
    def slots(self) -> list[Slot]:
        """All slots in the order of their index."""
        return sorted((slot for rule in self.rules for slot in rule.slots), key=lambda slot: slot.index)


def judge(frame: Frame, rules: Iterable[ResolvedRule], surroundings: Surroundings, guarded: set[str]) -> Judgement:
    """Compile the rules (all of the frame's table); rules of equal scope stand together."""
    compiled = [_compile(frame, rule, surroundings, rule.id in guarded) for rule in rules]
    compiled.sort(key=lambda one: (one.guarded, one.scope.text, one.rule.id))
    result = Judgement(frame, compiled)
    reasons = 0
    for index, slot in enumerate(slot for one in compiled for slot in one.slots):
        slot.index = index
        if slot.wrong.nullable and single_reason(slot.wrong.causes) is None:
            slot.reason_index = reasons
            reasons += 1
    for index, one in enumerate(one for one in compiled if one.guarded):
        one.error_index = index
    return result


def words(judgement: Judgement) -> list[str]:
    """SQL of the state words: one CASE per scope, one term per clause."""
    terms: dict[int, list[str]] = {}
    for guarded, rules in groupby(judgement.rules, key=lambda one: one.guarded):
        for scope, same in groupby(rules, key=lambda one: one.scope.text):
            members = list(same)
            for word, slots in groupby(
                (slot for one in members for slot in one.slots), key=lambda slot: slot.index // SLOTS_PER_WORD
            ):
                listed = list(slots)
                terms.setdefault(word, []).append(_guarded(scope, listed) if guarded else _scoped(scope, listed))
    return [" | ".join(parts) for _, parts in sorted(terms.items())]


def error_words(judgement: Judgement) -> list[str]:
    """SQL of the bits of guarded rules that raise on a row, 62 to a word."""
    terms: dict[int, list[str]] = {}
    for one in judgement.rules:
        if one.error_index is None:
            continue
        word, place = divmod(one.error_index, 2 * SLOTS_PER_WORD)
        raised = " OR ".join(f"{_tried(one.scope.text, slot)} IS NULL" for slot in one.slots)
        terms.setdefault(word, []).append(f"CASE WHEN {raised} THEN {_bits(1, place)} ELSE 0::BIGINT END")
    return [" | ".join(parts) for _, parts in sorted(terms.items())]


def reason_words(judgement: Judgement) -> list[str]:
    """SQL of the reason words; only rows with an unknown state compute anything."""
    terms: dict[int, list[str]] = {}
    for slot in judgement.slots:
        if slot.reason_index is None:
            continue
        word, place = divmod(slot.reason_index, REASONS_PER_WORD)
        code = f"CAST({reason_sql(slot.wrong.causes)} AS BIGINT) << {4 * place}"
        terms.setdefault(word, []).append(f"CASE WHEN {slot.state.sql} = {OPEN} THEN {code} ELSE 0::BIGINT END")
    return [" | ".join(parts) for _, parts in sorted(terms.items())]


def any_row_wrong(word_count: int) -> str:
    """SQL boolean over the state words: some clause is wrong."""
    return " OR ".join(f"{wrong_bits(word)} <> 0" for word in range(word_count))


def wrong_bits(word: int) -> str:
    """SQL of the bits of the clauses of a state word that are wrong on the row."""
    return f"(w{word} & ~(w{word} << 1) & {WRONG_BITS}::BIGINT)"


def _compile(frame: Frame, rule: ResolvedRule, surroundings: Surroundings, guarded: bool) -> JudgedRule:
    settings = Settings(rule.parameters, surroundings, guarded, guards(rule.scope))
    scope = Compiler(frame, settings).compile(rule.scope)
    if rule.group is not None:
        peers = Peers(frame, settings, rule, rule.group.by)
        teller = PeerCompiler(frame, settings, peers)
        slots = [_slot(frame, settings, clause) for clause in rule.clauses[:-1]]
        slots.append(Slot(rule.clauses[-1], group_wrong(peers, rule.group.wrong, rule.group.each), teller))
        return JudgedRule(rule, scope, slots, teller, None, guarded)
    together = rule.unique or (rule.summary.by if rule.summary else ())
    gathering = Gathering(frame, settings, together) if together else None
    compiler = PeerCompiler(frame, settings, gathering) if gathering else Compiler(frame, settings)
    if rule.unique:
        repeated = None if _surely_unique(frame, rule) else Repeated(frame, settings, rule, rule.unique)
        by = [Compiler(frame, settings).compile(node) for node in rule.unique]
        slots = [Slot(rule.clauses[0], duplicated(by, repeated.found() if repeated else "FALSE"), compiler)]
    elif gathering is not None:
        slots = [Slot(clause, compiler.compile(clause.when), compiler) for clause in rule.clauses]
    else:
        slots = [_slot(frame, settings, clause) for clause in rule.clauses]
    return JudgedRule(rule, scope, slots, compiler, gathering, guarded)


def _slot(frame: Frame, settings: Settings, clause: ResolvedClause) -> Slot:
    compiler = Compiler(frame, replace(settings, only=(*settings.only, *guards(clause.when))))
    return Slot(clause, compiler.compile(clause.when), compiler)


def _surely_unique(frame: Frame, rule: ResolvedRule) -> bool:
    """Whether the rule asks for what the import has already found: that the table's key is unique."""
    own = {node.field for node in rule.unique if isinstance(node, FieldNode) and not node.path}
    keys = set(rule.table.key)
    return bool(keys) and keys <= own and frame.plan.source.key_unique(rule.table.id)


def _bits(state: int, place: int) -> str:
    return f"{state << place}::BIGINT"


def _term(slot: Slot, alone: bool) -> str:
    """The slot's bits. Only outside any other CASE does DuckDB compute an expression once that is written twice."""
    place = 2 * (slot.index % SLOTS_PER_WORD)
    wrong, unknown = _bits(WRONG, place), _bits(OPEN, place)
    if not slot.wrong.nullable:
        return f"CASE WHEN {slot.wrong.text} THEN {wrong} ELSE 0::BIGINT END"
    if alone:
        open_branch = f"WHEN {slot.wrong.text} IS NULL THEN {unknown}"
        return f"CASE WHEN {slot.wrong.text} THEN {wrong} {open_branch} ELSE 0::BIGINT END"
    return f"coalesce(CAST({slot.wrong.text} AS BIGINT) * {wrong}, {unknown})"


def _scoped(scope: str, slots: list[Slot]) -> str:
    inside = " | ".join(_term(slot, scope == "TRUE") for slot in slots)
    if scope == "TRUE":
        return f"({inside})"
    outside = sum(OUT << (2 * (slot.index % SLOTS_PER_WORD)) for slot in slots)
    return f"CASE WHEN {scope} THEN {inside} ELSE {outside}::BIGINT END"


def _tried(scope: str, slot: Slot) -> str:
    """The state as a list of one, null when computing it raises."""
    return f"TRY([CASE WHEN {scope} THEN coalesce(CAST({slot.wrong.text} AS BIGINT) * 2, 3) ELSE 1 END])"


def _guarded(scope: str, slots: list[Slot]) -> str:
    parts = []
    for slot in slots:
        place = 2 * (slot.index % SLOTS_PER_WORD)
        parts.append(f"(coalesce({_tried(scope, slot)}[1], {OPEN}) << {place})")
    return " | ".join(parts)
