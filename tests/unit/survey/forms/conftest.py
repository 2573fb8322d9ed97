from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from census_app.workspace.workspace import Workspace

from .walk import CUSTOMERS, county, meter


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county, checked once and nobody sent anywhere yet; the last customer has two meters. Copy it."""
    with Workspace.create(tmp_path_factory.mktemp("archive") / "W") as made:
        county(
            made,
            CUSTOMERS,
            meter=[*(meter(number) for number in range(CUSTOMERS)), meter(CUSTOMERS - 1, asset_no="220699999999")],
            residential_area=[
                {"area_no": "A1", "area_name": "柳河花园", "area_addr": "柳河大街 1 号", "house_count": 480}
            ],
            business_hall=[
                {"hall_no": "H1", "check_date": date(2026, 11, 2), "hall_name": "柳河营业厅", "asset_expected": 12}
            ],
            theme_dedicated_line=[],
        )
        return made.folder
