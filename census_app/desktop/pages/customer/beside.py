"""What the customer page reads beside the customer: links, pictures, since when the accused values are so."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from census_app.desktop.company import Company
from census_app.desktop.pages.customer.board import CustomerBoard
from census_app.desktop.pages.customer.doing import CustomerDoing
from census_app.desktop.pages.customer.photos import read_photos
from census_app.desktop.pages.customer.proposing import read_since, since_words
from census_app.desktop.pages.customer.reads import read_links
from census_app.desktop.pages.page import Page
from census_app.desktop.reads import Reader
from census_app.desktop.session import Session
from census_app.desktop.widgets.notice import Notice
from census_app.desktop.widgets.photo_viewer import ViewedPhoto


class CustomerBeside:
    """Slower than the customer itself, so that nobody waits for it; what is late for another customer is dropped."""

    def __init__(self, page: Page, session: Session, board: CustomerBoard, doing: CustomerDoing) -> None:
        self._session, self._board, self._doing = session, board, doing
        self._reader = Reader(page)
        self.others = Notice("mid")
        page.column.addWidget(self.others)
        self.company = Company(page, session)
        self.company.told.connect(lambda words: self.others.show_words(words, ""))

    def forget(self, customer: str = "") -> None:
        """Another customer is asked for, or none."""
        self.company.look_at_customer(customer)
        if not customer:
            self.show_pictures(())
        self._reader.forget("links")
        self._reader.forget("pictures")

    def read_customer(self, customer: str) -> None:
        """Its links and its pictures."""
        folder = self._session.folder
        if folder is None:
            return
        links, nothing = self._board.links, self._board.links.show_no_links
        ask = partial(read_links, folder, customer)
        self._reader.ask("links", ask, links.show_links, lambda error: nothing(str(error)))
        pictures = partial(read_photos, folder, customer=customer)
        self._reader.ask("pictures", pictures, self.show_pictures, lambda _error: self.show_pictures(()))

    def show_pictures(self, photos: Sequence[ViewedPhoto]) -> None:
        """The pictures of the customer's tasks."""
        self._doing.show_pictures(photos)
        self._board.problems.show_photos(photos)

    def read_problem(self, record: dict[str, Any] | None) -> None:
        """Since when the values of the chosen problem are as they are."""
        folder, show = self._session.folder, self._board.problems.show_since
        show("")
        self._reader.forget("since")
        if folder is not None and record is not None:
            since = partial(read_since, folder, record)
            self._reader.ask("since", since, lambda found: show(since_words(found)), lambda _error: show(""))

    def close(self) -> None:
        """The worker ends."""
        self.company.close()
        self._reader.close()
