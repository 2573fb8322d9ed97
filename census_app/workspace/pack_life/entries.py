"""What a workspace remembers of a pack that is or was in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

SHIPPED, SIGNED, UNSIGNED = "shipped", "signed", "unsigned"
LEVEL_NAMES = {"province": "省级", "city": "市级", "county": "县级"}
_LEVELS = tuple(LEVEL_NAMES)


@dataclass(frozen=True)
class Signature:
    """Who vouches for a pack: `status` is shipped (with the program), signed or unsigned."""

    status: str = UNSIGNED
    key_id: str = ""
    signer: str = ""

    @property
    def words(self) -> str:
        """For people: `已签名（河北营销部）`."""
        if self.status == SIGNED:
            return f"已签名（{self.signer or self.key_id}）"
        return "随程序发布" if self.status == SHIPPED else "未签名"


@dataclass(frozen=True)
class PackEntry:
    """One pack as installed: `level` is empty for a base pack, `overrides` names the base pack of an override.

    `fingerprint` is of what the pack says, whatever its files look like; `file` stands in `packs/`. Dates are ISO,
    inclusive; `effective_to` empty means for good.
    """

    id: str
    version: str
    fingerprint: str
    sha256: str = ""
    file: str = ""
    level: str = ""
    overrides: str = ""
    issuer: str = ""
    effective_from: str = ""
    effective_to: str = ""
    signature: Signature = Signature()

    @property
    def label(self) -> str:
        """For people: `census-112 0.2.0`, with level and missing signature."""
        level = f"{LEVEL_NAMES.get(self.level, self.level)}覆盖包 " if self.level else ""
        mark = "（未签名）" if self.signature.status == UNSIGNED else ""
        return f"{level}{self.id} {self.version}{mark}"

    def in_force(self, day: str) -> bool:
        """Whether the ISO day lies within the effective dates."""
        return self.effective_from <= day and (not self.effective_to or day <= self.effective_to)

    def as_json(self) -> dict[str, Any]:
        """For acts, run records and the command line."""
        return asdict(self)

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> PackEntry:
        """As `as_json` wrote it; what a later program added is left out."""
        known = {entry.name for entry in fields(PackEntry)}
        values = {name: value for name, value in content.items() if name in known and name != "signature"}
        return PackEntry(**values, signature=Signature(**content["signature"]))


@dataclass(frozen=True)
class ActiveSet:
    """The base pack in force (None: the one shipped with the program) and the overrides on it, 省 → 市 → 县."""

    base: PackEntry | None = None
    overrides: tuple[PackEntry, ...] = ()

    @property
    def entries(self) -> tuple[PackEntry, ...]:
        """Every installed pack of the set."""
        return (*((self.base,) if self.base is not None else ()), *self.overrides)

    def with_base(self, base: PackEntry, without: frozenset[str] = frozenset()) -> ActiveSet:
        """The set after another base is installed; overrides named in `without` are no longer in it."""
        return ActiveSet(base, self.overrides).without(without)

    def without(self, overrides: frozenset[str]) -> ActiveSet:
        """The set after the overrides of these ids are taken out of force."""
        return ActiveSet(self.base, tuple(entry for entry in self.overrides if entry.id not in overrides))

    def with_override(self, override: PackEntry) -> ActiveSet:
        """The set after an override is installed; an earlier version of it is replaced."""
        others = [entry for entry in self.overrides if entry.id != override.id]
        ordered = sorted([*others, override], key=lambda entry: (_LEVELS.index(entry.level), entry.id))
        return ActiveSet(self.base, tuple(ordered))

    def as_json(self) -> dict[str, Any]:
        """As acts hold it."""
        return {
            "base": None if self.base is None else self.base.as_json(),
            "overrides": [entry.as_json() for entry in self.overrides],
        }

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> ActiveSet:
        """As `as_json` wrote it."""
        base = content["base"]
        return ActiveSet(
            None if base is None else PackEntry.from_json(base),
            tuple(PackEntry.from_json(entry) for entry in content["overrides"]),
        )
