from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import census_app
from census_app.foundation.errors import BadInput
from census_app.foundation.resources import resource
from census_app.workspace.people.settings import Role, Scope, people_settings
from census_app.workspace.problems.effects import EFFECTS

_KIND = re.compile(r'^_?[A-Z_]+ = "([a-z_]+\.(?!json|parquet|yaml|db|xlsx|csv|zip|html)[a-z_]+)"$', re.MULTILINE)


def test_every_kind_of_act_stands_under_a_permission() -> None:
    """Add new kinds of acts to `permissions` in resources/people.yaml; else only administrators may write them."""
    package = Path(census_app.__file__).parent
    sources = [
        path.read_text(encoding="utf-8")
        for name in ("workspace", "survey", "reporting")
        for path in (package / name).rglob("*.py")
    ]
    kinds = {kind for source in sources for kind in _KIND.findall(source)} | set(EFFECTS)
    permissions = people_settings().permissions
    listed = {kind for permission in permissions.values() for kind in permission.acts}
    assert len(kinds) > 30
    assert kinds - listed - permissions.keys() == set()


def test_an_act_nobody_listed_needs_an_administrator() -> None:
    permission = people_settings().permission_of("moon.eaten")
    assert permission.roles == {Role.ADMINISTRATOR} and permission.scope is Scope.ANY


def _changed(tmp_path: Path, *place: str, value: Any) -> Path:
    content = yaml.safe_load(resource("people.yaml").read_text(encoding="utf-8"))
    entry = content
    for name in place[:-1]:
        entry = entry[name]
    entry[place[-1]] = value
    path = tmp_path / "people.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("sign_in", "argon2", "memory_kib"), 19_455),
        (("sign_in", "argon2", "passes"), 1),
        (("sign_in", "shortest_pin"), 4),
        (("sign_in", "lock_after"), 1_000),
        (("sign_in", "free_attempts"), 100),
        (("sign_in", "idle_minutes"), 0),
        (("permissions", "people.manage", "roles"), ["surveyor"]),
        (("permissions", "run.void", "acts"), ["run.voided", "import.committed"]),
        (("permissions", "run.void", "roles"), ["king"]),
        (("roles",), {}),
    ],
)
def test_settings_below_the_floor_are_refused(tmp_path: Path, place: tuple[str, ...], value: Any) -> None:
    with pytest.raises(BadInput, match="人员设置有误"):
        people_settings(_changed(tmp_path, *place, value=value))
