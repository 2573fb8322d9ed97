"""Does what people do, by the command line, in this process; what each command said is kept."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from census_app.cli.main import run
from census_app.workspace.workspace import Workspace
from tests.unit.workspace import in_force

from .county import PACK, RULES, Customer, customers

TODAY = date.today()
MONDAY = TODAY - timedelta(days=TODAY.weekday())


def day_of(week: int) -> date:
    """Data date of the story's week 1, 2, 3, 4: Mondays, the first one of this week, so that later data are younger
    than what was claimed before them."""
    return MONDAY + timedelta(weeks=week - 1)


@dataclass
class Doing:
    """A workspace and a folder for papers. `known` is the marketing system, corrected as the weeks go by."""

    folder: Path
    known: dict[str, Customer] = field(default_factory=customers)
    said: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        return self.folder / "W"

    def begin(self) -> None:
        with Workspace.create(self.workspace) as workspace:
            in_force.put_in_force(workspace, in_force.write_pack(self.folder / "pack", pack=PACK, rules=RULES))

    def census(self, *arguments: object, code: int = 0) -> dict[str, Any]:
        """The JSON object of one command."""
        words = [str(one) for one in (*arguments, "--workspace", self.workspace, "--json")]
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            ended = run(words)
        assert ended == code, (words, ended, errors.getvalue(), out.getvalue()[:2000])
        told: dict[str, Any] = json.loads(out.getvalue())
        self.said.append((" ".join(words[:3]), ended, told))
        return told

    def states(self) -> dict[tuple[str, str], str]:
        """(rule, 户号) → state of the problem now."""
        told = self.census("problems")
        return {(one["rule_id"], one["record_key"]): one["state"] for one in told["problems"]}

    def numbers(self, *customers: str) -> list[str]:
        """Short numbers of the customers' problems."""
        told = self.census("problems")
        found = {one["record_key"]: one["problem_no"] for one in told["problems"]}
        return [found[customer] for customer in customers]
