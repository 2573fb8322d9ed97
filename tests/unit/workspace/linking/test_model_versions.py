"""Which version of a learned model is in use: one in the place of another, and back one at a time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from census_app.foundation.errors import BadInput
from census_app.matching.sources import shipped_sources
from census_app.matching.weights.shipped import shipped_model
from census_app.workspace.linking.model_files import revert_model
from census_app.workspace.linking.models import activate, keep_model, kept_models, version_in_use
from census_app.workspace.workspace import Workspace

SOURCE = shipped_sources()["gov_population"]


def _taught(workspace: Workspace, versions: int) -> None:
    model = shipped_model(SOURCE.model)
    for number in range(1, versions + 1):
        kept = keep_model(workspace, SOURCE, replace(model, prior=model.prior - number))
        activate(workspace, SOURCE, kept)


def test_reverting_again_goes_one_further_back(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w") as workspace:
        _taught(workspace, 3)
        assert [revert_model(workspace, SOURCE.id) for _ in range(3)] == [2, 1, 0]
        with pytest.raises(BadInput, match="之前没有别的"):
            revert_model(workspace, SOURCE.id)
        assert version_in_use(workspace, SOURCE) == 0


def test_a_version_named_stands_above_what_it_was_put_in_the_place_of(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w") as workspace:
        _taught(workspace, 3)
        assert revert_model(workspace, SOURCE.id, 1) == 1
        assert revert_model(workspace, SOURCE.id, 3) == 3, "forward again"
        assert [revert_model(workspace, SOURCE.id) for _ in range(2)] == [1, 0]


def test_versions_are_listed_by_what_people_call_the_source(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "w") as workspace:
        (shipped,) = kept_models(workspace, SOURCE.id)
        assert shipped.words().startswith("公安人口 第 0 版（程序自带）")
        assert shipped.as_json()["source"] == SOURCE.id
