"""Says what is wrong, doubtful or missing in a pack. One question per file; none of them changes anything."""

from census_app.rulebook.lint.run import lint_pack

__all__ = ["lint_pack"]
