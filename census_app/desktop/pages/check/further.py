"""What the page shows beside plan and run: two runs compared, the slow rules; each made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from census_app.desktop.pages.check.acts import RunActs
from census_app.desktop.pages.check.compare import CompareView
from census_app.desktop.pages.check.profile import ProfileView

if TYPE_CHECKING:
    from census_app.desktop.pages.check.page import CheckPage


class FurtherViews:
    """Puts a view into the page's stack when it is first asked for."""

    def __init__(self, page: CheckPage, acts: RunActs) -> None:
        self._page, self._acts = page, acts

    @cached_property
    def compare(self) -> CompareView:
        """Two runs side by side."""
        page, acts = self._page, self._acts
        view = CompareView(page.reader, page.action_button("save_comparison"))
        view.found.customer_asked.connect(page.context.shell.open_customer)
        view.asked.connect(lambda _before, _after: acts.compare(view))
        view.left.connect(page.back)
        page.complete(view)
        page.stack.addWidget(view)
        return view

    @cached_property
    def profile(self) -> ProfileView:
        """The slow rules."""
        view = ProfileView()
        view.left.connect(self._page.back)
        self._page.complete(view)
        self._page.stack.addWidget(view)
        return view

    @property
    def made(self) -> CompareView | None:
        """The comparison, when somebody asked for one."""
        return self.compare if "compare" in vars(self) else None

    def close_files(self) -> None:
        """Nothing reads a findings file any more."""
        if self.made is not None:
            self.made.found.close_file()

    def clean_up(self) -> None:
        """Nothing a comparison made is left."""
        if self.made is not None:
            self.made.scratch.cleanup()
