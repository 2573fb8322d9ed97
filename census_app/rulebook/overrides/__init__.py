"""Override packs: a province, a city or a county sets parameters, severity and status of a base pack's rules."""

from census_app.rulebook.overrides.applying import apply_overrides
from census_app.rulebook.overrides.model import OverridePack
from census_app.rulebook.overrides.reading import is_override, load_override

__all__ = ["OverridePack", "apply_overrides", "is_override", "load_override"]
