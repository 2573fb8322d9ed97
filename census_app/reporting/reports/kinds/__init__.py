"""The reports there are, one small file each; this list is the order in which `census report list` shows them."""

from __future__ import annotations

from census_app.reporting.reports.kinds import board, bulletin, daily, monthly, units
from census_app.reporting.reports.report import Report

REPORTS: dict[str, Report] = {module.REPORT.id: module.REPORT for module in (daily, bulletin, monthly, units, board)}
