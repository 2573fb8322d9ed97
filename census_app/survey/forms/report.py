"""What issuing forms comes to, as people and programs are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from census_app.survey.forms.issued import IssuedForm


@dataclass
class FormsReport:
    """What was written. `unassigned`: open visits that nobody has; `left_out`: items over the limit of a task."""

    week: str
    folder: Path
    phones: bool = False
    files: list[tuple[IssuedForm, str, Path]] = field(default_factory=list)
    items: dict[str, int] = field(default_factory=dict)
    blind: dict[str, int] = field(default_factory=dict)
    renewed: int = 0
    unassigned: int = 0
    left_out: int = 0

    def as_json(self) -> dict[str, Any]:
        """The command line's JSON object."""
        return {
            "week": self.week,
            "folder": str(self.folder),
            "unassigned": self.unassigned,
            "left_out": self.left_out,
            "issued": self.renewed,
            "forms": [
                {
                    "form_no": form.form_no,
                    "unit": form.unit,
                    "surveyor": form.surveyor,
                    "name": name,
                    "file": str(path),
                    **({"phone_file": str(phone_file(path))} if self.phones else {}),
                    "tasks": len(form.tasks),
                    "items": self.items[form.form_no],
                    "blind": self.blind[form.form_no],
                }
                for form, name, path in self.files
            ],
        }

    def lines(self) -> list[str]:
        """The report in Chinese for the terminal."""
        lines = [f"{self.week} 的普查表在 {self.folder}"]
        for form, _, path in self.files:
            count = f"{len(form.tasks):,} 户 {self.items[form.form_no]:,} 项"
            lines.append(f"  {path.name}：{count}，其中 {self.blind[form.form_no]:,} 格请现场抄录")
            if self.phones:
                lines.append(f"  {phone_file(path).name}：同一张表，手机用（ODK、Kobo）")
        if not self.files:
            lines.append("  没有要上门的任务，不出普查表")
        if self.unassigned:
            lines.append(f"  {self.unassigned:,} 个上门任务还没有人，先派给人（census task change）")
        if self.left_out:
            lines.append(f"  {self.left_out:,} 项超过一户的上限，没有问（resources/survey/forms.yaml 的 most_items）")
        return lines


def phone_file(workbook: Path) -> Path:
    """Where the XLSForm of a workbook stands."""
    return workbook.with_name(workbook.name.replace("普查表_", "手机表_", 1))
