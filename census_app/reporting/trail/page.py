"""A trail as one printable page: no network, every text escaped."""

from __future__ import annotations

from itertools import groupby

from census_app.foundation.resources import resource
from census_app.reporting.trail.model import Trail

_FOLDER = "templates/trail"


def trail_page(trail: Trail) -> str:
    """The whole HTML page; equal trails give equal pages."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = resource(_FOLDER)
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    style = Markup((folder / "style.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    groups = [list(group) for _, group in groupby(trail.entries, key=lambda entry: entry.act)]
    return environment.get_template("page.html.j2").render(trail=trail, groups=groups, style=style) + "\n"
