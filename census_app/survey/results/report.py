"""What a take did, file by file, for people and for scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from census_app.survey.results.submission import STANDING_LABELS, Standing, unchanged_words


@dataclass(frozen=True)
class FileOutcome:
    """What became of one file. `refused` is the reason when nothing of it was taken; `unchanged`: all was known.

    `counts` are rows by standing, `surveyed` and `unreached` tasks that moved, `copy` where the written-back copy is.
    """

    file: str
    document: str = ""
    person: str = ""
    counts: Mapping[Standing, int] = field(default_factory=dict)
    surveyed: int = 0
    unreached: int = 0
    photos: int = 0
    photos_refused: int = 0
    notes: tuple[str, ...] = ()
    copy: str = ""
    act: int = 0
    refused: str = ""
    advice: str = ""

    @property
    def unchanged(self) -> bool:
        """Whether the workspace is as it was."""
        return not self.act and not self.refused

    def as_json(self) -> dict[str, Any]:
        """Everything, counts by the stored words."""
        content = asdict(self)
        content["counts"] = {standing.value: count for standing, count in self.counts.items()}
        return {**content, "notes": list(self.notes), "unchanged": self.unchanged}

    def lines(self) -> list[str]:
        """For the terminal."""
        if self.refused:
            return [f"{self.file}：没有收。{self.refused}" + (f"（{self.advice}）" if self.advice else "")]
        told = "，".join(
            f"{STANDING_LABELS[standing]} {count:,} 行" for standing, count in self.counts.items() if count
        )
        parts = [told] if told else []
        if self.photos or self.photos_refused:
            parts.append(
                f"照片收下 {self.photos:,} 张"
                + (f"，退回 {self.photos_refused:,} 个文件" if self.photos_refused else "")
            )
        if self.surveyed or self.unreached:
            parts.append(f"查完 {self.surveyed:,} 户，没见到人 {self.unreached:,} 户")
        if self.unchanged:
            parts.append(unchanged_words(one for one, count in self.counts.items() if count))
        found = [f"{self.file}：{'；'.join(parts)}", *(f"  {note}" for note in self.notes)]
        return [*found, f"  写回的副本：{self.copy}"] if self.copy else found


@dataclass(frozen=True)
class TakeReport:
    """All files of one take."""

    files: tuple[FileOutcome, ...]

    def count(self, standing: Standing) -> int:
        """Rows of this standing over all files."""
        return sum(one.counts.get(standing, 0) for one in self.files)

    @property
    def refused(self) -> bool:
        """Whether anything was sent back."""
        return any(one.refused or one.photos_refused for one in self.files) or self.count(Standing.REFUSED) > 0

    def as_json(self) -> dict[str, Any]:
        """Totals and files."""
        totals = {standing.value: self.count(standing) for standing in Standing}
        more = {name: sum(getattr(one, name) for one in self.files) for name in ("surveyed", "unreached", "photos")}
        return {**totals, **more, "files": [one.as_json() for one in self.files]}

    def lines(self) -> list[str]:
        """For the terminal."""
        lines = [line for one in self.files for line in one.lines()]
        if len(self.files) > 1:
            told = "，".join(f"{STANDING_LABELS[one]} {self.count(one):,} 行" for one in Standing)
            lines.append(f"共 {len(self.files):,} 份：{told}")
        return lines
