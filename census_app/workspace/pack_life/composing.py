"""A set of packs as it judges: the base pack with its overrides applied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.foundation.errors import BadInput, CensusError
from census_app.foundation.resources import shipped_folder
from census_app.rulebook.fingerprint import pack_fingerprint
from census_app.rulebook.model import Pack
from census_app.rulebook.overrides import OverridePack, apply_overrides, is_override, load_override
from census_app.rulebook.packs import load_pack
from census_app.workspace.pack_life.entries import SHIPPED, ActiveSet, PackEntry, Signature
from census_app.workspace.pack_life.store import Received, kept_file

if TYPE_CHECKING:
    from census_app.workspace.workspace import Workspace

SHIPPED_PACK = "census-112"


@dataclass(frozen=True)
class Composed:
    """The packs of a set as read, and `pack`, what they say together; `base_entry` is there for the shipped one too.

    `applied` are the overrides `pack` contains, `left_out` those that are not in force on the day it was made for.
    """

    active: ActiveSet
    base_entry: PackEntry
    base: Pack
    overrides: tuple[OverridePack, ...]
    pack: Pack
    left_out: tuple[PackEntry, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of everything the set says, overrides included."""
        return self.pack.fingerprint or pack_fingerprint(self.pack)

    @property
    def applied(self) -> tuple[PackEntry, ...]:
        """The overrides that have a say."""
        return tuple(entry for entry in self.active.overrides if entry not in self.left_out)

    def on(self, day: date) -> Composed:
        """The same set as it judges on that day: overrides not in force then are left out."""
        return _composed(self.active, self.base_entry, self.base, self.overrides, day)


@dataclass(frozen=True)
class ReadPack:
    """A pack file as read: what the workspace would remember of it, and what it says."""

    entry: PackEntry
    content: Pack | OverridePack


def shipped_path() -> Path:
    """The pack that ships with the program."""
    return shipped_folder("rules") / SHIPPED_PACK


def shipped_entry() -> PackEntry:
    """The shipped pack as the workspace would remember it."""
    return entry_of(load_pack(shipped_path()), Signature(SHIPPED))


def compose(workspace: Workspace, active: ActiveSet, on: date | None = None) -> Composed:
    """The set from the bytes kept in the workspace; `BadInput` when some are gone or changed.

    With `on`, overrides that are not in force on that day are left out of what the set says.
    """
    if active.base is None:
        base = load_pack(shipped_path())
        base_entry = entry_of(base, Signature(SHIPPED))
    else:
        base, base_entry = load_pack(kept_file(workspace, active.base)), active.base
    overrides = tuple(load_override(kept_file(workspace, entry)) for entry in active.overrides)
    return _composed(active, base_entry, base, overrides, on)


def read_pack(found: Received, signature: Signature) -> ReadPack:
    """The received file as a base or an override pack; `BadInput` tells every fault of its shape."""
    content = load_override(found.copy) if is_override(found.copy) else load_pack(found.copy)
    return ReadPack(entry_of(content, signature, found), content)


def entry_of(content: Pack | OverridePack, signature: Signature, found: Received | None = None) -> PackEntry:
    """What the workspace remembers of a pack."""
    manifest = content.manifest
    override = content if isinstance(content, OverridePack) else None
    return PackEntry(
        id=manifest.id,
        version=manifest.version,
        fingerprint=content.fingerprint if isinstance(content, Pack) else _override_fingerprint(content),
        sha256="" if found is None else found.sha256,
        file="" if found is None else found.file,
        level="" if override is None else override.manifest.level.value,
        overrides="" if override is None else override.manifest.overrides,
        issuer=manifest.issuer,
        effective_from=manifest.effective_from,
        effective_to=manifest.effective_to or "",
        signature=signature,
    )


def unfit_words(entry: PackEntry) -> str:
    """The sentence before the reasons why overrides in force cannot stay beside this pack."""
    return f"有了{entry.label}，生效的覆盖包有的不再适用" if entry.level else "生效的覆盖包不适用于这个规则包"


def with_pack(present: Composed, read: ReadPack, on: date | None = None) -> tuple[Composed, dict[str, str]]:
    """The set with the pack put in, and the overrides that do not fit it: id → why.

    Overrides that do not fit a new base, or that an override set above them no longer lets be, are left out of the
    result. An override that does not itself fit the present base and those above it raises `BadInput`.
    """
    if isinstance(read.content, OverridePack):
        return _with_override(present, read.entry, read.content, on)
    fitting, unfit = _fitting(read.content, present.overrides)
    active = present.active.with_base(read.entry, frozenset(unfit))
    return _composed(active, read.entry, read.content, fitting, on), unfit


def _with_override(
    present: Composed, entry: PackEntry, override: OverridePack, on: date | None
) -> tuple[Composed, dict[str, str]]:
    base = present.base.manifest
    if override.manifest.overrides != base.id:
        raise BadInput(
            f"覆盖包 {entry.id} 改的是规则包 {override.manifest.overrides}，现在生效的是 {base.id} {base.version}",
            f"先安装 {override.manifest.overrides}，再安装它的覆盖包",
        )
    active = present.active.with_override(entry)
    known = {one.manifest.id: one for one in present.overrides} | {entry.id: override}
    fitting, unfit = _fitting(present.base, tuple(known[one.id] for one in active.overrides), entry.id)
    return _composed(active.without(frozenset(unfit)), present.base_entry, present.base, fitting, on), unfit


def _fitting(
    base: Pack, overrides: tuple[OverridePack, ...], must: str = ""
) -> tuple[tuple[OverridePack, ...], dict[str, str]]:
    """Those that fit the base and the ones before them, and of the others id → why; raises when `must` does not fit.

    Whether they fit does not depend on the day.
    """
    fitting: list[OverridePack] = []
    unfit: dict[str, str] = {}
    for override in overrides:
        try:
            apply_overrides(base, (*fitting, override))
            fitting.append(override)
        except CensusError as error:
            if override.manifest.id == must:
                raise
            unfit[override.manifest.id] = error.message
    return tuple(fitting), unfit


def _composed(
    active: ActiveSet, base_entry: PackEntry, base: Pack, overrides: tuple[OverridePack, ...], on: date | None
) -> Composed:
    left_out = () if on is None else tuple(one for one in active.overrides if not one.in_force(on.isoformat()))
    return Composed(active, base_entry, base, overrides, apply_overrides(base, overrides, on), left_out)


def _override_fingerprint(override: OverridePack) -> str:
    return sha256_text(canonical_json(override.model_dump(mode="json")))
