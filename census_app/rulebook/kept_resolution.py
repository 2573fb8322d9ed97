"""The resolved rules of a run, read back where the very same pack was resolved before: resolving takes a third of a
second, and needs the parser's modules."""

from __future__ import annotations

from census_app.dictionary.loader import dictionary_hash
from census_app.dictionary.model import Dictionary
from census_app.foundation.kept import kept
from census_app.foundation.remembering import remembered
from census_app.rulebook.fingerprint import pack_fingerprint
from census_app.rulebook.model import Pack
from census_app.rulebook.resolved import ResolvedPack


@remembered(2)
def resolved_for_run(pack: Pack, dictionary: Dictionary) -> ResolvedPack:
    """What `resolve_pack` says of them.

    Only a pack nothing is to be said about is kept: what is said tells lines of files, which the fingerprint does not.
    """

    def made() -> ResolvedPack:
        from census_app.rulebook.resolve import resolve_pack

        return resolve_pack(pack, dictionary)

    made_of = [pack_fingerprint(pack), dictionary_hash(dictionary)]
    return kept("resolved", made_of, made, _living(pack, dictionary), worth=lambda resolved: not resolved.diagnostics)


def _living(pack: Pack, dictionary: Dictionary) -> dict[str, object]:
    """What resolved rules point to in the pack and the dictionary of this process, by name."""
    living: dict[str, object] = {"pack": pack, "dictionary": dictionary}
    living |= {f"rule {rule.id}": rule for rule in pack.rules}
    for table in dictionary.tables.values():
        living[f"table {table.id}"] = table
        living |= {f"field {table.id} {field.id}": field for field in table.fields}
    return living
