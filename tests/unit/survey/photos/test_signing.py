"""A signature drawn in the window is kept like a photo of its task."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from census_app.foundation.errors import BadInput
from census_app.survey.photos.signing import keep_signature
from census_app.survey.photos.viewing import photos_of_tasks
from census_app.workspace import acts
from census_app.workspace.workspace import Workspace
from tests.unit.survey.results.issuing import T1, dispatch


def drawn(to: int = 260) -> bytes:
    image = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(image).line([(20, 60), (to, 40)], fill="black", width=3)
    stream = BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def test_it_stands_under_its_task_and_the_same_again_changes_nothing(county: Workspace) -> None:
    dispatch(county, {"task_no": T1, "customer": "4"})
    assert keep_signature(county, T1, drawn()) > 0
    assert keep_signature(county, T1, drawn()) == 0
    assert keep_signature(county, T1, drawn(200)) > 0, "another one stands beside it"
    kept = photos_of_tasks(county, [T1])
    assert [one.signature for one in kept] == [True, True]
    assert kept[0].file.read_bytes() == drawn()


def test_no_task_and_no_picture_are_refused(county: Workspace) -> None:
    dispatch(county, {"task_no": T1, "customer": "4"})
    before = acts.head(county.engine)
    with pytest.raises(BadInput, match="没有这个任务"):
        keep_signature(county, "T2648-9999", drawn())
    with pytest.raises(BadInput, match="不是一张图"):
        keep_signature(county, T1, b"nothing")
    assert acts.head(county.engine) == before
