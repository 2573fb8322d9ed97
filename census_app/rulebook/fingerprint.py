"""What a pack and a rule say, as hashes."""

from __future__ import annotations

from collections.abc import Iterable

from census_app.foundation.canonical import canonical_json, sha256_text
from census_app.rulebook.model import Pack, PackManifest, Rule

_LEFT_OUT = {"cases", "note", "locked"}


def pack_fingerprint(pack: Pack) -> str:
    """SHA-256 of everything a pack says except cases and notes; file layout and order do not matter."""
    return content_fingerprint(pack.manifest, pack.rules)


def content_fingerprint(manifest: PackManifest, rules: Iterable[Rule]) -> str:
    """`pack_fingerprint` of a pack with this manifest and these rules."""
    content = {
        "manifest": manifest.model_dump(mode="json", exclude_defaults=True),
        "rules": [_content(rule) for rule in sorted(rules, key=lambda rule: rule.id)],
    }
    return sha256_text(canonical_json(content))


def rule_fingerprint(rule: Rule) -> str:
    """SHA-256 of what a rule says except cases and notes: equal exactly when it judges and speaks the same."""
    return sha256_text(canonical_json(_content(rule)))


def _content(rule: Rule) -> dict[str, object]:
    # what a pack leaves open does not count, so that a program that knows more keys finds the same hash
    return rule.model_dump(mode="json", exclude=_LEFT_OUT, exclude_defaults=True)
